//! A response curve fitted to months in which different amounts were spent.
//!
//! N = N0 + C (1 - e^{-k S}): who comes unaided in a month, and what its spending S wins beside them.
//! A month's number varies like a count (its variance grows with it), times an overdispersion phi of at
//! least 1. Everything that fits the months is kept in doubt together: the curve is written as
//! M (u + (1 - u) f(S) / f(mean S)), f(S) = 1 - e^{-k S}, with M customers in a month of usual spending,
//! of whom the share u comes unaided. Before the months are looked at, any M is as likely as any other;
//! that nobody comes unaided as likely as that somebody does, and then any share u; that the curve is as
//! good as straight half as likely as that it bends, and then any k (its logarithm). Draws are taken from
//! what is left of that after the months; of made-up markets, 71 to 85 of 100 intervals held the truth,
//! the fewest where all come by spending, no bend is near and spending varies by 30 %.
//!
//! Months whose spending lies close together cannot tell whether few customers come with each unit of
//! money because the market is nearly won or because most come unaided: then a straight line with
//! customers who come unaided fits as well, and the ceiling is not told.
//!
//! Where it is wrong: whoever spends more in the months that are good anyway finds a curve that is too
//! steep. Only spending that was varied on purpose is free of that.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::CannotFit;

/// Fewer months than this are not fitted.
pub const FEWEST_MONTHS: usize = 12;
/// Below this ratio of standard deviation to mean, spending hardly varies.
pub const LEAST_VARIATION: f64 = 0.2;
/// Where a level fits no worse than by this (times phi), a rise is not seen; where a straight line does, a
/// bend is not: a chi-squared with one degree of freedom on one side, one chance in ten, as of every range.
const EXCLUDED: f64 = 1.642;
/// k times the greatest spending is looked for between these.
const K_RANGE: (f64, f64) = (0.02, 60.0);
/// That it is as good as straight is as likely as so much of all other k.
const STRAIGHT: f64 = 0.5;
/// Values of k that are looked at.
const SLOPES: u32 = 96;
/// Values of the share that comes unaided, beside none.
const SHARES: u32 = 32;
/// Spending at which curves are compared, as multiples of the usual.
const COMPARED: [f64; 4] = [0.5, 1.0, 1.5, 2.0];

/// One month: what was spent, what was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Spent.
    pub spend: f64,
    /// Reached: customers won.
    pub reached: f64,
}

/// How customers a month answer to spending.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// N0: who comes without any.
    pub unaided: f64,
    /// C: the most that spending wins beside them.
    pub ceiling: f64,
    /// k, per unit of money.
    pub slope: f64,
}

impl Curve {
    /// Customers a month.
    #[must_use]
    pub fn reached(&self, spend: f64) -> f64 {
        self.unaided - self.ceiling * (-self.slope * spend).exp_m1()
    }

    /// What reaches so many a month; none where no spending does.
    #[must_use]
    pub fn spend_for(&self, reached: f64) -> Option<f64> {
        let share = (reached - self.unaided) / self.ceiling;
        (share < 1.0 && self.slope > 0.0).then(|| (-(-share.max(0.0)).ln_1p() / self.slope).max(0.0))
    }
}

/// A fitted curve with its doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The curve in the middle of those that fit.
    pub curve: Curve,
    /// How much more the months scatter than counts do.
    pub overdispersion: f64,
    /// Whether a straight line, with customers who come unaided, can be excluded: else the ceiling is
    /// not told.
    pub bends: bool,
    /// What was spent in a usual month.
    pub usual_spend: f64,
    /// The greatest spending seen.
    pub greatest_spend: f64,
    /// Curves that fit the months, each as likely.
    pub draws: Vec<Curve>,
}

/// Fits the curve.
///
/// # Errors
///
/// If the months cannot tell.
pub fn fit(points: &[Point], draws: u32, seed: u64) -> Result<Fit, CannotFit> {
    // Before the first customer there was nothing to win with.
    let first = points.iter().position(|p| p.reached > 0.0).unwrap_or(0);
    let points: Vec<Point> = points[first..]
        .iter()
        .copied()
        .filter(|p| p.spend > 0.0 && p.spend.is_finite() && p.reached >= 0.0 && p.reached.is_finite())
        .collect();
    if points.len() < FEWEST_MONTHS {
        return Err(CannotFit::TooFewMonths { months: points.len(), wanted: FEWEST_MONTHS });
    }
    let n = points.len() as f64;
    let usual = points.iter().map(|p| p.spend).sum::<f64>() / n;
    let variance = points.iter().map(|p| (p.spend - usual).powi(2)).sum::<f64>() / (n - 1.0);
    let variation = variance.sqrt() / usual;
    if variation < LEAST_VARIATION {
        return Err(CannotFit::HardlyVaries { variation, wanted: LEAST_VARIATION });
    }
    let reached = points.iter().map(|p| p.reached).sum::<f64>() / n;
    if reached <= 0.0 {
        return Err(CannotFit::NobodyWon);
    }
    let greatest = points.iter().map(|p| p.spend).fold(0.0, f64::max);
    let mut months = Months { weights: vec![1.0; points.len()], points, usual, greatest };
    // Weights follow the fitted numbers; a few rounds are enough.
    let mut best = months.least();
    for _ in 0..3 {
        months.weigh(&best.0);
        best = months.least();
    }
    let freedom = (n - 3.0).max(1.0);
    let overdispersion = (best.1 / freedom).max(1.0);
    if months.level() - best.1 < EXCLUDED * overdispersion {
        return Err(CannotFit::NoRise);
    }
    let straight = months.at(K_RANGE.0 / greatest).1;
    let bends = straight - best.1 >= EXCLUDED * overdispersion;
    let (cells, likely) = months.cells(best.1, overdispersion, freedom);
    let curve = months.middle(&cells, &likely);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let draws = (0..draws).map(|_| months.drawn(&cells, &likely, overdispersion, &mut chance)).collect();
    Ok(Fit { curve, overdispersion, bends, usual_spend: usual, greatest_spend: greatest, draws })
}

/// What is fitted.
struct Months {
    points: Vec<Point>,
    weights: Vec<f64>,
    usual: f64,
    greatest: f64,
}

/// One shape of the curve: k, and the share of a usual month that comes unaided.
struct Cell {
    ln_k: f64,
    share: f64,
    /// Best M, and what its precision is.
    usual: f64,
    precision: f64,
}

fn rises(k: f64, spend: f64) -> f64 {
    -(-k * spend).exp_m1()
}

impl Months {
    fn weigh(&mut self, curve: &Curve) {
        for (weight, p) in self.weights.iter_mut().zip(&self.points) {
            *weight = 1.0 / curve.reached(p.spend).max(0.5);
        }
    }

    fn squares(&self, curve: &Curve) -> f64 {
        let each = self.points.iter().zip(&self.weights);
        each.map(|(p, w)| w * (p.reached - curve.reached(p.spend)).powi(2)).sum()
    }

    /// Squares left by one number for all months.
    fn level(&self) -> f64 {
        let all: f64 = self.weights.iter().sum();
        let mean = self.points.iter().zip(&self.weights).map(|(p, w)| w * p.reached).sum::<f64>() / all;
        self.points.iter().zip(&self.weights).map(|(p, w)| w * (p.reached - mean).powi(2)).sum()
    }

    /// The best curve at a slope, neither part of it below zero, and the squares it leaves.
    fn at(&self, k: f64) -> (Curve, f64) {
        let [mut one, mut f1, mut f2, mut y0, mut y1] = [0.0; 5];
        for (p, w) in self.points.iter().zip(&self.weights) {
            let f = rises(k, p.spend);
            one += w;
            f1 += w * f;
            f2 += w * f * f;
            y0 += w * p.reached;
            y1 += w * f * p.reached;
        }
        let apart = one * f2 - f1 * f1;
        let ceiling = if apart > 1e-12 * one * f2 { (one * y1 - f1 * y0) / apart } else { y1 / f2 };
        let unaided = (y0 - ceiling * f1) / one;
        let curve = if ceiling < 0.0 {
            Curve { unaided: y0 / one, ceiling: 0.0, slope: k }
        } else if unaided < 0.0 {
            Curve { unaided: 0.0, ceiling: y1 / f2, slope: k }
        } else {
            Curve { unaided, ceiling, slope: k }
        };
        (curve, self.squares(&curve))
    }

    fn slopes(&self) -> (f64, f64) {
        let (from, to) = ((K_RANGE.0 / self.greatest).ln(), (K_RANGE.1 / self.greatest).ln());
        (from, (to - from) / f64::from(SLOPES - 1))
    }

    /// The best curve of all slopes.
    fn least(&self) -> (Curve, f64) {
        let (from, step) = self.slopes();
        (0..SLOPES)
            .map(|n| self.at((from + step * f64::from(n)).exp()))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or_else(|| self.at(1.0 / self.usual))
    }

    /// Every shape that is looked at, and how likely it is after the months.
    fn cells(&self, least: f64, overdispersion: f64, freedom: f64) -> (Vec<Cell>, Vec<f64>) {
        let (from, step) = self.slopes();
        let mut cells = Vec::new();
        let mut weights = Vec::new();
        for n in 0..SLOPES {
            let ln_k = from + step * f64::from(n);
            let k = ln_k.exp();
            let whole = rises(k, self.usual);
            let bent: Vec<f64> = self.points.iter().map(|p| rises(k, p.spend) / whole).collect();
            for place in 0..=SHARES {
                let share = if place == 0 { 0.0 } else { (f64::from(place) - 0.5) / f64::from(SHARES) };
                let prior = (if place == 0 { 1.0 } else { 1.0 / f64::from(SHARES) })
                    * if n == 0 { STRAIGHT * f64::from(SLOPES) } else { 1.0 };
                let (mut top, mut precision) = (0.0, 0.0);
                for ((p, w), bent) in self.points.iter().zip(&self.weights).zip(&bent) {
                    let g = share + (1.0 - share) * bent;
                    top += w * g * p.reached;
                    precision += w * g * g;
                }
                let usual = top / precision;
                let left: f64 = self
                    .points
                    .iter()
                    .zip(&self.weights)
                    .zip(&bent)
                    .map(|((p, w), bent)| w * (p.reached - usual * (share + (1.0 - share) * bent)).powi(2))
                    .sum();
                // The scatter is itself in doubt: tails are those of a Student variable.
                let worse = ((left - least) / (freedom * overdispersion)).max(0.0);
                weights.push(prior * (-0.5 * (freedom + 1.0) * worse.ln_1p()).exp() / precision.sqrt());
                cells.push(Cell { ln_k, share, usual, precision });
            }
        }
        (cells, weights)
    }

    fn curve(&self, ln_k: f64, share: f64, usual: f64) -> Curve {
        let slope = ln_k.exp();
        let ceiling = (1.0 - share) * usual / rises(slope, self.usual);
        Curve { unaided: share * usual, ceiling, slope }
    }

    /// The shape nearest to the mean of all that fit.
    fn middle(&self, cells: &[Cell], likely: &[f64]) -> Curve {
        let curves: Vec<[f64; COMPARED.len()]> = cells
            .iter()
            .map(|cell| {
                let curve = self.curve(cell.ln_k, cell.share, cell.usual);
                COMPARED.map(|times| curve.reached(times * self.usual))
            })
            .collect();
        let all: f64 = likely.iter().sum();
        let mut mean = [0.0; COMPARED.len()];
        for (curve, weight) in curves.iter().zip(likely) {
            for (sum, x) in mean.iter_mut().zip(curve) {
                *sum += weight / all * x;
            }
        }
        let apart = |curve: &[f64; COMPARED.len()]| -> f64 {
            curve.iter().zip(&mean).map(|(x, mean)| ((x - mean) / mean).powi(2)).sum()
        };
        let nearest = (0..cells.len()).min_by(|a, b| apart(&curves[*a]).total_cmp(&apart(&curves[*b])));
        let cell = &cells[nearest.unwrap_or(0)];
        self.curve(cell.ln_k, cell.share, cell.usual)
    }

    fn drawn(&self, cells: &[Cell], likely: &[f64], overdispersion: f64, chance: &mut impl Rng) -> Curve {
        let mut left = chance.random::<f64>() * likely.iter().sum::<f64>();
        let mut found = cells.len() - 1;
        for (n, weight) in likely.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                found = n;
                break;
            }
        }
        let cell = &cells[found];
        let (z, a, b): (f64, f64, f64) = (StandardNormal.sample(chance), chance.random(), chance.random());
        // Within the cell anything is as likely.
        let share = if cell.share > 0.0 { cell.share + (a - 0.5) / f64::from(SHARES) } else { 0.0 };
        let usual = cell.usual + z * (overdispersion / cell.precision).sqrt();
        self.curve(cell.ln_k + (b - 0.5) * self.slopes().1, share, usual.max(1e-3 * cell.usual))
    }
}
