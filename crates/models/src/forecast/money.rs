//! The distribution of the money a customer brings: a random number of gamma amounts.
//!
//! Given n orders the sum is V · BetaPrime(p n, q + p x) with V = v + x m, so that
//! P(money <= s) = P(0) + Σ P(n) I_{s/(s+V)}(p n, q + p x). Amounts and counts are independent
//! given the histories, as Gamma-Gamma has it.

use super::counts::Counts;
use crate::{
    estimate::Level,
    gamma_gamma::GammaGamma,
    special::{incomplete_beta, normal_cdf},
};

/// What is known of a customer's amounts: paid repeat orders and their mean.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Spend {
    /// Paid repeat orders; 0 where there are none.
    pub orders: u32,
    /// Their mean amount, money; not read without orders.
    pub mean: f64,
}

/// Money of one customer: counts and what is known of the amounts.
#[derive(Debug, Clone, Copy)]
pub struct Money<'a> {
    counts: &'a Counts,
    /// Shape of one amount: p.
    amount: f64,
    /// Shape of the customer's rate: q + p x.
    rate: f64,
    /// V = v + x m.
    scale: f64,
}

impl<'a> Money<'a> {
    /// From the number of orders to come and the customer's amounts so far.
    #[must_use]
    pub fn new(counts: &'a Counts, model: &GammaGamma, spend: Spend) -> Self {
        let (rate, scale) = model.posterior(f64::from(spend.orders), spend.mean);
        let [amount, ..] = model.parameters();
        Self { counts, amount, rate, scale: scale / amount }
    }

    /// Probability that the money does not exceed `sum`.
    #[must_use]
    pub fn cdf(&self, sum: f64) -> f64 {
        let mut total = self.counts.nothing();
        if sum > 0.0 {
            let share = sum / (sum + self.scale);
            for &(n, p) in self.counts.points.iter().skip(1) {
                total += p * beta_cdf(self.amount * n, self.rate, share);
            }
        }
        total.clamp(0.0, 1.0)
    }

    /// Place of the outcome in its distribution, the atom at nothing spread by `u` in 0..=1.
    #[must_use]
    pub fn pit(&self, actual: f64, u: f64) -> f64 {
        if actual > 0.0 { self.cdf(actual) } else { self.counts.nothing() * u.clamp(0.0, 1.0) }
    }
}

/// Interval of the money over equally likely views of the parameters (usually one); central where
/// no order is rarer than one tail, otherwise from nothing to the level.
#[must_use]
pub fn interval(views: &[Money<'_>], level: Level) -> (f64, f64) {
    let nothing = views.first().map_or(1.0, |m| m.counts.nothing());
    let (low, high) = level.ends(nothing);
    let top = quantile(views, high, None);
    (low.map_or(0.0, |p| quantile(views, p, Some(top)).min(top)), top)
}

/// Relative precision of a quantile: money intervals are printed to two or three digits.
const PRECISION: f64 = 2e-4;

/// The sum below which the money lies with this probability; safeguarded secant in ln(sum),
/// on the logit of the probability.
fn quantile(views: &[Money<'_>], probability: f64, near: Option<f64>) -> f64 {
    let Some(first) = views.first() else { return 0.0 };
    let nothing = first.counts.nothing();
    if probability <= nothing || nothing >= 1.0 - 1e-9 {
        return 0.0;
    }
    // Given any order, what is left to find, as a logit.
    let within = |sum: f64| {
        let all = views.iter().map(|m| m.cdf(sum)).sum::<f64>() / views.len() as f64;
        let p = ((all - nothing) / (1.0 - nothing)).clamp(1e-12, 1.0 - 1e-12);
        (p / (1.0 - p)).ln()
    };
    let target = {
        let p = (probability - nothing) / (1.0 - nothing);
        (p / (1.0 - p)).ln()
    };
    let mean_count = first.counts.points.iter().map(|(n, p)| n * p).sum::<f64>() / (1.0 - nothing).max(1e-12);
    let typical = first.amount * first.scale / first.rate;
    let mut x = near.map_or((mean_count * typical).ln() + 0.4 * target, |top| top.ln() - 1.5);
    if !x.is_finite() {
        return 0.0;
    }
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut error = within(x.exp()) - target;
    let mut slope = 2.0;
    for _ in 0..60 {
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let mut next = x - (error / slope).clamp(-3.0, 3.0);
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        let step = next - x;
        if step.abs() < PRECISION || !next.is_finite() {
            return if next.is_finite() { next.exp() } else { x.exp() };
        }
        let after = within(next.exp()) - target;
        let seen = (after - error) / step;
        if seen > 1e-3 && seen.is_finite() {
            slope = seen;
        }
        (x, error) = (next, after);
    }
    x.exp()
}

/// I_x(a, b): Peizer & Pratt's normal approximation where it is good to 5e-4, else exact.
fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if a.min(b) < 2.5 { incomplete_beta(a, b, x) } else { peizer_pratt(a, b, x) }
}

/// Peizer & Pratt 1968, "A normal approximation for binomial, F, beta, and other common, related
/// tail probabilities", formula 1.2 with 0.02 (…) in the numerator.
fn peizer_pratt(a: f64, b: f64, x: f64) -> f64 {
    let y = 1.0 - x;
    if x <= 0.0 || y <= 0.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let (s, t) = (b - 0.5, a - 0.5);
    let n = s + t;
    // Distance of x from the middle, and the deviance along it.
    let d =
        s + 1.0 / 6.0 - (n + 1.0 / 3.0) * y + 0.02 * (x / (s + 0.5) - y / (t + 0.5) + (x - 0.5) / (n + 1.0));
    let e = s - n * y;
    let ratio = if e.abs() < 1e-5 * s.min(t) {
        0.5 * (1.0 / s + 1.0 / t)
    } else {
        (s * (s / (n * y)).ln() + t * (t / (n * x)).ln()) / (e * e)
    };
    normal_cdf(d * (2.0 * ratio.max(0.0) / (1.0 + 1.0 / (6.0 * n))).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_beta_is_the_exact_one_to_three_digits() {
        let mut worst: f64 = 0.0;
        for a in [2.5, 3.0, 6.0, 20.0, 300.0, 5000.0] {
            for b in [2.5, 3.7, 10.0, 80.0, 2000.0] {
                for i in 1..200 {
                    let x = f64::from(i) / 200.0;
                    worst = worst.max((peizer_pratt(a, b, x) - incomplete_beta(a, b, x)).abs());
                }
            }
        }
        assert!(worst < 6e-4, "{worst}");
    }

    #[test]
    fn quantiles_invert_the_distribution() {
        let model = GammaGamma::new(6.25, 3.74, 15.44).unwrap();
        let mut counts = Counts::default();
        for pmf in [vec![0.4, 0.3, 0.2, 0.1], vec![0.02, 0.18, 0.5, 0.2, 0.1], vec![0.05, 0.95]] {
            counts.set(&pmf, 1.0, 1.0);
            for spend in [Spend::default(), Spend { orders: 4, mean: 80.0 }, Spend { orders: 300, mean: 0.5 }]
            {
                let money = [Money::new(&counts, &model, spend)];
                for level in [0.5, 0.8, 0.95] {
                    let level = Level::new(level).unwrap();
                    let (low, high) = interval(&money, level);
                    assert!(0.0 <= low && low <= high, "{low} {high}");
                    let (from, to) = level.ends(counts.nothing());
                    assert!((money[0].cdf(high) - to.max(counts.nothing())).abs() < 1e-3);
                    let below = from.map_or(0.0, |p| money[0].cdf(low) - p);
                    assert!(below.abs() < 1e-3, "{below}");
                }
            }
        }
    }

    #[test]
    fn nobody_who_orders_nothing_brings_money() {
        let model = GammaGamma::new(1.0, 2.0, 3.0).unwrap();
        let mut counts = Counts::default();
        counts.set(&[1.0], 0.0, 0.0);
        let money = Money::new(&counts, &model, Spend::default());
        assert_eq!(interval(&[money], Level::default()), (0.0, 0.0));
        assert_eq!(money.pit(0.0, 0.25), 0.25);
    }
}
