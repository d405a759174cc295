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
        values::one::{self as values, Worked},
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

/// What a value is worked out of.
const VALUED: [Kind; 3] = [Kind::Orders, Kind::Returns, Kind::CustomerValues];

/// Works out one customer's value.
///
/// # Errors
///
/// If the folder cannot be read.
pub(super) async fn known(
    web: &Arc<Web>,
    key: i64,
    as_of: i32,
    depth: values::Depth,
) -> Result<Known, Problem> {
    web.blocking(move |web| {
        let folder = &web.desk.folder;
        let keys = folder.wait(WhoIsWho::now(folder))?.keys(key);
        let rows = timeline::facts_of(folder, &keys, &VALUED, None, MOST_ROWS)?;
        Ok(Known { worked: worked(folder, &rows, as_of, depth)? })
    })
    .await
}

fn worked(
    folder: &Folder,
    rows: &[FactRow],
    as_of: i32,
    depth: values::Depth,
) -> Result<Option<Worked>, FolderError> {
    let rows: Vec<&FactRow> = rows.iter().filter(|row| VALUED.contains(&row.kind)).take(MOST_ROWS).collect();
    let value = rows.iter().filter(|row| row.kind == Kind::CustomerValues).max_by_key(|row| row.version);
    let as_of = match value.map(|row| row.value("as_of")) {
        Some(Value::Day(day)) => *day,
        _ => as_of,
    };
    let fit = fit_of(folder, value.copied())?;
    let Ok(as_of) = Day::from_epoch(as_of) else { return Ok(None) };
    values::one(fit.as_ref(), as_of, &rows, depth)
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

/// Which part of what happened is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Only this kind.
    pub(super) kind: Option<Kind>,
    /// Before this moment.
    pub(super) before: Option<i64>,
    /// So many at most, and a little more where several things happened at the moment of the last.
    pub(super) most: usize,
}

impl Part {
    fn kinds(&self) -> &[Kind] {
        self.kind.as_ref().map_or(&timeline::KINDS[..], std::slice::from_ref)
    }

    fn with_lines(&self) -> bool {
        self.kind.is_none_or(|kind| kind == Kind::Orders)
    }
}

/// A part of what happened with a customer, newest first, and the moment before which the next part
/// begins. Notes are left out, they have their own place; free text is there only for a caller who
/// may see who the customer is.
pub(super) type Happened = (Vec<FactRow>, Option<i64>);

/// A part of what happened with a customer.
///
/// # Errors
///
/// If the folder cannot be read.
pub(super) async fn happened(
    web: &Arc<Web>,
    caller: &Caller,
    key: i64,
    part: Part,
) -> Result<Happened, Problem> {
    let may_see = caller.may(Right::IdentityRead);
    web.blocking(move |web| {
        let folder = &web.desk.folder;
        let keys = folder.wait(WhoIsWho::now(folder))?.keys(key);
        let mut kinds = part.kinds().to_vec();
        if part.with_lines() {
            kinds.push(Kind::OrderLines);
        }
        let rows = timeline::facts_of(folder, &keys, &kinds, part.before, usize::MAX)?;
        Ok(part_of(folder, &keys, &rows, &part, may_see)?)
    })
    .await
}

/// A customer's value worked out and a part of what happened, of one look at history.
///
/// # Errors
///
/// If the folder cannot be read.
pub(super) async fn all(
    web: &Arc<Web>,
    caller: &Caller,
    key: i64,
    as_of: i32,
    part: Part,
) -> Result<(Known, Happened), Problem> {
    let may_see = caller.may(Right::IdentityRead);
    web.blocking(move |web| {
        let folder = &web.desk.folder;
        let keys = folder.wait(WhoIsWho::now(folder))?.keys(key);
        let mut kinds = part.kinds().to_vec();
        kinds.extend(VALUED.iter().filter(|kind| !part.kinds().contains(kind)));
        if part.with_lines() {
            kinds.push(Kind::OrderLines);
        }
        let rows = timeline::facts_of(folder, &keys, &kinds, None, usize::MAX)?;
        let happened = part_of(folder, &keys, &rows, &part, may_see)?;
        Ok((Known { worked: worked(folder, &rows, as_of, values::Depth::Curve)? }, happened))
    })
    .await
}

/// The part of these facts, with what was said in private and the lines of its orders.
fn part_of(
    folder: &Folder,
    keys: &[i64],
    all: &[FactRow],
    part: &Part,
    may_see: bool,
) -> Result<Happened, FolderError> {
    let mut rows = timeline::part(all, part.kinds(), part.before, part.most);
    let next = (rows.len() >= part.most).then(|| rows.last().and_then(FactRow::time)).flatten();
    if may_see {
        let mut texts: HashMap<(String, [u8; 16]), Private> = folder
            .wait(folder.records().private_of_customer(keys))?
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
        let lines = timeline::part(all, &[Kind::OrderLines], part.before, MOST_LINES);
        rows.extend(lines.into_iter().filter(|line| line.time().is_none_or(|at| at >= since)));
    }
    Ok((rows, next))
}
