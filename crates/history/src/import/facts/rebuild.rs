//! The order log made again from orders and returns that are kept.

use ::facts::{Currency, Day};

use crate::import::{ImportError, OrderImport, ReadOptions};

/// An order as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOrder {
    /// Its number.
    pub order: String,
    /// The source that numbered it.
    pub source: String,
    /// The customer, as a text that is the same for all of their orders.
    pub customer: Option<String>,
    /// Its day: `day` where that is known, else that of `time`.
    pub day: Day,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// What it brought, before returns; minor units.
    pub amount_minor: Option<i64>,
    /// Cost of its goods; minor units.
    pub cost_minor: Option<i64>,
    /// Its status in the words of the schema.
    pub status: Option<String>,
}

/// A return or refund as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReturn {
    /// Its own number.
    pub number: Option<String>,
    /// The source that numbered it.
    pub source: String,
    /// The order it belongs to.
    pub order: Option<String>,
    /// The customer, as in [`KeptOrder`].
    pub customer: Option<String>,
    /// Its day.
    pub day: Day,
    /// The currency of its amount.
    pub currency: Option<Currency>,
    /// What was paid back; minor units.
    pub amount_minor: Option<i64>,
    /// Cost of the goods that came back, where known; minor units.
    pub cost_minor: Option<i64>,
    /// Whether everything was paid back.
    pub whole_order: bool,
}

impl OrderImport {
    /// The log of orders and returns that are kept, by the same rules as for a file.
    ///
    /// Of the options count the currency, the rule for refunds and today.
    ///
    /// # Errors
    ///
    /// If there are no orders, or amounts in several currencies and none is named.
    pub fn of_rows(
        _orders: &[KeptOrder],
        _returns: &[KeptReturn],
        _options: &ReadOptions,
    ) -> Result<Self, ImportError> {
        unimplemented!("the log of kept orders")
    }
}
