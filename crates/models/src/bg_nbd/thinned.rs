//! Orders of a customer who may leave after each, as sums of positive terms.
//!
//! A customer who never left would place j orders in a time t with the negative binomial
//! probability NB(j; k, z), z = t/(A+t). Order m of these is really placed if the customer stayed
//! after the m-1 before it, which has the probability w_m = B(a, c+m-1)/B(a, c). So
//!
//! - expected orders = Σ_j NB(j) Σ_{m<=j} w_m,
//! - E[orders (orders - 1)] = Σ_j NB(j) Σ_{m<=j} 2 (m-1) w_m,
//! - P(still active) = Σ_j NB(j) w_{j+1}.
//!
//! Nothing cancels and nothing is singular at a = 1, as the textbook's 2F1 is. The cost grows with
//! the number of terms: beyond [`MOST_TERMS`] the quadrature of [`super::leaving`] takes over.

use super::{Active, leaving::Leaving};
use crate::special::ln_1p_less;

/// Terms of one sum; quadrature is cheaper beyond.
const MOST_TERMS: f64 = 1500.0;

/// The same for many ends at once, which share their terms.
const MOST_SHARED_TERMS: f64 = 4000.0;

/// Ends computed side by side.
const LANES: usize = 12;

/// A generous bound of the terms that matter; y = t/A.
fn terms(k: f64, y: f64) -> f64 {
    y * (k + 9.0 * k.sqrt() + 42.0) + 9.0 * (y * (k + 1.0)).sqrt() + 30.0
}

/// NB(0), NB(1), … by recursion, also where the first ones underflow.
pub(super) struct Counts {
    k: f64,
    z: f64,
    j: f64,
    term: f64,
    /// Logarithm of what `term` must be multiplied by, and that factor.
    shift: f64,
    factor: f64,
}

impl Counts {
    pub(super) fn new(k: f64, y: f64) -> Self {
        let first = -k * y.ln_1p();
        let (term, shift) = if first > -690.0 { (first.exp(), 0.0) } else { (1.0, first) };
        Self { k, z: y / (1.0 + y), j: 0.0, term, shift, factor: shift.exp() }
    }

    #[inline]
    pub(super) fn next_probability(&mut self) -> f64 {
        let probability = self.term * self.factor;
        self.term *= self.z * ((self.k + self.j) / (self.j + 1.0));
        self.j += 1.0;
        if self.term > 1e250 {
            self.term *= 1e-250;
            self.shift += 250.0 * std::f64::consts::LN_10;
            self.factor = self.shift.exp();
        }
        probability
    }
}

/// The three sums for one horizon.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Thinned {
    /// Expected orders.
    pub(super) orders: f64,
    /// Expectation of orders x (orders - 1).
    pub(super) pairs: f64,
    /// Probability of still being active.
    pub(super) active: f64,
}

impl Thinned {
    /// The sums for t = yA, or `None` where they would be long.
    pub(super) fn new(k: f64, y: f64, a: f64, c: f64) -> Option<Self> {
        if terms(k, y) > MOST_TERMS {
            return None;
        }
        let mut sums = Self::default();
        each_term(k, y, a, c, |term, w| {
            sums.orders += term.probability * term.orders;
            sums.pairs += term.probability * term.pairs;
            sums.active += term.probability * w;
            (sums.orders, sums.pairs)
        });
        Some(sums)
    }
}

struct Term {
    /// NB(j).
    probability: f64,
    /// Σ_{m<=j} w_m.
    orders: f64,
    /// Σ_{m<=j} 2 (m-1) w_m.
    pairs: f64,
}

/// Calls `add` with each term and w_{j+1} until what follows is below rounding of the sums returned.
#[inline]
fn each_term(k: f64, y: f64, a: f64, c: f64, mut add: impl FnMut(Term, f64) -> (f64, f64)) {
    let mut counts = Counts::new(k, y);
    let (mean, negligible) = (k * y, 1e-17 / (1.0 + y));
    let (mut w, mut orders, mut pairs, mut j) = (1.0, 0.0, 0.0, 0.0);
    loop {
        let probability = counts.next_probability();
        let (sum, pair_sum) = add(Term { probability, orders, pairs }, w);
        if j > mean
            && j > 0.5
            && probability * orders <= negligible * sum
            && probability * pairs <= negligible * pair_sum
        {
            break;
        }
        orders += w;
        pairs += 2.0 * j * w;
        w *= (c + j) / (a + c + j);
        j += 1.0;
    }
}

/// Expected orders of an active customer up to each of `ends`.
///
/// As polynomials in z the sums of all ends have the same coefficients, computed once for the
/// last end; each end is then one multiplication and addition per term.
pub(super) fn cumulative(active: &Active, ends: &[f64], out: &mut [f64]) {
    let &Active { k, a, c, .. } = active;
    let reach: Vec<f64> = ends.iter().map(|&end| active.reach(end)).collect();
    // The ends that sums can serve; NB(0) of the last of them must not underflow.
    let fits = |y: f64| terms(k, y) <= MOST_SHARED_TERMS && k * y.ln_1p() < 600.0;
    let summed = reach.partition_point(|&y| fits(y));
    let last = reach[..summed].iter().copied().fold(0.0, f64::max);
    out.fill(0.0);
    if last > 0.0 {
        let mut coefficients = Vec::with_capacity(256);
        let mut sum = 0.0;
        each_term(k, last, a, c, |term, _| {
            let orders = term.probability * term.orders;
            coefficients.push(orders);
            sum += orders;
            (sum, f64::INFINITY)
        });
        let z = last / (1.0 + last);
        for (ys, out) in reach[..summed].chunks(LANES).zip(out[..summed].chunks_mut(LANES)) {
            let mut ratio = [0.0; LANES];
            for (q, &y) in ratio.iter_mut().zip(ys) {
                *q = y / (1.0 + y) / z;
            }
            let mut value = [0.0; LANES];
            for &coefficient in coefficients.iter().rev() {
                for (v, q) in value.iter_mut().zip(&ratio) {
                    *v = *v * q + coefficient;
                }
            }
            for ((orders, v), &y) in out.iter_mut().zip(value).zip(ys) {
                *orders = v * (k * (last.ln_1p() - y.ln_1p())).exp();
            }
        }
    }
    if summed < reach.len() {
        let farthest = reach[summed..].iter().copied().fold(0.0, f64::max);
        let fall = k * farthest / -(-k * farthest.ln_1p()).exp_m1();
        let nodes = active.leaving(0.0).nodes(fall, farthest * (1.0 + k), 1e-17);
        for (orders, &y) in out[summed..].iter_mut().zip(&reach[summed..]) {
            *orders = nodes.iter().map(|&(p, weight)| weight * -(-k * (p * y).ln_1p()).exp_m1() / p).sum();
        }
    }
}

/// E[orders (orders - 1)] by quadrature over the chance to leave:
/// given p it is 2 (1-p)/p² (1 - (1+py)^-(k+1) (1 + (k+1) py)).
pub(super) fn pairs_by_quadrature(leaving: Leaving, k: f64, y: f64) -> f64 {
    let k1 = k + 1.0;
    let most = k * y * k1 * y;
    leaving.mean(
        most,
        |p| {
            let py = p * y;
            let exponent = ln_1p_less(k1 * py) - k1 * ln_1p_less(py);
            (-exponent.exp_m1() * 2.0 * (1.0 - p) / (p * p)).clamp(0.0, most)
        },
        y * (1.0 + k),
    )
}
