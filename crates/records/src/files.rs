//! The manifest: which files are history.
use crate::{Records, Result};
/// A file of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it is, relative to `history/`.
    pub path: String,
    /// The kind of fact.
    pub kind: String,
    /// `rows`, `repeated`, `ids` or `values`.
    pub role: String,
    /// The batch that wrote it.
    pub batch: i64,
    /// How many rows.
    pub rows: i64,
    /// How many bytes.
    pub bytes: i64,
    /// SHA-256, hexadecimal.
    pub checksum: String,
    /// The earliest time in it.
    pub first: Option<i64>,
    /// The latest time in it.
    pub last: Option<i64>,
    /// Public fields of which some value is not known, separated by commas.
    pub gaps: String,
}
impl Records {
    /// How often the manifest has changed.
    pub async fn generation(&self) -> Result<i64> {
        unimplemented!("generation")
    }
    /// The files that are history, by path.
    pub async fn live(&self) -> Result<Vec<Listed>> {
        unimplemented!("live")
    }
}
