//! Everything that happened with one customer, newest first: facts of history, facts that are still
//! in the inbox, and notes of colleagues.

use std::collections::HashMap;

use facts::{FactRow, Private, schema::Kind};

use super::{Folder, FolderError, listed, names::WhoIsWho, tables::Telling};

/// Something that happened with a customer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Happening {
    /// When, microseconds since 1970-01-01 UTC; none where it is not known.
    pub(crate) at: Option<i64>,
    /// What.
    pub(crate) what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A fact of history or of the inbox, with what was said in private about it.
    Fact(Box<FactRow>),
    /// A note of a colleague.
    Note {
        /// Its number.
        id: i64,
        /// What it says.
        text: String,
        /// Who wrote it; none for a program.
        by: Option<i64>,
    },
}

/// The kinds of facts that happen with a customer. Lines are told by their orders.
pub(crate) const KINDS: [Kind; 8] = [
    Kind::Customers,
    Kind::Orders,
    Kind::Returns,
    Kind::Events,
    Kind::Feedback,
    Kind::Gestures,
    Kind::Contacts,
    Kind::Contracts,
];

/// Events of the inbox that are looked at for one customer, the newest.
const MOST_WAITING: u64 = 2_000;
/// Notes about one customer that are looked at, the newest.
const MOST_NOTES: u64 = 1_000;

/// What happened with a customer (a canonical key) before a moment, newest first and without a time
/// last; at most so much, or a little more where several things happened at the moment of the last.
/// Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn timeline(
    folder: &Folder,
    customer: i64,
    before: Option<i64>,
    most: usize,
) -> Result<Vec<Happening>, FolderError> {
    let keys = folder.wait(WhoIsWho::now(folder))?.keys(customer);
    let facts = facts_of(folder, &keys, &KINDS, before, most)?;
    let mut texts: HashMap<(String, [u8; 16]), Private> = HashMap::new();
    for text in folder.wait(folder.records().private_of_customer(&keys))? {
        // By batch: what was said last stands.
        texts.insert((text.kind, text.key), Private(text.fields));
    }
    let mut all: Vec<Happening> = facts
        .into_iter()
        .map(|mut row| {
            if let Some(text) = texts.remove(&(row.kind.name().to_owned(), row.key.0)) {
                row.private = text;
            }
            Happening { at: row.time(), what: What::Fact(Box::new(row)) }
        })
        .collect();
    for note in folder.wait(folder.records().notes_of(&keys, None, MOST_NOTES))? {
        if before.is_none_or(|before| note.at < before) {
            let what = What::Note { id: note.id, text: note.text, by: note.by_person };
            all.push(Happening { at: Some(note.at), what });
        }
    }
    // Facts come in order; of one moment, notes follow them.
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    if most < all.len() {
        let last = most.checked_sub(1).and_then(|at| all[at].at);
        let same = all[most..].iter().take_while(|one| last.is_some() && one.at == last).count();
        all.truncate(most + same);
    }
    Ok(all)
}

/// The current facts of these kinds about a customer, given by all keys, the canonical one first;
/// in the order of a timeline. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn facts_of(
    folder: &Folder,
    keys: &[i64],
    kinds: &[Kind],
    before: Option<i64>,
    most: usize,
) -> Result<Vec<FactRow>, FolderError> {
    // The inbox first: an event that moves on in between is seen twice, which is once.
    let waiting = folder.wait(folder.records().inbox_of(keys, MOST_WAITING))?;
    let mut fresh = Vec::new();
    if !waiting.is_empty() {
        let telling = Telling::new(folder, &folder.wait(folder.records().allowed_properties())?)?;
        fresh = waiting.iter().filter_map(|row| telling.told(row).ok()).flat_map(|told| told.rows).collect();
    }
    let live = listed::all_known(&folder.wait(folder.records().live())?)?;
    Ok(folder.store().customer_rows_with(&live, &fresh, keys, kinds, before, most)?)
}
