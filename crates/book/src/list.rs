//! Lists: sorted, filtered, paged by key, counted.

use crate::{Book, Entry, Filter};

/// What a list is sorted by. Customers without the figure come last; ties by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Expected value.
    #[default]
    Value,
    /// Value at risk.
    AtRisk,
    /// Latest order day.
    Recency,
    /// Revenue so far.
    Spend,
    /// Orders so far.
    Orders,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// The greatest first.
    #[default]
    Descending,
    /// The least first.
    Ascending,
}

/// Where a list goes on: after this customer. Printed and read as an opaque word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    _after: (),
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The customers.
    pub entries: Vec<Entry>,
    /// Where the list goes on; none at its end.
    pub next: Option<Cursor>,
}

/// What a filter finds, together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Customers.
    pub customers: u64,
    /// Sum of revenue so far.
    pub spend: f64,
    /// Sum of expected value.
    pub value: f64,
    /// Sum of value at risk.
    pub at_risk: f64,
}

impl Book {
    /// A part of the list.
    pub fn list(
        &self,
        _filter: &Filter,
        _sort: Sort,
        _direction: Direction,
        _after: Option<Cursor>,
        _most: usize,
    ) -> Found {
        Found { entries: Vec::new(), next: None }
    }

    /// What a filter finds, together.
    pub fn totals(&self, _filter: &Filter) -> Totals {
        Totals::default()
    }
}
