//! Tables written for others: one set of columns, as Parquet and as CSV.
//!
//! Both files are made of the same [`Column`]s, so that they cannot disagree. A file is written
//! beside its place, synced, then renamed into it: whoever looks sees the whole file or none, and
//! what was there before is replaced only when told.

pub(crate) mod atomic;
mod csv_file;
mod guard;
mod order_file;
mod parquet_file;

use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
};

pub use csv_file::{write_csv, write_csv_to};
pub use guard::{guarded, unguarded};
pub use order_file::{OrderRow, write_order_parquet};
pub use parquet_file::write_parquet;

/// One named column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<'a> {
    /// The header, units last: `expected_36_months`, `age_weeks`.
    pub name: Cow<'a, str>,
    /// One value a row.
    pub values: ColumnValues<'a>,
}

/// The values of a column, all of one kind.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues<'a> {
    /// Text; `None` is an empty cell in CSV and NULL in Parquet.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Numbers in full precision. What is not finite is not known: an empty cell, NULL.
    Float(Vec<f64>),
    /// Whole numbers.
    Int(Vec<i64>),
    /// Days since 1970-01-01: `2024-03-31` in CSV, a date in Parquet.
    Day(Vec<i32>),
}

impl<'a> Column<'a> {
    /// A column of texts, none missing.
    pub fn text<T: Into<Cow<'a, str>>>(
        name: impl Into<Cow<'a, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let values = values.into_iter().map(|v| Some(v.into())).collect();
        Self { name: name.into(), values: ColumnValues::Text(values) }
    }

    /// A column of numbers; what is not finite becomes an empty cell.
    pub fn float(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = f64>) -> Self {
        Self { name: name.into(), values: ColumnValues::Float(values.into_iter().collect()) }
    }

    /// A column of whole numbers.
    pub fn int(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = i64>) -> Self {
        Self { name: name.into(), values: ColumnValues::Int(values.into_iter().collect()) }
    }

    /// A column of days since 1970-01-01.
    pub fn day(name: impl Into<Cow<'a, str>>, values: impl IntoIterator<Item = i32>) -> Self {
        Self { name: name.into(), values: ColumnValues::Day(values.into_iter().collect()) }
    }

    /// How many rows the column has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            ColumnValues::Text(v) => v.len(),
            ColumnValues::Float(v) => v.len(),
            ColumnValues::Int(v) => v.len(),
            ColumnValues::Day(v) => v.len(),
        }
    }

    /// Whether the column has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What happens to a file that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays, and writing fails.
    Refuse,
    /// It is replaced, once the new one is whole.
    Replace,
}

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file is there and was to be kept.
    #[error("{} exists already; choose another place or allow it to be replaced", .0.display())]
    Exists(PathBuf),
    /// A column has another number of rows than the first.
    #[error("column '{column}' has {rows} rows where the first column has {expected}")]
    Uneven {
        /// Its name.
        column: String,
        /// Its rows.
        rows: usize,
        /// The first column's rows.
        expected: usize,
    },
    /// A day or an amount that the format cannot hold.
    #[error("row {row} of column '{column}' holds {value}, which cannot be written")]
    Unwritable {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What it holds.
        value: String,
    },
    /// The disk or the folder refused.
    #[error("writing {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The Parquet writer refused.
    #[error("writing {}: {reason}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The cause.
        reason: String,
    },
}

/// Checks that all columns are equally long and gives their number of rows.
fn rows(columns: &[Column<'_>]) -> Result<usize, TableError> {
    let expected = columns.first().map_or(0, Column::len);
    match columns.iter().find(|c| c.len() != expected) {
        Some(c) => Err(TableError::Uneven { column: c.name.to_string(), rows: c.len(), expected }),
        None => Ok(expected),
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> TableError + '_ {
    move |source| TableError::Io { path: path.to_owned(), source }
}
