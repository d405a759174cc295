//! Data simulated from known parameters give them back.

use models::{
    bg_nbd::{BetaGeometric, BgNbd},
    buying::BuyingModel,
    fit::Convergence,
    history::{Cell, OrderHistory, cells},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Exp1, Gamma};

use crate::support::{customer, near, near_relative};

/// The model's own story: order times of one customer within `weeks`.
pub(super) fn orders(model: [f64; 4], h: u32, weeks: f64, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let [r, alpha, a, b] = model;
    let rate: f64 = Gamma::new(r, 1.0 / alpha).unwrap().sample(rng);
    let leaves: f64 = Beta::new(a, b).unwrap().sample(rng);
    let (mut times, mut now) = (Vec::new(), 0.0);
    if h == 1 && rng.random::<f64>() < leaves {
        return times;
    }
    loop {
        let wait: f64 = Exp1.sample(rng);
        now += wait / rate;
        if now > weeks {
            return times;
        }
        times.push(now);
        if rng.random::<f64>() < leaves {
            return times;
        }
    }
}

fn history(times: &[f64], age: f64) -> OrderHistory {
    customer(times.len() as u32, times.last().copied().unwrap_or(0.0), age)
}

fn recovered<const H: u32>(truth: [f64; 4], seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let histories: Vec<OrderHistory> = (0..100_000)
        .map(|_| {
            let age = 20.0 + 60.0 * rng.random::<f64>();
            history(&orders(truth, H, age, &mut rng), age)
        })
        .collect();
    let fit = BetaGeometric::<H>::fit(&cells(&histories).0, None);
    assert_eq!(fit.convergence, Convergence::Converged);
    for ((got, truth), error) in fit.model.parameters().into_iter().zip(truth).zip(&fit.standard_errors) {
        assert!((got - truth).abs() < 3.0 * error, "{got} is not {truth} ± {error}");
        assert!(*error < 0.1 * truth, "{truth} ± {error} says little");
    }
}

#[test]
fn bg_nbd_comes_back_within_its_standard_errors() {
    recovered::<0>([0.243, 4.414, 0.793, 2.426], 1);
}

#[test]
fn mbg_nbd_comes_back_within_its_standard_errors() {
    recovered::<1>([0.525, 6.183, 0.891, 1.614], 2);
}

fn foretold<const H: u32>(truth: [f64; 4], seed: u64) {
    // 200,000 customers looked at after 26 weeks, whose next 26 weeks are known.
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let model = BetaGeometric::<H>::new(truth[0], truth[1], truth[2], truth[3]).unwrap();
    let (mut orders_seen, mut orders_told, mut spread) = (0.0, 0.0, 0.0);
    let (mut silent_seen, mut silent_told, mut silent_spread) = (0.0, 0.0, 0.0);
    let mut squares_seen = 0.0;
    let mut squares_told = 0.0;
    for _ in 0..200_000 {
        let times = orders(truth, H, 52.0, &mut rng);
        let so_far = times.partition_point(|&t| t <= 26.0);
        let customer = history(&times[..so_far], 26.0);
        let future = (times.len() - so_far) as f64;
        let (mean, variance) =
            (model.expected_orders(&customer, 26.0), model.orders_variance(&customer, 26.0));
        let silent = model.silent(&customer, 26.0);
        orders_seen += future;
        orders_told += mean;
        spread += variance;
        squares_seen += future * future;
        squares_told += variance + mean * mean;
        silent_seen += f64::from(u8::from(future == 0.0));
        silent_told += silent;
        silent_spread += silent * (1.0 - silent);
    }
    near(orders_seen, orders_told, 3.0 * f64::sqrt(spread));
    near(silent_seen, silent_told, 3.0 * f64::sqrt(silent_spread));
    near_relative(squares_told, squares_seen, 0.03);
}

#[test]
fn simulated_futures_are_as_foretold() {
    foretold::<0>([0.243, 4.414, 0.793, 2.426], 3);
    foretold::<0>([1.7, 8.0, 0.4, 3.0], 4);
    foretold::<1>([0.525, 6.183, 0.891, 1.614], 5);
}

fn cell(x: u32, last: f64, age: f64, weight: f64) -> Cell {
    Cell { history: customer(x, last, age), weight }
}

#[test]
fn data_that_say_nothing_are_said_to_be_impossible() {
    for cells in [vec![], vec![cell(0, 0.0, 0.0, 3.0)], vec![cell(0, 0.0, 5.0, 3.0), cell(0, 0.0, 9.0, 1.0)]]
    {
        let fit = BgNbd::fit(&cells, None);
        assert!(matches!(fit.convergence, Convergence::Impossible(_)), "{fit:?}");
        assert!(fit.model.alive(&customer(0, 0.0, 5.0)).is_finite() && fit.log_likelihood.is_finite());
    }
}

#[test]
fn customers_who_never_leave_bring_the_fit_to_a_border_named_in_words() {
    // Everybody's last order is today.
    let cells: Vec<Cell> = (1..40).map(|x| cell(x, 30.0, 30.0, f64::from(200 / x))).collect();
    let fit = BgNbd::fit(&cells, None);
    let Convergence::Border(words) = &fit.convergence else { panic!("{fit:?}") };
    assert!(words.contains("nobody leaves"), "{words}");
    near(fit.model.alive(&customer(3, 25.0, 30.0)), 1.0, 1e-3);
}

#[test]
fn a_handful_of_customers_gives_an_answer_with_finite_figures() {
    for cells in [
        vec![cell(1, 3.0, 9.0, 1.0)],
        vec![cell(0, 0.0, 9.0, 3.0), cell(2, 3.0, 9.0, 1.0)],
        vec![cell(1, 3.0, 9.0, 1.0), cell(500, 300.0, 301.0, 1.0), cell(0, 0.0, 1.0, 1.0)],
        (1..30).map(|x| cell(x, f64::from(x), 40.0, 1.0)).collect(),
    ] {
        for fit in [
            BgNbd::fit(&cells, None).map(|m| m.parameters()),
            models::bg_nbd::MbgNbd::fit(&cells, None).map(|m| m.parameters()),
        ] {
            assert!(fit.model.iter().all(|p| p.is_finite() && *p > 0.0), "{fit:?}");
            assert!(fit.log_likelihood.is_finite(), "{fit:?}");
            assert!(fit.standard_errors.iter().all(|e| e.is_finite()), "{fit:?}");
        }
    }
}
