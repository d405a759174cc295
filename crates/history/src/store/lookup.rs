//! Finds known facts by their keys.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use arrow::{
    array::{Array, AsArray},
    datatypes::Int64Type,
    record_batch::RecordBatch,
};
use facts::{
    FactRow, RowKey, Value, Version,
    schema::{FieldKind, Kind},
};

use super::{
    Listed, Role, Store, StoreError,
    columns::{self, COMPLETE_SET, CONTENT, GROUP, KEY, TIE, VERSION},
    perhaps::column_of,
};

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
        let keys = Arc::new(keys.clone());
        let mut found: HashMap<RowKey, Found> = HashMap::new();
        if !keys.is_empty() {
            for file in rows_of(live, kind) {
                self.scan_keys(file, None, KEY, &keys, &mut |rows| collect(kind, rows, &mut found))?;
            }
        }
        let newest_sets = self.newest_sets(live, &found)?;
        Ok(found
            .into_iter()
            .filter_map(|(key, found)| {
                let since = found.group.and_then(|group| newest_sets.get(&group).copied());
                Some((key, found.known(since)?))
            })
            .collect())
    }

    /// The newest complete set of each order whose lines were found.
    fn newest_sets(
        &self,
        live: &[Listed],
        found: &HashMap<RowKey, Found>,
    ) -> Result<HashMap<RowKey, Version>, StoreError> {
        let groups: Arc<HashSet<RowKey>> = Arc::new(found.values().filter_map(|f| f.group).collect());
        let mut newest: HashMap<RowKey, Version> = HashMap::new();
        if groups.is_empty() {
            return Ok(newest);
        }
        let only = [GROUP, VERSION, TIE, COMPLETE_SET];
        for file in rows_of(live, Kind::OrderLines) {
            self.scan_keys(file, Some(&only), GROUP, &groups, &mut |rows| {
                for row in (0..rows.num_rows()).filter(|row| complete_at(rows, *row)) {
                    let version = columns::version_at(rows, row);
                    if let Some(group) = group_at(rows, row) {
                        newest.entry(group).and_modify(|v| *v = version.max(*v)).or_insert(version);
                    }
                }
            })?;
        }
        Ok(newest)
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
        self.told_of(live, Kind::OrderLines, orders)
    }

    /// Which of these facts of a kind rows of these files tell of; of lines, which orders
    /// ([`key_of`](super::key_of)).
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn told_of(
        &self,
        live: &[Listed],
        kind: Kind,
        keys: &HashSet<RowKey>,
    ) -> Result<HashSet<RowKey>, StoreError> {
        let mut found = HashSet::new();
        if keys.is_empty() || rows_of(live, kind).next().is_none() {
            return Ok(found);
        }
        let keys = Arc::new(keys.clone());
        let column = column_of(kind);
        for file in rows_of(live, kind) {
            self.scan_keys(file, Some(&[column]), column, &keys, &mut |rows| {
                if let Some(array) = rows.column_by_name(column) {
                    found.extend((0..rows.num_rows()).map(|row| columns::key_at(array, row)));
                }
            })?;
        }
        Ok(found)
    }

    /// The raw keys of all customers that rows of these files name.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn customers_in(&self, live: &[Listed]) -> Result<HashSet<i64>, StoreError> {
        let mut customers = HashSet::new();
        for file in live.iter().filter(|file| file.role == Role::Rows) {
            let of_customers: Vec<&str> = file
                .kind
                .schema()
                .public()
                .filter(|field| field.kind == FieldKind::Customer)
                .map(|field| field.name)
                .collect();
            if of_customers.is_empty() {
                continue;
            }
            self.scan(file, Some(&of_customers), &mut |rows| {
                for column in rows.columns() {
                    customers.extend(column.as_primitive::<Int64Type>().iter().flatten());
                }
            })?;
        }
        Ok(customers)
    }
}

fn rows_of(live: &[Listed], kind: Kind) -> impl Iterator<Item = &Listed> {
    live.iter().filter(move |file| file.kind == kind && file.role == Role::Rows)
}

fn group_at(rows: &RecordBatch, row: usize) -> Option<RowKey> {
    rows.column_by_name(GROUP).map(|groups| columns::key_at(groups, row))
}

fn complete_at(rows: &RecordBatch, row: usize) -> bool {
    rows.column_by_name(COMPLETE_SET).is_some_and(|array| array.as_boolean().value(row))
}

/// Statements about one fact, merged as far as they were read. With the rare key of several
/// statements in mind, a line keeps all of them: which ones count is known at the end only.
#[derive(Debug)]
struct Found {
    group: Option<RowKey>,
    statements: Vec<Statement>,
}

#[derive(Debug)]
struct Statement {
    order: (Version, i64),
    values: Vec<Value>,
}

impl Found {
    fn known(mut self, since: Option<Version>) -> Option<Known> {
        if let Some(since) = since {
            self.statements.retain(|statement| statement.order.0 >= since);
        }
        self.statements.sort_by_key(|statement| statement.order);
        let (version, content) = self.statements.last()?.order;
        let mut later = self.statements.into_iter().rev();
        let mut values = later.next()?.values;
        for earlier in later {
            for (value, earlier) in values.iter_mut().zip(earlier.values) {
                if value.is_null() {
                    *value = earlier;
                }
            }
        }
        Some(Known { content, version, values })
    }
}

fn collect(kind: Kind, rows: &RecordBatch, found: &mut HashMap<RowKey, Found>) {
    let Some(keys) = rows.column_by_name(KEY) else { return };
    for row in 0..keys.len() {
        let statement = Statement {
            order: (columns::version_at(rows, row), columns::whole_at(rows, CONTENT, row)),
            values: columns::values_at(kind, rows, row),
        };
        match found.entry(columns::key_at(keys, row)) {
            Entry::Occupied(mut known) => known.get_mut().statements.push(statement),
            Entry::Vacant(place) => {
                place.insert(Found { group: group_at(rows, row), statements: vec![statement] });
            }
        }
    }
}
