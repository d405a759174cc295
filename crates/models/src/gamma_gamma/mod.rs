//! Gamma-Gamma: what one order of a customer brings, learnt from the mean of their orders.
//!
//! Each amount of a customer is Gamma(p, rate ν) distributed; ν differs between customers as
//! Gamma(q, rate v). A customer's own mean is drawn towards that of all, the more so the fewer
//! orders speak for it.
//!
//! | paper | here | meaning | unit | range |
//! |---|---|---|---|---|
//! | p | `p` | evenness of one customer's amounts | – | > 0 |
//! | q | `q` | likeness of the customers | – | > 0 |
//! | v | `v` | scale | money | > 0 |
//! | x | `orders` | paid repeat orders | orders | >= 0 |
//! | m_x | `mean` | mean amount of these | money | > 0 |
//!
//! Source: Fader & Hardie 2013, "The Gamma-Gamma model of monetary value" (note 025).
//!
//! Where it is wrong: it takes spend to be independent of the number of orders, see
//! [`spend_frequency_correlation`]; amounts do not drift with age; and for q <= 1 there is no
//! mean over the population at all.

mod fitting;

pub use fitting::{SpendCell, spend_cells};

use serde::Serialize;

use crate::{
    fit::{Fit, ImpossibleParameter, positive},
    incomplete_gamma::gamma_quantile,
    special::ln_beta,
};

/// Gamma-Gamma with its parameters. Money is in any one unit of any one currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GammaGamma {
    p: f64,
    q: f64,
    v: f64,
}

impl GammaGamma {
    /// Names of the parameters, in the paper's order.
    pub const PARAMETER_NAMES: [&str; 3] = ["p", "q", "v"];

    /// Checks and keeps the parameters.
    ///
    /// # Errors
    ///
    /// If one is not finite and positive.
    pub fn new(p: f64, q: f64, v: f64) -> Result<Self, ImpossibleParameter> {
        positive(&[("p", p), ("q", q), ("v", v)])?;
        Ok(Self { p, q, v })
    }

    /// p, q, v.
    #[must_use]
    pub const fn parameters(&self) -> [f64; 3] {
        [self.p, self.q, self.v]
    }

    /// Maximum likelihood over customers with at least one paid repeat order; see [`spend_cells`].
    /// Cells without orders or without a positive mean are left out.
    #[must_use]
    pub fn fit(cells: &[SpendCell]) -> Fit<Self> {
        fitting::fit(cells)
    }

    /// Natural logarithm of the density of a mean of `mean` over `orders` amounts; 0 without orders.
    #[must_use]
    pub fn log_likelihood(&self, orders: f64, mean: f64) -> f64 {
        let Some(sum) = paid(orders, mean) else { return 0.0 };
        let shape = self.p * orders;
        let odds = self.v / sum;
        -ln_beta(shape, self.q) - self.q * odds.recip().ln_1p() - shape * odds.ln_1p() - mean.ln()
    }

    /// Expected amount of a further order: p (v + x m) / (p x + q - 1). Without orders this is
    /// the population's mean. `None` where it is infinite.
    #[must_use]
    pub fn expected_spend(&self, orders: f64, mean: f64) -> Option<f64> {
        let (shape, scale) = self.posterior(orders, mean);
        (shape > 1.0).then(|| scale / (shape - 1.0)).filter(|m| m.is_finite())
    }

    /// Mean amount over the population, p v / (q - 1); `None` for q <= 1, where there is none.
    #[must_use]
    pub fn population_mean(&self) -> Option<f64> {
        self.expected_spend(0.0, 0.0)
    }

    /// How much of [`Self::expected_spend`] is the customer's own mean, between 0 and 1; the rest
    /// is the population's. `None` for q <= 1.
    #[must_use]
    pub fn own_weight(&self, orders: f64) -> Option<f64> {
        let orders = orders.max(0.0);
        (self.q > 1.0).then(|| 1.0 / (1.0 + (self.q - 1.0) / (self.p * orders)))
    }

    /// Shape and scale (money) of the customer's mean amount p/ν, which is inverse-gamma
    /// distributed given their orders: shape q + p x, scale p (v + x m).
    #[must_use]
    pub fn posterior(&self, orders: f64, mean: f64) -> (f64, f64) {
        match paid(orders, mean) {
            Some(sum) => (self.q + self.p * orders, self.p * (self.v + sum)),
            None => (self.q, self.p * self.v),
        }
    }

    /// The amount below which the customer's true mean lies with this probability.
    #[must_use]
    pub fn mean_quantile(&self, orders: f64, mean: f64, probability: f64) -> f64 {
        let (shape, scale) = self.posterior(orders, mean);
        scale / gamma_quantile(shape, 1.0 - probability)
    }
}

/// Sum of the amounts, where there are any.
fn paid(orders: f64, mean: f64) -> Option<f64> {
    (orders > 0.0 && mean > 0.0 && (orders * mean).is_finite()).then_some(orders * mean)
}

/// Correlation of the number of paid repeat orders with their mean amount, over customers with
/// at least one. `None` for fewer than three such customers or where either does not vary.
///
/// Gamma-Gamma takes it to be 0. Above about 0.2 in absolute value it misleads.
#[must_use]
pub fn spend_frequency_correlation(cells: &[SpendCell]) -> Option<f64> {
    let paid = || cells.iter().filter(|c| paid(c.orders, c.mean).is_some() && c.weight > 0.0);
    let customers: f64 = paid().map(|c| c.weight).sum();
    if customers < 3.0 {
        return None;
    }
    let (orders, mean) = (
        paid().map(|c| c.weight * c.orders).sum::<f64>() / customers,
        paid().map(|c| c.weight * c.mean).sum::<f64>() / customers,
    );
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for c in paid() {
        let (x, y) = (c.orders - orders, c.mean - mean);
        xx += c.weight * x * x;
        yy += c.weight * y * y;
        xy += c.weight * x * y;
    }
    let correlation = xy / (xx.sqrt() * yy.sqrt());
    let varies = xx.sqrt() > 1e-9 * orders * customers.sqrt() && yy.sqrt() > 1e-9 * mean * customers.sqrt();
    (varies && correlation.is_finite()).then(|| correlation.clamp(-1.0, 1.0))
}
