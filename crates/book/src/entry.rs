//! One customer of the book.

use models::health::Health;

use crate::{Codes, Stage};

/// One customer, with the figures of the latest valuation. Money is in whole units of the currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The internal key.
    pub key: i64,
    /// Orders so far, days with an order counted once; 0 for a prospect.
    pub orders: u32,
    /// First order day, days since 1970-01-01; for a prospect, who has none, the day of the book.
    pub first_day: i32,
    /// Latest order day; for a prospect, who has none, the day of the book.
    pub last_day: i32,
    /// Revenue so far; none without amounts.
    pub spend: Option<f64>,
    /// Margin so far.
    pub to_date: Option<f64>,
    /// Probability that the customer still buys here; none where lifetime models do not apply.
    pub alive: Option<f64>,
    /// Expected orders within the horizon: expected, low, high.
    pub expected_orders: Option<[f64; 3]>,
    /// Expected discounted margin within the horizon: expected, low, high.
    pub value: Option<[f64; 3]>,
    /// What the expected value lacks because the customer may have left.
    pub at_risk: Option<f64>,
    /// Class by `alive`.
    pub health: Option<Health>,
    /// Where the relationship stands.
    pub stage: Stage,
    /// Country, channel and their like, as the book's words know them ([`crate::Book::word`]).
    pub codes: Codes,
}

impl Entry {
    /// Someone who is known and has not ordered.
    #[must_use]
    pub const fn prospect(key: i64, as_of: i32) -> Self {
        Self {
            key,
            orders: 0,
            first_day: as_of,
            last_day: as_of,
            spend: None,
            to_date: None,
            alive: None,
            expected_orders: None,
            value: None,
            at_risk: None,
            health: None,
            stage: Stage::Prospect,
            codes: Codes::NONE,
        }
    }

    /// Revenue of a mean order, where amounts are known.
    #[must_use]
    pub fn mean_spend(&self) -> Option<f64> {
        self.spend.filter(|_| self.orders > 0).map(|spend| spend / f64::from(self.orders))
    }
}
