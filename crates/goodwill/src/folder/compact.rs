//! Compaction: events that are acknowledged move from the inbox into history.
//!
//! Files are written first and become history in the same transaction in which their events leave
//! the inbox: a crash anywhere leaves each event in the one or in the other.

use std::collections::{HashMap, HashSet};

use facts::{RowKey, Value, schema::Kind};
use history::{
    ids::Ids,
    store::{Listed, PerhapsKnown, Role, key_of},
};
use records::{
    InboxRow, NewBatch, Origin, PrivateText, Publication, Quarantined, RecordsError, SeenProperty,
};

use super::{Folder, FolderError, Guarded, listed, tables::Telling};

/// What a compaction did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compacted {
    /// Events that moved.
    pub(crate) events: u64,
    /// Whether more waits in the inbox.
    pub(crate) more: bool,
    /// Files merged into fewer.
    pub(crate) merged: u64,
}

/// Small files of one kind and month are merged when there are so many of about one size.
const MANY: usize = 16;
/// A file of this size is large enough,
const LARGE: i64 = 64 << 20;
/// and one of so many rows: a file holds at most twice as many, so that no two of these become one.
const LARGE_ROWS: i64 = 131_072;

/// Events read at one time.
const TOGETHER: usize = 4_000;

/// Events that have become history are cleared away so many at a time: senders wait for one step.
const CLEARED: u32 = 2_000;

/// How often events are told of again because somebody published meanwhile.
const ATTEMPTS: u32 = 3;

/// Moves at most `most` events from the inbox into history, and merges small files. `known` is kept
/// from one compaction to the next; at first it is empty.
///
/// # Errors
///
/// If the folder cannot be read or written; then the events are where they were.
pub(crate) fn compact(
    folder: &Folder,
    known: &mut PerhapsKnown,
    most: u64,
    now: i64,
) -> Result<Compacted, FolderError> {
    // Two compactions of the same events would write them twice.
    let _lock = folder.lock(Guarded::Compact)?;
    let mut done = Compacted::default();
    for attempt in 0..=ATTEMPTS {
        // The last attempt takes every fact for known: then nobody who publishes is in its way.
        let known = (attempt < ATTEMPTS).then_some(&mut *known);
        if let Some(moved) = move_events(folder, most, known, now)? {
            done = Compacted { more: moved.events >= most, ..moved };
            break;
        }
    }
    // Also what a compaction that was killed left: nobody sees it, it only takes room.
    while folder.wait(folder.records().clear_filed(CLEARED))? > 0 {}
    done.merged = merge(folder, now)?;
    Ok(done)
}

/// `None` where they did not move, because somebody published what may be told of here.
fn move_events(
    folder: &Folder,
    most: u64,
    known: Option<&mut PerhapsKnown>,
    now: i64,
) -> Result<Option<Compacted>, FolderError> {
    let records = folder.records();
    let mut inbox = Waiting::new(folder, most);
    if inbox.is_empty()? {
        return Ok(Some(Compacted::default()));
    }
    let expect_generation = known.is_some().then(|| folder.wait(records.generation())).transpose()?;
    let known = match known {
        Some(known) => {
            known.catch_up(folder.store(), &listed::all_known(&folder.wait(records.live())?)?)?;
            Some(&*known)
        }
        None => None,
    };
    let mut told_of: HashSet<(Kind, RowKey)> = HashSet::new();
    let telling = Telling::new(folder, &folder.wait(records.allowed_properties())?)?;
    let batch = folder.wait(records.next_batch())?;
    let mut writer = folder.store().writer(batch);
    let (mut private, mut bad, mut refused) = (Vec::new(), Vec::new(), 0);
    let mut seen: HashMap<(String, String, &'static str, &'static str), u64> = HashMap::new();
    let (mut rows, mut messages) = (0u64, Vec::new());
    while let Some(event) = inbox.next()? {
        let event = &event;
        messages.push(event.message);
        let mut refuse = |reason: String| {
            bad.push(Quarantined {
                received_at: event.received_at,
                source: event.source,
                message: Some(event.message),
                reason,
                body: event.body.clone(),
            });
        };
        let told = match telling.told(event) {
            Ok(told) => told,
            Err(reason) => {
                refuse(format!("the event cannot be read: {reason}"));
                continue;
            }
        };
        let name = told.rows.first().and_then(|row| row.value("name").text()).unwrap_or_default().to_owned();
        for property in told.seen {
            let what = (name.clone(), property.property, property.kind, property.goes_to.name());
            *seen.entry(what).or_default() += 1;
        }
        told.problems.into_iter().for_each(&mut refuse);
        let of_this_event: Vec<(Kind, RowKey)> =
            told.rows.iter().map(|row| (row.kind, key_of(row))).collect();
        let mut same_event = HashSet::new();
        for row in told.rows {
            rows += 1;
            let customer = row.values.iter().find_map(|value| match value {
                Value::Customer(key) => Some(*key),
                _ => None,
            });
            if !row.private.0.is_empty() {
                private.push(PrivateText {
                    kind: row.kind.name().to_owned(),
                    key: row.key.0,
                    customer,
                    fields: row.private.0.clone(),
                });
            }
            // An event is told of once; what it tells of may have been told of before.
            let repeated = row.kind != Kind::Events
                && (known.is_none_or(|known| known.may_hold(&row))
                    || told_of.contains(&(row.kind, key_of(&row)))
                    || !same_event.insert(row.key));
            writer.push(row, repeated)?;
        }
        told_of.extend(of_this_event);
        if bad.len() >= TOGETHER {
            refused += keep_apart(folder, &mut bad)?;
        }
    }
    let (events, through) = (messages.len() as u64, inbox.through);
    let mut add = listed::all_kept(&writer.finish()?);
    add.push(listed::kept(&Ids::write(&folder.history(), batch, messages)?));
    refused += keep_apart(folder, &mut bad)?;
    let publication = Publication {
        batch: Some(NewBatch {
            kind: "-".to_owned(),
            origin: Origin::Intake,
            source: String::new(),
            names: Vec::new(),
            digest: String::new(),
            mapping: String::new(),
            rows: events,
            created: rows,
            updated: 0,
            unchanged: 0,
            rejected: refused,
            published_at: now,
        }),
        batch_id: batch,
        add,
        private,
        inbox_through: Some(through),
        expect_generation,
        ..Publication::default()
    };
    {
        let _ids = folder.lock(Guarded::Ids)?;
        match folder.wait(records.publish(publication)) {
            Ok(_) => {}
            Err(RecordsError::Changed) => return Ok(None),
            Err(e) => return Err(e.into()),
        }
    }
    note(folder, seen)?;
    Ok(Some(Compacted { events, ..Compacted::default() }))
}

/// Puts what nothing could be made of into quarantine, before the events leave the inbox: after a
/// crash the same ones are refused again, once. Gives how many they were.
fn keep_apart(folder: &Folder, bad: &mut Vec<Quarantined>) -> Result<u64, FolderError> {
    if bad.is_empty() {
        return Ok(0);
    }
    folder.wait(folder.records().append(&[], bad))?;
    let count = bad.len() as u64;
    bad.clear();
    Ok(count)
}

/// The events of the inbox, a piece at a time: all of them at once would take much memory.
struct Waiting<'a> {
    folder: &'a Folder,
    piece: std::vec::IntoIter<InboxRow>,
    /// How many may still be read.
    left: u64,
    /// The last one that was handed out.
    through: i64,
}

impl<'a> Waiting<'a> {
    fn new(folder: &'a Folder, most: u64) -> Self {
        Self { folder, piece: Vec::new().into_iter(), left: most, through: 0 }
    }

    fn is_empty(&mut self) -> Result<bool, FolderError> {
        if self.piece.len() == 0 && self.left > 0 {
            let records = self.folder.records();
            let rows = self.folder.wait(records.inbox(self.through, self.left.min(TOGETHER as u64)))?;
            self.left -= rows.len() as u64;
            self.piece = rows.into_iter();
        }
        Ok(self.piece.len() == 0)
    }

    fn next(&mut self) -> Result<Option<InboxRow>, FolderError> {
        if self.is_empty()? {
            return Ok(None);
        }
        let row = self.piece.next();
        self.through = row.as_ref().map_or(self.through, |row| row.id);
        Ok(row)
    }
}

/// Counts which properties went where. A count that is lost in a crash loses no fact.
fn note(
    folder: &Folder,
    seen: HashMap<(String, String, &'static str, &'static str), u64>,
) -> Result<(), FolderError> {
    let mut seen: Vec<SeenProperty> = seen
        .into_iter()
        .map(|((event, property, kind, goes_to), count)| SeenProperty {
            event,
            property,
            kind: kind.to_owned(),
            goes_to: goes_to.to_owned(),
            count,
        })
        .collect();
    seen.sort_by(|a, b| (&a.event, &a.property, &a.kind).cmp(&(&b.event, &b.property, &b.kind)));
    Ok(folder.wait(folder.records().note_properties(&seen))?)
}

/// Makes fewer files of many small ones that came from running systems; those of imports stay as
/// they are, so that an import can be undone.
fn merge(folder: &Folder, now: i64) -> Result<u64, FolderError> {
    let records = folder.records();
    let generation = folder.wait(records.generation())?;
    let live = listed::all_known(&folder.wait(records.live())?)?;
    let intake = intake_batches(folder)?;
    let ours: Vec<Listed> = live.into_iter().filter(|file| intake.contains(&file.batch)).collect();
    let mut merged = 0;
    let small = small_files(&ours);
    let segments = Ids::to_merge(&listed::of_ids(&ours)).unwrap_or_default();
    if small.is_empty() && segments.is_empty() {
        return Ok(0);
    }
    let batch = folder.wait(records.next_batch())?;
    let mut add = Vec::new();
    if !small.is_empty() {
        add.extend(listed::all_kept(&folder.store().merge(&small, batch)?));
    }
    if !segments.is_empty() {
        add.push(listed::kept(&Ids::merge(&folder.history(), batch, &segments)?));
    }
    let remove: Vec<String> = small.iter().chain(&segments).map(|file| file.path.clone()).collect();
    merged += remove.len() as u64;
    let publication = Publication {
        batch: Some(NewBatch {
            kind: "-".to_owned(),
            origin: Origin::Merge,
            source: String::new(),
            names: Vec::new(),
            digest: String::new(),
            mapping: String::new(),
            rows: small.iter().map(|file| file.rows.unsigned_abs()).sum(),
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            published_at: now,
        }),
        batch_id: batch,
        add,
        remove,
        expect_generation: Some(generation),
        ..Publication::default()
    };
    let _ids = folder.lock(Guarded::Ids)?;
    match folder.wait(records.publish(publication)) {
        Ok(_) => Ok(merged),
        // Somebody published in between: the small files stay, the next compaction merges them.
        Err(RecordsError::Changed) => Ok(0),
        Err(e) => Err(e.into()),
    }
}

/// The batches of events and what was merged of them.
fn intake_batches(folder: &Folder) -> Result<HashSet<i64>, FolderError> {
    let batches = folder.wait(folder.records().batches(None, i64::MAX.unsigned_abs()))?;
    Ok(batches
        .into_iter()
        .filter(|batch| matches!(batch.origin, Origin::Intake | Origin::Merge))
        .map(|batch| batch.id)
        .collect())
}

/// Files of one kind, role, month and about one size, where there are many.
fn small_files(files: &[Listed]) -> Vec<Listed> {
    let mut groups: HashMap<(Kind, Role, &str, u32), Vec<&Listed>> = HashMap::new();
    for file in files.iter().filter(|file| matches!(file.role, Role::Rows | Role::Repeated)) {
        if file.bytes < LARGE && (file.role != Role::Rows || file.rows < LARGE_ROWS) {
            let month = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // A file is merged about once for each time its size grows sixteenfold.
            let size = file.bytes.max(1).ilog2() / 4;
            groups.entry((file.kind, file.role, month, size)).or_default().push(file);
        }
    }
    let mut many: Vec<Listed> =
        groups.into_values().filter(|group| group.len() >= MANY).flatten().cloned().collect();
    many.sort_by(|a, b| a.path.cmp(&b.path));
    many
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(number: i64, rows: i64, bytes: i64) -> Listed {
        Listed {
            path: format!("events/2026-11/{number}-1.parquet"),
            kind: Kind::Events,
            role: Role::Rows,
            batch: number,
            rows,
            bytes,
            checksum: String::new(),
            first: None,
            last: None,
            gaps: Vec::new(),
        }
    }

    #[test]
    fn what_was_merged_to_its_end_is_not_written_again_and_again() {
        let small: Vec<Listed> = (0..20).map(|n| file(n, 50_000, 4 << 20)).collect();
        assert_eq!(small_files(&small).len(), 20);
        let whole: Vec<Listed> = (0..20).map(|n| file(n, 250_000, 24 << 20)).collect();
        assert!(small_files(&whole).is_empty());
    }
}
