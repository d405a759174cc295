//! The one integral of the model: a customer who left at an unknown moment.

use super::quadrature::{cut, nodes};

/// A stretch of time in which a customer who orders at rate Gamma(k, alpha) and leaves at rate
/// Gamma(s, beta) did not order, seen from its start: either still active at its end, or left
/// at some y in between. Everything is relative to `(alpha + start)^-k (beta + start)^-s`.
pub(super) struct Silence {
    pub(super) k: f64,
    pub(super) s: f64,
    /// alpha, beta and the smaller of both, plus the start of the stretch.
    pub(super) from_alpha: f64,
    pub(super) from_beta: f64,
    pub(super) from_smaller: f64,
    pub(super) length: f64,
}

impl Silence {
    /// The stretch from `start` to `end`.
    pub(super) fn new([k, alpha, s, beta]: [f64; 4], start: f64, end: f64) -> Self {
        Self {
            k,
            s,
            from_alpha: alpha + start,
            from_beta: beta + start,
            from_smaller: alpha.min(beta) + start,
            length: (end - start).max(0.0),
        }
    }

    /// The variable w in which the integrand is smooth, at the end: y - start =
    /// `from_smaller` (e^w - 1). The smaller of alpha and beta keeps every peak at least as wide
    /// as the steps between nodes.
    pub(super) fn width(&self) -> f64 {
        (self.length / self.from_smaller).min(1e300).ln_1p()
    }

    /// y - start, `ln((alpha + y)/(alpha + start))` and the same of beta, at w.
    #[inline]
    pub(super) fn at(&self, w: f64) -> (f64, f64, f64) {
        let y = self.from_smaller * w.exp_m1();
        if self.from_alpha <= self.from_beta {
            (y, w, (y / self.from_beta).ln_1p())
        } else {
            (y, (y / self.from_alpha).ln_1p(), w)
        }
    }

    /// Log of the integrand at w; 0 at w = 0.
    #[inline]
    pub(super) fn exponent(&self, w: f64) -> f64 {
        let (_, alpha, beta) = self.at(w);
        w - self.k * alpha - (self.s + 1.0) * beta
    }

    /// Nodes and weights for [`Self::exponent`].
    pub(super) fn nodes(&self) -> impl Iterator<Item = (f64, f64)> {
        let (width, drop) = cut(self.width(), |w| self.exponent(w));
        nodes(width, drop)
    }

    /// Log of the still-active part.
    pub(super) fn ln_active(&self) -> f64 {
        -self.k * (self.length / self.from_alpha).ln_1p() - self.s * (self.length / self.from_beta).ln_1p()
    }

    /// Log of the left part, from the integral of e^exponent.
    pub(super) fn ln_left(&self, integral: f64) -> f64 {
        self.s.ln() + (self.from_smaller / self.from_beta).ln() + integral.ln()
    }

    /// Logs of the still-active and of the left part.
    pub(super) fn parts(&self) -> (f64, f64) {
        let integral: f64 = self.nodes().map(|(w, weight)| weight * self.exponent(w).exp()).sum();
        (self.ln_active(), self.ln_left(integral))
    }
}
