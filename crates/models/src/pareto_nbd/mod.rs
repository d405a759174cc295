//! Pareto/NBD: customers order at a steady rate of their own until, at a moment nobody sees, they
//! leave. The rate is constant while active; the lifetime is exponential; both differ between
//! customers by a gamma distribution and are independent of each other.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | r | `r` | – | > 0; shape of the order rates, small: customers differ |
//! | α | `alpha` | time | > 0; r/α is the mean order rate |
//! | s | `s` | – | > 0; shape of the leaving rates |
//! | β | `beta` | time | > 0; s/β is the mean leaving rate |
//! | x, t_x, T | [`OrderHistory`] | orders, time, time | |
//!
//! Sources: Schmittlein, Morrison & Colombo 1987, "Counting your customers: who are they and what
//! will they do next?"; Fader, Hardie & Lee 2005, "RFM and CLV" for the discounted orders. The
//! likelihood's integral is done by Gauss-Legendre quadrature instead of the papers' 2F1, which
//! cancels and overflows.
//!
//! Where it is wrong: orders in rhythm (subscriptions, weekly shopping), customers who stay longer
//! the longer they stayed for reasons other than difference between customers, seasons, and
//! cohorts of different years thrown together. With s at most 1 the mean lifetime is infinite, so
//! that values need a discount rate or a horizon.

mod counts;
#[cfg(test)]
mod derivatives;
mod fitting;
mod leaving;
mod quadrature;

use serde::Serialize;

use crate::{
    buying::BuyingModel,
    fit::{Fit, ImpossibleParameter, positive},
    history::{Cell, OrderHistory},
    special::{ln_add_exp, logistic_of_minus},
};
use leaving::Silence;
use quadrature::{cut, exponential_integral, nodes};

/// Horizons beyond this are for ever: their squares are still finite, so that 0 · ∞ cannot happen.
const FOR_EVER: f64 = 1e100;

/// Pareto/NBD with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ParetoNbd {
    r: f64,
    alpha: f64,
    s: f64,
    beta: f64,
}

impl ParetoNbd {
    /// Checks and keeps the parameters, in the paper's order; `alpha` and `beta` in time units.
    ///
    /// # Errors
    ///
    /// If one is not finite and positive.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self, ImpossibleParameter> {
        positive(&[("r", r), ("alpha", alpha), ("s", s), ("beta", beta)])?;
        Ok(Self { r, alpha, s, beta })
    }

    /// r, alpha, s, beta.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 4] {
        [self.r, self.alpha, self.s, self.beta]
    }

    /// Fits by maximum likelihood; `start` is a previous fit's parameters, where there is one.
    /// A fit that did not converge is an answer that says so.
    #[must_use]
    pub fn fit(cells: &[Cell], start: Option<[f64; 4]>) -> Fit<Self> {
        fitting::fit(cells, start)
    }

    /// The parameters of a customer who is active now: order rate ~ Gamma(r + x, alpha + T),
    /// leaving rate ~ Gamma(s, beta + T).
    fn now(&self, customer: &OrderHistory) -> [f64; 4] {
        let (x, t) = (f64::from(customer.repeat_orders()), customer.age());
        [self.r + x, self.alpha + t, self.s, self.beta + t]
    }

    /// What is known since the last order.
    fn since_last_order(&self, customer: &OrderHistory) -> Silence {
        let k = self.r + f64::from(customer.repeat_orders());
        Silence::new([k, self.alpha, self.s, self.beta], customer.last_order(), customer.age())
    }

    /// Expected orders up to `horizon` of an active customer with these parameters.
    fn orders([k, alpha, s, beta]: [f64; 4], horizon: f64) -> f64 {
        k / alpha * beta * exponential_integral(s - 1.0, (within(horizon) / beta).ln_1p())
    }
}

/// A horizon from 0 to for ever, whatever was given.
fn within(horizon: f64) -> f64 {
    if horizon > 0.0 { horizon.min(FOR_EVER) } else { 0.0 }
}

impl BuyingModel for ParetoNbd {
    fn log_likelihood(&self, customer: &OrderHistory) -> f64 {
        let (x, t_x) = (f64::from(customer.repeat_orders()), customer.last_order());
        let (active, left) = self.since_last_order(customer).parts();
        let rising = fitting::rising(self.r, customer.repeat_orders())[0];
        // r ln alpha - (r + x) ln(alpha + t_x) + s ln beta - s ln(beta + t_x), without cancelling.
        let until_last = -self.r * (t_x / self.alpha).ln_1p()
            - x * (self.alpha + t_x).ln()
            - self.s * (t_x / self.beta).ln_1p();
        rising + until_last + ln_add_exp(active, left)
    }

    fn alive(&self, customer: &OrderHistory) -> f64 {
        let (active, left) = self.since_last_order(customer).parts();
        logistic_of_minus(left - active)
    }

    fn alive_after(&self, customer: &OrderHistory, after: f64) -> f64 {
        let [_, _, s, beta] = self.now(customer);
        self.alive(customer) * (-s * (within(after) / beta).ln_1p()).exp()
    }

    fn expected_orders(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        self.alive(customer) * Self::orders(self.now(customer), horizon)
    }

    fn cumulative_orders(&self, customer: &OrderHistory, ends: &[f64], out: &mut [f64]) {
        let (alive, now) = (self.alive(customer), self.now(customer));
        for (out, end) in out.iter_mut().zip(ends) {
            *out = alive * Self::orders(now, *end);
        }
    }

    fn discounted_orders(&self, customer: &OrderHistory, rate: f64) -> f64 {
        let [k, alpha, s, beta] = self.now(customer);
        let zeta = rate.max(1e-250) * beta;
        // ∫ e^{-zeta v} (1 + v)^-s dv over v > 0, with 1 + v = e^w.
        let g = |w: f64| -zeta * w.exp_m1() - (s - 1.0) * w;
        let (width, drop) = cut((745.0 / zeta).ln_1p(), g);
        let whole: f64 = nodes(width, drop).map(|(w, weight)| weight * g(w).exp()).sum();
        self.alive(customer) * k / alpha * beta * whole
    }

    fn silent(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        let alive = self.alive(customer);
        (1.0 - alive + alive * counts::no_order(self.now(customer), within(horizon))).clamp(0.0, 1.0)
    }

    fn count_probabilities(&self, customer: &OrderHistory, horizon: f64, most: usize, out: &mut Vec<f64>) {
        counts::probabilities(self.alive(customer), self.now(customer), within(horizon), most, out);
    }

    fn orders_variance(&self, customer: &OrderHistory, horizon: f64) -> f64 {
        let now @ [k, alpha, s, beta] = self.now(customer);
        // Given the time y spent active, orders are negative binomial: E[N] = k y/alpha and
        // E[N(N-1)] = k(k+1) y²/alpha². With S(y) = (1 + y/beta)^-s the chance to be active at y,
        // E[min(y, horizon)²] = 2 ∫ y S(y) dy = 2 beta² ∫ (e^w - 1) e^{-(s-1) w} dw.
        let g = |w: f64| -(s - 1.0) * w;
        let (width, drop) = cut((within(horizon) / beta).ln_1p(), g);
        let squared =
            2.0 * nodes(width, drop).map(|(w, weight)| weight * w.exp_m1() * g(w).exp()).sum::<f64>();
        let alive = self.alive(customer);
        let mean = alive * Self::orders(now, horizon);
        let pairs = alive * k * (k + 1.0) * (beta / alpha) * (beta / alpha) * squared;
        (pairs + mean - mean * mean).max(0.0)
    }

    fn new_customer_orders(&self, horizon: f64) -> f64 {
        Self::orders(self.parameters(), horizon)
    }

    fn new_count_probability(&self, orders: u32, horizon: f64) -> f64 {
        counts::probability(orders, self.parameters(), within(horizon))
    }
}
