//! Writes the files of one batch.

use std::path::{Path, PathBuf};

use facts::FactRow;

use super::{Listed, StoreError};

/// The files of a batch in the making; dropped before [`Writer::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    batch: i64,
}

impl Writer {
    pub(super) fn new(root: &Path, batch: i64) -> Self {
        Self { root: root.to_owned(), batch }
    }

    /// Takes a row. `repeated` says that the history may have a row about the same fact already,
    /// or, for a line, of the same order.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn push(&mut self, row: FactRow, repeated: bool) -> Result<(), StoreError> {
        unimplemented!("push {row:?} {repeated} {:?} {}", self.root, self.batch)
    }

    /// Puts the files into place, synced; the manifest decides when they are live.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn finish(self) -> Result<Vec<Listed>, StoreError> {
        unimplemented!("finish")
    }
}
