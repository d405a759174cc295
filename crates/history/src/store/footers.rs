//! What the ends of files say of their pages, kept in memory: a file never changes, and reading its
//! end again costs more than the page that is wanted.

use std::{
    collections::HashMap,
    fs::File,
    sync::{Arc, Mutex, PoisonError},
};

use parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
    file::metadata::PageIndexPolicy,
};

use super::{Listed, Store, StoreError};

/// Bytes kept, about.
const MOST_BYTES: usize = 64 << 20;
/// What an entry takes beyond what it says itself.
const OWN_BYTES: usize = 8 << 10;

/// Ends of files, those used last.
#[derive(Debug, Default)]
pub(super) struct Footers(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    files: HashMap<String, Entry>,
    bytes: usize,
    uses: u64,
}

#[derive(Debug)]
struct Entry {
    checksum: String,
    metadata: ArrowReaderMetadata,
    bytes: usize,
    used: u64,
}

impl Kept {
    fn get(&mut self, file: &Listed) -> Option<ArrowReaderMetadata> {
        self.uses += 1;
        let entry = self.files.get_mut(&file.path).filter(|entry| entry.checksum == file.checksum)?;
        entry.used = self.uses;
        Some(entry.metadata.clone())
    }

    fn put(&mut self, file: &Listed, metadata: ArrowReaderMetadata) {
        let bytes = metadata.metadata().memory_size() + OWN_BYTES;
        let entry = Entry { checksum: file.checksum.clone(), metadata, bytes, used: self.uses };
        self.bytes += bytes;
        if let Some(before) = self.files.insert(file.path.clone(), entry) {
            self.bytes -= before.bytes;
        }
        if self.bytes > MOST_BYTES {
            self.forget_half();
        }
    }

    fn forget_half(&mut self) {
        let mut uses: Vec<u64> = self.files.values().map(|entry| entry.used).collect();
        uses.sort_unstable();
        let middle = uses[uses.len() / 2];
        self.files.retain(|_, entry| entry.used > middle);
        self.bytes = self.files.values().map(|entry| entry.bytes).sum();
    }
}

impl Store {
    /// The end of a file, and the file itself, open.
    pub(super) fn open_with_pages(&self, file: &Listed) -> Result<(File, ArrowReaderMetadata), StoreError> {
        let path = self.root.join(&file.path);
        let open = File::open(&path).map_err(|e| StoreError::io(&path, e))?;
        let kept = || self.footers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(metadata) = kept().get(file) {
            return Ok((open, metadata));
        }
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let metadata =
            ArrowReaderMetadata::load(&open, options).map_err(|e| StoreError::damaged(&path, e))?;
        kept().put(file, metadata.clone());
        Ok((open, metadata))
    }
}

/// Shared by all that use a store.
pub(super) type Shared = Arc<Footers>;
