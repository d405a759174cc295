//! sBG against the published cohorts, plain sums, simulation, and its edges.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use models::{
    fit::{Convergence, Fit},
    sbg::{Contract, ContractCell, Sbg, contract_cells, survivors},
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution};

use crate::support::{near, near_relative, published};

/// Fader & Hardie 2007, table 1: per cent of the cohort surviving, years 0 to 12; the models are
/// fitted to years 1 to 7 and shown against the rest.
const REGULAR: [f64; 13] = [100.0, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3];
const HIGH_END: [f64; 13] = [100.0, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4];

/// The cells of a cohort of 1,000 after seven years.
fn cohort(percent: &[f64; 13]) -> Vec<ContractCell> {
    let thousand: Vec<f64> = percent[..8].iter().map(|p| (10.0 * p).round()).collect();
    survivors(&thousand).unwrap()
}

#[test]
fn fader_hardie_2007_regular() {
    published_cohort(&REGULAR, [0.704_077, 1.182_043], [0.0656, 0.1525], -1_680.265_2);
}

#[test]
fn fader_hardie_2007_high_end() {
    published_cohort(&HIGH_END, [0.668_088, 3.806_095], [0.1037, 0.7855], -1_611.158_1);
}

fn published_cohort(percent: &[f64; 13], parameters: [f64; 2], errors: [f64; 2], log_likelihood: f64) {
    let fit = Sbg::fit(&cohort(percent));
    assert_eq!(fit.convergence, Convergence::Converged);
    assert_eq!(fit.customers, 1_000.0);
    near(fit.log_likelihood, log_likelihood, 6e-5);
    for i in 0..2 {
        near(fit.model.parameters()[i], parameters[i], 6e-7);
        near(fit.standard_errors[i], errors[i], 6e-5);
    }
    // The paper's figure 6: the projection stays within two points of what came.
    for (year, actual) in percent.iter().enumerate() {
        near(100.0 * fit.model.survival(year as u32), *actual, 2.0);
    }
}

#[test]
fn the_published_cohorts_are_the_shared_ones() {
    let Some(text) = published("sbg_cohorts.csv") else { return };
    for (name, percent) in [("regular", &REGULAR), ("highend", &HIGH_END)] {
        let contracts: Vec<Contract> = text
            .lines()
            .skip(1)
            .map(|line| line.trim().split(',').collect::<Vec<_>>())
            .filter(|field| field[3] == name)
            .map(|field| {
                // Still there after seven periods is written as recency = T = 8.
                let recency: u32 = field[1].parse().unwrap();
                if recency < 8 { Contract::Ended(recency) } else { Contract::Held(7) }
            })
            .collect();
        assert_eq!(contract_cells(&contracts).unwrap(), cohort(percent));
    }
}

#[test]
fn the_papers_recursion_and_retention() {
    let [alpha, beta] = [0.668, 3.806];
    let m = Sbg::new(alpha, beta).unwrap();
    let (mut leaving, mut survival) = (alpha / (alpha + beta), 1.0);
    for period in 1..40_u32 {
        let t = f64::from(period);
        if period > 1 {
            leaving *= (beta + t - 2.0) / (alpha + beta + t - 1.0);
        }
        near_relative(m.leaving(period), leaving, 1e-12);
        near_relative(m.retention(period), m.survival(period) / survival, 1e-12);
        survival -= leaving;
        near_relative(m.survival(period), survival, 1e-12);
        assert!(m.retention(period + 1) > m.retention(period), "who stays is ever likelier to stay");
    }
    assert_eq!((m.survival(0), m.leaving(0)), (1.0, 0.0));
}

#[test]
fn residual_lifetime_is_the_plain_sum() {
    let m = Sbg::new(0.668, 3.806).unwrap();
    for d in [0.02_f64, 0.1, 1.0] {
        for renewals in [0, 1, 4, 30] {
            // Just before the n-th decision, n = renewals + 1: Σ_{t>=n} S(t)/S(n-1) (1+d)^(n-t).
            let mut sum = 0.0;
            for j in 1..3_000 {
                sum += m.survival_given(renewals, j) * (1.0 + d).powi(1 - j as i32);
            }
            near_relative(m.residual_payments(renewals, d), sum, 1e-10);
            near_relative(m.residual_payments_within(renewals, 3_000, d), sum, 1e-10);
        }
        let at_start: f64 = (0..3_000).map(|t| m.survival(t) * (1.0 + d).powi(-(t as i32))).sum();
        near_relative(m.payments_at_start(d), at_start, 1e-10);
    }
    near_relative(m.residual_payments_within(2, 5, 0.0), m.expected_renewals(2, 5), 1e-13);
}

#[test]
fn one_average_rate_undervalues() {
    // Fader & Hardie 2010: old customers are worth more than a rate of all customers tells.
    let m = Sbg::new(0.704, 1.182).unwrap();
    let naive = m.retention(1) * 1.1 / (1.1 - m.retention(1));
    assert!(m.residual_payments(0, 0.1) > naive);
    assert!(m.residual_payments(4, 0.1) > 1.5 * m.residual_payments(0, 0.1));
}

/// Contracts of cohorts aged 1 to 8.
fn simulated(alpha: f64, beta: f64, customers: u32, seed: u64) -> Vec<Contract> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let leave = Beta::new(alpha, beta).unwrap();
    (0..customers)
        .map(|i| {
            let (q, age): (f64, u32) = (leave.sample(&mut chance), 1 + i % 8);
            (1..=age).find(|_| chance.random_bool(q)).map_or(Contract::Held(age), Contract::Ended)
        })
        .collect()
}

#[test]
fn known_parameters_come_back_from_cohorts_of_different_age() {
    let truth = [0.8, 4.0];
    let fit = Sbg::fit(&contract_cells(&simulated(truth[0], truth[1], 40_000, 6)).unwrap());
    assert!(fit.converged());
    for ((found, truth), error) in fit.model.parameters().into_iter().zip(truth).zip(&fit.standard_errors) {
        assert!((found - truth).abs() < 3.0 * error, "{found} is not {truth} ± {error}");
        assert!(*error < 0.1 * truth);
    }
}

#[test]
fn standard_errors_of_what_follows_are_those_of_repeated_samples() {
    let truth = Sbg::new(0.8, 4.0).unwrap();
    let quantity = |m: &Sbg| m.residual_payments(0, 0.1);
    let fits: Vec<Fit<Sbg>> = (0..200)
        .map(|seed| Sbg::fit(&contract_cells(&simulated(0.8, 4.0, 3_000, 100 + seed)).unwrap()))
        .collect();
    let covered = fits
        .iter()
        .filter(|fit| {
            let error = Sbg::standard_error(fit, quantity).unwrap();
            (quantity(&fit.model) - quantity(&truth)).abs() < 1.2816 * error
        })
        .count();
    // Nominal 80 % of 200; three standard deviations of that count are 17.
    assert!((143..=177).contains(&covered), "{covered} of 200");
    let nothing = Sbg::fit(&[]);
    assert_eq!(Sbg::standard_error(&nothing, quantity), None);
}

#[test]
fn contracts_from_their_days() {
    let between = |start, end, as_of| Contract::between(start, end, as_of);
    assert_eq!(between(2.0, Some(3.0), 9.0), Ok(Contract::Ended(1)));
    assert_eq!(between(2.0, Some(4.5), 9.0), Ok(Contract::Ended(3)));
    assert_eq!(between(2.0, Some(2.0), 9.0), Ok(Contract::Ended(1)));
    assert_eq!(between(2.0, None, 9.5), Ok(Contract::Held(7)));
    assert_eq!(between(2.0, Some(12.0), 9.5), Ok(Contract::Held(7)), "an end that is not yet known");
    for (start, end, as_of) in [
        (5.0, Some(4.0), 9.0),
        (5.0, None, 4.0),
        (f64::NAN, None, 4.0),
        (1.0, Some(f64::NAN), 4.0),
        (0.0, None, 1e9),
    ] {
        assert!(between(start, end, as_of).is_err(), "{start} {end:?} {as_of}");
    }
}

#[test]
fn survivors_that_cannot_be_are_refused() {
    for table in [&[100.0, 101.0][..], &[100.0, -1.0], &[100.0, f64::NAN], &[f64::INFINITY, 1.0]] {
        assert!(survivors(table).is_err(), "{table:?}");
    }
    assert_eq!(survivors(&[]).unwrap(), []);
    let cells = survivors(&[10.0, 10.0, 4.0, 0.0]).unwrap();
    let known: Vec<_> = cells.iter().map(|c| (c.contract(), c.weight())).collect();
    assert_eq!(known, [(Contract::Ended(2), 6.0), (Contract::Ended(3), 4.0)]);
    assert!(ContractCell::new(Contract::Ended(0), 1.0).is_err());
    assert!(contract_cells(&[Contract::Ended(0)]).is_err());
}

#[test]
fn fits_without_an_answer_say_so() {
    for nothing in [vec![], vec![Contract::Held(0); 5], vec![Contract::Held(4); 5]] {
        let fit = Sbg::fit(&contract_cells(&nothing).unwrap());
        assert!(matches!(fit.convergence, Convergence::Impossible(_)), "{fit:?}");
    }
    for odd in
        [vec![Contract::Ended(1); 5], vec![Contract::Ended(1), Contract::Held(9)], vec![Contract::Ended(3)]]
    {
        let fit = Sbg::fit(&contract_cells(&odd).unwrap());
        assert!(!fit.converged(), "{fit:?}");
        assert!(fit.model.parameters().iter().all(|p| p.is_finite() && *p > 0.0));
    }
}

#[test]
fn rows_and_weights_change_nothing_they_should_not() {
    let mut cells = cohort(&REGULAR);
    let once = Sbg::fit(&cells);
    cells.reverse();
    assert_eq!(Sbg::fit(&cells), once, "the order of rows does not matter, bit for bit");
    let doubled: Vec<f64> = REGULAR[..8].iter().map(|p| (20.0 * p).round()).collect();
    let twice = Sbg::fit(&survivors(&doubled).unwrap());
    near_relative(twice.log_likelihood, 2.0 * once.log_likelihood, 1e-13);
    near_relative(twice.log_covariance[0][1], 0.5 * once.log_covariance[0][1], 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_ever_nan_or_out_of_range(
        (ln_alpha, ln_beta) in (-10.0..10.0_f64, -10.0..10.0_f64),
        renewals in 0_u32..3_000,
        periods in 0_u32..200,
    ) {
        let m = Sbg::new(ln_alpha.exp(), ln_beta.exp()).unwrap();
        for p in [m.survival(renewals), m.leaving(periods), m.retention(periods), m.survival_given(renewals, periods)] {
            prop_assert!((0.0..=1.0).contains(&p), "{p}");
        }
        prop_assert!(m.log_likelihood(Contract::Ended(renewals)).is_finite());
        prop_assert!(m.log_likelihood(Contract::Held(renewals)).is_finite());
        let (within, ever) = (m.residual_payments_within(renewals, periods, 0.05), m.residual_payments(renewals, 0.05));
        prop_assert!(within.is_finite() && ever.is_finite() && within <= ever * (1.0 + 1e-9));
        prop_assert!(ever <= 21.0 * (1.0 + 1e-12), "no more than for ever: {ever}");
        let mut remaining = Vec::new();
        m.renewal_probabilities(renewals, periods, &mut remaining);
        let sum: f64 = remaining.iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-11);
        let mean: f64 = remaining.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
        let square: f64 = remaining.iter().enumerate().map(|(k, p)| (k * k) as f64 * p).sum();
        prop_assert!((mean - m.expected_renewals(renewals, periods)).abs() < 1e-9 * (1.0 + mean));
        prop_assert!((square - mean * mean - m.renewals_variance(renewals, periods)).abs() < 1e-8 * (1.0 + square));
    }
}
