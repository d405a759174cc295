//! The ids of messages that are in history, for ever, as digests.
//!
//! A set of segments: each a file of sorted 16-byte digests and beside it a Bloom filter that
//! answers most questions without the disk. Segments of one size class are merged when there are
//! eight, so that few filters have to be asked however old the company is
//! (docs/decisions/message-ids.md).

use std::{io, path::Path};

use crate::store::{Listed, StoreError};

/// The set of all ids.
#[derive(Debug)]
pub struct Ids {}

impl Ids {
    /// Opens the listed segments; `root` is the folder `history`. A filter that is missing or
    /// damaged is made again.
    ///
    /// # Errors
    ///
    /// If a segment is missing or has another size than listed.
    pub fn open(root: &Path, listed: &[Listed]) -> Result<Self, StoreError> {
        unimplemented!("open {root:?} {listed:?}")
    }

    /// Takes one more segment in.
    ///
    /// # Errors
    ///
    /// Like [`Ids::open`].
    pub fn add(&mut self, root: &Path, listed: &Listed) -> Result<(), StoreError> {
        unimplemented!("add {root:?} {listed:?}")
    }

    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        unimplemented!("len")
    }

    /// Whether there is no id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the id is in history.
    ///
    /// # Errors
    ///
    /// If a segment cannot be read.
    pub fn contains(&self, id: &[u8; 16]) -> io::Result<bool> {
        unimplemented!("contains {id:?}")
    }

    /// For each id whether it is in history.
    ///
    /// # Errors
    ///
    /// If a segment cannot be read.
    pub fn contains_many(&self, ids: &[[u8; 16]]) -> io::Result<Vec<bool>> {
        ids.iter().map(|id| self.contains(id)).collect()
    }

    /// Writes a segment and its filter, synced; the manifest decides when it counts.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn write(root: &Path, batch: i64, ids: Vec<[u8; 16]>) -> Result<Listed, StoreError> {
        unimplemented!("write {root:?} {batch} {ids:?}")
    }

    /// Makes one segment of several.
    ///
    /// # Errors
    ///
    /// If one is damaged or the disk refuses.
    pub fn merge(root: &Path, batch: i64, segments: &[Listed]) -> Result<Listed, StoreError> {
        unimplemented!("merge {root:?} {batch} {segments:?}")
    }

    /// Which segments are worth merging into one now: eight of a size class.
    #[must_use]
    pub fn to_merge(listed: &[Listed]) -> Option<Vec<Listed>> {
        unimplemented!("to_merge {listed:?}")
    }
}
