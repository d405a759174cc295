//! A response curve fitted to months in which different amounts were spent.
//!
//! N = C (1 - e^{-k S}): what a month's spending S wins. For each k the best C is a ratio of weighted
//! sums, so that only k is searched. A month's number varies like a count (its variance grows with
//! it), times an overdispersion phi of at least 1; the doubt comes from fitting months drawn anew from
//! the fitted curve.
//!
//! Where it is wrong: whoever spends more in the months that are good anyway finds a curve that is too
//! steep. Only spending that was varied on purpose is free of that.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::CannotFit;

/// Fewer months than this are not fitted.
pub const FEWEST_MONTHS: usize = 12;
/// Below this ratio of standard deviation to mean, spending hardly varies.
pub const LEAST_VARIATION: f64 = 0.2;
/// Where a straight line or a level fits no worse than by this (times phi), it cannot be excluded:
/// 80 % of a chi-squared with one degree of freedom.
const EXCLUDED: f64 = 1.642;
/// k times the greatest spending is looked for between these.
const K_RANGE: (f64, f64) = (0.02, 60.0);
const GRID: u32 = 56;

/// One month: what was spent, what was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Spent.
    pub spend: f64,
    /// Reached: customers won.
    pub reached: f64,
}

/// A fitted curve with its doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// C, customers a month.
    pub ceiling: f64,
    /// k, per unit of money.
    pub slope: f64,
    /// How much more the months scatter than counts do.
    pub overdispersion: f64,
    /// Whether a straight line through zero can be excluded: else the ceiling is not seen.
    pub bends: bool,
    /// The greatest spending seen.
    pub greatest_spend: f64,
    /// Curves fitted to months drawn from this one: ceiling and slope.
    pub draws: Vec<(f64, f64)>,
}

/// Fits the curve.
///
/// # Errors
///
/// If the months cannot tell.
pub fn fit(points: &[Point], draws: u32, seed: u64) -> Result<Fit, CannotFit> {
    let points: Vec<Point> = points
        .iter()
        .copied()
        .filter(|p| p.spend > 0.0 && p.spend.is_finite() && p.reached >= 0.0 && p.reached.is_finite())
        .collect();
    if points.len() < FEWEST_MONTHS {
        return Err(CannotFit::TooFewMonths { months: points.len(), wanted: FEWEST_MONTHS });
    }
    let n = points.len() as f64;
    let mean = points.iter().map(|p| p.spend).sum::<f64>() / n;
    let variance = points.iter().map(|p| (p.spend - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let variation = variance.sqrt() / mean;
    if variation < LEAST_VARIATION {
        return Err(CannotFit::HardlyVaries { variation, wanted: LEAST_VARIATION });
    }
    if points.iter().map(|p| p.reached).sum::<f64>() <= 0.0 {
        return Err(CannotFit::NobodyWon);
    }
    let greatest = points.iter().map(|p| p.spend).fold(0.0, f64::max);
    // Weights follow the fitted numbers; three rounds are enough.
    let mut weights = vec![1.0; points.len()];
    let mut found = (0.0, 0.0, 0.0);
    for _ in 0..4 {
        found = least(&points, &weights, greatest);
        let (ceiling, k, _) = found;
        for (weight, p) in weights.iter_mut().zip(&points) {
            *weight = 1.0 / expected(ceiling, k, p.spend).max(0.5);
        }
    }
    let (ceiling, slope, squares) = found;
    let overdispersion = (squares / (n - 2.0)).max(1.0);
    let level = level(&points, &weights);
    if level - squares < EXCLUDED * overdispersion {
        return Err(CannotFit::NoRise);
    }
    let (_, line) = at(&points, &weights, K_RANGE.0 / greatest);
    let bends = line - squares >= EXCLUDED * overdispersion;
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let draws = (0..draws)
        .map(|_| {
            let months: Vec<Point> = points
                .iter()
                .map(|p| {
                    let mean = expected(ceiling, slope, p.spend);
                    Point { reached: drawn(mean, overdispersion, &mut chance), ..*p }
                })
                .collect();
            let (c, k, _) = least(&months, &weights, greatest);
            (c, k)
        })
        .collect();
    Ok(Fit { ceiling, slope, overdispersion, bends, greatest_spend: greatest, draws })
}

fn drawn(mean: f64, overdispersion: f64, chance: &mut impl Rng) -> f64 {
    let z: f64 = StandardNormal.sample(chance);
    (mean + (mean * overdispersion).sqrt() * z).max(0.0)
}

fn expected(ceiling: f64, k: f64, spend: f64) -> f64 {
    -ceiling * (-k * spend).exp_m1()
}

/// The best ceiling at a slope, and the weighted squares it leaves.
fn at(points: &[Point], weights: &[f64], k: f64) -> (f64, f64) {
    let (mut above, mut below) = (0.0, 0.0);
    for (p, w) in points.iter().zip(weights) {
        let f = -(-k * p.spend).exp_m1();
        above += w * f * p.reached;
        below += w * f * f;
    }
    let ceiling = if below > 0.0 { above / below } else { 0.0 };
    let squares = points
        .iter()
        .zip(weights)
        .map(|(p, w)| w * (p.reached - expected(ceiling, k, p.spend)).powi(2))
        .sum();
    (ceiling, squares)
}

/// Squares left by one number for all months.
fn level(points: &[Point], weights: &[f64]) -> f64 {
    let all: f64 = weights.iter().sum();
    let mean = points.iter().zip(weights).map(|(p, w)| w * p.reached).sum::<f64>() / all;
    points.iter().zip(weights).map(|(p, w)| w * (p.reached - mean).powi(2)).sum()
}

/// Ceiling, slope and squares of the best curve: a grid over the slope, then thirds.
fn least(points: &[Point], weights: &[f64], greatest: f64) -> (f64, f64, f64) {
    let (from, to) = ((K_RANGE.0 / greatest).ln(), (K_RANGE.1 / greatest).ln());
    let step = (to - from) / f64::from(GRID);
    let squares = |ln_k: f64| at(points, weights, ln_k.exp()).1;
    let mut best = (from, squares(from));
    for n in 1..=GRID {
        let ln_k = from + step * f64::from(n);
        let found = squares(ln_k);
        if found < best.1 {
            best = (ln_k, found);
        }
    }
    let (mut low, mut high) = ((best.0 - step).max(from), (best.0 + step).min(to));
    for _ in 0..28 {
        let third = (high - low) / 3.0;
        if squares(low + third) < squares(high - third) { high -= third } else { low += third }
    }
    let k = f64::midpoint(low, high).exp();
    let (ceiling, squares) = at(points, weights, k);
    (ceiling, k, squares)
}
