//! The recursion against the figures worked out beside it.

use plan::strategy::{
    Draft, Key, Parameter, Quantity, Scenario, Stage, Way, file,
    recursion::{Rates, StageRates, by_cohort, expected},
};

fn check(horizon_months: u32) -> Scenario {
    let stated = Parameter::stated;
    let draft = Draft {
        horizon_months,
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: stated(10.0),
            retention: stated(0.95),
            complaints: stated(0.05),
        }],
        ..Draft::new("check", Way::Focused)
    };
    draft
        .with(Quantity::Discount, stated(0.12))
        .with(Quantity::Adds, stated(300.0))
        .with(Quantity::AcquisitionCost, stated(50.0))
        .with(Quantity::WordOfMouth, stated(0.003))
        .with(Quantity::ReferralCost, stated(4.0))
        .with(Quantity::FixedCost, stated(2_000.0))
        .with(Quantity::Setup, stated(10_000.0))
        .with(Quantity::LeavingAfterComplaint, stated(0.2))
        .with(Quantity::Solved, stated(0.5))
        .with(Quantity::SolutionCost, stated(8.0))
        .checked()
        .unwrap()
}

fn near(found: f64, wanted: f64, by: f64) {
    assert!((found - wanted).abs() <= by, "{found} is not {wanted}");
}

#[test]
fn the_one_stage_check_has_its_figures() {
    let scenario = check(60);
    let months = expected(&scenario, &Rates::of(&scenario));
    let npv: f64 = months.iter().map(|m| m.discounted).sum();
    near(npv, 767_461.50, 0.005);
    let trough = months.iter().map(|m| m.cumulative).fold(0.0, f64::min);
    near(-trough, 77_317.21, 0.005);
    let month = months.iter().position(|m| m.cumulative == trough).unwrap() + 1;
    assert_eq!(month, 8);
    let back = months.iter().skip(month).position(|m| m.cumulative >= 0.0).unwrap() + month + 1;
    assert_eq!(back, 18);
    near(months[59].cumulative, 1_141_784.11, 0.005);
    near(months[59].customers, 5_535.013_9, 0.00005);
    let short = check(24);
    let npv: f64 = expected(&short, &Rates::of(&short)).iter().map(|m| m.discounted).sum();
    near(npv, 81_961.16, 0.005);
}

#[test]
fn cash_adds_up_to_the_cent_across_cohorts() {
    let scenario = check(60);
    let (months, cohorts) = by_cohort(&scenario, &Rates::of(&scenario));
    let of_cohorts: f64 = cohorts.iter().map(|c| c.paid - c.acquisition - c.referral).sum();
    let fixed: f64 = months.iter().map(|m| m.fixed + m.setup).sum();
    near(of_cohorts - fixed, months.last().unwrap().cumulative, 0.005);
}

#[test]
fn a_scenario_written_and_read_is_the_same() {
    let scenario = check(60);
    assert_eq!(file::read(&file::write(&scenario)).unwrap(), {
        // A plain number carries no word on where it comes from, before and after.
        scenario
    });
}

#[test]
fn a_smaller_market_wins_fewer_with_the_same_money() {
    let rich = check(60)
        .with(Key::Whole(Quantity::AddsToday), Parameter::stated(200.0))
        .and_then(|s| s.with(Key::Whole(Quantity::AcquisitionCeiling), Parameter::stated(900.0)))
        .unwrap();
    let thought = Rates::of(&rich);
    near(thought.adds, 300.0, 0.0);
    let whole = |ceiling: f64| {
        let stages = [StageRates { margin: 10.0, retention: 0.95, complaints: 0.05 }];
        Rates::from_numbers(&rich, &stages, |q| match q {
            Quantity::AcquisitionCeiling => ceiling,
            other => rich.get(other).value,
        })
    };
    assert_eq!(whole(900.0).adds, 300.0);
    for (ceiling, fewer) in [(100.0, true), (400.0, true), (2_000.0, false), (1e9, false)] {
        let found = whole(ceiling);
        assert_eq!(found.acquisition, thought.acquisition, "the money is decided before");
        assert_eq!(found.adds < 300.0, fewer, "{ceiling} gives {}", found.adds);
        // At least what was won already: the market has given it.
        assert!(found.adds > 199.9 && found.adds < 450.0, "{ceiling} gives {}", found.adds);
    }
    // With C = 400 and 200 seen: 400 (1 - (1 - 1/2)^g), g = ln(1 - 1/3) / ln(1 - 2/9).
    let g = (1.0_f64 - 1.0 / 3.0).ln() / (1.0_f64 - 2.0 / 9.0).ln();
    near(whole(400.0).adds, 400.0 * (1.0 - 0.5_f64.powf(g)), 1e-9);
}
