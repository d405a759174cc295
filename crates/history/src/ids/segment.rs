//! One file of sorted ids, and its filter.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use super::{FOLDER, filter::Filter, listed};
use crate::store::{
    Listed, StoreError,
    durable::{self, Digested},
};

const ID_BYTES: u64 = 16;

/// Ids read from the disk at once: a page.
const PAGE_IDS: u64 = 256;

#[derive(Debug)]
pub(super) struct Segment {
    file: File,
    ids: u64,
    filter: Filter,
}

fn filter_path(segment: &Path) -> PathBuf {
    let mut path = segment.as_os_str().to_owned();
    path.push(".bloom");
    path.into()
}

impl Segment {
    pub(super) fn open(root: &Path, listed: &Listed) -> Result<Self, StoreError> {
        let path = root.join(&listed.path);
        let file = File::open(&path).map_err(|e| StoreError::io(&path, e))?;
        let bytes = file.metadata().map_err(|e| StoreError::io(&path, e))?.len();
        let ids = u64::try_from(listed.rows).unwrap_or(0);
        if bytes != ids * ID_BYTES {
            return Err(StoreError::damaged(&path, format!("has {bytes} bytes where {ids} ids are listed")));
        }
        let beside = filter_path(&path);
        let filter = match Filter::read(&beside, ids) {
            Some(filter) => filter,
            None => remade(root, &path, &beside, ids, listed.batch)?,
        };
        Ok(Self { file, ids, filter })
    }

    pub(super) const fn len(&self) -> u64 {
        self.ids
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.filter.memory_bytes()
    }

    pub(super) fn contains(&self, id: &[u8; 16]) -> io::Result<bool> {
        Ok(self.filter.may_hold(id) && self.lies_here(id)?)
    }

    /// Ids are spread evenly: where one must lie can be guessed well.
    fn lies_here(&self, id: &[u8; 16]) -> io::Result<bool> {
        let wanted = u128::from_be_bytes(*id);
        // The place, if any, is in `from..to`; what lies just outside bounds the values.
        let (mut from, mut to) = (0, self.ids);
        let (mut low, mut high) = (0_u128, u128::MAX);
        let mut page = [0; (PAGE_IDS * ID_BYTES) as usize];
        for round in 0.. {
            if from >= to {
                return Ok(false);
            }
            let left = to - from;
            let guess = if round < 4 {
                let share = (wanted - low) as f64 / ((high - low) as f64).max(1.0);
                from + ((left as f64 * share) as u64).min(left - 1)
            } else {
                // Not so even after all.
                from + left / 2
            };
            let first = guess.saturating_sub(PAGE_IDS / 2).max(from);
            let ids = PAGE_IDS.min(to - first);
            let read = &mut page[..(ids * ID_BYTES) as usize];
            self.file.read_exact_at(read, first * ID_BYTES)?;
            let (ids_read, _) = read.as_chunks::<16>();
            match ids_read.binary_search(id) {
                Ok(_) => return Ok(true),
                Err(0) => {
                    to = first;
                    high = u128::from_be_bytes(ids_read[0]);
                }
                Err(at) if at as u64 == ids => {
                    from = first + ids;
                    low = u128::from_be_bytes(ids_read[at - 1]);
                }
                Err(_) => return Ok(false),
            }
        }
        Ok(false)
    }
}

/// The ids of a segment in their order.
pub(super) struct Reading {
    path: PathBuf,
    file: BufReader<File>,
    left: u64,
    last: Option<[u8; 16]>,
}

impl Reading {
    pub(super) fn open(path: &Path, ids: u64) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(|e| StoreError::io(path, e))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 18, file),
            left: ids,
            last: None,
        })
    }

    pub(super) fn next(&mut self) -> Result<Option<[u8; 16]>, StoreError> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut id = [0; 16];
        self.file.read_exact(&mut id).map_err(|e| StoreError::io(&self.path, e))?;
        if self.last.is_some_and(|last| last >= id) {
            return Err(StoreError::damaged(&self.path, "its ids are not in order"));
        }
        self.left -= 1;
        self.last = Some(id);
        Ok(Some(id))
    }
}

/// Makes the filter of a segment again. Where the disk refuses to keep it, it is only held.
fn remade(root: &Path, path: &Path, beside: &Path, ids: u64, batch: i64) -> Result<Filter, StoreError> {
    let mut filter = Filter::with_room_for(ids);
    let mut reading = Reading::open(path, ids)?;
    while let Some(id) = reading.next()? {
        filter.insert(&id);
    }
    let kept = durable::unfinished(root, batch).and_then(|folder| {
        let made = folder.path().join("filter");
        write_filter(&filter, &made)?;
        std::fs::rename(&made, beside).map_err(|e| StoreError::io(beside, e))
    });
    drop(kept);
    Ok(filter)
}

fn write_filter(filter: &Filter, path: &Path) -> Result<(), StoreError> {
    let failed = |e| StoreError::io(path, e);
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    filter.write(&mut out).map_err(failed)?;
    let file = out.into_inner().map_err(|e| failed(e.into_error()))?;
    file.sync_all().map_err(failed)
}

/// A segment in the making.
pub(super) struct Writing {
    path: PathBuf,
    out: BufWriter<Digested>,
    filter: Filter,
    ids: u64,
}

impl Writing {
    pub(super) fn create(folder: &Path, most: u64) -> Result<Self, StoreError> {
        let path = folder.join("ids");
        let file = Digested::create(&path).map_err(|e| StoreError::io(&path, e))?;
        let out = BufWriter::with_capacity(1 << 18, file);
        Ok(Self { path, out, filter: Filter::with_room_for(most), ids: 0 })
    }

    /// The next id, greater than those before.
    pub(super) fn push(&mut self, id: &[u8; 16]) -> Result<(), StoreError> {
        self.filter.insert(id);
        self.ids += 1;
        self.out.write_all(id).map_err(|e| StoreError::io(&self.path, e))
    }

    /// Syncs segment and filter and puts both into place.
    pub(super) fn place(self, root: &Path, batch: i64) -> Result<Listed, StoreError> {
        let failed = |e| StoreError::io(&self.path, e);
        let file = self.out.into_inner().map_err(|e| failed(e.into_error()))?;
        let (bytes, checksum) = file.sync().map_err(failed)?;
        let filter = filter_path(&self.path);
        write_filter(&self.filter, &filter)?;
        let below = durable::place(root, &self.path, FOLDER, batch, "ids")?;
        let beside = filter_path(&root.join(&below));
        std::fs::rename(&filter, &beside).map_err(|e| StoreError::io(&beside, e))?;
        durable::sync_folders_of(root, std::iter::once(below.as_str()))?;
        Ok(listed(below, batch, self.ids, bytes, checksum))
    }
}
