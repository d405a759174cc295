//! Means over the chance to leave, by quadrature.
//!
//! With p = 1/(1 + e^-y) the density of p ~ Beta(a, c) in y is e^{ay}/((1+e^y)^{a+c} B(a, c)):
//! log-concave, analytic and with exponential tails, so that the trapezoid rule converges
//! geometrically. Far to the left p no longer matters and the rule's rest is a geometric series,
//! summed in closed form: a near 0 costs nothing.

use crate::special::trigamma;

/// What is left of the weights when the rule stops.
const NEGLIGIBLE: f64 = 1e-17;

/// The same and the widest step for the double rule of [`discounted`]: relative accuracy 1e-12 at
/// a third of the cost.
const DOUBLE_NEGLIGIBLE: f64 = 1e-14;
const DOUBLE_STEP: f64 = 0.32;

/// A beta distribution of the chance to leave, ready for the trapezoid rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaving {
    a: f64,
    c: f64,
    step: f64,
}

impl Leaving {
    /// For p ~ Beta(a, c); `tilt` is the power with which the integrand falls in p.
    pub(super) fn new(a: f64, c: f64, tilt: f64) -> Self {
        Self::with_step(a, c, tilt, if tilt > 0.0 { 0.2 } else { 0.25 })
    }

    fn with_step(a: f64, c: f64, tilt: f64, widest: f64) -> Self {
        let spread = (trigamma(a) + trigamma(c + tilt)).sqrt();
        Self { a, c, step: (0.4 * spread).min(widest) }
    }

    /// Mean of `f`, which falls in p from `at_zero` and is constant where p x `reach` is below
    /// rounding.
    pub(super) fn mean(self, at_zero: f64, f: impl Fn(f64) -> f64, reach: f64) -> f64 {
        if at_zero == 0.0 {
            return 0.0;
        }
        let (mut total, mut sum) = (0.0, 0.0);
        self.walk(reach, |p, weight| {
            total += weight;
            sum += weight * if p > 0.0 { f(p) } else { at_zero };
            weight <= NEGLIGIBLE * total && weight * at_zero <= NEGLIGIBLE * sum
        });
        sum / total
    }

    /// The rule itself, chances and weights that sum to 1, for integrands that fall in p by no more
    /// than the factor `fall` in all; what is below `negligible` is left away.
    pub(super) fn nodes(self, fall: f64, reach: f64, negligible: f64) -> Vec<(f64, f64)> {
        let mut nodes = Vec::with_capacity(256);
        let mut total = 0.0;
        self.walk(reach, |p, weight| {
            // The least chance stands for the rest of the series: there integrands are constant.
            nodes.push((p.max(1e-300), weight));
            total += weight;
            weight * fall <= negligible * total
        });
        for node in &mut nodes {
            node.1 /= total;
        }
        nodes
    }

    /// Calls `add` with chances and weights, from the density's top to the right and then to the
    /// left, each until it answers that the rest is negligible or until a closed form takes over.
    fn walk(self, reach: f64, mut add: impl FnMut(f64, f64) -> bool) {
        let Self { a, c, step } = self;
        let n = a + c;
        let top_p = a / n;
        let top = a.ln() - c.ln();
        let node = |d: f64| {
            let weight = (n * (top_p * d - (top_p * d.exp_m1()).ln_1p())).exp();
            (1.0 / (1.0 + (-top - d).exp()), weight)
        };
        add(top_p, 1.0);
        // Beyond these p is 1, or too small to matter.
        let right = (40.0 + (1.0 + n + reach).ln() - top).max(0.0);
        let left = (40.0 + (1.0 + n + reach).ln() + top).max(0.0);
        for (sign, end, power) in [(1.0, right, c), (-1.0, left, a)] {
            let mut j = 0.0;
            loop {
                j += 1.0;
                let d = step * j;
                let (p, weight) = node(sign * d);
                if d >= end {
                    // Σ_{i>=0} e^{-i power step}
                    let rest = weight / -(-power * step).exp_m1();
                    add(if sign < 0.0 { 0.0 } else { p }, rest);
                    break;
                }
                if add(p, weight) {
                    break;
                }
            }
        }
    }
}

/// Expected orders for ever of an active customer, discounted at the continuous `rate` per unit of
/// time: rate ~ Gamma(k, scale), chance to leave ~ Beta(a, c).
///
/// Given both, leaving is a Poisson process of rate λp, so the answer is the mean of λ/(δ + λp).
/// The factor λ is taken into the gamma density, which makes it Gamma(k+1); in the logarithm of λ
/// the trapezoid rule then converges as it does in the logit of p.
pub(super) fn discounted(k: f64, scale: f64, a: f64, c: f64, rate: f64) -> f64 {
    // Time in units of the scale.
    let delta = if rate > 0.0 { (rate * scale).clamp(1e-250, f64::MAX) } else { 1e-250 };
    let shape = k + 1.0;
    let step = (0.4 / shape.sqrt()).min(DOUBLE_STEP);
    let mut total = 0.0;
    let mut rates = Vec::with_capacity(256);
    for sign in [1.0, -1.0] {
        let mut j = if sign > 0.0 { 0.0 } else { 1.0 };
        loop {
            let d: f64 = sign * step * j;
            let weight = (shape * (d - d.exp_m1())).exp();
            if weight <= DOUBLE_NEGLIGIBLE * total {
                break;
            }
            total += weight;
            rates.push((shape * d.exp(), weight));
            j += 1.0;
        }
    }
    let fastest = rates.iter().fold(0.0, |most: f64, &(rate, _)| most.max(rate));
    let leaving = Leaving::with_step(a, c, 0.0, DOUBLE_STEP);
    let chances = leaving.nodes(1.0 + fastest / delta, fastest / delta, DOUBLE_NEGLIGIBLE);
    let sum: f64 = rates
        .iter()
        .map(|&(rate, weight)| {
            weight * chances.iter().map(|&(p, share)| share / (delta + rate * p)).sum::<f64>()
        })
        .sum();
    k * sum / total
}
