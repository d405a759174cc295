//! How a number in doubt is drawn: its quantile function of a standard normal.
//!
//! The mean is the number as it stands. The spread is that of the interval, which holds 80 of 100
//! cases: for shares a Beta distribution with standard deviation (high - low) / 2.563, for sums, counts
//! and factors a log-normal one with an interval as wide, for money of either sign and changes a
//! normal one with that standard deviation.
//!
//! Where such a distribution would miss an end of the interval by more than a quarter of its width, the
//! interval lies askew: then the number is the median, and half a normal distribution leads to each end;
//! for shares one of the log-odds, so that no share between is all or nothing. So a share of 0 or 1 or a
//! sum of 0 with an interval, which nothing but itself has as its mean, is that in half of all futures.
//!
//! Where it is wrong: the mean of what is askew is not the number as it stands, but nearer to the far
//! end; the interval of a share that ends at 0 or 1 ends a hundredth of the way before it.

use std::sync::Arc;

use models::special::{incomplete_beta, ln_beta, normal_cdf};

use super::{Nature, Parameter, quantity::MOST};

/// 80 % of a standard normal lie within this of 0.
pub(crate) const TENTH: f64 = 1.281_551_565_544_600_4;
/// Points of a tabulated quantile function.
const POINTS: usize = 257;
/// The table reaches so far to both sides, in standard deviations.
const REACH: f64 = 6.0;
/// Where both parameters of a Beta distribution exceed this, it is taken for a normal one.
const NARROW: f64 = 1e4;
/// Where one exceeds this, its incomplete Beta function takes too long.
const FAR: f64 = 1e6;
/// An interval whose end is missed by more than this share of its width lies askew.
const ASKEW: f64 = 0.25;
/// The end of a share's interval that lies at 0 or 1 is taken so much of the way before it.
const NEXT_TO: f64 = 0.01;
/// Wider no log-normal interval gets at the same mean.
const WIDEST: f64 = 1.45;

/// A number as a function of a standard normal; never falls as that rises.
#[derive(Debug, Clone)]
pub(crate) enum Marginal {
    Certain(f64),
    Normal {
        mean: f64,
        sd: f64,
        low: f64,
        high: f64,
    },
    LogNormal {
        mean: f64,
        sd: f64,
    },
    /// A share all but 0, or all but 1: what it is away from there is log-normal.
    Near {
        end: bool,
        mean: f64,
        sd: f64,
    },
    Table(Arc<[f64; POINTS]>),
    /// The log-odds of a share between those of two ends that lie differently far.
    AskewShare {
        low: f64,
        value: f64,
        high: f64,
    },
    /// The number between two ends that lie differently far, within what is possible.
    Askew {
        low: f64,
        value: f64,
        high: f64,
        least: f64,
        most: f64,
    },
}

impl Marginal {
    pub fn of(nature: Nature, p: &Parameter) -> Self {
        let even = Self::even(nature, p);
        let far = ASKEW * (p.high - p.low);
        let misses = |z: f64, end: f64| (even.at(z) - end).abs() > far;
        if p.is_certain() || !(misses(-TENTH, p.low) || misses(TENTH, p.high)) {
            return even;
        }
        let (least, most) = match nature {
            // All or nothing has no odds.
            Nature::Share if p.value <= 0.0 || p.value >= 1.0 => (0.0, 1.0),
            Nature::Share => {
                // An end at 0 or 1 has no odds.
                let least = NEXT_TO * p.value;
                let most = 1.0 - NEXT_TO * (1.0 - p.value);
                let [low, value, high] = [p.low.max(least), p.value, p.high.min(most)].map(log_odds);
                return Self::AskewShare { low, value, high };
            }
            Nature::Amount | Nature::Count | Nature::Factor => (0.0, MOST),
            Nature::Money => (-MOST, MOST),
            Nature::Change => (-1.0, 1.0),
        };
        Self::Askew { low: p.low, value: p.value, high: p.high, least, most }
    }

    /// Where the number lies in the midst of its interval.
    fn even(nature: Nature, p: &Parameter) -> Self {
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
            Nature::Share => match beta_of(mean, sd) {
                // So near 0 or 1 that the other end is out of sight.
                (a, b) if a.max(b) > FAR => {
                    Self::Near { end: a > b, sd: sd_of_log(mean.min(1.0 - mean), sd), mean }
                }
                (a, b) => Self::Table(Arc::new(beta_quantiles(mean, a, b))),
            },
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
            Self::Near { end: false, mean, sd } => (mean * (sd * z - 0.5 * sd * sd).exp()).min(1.0),
            Self::Near { end: true, mean, sd } => {
                (1.0 - (1.0 - mean) * (-sd * z - 0.5 * sd * sd).exp()).clamp(0.0, 1.0)
            }
            Self::Askew { low, value, high, least, most } => {
                let far = if z < 0.0 { value - low } else { high - value };
                (value + far * z / TENTH).clamp(*least, *most)
            }
            Self::AskewShare { low, value, high } => {
                let far = if z < 0.0 { value - low } else { high - value };
                1.0 / (1.0 + (-(value + far * z / TENTH)).exp())
            }
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

fn log_odds(share: f64) -> f64 {
    share.ln() - (-share).ln_1p()
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

/// The parameters of a Beta distribution with this mean and spread.
fn beta_of(mean: f64, sd: f64) -> (f64, f64) {
    // No share of this mean spreads wider than all or nothing.
    let variance = (sd * sd).min(0.9 * mean * (1.0 - mean));
    let all = mean * (1.0 - mean) / variance - 1.0;
    (mean * all, (1.0 - mean) * all)
}

/// The standard deviation of the logarithm of a log-normal variable.
fn sd_of_log(mean: f64, sd: f64) -> f64 {
    (sd / mean).powi(2).ln_1p().sqrt()
}

fn beta_quantiles(mean: f64, a: f64, b: f64) -> [f64; POINTS] {
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
        if (next - x).abs() <= 1e-9 * x.max(1e-12) {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Source;

    fn of(nature: Nature, low: f64, value: f64, high: f64) -> Marginal {
        Marginal::of(nature, &Parameter::known(value, low, high, Source::Measured, ""))
    }

    /// Mean and standard deviation over an even grid of the normal's probabilities.
    fn moments(marginal: &Marginal) -> (f64, f64) {
        let n = 200_000;
        let draws: Vec<f64> = (0..n)
            .map(|i| marginal.at(models::special::normal_quantile((f64::from(i) + 0.5) / f64::from(n))))
            .collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        (mean, variance.sqrt())
    }

    #[test]
    fn the_mean_is_the_number_as_it_stands() {
        for (nature, low, value, high) in [
            (Nature::Share, 0.94, 0.95, 0.955),
            (Nature::Share, 0.0, 0.01, 0.03),
            (Nature::Share, 0.2, 0.5, 0.8),
            (Nature::Share, 0.0, 0.5, 1.0),
            (Nature::Amount, 40.0, 50.0, 70.0),
            (Nature::Count, 150.0, 300.0, 500.0),
            (Nature::Factor, 0.9, 1.0, 1.3),
            (Nature::Money, -5.0, 1.0, 4.0),
            (Nature::Change, -0.1, 0.0, 0.1),
        ] {
            let (mean, _) = moments(&of(nature, low, value, high));
            assert!((mean - value).abs() <= 2e-4 * (high - low), "{nature:?} {value}: {mean}");
        }
    }

    #[test]
    fn an_interval_that_lies_askew_keeps_its_ends() {
        for (nature, low, value, high) in [
            (Nature::Count, 110.0, 120.0, 400.0),
            (Nature::Change, 0.0, 0.001, 0.05),
            (Nature::Money, -9.0, 4.0, 5.0),
            (Nature::Share, 0.90, 0.92, 0.99),
            (Nature::Share, 0.01, 0.08, 0.10),
        ] {
            let askew = of(nature, low, value, high);
            for (z, wanted) in [(-TENTH, low), (0.0, value), (TENTH, high)] {
                assert!((askew.at(z) - wanted).abs() < 1e-9 * high, "{nature:?} at {z}: {}", askew.at(z));
            }
        }
    }

    #[test]
    fn a_share_askew_up_to_all_or_nothing_keeps_what_is_possible() {
        for (low, value, high) in [(0.9, 0.999, 1.0), (0.0, 0.001, 0.1), (0.0, 0.01, 0.04)] {
            let askew = of(Nature::Share, low, value, high);
            assert!(matches!(askew, Marginal::AskewShare { .. }), "{askew:?}");
            let near = 0.011 * (high - low);
            for (z, wanted) in [(-TENTH, low), (0.0, value), (TENTH, high)] {
                assert!((askew.at(z) - wanted).abs() < near, "{value} at {z}: {}", askew.at(z));
            }
            assert!((1..600).map(|n| f64::from(n) / 100.0).all(|z| askew.at(-z) > 0.0 && askew.at(z) < 1.0));
        }
    }

    #[test]
    fn a_share_is_beta_with_the_spread_of_its_interval() {
        let share = of(Nature::Share, 0.2, 0.3, 0.4);
        let (_, sd) = moments(&share);
        assert!((sd - 0.2 / (2.0 * TENTH)).abs() < 1e-4, "{sd}");
        // The quantiles are those of Beta(a, b) with this mean and spread.
        let all = 0.3 * 0.7 / sd.powi(2) - 1.0;
        for z in [-3.0, -TENTH, 0.3, 2.5] {
            let p = incomplete_beta(0.3 * all, 0.7 * all, share.at(z));
            assert!((p - normal_cdf(z)).abs() < 2e-4, "{z}: {p}");
        }
    }

    #[test]
    fn a_sum_is_log_normal_with_an_interval_as_wide() {
        let sum = of(Nature::Amount, 40.0, 50.0, 70.0);
        assert!((sum.at(TENTH) - sum.at(-TENTH) - 30.0).abs() < 1e-9);
        assert!((sum.at(TENTH) * sum.at(-TENTH) / sum.at(0.0).powi(2) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_number_falls_as_its_normal_rises_or_leaves_what_is_possible() {
        let narrow = of(Nature::Share, 0.949_999, 0.95, 0.950_001);
        let wide = of(Nature::Share, 0.0, 1e-9, 1.0);
        let askew = of(Nature::Share, 0.0, 0.999_999, 1.0);
        let gain = of(Nature::Change, -1.0, 0.9, 1.0);
        let cost = of(Nature::Amount, 0.0, 1e-9, 1e12);
        for (marginal, nature) in [
            (narrow, Nature::Share),
            (wide, Nature::Share),
            (askew, Nature::Share),
            (gain, Nature::Change),
            (cost, Nature::Amount),
        ] {
            let mut before = f64::NEG_INFINITY;
            for n in -900..=900 {
                let x = marginal.at(f64::from(n) / 100.0);
                assert!(nature.admits(x) && x >= before, "{marginal:?}: {x} after {before}");
                before = x;
            }
        }
    }

    #[test]
    fn nothing_and_everything_are_in_doubt_where_their_interval_says_so() {
        assert!(of(Nature::Share, 0.3, 0.3, 0.3).is_certain());
        for (nature, low, value, high) in [
            (Nature::Share, 0.0, 0.0, 0.1),
            (Nature::Share, 0.9, 1.0, 1.0),
            (Nature::Count, 0.0, 0.0, 10.0),
            (Nature::Change, -0.1, 0.0, 0.1),
        ] {
            let marginal = of(nature, low, value, high);
            for (z, wanted) in [(-TENTH, low), (0.0, value), (TENTH, high)] {
                assert!((marginal.at(z) - wanted).abs() < 1e-12, "{value} at {z}: {}", marginal.at(z));
            }
            assert!(nature.admits(marginal.at(-9.0)) && nature.admits(marginal.at(9.0)));
        }
    }
}
