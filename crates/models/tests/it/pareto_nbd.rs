//! Pareto/NBD against published figures, independent quadrature, simulation, and its edges.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use models::{
    buying::BuyingModel,
    fit::Convergence,
    history::{Cell, OrderHistory, cells},
    pareto_nbd::ParetoNbd,
    special::{gauss_legendre_96, ln_gamma},
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma};

use crate::support::{cdnow, customer, near, near_relative};

/// Maximum likelihood on the published CDNOW summary, weeks.
const CDNOW: [f64; 4] = [0.553_276, 10.577_61, 0.606_214, 11.667_92];

fn model([r, alpha, s, beta]: [f64; 4]) -> ParetoNbd {
    ParetoNbd::new(r, alpha, s, beta).unwrap()
}

/// `∫_from^to f`, in panels that halve towards `from`: another variable than the model's own.
fn integral(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut end) = (0.0, to - from);
    for _ in 0..90 {
        let start = 0.5 * end;
        for &(node, weight) in gauss_legendre_96() {
            sum += 0.5 * (end - start) * weight * f(from + start + 0.5 * (end - start) * (1.0 + node));
        }
        end = start;
    }
    sum
}

/// The odds of having left against being active, by [`integral`]. Both relative to now.
fn left_odds([r, alpha, s, beta]: [f64; 4], c: &OrderHistory) -> f64 {
    let (k, t) = (r + f64::from(c.repeat_orders()), c.age());
    s * integral(c.last_order(), t, |y| {
        let back = (t - y) / (alpha + y);
        let leave = (t - y) / (beta + y);
        (k * back.ln_1p() + s * leave.ln_1p()).exp() / (beta + y)
    })
}

#[test]
fn cdnow_maximum_likelihood() {
    let Some(cells) = cdnow() else { return };
    let fit = ParetoNbd::fit(&cells, None);
    assert_eq!(fit.convergence, Convergence::Converged);
    near(fit.log_likelihood, -9_594.973_93, 5e-6);
    for (got, want) in fit.model.parameters().into_iter().zip(CDNOW) {
        near_relative(got, want, 2e-6);
    }
    for (got, want) in fit.standard_errors.iter().zip([0.04763, 0.84272, 0.18727, 6.21084]) {
        near_relative(*got, want, 2e-4);
    }
    let sum: f64 = cells.iter().map(|c| c.weight * fit.model.log_likelihood(&c.history)).sum();
    near_relative(fit.log_likelihood, sum, 1e-12);
    // Predicted for the 39 weeks of the holdout; published from exact days, these are rounded.
    let expected: f64 = cells.iter().map(|c| c.weight * fit.model.expected_orders(&c.history, 39.0)).sum();
    near(expected, 1_665.7, 0.3);
}

#[test]
fn btyd_walkthrough_customer_1516() {
    // The vignette prints 25.46 orders in a year, alive .9979, and 1.473 for a new customer.
    let (m, c) = (model(CDNOW), customer(26, 30.86, 31.0));
    near(m.expected_orders(&c, 52.0), 25.46, 0.01);
    near(m.alive(&c), 0.9979, 1e-4);
    near(m.new_customer_orders(52.0), 1.473, 1e-3);
}

#[test]
fn days_are_weeks() {
    let Some(cells) = cdnow() else { return };
    let weeks = ParetoNbd::fit(&cells, None);
    let days: Vec<Cell> = cells.iter().map(|c| Cell { history: c.history.scaled(7.0), ..*c }).collect();
    let orders: f64 = cells.iter().map(|c| c.weight * f64::from(c.history.repeat_orders())).sum();
    let days_fit = ParetoNbd::fit(&days, None);
    near_relative(days_fit.log_likelihood, weeks.log_likelihood - orders * 7.0_f64.ln(), 1e-12);
    for (i, unit) in [1.0, 7.0, 1.0, 7.0].into_iter().enumerate() {
        near_relative(days_fit.model.parameters()[i], weeks.model.parameters()[i] * unit, 1e-8);
        near_relative(days_fit.standard_errors[i], weeks.standard_errors[i] * unit, 1e-6);
    }
    let (in_weeks, in_days) = (model(CDNOW), model([CDNOW[0], 7.0 * CDNOW[1], CDNOW[2], 7.0 * CDNOW[3]]));
    for (week, day) in cells.iter().zip(&days) {
        let (week, day) = (&week.history, &day.history);
        near_relative(in_days.alive(day), in_weeks.alive(week), 1e-12);
        near_relative(
            in_days.discounted_orders(day, 0.0027 / 7.0),
            in_weeks.discounted_orders(week, 0.0027),
            1e-11,
        );
    }
}

#[test]
fn known_parameters_come_back() {
    let (truth, histories) = ([0.8, 9.0, 0.7, 14.0], 40_000);
    let fit = ParetoNbd::fit(&cells(&simulated(truth, histories, 5)).0, None);
    assert!(fit.converged());
    for ((found, truth), error) in fit.model.parameters().into_iter().zip(truth).zip(&fit.standard_errors) {
        assert!((found - truth).abs() < 3.0 * error, "{found} is not {truth} ± {error}");
        assert!(*error < 0.1 * truth);
    }
}

/// Customers won over 26 weeks and watched for 26 to 52.
fn simulated([r, alpha, s, beta]: [f64; 4], customers: u32, seed: u64) -> Vec<OrderHistory> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let (rates, leaving) = (Gamma::new(r, 1.0 / alpha).unwrap(), Gamma::new(s, 1.0 / beta).unwrap());
    (0..customers)
        .map(|i| {
            let age = 26.0 + f64::from(i % 27);
            let (rate, leave) = (rates.sample(&mut chance), leaving.sample(&mut chance));
            let lifetime: f64 = Exp1.sample(&mut chance);
            let end = age.min(lifetime / leave);
            let (mut now, mut x, mut last) = (0.0, 0, 0.0);
            loop {
                let gap: f64 = Exp1.sample(&mut chance);
                now += gap / rate;
                if now > end {
                    return customer(x, last, age);
                }
                (x, last) = (x + 1, now);
            }
        })
        .collect()
}

#[test]
fn the_likelihood_is_that_of_another_quadrature() {
    // alpha far above beta, far below it, both tiny, both huge; counts to the thousands.
    let parameters = [
        CDNOW,
        [0.5, 5_000.0, 0.6, 0.01],
        [0.5, 0.01, 0.6, 5_000.0],
        [4.0, 1e-4, 3.0, 1e-4],
        [20.0, 2e4, 15.0, 2e4],
        [0.01, 10.0, 0.01, 10.0],
        [2.0, 7.0, 1.0, 7.0],
    ];
    let histories = [
        (0, 0.0, 39.0),
        (0, 0.0, 1e-6),
        (1, 0.1, 500.0),
        (2, 30.43, 38.86),
        (7, 38.99, 39.0),
        (40, 12.0, 300.0),
        (500, 38.0, 39.0),
        (600, 100.0, 140.0),
        (4_000, 500.0, 520.0),
    ];
    for p in parameters {
        let m = model(p);
        for (x, t_x, t) in histories {
            let c = customer(x, t_x, t);
            let odds = left_odds(p, &c);
            let [r, alpha, s, beta] = p;
            let x = f64::from(x);
            if odds < 1e300 {
                near_relative(m.alive(&c), 1.0 / (1.0 + odds), 1e-9);
                let want = ln_gamma(r + x)
                    - ln_gamma(r)
                    - r * (t / alpha).ln_1p()
                    - x * (alpha + t).ln()
                    - s * (t / beta).ln_1p()
                    + odds.ln_1p();
                near(m.log_likelihood(&c), want, 1e-9 * want.abs() + 1e-15);
            }
            assert!(m.log_likelihood(&c).is_finite());
        }
    }
}

#[test]
fn the_likelihood_is_the_papers_closed_form() {
    // J = (F(t_x) - F(T))/(r+s+x) with Gauss's series, where it converges well.
    let hypergeometric = |a: f64, b: f64, c: f64, z: f64| {
        let (mut term, mut sum, mut n) = (1.0, 1.0, 0.0);
        while term > 1e-18 * sum {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
            sum += term;
            n += 1.0;
        }
        sum
    };
    for [r, alpha, s, beta] in [CDNOW, [0.8, 20.0, 1.3, 9.0], [1.7, 8.0, 0.3, 11.0]] {
        for (x, t_x, t) in [(0_u32, 0.0, 39.0), (1, 12.0, 38.0), (2, 30.43, 38.86), (6, 20.0, 39.0)] {
            let n = f64::from(x);
            let all = r + s + n;
            let (larger, smaller, b) =
                if alpha >= beta { (alpha, beta, s + 1.0) } else { (beta, alpha, r + n) };
            let f = |y: f64| {
                hypergeometric(all, b, all + 1.0, (larger - smaller) / (larger + y)) / (larger + y).powf(all)
            };
            let j = (f(t_x) - f(t)) / all;
            let active = (alpha + t).powf(-r - n) * (beta + t).powf(-s);
            let want = ln_gamma(r + n) - ln_gamma(r) + r * alpha.ln() + s * beta.ln() + (active + s * j).ln();
            let c = customer(x, t_x, t);
            near(model([r, alpha, s, beta]).log_likelihood(&c), want, 1e-9);
            near(model([r, alpha, s, beta]).alive(&c), active / (active + s * j), 1e-9);
        }
    }
}

#[test]
fn expected_orders_are_the_integral_of_the_order_rate() {
    for p in [
        CDNOW,
        [0.5, 3.0, 1.0, 8.0],
        [2.0, 40.0, 1.0 + 1e-7, 3.0],
        [2.0, 4.0, 1.0 - 1e-7, 30.0],
        [3.0, 9.0, 7.0, 2.0],
    ] {
        let m = model(p);
        let c = customer(3, 20.0, 39.0);
        let [r, alpha, s, beta] = p;
        let rate =
            |u: f64| m.alive(&c) * (r + 3.0) / (alpha + 39.0) * ((beta + 39.0) / (beta + 39.0 + u)).powf(s);
        for horizon in [1e-9, 0.5, 52.0, 1_000.0] {
            near_relative(m.expected_orders(&c, horizon), integral(0.0, horizon, rate), 1e-11);
            let d = 0.01;
            let discounted = integral(0.0, 4_000.0, |u| (-d * u).exp() * rate(u));
            near_relative(m.discounted_orders(&c, d), discounted, 1e-11);
        }
        near_relative(m.alive_after(&c, 10.0), rate(10.0) / rate(0.0) * m.alive(&c), 1e-12);
    }
}

#[test]
fn a_small_discount_comes_to_the_undiscounted_sum() {
    let m = model([0.5, 3.0, 6.0, 8.0]);
    let c = customer(3, 20.0, 39.0);
    near_relative(m.discounted_orders(&c, 1e-12), m.expected_orders(&c, f64::INFINITY), 1e-9);
    // For ever, with an infinite mean lifetime: a large number, not infinity.
    let m = model([0.5, 3.0, 0.2, 8.0]);
    for value in [
        m.discounted_orders(&c, 0.0),
        m.expected_orders(&c, f64::INFINITY),
        m.orders_variance(&c, f64::INFINITY),
        m.new_count_probability(3, f64::INFINITY),
    ] {
        assert!(value.is_finite() && value >= 0.0, "{value}");
    }
}

#[test]
fn counts_of_new_customers_are_those_of_another_quadrature() {
    for p @ [r, alpha, s, beta] in
        [CDNOW, [40.0, 3.0, 0.4, 90.0], [0.2, 500.0, 3.0, 0.5], [900.0, 900.0, 0.5, 10.0]]
    {
        for horizon in [0.1, 39.0, 400.0] {
            let m = model(p);
            for n in [0_u32, 1, 2, 7, 40, 400] {
                let x = f64::from(n);
                let ln_nb = |y: f64| {
                    ln_gamma(r + x) - ln_gamma(r) - ln_gamma(x + 1.0) - r * (y / alpha).ln_1p()
                        + if n == 0 { 0.0 } else { x * (y / (alpha + y)).ln() }
                };
                let stay = |y: f64| (-s * (y / beta).ln_1p()).exp();
                let want = ln_nb(horizon).exp() * stay(horizon)
                    + integral(0.0, horizon, |y| ln_nb(y).exp() * s / (beta + y) * stay(y));
                near(m.new_count_probability(n, horizon), want, 1e-11 + 1e-9 * want);
            }
        }
    }
}

/// Mean and variance of listed probabilities, and their sum.
fn moments(probabilities: &[f64]) -> (f64, f64, f64) {
    let sum: f64 = probabilities.iter().sum();
    let mean: f64 = probabilities.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
    let square: f64 = probabilities.iter().enumerate().map(|(n, p)| (n * n) as f64 * p).sum();
    (sum, mean, square - mean * mean)
}

#[test]
fn count_probabilities_agree_with_the_single_ones_mean_and_variance() {
    let mut out = Vec::new();
    for p in [CDNOW, [0.5, 0.5, 0.6, 300.0], [8.0, 3.0, 4.0, 60.0], [0.3, 90.0, 2.0, 1.0]] {
        let m = model(p);
        let [r, alpha, s, beta] = p;
        for (x, t_x, t) in
            [(0, 0.0, 39.0), (2, 30.43, 38.86), (26, 30.86, 31.0), (150, 38.5, 39.0), (1_500, 199.0, 200.0)]
        {
            let c = customer(x, t_x, t);
            let later = model([r + f64::from(x), alpha + t, s, beta + t]);
            for horizon in [0.5, 52.0, 156.0] {
                m.count_probabilities(&c, horizon, 1_000_000, &mut out);
                let (sum, mean, variance) = moments(&out);
                assert!(sum > 1.0 - 2e-10 && sum < 1.0 + 1e-12, "{sum}");
                let expected = m.expected_orders(&c, horizon);
                near(mean, expected, 1e-7 + 1e-7 * expected);
                let want = m.orders_variance(&c, horizon);
                near(variance, want, 1e-5 + 1e-6 * want);
                near(out[0], m.silent(&c, horizon), 1e-11);
                for n in [1, 2, 5, 30, 300] {
                    let want = m.alive(&c) * later.new_count_probability(n, horizon);
                    near(out.get(n as usize).copied().unwrap_or(0.0), want, 3e-10);
                }
            }
        }
    }
}

#[test]
fn counts_stop_where_told_and_where_nothing_can_happen() {
    let (m, c) = (model(CDNOW), customer(26, 30.86, 31.0));
    let mut out = vec![0.5; 3];
    m.count_probabilities(&c, 52.0, 4, &mut out);
    assert_eq!(out.len(), 4);
    m.count_probabilities(&c, 52.0, 0, &mut out);
    assert!(out.is_empty());
    m.count_probabilities(&c, 0.0, 9, &mut out);
    assert_eq!(out, [1.0]);
    assert_eq!((m.expected_orders(&c, 0.0), m.silent(&c, 0.0), m.orders_variance(&c, 0.0)), (0.0, 1.0, 0.0));
    assert_eq!((m.new_count_probability(0, 0.0), m.new_count_probability(3, 0.0)), (1.0, 0.0));
}

#[test]
fn fits_without_an_answer_say_so() {
    let fit = |histories: &[OrderHistory]| ParetoNbd::fit(&cells(histories).0, None);
    assert!(matches!(fit(&[]).convergence, Convergence::Impossible(_)));
    assert!(matches!(fit(&[customer(0, 0.0, 39.0); 9]).convergence, Convergence::Impossible(_)));
    assert!(matches!(fit(&[customer(0, 0.0, 0.0)]).convergence, Convergence::Impossible(_)));
    let handful = [(1, 3.0, 9.0), (0, 0.0, 8.0), (2, 6.0, 7.0)].map(|(x, t_x, t)| customer(x, t_x, t));
    for few in [&handful[..], &handful[..1]] {
        let fit = fit(few);
        assert!(!fit.converged(), "{fit:?}");
        assert!(
            fit.model.parameters().iter().all(|p| p.is_finite() && *p > 0.0)
                && fit.log_likelihood.is_finite()
        );
    }
    // Everybody orders every week to the end: nobody has left, all are alike.
    let everybody = fit(&[customer(20, 20.0, 20.0); 50]);
    assert!(matches!(everybody.convergence, Convergence::Border(_)), "{everybody:?}");
    assert!(matches!(
        fit(&(0..200).map(|i| customer(5 + i % 9, 20.0, 20.1)).collect::<Vec<_>>()).convergence,
        Convergence::Border(words) if words.contains("nobody leaves")
    ));
}

#[test]
fn rows_threads_and_weights_change_nothing_they_should_not() {
    let histories = simulated([0.8, 9.0, 0.7, 14.0], 9_000, 2);
    let mut cells = cells(&histories).0;
    let once = ParetoNbd::fit(&cells, None);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(alone.install(|| ParetoNbd::fit(&cells, None)), once, "one thread or many");
    cells.reverse();
    assert_eq!(ParetoNbd::fit(&cells, None), once, "the order of rows does not matter, bit for bit");
    for cell in &mut cells {
        cell.weight *= 2.0;
    }
    let twice = ParetoNbd::fit(&cells, None);
    near_relative(twice.log_likelihood, 2.0 * once.log_likelihood, 1e-13);
    near_relative(twice.log_covariance[2][3], 0.5 * once.log_covariance[2][3], 1e-9);
    let warm = ParetoNbd::fit(&cells, Some(once.model.parameters()));
    near_relative(warm.log_likelihood, twice.log_likelihood, 1e-13);
}

/// Admissible histories: none to thousands of orders, from minutes to centuries.
fn any_history() -> impl Strategy<Value = OrderHistory> {
    let count = prop_oneof![Just(0_u32), 1_u32..10, 10_u32..6_000];
    (count, -9.0..9.0_f64, prop_oneof![Just(1.0), 1e-6..1.0_f64]).prop_map(|(x, ln_age, share)| {
        let age = ln_age.exp();
        customer(x, if x == 0 { 0.0 } else { share * age }, age)
    })
}

fn any_model() -> impl Strategy<Value = ParetoNbd> {
    prop::array::uniform4(-10.0..10.0_f64).prop_map(|p| model(p.map(f64::exp)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn nothing_is_ever_nan_or_out_of_range(m in any_model(), c in any_history(), ln_horizon in -9.0..9.0_f64) {
        let horizon = ln_horizon.exp();
        let (alive, silent) = (m.alive(&c), m.silent(&c, horizon));
        prop_assert!((0.0..=1.0).contains(&alive) && (0.0..=1.0).contains(&silent));
        prop_assert!(m.alive_after(&c, horizon) <= alive);
        prop_assert!(silent >= 1.0 - alive - 1e-12);
        prop_assert!(m.log_likelihood(&c).is_finite());
        let expected = m.expected_orders(&c, horizon);
        let quiet = m.new_count_probability(0, horizon);
        prop_assert!((0.0..=1.0).contains(&quiet));
        for value in [
            expected,
            m.orders_variance(&c, horizon),
            m.discounted_orders(&c, 0.0027),
            m.new_customer_orders(horizon),
            m.new_count_probability(3, horizon),
        ] {
            prop_assert!(value.is_finite() && value >= 0.0, "{value}");
        }
        // Somebody who orders at all orders at least as often as they are not silent.
        prop_assert!(1.0 - silent <= expected + 1e-12);
        let mut out = [0.0; 3];
        m.cumulative_orders(&c, &[0.0, 0.5 * horizon, horizon], &mut out);
        prop_assert!(out[0] == 0.0 && out[1] <= out[2] && out[2] == expected);
        let mut counts = Vec::new();
        m.count_probabilities(&c, horizon, 50, &mut counts);
        let sum: f64 = counts.iter().sum();
        prop_assert!(counts.iter().all(|p| (0.0..=1.0 + 1e-12).contains(p)) && sum <= 1.0 + 1e-9, "{sum}");
        prop_assert!((counts[0] - silent).abs() < 1e-8, "{} {}", counts[0], silent);
    }

    #[test]
    fn silence_speaks_against_being_active(m in any_model(), c in any_history(), more in 0.01..1.0_f64) {
        let longer = customer(c.repeat_orders(), c.last_order(), c.age() * (1.0 + more));
        prop_assert!(m.alive(&longer) <= m.alive(&c) * (1.0 + 1e-10));
        if c.repeat_orders() > 0 {
            let earlier = customer(c.repeat_orders(), c.last_order() * (1.0 - 0.5 * more), c.age());
            prop_assert!(m.alive(&earlier) <= m.alive(&c) * (1.0 + 1e-10));
        }
        if c.last_order() == c.age() {
            prop_assert_eq!(m.alive(&c), 1.0);
        }
    }

    #[test]
    fn alive_is_that_of_another_quadrature(m in any_model(), c in any_history()) {
        let odds = left_odds(m.parameters(), &c);
        if odds < 1e300 {
            let want = 1.0 / (1.0 + odds);
            prop_assert!((m.alive(&c) / want - 1.0).abs() < 1e-9, "{} {want}", m.alive(&c));
        }
    }
}
