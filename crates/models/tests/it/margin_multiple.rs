//! The margin multiple against its published figures.

use models::margin_multiple::{FirstMargin, MarginMultiple, berger_nasr};
use proptest::prelude::*;

use crate::support::{near, near_relative};

fn at(retention: f64) -> MarginMultiple {
    MarginMultiple::new(retention, 0.12, 0.0, FirstMargin::PeriodLater).unwrap()
}

#[test]
fn multiples_are_those_of_gupta_and_lehmann() {
    near(at(0.8).multiple(), 2.50, 0.005);
    near(at(0.9).multiple(), 4.09, 0.005);
    near(at(0.8).value(1000.0).unwrap(), 2500.0, 1e-9);
    assert_eq!((at(0.8).value(f64::NAN), at(0.8).value(f64::MAX)), (None, None));
}

#[test]
fn five_points_of_retention_are_worth_a_quarter_to_a_third_more() {
    near(at(0.85).multiple() / at(0.80).multiple() - 1.0, 0.26, 0.005);
    near(at(0.95).multiple() / at(0.90).multiple() - 1.0, 0.37, 0.005);
}

#[test]
fn elasticities_are_those_published() {
    near(at(0.8).elasticity_to_retention(), 3.5, 0.005);
    near(at(0.9).elasticity_to_retention(), 5.1, 0.01);
}

#[test]
fn a_first_margin_now_is_worth_one_margin_more_where_margins_do_not_grow() {
    let now = MarginMultiple::new(0.8, 0.12, 0.0, FirstMargin::Now).unwrap();
    near(now.multiple() - at(0.8).multiple(), 1.0, 1e-12);
}

#[test]
fn case_one_of_berger_and_nasr() {
    near(berger_nasr(260.0, 50.0, 0.75, 0.2, 10).unwrap(), 568.78, 0.005);
    // Only the first contribution, nothing promoted.
    near(berger_nasr(260.0, 50.0, 0.75, 0.2, 0).unwrap(), 260.0, 0.0);
    // Everybody stays and money keeps its worth: eleven contributions, ten promotions.
    near(berger_nasr(260.0, 50.0, 1.0, 0.0, 10).unwrap(), 2860.0 - 500.0, 1e-9);
    // Nobody stays: the first promotion is spent all the same.
    near(berger_nasr(260.0, 50.0, 0.0, 0.21, 10).unwrap(), 260.0 - 50.0 / 1.1, 1e-9);
}

#[test]
fn what_has_no_end_is_refused() {
    for (r, i, g) in [(1.0, 0.0, 0.0), (0.9, 0.05, 0.2), (1.1, 0.1, 0.0), (0.5, -0.1, 0.0), (0.5, 0.1, -1.0)]
    {
        assert!(MarginMultiple::new(r, i, g, FirstMargin::Now).is_err(), "{r} {i} {g}");
    }
    for bad in [f64::NAN, f64::INFINITY] {
        assert!(MarginMultiple::new(bad, 0.1, 0.0, FirstMargin::Now).is_err());
        assert!(MarginMultiple::new(0.5, bad, 0.0, FirstMargin::Now).is_err());
        assert!(MarginMultiple::new(0.5, 0.1, bad, FirstMargin::Now).is_err());
        assert!(berger_nasr(bad, 50.0, 0.75, 0.2, 10).is_err());
        assert!(berger_nasr(260.0, bad, 0.75, 0.2, 10).is_err());
        assert_eq!(MarginMultiple::retention_for(bad, 0.1, 0.0, FirstMargin::PeriodLater), None);
    }
}

proptest! {
    #[test]
    fn a_multiple_is_the_sum_it_stands_for(r in 0.0..0.99, i in 0.0..0.5, g in -0.3..0.0, now in any::<bool>()) {
        let first = if now { FirstMargin::Now } else { FirstMargin::PeriodLater };
        let model = MarginMultiple::new(r, i, g, first).unwrap();
        let sum: f64 = (0..20_000)
            .map(|t| {
                let t = f64::from(t);
                match first {
                    FirstMargin::Now => (r * (1.0 + g) / (1.0 + i)).powf(t),
                    FirstMargin::PeriodLater => r / (1.0 + i) * (r * (1.0 + g) / (1.0 + i)).powf(t),
                }
            })
            .sum();
        near_relative(model.multiple(), sum, 1e-9);
        // The elasticity is what a small step shows.
        prop_assume!(r > 0.01);
        let h = 1e-6;
        let moved = |f: f64| MarginMultiple::new(r * f, i, g, first).unwrap().multiple().ln();
        near((moved(1.0 + h) - moved(1.0 - h)) / (2.0 * h), model.elasticity_to_retention(), 1e-4);
    }

    #[test]
    fn the_retention_that_pays_back_gives_the_multiple_back(
        r in 0.01..0.99, i in 0.0..0.5, g in -0.3..0.0, now in any::<bool>(),
    ) {
        let first = if now { FirstMargin::Now } else { FirstMargin::PeriodLater };
        let multiple = MarginMultiple::new(r, i, g, first).unwrap().multiple();
        near(MarginMultiple::retention_for(multiple, i, g, first).unwrap(), r, 1e-9);
        // More than a customer who never leaves is worth.
        if g + 1.0 < 1.0 + i {
            let most = MarginMultiple::new(1.0, i, g, first).unwrap().multiple();
            prop_assert_eq!(MarginMultiple::retention_for(most * 1.01, i, g, first), None);
        }
    }
}
