//! Writes a kind of fact out as a file that an import of the same kind reads back.

use std::{path::Path, str::FromStr};

use facts::{Private, RowKey, schema::Kind};

use super::{Store, StoreError, Tables};
use crate::table::Overwrite;

/// The form of an exported table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A header line and rows; texts guarded against formulas.
    Csv,
    /// Parquet.
    Parquet,
}

impl FromStr for ExportFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            other => Err(format!("'{other}' is not a format; choose csv or parquet")),
        }
    }
}

/// What the records know of exported rows.
pub trait Outside {
    /// The company's own id of a customer, by raw key; `None` leaves the key.
    fn id(&self, key: i64) -> Option<String>;
    /// The private fields of a fact.
    fn private(&self, row: RowKey) -> Option<Private>;
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Rows.
    pub rows: u64,
}

impl Store {
    /// Writes the current facts of a kind to a file: every field under its own name, amounts in
    /// whole units of their currency, times in UTC, customers by the company's own ids.
    ///
    /// # Errors
    ///
    /// If a live file is damaged, the file is there and was to be kept, or the disk refuses.
    pub fn export(
        &self,
        tables: &Tables,
        kind: Kind,
        to: &Path,
        format: ExportFormat,
        overwrite: Overwrite,
        outside: &dyn Outside,
    ) -> Result<Exported, StoreError> {
        unimplemented!(
            "export {tables:?} {kind} {to:?} {format:?} {overwrite:?} {:?} {:?}",
            outside.id(0),
            outside.private(RowKey([0; 16]))
        )
    }
}
