//! Gamma-Gamma against the published table, simulated truth and what must always hold.

use models::{
    fit::Convergence,
    gamma_gamma::{GammaGamma, SpendCell, spend_cells, spend_frequency_correlation},
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use crate::support::{near, published};

/// Fader & Hardie 2013, note 025, at the digits of the maximum itself.
const CDNOW: [f64; 3] = [6.248_802, 3.744_589, 15.447_751];

/// Paid repeat orders and their mean, of the CDNOW sample's 946 repeaters.
fn cdnow() -> Option<Vec<SpendCell>> {
    let text = published("cdnow_summary_monetary.csv")?;
    let customers: Vec<(u32, f64)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (fields[0].parse().expect("a count"), fields[3].parse().expect("an amount"))
        })
        .collect();
    Some(spend_cells(&customers))
}

/// `customers` means of `orders` amounts each.
fn simulated(model: [f64; 3], customers: usize, orders: impl Fn(usize) -> u32, seed: u64) -> Vec<(u32, f64)> {
    let [p, q, v] = model;
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let rate = Gamma::new(q, 1.0 / v).expect("positive");
    (0..customers)
        .map(|i| {
            let x = orders(i);
            let nu = rate.sample(&mut chance);
            let sum = Gamma::new(p * f64::from(x), 1.0 / nu).expect("positive").sample(&mut chance);
            (x, sum / f64::from(x))
        })
        .collect()
}

#[test]
fn fader_hardie_2013_cdnow() {
    let Some(cells) = cdnow() else { return };
    let fit = GammaGamma::fit(&cells);
    assert_eq!(fit.convergence, Convergence::Converged);
    assert_eq!(fit.customers, 946.0);
    near(fit.log_likelihood, -4_055.923_24, 1e-5);
    for (parameter, published) in fit.model.parameters().into_iter().zip(CDNOW) {
        near(parameter, published, 2e-6 * published);
    }
    for (error, published) in fit.standard_errors.iter().zip([1.190, 0.290, 4.160]) {
        near(*error, published, 0.0006);
    }
    assert!(fit.gradient < 1e-9);
    let correlation = spend_frequency_correlation(&cells).unwrap();
    near(correlation, 0.1138, 0.01);
}

#[test]
fn known_parameters_come_back() {
    let truth = [6.25, 3.74, 15.44];
    let fit = GammaGamma::fit(&spend_cells(&simulated(truth, 40_000, |i| 1 + (i % 7) as u32, 4)));
    assert!(fit.converged());
    for ((found, true_one), error) in fit.model.parameters().into_iter().zip(truth).zip(&fit.standard_errors)
    {
        assert!((found - true_one).abs() < 3.0 * error, "{found} {true_one} {error}");
        assert!(*error < 0.05 * true_one);
    }
}

#[test]
fn currency_changes_v_and_nothing_else() {
    let customers = simulated([2.0, 4.0, 30.0], 2_000, |i| 1 + (i % 3) as u32, 9);
    let plain = GammaGamma::fit(&spend_cells(&customers));
    let cents: Vec<(u32, f64)> = customers.iter().map(|&(x, m)| (x, 100.0 * m)).collect();
    let cents = GammaGamma::fit(&spend_cells(&cents));
    let ([p, q, v], [pc, qc, vc]) = (plain.model.parameters(), cents.model.parameters());
    near(pc / p, 1.0, 1e-8);
    near(qc / q, 1.0, 1e-8);
    near(vc / v, 100.0, 1e-6);
    near(cents.log_likelihood, plain.log_likelihood - 2_000.0 * 100f64.ln(), 1e-6);
    near(
        cents.model.expected_spend(3.0, 5_000.0).unwrap(),
        100.0 * plain.model.expected_spend(3.0, 50.0).unwrap(),
        1e-4,
    );
}

#[test]
fn doubled_cells_double_the_likelihood_and_halve_the_covariance() {
    let mut cells = spend_cells(&simulated([2.0, 4.0, 30.0], 500, |i| 1 + (i % 3) as u32, 2));
    let once = GammaGamma::fit(&cells);
    cells.reverse();
    assert_eq!(GammaGamma::fit(&cells), once, "the order of rows does not matter, bit for bit");
    for cell in &mut cells {
        cell.weight *= 2.0;
    }
    let twice = GammaGamma::fit(&cells);
    near(twice.log_likelihood / once.log_likelihood, 2.0, 1e-12);
    near(twice.log_covariance[1][1] / once.log_covariance[1][1], 0.5, 1e-8);
}

#[test]
fn fits_without_an_answer_say_so() {
    let nobody = GammaGamma::fit(&spend_cells(&[(0, 10.0), (3, 0.0), (2, -4.0), (1, f64::NAN)]));
    assert!(matches!(nobody.convergence, Convergence::Impossible(_)));
    // Everybody always pays the same: no end to how alike they are.
    let same = GammaGamma::fit(&spend_cells(&[(1, 10.0), (2, 10.0), (5, 10.0), (9, 10.0)]));
    assert!(!same.converged(), "{same:?}");
    let one = GammaGamma::fit(&spend_cells(&[(3, 12.5)]));
    assert!(!one.converged(), "{one:?}");
    // Every customer pays their own amount each time: means are as different for many orders as for one.
    let steady: Vec<(u32, f64)> = simulated([1.0, 3.0, 10.0], 400, |_| 1, 3)
        .iter()
        .enumerate()
        .map(|(i, c)| (1 + i as u32 % 9, c.1))
        .collect();
    let steady = GammaGamma::fit(&spend_cells(&steady));
    assert!(steady.model.parameters().iter().all(|p| p.is_finite()));
}

#[test]
fn without_a_mean_no_mean_is_told() {
    let model = GammaGamma::new(2.0, 0.9, 5.0).unwrap();
    assert_eq!(model.population_mean(), None);
    assert_eq!(model.own_weight(3.0), None);
    assert!(model.expected_spend(1.0, 8.0).unwrap() > 0.0);
    assert!(model.mean_quantile(0.0, 0.0, 0.5) > 0.0);
    assert!(GammaGamma::new(1.0, 0.0, 1.0).is_err());
}

#[test]
fn correlation_is_told_only_where_there_is_one() {
    assert_eq!(spend_frequency_correlation(&spend_cells(&[(1, 2.0), (2, 3.0)])), None);
    assert_eq!(spend_frequency_correlation(&spend_cells(&[(1, 2.0), (2, 2.0), (3, 2.0)])), None);
    near(spend_frequency_correlation(&spend_cells(&[(1, 2.0), (2, 4.0), (3, 6.0)])).unwrap(), 1.0, 1e-12);
}

proptest! {
    #[test]
    fn nothing_is_ever_not_a_number(
        p in -10.0..10.0f64, q in -10.0..10.0f64, v in -10.0..10.0f64,
        orders in 0u32..5_000, mean in -3.0..15.0f64, u in 0.001..0.999f64,
    ) {
        let model = GammaGamma::new(p.exp(), q.exp(), v.exp()).unwrap();
        let (x, m) = (f64::from(orders), mean.exp());
        prop_assert!(model.log_likelihood(x, m).is_finite());
        prop_assert!(model.expected_spend(x, m).is_none_or(|e| e.is_finite() && e > 0.0));
        prop_assert!(model.own_weight(x).is_none_or(|w| (0.0..=1.0).contains(&w)));
        let (low, high) = (model.mean_quantile(x, m, 0.5 * u), model.mean_quantile(x, m, u));
        prop_assert!(!low.is_nan() && !high.is_nan() && low <= high, "{low} {high}");
    }

    #[test]
    fn the_expected_amount_lies_between_the_own_mean_and_that_of_all(
        p in 0.1..20.0f64, q in 1.05..20.0f64, v in 0.1..100.0f64, orders in 1u32..200, mean in 0.1..500.0f64,
    ) {
        let model = GammaGamma::new(p, q, v).unwrap();
        let x = f64::from(orders);
        let (all, own) = (model.population_mean().unwrap(), model.own_weight(x).unwrap());
        let blend = own * mean + (1.0 - own) * all;
        let expected = model.expected_spend(x, mean).unwrap();
        prop_assert!((expected / blend - 1.0).abs() < 1e-9);
        prop_assert!(expected >= mean.min(all) * (1.0 - 1e-12) && expected <= mean.max(all) * (1.0 + 1e-12));
    }
}
