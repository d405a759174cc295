//! Ruin: the closed form against simulation, at its edges, and what must always hold.

use models::ruin::{CashWalk, OVERSHOOT};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::support::{near, near_relative};

fn ruin(reserve: f64, drift: f64, volatility: f64, horizon: f64) -> f64 {
    CashWalk::new(reserve, drift, volatility).unwrap().ruin_by(horizon).unwrap()
}

#[test]
fn without_drift_it_is_the_reflection_principle() {
    // Twice the chance to end below: 2 Φ(-1).
    near(ruin(2.0, 0.0, 1.0, 4.0), 0.317_310_507_862_914, 1e-14);
}

#[test]
fn in_the_long_run_it_is_the_exponential() {
    let walk = CashWalk::new(3.0, 0.4, 1.5).unwrap();
    near(walk.ruin_by(1e6).unwrap(), (-2.0_f64 * 0.4 * 3.0 / 2.25).exp(), 1e-12);
    near(walk.ruin_ever(), (-2.0_f64 * 0.4 * 3.0 / 2.25).exp(), 1e-15);
    assert_eq!(CashWalk::new(3.0, -0.1, 1.5).unwrap().ruin_ever(), 1.0);
    near(CashWalk::new(3.0, -0.1, 1.5).unwrap().ruin_by(1e6).unwrap(), 1.0, 1e-12);
}

#[test]
fn looks_every_month_agree_with_simulated_months() {
    // Reserve 5, drift -.05 a month, 1 a root of month, 24 months.
    let (reserve, drift, months, futures) = (5.0, -0.05, 24, 400_000);
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut ruined = 0_u32;
    for _ in 0..futures {
        let mut cash = reserve;
        for _ in 0..months {
            cash += drift + chance.sample::<f64, _>(StandardNormal);
            if cash < 0.0 {
                ruined += 1;
                break;
            }
        }
    }
    let simulated = f64::from(ruined) / f64::from(futures);
    let walk = CashWalk::new(reserve, drift, 1.0).unwrap();
    // The correction is good to its next order; the standard error here is .0008.
    near(walk.ruin_by_monitored(24.0, 1.0).unwrap(), simulated, 0.004);
    // Without it the formula overstates what monthly looks see, by far more.
    assert!(walk.ruin_by(24.0).unwrap() > simulated + 0.03);
}

#[test]
fn many_looks_agree_with_the_closed_form() {
    // 250 looks a unit of time, with the chance of a dip between two looks told exactly.
    let (reserve, drift, s, horizon, looks, futures) = (1.0, 0.3, 1.0, 1.0, 50, 200_000);
    let dt: f64 = horizon / f64::from(looks);
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    let mut ruined = 0.0;
    for _ in 0..futures {
        let (mut cash, mut safe) = (reserve, 1.0);
        for _ in 0..looks {
            let next = cash + drift * dt + s * dt.sqrt() * chance.sample::<f64, _>(StandardNormal);
            safe *= if next <= 0.0 { 0.0 } else { 1.0 - (-2.0 * cash * next / (s * s * dt)).exp() };
            if safe == 0.0 {
                break;
            }
            cash = next;
        }
        ruined += 1.0 - safe;
    }
    near(ruined / f64::from(futures), ruin(reserve, drift, s, horizon), 0.004);
}

#[test]
fn the_overshoot_is_minus_zeta_of_a_half_over_the_root_of_two_pi() {
    near(OVERSHOOT, 1.460_354_508_809_586_8 / (2.0 * std::f64::consts::PI).sqrt(), 1e-15);
}

#[test]
fn it_is_the_integral_of_the_time_of_ruin() {
    // c/(s√(2πt³)) e^{-(c+mu t)²/(2s²t)} over 0 to T, by Simpson's rule in ln t. In the fourth the
    // factors of the closed form are e^1000 and next to 0.
    let cases = [
        (2.0, 0.3, 1.0, 5.0),
        (2.0, -0.3, 1.0, 5.0),
        (10.0, -1.0, 2.0, 6.0),
        (5.0, -10.0, 0.316_227_766, 0.45),
        (5.0, 10.0, 3.162_277_66, 0.9),
    ];
    for (c, m, s, horizon) in cases {
        let density = |u: f64| {
            let t = u.exp();
            let z = (c + m * t) / (s * t.sqrt());
            c / (s * (2.0 * std::f64::consts::PI * t).sqrt()) * (-0.5 * z * z).exp()
        };
        let (steps, end) = (100_000, f64::ln(horizon));
        let h = 25.0 / f64::from(steps);
        let sum: f64 = (0..=steps)
            .map(|i| {
                let weight = if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
                weight * density(end - 25.0 + h * f64::from(i))
            })
            .sum();
        near_relative(ruin(c, m, s, horizon), sum * h / 3.0, 1e-8);
    }
}

#[test]
fn edges_are_answers() {
    assert_eq!(ruin(0.0, 1.0, 1.0, 1.0), 1.0, "nothing in hand and shocks");
    assert_eq!(ruin(-1.0, 100.0, 1.0, 1.0), 1.0, "already below");
    assert_eq!(ruin(1.0, -1.0, 0.0, 2.0), 1.0, "a sure fall");
    assert_eq!(ruin(1.0, -1.0, 0.0, 0.5), 0.0);
    assert_eq!(ruin(1.0, -1.0, 1.0, 0.0), 0.0, "no time");
    for (c, m, s, t) in
        [(1e300, -1e300, 1e-300, 1e300), (1e-300, 1e300, 1e300, 1e-300), (1e300, 0.0, 1e-300, 1.0)]
    {
        assert!((0.0..=1.0).contains(&ruin(c, m, s, t)), "{c} {m} {s} {t}");
    }
    for bad in [f64::NAN, f64::INFINITY] {
        assert!(CashWalk::new(bad, 0.0, 1.0).is_err());
        assert!(CashWalk::new(1.0, bad, 1.0).is_err());
        assert!(CashWalk::new(1.0, 0.0, bad).is_err());
        assert!(CashWalk::new(1.0, 0.0, 1.0).unwrap().ruin_by(bad).is_err());
        assert!(CashWalk::new(1.0, 0.0, 1.0).unwrap().ruin_by_monitored(1.0, bad).is_err());
        assert!(CashWalk::reserve_for(0.0, 1.0, 1.0, bad).is_err());
    }
    assert!(CashWalk::new(1.0, 0.0, -1.0).is_err());
}

proptest! {
    #[test]
    fn probabilities_that_move_the_right_way(
        c in 0.0..100.0_f64, m in -20.0..20.0_f64, s in 0.0..20.0_f64, t in 0.0..200.0_f64,
    ) {
        let p = ruin(c, m, s, t);
        prop_assert!((0.0..=1.0).contains(&p));
        prop_assert!(ruin(c + 1.0, m, s, t) <= p + 1e-12, "more in hand");
        prop_assert!(ruin(c, m + 0.5, s, t) <= p + 1e-12, "more coming in");
        prop_assert!(ruin(c, m, s, t + 1.0) >= p - 1e-12, "more time");
        let walk = CashWalk::new(c, m, s).unwrap();
        prop_assert!(walk.ruin_by_monitored(t, 0.25).unwrap() <= p + 1e-12, "fewer looks");
        prop_assert!(walk.ruin_ever() >= p - 1e-9);
    }

    #[test]
    fn the_reserve_asked_for_is_just_enough(m in -5.0..5.0, s in 0.1..10.0, t in 0.1..100.0, p in 0.001..0.999) {
        let reserve = CashWalk::reserve_for(m, s, t, p).unwrap();
        prop_assert!(ruin(reserve, m, s, t) <= p);
        if reserve > 1e-6 {
            prop_assert!(ruin(reserve * (1.0 - 1e-6), m, s, t) >= p - 1e-6);
        }
    }

    #[test]
    fn no_numbers_give_nan(c in prop::num::f64::NORMAL, m in prop::num::f64::NORMAL, s in prop::num::f64::POSITIVE, t in prop::num::f64::POSITIVE) {
        if let Ok(p) = CashWalk::new(c, m, s).and_then(|walk| walk.ruin_by(t)) {
            prop_assert!((0.0..=1.0).contains(&p));
        }
        if let Ok(walk) = CashWalk::new(c, m, s) {
            prop_assert!((0.0..=1.0).contains(&walk.ruin_ever()));
        }
        if let Ok(reserve) = CashWalk::reserve_for(m, s, t, 0.05) {
            prop_assert!(reserve.is_finite());
        }
    }
}
