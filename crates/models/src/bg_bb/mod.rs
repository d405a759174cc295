//! BG/BB: at each of a series of chances an active customer orders with a probability of their
//! own; before each chance the customer may leave for good, with another probability of their own.
//! Both differ between customers by beta distributions.
//!
//! | paper | here | range |
//! |---|---|---|
//! | α, β | `alpha`, `beta` | > 0; chance to order p ~ Beta(α, β), mean α/(α+β) |
//! | γ, δ | `gamma`, `delta` | > 0; chance to leave θ ~ Beta(γ, δ), mean γ/(γ+δ) |
//! | x, t_x, n | [`ChanceHistory`] | chances taken, the last one taken, chances so far |
//!
//! Source: Fader, Hardie & Shang 2010, "Customer-base analysis in a discrete-time noncontractual
//! setting". The paper's "P(alive)" is the probability to be active at the *next* chance; programs
//! differ by one. Here it is [`BgBb::active_at_next`].
//!
//! Where it is wrong: more than one order at a chance, chances that are not alike (a sale, a
//! season), and staying that depends on what happened. With γ at most 1 and no discount the
//! expected number of orders for ever is infinite.

mod fitting;
mod history;

use serde::Serialize;

pub use history::{ChanceCell, ChanceHistory, ImpossibleChances, chance_cells};

use crate::{
    beta_survival,
    fit::{Fit, ImpossibleParameter, positive},
    special::{ln_add_exp, ln_rising, logistic_of_minus},
};

/// What may be left over after the last probability listed.
const REMAINDER: f64 = 1e-10;

/// BG/BB with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BgBb {
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

impl BgBb {
    /// The paper's parameter names, in the paper's order.
    pub const PARAMETER_NAMES: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

    /// Checks and keeps the parameters, in the paper's order.
    ///
    /// # Errors
    ///
    /// If one is not finite and positive.
    pub fn new(alpha: f64, beta: f64, gamma: f64, delta: f64) -> Result<Self, ImpossibleParameter> {
        positive(&[("alpha", alpha), ("beta", beta), ("gamma", gamma), ("delta", delta)])?;
        Ok(Self { alpha, beta, gamma, delta })
    }

    /// alpha, beta, gamma, delta.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 4] {
        [self.alpha, self.beta, self.gamma, self.delta]
    }

    /// Fits by maximum likelihood; `start` is a previous fit's parameters, where there is one.
    #[must_use]
    pub fn fit(cells: &[ChanceCell], start: Option<[f64; 4]>) -> Fit<Self> {
        fitting::fit(cells, start)
    }

    /// Natural logarithm of the likelihood of this history, for the chances taken in their order.
    #[must_use]
    pub fn log_likelihood(&self, customer: &ChanceHistory) -> f64 {
        let (active, left) = self.parts(customer);
        ln_add_exp(active, left)
    }

    /// Probability that the customer is still active at the next chance (the paper's "P(alive)").
    #[must_use]
    pub fn active_at_next(&self, customer: &ChanceHistory) -> f64 {
        self.active_at(customer, 1)
    }

    /// Probability that the customer is still active at the chance `ahead` from now: 0 is the last
    /// chance so far, 1 the next one.
    #[must_use]
    pub fn active_at(&self, customer: &ChanceHistory, ahead: u32) -> f64 {
        let now = self.now(customer);
        self.active(customer) * beta_survival::ln_survival(now.gamma, now.delta, f64::from(ahead)).exp()
    }

    /// Expected orders over the next `chances`, given the history only.
    #[must_use]
    pub fn expected_orders(&self, customer: &ChanceHistory, chances: u32) -> f64 {
        self.active(customer) * self.now(customer).new_customer_orders(chances)
    }

    /// Expected orders up to each of the coming chances, in one pass: `out[0]` is the next one.
    pub fn cumulative_orders(&self, customer: &ChanceHistory, out: &mut [f64]) {
        let now = self.now(customer);
        let mut at_chance = self.active(customer) * now.alpha / (now.alpha + now.beta);
        let (mut sum, mut stayed) = (0.0, now.delta);
        for out in out {
            at_chance *= stayed / (now.gamma + stayed);
            stayed += 1.0;
            sum += at_chance;
            *out = sum;
        }
    }

    /// Expected orders for ever, discounted by `discount` (> 0) per chance; the next chance counts
    /// 1/(1 + discount). A discount below 1e-9 counts as 1e-9.
    #[must_use]
    pub fn discounted_orders(&self, customer: &ChanceHistory, discount: f64) -> f64 {
        let now = self.now(customer);
        let chances = beta_survival::discounted(now.gamma, now.delta, discount);
        self.active(customer) * now.alpha / (now.alpha + now.beta) * chances
    }

    /// Probability of no order at the next `chances`.
    #[must_use]
    pub fn silent(&self, customer: &ChanceHistory, chances: u32) -> f64 {
        let active = self.active(customer);
        (1.0 - active + active * self.now(customer).new_count_probability(0, chances)).clamp(0.0, 1.0)
    }

    /// Probabilities of 0, 1, 2 … orders at the next `chances`: written to `out` (cleared first)
    /// until what remains is below 1e-10.
    pub fn count_probabilities(&self, customer: &ChanceHistory, chances: u32, out: &mut Vec<f64>) {
        out.clear();
        let (active, now) = (self.active(customer), self.now(customer));
        let mut listed = 0.0;
        for orders in 0..=chances {
            let mut probability = active * now.new_count_probability(orders, chances);
            if orders == 0 {
                probability += 1.0 - active;
            }
            out.push(probability);
            listed += probability;
            if 1.0 - listed < REMAINDER {
                break;
            }
        }
    }

    /// Variance of the number of orders at the next `chances`.
    #[must_use]
    pub fn orders_variance(&self, customer: &ChanceHistory, chances: u32) -> f64 {
        let (active, now) = (self.active(customer), self.now(customer));
        let (p, both) = (now.alpha / (now.alpha + now.beta), now.alpha + now.beta);
        // Of j chances while active, orders are beta-binomial: E[N(N-1)] = j(j-1) E[p²], and
        // j(j-1) is 2 Σ (i-1) over the chances i at which the customer is active.
        let (mut survival, mut chances_met, mut pairs) = (1.0, 0.0, 0.0);
        for i in 0..chances {
            let stayed = now.delta + f64::from(i);
            survival *= stayed / (now.gamma + stayed);
            chances_met += survival;
            pairs += 2.0 * f64::from(i) * survival;
        }
        let mean = active * p * chances_met;
        let twice = active * p * (now.alpha + 1.0) / (both + 1.0) * pairs;
        (twice + mean - mean * mean).max(0.0)
    }

    /// Expected orders of a new customer over the first `chances`.
    #[must_use]
    pub fn new_customer_orders(&self, chances: u32) -> f64 {
        self.alpha / (self.alpha + self.beta) * beta_survival::expected(self.gamma, self.delta, chances)
    }

    /// Probability that a new customer takes `orders` of the first `chances`.
    #[must_use]
    pub fn new_count_probability(&self, orders: u32, chances: u32) -> f64 {
        if orders > chances {
            return 0.0;
        }
        let Self { alpha, beta, gamma, delta } = *self;
        let (x, n) = (f64::from(orders), f64::from(chances));
        let both = alpha + beta;
        let active =
            ln_rising(n - x + 1.0, x) - ln_rising(1.0, x) + ln_rising(alpha, x) + ln_rising(beta, n - x)
                - ln_rising(both, n)
                + beta_survival::ln_survival(gamma, delta, n);
        // Left before chance i + 1, having ordered at x of the first i chances; from i = x.
        let mut left = ln_rising(alpha, x) - ln_rising(both, x) + gamma.ln() + ln_rising(delta, x)
            - ln_rising(gamma + delta, x + 1.0);
        let mut sum = f64::NEG_INFINITY;
        let mut i = x;
        while i < n {
            sum = ln_add_exp(sum, left);
            let ways = (i + 1.0) / (i + 1.0 - x);
            let missed = (beta + i - x) / (both + i);
            let stayed = (delta + i) / (gamma + 1.0 + delta + i);
            left += (ways * missed * stayed).ln();
            i += 1.0;
        }
        ln_add_exp(active, sum).exp().min(1.0)
    }

    /// The model of an active customer's future: p ~ Beta(alpha + x, beta + n - x), and
    /// θ ~ Beta(gamma, delta + n).
    fn now(&self, customer: &ChanceHistory) -> Self {
        let (x, n) = (f64::from(customer.taken()), f64::from(customer.chances()));
        Self { alpha: self.alpha + x, beta: self.beta + n - x, gamma: self.gamma, delta: self.delta + n }
    }

    /// Probability that the customer was still active at the last chance.
    fn active(&self, customer: &ChanceHistory) -> f64 {
        let (active, left) = self.parts(customer);
        logistic_of_minus(left - active)
    }

    /// Logs of the likelihood's two parts: still active at the last chance, and left before.
    fn parts(&self, customer: &ChanceHistory) -> (f64, f64) {
        let Self { alpha, beta, gamma, delta } = *self;
        let (x, last) = (f64::from(customer.taken()), f64::from(customer.last_taken()));
        let since = customer.chances() - customer.last_taken();
        let (both, missed, stayed) = (alpha + beta, beta + last - x, delta + last);
        let until_last = ln_rising(alpha, x) + ln_rising(beta, last - x) - ln_rising(both, last)
            + beta_survival::ln_survival(gamma, delta, last);
        let m = f64::from(since);
        let active =
            ln_rising(missed, m) - ln_rising(both + last, m) + beta_survival::ln_survival(gamma, stayed, m);
        // Left before the chance i + 1 after the last order; every term is below the one before.
        let (mut term, mut sum) = (gamma / (gamma + stayed), 0.0);
        for i in 0..since {
            let i = f64::from(i);
            sum += term;
            term *= (missed + i) / (both + last + i) * ((stayed + i) / (gamma + 1.0 + stayed + i));
        }
        (until_last + active, until_last + f64::ln(sum))
    }
}
