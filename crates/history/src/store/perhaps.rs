//! Which facts the files may tell of already: asked of every fact that an event tells of, so kept
//! in little memory. It may say yes of a fact that is new, never no of one that is known.

use std::collections::{HashMap, HashSet};

use facts::{FactRow, RowKey, schema::Kind};
use fastbloom::BloomFilter;

use super::{
    Listed, Role, Store, StoreError,
    columns::{self, GROUP, KEY},
    line_group,
};

/// With 12 bits a key, three in a thousand new facts are taken for known.
const BITS_PER_KEY: u64 = 12;
const HASHES: u32 = 8;
const LEAST_ROOM: u64 = 65_536;

/// Facts that may be known, but events.
#[derive(Debug, Default)]
pub struct PerhapsKnown {
    kinds: HashMap<Kind, Keys>,
    files: HashSet<String>,
}

#[derive(Debug)]
struct Keys {
    bloom: BloomFilter,
    held: u64,
    room: u64,
}

impl Keys {
    fn with_room(room: u64) -> Self {
        let room = room.max(LEAST_ROOM);
        let bits = usize::try_from(room * BITS_PER_KEY).unwrap_or(usize::MAX);
        Self { bloom: BloomFilter::with_num_bits(bits).seed(&0).hashes(HASHES), held: 0, room }
    }

    fn insert(&mut self, key: RowKey) {
        self.bloom.insert(&key.0);
        self.held += 1;
    }
}

impl PerhapsKnown {
    /// Reads the keys of files that were not read yet. Files that are gone leave their keys.
    ///
    /// # Errors
    ///
    /// If a file is missing or damaged.
    pub fn catch_up(&mut self, store: &Store, live: &[Listed]) -> Result<(), StoreError> {
        let mut by_kind: HashMap<Kind, Vec<&Listed>> = HashMap::new();
        for file in live.iter().filter(|f| f.role == Role::Rows && f.kind != Kind::Events) {
            by_kind.entry(file.kind).or_default().push(file);
        }
        for (kind, files) in by_kind {
            let rows = |files: &[&Listed]| files.iter().map(|f| f.rows.unsigned_abs()).sum::<u64>();
            let mut new: Vec<&Listed> =
                files.iter().copied().filter(|f| !self.files.contains(&f.path)).collect();
            let keys = self.kinds.entry(kind).or_insert_with(|| Keys::with_room(0));
            if keys.held + rows(&new) > keys.room {
                *keys = Keys::with_room(2 * rows(&files));
                new = files;
            }
            let column = column_of(kind);
            for file in new {
                store.scan(file, Some(&[column]), &mut |rows| {
                    if let Some(array) = rows.column_by_name(column) {
                        (0..rows.num_rows()).for_each(|row| keys.insert(columns::key_at(array, row)));
                    }
                })?;
                self.files.insert(file.path.clone());
            }
        }
        Ok(())
    }

    /// Whether the files read so far may tell of this fact; of a line, of lines of its order.
    #[must_use]
    pub fn may_hold(&self, row: &FactRow) -> bool {
        self.kinds.get(&row.kind).is_some_and(|keys| keys.bloom.contains(&key_of(row).0))
    }
}

/// What is asked about a fact: of a line, its order.
#[must_use]
pub fn key_of(row: &FactRow) -> RowKey {
    if row.kind == Kind::OrderLines { line_group(row) } else { row.key }
}

pub(super) const fn column_of(kind: Kind) -> &'static str {
    match kind {
        Kind::OrderLines => GROUP,
        _ => KEY,
    }
}
