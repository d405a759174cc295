//! Writes the files of one batch.

mod bucket;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use arrow::{error::ArrowError, record_batch::RecordBatch};
use facts::{FactRow, RowKey, schema::Kind};
use tempfile::TempDir;

use self::bucket::Bucket;
pub(super) use self::bucket::{Made, made_file, read_all};
use super::{Listed, Role, StoreError, columns, durable, line_group};

/// Rows that wait to be turned into columns.
const WAITING_ROWS: usize = 8_192;

/// Columns held in memory; beyond it they go to unfinished files.
const HELD_BYTES: usize = 96 << 20;

/// Rows of one file: what is sorted at a time.
pub(super) const FILE_ROWS: usize = 262_144;

/// The files of a batch in the making; dropped before [`Writer::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    batch: i64,
    waiting: Vec<FactRow>,
    most_held: usize,
    held_bytes: usize,
    buckets: BTreeMap<(Kind, String), Bucket>,
    repeated: BTreeMap<Kind, Vec<[u8; 16]>>,
    folder: Option<TempDir>,
}

impl Writer {
    pub(super) fn new(root: &Path, batch: i64) -> Self {
        Self {
            root: root.to_owned(),
            batch,
            waiting: Vec::new(),
            most_held: HELD_BYTES,
            held_bytes: 0,
            buckets: BTreeMap::new(),
            repeated: BTreeMap::new(),
            folder: None,
        }
    }

    /// Holds about so many bytes in memory, not the hundred million of its own accord; the rest
    /// goes to unfinished files.
    #[must_use]
    pub fn holding(self, bytes: usize) -> Self {
        Self { most_held: bytes, ..self }
    }

    /// Takes a row. `repeated` says that the history may have a row about the same fact already,
    /// or, for a line, of the same order.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn push(&mut self, row: FactRow, repeated: bool) -> Result<(), StoreError> {
        if repeated {
            let key = if row.kind == Kind::OrderLines { line_group(&row) } else { row.key };
            self.repeated.entry(row.kind).or_default().push(key.0);
        }
        self.waiting.push(row);
        if self.waiting.len() >= WAITING_ROWS {
            self.columns_of_waiting()?;
        }
        Ok(())
    }

    /// Says of facts (of lines, of their orders) that rows of other batches tell of them, too.
    pub fn repeated(&mut self, kind: Kind, keys: impl IntoIterator<Item = RowKey>) {
        let mut keys = keys.into_iter().map(|key| key.0).peekable();
        if keys.peek().is_some() {
            self.repeated.entry(kind).or_default().extend(keys);
        }
    }

    /// Puts the files into place, synced; the manifest decides when they are live.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn finish(mut self) -> Result<Vec<Listed>, StoreError> {
        self.columns_of_waiting()?;
        if self.buckets.is_empty() && self.repeated.is_empty() {
            return Ok(Vec::new());
        }
        let folder = self.folder()?;
        let mut made = Vec::new();
        for ((kind, month), bucket) in std::mem::take(&mut self.buckets) {
            bucket.finish(&folder, kind, &month, &mut made)?;
        }
        for (kind, mut keys) in std::mem::take(&mut self.repeated) {
            keys.sort_unstable();
            keys.dedup();
            made.push(repeated_file(&folder, kind, &keys)?);
        }
        place_all(&self.root, self.batch, made)
    }

    fn folder(&mut self) -> Result<PathBuf, StoreError> {
        if let Some(folder) = &self.folder {
            return Ok(folder.path().to_owned());
        }
        let folder = durable::unfinished(&self.root, self.batch)?;
        Ok(self.folder.insert(folder).path().to_owned())
    }

    fn columns_of_waiting(&mut self) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut months: BTreeMap<(Kind, String), Vec<&FactRow>> = BTreeMap::new();
        for row in &waiting {
            months.entry((row.kind, month_of(row.time()))).or_default().push(row);
        }
        for ((kind, month), rows) in months {
            let batch = columns::batch_of(kind, self.batch, &rows).map_err(|e| self.impossible(&e))?;
            self.held_bytes += batch.get_array_memory_size();
            self.buckets.entry((kind, month)).or_default().hold(batch);
        }
        if self.held_bytes > self.most_held {
            let folder = self.folder()?;
            self.buckets.values_mut().try_for_each(|bucket| bucket.spill(&folder))?;
            self.held_bytes = 0;
        }
        Ok(())
    }

    fn impossible(&self, error: &ArrowError) -> StoreError {
        StoreError::damaged(&self.root, error)
    }
}

/// Moves made files into their places and syncs the folders.
pub(super) fn place_all(root: &Path, batch: i64, made: Vec<Made>) -> Result<Vec<Listed>, StoreError> {
    let mut listed = Vec::with_capacity(made.len());
    for file in made {
        let path = durable::place(root, &file.at, &file.folder, batch, "parquet")?;
        listed.push(Listed { path, batch, ..file.listed });
    }
    durable::sync_folders_of(root, listed.iter().map(|file| file.path.as_str()))?;
    Ok(listed)
}

/// A file of keys, sorted.
pub(super) fn repeated_file(folder: &Path, kind: Kind, keys: &[[u8; 16]]) -> Result<Made, StoreError> {
    let array = columns::key_array(keys.iter()).map_err(|e| StoreError::damaged(folder, e))?;
    let rows = RecordBatch::try_new(columns::keys_schema(), vec![array])
        .map_err(|e| StoreError::damaged(folder, e))?;
    made_file(folder, kind, Role::Repeated, "repeated", &rows)
}

/// The folder of the month, `none` without a time or with one that no company of today has facts
/// of: times all over the calendar must not make as many files.
fn month_of(micros: Option<i64>) -> String {
    micros
        .and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok())
        .map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date())
        .filter(|date| (1900..2200).contains(&date.year()))
        .map_or_else(|| "none".to_owned(), |date| format!("{:04}-{:02}", date.year(), date.month()))
}
