//! Another file whose columns are added by a key that both share.

use std::fmt::Write as _;

use hashbrown::HashMap;
use rust_decimal::Decimal;

use super::{
    DecimalSign, ImportError, ReadOptions, amount,
    error::Question,
    names,
    source::Source,
    table::{Cell, Event, Table},
};

/// The added cells of a key.
type Added = Box<[Option<Box<str>>]>;

/// A file in memory, one row for each key.
pub(super) struct Join {
    /// Column of the key in the file that is joined to.
    pub(super) key_here: usize,
    columns: Vec<String>,
    rows: HashMap<Box<str>, Added>,
    /// What was done, in words.
    pub(super) note: String,
}

impl Join {
    /// Reads a file and finds the column that it shares with `columns`.
    ///
    /// Keys must occur once. Where they repeat, the columns of money are summed by key and the
    /// others left out, so that no row of the orders is ever doubled.
    pub(super) fn read(
        source: &Source,
        options: &ReadOptions,
        name: &str,
        columns: &[String],
    ) -> Result<Self, ImportError> {
        let table = Table::open(
            source,
            &ReadOptions { date_format: options.date_format.clone(), ..ReadOptions::default() },
        )?;
        let (key_here, key_there) = shared(&table, name, columns)?;
        let sign = options.decimal.unwrap_or(DecimalSign::Point);
        let width = table.columns.len();
        let everything: Vec<usize> = (0..width).collect();
        let mut found: Vec<(Box<str>, Vec<Box<str>>)> = Vec::new();
        let (mut bad, mut rows) = (0u64, 0u64);
        table.visit(&everything, &mut |event| {
            match event {
                Event::Row(record) => {
                    rows += 1;
                    let key = record.cell(key_there).to_text();
                    if !key.is_empty() {
                        let cells = (0..width).map(|c| record.cell(c).to_text().into()).collect();
                        found.push((key.into(), cells));
                    }
                }
                Event::Bad { .. } => bad += 1,
                Event::Blank | Event::RepeatedHeader => {}
            }
            Ok(true)
        })?;
        let mut by_key: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(found.len());
        for (row, (key, _)) in found.iter().enumerate() {
            by_key.entry(key.clone()).or_default().push(row);
        }
        let repeated = by_key.values().filter(|rows| rows.len() > 1).count();
        let others = (0..width).filter(|&c| c != key_there && !columns.contains(&table.columns[c]));
        let kept: Vec<usize> = if repeated == 0 {
            others.collect()
        } else {
            others.filter(|&c| is_money(&table.columns[c], found.iter().map(|f| &*f.1[c]), sign)).collect()
        };
        if kept.is_empty() {
            let key = &table.columns[key_there];
            let problem = if repeated == 0 {
                format!("adds no column by {key}")
            } else {
                format!(
                    "has several rows for {repeated} values of {key} and no amounts to sum: joining it would double orders"
                )
            };
            return Err(ImportError::not_orders(&table.name, problem));
        }
        let mut joined = HashMap::with_capacity(by_key.len());
        for (key, rows) in by_key {
            let cells =
                kept.iter().map(|&c| one_value(rows.iter().map(|&r| &*found[r].1[c]), sign)).collect();
            joined.insert(key, cells);
        }
        let names: Vec<String> = kept.iter().map(|&c| table.columns[c].clone()).collect();
        let mut note = format!(
            "{} joined by {}: {} rows, {} keys, adding {}",
            table.name,
            table.columns[key_there],
            rows,
            joined.len(),
            names.join(", ")
        );
        if repeated > 0 {
            let _ = write!(note, " ({repeated} keys have several rows, their amounts are summed)");
        }
        if bad > 0 {
            let _ = write!(note, "; {bad} rows of it could not be read");
        }
        Ok(Self { key_here, columns: names, rows: joined, note })
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        self.columns.iter().cloned()
    }

    /// Adds the cells for this key, empty ones where the key is not known.
    pub(super) fn add<'a>(&'a self, key: Cell<'_>, cells: &mut Vec<Cell<'a>>) {
        let row = match key {
            Cell::Empty => None,
            Cell::Text(bytes) => std::str::from_utf8(bytes).ok().and_then(|k| self.rows.get(k)),
            other => self.rows.get(other.to_text().as_str()),
        };
        for column in 0..self.columns.len() {
            cells.push(match row.and_then(|r| r[column].as_deref()) {
                None | Some("") => Cell::Empty,
                Some(text) => Cell::Text(text.as_bytes()),
            });
        }
    }
}

fn shared(table: &Table, name: &str, columns: &[String]) -> Result<(usize, usize), ImportError> {
    let mut pairs = Vec::new();
    let mut here: HashMap<String, usize> = HashMap::with_capacity(columns.len());
    for (number, column) in columns.iter().enumerate() {
        here.entry(names::plain(column)).or_insert(number);
    }
    for (there, column) in table.columns.iter().enumerate() {
        if let Some(&here) = here.get(&names::plain(column)) {
            pairs.push((here, there));
        }
    }
    match pairs.as_slice() {
        [pair] => Ok(*pair),
        [] => Err(ImportError::not_orders(
            &table.name,
            format!(
                "shares no column with {name}; rename the column that holds the key so that both files call it alike"
            ),
        )),
        _ => {
            let both: Vec<_> = pairs.iter().map(|(_, there)| table.columns[*there].as_str()).collect();
            let about = format!("several columns have a name that {name} has too: {}", both.join(", "));
            Err(Question::new(&table.name, about)
                .choice("--join", "keep only the key and the columns to add in the joined file")
                .into())
        }
    }
}

/// Whether a column holds amounts: numbers, some with decimals, and not a count of some kind.
fn is_money<'a>(name: &str, values: impl Iterator<Item = &'a str>, sign: DecimalSign) -> bool {
    let named = names::matches(name).iter().any(|m| {
        matches!(
            m.field,
            super::Field::Amount | super::Field::Price | super::Field::Cost | super::Field::Refund
        )
    });
    let mut decimals = false;
    for value in values.filter(|v| !v.is_empty()) {
        match amount::read(value.as_bytes(), sign) {
            Some(number) => decimals |= number.value.scale() > 0,
            None => return false,
        }
    }
    decimals || named
}

/// The value of a key with one row, or the sum over its rows.
fn one_value<'a>(mut values: impl Iterator<Item = &'a str> + Clone, sign: DecimalSign) -> Option<Box<str>> {
    let first = values.clone().next()?;
    if values.clone().count() == 1 {
        return Some(first.into());
    }
    let sum = values.try_fold(Decimal::ZERO, |sum, value| {
        if value.is_empty() {
            return Some(sum);
        }
        sum.checked_add(amount::read(value.as_bytes(), sign)?.value)
    })?;
    let text = sum.to_string();
    Some(if sign == DecimalSign::Comma { text.replace('.', ",") } else { text }.into())
}
