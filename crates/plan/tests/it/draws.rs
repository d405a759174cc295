//! Many futures: the same for everyone, whatever the machine, and around what is expected.

use std::{ops::ControlFlow, sync::atomic::AtomicU32};

use models::ruin::CashWalk;
use plan::strategy::{
    Answer, Asked, BaseAge, Draft, Quantity, Scenario, Stage, StrategyError, Way, run, run_with,
};

use crate::company::{between, certain, near, stated, typical};

fn asked(draws: u32) -> Asked {
    Asked { draws, cash: Some(100_000.0), credit: 20_000.0, ..Asked::default() }
}

fn pair() -> [Scenario; 2] {
    let centric = typical("centric", Way::Centric)
        .draft()
        .with(Quantity::RetentionGain, between(-0.002, 0.006, 0.012))
        .with(Quantity::Setup, between(50_000.0, 80_000.0, 130_000.0))
        .checked()
        .unwrap();
    [typical("focused", Way::Focused), centric]
}

fn on_threads(threads: usize) -> Answer {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| run(&pair(), &asked(1_000)).unwrap())
}

#[test]
fn the_answer_is_the_same_byte_for_byte_on_any_number_of_threads() {
    let bytes = |threads| serde_json::to_vec(&on_threads(threads)).unwrap();
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    assert_eq!(one, bytes(8));
}

#[test]
fn another_seed_is_another_answer() {
    let of = |seed| run(&pair(), &Asked { seed, ..asked(200) }).unwrap().scenarios[0].npv.mean;
    assert_ne!(of(1), of(2));
}

#[test]
fn a_scenario_more_changes_nothing_for_the_others() {
    let [focused, centric] = pair();
    let mut third = typical("third", Way::Other).draft();
    third.stages.truncate(1);
    third.stages[0].until_age_months = None;
    let third = third.checked().unwrap();
    let alone = run(std::slice::from_ref(&centric), &asked(300)).unwrap();
    let among = run(&[third, focused, centric], &asked(300)).unwrap();
    assert_eq!(alone.scenarios[0], among.scenarios[2]);
}

/// A company without chance in its numbers or its market, of so many customers that those who come and
/// go are nearly what is expected.
fn without_spread() -> Scenario {
    let mut draft = certain(&typical("large", Way::Focused))
        .draft()
        .with(Quantity::MarketSwing, stated(0.0))
        .with(Quantity::Adds, stated(2_000.0));
    for one in &mut draft.base {
        one.customers *= 10.0;
    }
    draft.checked().unwrap()
}

#[test]
fn without_spreads_the_mean_of_the_draws_is_the_recursion() {
    let answer = run(&[without_spread()], &asked(2_000)).unwrap();
    let outcome = &answer.scenarios[0];
    // Who comes and goes is still chance: within five standard errors.
    let sd = (outcome.npv.p90 - outcome.npv.p10) / 2.563;
    assert!(sd > 0.0);
    near(outcome.npv.mean, outcome.expected_npv, 5.0 * sd / 2_000.0_f64.sqrt());
    for month in &outcome.series {
        let sd = (month.customers.p90 - month.customers.p10) / 2.563;
        near(month.customers.mean, month.expected_customers, 5.0 * sd / 2_000.0_f64.sqrt() + 1e-6);
        let sd = (month.cumulative.p90 - month.cumulative.p10) / 2.563;
        near(month.cumulative.mean, month.expected_cumulative, 5.0 * sd / 2_000.0_f64.sqrt() + 0.01);
    }
}

#[test]
fn as_the_spreads_shrink_the_mean_comes_to_the_recursion() {
    let far =
        |width: f64| {
            let mut draft = typical("a", Way::Focused).draft();
            for number in draft.whole.iter_mut().chain(
                draft.stages.iter_mut().flat_map(|s| [&mut s.margin, &mut s.retention, &mut s.complaints]),
            ) {
                number.low = number.value - width * (number.value - number.low);
                number.high = number.value + width * (number.high - number.value);
            }
            let swing = draft.whole[Quantity::MarketSwing as usize].value * width;
            let scenario = draft.with(Quantity::MarketSwing, stated(swing)).checked().unwrap();
            let outcome = run(&[scenario], &asked(4_000)).unwrap().scenarios.remove(0);
            (outcome.npv.mean - outcome.expected_npv).abs() / outcome.expected_npv.abs()
        };
    let [wide, narrow] = [1.0, 0.1].map(far);
    assert!(narrow < 0.005 && narrow < wide, "{narrow}, {wide}");
}

/// A company whose monthly cash is independent and all but normal: customers who all stay and whose
/// payments swing with a market without memory.
fn steady(drift: f64) -> Scenario {
    let draft = Draft {
        horizon_months: 60,
        base: vec![BaseAge { age_months: 5, customers: 1_000_000.0 }],
        stages: vec![Stage {
            name: "all".into(),
            until_age_months: None,
            margin: stated(1.0),
            retention: stated(1.0),
            complaints: stated(0.0),
        }],
        ..Draft::new("steady", Way::Focused)
    };
    draft
        .with(Quantity::FixedCost, stated(1_000_000.0 - drift))
        .with(Quantity::MarketSwing, stated(SWING))
        .checked()
        .unwrap()
}

const SWING: f64 = 0.03;

#[test]
fn running_out_is_as_likely_as_the_closed_form_says() {
    // P(ruin by T) of cash with drift, looked at once a month (Siegmund 1979).
    let volatility = 1_000_000.0 * ((SWING * SWING).exp() - 1.0).sqrt();
    for (drift, cash) in [(0.0, 200_000.0), (3_000.0, 150_000.0), (-3_000.0, 300_000.0)] {
        let asked = Asked { draws: 20_000, cash: Some(0.6 * cash), credit: 0.4 * cash, ..Asked::default() };
        let found = run(&[steady(drift)], &asked).unwrap().scenarios[0].ruin_probability.unwrap();
        let walk = CashWalk::new(cash, drift, volatility).unwrap();
        let wanted = walk.ruin_by_monitored(60.0, 1.0).unwrap();
        assert!((0.1..0.7).contains(&wanted), "{wanted} tells little");
        // Four standard errors, and what is left of the skew.
        near(found, wanted, 4.0 * (wanted * (1.0 - wanted) / 20_000.0).sqrt() + 0.004);
        // Looked at always, it would be more: the test can tell the two apart.
        assert!(walk.ruin_by(60.0).unwrap() - wanted > 0.02);
    }
}

#[test]
fn bands_bars_and_reserves_belong_together() {
    let answer = run(&pair(), &asked(1_000)).unwrap();
    for outcome in &answer.scenarios {
        let shares: f64 = outcome.npv_distribution.iter().map(|bin| bin.share).sum();
        near(shares, 1.0, 1e-9);
        assert!((20..=120).contains(&outcome.npv_distribution.len()));
        assert!(
            outcome.npv_distribution.windows(2).all(
                |two| two[0].high <= two[1].low * (1.0 + 1e-9) || (two[0].high - two[1].low).abs() < 1e-3
            )
        );
        for month in &outcome.series {
            for band in [month.cash, month.cumulative, month.customers] {
                assert!(band.p10 <= band.p50 && band.p50 <= band.p90);
            }
        }
        let at =
            |reserve: f64| outcome.ruin_by_reserve.iter().find(|r| r.reserve >= reserve).unwrap().probability;
        assert!(at(outcome.reserve_95.unwrap()) <= 0.05);
        assert!(outcome.ruin_by_reserve.windows(2).all(|two| two[0].probability >= two[1].probability));
        let last = outcome.series.last().unwrap();
        assert!((0.0..=1.0).contains(&outcome.pays_back.unwrap()) && last.month == 60);
    }
}

#[test]
fn the_market_swings_and_remembers() {
    let of = |memory: f64| {
        let scenario = steady(0.0).draft().with(Quantity::MarketMemory, stated(memory)).checked().unwrap();
        let outcome = run(&[scenario], &asked(4_000)).unwrap().scenarios.remove(0);
        let width = |m: &plan::strategy::Spread| m.p90 - m.p10;
        (width(&outcome.series[40].cash), width(&outcome.series[59].cumulative))
    };
    let ((month, all), (remembered_month, remembered)) = (of(0.0), of(0.8));
    // One month swings as much; months that hang together add up to sqrt((1 + .8)/(1 - .8)) times.
    near(remembered_month / month, 1.0, 0.08);
    near(remembered / all, 2.85, 0.35);
    near(month, 2.0 * 1.2816 * 30_000.0, 4_000.0);
}

#[test]
fn it_says_how_far_it_is_and_stops_when_told() {
    let seen = AtomicU32::new(0);
    run_with(&pair(), &asked(700), &|done, all| {
        assert!(done <= all && all == 700);
        seen.fetch_max(done, std::sync::atomic::Ordering::Relaxed);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen.into_inner(), 700);
    let stopped = run_with(&pair(), &asked(700), &|_, _| ControlFlow::Break(()));
    assert_eq!(stopped, Err(StrategyError::Stopped));
}

#[test]
fn what_grows_beyond_all_bounds_is_refused() {
    let scenario = typical("weed", Way::Focused);
    let mut draft = scenario.draft().with(Quantity::WordOfMouth, stated(0.9));
    draft.horizon_months = 600;
    let weed = draft.checked().unwrap();
    for draws in [0, 50] {
        assert_eq!(
            run(std::slice::from_ref(&weed), &asked(draws)),
            Err(StrategyError::Unbounded("weed".into()))
        );
    }
}

#[test]
fn what_cannot_be_laid_side_by_side_is_refused() {
    assert_eq!(run(&[], &asked(0)), Err(StrategyError::NoScenario));
    let one = typical("a", Way::Focused);
    assert_eq!(run(&[one.clone(), one.clone()], &asked(0)), Err(StrategyError::TwiceNamed("a".into())));
    let mut longer = one.draft();
    longer.name = "b".into();
    longer.horizon_months = 61;
    let longer = longer.checked().unwrap();
    assert_eq!(run(&[one.clone(), longer], &asked(0)), Err(StrategyError::Horizon("b".into(), 61, 60)));
    let many: Vec<Scenario> = (0..9).map(|n| typical(&format!("s{n}"), Way::Other)).collect();
    assert_eq!(run(&many, &asked(0)), Err(StrategyError::TooMany(9)));
    for wrong in [
        Asked { cash: Some(-1.0), ..asked(0) },
        Asked { cash: Some(f64::NAN), ..asked(0) },
        Asked { credit: f64::INFINITY, ..asked(0) },
        asked(100_001),
    ] {
        assert!(matches!(run(std::slice::from_ref(&one), &wrong), Err(StrategyError::Impossible(..))));
    }
}

#[test]
fn the_money_for_winning_customers_is_decided_and_what_it_wins_is_in_doubt() {
    // A market that gives hardly more than is won: a draw of more was once paid for at any price.
    let scenario = certain(&typical("a", Way::Focused))
        .draft()
        .with(Quantity::Adds, between(120.0, 160.0, 200.0))
        .with(Quantity::AddsToday, stated(100.0))
        .with(Quantity::AcquisitionCeiling, stated(240.0))
        .with(Quantity::MarketSwing, stated(0.0))
        .checked()
        .unwrap();
    let outcome = &run(&[scenario], &Asked { draws: 4_000, ..Asked::default() }).unwrap().scenarios[0];
    let spread = outcome.npv;
    let (below, above) = (spread.p50 - spread.p10, spread.p90 - spread.p50);
    assert!(below < 1.5 * above && above < 1.5 * below, "{spread:?}");
    let lowest = outcome.npv_distribution.first().unwrap().low;
    assert!(spread.p50 - lowest < 6.0 * below, "{lowest} {spread:?}");
}
