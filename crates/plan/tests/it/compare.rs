//! Two ways laid side by side.

use plan::strategy::{Asked, Key, Parameter, Quantity, StageQuantity, Way, run};

use crate::company::{EXPECTED, between, check, near, stated, typical};

#[test]
fn the_check_of_the_reference_is_answered_without_draws() {
    let answer = run(&[check()], &EXPECTED).unwrap();
    let outcome = &answer.scenarios[0];
    near(outcome.npv.mean, 767_461.50, 0.005);
    near(outcome.peak_funding.p50, 77_317.21, 0.005);
    assert_eq!((outcome.trough_month, outcome.payback_month), (Some(8), Some(18)));
    near(outcome.series[59].cumulative.mean, 1_141_784.11, 0.005);
    near(outcome.expected_customers, 5_535.0139, 0.00005);
    assert_eq!(outcome.series.len(), 60);
    assert_eq!(outcome.ruin_probability, None);
    assert!(answer.comparison.is_none());
}

#[test]
fn identical_ways_differ_by_exactly_nothing() {
    // Common random numbers.
    let pair = [typical("a", Way::Focused), typical("b", Way::Centric)];
    let asked = Asked { draws: 500, ..Asked::default() };
    let comparison = run(&pair, &asked).unwrap().comparison.unwrap();
    assert_eq!(comparison.centric_beats_focused, 0.5);
    let spread = comparison.difference;
    assert_eq!([spread.mean, spread.p10, spread.p50, spread.p90], [0.0; 4]);
    assert_eq!(comparison.expected_difference, 0.0);
    assert!(comparison.flips.is_empty());
    assert!(comparison.tornado.iter().all(|lever| lever.low == 0.0 && lever.high == 0.0));
}
