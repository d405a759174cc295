//! Undoing an import: its files leave history, and who was known by it alone is forgotten.

use std::collections::HashSet;

use facts::schema::Kind;
use history::store::{Listed, Role};
use records::{Batch, BatchState, Origin};

use crate::folder::{Folder, FolderError, Guarded, listed, values::forget_since};

/// What undoing did.
#[derive(Debug, Clone)]
pub(crate) struct Undone {
    /// The batch.
    pub(crate) batch: Batch,
    /// Statements that are no longer of history.
    pub(crate) rows: u64,
    /// Customers known by it alone.
    pub(crate) forgotten: u64,
    /// Whether values that were made with it were taken out: they are to be made anew.
    pub(crate) values: bool,
    /// Later imports of its kind that found facts known already: this one may have been the only
    /// one to keep them.
    pub(crate) said_again: Vec<Batch>,
}

/// Whether facts of these files change what customers are worth.
fn valued(files: &[Listed]) -> bool {
    use Kind::{Aliases, Costs, OrderLines, Orders, Products, Returns};
    files.iter().any(|file| matches!(file.kind, Orders | OrderLines | Returns | Aliases | Costs | Products))
}

/// Undoes the import of that number.
///
/// # Errors
///
/// If there is no such import or it was undone before, or the folder cannot be read or written.
pub(crate) fn undo(folder: &Folder, number: i64, now: i64) -> Result<Undone, FolderError> {
    let records = folder.records();
    let _lock = folder.lock(Guarded::Import)?;
    let batch = folder.wait(records.batch(number))?.ok_or_else(|| {
        FolderError::Refused(format!("there is no import {number}; 'goodwill import list' lists them"))
    })?;
    match (batch.origin, batch.state) {
        (Origin::File, BatchState::Live) => {}
        (Origin::File, BatchState::Undone) => {
            return Err(FolderError::Refused(format!("import {number} was undone before; nothing changed")));
        }
        _ => {
            return Err(FolderError::Refused(format!(
                "batch {number} came from running systems, not from a file: it cannot be undone"
            )));
        }
    }
    let ours = listed::all_known(&folder.wait(records.live())?)?.into_iter().filter(|f| f.batch == number);
    let values = valued(&ours.collect::<Vec<_>>()) && forget_since(folder, number, now)?;
    // No event may arrive between asking who else knows a customer and forgetting that customer.
    let _ids = folder.lock(Guarded::Ids)?;
    let snapshot = folder.wait(records.snapshot())?;
    let (ours, others): (Vec<Listed>, Vec<Listed>) =
        listed::all_known(&snapshot.live)?.into_iter().partition(|file| file.batch == number);
    let facts = |files: Vec<Listed>| -> Vec<Listed> {
        // Values are made of facts: they keep nobody known.
        files.into_iter().filter(|f| f.role == Role::Rows && f.kind != Kind::CustomerValues).collect()
    };
    let rows = ours.iter().filter(|file| file.role == Role::Rows).map(|file| file.rows.unsigned_abs()).sum();
    let mut forget = folder.store().customers_in(&facts(ours))?;
    let mut known: HashSet<i64> = folder.store().customers_in(&facts(others))?;
    known.extend(snapshot.inbox.iter().filter_map(|event| event.customer));
    let linked = snapshot.links.iter().filter(|link| link.batch != Some(number));
    known.extend(linked.flat_map(|link| [link.kept, link.other]));
    forget.retain(|customer| !known.contains(customer));
    let mut forget: Vec<i64> = forget.into_iter().collect();
    forget.sort_unstable();
    folder.wait(records.undo(number, &forget, now))?;
    let mut said_again = folder.wait(records.batches(Some(number), i64::MAX.unsigned_abs()))?;
    said_again.retain(|later| {
        let live = later.origin == Origin::File && later.state == BatchState::Live;
        live && later.kind == batch.kind && later.unchanged > 0
    });
    Ok(Undone { batch, rows, forgotten: forget.len() as u64, values, said_again })
}
