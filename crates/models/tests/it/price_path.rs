//! Price paths: the reference's figures, elasticity known only to an interval, and capped rises.

use models::price_path::{ElasticityRange, PricePath, Terms, capped_path};
use proptest::prelude::*;

use crate::support::near;

const TERMS: Terms =
    Terms { low: 5.0, cost: 6.0, retention: 0.85, elasticity: 0.02, switch: 2, periods: 12, discount: 0.1 };

fn path() -> PricePath {
    PricePath::new(TERMS).unwrap()
}

#[test]
fn values_are_those_worked_out() {
    // r0 .85, e .02, p_low 5, c 6, k 2, T 12, d .1; worked out apart from this code.
    for (high, value) in [(6.0, -1.772_727), (8.0, 2.310_121), (10.0, 5.570_791), (12.0, 8.205_348)] {
        near(path().value(high).unwrap(), value, 5e-7);
    }
    // By hand: -1 now, -.85/1.1 a period later, nothing at cost.
    near(path().value(6.0).unwrap(), -1.0 - 0.85 / 1.1, 1e-12);
}

#[test]
fn it_breaks_even_where_worked_out_and_each_further_unit_pays_less() {
    let even = path().break_even(50.0).unwrap();
    near(even, 6.812_459, 5e-7);
    near(path().value(even).unwrap(), 0.0, 1e-9);
    let [a, b, c] = [8.0, 10.0, 12.0].map(|high| path().value(high).unwrap());
    assert!(b - a > c - b && c > b);
}

#[test]
fn staying_is_the_recursion() {
    let staying = path().staying(8.0);
    assert_eq!(staying.len(), 13);
    near(staying[2], 0.85 * 0.85, 1e-15);
    near(staying[3], 0.85 * 0.85 * (0.85 - 0.02 * 3.0), 1e-15);
}

#[test]
fn the_best_later_price_is_a_maximum_inside() {
    // Two periods at 10 or more, cost 2: (p - 2)(1 + .85 - .1(p - 10)) is greatest at 15.25.
    let pays = Terms { low: 10.0, cost: 2.0, elasticity: 0.1, switch: 0, periods: 2, discount: 0.0, ..TERMS };
    let best = PricePath::new(pays).unwrap().best(1000.0);
    near(best.price, 15.25, 1e-6);
    near(best.value, 13.25 * 1.325, 1e-9);
    assert!(best.inside);
}

#[test]
fn where_the_end_of_the_search_decides_it_is_said() {
    // A start below cost is never dear enough, up to where the last customer leaves.
    let best = path().best(1000.0);
    near(best.price, 5.0 + 0.85 / 0.02, 1e-9);
    assert!(!best.inside && !path().best(9.0).inside);
    let falls = PricePath::new(Terms { low: 10.0, cost: 2.0, elasticity: 0.4, switch: 0, ..TERMS }).unwrap();
    assert_eq!((falls.best(1000.0).price, falls.best(1000.0).inside), (10.0, false));
    // What may be asked at most binds.
    near(path().best(9.0).price, 9.0, 1e-9);
    near(path().best(9.0).value, path().value(9.0).unwrap(), 1e-9);
}

#[test]
fn where_no_later_price_breaks_even_there_is_none() {
    let none = PricePath::new(Terms { cost: 60.0, elasticity: 0.2, ..TERMS }).unwrap();
    assert_eq!(none.break_even(1e6), None);
    // Nor one within what may be asked.
    assert_eq!(path().break_even(6.5), None);
    assert_eq!(path().break_even(f64::NAN), None);
    // A low price that pays already needs no rise.
    let pays = PricePath::new(Terms { cost: 4.0, ..TERMS }).unwrap();
    assert_eq!(pays.break_even(50.0), Some(5.0));
    // A switch after the end changes nothing: never.
    let late = PricePath::new(Terms { switch: 12, ..TERMS }).unwrap();
    assert_eq!(late.break_even(1e6), None);
}

#[test]
fn the_smallest_break_even_is_found_though_the_value_falls_again() {
    // Steep elasticity: the value rises, then falls below 0 again.
    let steep = PricePath::new(Terms { cost: 5.5, elasticity: 0.4, ..TERMS }).unwrap();
    let even = steep.break_even(100.0).unwrap();
    near(steep.value(even).unwrap(), 0.0, 1e-9);
    for step in 0..1000 {
        let below = 5.0 + (even - 5.0) * f64::from(step) / 1000.0;
        assert!(steep.value(below).unwrap() < 0.0, "{below} breaks even before {even}");
    }
}

#[test]
fn bounds_hold_over_the_whole_interval_of_the_elasticity() {
    let range = ElasticityRange::new(TERMS, 0.01, 0.05).unwrap();
    let value = range.value(10.0).unwrap();
    near(value.expected, 5.570_791, 5e-7);
    assert!(value.low < value.expected && value.expected < value.high);
    let at = |elasticity| PricePath::new(Terms { elasticity, ..TERMS }).unwrap();
    near(value.low, at(0.05).value(10.0).unwrap(), 1e-12);
    near(value.high, at(0.01).value(10.0).unwrap(), 1e-12);
    // Where the higher price is still a loss, those who leave spare it: the bounds change ends.
    let loss = ElasticityRange::new(TERMS, 0.01, 0.05).unwrap().value(5.5).unwrap();
    near(loss.low, at(0.01).value(5.5).unwrap(), 1e-12);
    // Decisions rest on the lower bound.
    let even = range.break_even(50.0).unwrap();
    assert!(even > path().break_even(50.0).unwrap());
    near(range.value(even).unwrap().low, 0.0, 1e-9);
    let [lower, upper] = range.break_even_at_ends(50.0);
    assert!(lower.unwrap() < 6.812_459 && upper.unwrap() > 6.812_459);
    assert!(range.best(1000.0).value <= path().best(1000.0).value);
    assert!(ElasticityRange::new(TERMS, 0.03, 0.05).is_err(), "the estimate lies outside");
    assert!(ElasticityRange::new(TERMS, 0.01, f64::NAN).is_err());
}

#[test]
fn a_rise_is_cut_into_yearly_steps() {
    let prices = capped_path(10.0, 15.0, 6, 0.2, 48).unwrap();
    assert_eq!(prices.len(), 48);
    assert_eq!(prices[5], 10.0);
    near(prices[6], 12.0, 1e-12);
    near(prices[17], 12.0, 1e-12);
    near(prices[18], 14.4, 1e-12);
    assert_eq!(prices[30], 15.0);
    assert_eq!(prices[47], 15.0);
    // No cap binds: all at once. No rise allowed: none. A price may always fall.
    assert_eq!(capped_path(10.0, 15.0, 0, 1.0, 1).unwrap(), [15.0]);
    assert!(capped_path(10.0, 15.0, 0, 0.0, 120).unwrap().iter().all(|price| *price == 10.0));
    assert_eq!(capped_path(10.0, 4.0, 1, 0.0, 3).unwrap(), [10.0, 4.0, 4.0]);
    assert!(capped_path(10.0, 15.0, 0, -0.1, 12).is_err());
    assert!(capped_path(f64::NAN, 15.0, 0, 0.1, 12).is_err());
    assert!(capped_path(10.0, 15.0, 0, 0.1, 0).is_err());
}

#[test]
fn a_capped_path_is_worth_less_than_the_one_wanted_where_rises_pay() {
    let yearly = PricePath::new(Terms { periods: 48, retention: 0.98, elasticity: 0.001, ..TERMS }).unwrap();
    let capped = capped_path(5.0, 10.0, 2, 0.1, 48).unwrap();
    assert!(yearly.value_of(&capped).unwrap() < yearly.value(10.0).unwrap());
    let free = capped_path(5.0, 10.0, 2, 1.0, 48).unwrap();
    near(yearly.value_of(&free).unwrap(), yearly.value(10.0).unwrap(), 1e-12);
}

#[test]
fn impossible_terms_are_refused() {
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(PricePath::new(Terms { low: bad, ..TERMS }).is_err());
        assert!(PricePath::new(Terms { cost: bad, ..TERMS }).is_err());
        assert!(PricePath::new(Terms { retention: bad, ..TERMS }).is_err());
        assert!(PricePath::new(Terms { elasticity: bad, ..TERMS }).is_err());
        assert!(PricePath::new(Terms { discount: bad, ..TERMS }).is_err());
        assert_eq!(path().value(bad), None);
        assert!(path().value_of(&[bad]).is_err());
    }
    assert!(PricePath::new(Terms { periods: 0, ..TERMS }).is_err());
    assert!(path().value_of(&[]).is_err());
}

fn any_terms() -> impl Strategy<Value = Terms> {
    (0.0..50.0, 0.0..50.0, 0.0..=1.0, 0.0..0.5, 0_u32..20, 1_u32..40, 0.0..0.5).prop_map(
        |(low, cost, retention, elasticity, switch, periods, discount)| Terms {
            low,
            cost,
            retention,
            elasticity,
            switch,
            periods,
            discount,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn break_even_and_best_agree(terms in any_terms(), most in 0.0..500.0) {
        let path = PricePath::new(terms).unwrap();
        let best = path.best(most);
        prop_assert!(best.value.is_finite() && best.price >= terms.low);
        match path.break_even(most) {
            Some(even) => {
                prop_assert!(path.value(even).unwrap() >= 0.0 && best.value >= 0.0);
                prop_assert!(even <= most.max(terms.low) && even <= best.price + 1e-6);
            }
            None => prop_assert!(best.value < 0.0),
        }
    }

    #[test]
    fn no_price_exceeds_its_year_before_by_more_than_the_cap(
        low in 0.0..100.0, high in 0.0..500.0, switch in 0_u32..30, cap in 0.0..0.5, months in 1_u32..120,
    ) {
        let prices = capped_path(low, high, switch, cap, months).unwrap();
        for (month, price) in prices.iter().enumerate() {
            let within_a_year = prices[month.saturating_sub(12)..=month].iter().fold(low.max(*price), |m, p| m.min(*p));
            let bound = if month < 12 { low.min(within_a_year) } else { within_a_year };
            prop_assert!(high < low || *price <= bound * (1.0 + cap) + 1e-9);
            prop_assert!(*price <= high.max(low));
        }
    }

    #[test]
    fn no_numbers_give_nan(
        low in 0.0..1e12_f64, cost in 0.0..1e12_f64, retention in 0.0..=1.0_f64, e in any::<f64>(), d in any::<f64>(),
        switch in any::<u32>(), periods in 1_u32..50, high in any::<f64>(), most in any::<f64>(),
    ) {
        let terms = Terms { low, cost, retention, elasticity: e.abs(), switch, periods, discount: d.abs() };
        let Ok(path) = PricePath::new(terms) else { return Ok(()) };
        prop_assert!(path.value(high).is_none_or(f64::is_finite));
        let best = path.best(most);
        prop_assert!(best.price.is_finite() && best.value.is_finite());
        prop_assert!(path.break_even(most).is_none_or(f64::is_finite));
        prop_assert!(path.staying(high).iter().all(|s| (0.0..=1.0).contains(s)), "{high}");
        let range = ElasticityRange::new(terms, 0.0, f64::MAX).unwrap();
        prop_assert!(range.value(high).is_none_or(|v| v.low.is_finite() && v.high.is_finite() && v.covers(v.expected)));
    }
}
