//! The distribution of a customer's number of orders: interval, place of an outcome in it.

use crate::{estimate::Level, incomplete_gamma::gamma_quantile};

/// Longest exact distribution; beyond it the count is matched by moments.
const MOST: usize = 16_384;
/// Points that stand for the count of an active customer where it is matched by moments.
const POINTS: usize = 64;

/// Probability of many orders that is gathered at the end: money is told to three digits.
const LAST: f64 = 1e-5;

/// Numbers of orders with their probabilities, rising, the first one 0: exact up to 16 orders,
/// then in steps that widen with the count, as sums of money need it.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// `(orders, probability)`.
    pub points: Vec<(f64, f64)>,
    matched: bool,
}

impl Counts {
    /// Longest exact distribution asked of the models.
    #[must_use]
    pub const fn most() -> usize {
        MOST
    }

    /// From probabilities of 0, 1, 2 …; `expected` and `variance` are used only where these do not
    /// reach far enough to hold the distribution.
    pub fn set(&mut self, pmf: &[f64], expected: f64, variance: f64) {
        self.points.clear();
        self.matched = false;
        let held: f64 = pmf.iter().sum();
        let silent = pmf.first().copied().unwrap_or(1.0).clamp(0.0, 1.0);
        if held < 1.0 - 1e-6 && pmf.len() >= MOST {
            self.match_moments(silent, expected, variance);
            return;
        }
        self.points.push((0.0, silent));
        let (mut n, mut left) = (1, held - silent);
        while n < pmf.len() && left > LAST {
            let step = (n / 16).max(1).min(pmf.len() - n);
            let (mut mass, mut moment) = (0.0, 0.0);
            for (i, &p) in pmf[n..n + step].iter().enumerate() {
                mass += p;
                moment += p * (n + i) as f64;
            }
            if mass > 1e-7 {
                self.points.push((moment / mass, mass));
            }
            left -= mass;
            n += step;
        }
        let rest = 1.0 - self.points.iter().map(|p| p.1).sum::<f64>();
        if rest > 0.0
            && let Some(last) = self.points.last_mut()
        {
            last.1 += rest;
        }
    }

    /// That of a customer who is active with this probability, from that of an active one.
    pub fn mix(&mut self, active: &Self, alive: f64) {
        self.matched = active.matched;
        self.points.clear();
        self.points.extend(active.points.iter().map(|&(n, p)| (n, alive * p)));
        if let Some(first) = self.points.first_mut() {
            first.1 += 1.0 - alive;
        }
    }

    /// Whether the count is matched by moments: too large for its exact distribution.
    #[must_use]
    pub const fn matched(&self) -> bool {
        self.matched
    }

    fn match_moments(&mut self, silent: f64, expected: f64, variance: f64) {
        self.matched = true;
        self.points.push((0.0, silent));
        let some = 1.0 - silent;
        let mean = expected / some;
        let spread = ((variance + expected * expected) / some - mean * mean).max(mean);
        let shape = mean * mean / spread;
        for i in 0..POINTS {
            let u = (i as f64 + 0.5) / POINTS as f64;
            let n = (gamma_quantile(shape, u) * mean / shape).max(1.0);
            self.points.push((n, some / POINTS as f64));
        }
    }

    /// Probability of no order.
    #[must_use]
    pub fn nothing(&self) -> f64 {
        self.points.first().map_or(1.0, |p| p.1)
    }

    /// Interval of the number of orders; see [`interval`].
    #[must_use]
    pub fn interval(&self, level: Level) -> (f64, f64) {
        let (low, high) = level.ends(self.nothing());
        (low.map_or(0.0, |p| self.quantile(p).floor()), self.quantile(high).ceil())
    }

    /// Smallest number with at least this probability at or below it.
    fn quantile(&self, probability: f64) -> f64 {
        let mut sum = 0.0;
        for &(n, p) in &self.points {
            sum += p;
            if sum >= probability - 1e-12 {
                return n;
            }
        }
        self.points.last().map_or(0.0, |p| p.0)
    }
}

/// Interval of a number of orders with the probabilities `pmf` of 0, 1, 2 …
///
/// Central where no order is rarer than one tail, otherwise from 0 to the level. It holds the
/// outcome with *at least* the stated probability: whole numbers seldom allow it exactly.
#[must_use]
pub fn interval(pmf: &[f64], level: Level) -> (u32, u32) {
    interval_of_active(pmf, 1.0, level)
}

/// [`interval`] for a customer who is active with this probability, from the probabilities of an
/// active one.
pub(super) fn interval_of_active(pmf: &[f64], alive: f64, level: Level) -> (u32, u32) {
    let quantile = |probability: f64| {
        let mut sum = 1.0 - alive;
        let reached = pmf.iter().position(|p| {
            sum += alive * p;
            sum >= probability - 1e-12
        });
        reached.unwrap_or(pmf.len().saturating_sub(1)) as u32
    };
    let (low, high) = level.ends(1.0 - alive + alive * pmf.first().copied().unwrap_or(1.0));
    (low.map_or(0, quantile), quantile(high))
}

/// Place of the outcome `actual` in its predicted distribution, spread over its atom by `u` in
/// 0..=1: uniform on 0..=1 over customers if the predictions are right (randomised probability
/// integral transform; Czado, Gneiting & Held 2009).
#[must_use]
pub fn count_pit(pmf: &[f64], actual: u32, u: f64) -> f64 {
    let actual = actual as usize;
    let below: f64 = pmf.iter().take(actual).sum();
    let at = pmf.get(actual).copied().unwrap_or(0.0);
    (below + u.clamp(0.0, 1.0) * at).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_hold_at_least_the_level_and_no_smaller_ones_do() {
        let level = Level::default();
        assert_eq!(interval(&[0.05, 0.2, 0.3, 0.3, 0.1, 0.05], level), (1, 4));
        assert_eq!(interval(&[0.3, 0.3, 0.2, 0.15, 0.05], level), (0, 2));
        assert_eq!(interval(&[0.95, 0.05], level), (0, 0));
        assert_eq!(interval(&[], level), (0, 0));
    }

    #[test]
    fn stepped_and_plain_distributions_agree() {
        // Geometric with mean 300: a thousand entries and more.
        let z: f64 = 300.0 / 301.0;
        let pmf: Vec<f64> = (0..8000).map(|n| z.powi(n) / 301.0).collect();
        let mut counts = Counts::default();
        counts.set(&pmf, 300.0, 300.0 * 301.0);
        assert!(counts.points.len() < 120, "{}", counts.points.len());
        let mean: f64 = counts.points.iter().map(|(n, p)| n * p).sum();
        assert!((mean - 300.0).abs() < 0.1, "{mean}");
        let (low, high) = interval(&pmf, Level::default());
        let (a, b) = counts.interval(Level::default());
        assert!((a / f64::from(low) - 1.0).abs() < 0.07 && (b / f64::from(high) - 1.0).abs() < 0.07);
        // Cut off far too early: moments stand in.
        counts.set(&pmf[..100], 300.0, 300.0 * 301.0);
        assert!(counts.points.last().unwrap().1 > 0.5, "short and not cut: the rest goes to the end");
        let long: Vec<f64> = vec![1.0 / 1e6; MOST];
        counts.set(&long, 1e5, 1e9);
        let mean: f64 = counts.points.iter().map(|(n, p)| n * p).sum();
        assert!((mean / 1e5 - 1.0).abs() < 0.01, "{mean}");
    }

    #[test]
    fn the_place_of_an_outcome_is_spread_over_its_atom() {
        let pmf = [0.5, 0.3, 0.2];
        assert_eq!(count_pit(&pmf, 0, 0.5), 0.25);
        assert!((count_pit(&pmf, 1, 1.0) - 0.8).abs() < 1e-15);
        assert_eq!(count_pit(&pmf, 9, 0.3), 1.0);
    }
}
