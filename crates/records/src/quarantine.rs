//! Events that could not be understood.
use crate::{Records, Result};
/// An event that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// When it came.
    pub received_at: i64,
    /// The write key's number.
    pub source: i64,
    /// Digest of its message id, if it has one.
    pub message: Option<[u8; 16]>,
    /// Why.
    pub reason: String,
    /// What came.
    pub body: Vec<u8>,
}
/// One that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub event: Quarantined,
}
impl Records {
    /// Quarantined events after a number.
    pub async fn quarantine(&self, _after: i64, _limit: u64) -> Result<Vec<QuarantinedRow>> {
        unimplemented!("quarantine")
    }
    /// How many there are.
    pub async fn quarantine_count(&self) -> Result<u64> {
        unimplemented!("quarantine_count")
    }
    /// One of them.
    pub async fn quarantine_get(&self, _id: i64) -> Result<Option<QuarantinedRow>> {
        unimplemented!("quarantine_get")
    }
    /// Removes some; returns how many there were.
    pub async fn quarantine_remove(&self, _ids: &[i64]) -> Result<u64> {
        unimplemented!("quarantine_remove")
    }
}
