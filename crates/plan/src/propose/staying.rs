//! How long customers stay, by the months since they joined.

use models::{buying::Buying, fit::Fit};

/// Where it is known from how long customers stay.
#[derive(Debug, Clone, PartialEq)]
pub enum Staying {
    /// From a buying model fitted to the orders.
    Model {
        /// The fit.
        fit: Box<Fit<Buying>>,
        /// How many of the model's units of time make a month.
        units_a_month: f64,
    },
    /// From contracts: at each age in months, how many could leave and how many did.
    Contracts(Vec<(f64, f64)>),
}
