//! How many orders an active customer places: negative binomial while active, mixed over the
//! moment of leaving.

use std::sync::LazyLock;

use super::{leaving::Silence, quadrature::ln_integral};
use crate::special::{gauss_legendre, ln_gamma, ln_rising};

/// What may be left over after the last probability listed.
const REMAINDER: f64 = 1e-10;

/// Terms below e^-600 are kept as logs, since products of them would be lost.
const SMALL: f64 = -600.0;

/// Probability of no order of an active customer (k, alpha, s, beta) up to `horizon`.
pub(super) fn no_order(parameters: [f64; 4], horizon: f64) -> f64 {
    let (active, left) = Silence::new(parameters, 0.0, horizon).parts();
    (active.exp() + left.exp()).min(1.0)
}

/// Probability of `n` orders of an active customer up to `horizon`: active throughout, or left at y.
pub(super) fn probability(n: u32, parameters: [f64; 4], horizon: f64) -> f64 {
    if n == 0 {
        return no_order(parameters, horizon);
    }
    if horizon <= 0.0 {
        return 0.0;
    }
    let [k, alpha, s, beta] = parameters;
    let n = f64::from(n);
    let ways = ln_rising(k, n) - ln_gamma(n + 1.0);
    let silence = Silence::new(parameters, 0.0, horizon);
    // ln of (y/(alpha + y))^n.
    let ordered = |y: f64| -n * (alpha / y).ln_1p();
    let active = ordered(horizon) + silence.ln_active();
    let left = ln_integral(silence.width(), |w| {
        let (y, _, _) = silence.at(w);
        if y > 0.0 { ordered(y) + silence.exponent(w) } else { f64::NEG_INFINITY }
    });
    let left = s.ln() + (silence.from_smaller / beta).ln() + left;
    ((ways + active).exp() + (ways + left).exp()).clamp(0.0, 1.0)
}

/// One moment of leaving: the negative binomial of the orders up to then.
struct Moment {
    /// Chance to leave then, times the probability of the count reached so far; 0 while `ln_term`
    /// is in use.
    term: f64,
    ln_term: f64,
    /// y/(alpha + y).
    z: f64,
}

/// Probabilities of 0, 1, 2 … orders up to `horizon`, of a customer who is active with
/// probability `alive` and then has these parameters.
pub(super) fn probabilities(alive: f64, parameters: [f64; 4], horizon: f64, most: usize, out: &mut Vec<f64>) {
    out.clear();
    if most == 0 {
        return;
    }
    if horizon <= 0.0 || alive <= 0.0 {
        out.push(1.0);
        return;
    }
    let mut moments = moments(parameters, horizon, alive);
    let mut listed = 0.0;
    for n in 0..most {
        let mut probability: f64 = moments.iter().map(|m| m.term).sum();
        if n == 0 {
            probability += 1.0 - alive;
        }
        out.push(probability);
        listed += probability;
        if 1.0 - listed < REMAINDER {
            break;
        }
        let ratio = (parameters[0] + n as f64) / (n as f64 + 1.0);
        for m in &mut moments {
            m.term *= m.z * ratio;
        }
        advance_small(&mut moments, ratio);
    }
}

/// The moments of leaving before `horizon`, and the horizon itself for who is active throughout.
fn moments(parameters: [f64; 4], horizon: f64, alive: f64) -> Vec<Moment> {
    let [k, alpha, s, beta] = parameters;
    let still = (-s * (horizon / beta).ln_1p()).exp();
    let mut moments = leaving(parameters, horizon);
    let left: f64 = moments.iter().map(|m| m.1).sum();
    let correction = if left > 0.0 { (1.0 - still) / left } else { 0.0 };
    for m in &mut moments {
        m.1 *= correction;
    }
    moments.push((horizon, still));
    moments
        .into_iter()
        .map(|(y, chance)| {
            let ln_none = -k * (y / alpha).ln_1p();
            let z = y / (alpha + y);
            let weight = alive * chance;
            if ln_none < SMALL && weight > 0.0 {
                Moment { term: 0.0, ln_term: ln_none + weight.ln(), z }
            } else {
                Moment { term: weight * ln_none.exp(), ln_term: f64::NEG_INFINITY, z }
            }
        })
        .collect()
}

/// Moments y and the chances to leave around them.
///
/// In the variable u of y = alpha sinh² u the peaks of all counts have the one width 1/(2√k). A
/// panel of sixteen nodes spans seven of them, and no more than the density of leaving and the
/// poles of 1/cosh at iπ/2 allow.
fn leaving([k, alpha, s, beta]: [f64; 4], horizon: f64) -> Vec<(f64, f64)> {
    static PANEL: LazyLock<[(f64, f64); 16]> = LazyLock::new(gauss_legendre);
    /// Beyond e^-34 nobody is left to leave.
    const NOBODY: f64 = 34.0;
    let last = (horizon / alpha).sqrt().asinh();
    let (longest, growth) = ((3.5 / k.sqrt()).min(2.5), (6.0 / (s + 1.0)).min(1.5).exp_m1());
    let mut moments = Vec::with_capacity(2 * PANEL.len());
    let (mut from, mut y) = (0.0, 0.0);
    while from < last && s * (y / beta).ln_1p() < NOBODY {
        let dense = (y + (beta + y) * growth) / alpha;
        let to = (from + longest).min(dense.sqrt().asinh()).min(last);
        let half = 0.5 * (to - from);
        if half <= 0.0 {
            break;
        }
        moments.extend(PANEL.iter().map(|&(node, weight)| {
            let u: f64 = from + half * (1.0 + node);
            let sinh = u.sinh();
            y = alpha * sinh * sinh;
            let density = s / (beta + y) * (-s * (y / beta).ln_1p()).exp();
            (y, half * weight * density * 2.0 * alpha * sinh * u.cosh())
        }));
        from = to;
    }
    moments
}

/// Moves on the terms kept as logs, and turns them into numbers when they have grown enough.
fn advance_small(moments: &mut [Moment], ratio: f64) {
    for m in moments {
        if m.ln_term > f64::NEG_INFINITY {
            m.ln_term += (m.z * ratio).ln();
            if m.ln_term > SMALL {
                (m.term, m.ln_term) = (m.ln_term.exp(), f64::NEG_INFINITY);
            }
        }
    }
}
