//! Makes one file of many small ones.

use super::{Listed, Store, StoreError};

impl Store {
    /// Makes files of a decent size out of many small ones: the same rows, each with its own
    /// batch. Files of different kinds, months and roles stay apart.
    ///
    /// # Errors
    ///
    /// If a file is damaged or the disk refuses.
    pub fn merge(&self, files: &[Listed], batch: i64) -> Result<Vec<Listed>, StoreError> {
        unimplemented!("merge {files:?} {batch}")
    }
}
