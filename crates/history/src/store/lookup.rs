//! Finds known facts by their keys.

use std::collections::{HashMap, HashSet};

use facts::{FactRow, RowKey, Value, Version, schema::Kind};

use super::{Listed, Store, StoreError};

/// What the files say of one fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Digest of the latest statement ([`FactRow::content`]).
    pub content: i64,
    /// How recent the latest statement is.
    pub version: Version,
    /// The current fact: field by field the latest known value.
    pub values: Vec<Value>,
}

/// The order that a line belongs to, as a digest: number and source.
#[must_use]
pub fn line_group(line: &FactRow) -> RowKey {
    RowKey::of(Kind::Orders, [line.value("order_id"), line.value("source")])
}

impl Store {
    /// What these files say of the facts with these keys. Lines that a newer complete set of their
    /// order left out are not known any more.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn lookup(
        &self,
        live: &[Listed],
        kind: Kind,
        keys: &HashSet<RowKey>,
    ) -> Result<HashMap<RowKey, Known>, StoreError> {
        unimplemented!("lookup {live:?} {kind} {keys:?}")
    }

    /// Which of these orders ([`line_group`]) have lines in these files.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn orders_with_lines(
        &self,
        live: &[Listed],
        orders: &HashSet<RowKey>,
    ) -> Result<HashSet<RowKey>, StoreError> {
        unimplemented!("orders_with_lines {live:?} {orders:?}")
    }

    /// The raw keys of all customers that rows of these files name.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn customers_in(&self, live: &[Listed]) -> Result<HashSet<i64>, StoreError> {
        unimplemented!("customers_in {live:?}")
    }
}
