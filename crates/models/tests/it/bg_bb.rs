//! BG/BB against the published donations, enumeration of all paths, simulation, and its edges.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use models::{
    bg_bb::{BgBb, ChanceCell, ChanceHistory, chance_cells},
    fit::Convergence,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution};

use crate::support::{near, near_relative, published};

/// Fader, Hardie & Shang 2010, donations of the 1995 cohort: x, t_x, donors; six chances each.
const DONATIONS: [(u32, u32, f64); 22] = [
    (6, 6, 1203.0),
    (5, 6, 728.0),
    (4, 6, 512.0),
    (3, 6, 357.0),
    (2, 6, 234.0),
    (1, 6, 129.0),
    (5, 5, 335.0),
    (4, 5, 284.0),
    (3, 5, 225.0),
    (2, 5, 173.0),
    (1, 5, 119.0),
    (4, 4, 240.0),
    (3, 4, 181.0),
    (2, 4, 155.0),
    (1, 4, 78.0),
    (3, 3, 322.0),
    (2, 3, 255.0),
    (1, 3, 129.0),
    (2, 2, 613.0),
    (1, 2, 277.0),
    (1, 1, 1091.0),
    (0, 0, 3464.0),
];

const PAPER: [f64; 4] = [1.203_522, 0.749_716, 0.656_718, 2.783_442];

fn history(taken: u32, last: u32, chances: u32) -> ChanceHistory {
    ChanceHistory::new(taken, last, chances).unwrap()
}

fn donations() -> Vec<ChanceCell> {
    DONATIONS.map(|(x, t_x, weight)| ChanceCell { history: history(x, t_x, 6), weight }).to_vec()
}

fn model([alpha, beta, gamma, delta]: [f64; 4]) -> BgBb {
    BgBb::new(alpha, beta, gamma, delta).unwrap()
}

#[test]
fn fader_hardie_shang_2010_donations() {
    let fit = BgBb::fit(&donations(), None);
    assert_eq!(fit.convergence, Convergence::Converged);
    assert_eq!(fit.customers, 11_104.0);
    near(fit.log_likelihood, -33_225.581_27, 6e-6);
    for (got, want) in fit.model.parameters().into_iter().zip(PAPER) {
        near_relative(got, want, 2e-6);
    }
    for (got, want) in fit.standard_errors.iter().zip([0.0694, 0.0294, 0.0510, 0.3208]) {
        near(*got, want, 6e-5);
    }
    let sum: f64 = donations().iter().map(|c| c.weight * fit.model.log_likelihood(&c.history)).sum();
    near_relative(fit.log_likelihood, sum, 1e-13);
}

#[test]
fn the_published_table_is_the_shared_one() {
    let Some(text) = published("donations_rf.csv") else { return };
    let mut shared: Vec<Vec<f64>> =
        text.lines().skip(1).map(|l| l.split(',').map(|v| v.trim().parse().unwrap()).collect()).collect();
    let mut typed: Vec<Vec<f64>> =
        DONATIONS.iter().map(|&(x, t_x, w)| vec![f64::from(x), f64::from(t_x), 6.0, w]).collect();
    for rows in [&mut shared, &mut typed] {
        rows.sort_by(|a, b| a.partial_cmp(b).unwrap());
    }
    assert_eq!(shared, typed);
}

#[test]
fn btyd_walkthrough_donors() {
    // The BTYD vignette prints the expected donations of the next ten years.
    let m = model(PAPER);
    near(m.expected_orders(&history(0, 0, 6), 10), 0.130_217, 1e-4);
    near(m.expected_orders(&history(4, 5, 6), 10), 3.627_858, 2e-4);
}

#[test]
fn donors_of_the_holdout() {
    // Donations of 2002 to 2006 against the fit to 1996 to 2001: the paper's figure 7 is close.
    let Some(text) = published("donations_rf_holdout.csv") else { return };
    let m = model(PAPER);
    let (mut actual, mut expected) = (0.0, 0.0);
    for line in text.lines().skip(1) {
        let field: Vec<f64> = line.split(',').map(|v| v.trim().trim_matches('"').parse().unwrap()).collect();
        let customer = history(field[0] as u32, field[1] as u32, field[2] as u32);
        expected += field[3] * m.expected_orders(&customer, 5);
        actual += field[4];
    }
    near_relative(expected, actual, 0.05);
}

/// All ways in which `chances` can go: who takes which, then leaves before one of them.
fn by_enumeration(m: &BgBb, taken: &[bool]) -> f64 {
    let [alpha, beta, gamma, delta] = m.parameters();
    let nodes = 4_000;
    let ln_b = |a: f64, b: f64| models::special::ln_beta(a, b);
    // Beta densities by the midpoint rule in logit.
    let grid = |a: f64, b: f64| {
        let (from, to) = (-60.0 / a.min(1.0), 60.0 / b.min(1.0));
        let step = (to - from) / f64::from(nodes);
        (0..nodes)
            .map(|i| {
                let y = from + step * (f64::from(i) + 0.5);
                let p = 1.0 / (1.0 + (-y).exp());
                let ln = -a * (-y).exp().ln_1p() - b * y.exp().ln_1p() - ln_b(a, b);
                (p, step * ln.exp())
            })
            .collect::<Vec<_>>()
    };
    let (order, leave) = (grid(alpha, beta), grid(gamma, delta));
    let n = taken.len();
    let last = taken.iter().rposition(|t| *t).map_or(0, |i| i + 1);
    (last..=n)
        .map(|left_after| {
            let ordered: f64 = order
                .iter()
                .map(|(p, w)| {
                    w * taken[..left_after].iter().map(|t| if *t { *p } else { 1.0 - p }).product::<f64>()
                })
                .sum();
            let stayed: f64 = leave
                .iter()
                .map(|(q, w)| w * (1.0 - q).powi(left_after as i32) * if left_after < n { *q } else { 1.0 })
                .sum();
            ordered * stayed
        })
        .sum()
}

#[test]
fn the_likelihood_is_that_of_every_path() {
    let m = model(PAPER);
    let mut total = 0.0;
    for path in 0..32_u32 {
        let taken: Vec<bool> = (0..5).map(|i| path >> i & 1 == 1).collect();
        let x = taken.iter().filter(|t| **t).count() as u32;
        let last = taken.iter().rposition(|t| *t).map_or(0, |i| i as u32 + 1);
        let likelihood = m.log_likelihood(&history(x, last, 5)).exp();
        near_relative(likelihood, by_enumeration(&m, &taken), 1e-9);
        total += likelihood;
    }
    near(total, 1.0, 1e-13);
}

/// `customers` of `chances` each.
fn simulated(
    [alpha, beta, gamma, delta]: [f64; 4],
    customers: u32,
    chances: u32,
    seed: u64,
) -> Vec<ChanceHistory> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let (order, leave) = (Beta::new(alpha, beta).unwrap(), Beta::new(gamma, delta).unwrap());
    (0..customers)
        .map(|_| {
            let (p, q): (f64, f64) = (order.sample(&mut chance), leave.sample(&mut chance));
            let (mut x, mut last) = (0, 0);
            for i in 1..=chances {
                if chance.random_bool(q) {
                    break;
                }
                if chance.random_bool(p) {
                    (x, last) = (x + 1, i);
                }
            }
            history(x, last, chances)
        })
        .collect()
}

#[test]
fn known_parameters_come_back() {
    let truth = [1.2, 0.75, 0.7, 2.8];
    let fit = BgBb::fit(&chance_cells(&simulated(truth, 40_000, 8, 3)), None);
    assert!(fit.converged());
    for ((found, truth), error) in fit.model.parameters().into_iter().zip(truth).zip(&fit.standard_errors) {
        assert!((found - truth).abs() < 3.0 * error, "{found} is not {truth} ± {error}");
        assert!(*error < 0.15 * truth);
    }
}

#[test]
fn what_customers_do_next_is_as_simulated() {
    // Everybody has 6 + 4 chances; those alike in the first 6 do the next 4 as foretold.
    let (truth, n) = ([1.2, 0.75, 0.7, 2.8], 400_000);
    let (m, mut chance) = (model(truth), ChaCha8Rng::seed_from_u64(8));
    let (order, leave) = (Beta::new(truth[0], truth[1]).unwrap(), Beta::new(truth[2], truth[3]).unwrap());
    let mut seen = vec![(0.0, [0.0; 5]); 49];
    for _ in 0..n {
        let (p, q): (f64, f64) = (order.sample(&mut chance), leave.sample(&mut chance));
        let (mut x, mut last, mut later) = (0, 0, 0);
        for i in 1..=10 {
            if chance.random_bool(q) {
                break;
            }
            if chance.random_bool(p) {
                if i <= 6 { (x, last) = (x + 1, i) } else { later += 1 }
            }
        }
        let cell = &mut seen[x * 7 + last as usize];
        cell.0 += 1.0;
        cell.1[later] += 1.0;
    }
    let mut counts = Vec::new();
    for (i, (customers, later)) in seen.iter().enumerate().filter(|(_, s)| s.0 > 3_000.0) {
        let c = history(i as u32 / 7, i as u32 % 7, 6);
        m.count_probabilities(&c, 4, &mut counts);
        for (k, p) in counts.iter().enumerate() {
            let spread = (p * (1.0 - p) / customers).sqrt();
            near(later[k] / customers, *p, 4.5 * spread);
        }
    }
}

#[test]
fn the_next_chance_is_the_first_one_ahead() {
    let m = model(PAPER);
    let c = history(4, 5, 6);
    near(m.active_at_next(&c), m.active_at(&c, 1), 0.0);
    assert!(m.active_at(&c, 0) > m.active_at_next(&c));
    assert_eq!(m.active_at(&history(6, 6, 6), 0), 1.0);
    // One chance ahead, an order is the chance to be active times the chance to order.
    let p = (PAPER[0] + 4.0) / (PAPER[0] + PAPER[1] + 6.0);
    near_relative(m.expected_orders(&c, 1), m.active_at_next(&c) * p, 1e-13);
}

#[test]
fn gamma_at_and_around_one() {
    let at = |gamma: f64| model([1.2, 0.75, gamma, 2.8]).expected_orders(&history(4, 5, 6), 500_000);
    near_relative(at(1.0 + 1e-7), at(1.0), 1e-5);
    near_relative(at(1.0 - 1e-7), at(1.0), 1e-5);
}

#[test]
fn impossible_histories_are_refused() {
    for (x, last, n) in [(1, 0, 6), (0, 1, 6), (3, 2, 6), (1, 7, 6), (1, 1, 2_000_000)] {
        assert!(ChanceHistory::new(x, last, n).is_err(), "{x} {last} {n}");
    }
}

#[test]
fn fits_without_an_answer_say_so() {
    let fit = |histories: &[ChanceHistory]| BgBb::fit(&chance_cells(histories), None);
    for nothing in [vec![], vec![history(0, 0, 0)], vec![history(0, 0, 6); 4]] {
        assert!(matches!(fit(&nothing).convergence, Convergence::Impossible(_)));
    }
    for odd in [vec![history(6, 6, 6); 4], vec![history(1, 3, 6), history(0, 0, 2)]] {
        let fit = fit(&odd);
        assert!(!fit.converged(), "{fit:?}");
        assert!(fit.model.parameters().iter().all(|p| p.is_finite() && *p > 0.0));
    }
    let stay: Vec<ChanceHistory> = (1..=5_u32).map(|x| history(x, 6, 6)).collect();
    assert!(!fit(&stay).converged());
}

#[test]
fn rows_and_weights_change_nothing_they_should_not() {
    let mut cells = donations();
    let once = BgBb::fit(&cells, None);
    cells.reverse();
    assert_eq!(BgBb::fit(&cells, None), once, "the order of rows does not matter, bit for bit");
    for cell in &mut cells {
        cell.weight *= 2.0;
    }
    let twice = BgBb::fit(&cells, Some(PAPER));
    near_relative(twice.log_likelihood, 2.0 * once.log_likelihood, 1e-13);
    near_relative(twice.log_covariance[2][3], 0.5 * once.log_covariance[2][3], 1e-8);
}

fn any_history() -> impl Strategy<Value = ChanceHistory> {
    (0_u32..400)
        .prop_flat_map(|n| (0..=n, Just(n)))
        .prop_flat_map(|(last, n)| (last.min(1)..=last).prop_map(move |x| history(x, last, n)))
}

fn any_model() -> impl Strategy<Value = BgBb> {
    prop::array::uniform4(-10.0..10.0_f64).prop_map(|p| model(p.map(f64::exp)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_is_ever_nan_or_out_of_range(m in any_model(), c in any_history(), chances in 0_u32..60) {
        prop_assert!(m.log_likelihood(&c).is_finite() && m.log_likelihood(&c) <= 1e-9);
        let (next, silent) = (m.active_at_next(&c), m.silent(&c, chances));
        prop_assert!((0.0..=1.0).contains(&next) && (0.0..=1.0).contains(&silent));
        prop_assert!(next <= m.active_at(&c, 0) + 1e-12);
        let expected = m.expected_orders(&c, chances);
        prop_assert!((0.0..=f64::from(chances)).contains(&expected));
        let forever = m.discounted_orders(&c, 0.01);
        prop_assert!(forever.is_finite() && forever >= 0.0);
        let mut cumulative = vec![0.0; chances as usize];
        m.cumulative_orders(&c, &mut cumulative);
        if let Some(last) = cumulative.last() {
            prop_assert!((last - expected).abs() <= 1e-10 * expected + 1e-300);
        }
        let mut counts = Vec::new();
        m.count_probabilities(&c, chances, &mut counts);
        let sum: f64 = counts.iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        prop_assert!((counts[0] - silent).abs() < 1e-12);
        let mean: f64 = counts.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
        prop_assert!((mean - expected).abs() < 1e-8 * (1.0 + expected), "{mean} {expected}");
        let square: f64 = counts.iter().enumerate().map(|(k, p)| (k * k) as f64 * p).sum();
        let variance = m.orders_variance(&c, chances);
        prop_assert!((square - mean * mean - variance).abs() < 1e-6 * (1.0 + square), "{square} {mean} {variance}");
    }

    #[test]
    fn silence_speaks_against_being_active(m in any_model(), c in any_history()) {
        let longer = history(c.taken(), c.last_taken(), c.chances() + 1);
        prop_assert!(m.active_at(&longer, 0) <= m.active_at(&c, 0) * (1.0 + 1e-9));
    }
}
