//! How long 10,000 futures of two scenarios over 120 months take, with customers of 120 ages at the
//! start, and how that compares with a plain array of ages:
//! `cargo run --release -p plan --example strategy_speed`.

use std::{hint::black_box, time::Instant};

use plan::strategy::{
    Asked, BaseAge, Draft, Parameter, Quantity, Scenario, Source, Stage, Way,
    recursion::{Rates, expected},
    run,
};

const DRAWS: u32 = 10_000;
const MONTHS: u32 = 120;
const AGES: u32 = 120;

fn company(name: &str, way: Way, retention: f64) -> Scenario {
    let about = |x: f64| Parameter::known(x, 0.9 * x, 1.1 * x, Source::Estimated, "made up");
    let stays = |r: f64| Parameter::known(r, r - 0.01, r + 0.005, Source::Estimated, "made up");
    let stage = |name: &str, until_age_months, margin: f64, retention: f64| Stage {
        name: name.into(),
        until_age_months,
        margin: about(margin),
        retention: stays(retention),
        complaints: about(0.05),
    };
    let draft = Draft {
        horizon_months: MONTHS,
        base: (0..AGES).map(|age_months| BaseAge { age_months, customers: 40.0 }).collect(),
        stages: vec![
            stage("new", Some(3), 6.0, retention - 0.05),
            stage("young", Some(12), 9.0, retention),
            stage("grown", Some(36), 12.0, retention + 0.01),
            stage("old", None, 14.0, retention + 0.02),
        ],
        ..Draft::new(name, way)
    };
    let numbers = [
        (Quantity::Discount, 0.1),
        (Quantity::Adds, 300.0),
        (Quantity::AcquisitionCost, 60.0),
        (Quantity::AddsToday, 250.0),
        (Quantity::AcquisitionCeiling, 900.0),
        (Quantity::WordOfMouth, 0.003),
        (Quantity::ReferralCost, 4.0),
        (Quantity::FixedCost, 20_000.0),
        (Quantity::Setup, 50_000.0),
        (Quantity::Prevented, 0.2),
        (Quantity::PreventionCost, 0.1),
        (Quantity::LeavingAfterComplaint, 0.2),
        (Quantity::Solved, 0.5),
        (Quantity::SolutionCost, 8.0),
        (Quantity::MarketSwing, 0.1),
        (Quantity::MarketMemory, 0.7),
    ];
    numbers.into_iter().fold(draft, |draft, (q, x)| draft.with(q, about(x))).checked().expect("possible")
}

/// Every age looked at in every month, without chance: what the months cost when nothing is clever.
fn plain(scenario: &Scenario, draws: u32) -> f64 {
    let rates = Rates::of(scenario);
    (0..draws).map(|_| expected(black_box(scenario), &rates).iter().map(|m| m.discounted).sum::<f64>()).sum()
}

fn main() {
    let scenarios = [company("focused", Way::Focused, 0.94), company("centric", Way::Centric, 0.955)];
    let asked = Asked { draws: DRAWS, cash: Some(500_000.0), credit: 200_000.0, ..Asked::default() };
    let mut seconds = f64::INFINITY;
    for _ in 0..3 {
        let from = Instant::now();
        let answer = run(black_box(&scenarios), &asked).expect("an answer");
        seconds = seconds.min(from.elapsed().as_secs_f64());
        black_box(answer);
    }
    let from = Instant::now();
    for scenario in &scenarios {
        black_box(plain(scenario, DRAWS / 10));
    }
    let array = from.elapsed().as_secs_f64() * 10.0;
    println!("{DRAWS} futures x {MONTHS} months x 2 scenarios, base of {AGES} ages");
    println!("with all chance, bands and comparison: {seconds:.2} s on {} threads", threads());
    println!("array of ages, one thread, no chance:  {array:.2} s, {:.1} times as long", array / seconds);
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
