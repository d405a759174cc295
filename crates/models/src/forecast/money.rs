//! The distribution of the money a customer brings: a random number of gamma amounts.
//!
//! Given n orders the sum is V · BetaPrime(p n, q + p x) with V = v + x m, so that
//! P(money <= s) = P(0) + Σ P(n) I_{s/(s+V)}(p n, q + p x). Amounts and counts are independent
//! given the histories, as Gamma-Gamma has it.

use super::counts::Counts;
use crate::{estimate::Level, gamma_gamma::GammaGamma, special::incomplete_beta_of};

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

    /// The same of a customer with V = 1: money is in proportion to V, so that customers who share
    /// counts and number of paid orders share this.
    pub(super) fn standard(counts: &'a Counts, model: &GammaGamma, orders: u32) -> Self {
        Self { scale: 1.0, ..Self::new(counts, model, Spend { orders, mean: 1.0 }) }
    }

    /// Where the quantile may lie, in logs: an average number of average amounts, and the logit.
    fn guess(&self, target: f64) -> f64 {
        let some = (1.0 - self.counts.nothing()).max(1e-12);
        let mean_count = self.counts.points.iter().map(|(n, p)| n * p).sum::<f64>() / some;
        (mean_count * self.amount * self.scale / self.rate).ln() + 0.4 * target
    }

    /// Logarithms of the quantiles given any order, at these neighbouring logits of probabilities.
    pub(super) fn ln_quantiles(&self, logits: &[f64]) -> Vec<f64> {
        let mut slope = 2.0;
        let mut before: Option<(f64, f64)> = None;
        let views = [*self];
        logits
            .iter()
            .map(|&logit| {
                let start = before.map_or_else(|| self.guess(logit), |(l, x)| x + (logit - l) / slope);
                let (x, last) = solve(&views, logit, start, slope);
                slope = last.max(0.05);
                before = Some((logit, x));
                x
            })
            .collect()
    }

    /// Probability that the money does not exceed `sum`.
    #[must_use]
    pub fn cdf(&self, sum: f64) -> f64 {
        Terms::new(self).cdf(sum)
    }

    /// Place of the outcome in its distribution, the atom at nothing spread by `u` in 0..=1.
    #[must_use]
    pub fn pit(&self, actual: f64, u: f64) -> f64 {
        if actual > 0.0 { self.cdf(actual) } else { self.counts.nothing() * u.clamp(0.0, 1.0) }
    }
}

/// V of a customer.
pub(super) fn scale(model: &GammaGamma, spend: Spend) -> f64 {
    let [amount, ..] = model.parameters();
    model.posterior(f64::from(spend.orders), spend.mean).1 / amount
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

/// The sum below which the money lies with this probability.
fn quantile(views: &[Money<'_>], probability: f64, near: Option<f64>) -> f64 {
    let Some(first) = views.first() else { return 0.0 };
    let nothing = first.counts.nothing();
    if probability <= nothing || nothing >= 1.0 - 1e-9 {
        return 0.0;
    }
    let target = {
        let p = (probability - nothing) / (1.0 - nothing);
        (p / (1.0 - p)).ln()
    };
    let start = near.map_or_else(|| first.guess(target), |top| top.ln() - 1.5);
    let (x, _) = solve(views, target, start, 2.0);
    if x.is_finite() { x.exp() } else { 0.0 }
}

/// The logarithm of the sum below which the money lies, given any order, with the probability of
/// the logit `target`; safeguarded secant on the logit, which also answers with its last slope.
fn solve(views: &[Money<'_>], target: f64, start: f64, slope: f64) -> (f64, f64) {
    let nothing = views.first().map_or(1.0, |m| m.counts.nothing());
    let views: Vec<Terms> = views.iter().map(Terms::new).collect();
    let within = |x: f64| {
        let sum = x.exp();
        let all = views.iter().map(|m| m.cdf(sum)).sum::<f64>() / views.len() as f64;
        let p = ((all - nothing) / (1.0 - nothing)).clamp(1e-12, 1.0 - 1e-12);
        (p / (1.0 - p)).ln()
    };
    let (mut x, mut slope) = (start, slope);
    if !x.is_finite() {
        return (f64::NEG_INFINITY, slope);
    }
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut error = within(x) - target;
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
            return (if next.is_finite() { next } else { x }, slope);
        }
        let after = within(next) - target;
        let seen = (after - error) / step;
        if seen > 1e-3 && seen.is_finite() {
            slope = seen;
        }
        (x, error) = (next, after);
    }
    (x, slope)
}

/// One number of orders: its probability, and the distribution of their money.
#[derive(Debug, Clone, Copy)]
struct Term {
    probability: f64,
    beta: Beta,
}

/// A [`Money`] made ready for many sums.
struct Terms {
    nothing: f64,
    scale: f64,
    terms: Vec<Term>,
}

impl Terms {
    fn new(money: &Money<'_>) -> Self {
        let points = money.counts.points.iter().skip(1);
        let terms = points
            .map(|&(n, probability)| Term { probability, beta: Beta::new(money.amount * n, money.rate) })
            .collect();
        Self { nothing: money.counts.nothing(), scale: money.scale, terms }
    }

    fn cdf(&self, sum: f64) -> f64 {
        if sum <= 0.0 {
            return self.nothing.clamp(0.0, 1.0);
        }
        let whole = sum + self.scale;
        let (x, y) = (sum / whole, self.scale / whole);
        let logs = (x.ln(), y.ln());
        let mut total = self.nothing;
        for term in &self.terms {
            let within = term.beta.cdf(x, y, logs);
            total += term.probability * within;
            // The more orders, the less likely it is that their money stays below.
            if within < 1e-9 {
                break;
            }
        }
        total.clamp(0.0, 1.0)
    }
}

/// I_x(a, b): Peizer & Pratt's normal approximation where it is good to 5e-4, else exact.
#[derive(Debug, Clone, Copy)]
enum Beta {
    Exact { a: f64, b: f64 },
    Normal(PeizerPratt),
}

impl Beta {
    fn new(a: f64, b: f64) -> Self {
        if a.min(b) < 2.5 { Self::Exact { a, b } } else { Self::Normal(PeizerPratt::new(a, b)) }
    }

    /// At x, from y = 1 - x and the logarithms of both.
    fn cdf(&self, x: f64, y: f64, logs: (f64, f64)) -> f64 {
        match self {
            Self::Exact { a, b } => incomplete_beta_of(*a, *b, x, y),
            Self::Normal(beta) => beta.cdf(x, y, logs),
        }
    }
}

/// Peizer & Pratt 1968, "A normal approximation for binomial, F, beta, and other common, related
/// tail probabilities", formula 1.2 with 0.02 (…) in the numerator.
#[derive(Debug, Clone, Copy)]
struct PeizerPratt {
    s: f64,
    t: f64,
    /// s ln(s/n) + t ln(t/n), n = s + t.
    entropy: f64,
    /// 1/(s + ½), 1/(t + ½), 1/(n + 1).
    per: [f64; 3],
    /// ½ (1/s + 1/t).
    middle: f64,
    /// 2/(1 + 1/(6 n)).
    widen: f64,
}

impl PeizerPratt {
    fn new(a: f64, b: f64) -> Self {
        let (s, t) = (b - 0.5, a - 0.5);
        let n = s + t;
        Self {
            s,
            t,
            entropy: s * (s / n).ln() + t * (t / n).ln(),
            per: [1.0 / b, 1.0 / a, 1.0 / (n + 1.0)],
            middle: 0.5 * (1.0 / s + 1.0 / t),
            widen: 2.0 / (1.0 + 1.0 / (6.0 * n)),
        }
    }

    fn cdf(&self, x: f64, y: f64, (ln_x, ln_y): (f64, f64)) -> f64 {
        if x <= 0.0 || y <= 0.0 {
            return if x <= 0.0 { 0.0 } else { 1.0 };
        }
        let &Self { s, t, entropy, per: [per_b, per_a, per_n], middle, widen } = self;
        let n = s + t;
        // Distance of x from the middle, and the deviance along it.
        let d = s + 1.0 / 6.0 - (n + 1.0 / 3.0) * y + 0.02 * (x * per_b - y * per_a + (x - 0.5) * per_n);
        let e = s - n * y;
        let ratio =
            if e.abs() < 1e-5 * s.min(t) { middle } else { (entropy - s * ln_y - t * ln_x) / (e * e) };
        quick_normal_cdf(d * (widen * ratio.max(0.0)).sqrt())
    }
}

/// The normal distribution to 1e-7: Abramowitz & Stegun 26.2.17.
fn quick_normal_cdf(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let rational = t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = 0.398_942_280_401_432_7 * (-0.5 * z * z).exp() * rational;
    if z > 0.0 { 1.0 - tail } else { tail }
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
                    let quick = PeizerPratt::new(a, b).cdf(x, 1.0 - x, (x.ln(), (1.0 - x).ln()));
                    worst = worst.max((quick - incomplete_beta_of(a, b, x, 1.0 - x)).abs());
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
