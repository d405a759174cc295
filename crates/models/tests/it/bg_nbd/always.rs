//! What must always hold.

use models::{
    bg_nbd::{BetaGeometric, BgNbd, MbgNbd},
    buying::BuyingModel,
    fit::Fit,
    history::{Cell, OrderHistory, cells},
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::recovery::orders;
use crate::support::{customer, near, near_relative};

/// Parameters a company may have, and a good deal beyond.
fn parameters() -> impl Strategy<Value = [f64; 4]> {
    [-3.0..2.5, -1.0..5.0, -3.0..3.0, -3.0..4.0].prop_map(|logs| logs.map(f64::exp))
}

/// Up to thousands of orders, a day to decades of age, last orders anywhere.
fn customers() -> impl Strategy<Value = OrderHistory> {
    (prop_oneof![Just(0.0), 0.0..3.0, 3.0..8.0], -2.0..7.0, prop_oneof![Just(1.0), 1e-6..1.0]).prop_map(
        |(x, age, place): (f64, f64, f64)| {
            let (x, age) = (x.exp_m1().round(), age.exp());
            customer(x as u32, if x == 0.0 { 0.0 } else { place * age }, age)
        },
    )
}

/// Counts asked for.
const MOST: usize = 50_000;

fn model<const H: u32>([r, alpha, a, b]: [f64; 4]) -> BetaGeometric<H> {
    BetaGeometric::new(r, alpha, a, b).unwrap()
}

fn properties<const H: u32>(p: [f64; 4], c: OrderHistory, horizon: f64) -> Result<(), TestCaseError> {
    let model = model::<H>(p);
    let close = |got: f64, want: f64, tolerance: f64| {
        prop_assert!((got - want).abs() <= tolerance * want.abs() + 1e-290, "{got:e} instead of {want:e}");
        Ok(())
    };
    let alive = model.alive(&c);
    prop_assert!((0.0..=1.0).contains(&alive));
    close(model.ln_alive(&c).exp(), alive, 1e-11)?;
    let (x, last, age) = (c.repeat_orders(), c.last_order(), c.age());
    prop_assert!(model.alive(&customer(x, last, 1.1 * age)) <= alive);
    prop_assert!(model.alive(&customer(x, 0.9 * last, age)) <= alive);

    prop_assert_eq!(model.expected_orders(&c, 0.0), 0.0);
    prop_assert_eq!(model.alive_after(&c, 0.0), alive);
    let orders = model.expected_orders(&c, horizon);
    prop_assert!(model.expected_orders(&c, 0.7 * horizon) <= orders);
    prop_assert!(model.alive_after(&c, horizon) <= alive);
    // Nobody orders more than a customer who never leaves.
    let never_leaves = (p[0] + f64::from(x)) / (p[1] + age) * horizon;
    prop_assert!(orders <= alive * never_leaves * (1.0 + 1e-12));

    // Both ways to the same orders.
    let ends = [0.1, 0.35, 0.6, 1.0].map(|share| share * horizon);
    let mut cumulative = [0.0; 4];
    model.cumulative_orders(&c, &ends, &mut cumulative);
    for (&end, &got) in ends.iter().zip(&cumulative) {
        close(got, model.expected_orders(&c, end), 1e-10)?;
    }

    // Counts: a distribution with the right silence, mean and variance.
    let mut counts = Vec::new();
    model.count_probabilities(&c, horizon, MOST, &mut counts);
    prop_assert!(counts.iter().all(|p| (0.0..=1.0 + 1e-12).contains(p)));
    let total: f64 = counts.iter().sum();
    prop_assert!(total < 1.0 + 1e-10, "total {}", total);
    close(counts[0], model.silent(&c, horizon), 1e-12)?;
    if counts.len() < MOST {
        prop_assert!(total > 1.0 - 2e-10, "total {}", total);
        let moment =
            |power: i32| -> f64 { counts.iter().enumerate().map(|(n, p)| (n as f64).powi(power) * p).sum() };
        let top = counts.len() as f64;
        prop_assert!(
            (moment(1) - orders).abs() < 1e-9 * never_leaves + 1e-9 * top,
            "mean {} {} {}",
            moment(1),
            orders,
            top
        );
        let variance = model.orders_variance(&c, horizon);
        let squares = variance + orders * orders;
        prop_assert!(
            (moment(2) - squares).abs() < 1e-8 * (never_leaves + top).powi(2),
            "{} {}",
            moment(2),
            squares
        );
    }

    // Discounting takes away, and the less the lower the rate.
    let patient = model.discounted_orders(&c, 0.1 / horizon);
    prop_assert!(patient >= model.discounted_orders(&c, 1.0 / horizon));
    prop_assert!(patient >= (-0.1_f64).exp() * orders * (1.0 - 1e-10));

    // Days instead of weeks change nothing but the likelihood's constant.
    let days = BetaGeometric::<H>::new(p[0], 7.0 * p[1], p[2], p[3]).unwrap();
    let d = c.scaled(7.0);
    close(days.expected_orders(&d, 7.0 * horizon), orders, 1e-9)?;
    close(days.discounted_orders(&d, 0.1 / horizon / 7.0), patient, 1e-9)?;
    let shift = model.log_likelihood(&c) - f64::from(x) * 7.0_f64.ln();
    prop_assert!((days.log_likelihood(&d) - shift).abs() < 1e-11 * (1.0 + f64::from(x) * 10.0));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bg_nbd_keeps_its_promises(p in parameters(), c in customers(), horizon in -3.0..6.0) {
        properties::<0>(p, c, f64::exp(horizon))?;
    }

    #[test]
    fn mbg_nbd_keeps_its_promises(p in parameters(), c in customers(), horizon in -3.0..6.0) {
        properties::<1>(p, c, f64::exp(horizon))?;
    }

    #[test]
    fn counts_of_new_customers_sum_to_one_with_their_mean(p in parameters(), horizon in -3.0..4.0) {
        let horizon = f64::exp(horizon);
        let (bg, mbg) = (model::<0>(p), model::<1>(p));
        for model in [&bg as &dyn BuyingModel, &mbg] {
            let (mut total, mut mean) = (0.0, 0.0);
            for n in 0..30_000 {
                let chance = model.new_count_probability(n, horizon);
                prop_assert!((0.0..=1.0).contains(&chance));
                total += chance;
                mean += f64::from(n) * chance;
                if 1.0 - total < 1e-11 {
                    break;
                }
            }
            prop_assert!((total - 1.0).abs() < 1e-9);
            let orders = model.new_customer_orders(horizon);
            prop_assert!((mean - orders).abs() < 1e-7 * (1.0 + orders), "{mean} {orders}");
        }
    }
}

#[test]
fn a_new_bg_nbd_customer_is_one_seen_for_no_time() {
    // With x = 0 and T = 0 nothing is known: count probabilities are those of a new customer.
    let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
    let c = customer(0, 0.0, 0.0);
    let mut counts = Vec::new();
    model.count_probabilities(&c, 39.0, 60, &mut counts);
    for (n, &chance) in (0..60).zip(&counts) {
        near_relative(model.new_count_probability(n, 39.0), chance, 1e-9);
    }
    near_relative(model.new_customer_orders(39.0), model.expected_orders(&c, 39.0), 1e-13);
    let mbg = MbgNbd::new(0.525, 6.183, 0.891, 1.614).unwrap();
    mbg.count_probabilities(&c, 39.0, 60, &mut counts);
    for (n, &chance) in (0..60).zip(&counts) {
        near_relative(mbg.new_count_probability(n, 39.0), chance, 1e-9);
    }
    near_relative(mbg.new_customer_orders(39.0), mbg.expected_orders(&c, 39.0), 1e-13);
}

/// Ten thousand simulated customers, their orders rounded up to days.
fn company<const H: u32>(truth: [f64; 4]) -> Vec<Cell> {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let histories: Vec<OrderHistory> = (0..10_000)
        .map(|i| {
            let age_days = 30 + (i * 37) % 400;
            let age = f64::from(age_days) / 7.0;
            let mut days: Vec<f64> =
                orders(truth, H, age, &mut rng).iter().map(|t| (t * 7.0).ceil()).collect();
            days.dedup();
            customer(days.len() as u32, days.last().map_or(0.0, |d| (d / 7.0).min(age)), age)
        })
        .collect();
    cells(&histories).0
}

/// A number in (0, 1) from a counter, by the finaliser of splitmix64.
fn uniform(counter: u64) -> f64 {
    let mut z = counter.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 12) as f64 / (1_u64 << 52) as f64 + 1e-16
}

fn same<const H: u32>(p: &Fit<BetaGeometric<H>>, q: &Fit<BetaGeometric<H>>) {
    assert_eq!(p, q);
    assert!(p.converged(), "{p:?}");
}

fn fits<const H: u32>(truth: [f64; 4]) {
    let cells = company::<H>(truth);
    let fit = BetaGeometric::<H>::fit(&cells, None);

    // Neither the order of rows nor the number of threads shows, to the bit.
    let mut shuffled = cells.clone();
    shuffled.sort_by(|p, q| (p.history.age() * 1e3 % 7.0).total_cmp(&(q.history.age() * 1e3 % 7.0)));
    same(&fit, &BetaGeometric::fit(&shuffled, None));
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        same(&fit, &pool.install(|| BetaGeometric::fit(&cells, None)));
    }

    // Everybody twice: twice the likelihood, half the covariance.
    let doubled: Vec<Cell> = cells.iter().map(|c| Cell { weight: 2.0 * c.weight, ..*c }).collect();
    let double = BetaGeometric::<H>::fit(&doubled, None);
    assert_eq!(double.model, fit.model);
    assert_eq!(double.log_likelihood, 2.0 * fit.log_likelihood);
    for (half, whole) in double.log_covariance.iter().flatten().zip(fit.log_covariance.iter().flatten()) {
        assert_eq!(2.0 * half, *whole);
    }

    // Days instead of weeks.
    let days: Vec<Cell> = cells.iter().map(|c| Cell { history: c.history.scaled(7.0), ..*c }).collect();
    let daily = BetaGeometric::<H>::fit(&days, None);
    let factors = [1.0, 7.0, 1.0, 1.0];
    for (i, factor) in factors.into_iter().enumerate() {
        near_relative(daily.model.parameters()[i], factor * fit.model.parameters()[i], 1e-9);
        near_relative(daily.standard_errors[i], factor * fit.standard_errors[i], 1e-8);
    }
    let orders: f64 = cells.iter().map(|c| c.weight * f64::from(c.history.repeat_orders())).sum();
    near(daily.log_likelihood, fit.log_likelihood - orders * 7.0_f64.ln(), 1e-7);

    // A previous fit as the start leads to the same place.
    let again = BetaGeometric::<H>::fit(&cells, Some(fit.model.parameters()));
    for i in 0..4 {
        near_relative(again.model.parameters()[i], fit.model.parameters()[i], 1e-9);
    }
}

#[test]
fn bg_nbd_fits_do_not_depend_on_order_threads_or_unit() {
    fits::<0>([0.5, 8.0, 0.8, 2.5]);
}

#[test]
fn mbg_nbd_fits_do_not_depend_on_order_threads_or_unit() {
    fits::<1>([0.8, 10.0, 0.9, 1.6]);
}

#[test]
fn edges_that_broke_other_programs() {
    let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
    for x in [150, 301, 1000, 20_000] {
        // Many orders, the last one today or a while ago.
        let c = customer(x, 38.86, 38.86);
        assert!(model.alive(&c) > 0.99);
        near_relative(model.expected_orders(&c, 1e-6) / 1e-6, model.order_rate(&c, 0.0), 1e-2);
        assert!(model.ln_alive(&customer(x, 30.0, 38.86)) < -10.0);
    }
    // Long gone: not 0 but its logarithm.
    let gone = customer(20_000, 30.0, 38.86);
    assert_eq!(model.alive(&gone), 0.0);
    near_relative(
        model.ln_alive(&gone),
        -((0.793_f64 / 20_001.426).ln() + 20_000.243 * (43.274_f64 / 34.414).ln()),
        1e-13,
    );
    // a exactly 1 and next to it.
    let at = |a: f64| BgNbd::new(0.243, 4.414, a, 2.426).unwrap();
    let c = customer(2, 30.43, 38.86);
    for small in [1e-7, 1e-9, 1e-12] {
        near_relative(
            at(1.0 + small).expected_orders(&c, 39.0),
            at(1.0).expected_orders(&c, 39.0),
            2.0 * small,
        );
        near_relative(
            at(1.0 - small).discounted_orders(&c, 0.003),
            at(1.0).discounted_orders(&c, 0.003),
            3.0 * small + 1e-12,
        );
    }
}

/// Everything a model can be asked, for one random input over the widest ranges; what is wrong.
fn wrong(model: &dyn BuyingModel, c: &OrderHistory, horizon: f64, rate: f64, n: u32) -> Option<String> {
    let mut cumulative = [0.0; 3];
    model.cumulative_orders(c, &[0.01 * horizon, horizon, 2.0 * horizon], &mut cumulative);
    let mut counts = Vec::new();
    model.count_probabilities(c, horizon, 50, &mut counts);
    let [c1, c2, c3] = cumulative;
    let chances = [
        model.alive(c),
        model.alive_after(c, horizon),
        model.silent(c, horizon),
        model.new_count_probability(n, horizon),
    ];
    let amounts = [
        c1,
        c2,
        c3,
        model.expected_orders(c, horizon),
        model.discounted_orders(c, rate),
        model.orders_variance(c, horizon),
        model.new_customer_orders(horizon),
    ];
    let fine = model.log_likelihood(c).is_finite()
        && chances.iter().chain(&counts).all(|p| (0.0..=1.0 + 1e-12).contains(p))
        && amounts.iter().all(|v| v.is_finite() && *v >= 0.0)
        && c1 <= c2 * (1.0 + 1e-12)
        && c2 <= c3 * (1.0 + 1e-12);
    (!fine).then(|| format!("{c:?} {horizon} {rate} {n}: {chances:?} {amounts:?} {counts:?}"))
}

#[test]
fn nothing_is_ever_not_a_number() {
    let failures: Vec<String> = (0..100_000_u64)
        .into_par_iter()
        .filter_map(|i| {
            let draw = |salt: u64| uniform(i * 16 + salt);
            let wide = |salt: u64, from: f64, to: f64| (from + (to - from) * draw(salt)).exp();
            let p: [f64; 4] = std::array::from_fn(|j| wide(j as u64, -10.0, 10.0));
            let x = if draw(4) < 0.2 { 0.0 } else { wide(5, 0.0, 10.0).floor() };
            let age = wide(6, -9.0, 9.0);
            let place = if draw(7) < 0.1 { 1.0 } else { wide(8, -12.0, 0.0) };
            let c = customer(x as u32, if x == 0.0 { 0.0 } else { age * place }, age);
            let (horizon, rate, n) =
                (wide(9, -9.0, 9.0), wide(10, -12.0, 3.0), wide(11, 0.0, 8.0) as u32 - 1);
            let bg = BgNbd::new(p[0], p[1], p[2], p[3]).unwrap();
            let mbg = MbgNbd::new(p[0], p[1], p[2], p[3]).unwrap();
            wrong(&bg, &c, horizon, rate, n)
                .or_else(|| wrong(&mbg, &c, horizon, rate, n))
                .map(|what| format!("{p:?} {what}"))
        })
        .collect();
    assert!(failures.is_empty(), "{} failures, first: {}", failures.len(), failures[0]);
}
