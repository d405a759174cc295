//! The history as a store: what is written, what a question sees of it, what damage is told.

mod arrival;
mod export;
mod files;
mod one_customer;
mod said;
mod tables;
mod who;

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use facts::{
    FactRow, Private, RowKey, Value, Version,
    schema::{FieldKind, Kind},
};
use history::{
    ask::{AskError, Format, Limits},
    store::{Listed, Store, Tables, line_group},
};
use tempfile::TempDir;

pub(crate) const HOUR: i64 = 3_600_000_000;

pub(crate) fn limits() -> Limits {
    Limits { threads: 2, memory_bytes: 64 << 20, ..Limits::default() }
}

/// A statement about a fact; what is not given is not known.
pub(crate) fn fact(kind: Kind, at: i64, given: &[(&str, &str)]) -> FactRow {
    let fields = kind.schema().public();
    for (name, _) in given {
        assert!(kind.schema().position(name).is_some(), "{kind} has no {name}");
    }
    let values = fields.map(|field| {
        let text = given.iter().find(|(name, _)| *name == field.name).map(|(_, text)| *text);
        text.map_or(Value::Null, |text| value(field.kind, text))
    });
    FactRow::new(kind, Version { time: at, tie: 0 }, values.collect(), Private::default())
}

fn value(kind: FieldKind, text: &str) -> Value {
    match kind {
        FieldKind::Customer => Value::Customer(text.parse().unwrap()),
        FieldKind::Money => Value::Money(text.parse().unwrap()),
        FieldKind::Whole => Value::Whole(text.parse().unwrap()),
        FieldKind::Number => Value::Number(text.parse().unwrap()),
        FieldKind::YesNo => Value::YesNo(text == "true"),
        FieldKind::Time => Value::Time(text.parse::<i64>().unwrap() * HOUR),
        FieldKind::Day => Value::Day(text.parse().unwrap()),
        FieldKind::Map => {
            let (name, text) = text.split_once('=').unwrap();
            Value::Map(vec![(name.to_owned(), text.to_owned())])
        }
        _ => Value::Text(text.to_owned()),
    }
}

/// A line of a complete set.
pub(crate) fn complete(mut row: FactRow) -> FactRow {
    row.complete_set = true;
    row
}

/// A store and what is live in it.
pub(crate) struct History {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) tables: Tables,
    known: HashSet<(Kind, RowKey)>,
}

impl History {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("history")).unwrap();
        Self { folder, store, tables: Tables::default(), known: HashSet::new() }
    }

    /// Writes and publishes a batch; rows about what is known are marked as repeated.
    pub(crate) fn batch(&mut self, batch: i64, rows: &[FactRow]) -> Vec<Listed> {
        let mut writer = self.store.writer(batch);
        for row in rows {
            let key = if row.kind == Kind::OrderLines { line_group(row) } else { row.key };
            let repeated = !self.known.insert((row.kind, key));
            writer.push(row.clone(), repeated).unwrap();
        }
        let listed = writer.finish().unwrap();
        self.tables.live.extend(listed.iter().cloned());
        listed
    }

    pub(crate) fn undo(&mut self, batch: i64) {
        self.tables.live.retain(|file| file.batch != batch);
    }

    pub(crate) fn csv(&self, sql: &str) -> String {
        self.try_csv(sql).unwrap()
    }

    pub(crate) fn try_csv(&self, sql: &str) -> Result<String, AskError> {
        let mut out = Vec::new();
        self.store.ask(&self.tables, &[], sql, Format::Csv, &limits(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<Value>> {
        let mut rows = Vec::new();
        self.store
            .rows(&self.tables, sql, &limits(), &mut |row| {
                rows.push(row.to_vec());
                ControlFlow::Continue(())
            })
            .unwrap();
        rows
    }
}

/// The current facts by the plainest reading of the rules: what the tables are compared with.
pub(crate) fn current(statements: &[FactRow]) -> HashMap<RowKey, Vec<Value>> {
    let mut newest: HashMap<RowKey, Version> = HashMap::new();
    for line in statements.iter().filter(|row| row.complete_set) {
        let set = newest.entry(line_group(line)).or_insert(line.version);
        *set = line.version.max(*set);
    }
    let mut sorted: Vec<&FactRow> = statements
        .iter()
        .filter(|row| {
            let newest = (row.kind == Kind::OrderLines).then(|| newest.get(&line_group(row))).flatten();
            newest.is_none_or(|set| row.version >= *set)
        })
        .collect();
    sorted.sort_by_key(|row| (row.version, row.content()));
    let mut facts: HashMap<RowKey, Vec<Value>> = HashMap::new();
    for row in sorted {
        let fact = facts.entry(row.key).or_insert_with(|| vec![Value::Null; row.values.len()]);
        for (value, later) in fact.iter_mut().zip(&row.values) {
            if !later.is_null() {
                *value = later.clone();
            }
        }
    }
    facts
}

/// Values as an answer gives them: customers and money are whole numbers there.
pub(crate) fn plain(value: &Value) -> Value {
    match value {
        Value::Customer(n) | Value::Money(n) => Value::Whole(*n),
        other => other.clone(),
    }
}
