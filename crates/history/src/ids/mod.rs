//! The ids of messages that are in history, for ever, as digests.
//!
//! A set of segments: each a file of sorted 16-byte digests and beside it a Bloom filter that
//! answers most questions without the disk. Segments of one size class are merged when there are
//! eight, so that few filters have to be asked however old the company is
//! (docs/decisions/message-ids.md).

mod filter;
mod merged;
mod segment;

use std::{collections::BTreeMap, io, path::Path};

use facts::schema::Kind;

use self::segment::{Segment, Writing};
use crate::store::{Listed, Role, StoreError, durable};

/// The folder of the segments, below `history`.
const FOLDER: &str = "ids";

/// How many segments of one size class become one.
const TOGETHER: usize = 8;

/// The set of all ids. Questions may be asked from many threads at once.
#[derive(Debug)]
pub struct Ids {
    /// The largest first: most ids are in it.
    segments: Vec<Segment>,
}

impl Ids {
    /// Opens the listed segments; `root` is the folder `history`. A filter that is missing or
    /// damaged is made again.
    ///
    /// # Errors
    ///
    /// If a segment is missing or has another size than listed.
    pub fn open(root: &Path, listed: &[Listed]) -> Result<Self, StoreError> {
        let mut this = Self { segments: Vec::new() };
        for listed in listed.iter().filter(|file| file.role == Role::Ids) {
            this.segments.push(Segment::open(root, listed)?);
        }
        this.sort();
        Ok(this)
    }

    /// Takes one more segment in.
    ///
    /// # Errors
    ///
    /// Like [`Ids::open`].
    pub fn add(&mut self, root: &Path, listed: &Listed) -> Result<(), StoreError> {
        self.segments.push(Segment::open(root, listed)?);
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        self.segments.sort_by_key(|segment| std::cmp::Reverse(segment.len()));
    }

    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.segments.iter().map(Segment::len).sum()
    }

    /// Whether there is no id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Memory of the filters, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.segments.iter().map(Segment::memory_bytes).sum()
    }

    /// Whether the id is in history.
    ///
    /// # Errors
    ///
    /// If a segment cannot be read.
    pub fn contains(&self, id: &[u8; 16]) -> io::Result<bool> {
        for segment in &self.segments {
            if segment.contains(id)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// For each id whether it is in history.
    ///
    /// # Errors
    ///
    /// If a segment cannot be read.
    pub fn contains_many(&self, ids: &[[u8; 16]]) -> io::Result<Vec<bool>> {
        let mut known = vec![false; ids.len()];
        // Segment by segment: its filter stays in the processor's cache meanwhile, which is what
        // many ids against many segments cost.
        for segment in &self.segments {
            for (id, known) in ids.iter().zip(&mut known).filter(|(_, known)| !**known) {
                *known = segment.contains(id)?;
            }
        }
        Ok(known)
    }

    /// Writes a segment and its filter, synced; the manifest decides when it counts.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn write(root: &Path, batch: i64, mut ids: Vec<[u8; 16]>) -> Result<Listed, StoreError> {
        ids.sort_unstable();
        ids.dedup();
        let folder = durable::unfinished(root, batch)?;
        let mut writing = Writing::create(folder.path(), ids.len() as u64)?;
        ids.iter().try_for_each(|id| writing.push(id))?;
        writing.place(root, batch)
    }

    /// Makes one segment of several, in little memory; `segments` stay where they are.
    ///
    /// # Errors
    ///
    /// If one is damaged or the disk refuses.
    pub fn merge(root: &Path, batch: i64, segments: &[Listed]) -> Result<Listed, StoreError> {
        let folder = durable::unfinished(root, batch)?;
        let most = segments.iter().map(|file| u64::try_from(file.rows).unwrap_or(0)).sum();
        let mut writing = Writing::create(folder.path(), most)?;
        merged::each(root, segments, &mut |id| writing.push(id))?;
        writing.place(root, batch)
    }

    /// Which segments are worth merging into one now: eight of a size class, the smallest first.
    #[must_use]
    pub fn to_merge(listed: &[Listed]) -> Option<Vec<Listed>> {
        let mut classes: BTreeMap<u32, Vec<&Listed>> = BTreeMap::new();
        for file in listed.iter().filter(|file| file.role == Role::Ids) {
            classes.entry(class_of(file.rows)).or_default().push(file);
        }
        let crowded = classes.into_values().find(|files| files.len() >= TOGETHER)?;
        Some(crowded.into_iter().cloned().collect())
    }
}

/// Segments of up to 32,768 ids are of class 0, and each class holds eight times as many.
fn class_of(rows: i64) -> u32 {
    u64::try_from(rows).unwrap_or(0).max(1).ilog2().saturating_sub(12) / 3
}

fn listed(path: String, batch: i64, rows: u64, bytes: i64, checksum: String) -> Listed {
    Listed {
        path,
        kind: Kind::Events,
        role: Role::Ids,
        batch,
        rows: rows as i64,
        bytes,
        checksum,
        first: None,
        last: None,
        gaps: Vec::new(),
    }
}
