//! Imports and compactions.
use crate::{Records, Result};
/// Where the rows of a batch came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Files.
    File,
    /// Running systems.
    Intake,
    /// Other batches, put together.
    Merge,
}
/// Whether a batch counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// It counts.
    Live,
    /// It was undone.
    Undone,
}
/// A batch that is about to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The kind of fact, `-` for several.
    pub kind: String,
    /// Where its rows came from.
    pub origin: Origin,
    /// The source's name.
    pub source: String,
    /// Names of the files.
    pub names: Vec<String>,
    /// Digest of files and mapping, hexadecimal.
    pub digest: String,
    /// How columns were read.
    pub mapping: String,
    /// Rows read.
    pub rows: u64,
    /// Facts that are new.
    pub created: u64,
    /// Facts that were known and say something new.
    pub updated: u64,
    /// Facts that were known and say the same.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// When, microseconds since 1970-01-01 UTC.
    pub published_at: i64,
}
/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The kind of fact, `-` for several.
    pub kind: String,
    /// Where its rows came from.
    pub origin: Origin,
    /// The source's name.
    pub source: String,
    /// Names of the files.
    pub names: Vec<String>,
    /// Digest of files and mapping, hexadecimal.
    pub digest: String,
    /// How columns were read.
    pub mapping: String,
    /// Rows read.
    pub rows: u64,
    /// Facts that are new.
    pub created: u64,
    /// Facts that were known and say something new.
    pub updated: u64,
    /// Facts that were known and say the same.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Whether it counts.
    pub state: BatchState,
    /// When, microseconds since 1970-01-01 UTC.
    pub published_at: i64,
    /// When it was undone.
    pub undone_at: Option<i64>,
}
impl Records {
    /// Reserves a number, never given again.
    pub async fn next_batch(&self) -> Result<i64> {
        unimplemented!("next_batch")
    }
    /// Batches after a number, in their order.
    pub async fn batches(&self, _after: Option<i64>, _limit: u64) -> Result<Vec<Batch>> {
        unimplemented!("batches")
    }
    /// One batch.
    pub async fn batch(&self, _id: i64) -> Result<Option<Batch>> {
        unimplemented!("batch")
    }
    /// A live batch of the same files, read the same way.
    pub async fn same_import(&self, _kind: &str, _digest: &str) -> Result<Option<Batch>> {
        unimplemented!("same_import")
    }
}
