//! Whose value new events change: customers who ordered or sent something back.

use std::collections::HashSet;

use facts::{FactRow, Value, schema::Kind};

use history::store::Role;
use records::Origin;

use crate::folder::{Folder, FolderError, listed, tables::Telling};

/// Rows of the inbox that are looked at in one piece.
const PIECE: u64 = 4_000;

/// How far new facts were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// Number of the last event of the inbox.
    event: i64,
    /// Number of the last batch; `None` before the first look.
    batch: Option<i64>,
}

/// The customers whose value these facts change, by keys as first seen.
fn touched_by<'a>(rows: impl IntoIterator<Item = &'a FactRow>) -> impl Iterator<Item = i64> {
    rows.into_iter().filter(|row| changes_values(row.kind)).filter_map(|row| match row.value("customer") {
        Value::Customer(key) => Some(*key),
        _ => None,
    })
}

const fn changes_values(kind: Kind) -> bool {
    matches!(kind, Kind::Orders | Kind::Returns)
}

/// The customers whose value was changed since the last look by events of the inbox and by files;
/// at the first look, by whatever came after the latest fit.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn touched_since(folder: &Folder, seen: Seen) -> Result<(HashSet<i64>, Seen), FolderError> {
    let mut customers = HashSet::new();
    let batch = imported_since(folder, seen.batch, &mut customers)?;
    let event = sent_since(folder, seen.event, &mut customers)?;
    Ok((customers, Seen { event, batch: Some(batch) }))
}

fn sent_since(folder: &Folder, after: i64, customers: &mut HashSet<i64>) -> Result<i64, FolderError> {
    let mut telling = None;
    let mut last = after;
    loop {
        let rows = folder.wait(folder.records().inbox(last, PIECE))?;
        let Some(newest) = rows.last() else { return Ok(last) };
        last = newest.id;
        for row in rows.iter().filter(|row| may_be_an_order(&row.body)) {
            let telling = match &mut telling {
                Some(telling) => telling,
                none => {
                    none.insert(Telling::new(folder, &folder.wait(folder.records().allowed_properties())?)?)
                }
            };
            if let Ok(told) = telling.told(row) {
                customers.extend(touched_by(&told.rows));
            }
        }
    }
}

/// Customers of files that were imported after batch `since`.
fn imported_since(
    folder: &Folder,
    since: Option<i64>,
    customers: &mut HashSet<i64>,
) -> Result<i64, FolderError> {
    let records = folder.records();
    let (after, from) = match since {
        Some(batch) => (Some(batch), i64::MIN),
        None => (None, folder.wait(records.latest_fit())?.map_or(i64::MIN, |fit| fit.fitted_at)),
    };
    let batches = folder.wait(records.batches(after, u64::MAX >> 1))?;
    let last = batches.iter().map(|batch| batch.id).max().into_iter().chain(since).max().unwrap_or(0);
    let new: HashSet<i64> = batches
        .iter()
        .filter(|batch| batch.origin == Origin::File && batch.published_at > from)
        .map(|batch| batch.id)
        .collect();
    if !new.is_empty() {
        let live = listed::all_known(&folder.wait(records.live())?)?;
        let files: Vec<_> = live
            .into_iter()
            .filter(|file| file.role == Role::Rows && changes_values(file.kind) && new.contains(&file.batch))
            .collect();
        customers.extend(folder.store().customers_in(&files)?);
    }
    Ok(last)
}

/// Whether it is worth reading: all events that tell of orders have the word in their name.
fn may_be_an_order(body: &[u8]) -> bool {
    body.windows(5).any(|word| word.eq_ignore_ascii_case(b"order"))
}
