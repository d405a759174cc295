//! How a number in doubt is drawn: its quantile function of a standard normal.
//!
//! The mean is the number as it stands. The spread is that of the interval, which holds 80 of 100
//! cases: for shares a Beta distribution with standard deviation (high - low) / 2.563, for sums, counts
//! and factors a log-normal one with an interval as wide, for money of either sign and changes a
//! normal one with that standard deviation.
//!
//! Where it is wrong: an interval that lies askew to its number keeps its width, not its ends. A share
//! of exactly 0 or 1, or a sum of 0, has no distribution with that mean but itself: it is drawn without
//! doubt.

use std::sync::Arc;

use models::special::{incomplete_beta, ln_beta, normal_cdf};

use super::{Nature, Parameter};

/// 80 % of a standard normal lie within this of 0.
pub(super) const TENTH: f64 = 1.281_551_565_544_600_4;
/// Points of a tabulated quantile function.
const POINTS: usize = 257;
/// The table reaches so far to both sides, in standard deviations.
const REACH: f64 = 6.0;
/// Where both parameters of a Beta distribution exceed this, it is taken for a normal one.
const NARROW: f64 = 1e4;
/// Wider no log-normal interval gets at the same mean.
const WIDEST: f64 = 1.45;

/// A number as a function of a standard normal; never falls as that rises.
#[derive(Debug, Clone)]
pub(super) enum Marginal {
    Certain(f64),
    Normal { mean: f64, sd: f64, low: f64, high: f64 },
    LogNormal { mean: f64, sd: f64 },
    Table(Arc<[f64; POINTS]>),
}

impl Marginal {
    pub fn of(nature: Nature, p: &Parameter) -> Self {
        let (mean, width) = (p.value, p.high - p.low);
        if width <= 0.0 {
            return Self::Certain(mean);
        }
        let sd = width / (2.0 * TENTH);
        match nature {
            Nature::Share if mean <= 0.0 || mean >= 1.0 => Self::Certain(mean),
            // So narrow a Beta variable cannot be told from a normal one.
            Nature::Share if mean.min(1.0 - mean) * (1.0 - mean) * mean > NARROW * sd * sd => {
                Self::Normal { mean, sd, low: 0.0, high: 1.0 }
            }
            Nature::Share => Self::Table(Arc::new(beta_quantiles(mean, sd))),
            Nature::Amount | Nature::Count | Nature::Factor if mean <= 0.0 => Self::Certain(mean),
            Nature::Amount | Nature::Count | Nature::Factor => {
                Self::LogNormal { mean, sd: log_spread(width / mean) }
            }
            Nature::Money => Self::Normal { mean, sd, low: f64::MIN, high: f64::MAX },
            Nature::Change => Self::Normal { mean, sd, low: -1.0, high: 1.0 },
        }
    }

    /// Its value where the standard normal is `z`.
    pub fn at(&self, z: f64) -> f64 {
        match self {
            Self::Certain(value) => *value,
            Self::Normal { mean, sd, low, high } => (mean + sd * z).clamp(*low, *high),
            Self::LogNormal { mean, sd } => mean * (sd * z - 0.5 * sd * sd).exp(),
            Self::Table(points) => {
                let place = (z + REACH) / (2.0 * REACH) * (POINTS - 1) as f64;
                let place = place.clamp(0.0, (POINTS - 1) as f64);
                let left = (place as usize).min(POINTS - 2);
                let part = place - left as f64;
                points[left] + part * (points[left + 1] - points[left])
            }
        }
    }

    pub const fn is_certain(&self) -> bool {
        matches!(self, Self::Certain(_))
    }
}

/// The standard deviation of the logarithm with which an 80 % interval is as wide, in means.
fn log_spread(width: f64) -> f64 {
    let of = |sd: f64| 2.0 * (-0.5 * sd * sd).exp() * (TENTH * sd).sinh();
    if of(WIDEST) <= width {
        return WIDEST;
    }
    let (mut low, mut high) = (0.0, WIDEST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if of(middle) < width {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn beta_quantiles(mean: f64, sd: f64) -> [f64; POINTS] {
    // No share of this mean spreads wider than all or nothing.
    let variance = (sd * sd).min(0.9 * mean * (1.0 - mean));
    let all = mean * (1.0 - mean) / variance - 1.0;
    let (a, b) = (mean * all, (1.0 - mean) * all);
    let log_beta = ln_beta(a, b);
    let mut x: f64 = 0.0;
    let mut points: [f64; POINTS] = std::array::from_fn(|n| {
        let p = normal_cdf(REACH * (2.0 * n as f64 / (POINTS - 1) as f64 - 1.0));
        x = beta_quantile(a, b, log_beta, p, x);
        x
    });
    // Straight lines between the points shift the mean a little: put it back, within 0 and 1.
    let found = mean_of(&points);
    for point in &mut points {
        *point = if found > mean {
            *point * mean / found
        } else {
            1.0 - (1.0 - *point) * (1.0 - mean) / (1.0 - found)
        };
    }
    points
}

/// The mean of a table over a standard normal, exact for straight lines between its points.
fn mean_of(points: &[f64; POINTS]) -> f64 {
    let step = 2.0 * REACH / (POINTS - 1) as f64;
    let density = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    let ends = normal_cdf(-REACH) * (points[0] + points[POINTS - 1]);
    let inner: f64 = (0..POINTS - 1)
        .map(|n| {
            let (from, to) = (n as f64 * step - REACH, (n + 1) as f64 * step - REACH);
            let slope = (points[n + 1] - points[n]) / step;
            let share = normal_cdf(to) - normal_cdf(from);
            (points[n] - slope * from) * share + slope * (density(from) - density(to))
        })
        .sum();
    ends + inner
}

/// The share below which a Beta variable lies with probability `p`; it is at least `low`.
fn beta_quantile(a: f64, b: f64, log_beta: f64, p: f64, low: f64) -> f64 {
    let (mut low, mut high) = (low, 1.0);
    let mut x = if low > 0.0 { low } else { 0.5 * a / (a + b) };
    for _ in 0..200 {
        let over = incomplete_beta(a, b, x) - p;
        if over < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - log_beta).exp();
        let newton = x - over / density;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        // NaN cannot arise: a step outside the bracket is replaced.
        if (next - x).abs() <= 1e-13 * x.max(1e-13) {
            return next;
        }
        x = next;
    }
    x
}
