//! The facts of a data folder as Parquet files: written whole, listed elsewhere, asked with SQL.
//!
//! A store writes files and reads those it is told of; which files are live is the manifest's to
//! say, and the manifest lies in the records. A file is never changed once it is in place. What a
//! live file states about a fact is one statement of possibly several; the current fact is, field
//! by field, the latest value that is known (docs/decisions/one-statement-one-row.md).

mod ask;
mod columns;
mod current;
mod customer_rows;
mod damage;
pub(crate) mod durable;
mod error;
mod export;
mod footers;
mod listed;
mod lookup;
mod merge;
mod orders;
mod perhaps;
mod prepared;
mod question;
mod reader;
mod tables;
mod value_rows;
mod views;
mod writer;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub use damage::Damage;
pub use error::StoreError;
pub use export::{ExportFormat, Exported, Outside};
pub use listed::{Listed, Role, UnknownRole};
pub use lookup::{Known, line_group};
pub use perhaps::{PerhapsKnown, key_of};
pub(crate) use prepared::Prepared;
pub use tables::{Link, Tables};
pub use value_rows::{ValueRow, WORDS};
pub use writer::Writer;

/// Whether a question may be about that table: it may say yes of one that is not, never no of one
/// that is.
#[must_use]
pub fn may_name(sql: &str, table: &str) -> bool {
    question::Words::of(sql).table(table)
}

/// The folder `history` of a data folder.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    footers: footers::Shared,
}

impl Store {
    /// Opens the folder, which is made where it is not there yet.
    ///
    /// # Errors
    ///
    /// If it cannot be made or entered.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(root).map_err(|e| StoreError::io(root, e))?;
        let root = root.canonicalize().map_err(|e| StoreError::io(root, e))?;
        Ok(Self { root, footers: footers::Shared::default() })
    }

    /// Where the folder is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Begins the files of a batch.
    #[must_use]
    pub fn writer(&self, batch: i64) -> Writer {
        Writer::new(&self.root, batch)
    }
}
