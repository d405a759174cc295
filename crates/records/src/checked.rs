//! What must hold inside the records.
use crate::{Records, Result};
impl Records {
    /// What does not hold, a sentence each.
    pub async fn check(&self) -> Result<Vec<String>> {
        unimplemented!("check")
    }
}
