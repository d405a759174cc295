//! How often customers order and when they leave, without a contract: three models, one face.
//!
//! Every model answers the same questions about a customer and about a new one. Probabilities are
//! between 0 and 1, counts and times are not negative, and nothing is ever NaN.

use serde::Serialize;

use crate::{
    bg_nbd::{BgNbd, MbgNbd},
    fit::Fit,
    history::{Cell, OrderHistory},
    pareto_nbd::ParetoNbd,
};

/// What every buying model can tell. Horizons, ends and rates are in the histories' unit of time.
pub trait BuyingModel: Sync {
    /// Natural logarithm of the likelihood of this history.
    fn log_likelihood(&self, customer: &OrderHistory) -> f64;

    /// Probability that the customer is still active.
    fn alive(&self, customer: &OrderHistory) -> f64;

    /// Probability that the customer is still active `after` from now.
    fn alive_after(&self, customer: &OrderHistory, after: f64) -> f64;

    /// Expected orders in the next `horizon`, given the history only (activity unknown).
    fn expected_orders(&self, customer: &OrderHistory, horizon: f64) -> f64;

    /// Expected orders up to each of `ends` (rising) from now, in one pass; `out` as long as `ends`.
    fn cumulative_orders(&self, customer: &OrderHistory, ends: &[f64], out: &mut [f64]);

    /// Expected orders for ever, discounted at the continuous `rate` (> 0) per unit of time.
    fn discounted_orders(&self, customer: &OrderHistory, rate: f64) -> f64;

    /// Probability of no order in the next `horizon`.
    fn silent(&self, customer: &OrderHistory, horizon: f64) -> f64;

    /// Probabilities of 0, 1, 2 … orders in the next `horizon`: written to `out` (cleared first)
    /// until what remains is below 1e-10, at most `most` entries.
    fn count_probabilities(&self, customer: &OrderHistory, horizon: f64, most: usize, out: &mut Vec<f64>);

    /// Variance of the number of orders in the next `horizon`.
    fn orders_variance(&self, customer: &OrderHistory, horizon: f64) -> f64;

    /// Expected repeat orders of a new customer in the first `horizon`.
    fn new_customer_orders(&self, horizon: f64) -> f64;

    /// Probability that a new customer places `orders` repeat orders in the first `horizon`.
    fn new_count_probability(&self, orders: u32, horizon: f64) -> f64;
}

/// Which buying model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuyingKind {
    /// BG/NBD: customers may leave right after a repeat order.
    BgNbd,
    /// MBG/NBD: customers may also leave right after the first order.
    MbgNbd,
    /// Pareto/NBD: customers may leave at any moment.
    ParetoNbd,
}

impl BuyingKind {
    /// All kinds, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::BgNbd, Self::MbgNbd, Self::ParetoNbd];

    /// `bg-nbd`, `mbg-nbd` or `pareto-nbd`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bg-nbd",
            Self::MbgNbd => "mbg-nbd",
            Self::ParetoNbd => "pareto-nbd",
        }
    }

    /// The papers' parameter names, in the papers' order.
    #[must_use]
    pub const fn parameter_names(self) -> [&'static str; 4] {
        match self {
            Self::BgNbd | Self::MbgNbd => ["r", "alpha", "a", "b"],
            Self::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// Fits this kind to cells; `start` is a previous fit's parameters, where there is one.
    #[must_use]
    pub fn fit(self, cells: &[Cell], start: Option<[f64; 4]>) -> Fit<Buying> {
        match self {
            Self::BgNbd => BgNbd::fit(cells, start).map(Buying::BgNbd),
            Self::MbgNbd => MbgNbd::fit(cells, start).map(Buying::MbgNbd),
            Self::ParetoNbd => ParetoNbd::fit(cells, start).map(Buying::ParetoNbd),
        }
    }
}

/// A buying model with its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "model")]
pub enum Buying {
    /// BG/NBD.
    BgNbd(BgNbd),
    /// MBG/NBD.
    MbgNbd(MbgNbd),
    /// Pareto/NBD.
    ParetoNbd(ParetoNbd),
}

impl Buying {
    /// The kind with these four parameters, in the paper's order.
    ///
    /// # Errors
    ///
    /// If a parameter is not finite and positive.
    pub fn new(kind: BuyingKind, p: [f64; 4]) -> Result<Self, crate::fit::ImpossibleParameter> {
        Ok(match kind {
            BuyingKind::BgNbd => Self::BgNbd(BgNbd::new(p[0], p[1], p[2], p[3])?),
            BuyingKind::MbgNbd => Self::MbgNbd(MbgNbd::new(p[0], p[1], p[2], p[3])?),
            BuyingKind::ParetoNbd => Self::ParetoNbd(ParetoNbd::new(p[0], p[1], p[2], p[3])?),
        })
    }

    /// Which model it is.
    #[must_use]
    pub const fn kind(&self) -> BuyingKind {
        match self {
            Self::BgNbd(_) => BuyingKind::BgNbd,
            Self::MbgNbd(_) => BuyingKind::MbgNbd,
            Self::ParetoNbd(_) => BuyingKind::ParetoNbd,
        }
    }

    /// The parameters in the paper's order, times in the unit of the fit.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 4] {
        match self {
            Self::BgNbd(m) => m.parameters(),
            Self::MbgNbd(m) => m.parameters(),
            Self::ParetoNbd(m) => m.parameters(),
        }
    }

    /// The model itself.
    #[must_use]
    pub fn model(&self) -> &dyn BuyingModel {
        match self {
            Self::BgNbd(m) => m,
            Self::MbgNbd(m) => m,
            Self::ParetoNbd(m) => m,
        }
    }
}
