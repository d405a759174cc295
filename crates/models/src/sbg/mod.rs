//! sBG, the shifted-beta-geometric: customers under contract who at each renewal leave with a
//! chance of their own, which differs between customers by a beta distribution.
//!
//! | paper | here | range |
//! |---|---|---|
//! | α, β | `alpha`, `beta` | > 0; chance to leave at a renewal θ ~ Beta(α, β), mean α/(α+β) |
//! | t | `period`, `renewals` | 0, 1, 2 … periods of the contract |
//! | S(t) | [`Sbg::survival`] | share of a cohort still there after t renewals |
//! | r_t | [`Sbg::retention`] | S(t)/S(t-1) |
//!
//! Sources: Fader & Hardie 2007, "How to project customer retention"; Fader & Hardie 2010,
//! "Customer-base valuation in a contractual setting" for the residual lifetime.
//!
//! A cohort's retention rises with age although no customer's does: those likely to leave have
//! left. So never multiply by one average rate.
//!
//! Where it is wrong: customers whose own chance to leave changes with age (hardly anyone leaves
//! in the first months of a notice period), and renewals that can be missed and made up for.

mod contracts;
mod fitting;

use serde::Serialize;

pub use contracts::{Contract, ContractCell, ImpossibleContract, contract_cells, survivors};

use crate::{
    beta_survival,
    fit::{Fit, ImpossibleParameter, positive},
};

/// sBG with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sbg {
    alpha: f64,
    beta: f64,
}

impl Sbg {
    /// The paper's parameter names, in the paper's order.
    pub const PARAMETER_NAMES: [&str; 2] = ["alpha", "beta"];

    /// Checks and keeps the parameters.
    ///
    /// # Errors
    ///
    /// If one is not finite and positive.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, ImpossibleParameter> {
        positive(&[("alpha", alpha), ("beta", beta)])?;
        Ok(Self { alpha, beta })
    }

    /// alpha, beta.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 2] {
        [self.alpha, self.beta]
    }

    /// Fits by maximum likelihood.
    #[must_use]
    pub fn fit(cells: &[ContractCell]) -> Fit<Self> {
        fitting::fit(cells)
    }

    /// Natural logarithm of the likelihood of one contract.
    #[must_use]
    pub fn log_likelihood(&self, contract: Contract) -> f64 {
        match contract {
            Contract::Held(renewals) => {
                beta_survival::ln_survival(self.alpha, self.beta, f64::from(renewals))
            }
            Contract::Ended(period) => {
                let before = f64::from(period.max(1) - 1);
                let leave = (self.alpha / (self.alpha + self.beta + before)).ln();
                beta_survival::ln_survival(self.alpha, self.beta, before) + leave
            }
        }
    }

    /// Probability that a new customer is still there after `renewals` renewals; 1 at 0.
    #[must_use]
    pub fn survival(&self, renewals: u32) -> f64 {
        beta_survival::ln_survival(self.alpha, self.beta, f64::from(renewals)).exp()
    }

    /// Probability that a new customer leaves at the end of `period`, from 1; 0 at 0.
    #[must_use]
    pub fn leaving(&self, period: u32) -> f64 {
        if period == 0 { 0.0 } else { self.log_likelihood(Contract::Ended(period)).exp() }
    }

    /// Share of those who were there in `period` (from 1) who renew at its end.
    #[must_use]
    pub fn retention(&self, period: u32) -> f64 {
        let stayed = self.beta + f64::from(period.max(1) - 1);
        stayed / (self.alpha + stayed)
    }

    /// Probability that a customer of `renewals` renewals is still there after `more` of them.
    #[must_use]
    pub fn survival_given(&self, renewals: u32, more: u32) -> f64 {
        self.after(renewals).survival(more)
    }

    /// Expected renewals within the next `periods` of a customer who has renewed `renewals` times.
    #[must_use]
    pub fn expected_renewals(&self, renewals: u32, periods: u32) -> f64 {
        beta_survival::expected(self.alpha, self.beta + f64::from(renewals), periods)
    }

    /// Variance of the number of renewals within the next `periods`.
    #[must_use]
    pub fn renewals_variance(&self, renewals: u32, periods: u32) -> f64 {
        // The number is at least j with probability S(j): E[N²] = Σ (2j - 1) S(j).
        let (mut survival, mut mean, mut square) = (1.0, 0.0, 0.0);
        for j in 0..periods {
            let stayed = self.beta + f64::from(renewals) + f64::from(j);
            survival *= stayed / (self.alpha + stayed);
            mean += survival;
            square += (2.0 * f64::from(j) + 1.0) * survival;
        }
        (square - mean * mean).max(0.0)
    }

    /// Probabilities of 0, 1 … `periods` further renewals within the next `periods`: written to
    /// `out` (cleared first). They sum to 1; the last one is of those who never leave in that time.
    pub fn renewal_probabilities(&self, renewals: u32, periods: u32, out: &mut Vec<f64>) {
        out.clear();
        let mut survival = 1.0;
        for j in 0..periods {
            let stayed = self.beta + f64::from(renewals) + f64::from(j);
            out.push(survival * (self.alpha / (self.alpha + stayed)));
            survival *= stayed / (self.alpha + stayed);
        }
        out.push(survival);
    }

    /// Expected payments of a new customer for ever, the first at once, discounted by `discount`
    /// (> 0) per period: the value at the start for a margin of 1 per period. A discount below
    /// 1e-9 counts as 1e-9, here and below.
    #[must_use]
    pub fn payments_at_start(&self, discount: f64) -> f64 {
        1.0 + beta_survival::discounted(self.alpha, self.beta, discount)
    }

    /// Discounted expected residual lifetime (DERL): expected payments for ever of a customer who
    /// has renewed `renewals` times and is just about to decide again; the payment decided on now
    /// counts in full, each later one is discounted by `discount` (> 0) per period.
    #[must_use]
    pub fn residual_payments(&self, renewals: u32, discount: f64) -> f64 {
        let discount = discount.max(1e-9);
        (1.0 + discount) * beta_survival::discounted(self.alpha, self.beta + f64::from(renewals), discount)
    }

    /// The same over the next `periods` renewals only; the discount may be 0.
    #[must_use]
    pub fn residual_payments_within(&self, renewals: u32, periods: u32, discount: f64) -> f64 {
        let per_period = 1.0 / (1.0 + discount.max(0.0));
        let (mut survival, mut sum) = (1.0 + discount.max(0.0), 0.0);
        for j in 0..periods {
            let stayed = self.beta + f64::from(renewals) + f64::from(j);
            survival *= per_period * (stayed / (self.alpha + stayed));
            sum += survival;
        }
        sum
    }

    /// Standard error of any positive quantity of a fitted model, by the delta method on log
    /// parameters: for example `Sbg::standard_error(&fit, |m| m.survival(12))`. `None` where the
    /// fit has no covariance.
    #[must_use]
    pub fn standard_error(fit: &Fit<Self>, quantity: impl Fn(&Self) -> f64) -> Option<f64> {
        const STEP: f64 = 1e-4;
        if fit.log_covariance.len() != 2 {
            return None;
        }
        let at = |a: f64, b: f64| {
            quantity(&Self { alpha: fit.model.alpha * a.exp(), beta: fit.model.beta * b.exp() })
        };
        let slope = [
            (at(STEP, 0.0) - at(-STEP, 0.0)) / (2.0 * STEP),
            (at(0.0, STEP) - at(0.0, -STEP)) / (2.0 * STEP),
        ];
        let variance: f64 = (0..2)
            .flat_map(|i| (0..2).map(move |j| (i, j)))
            .map(|(i, j)| slope[i] * slope[j] * fit.log_covariance[i][j])
            .sum();
        Some(variance.max(0.0).sqrt())
    }

    /// The model of who is left after `renewals`: θ ~ Beta(alpha, beta + renewals).
    fn after(&self, renewals: u32) -> Self {
        Self { beta: self.beta + f64::from(renewals), ..*self }
    }
}
