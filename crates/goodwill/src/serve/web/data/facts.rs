//! The first facts of an import, as a table.

use std::{ops::ControlFlow, time::Duration};

use facts::{
    Currency, Day, Value,
    schema::{Field, FieldKind, Kind},
};
use history::{
    ask::Limits,
    store::{Listed, Role, Tables},
};
use pages::{Reader, data::import::Facts, parts};

use crate::folder::{Folder, FolderError, listed};

/// Facts that are shown.
const SHOWN: usize = 20;

/// Of imports with more statements nothing is shown: to find the first would take too long.
const MOST: u64 = 2_000_000;

/// The first facts of a batch, as it stated them. Blocks.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) fn first(folder: &Folder, reader: &Reader, batch: i64) -> Result<Facts, FolderError> {
    let live = listed::all_known(&folder.wait(folder.records().live())?)?;
    let ours: Vec<Listed> = live.into_iter().filter(|file| file.batch == batch).collect();
    let rows = || ours.iter().filter(|file| file.role == Role::Rows && file.kind != Kind::CustomerValues);
    let statements: u64 = rows().map(|file| file.rows.unsigned_abs()).sum();
    let Some(kind) = rows().map(|file| file.kind).min() else { return Ok(Facts::None) };
    if statements > MOST {
        return Ok(Facts::TooMany);
    }
    let fields: Vec<&Field> = kind.schema().public().filter(|field| field.kind != FieldKind::Map).collect();
    let names: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.name)).collect();
    let sql = format!("SELECT {} FROM {} LIMIT {SHOWN}", names.join(", "), kind.name());
    let tables =
        Tables { live: ours, fresh: Vec::new(), links: Vec::new(), customers: Vec::new(), ids: None };
    let limits = Limits {
        memory_bytes: 256 << 20,
        scratch_bytes: 0,
        time: Duration::from_secs(5),
        rows: Some(SHOWN as u64),
        threads: 1,
    };
    let mut found: Vec<Vec<String>> = Vec::new();
    let read = folder.store().rows(&tables, &sql, &limits, &mut |row| {
        found.push(cells(reader, &fields, row));
        ControlFlow::Continue(())
    });
    if read.is_err() {
        return Ok(Facts::TooMany);
    }
    Ok(table(&fields, &found))
}

/// Without the columns in which nothing stands.
fn table(fields: &[&Field], found: &[Vec<String>]) -> Facts {
    let filled = |at: &usize| found.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()));
    let shown: Vec<usize> = (0..fields.len()).filter(filled).collect();
    let number = |kind: FieldKind| matches!(kind, FieldKind::Money | FieldKind::Number | FieldKind::Whole);
    Facts::Rows {
        columns: shown.iter().map(|at| (fields[*at].name.to_owned(), number(fields[*at].kind))).collect(),
        rows: found.iter().map(|row| shown.iter().map(|at| row[*at].clone()).collect()).collect(),
    }
}

fn cells(reader: &Reader, fields: &[&Field], row: &[Value]) -> Vec<String> {
    let at = fields.iter().position(|field| field.kind == FieldKind::Currency);
    let currency = at.and_then(|at| row.get(at)?.text()).and_then(|code| Currency::from_code(code).ok());
    fields.iter().zip(row).map(|(field, value)| cell(reader, field.kind, value, currency)).collect()
}

const DAY_MICROS: i64 = 86_400_000_000;

fn on(reader: &Reader, day: i32) -> String {
    Day::from_epoch(day).map_or_else(|_| String::new(), |day| reader.day(day))
}

fn cell(reader: &Reader, kind: FieldKind, value: &Value, currency: Option<Currency>) -> String {
    match (kind, value) {
        (FieldKind::Customer, Value::Whole(key) | Value::Customer(key)) => parts::alias(reader, *key),
        (FieldKind::Money, Value::Whole(minor) | Value::Money(minor)) => match currency {
            Some(currency) => reader.paid(*minor as f64 / currency.minor_per_unit(), currency),
            None => minor.to_string(),
        },
        (_, Value::Day(day)) => on(reader, *day),
        // Where a file names a day alone, the moment is its beginning.
        (_, Value::Time(at)) if at % DAY_MICROS == 0 => {
            i32::try_from(at / DAY_MICROS).map_or_else(|_| String::new(), |day| on(reader, day))
        }
        (_, Value::Time(at)) => reader.moment(*at),
        (_, Value::Number(x)) => reader.number(*x),
        (_, Value::Whole(n)) => n.to_string(),
        (_, Value::YesNo(yes)) => reader.t(if *yes { "data-yes" } else { "data-no" }),
        (_, other) => other.text().unwrap_or_default().to_owned(),
    }
}
