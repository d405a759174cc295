//! Undoing a batch.
use crate::{Records, Result};
impl Records {
    /// Undoes a batch.
    pub async fn undo(&self, _batch: i64, _forget: &[i64], _now: i64) -> Result<()> {
        unimplemented!("undo")
    }
}
