//! The page of the list, of everybody or of a segment.

use std::sync::Arc;

use access::Right;
use axum::{extract::State, response::Response};
use book::{Book, Direction, Entry, Filter, Sort};
use pages::customers::{self as drawn, Row, Segment, Sorted, Totals, View};

use super::{
    shown,
    wanted::{PAGE, Wanted, key_searched},
};
use crate::{
    folder::names,
    serve::web::{Caller, Path, Problem, Query, Web, see_other, shown as page_shown},
};

/// `GET /customers`
pub(super) async fn page(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut wanted = Wanted::read(&pairs, &["q", "segment", "field"])?;
    if let Some(Ok(condition)) = wanted.added() {
        if !wanted.filter.all.contains(&condition) {
            wanted.filter.all.push(condition);
        }
        return Ok(see_other(wanted.path("/customers")));
    }
    let changing = match wanted.segment {
        Some(id) => web.desk.folder.records().segment(id).await?.map(|s| Segment { id: s.id, name: s.name }),
        None => None,
    };
    draw(&web, &caller, &wanted, None, changing).await
}

/// `GET /segments/{id}`
pub(super) async fn segment(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut wanted = Wanted::read(&pairs, &[])?;
    let id: i64 = id.parse().map_err(|_| Problem::not_found("segment"))?;
    let segment =
        web.desk.folder.records().segment(id).await?.ok_or_else(|| Problem::not_found("segment"))?;
    wanted.filter = segment
        .filter
        .parse::<Filter>()
        .map_err(|e| Problem::conflict(format!("the segment's filter no longer holds: {e}")))?;
    wanted.segment = Some(segment.id);
    let segment = Segment { id: segment.id, name: segment.name };
    draw(&web, &caller, &wanted, Some(segment.clone()), Some(segment)).await
}

/// What the book says of the list.
struct Found {
    entries: Vec<Entry>,
    next: Option<book::Cursor>,
    totals: Totals,
}

fn found(book: &Book, wanted: &Wanted) -> Found {
    let found = book.list(&wanted.filter, wanted.sort, wanted.direction, wanted.after, wanted.limit);
    let (these, all) = (book.totals(&wanted.filter), book.totals(&Filter::default()));
    let totals = Totals {
        customers: these.customers,
        of_customers: all.customers,
        spend: these.spend,
        value: these.value,
        of_value: all.value,
        at_risk: these.at_risk,
    };
    Found { entries: found.entries, next: found.next, totals }
}

async fn draw(
    web: &Arc<Web>,
    caller: &Caller,
    wanted: &Wanted,
    segment: Option<Segment>,
    changing: Option<Segment>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let (expected, no_value) = shown::outlook(web, reader).await?;
    let base = segment.as_ref().map_or_else(|| "/customers".to_owned(), |s| format!("/segments/{}", s.id));
    let mut view = View {
        state: drawn::State::Loading,
        segment,
        changing,
        query: wanted.query.clone(),
        filters: drawn::Filters::default(),
        rows: Vec::new(),
        more_found: false,
        sorted: Sorted {
            by: shown::sort(wanted.sort),
            falling: wanted.direction == Direction::Descending,
            paths: Vec::new(),
        },
        totals: Totals::default(),
        currency: None,
        as_of: None,
        expected,
        no_value,
        first: None,
        next: None,
        export: None,
        savable: None,
        refused: None,
    };
    let Some(book) = web.shelf.book() else {
        return Ok(page_shown(&drawn::page(reader, &view)));
    };
    view.currency = book.currency();
    view.as_of = shown::day(book.as_of());
    // Conditions are changed on the list of everybody; only paging stays with the segment.
    view.filters = shown::filters(reader, wanted, "/customers", view.currency);
    if book.is_empty() && book.prospects() == 0 {
        view.state = drawn::State::NoCustomers;
        return Ok(page_shown(&drawn::page(reader, &view)));
    }
    view.state = drawn::State::Listed;
    if !wanted.query.is_empty() {
        (view.rows, view.more_found) = search(web, caller, &book, &wanted.query).await?;
        return Ok(page_shown(&drawn::page(reader, &view)));
    }
    let of_segment = Wanted {
        filter: if view.segment.is_some() { Filter::default() } else { wanted.filter.clone() },
        segment: wanted.segment.filter(|_| view.segment.is_none()),
        ..wanted.clone()
    };
    view.sorted.paths =
        Sort::ALL.iter().map(|sort| (shown::sort(*sort), of_segment.sorted_by(*sort).path(&base))).collect();
    let asked = wanted.clone();
    let found = web.blocking(move |_| Ok(found(&book, &asked))).await?;
    view.totals = found.totals;
    let keys: Vec<i64> = found.entries.iter().map(|entry| entry.key).collect();
    let names = shown::names_of(web, caller, &keys).await?;
    view.rows = found.entries.iter().map(|entry| shown::row(entry, names.get(&entry.key), None)).collect();
    view.first = wanted.after.map(|_| of_segment.path(&base));
    view.next = found.next.as_ref().map(|next| of_segment.path_after(&base, Some(next)));
    if caller.may(Right::Export) && !view.rows.is_empty() {
        view.export = Some(Wanted { segment: None, ..wanted.clone() }.path("/customers.csv"));
    }
    let unchanged = view.segment.is_some();
    if caller.may(Right::SegmentsWrite) && !unchanged && !wanted.filter.all.is_empty() {
        view.savable = Some(wanted.filter.to_string());
    }
    Ok(page_shown(&drawn::page(reader, &view)))
}

/// Customers found by the beginning of a name, an address or an id, or by their whole key.
async fn search(
    web: &Arc<Web>,
    caller: &Caller,
    book: &Book,
    query: &str,
) -> Result<(Vec<Row>, bool), Problem> {
    let found = searched(web, caller, query, PAGE + 1).await?;
    let more = found.len() > PAGE;
    let entries: Vec<(Entry, Option<String>)> =
        found.into_iter().take(PAGE).filter_map(|(key, text)| Some((book.get(key)?, text))).collect();
    let keys: Vec<i64> = entries.iter().map(|(entry, _)| entry.key).collect();
    let names = shown::names_of(web, caller, &keys).await?;
    let rows =
        entries.iter().map(|(entry, text)| shown::row(entry, names.get(&entry.key), text.clone())).collect();
    Ok((rows, more))
}

/// Keys that a search finds, each with the text it was found by; at most so many.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn searched(
    web: &Arc<Web>,
    caller: &Caller,
    query: &str,
    most: usize,
) -> Result<Vec<(i64, Option<String>)>, Problem> {
    let mut found: Vec<(i64, Option<String>)> =
        key_searched(query).into_iter().map(|key| (key, None)).collect();
    if caller.may(Right::IdentityRead) {
        for one in names::find(&web.desk.folder, query, most).await? {
            if !found.iter().any(|(key, _)| *key == one.customer) {
                found.push((one.customer, Some(one.text)));
            }
        }
    }
    if let Some(book) = web.shelf.book() {
        found.retain(|(key, _)| book.get(*key).is_some());
    }
    found.truncate(most);
    Ok(found)
}
