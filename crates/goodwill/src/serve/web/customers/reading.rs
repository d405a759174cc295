//! What history and the inbox know of one customer, and the value worked out of it.

use std::{collections::HashMap, sync::Arc};

use access::Right;
use facts::{Day, FactRow, Private, Value, schema::Kind};
use records::KeptFit;

use crate::{
    folder::{
        Folder, FolderError,
        names::WhoIsWho,
        timeline,
        values::one::{Worked, one},
    },
    serve::web::{Caller, Path, Problem, Web},
};

use super::wanted;

/// Orders and returns of one customer that are looked at, at most.
const MOST_ROWS: usize = 50_000;
/// Order lines that are looked through for those of the orders shown.
const MOST_LINES: usize = 5_000;
/// Fits that are looked through for the one a value was made with.
const MOST_FITS: u64 = 100;

/// One customer's value, worked out, and when it was kept.
pub(super) struct Known {
    /// What is known and expected; none without orders.
    pub(super) worked: Option<Worked>,
}

/// Whom a path is about.
pub(super) enum Whom {
    /// This customer of the book.
    Customer(book::Entry, Arc<book::Book>),
    /// The customer has gone on under another key.
    Joined(i64),
    /// The book is being made.
    Loading,
}

/// The customer of a key in a path.
///
/// # Errors
///
/// If there is none, or the records cannot be read.
pub(super) async fn whom(web: &Arc<Web>, Path(key): &Path<String>) -> Result<Whom, Problem> {
    let key = wanted::key(key)?;
    let Some(book) = web.shelf.book() else { return Ok(Whom::Loading) };
    if let Some(entry) = book.get(key) {
        return Ok(Whom::Customer(entry, book));
    }
    let canonical = WhoIsWho::now(&web.desk.folder).await?.canonical(key);
    if canonical != key && book.get(canonical).is_some() {
        return Ok(Whom::Joined(canonical));
    }
    Err(Problem::not_found("customer"))
}

/// Works out one customer's value.
///
/// # Errors
///
/// If the folder cannot be read.
pub(super) async fn known(web: &Arc<Web>, key: i64, as_of: i32) -> Result<Known, Problem> {
    web.blocking(move |web| Ok(Known { worked: worked(&web.desk.folder, key, as_of)? })).await
}

fn worked(folder: &Folder, key: i64, as_of: i32) -> Result<Option<Worked>, FolderError> {
    let keys = folder.wait(WhoIsWho::now(folder))?.keys(key);
    let kinds = [Kind::Orders, Kind::Returns, Kind::CustomerValues];
    let rows = timeline::facts_of(folder, &keys, &kinds, None, MOST_ROWS)?;
    let value = rows.iter().filter(|row| row.kind == Kind::CustomerValues).max_by_key(|row| row.version);
    let as_of = match value.map(|row| row.value("as_of")) {
        Some(Value::Day(day)) => *day,
        _ => as_of,
    };
    let fit = fit_of(folder, value)?;
    let Ok(as_of) = Day::from_epoch(as_of) else { return Ok(None) };
    one(fit.as_ref(), as_of, &rows)
}

/// The fit a value was made with; the latest where that is not known.
fn fit_of(folder: &Folder, value: Option<&FactRow>) -> Result<Option<KeptFit>, FolderError> {
    let latest = folder.wait(folder.records().latest_fit())?;
    let wanted = match value.map(|row| row.value("fit")) {
        Some(Value::Whole(fit)) => Some(*fit),
        _ => None,
    };
    match (wanted, latest) {
        (Some(wanted), Some(latest)) if latest.id != wanted => {
            let fits = folder.wait(folder.records().fits(MOST_FITS))?;
            Ok(Some(fits.into_iter().find(|fit| fit.id == wanted).unwrap_or(latest)))
        }
        (_, latest) => Ok(latest),
    }
}

/// What happened with a customer before a moment, newest first, and the moment before which the next
/// page begins; a little more than `most` where several things happened at the moment of the last.
/// Notes are left out, they have their own place. Free text is there only for a caller who may see
/// who the customer is.
///
/// # Errors
///
/// If the folder cannot be read.
pub(super) async fn happened(
    web: &Arc<Web>,
    caller: &Caller,
    key: i64,
    kind: Option<Kind>,
    before: Option<i64>,
    most: usize,
) -> Result<(Vec<FactRow>, Option<i64>), Problem> {
    let known = caller.may(Right::IdentityRead);
    web.blocking(move |web| Ok(rows(&web.desk.folder, key, kind, before, most, known)?)).await
}

fn rows(
    folder: &Folder,
    key: i64,
    kind: Option<Kind>,
    before: Option<i64>,
    most: usize,
    known: bool,
) -> Result<(Vec<FactRow>, Option<i64>), FolderError> {
    let keys = folder.wait(WhoIsWho::now(folder))?.keys(key);
    let kinds = kind.as_ref().map_or(&timeline::KINDS[..], std::slice::from_ref);
    let mut rows = timeline::facts_of(folder, &keys, kinds, before, most)?;
    let next = (rows.len() >= most).then(|| rows.last().and_then(FactRow::time)).flatten();
    if known {
        let mut texts: HashMap<(String, [u8; 16]), Private> = folder
            .wait(folder.records().private_of_customer(&keys))?
            .into_iter()
            .map(|text| ((text.kind, text.key), Private(text.fields)))
            .collect();
        for row in &mut rows {
            if let Some(text) = texts.remove(&(row.kind.name().to_owned(), row.key.0)) {
                row.private = text;
            }
        }
    } else {
        for row in &mut rows {
            row.private.0.clear();
        }
    }
    let ordered = rows.iter().filter(|row| row.kind == Kind::Orders);
    if let Some(since) = ordered.filter_map(FactRow::time).min() {
        let lines = timeline::facts_of(folder, &keys, &[Kind::OrderLines], before, MOST_LINES)?;
        rows.extend(lines.into_iter().filter(|line| line.time().is_none_or(|at| at >= since)));
    }
    Ok((rows, next))
}
