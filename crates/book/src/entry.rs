//! The customers of the book.

use facts::Currency;
use models::health::Health;

/// Where a relationship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Known, and has not ordered yet.
    Prospect,
    /// One order, and not long enough ago to tell.
    New,
    /// Has come back and is active.
    Growing,
    /// Has come back often and is active.
    Established,
    /// Perhaps gone already.
    AtRisk,
    /// Most likely gone.
    Lost,
}

/// One customer, with the figures of the latest valuation. Money is in whole units of the currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The internal key.
    pub key: i64,
    /// Orders so far, days with an order counted once.
    pub orders: u32,
    /// First order day, days since 1970-01-01.
    pub first_day: i32,
    /// Latest order day.
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
}

/// Every customer.
#[derive(Debug, Clone, Default)]
pub struct Book {
    _columns: (),
}

impl Book {
    /// A book of these customers, in any order, as of a day (days since 1970-01-01).
    pub fn new(_entries: Vec<Entry>, _as_of: i32, _currency: Option<Currency>) -> Self {
        Self::default()
    }

    /// How many customers it has.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The customer of a key.
    pub fn get(&self, _key: i64) -> Option<Entry> {
        None
    }

    /// The `most` customers whose buying so far is most like this one's, nearest first, without it.
    pub fn neighbours(&self, _key: i64, _most: usize) -> Vec<Entry> {
        Vec::new()
    }
}
