//! The page of segments, and the forms that make, change and delete one.

use std::sync::Arc;

use access::Right;
use axum::{extract::State, response::Response};
use book::{Book, Filter};
use pages::segments::{self as drawn, View};
use serde::Deserialize;

use super::{notes::Nothing, shown};
use crate::{
    folder::now,
    serve::web::{Caller, Form, Path, Problem, Web, see_other, shown as page_shown},
};

/// A name is at most so long, in characters.
const LONGEST_NAME: usize = 80;
/// A filter is at most so long.
const LONGEST_FILTER: usize = 4_000;

/// `GET /segments`
pub(super) async fn all(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let book = web.shelf.book();
    let kept = web.desk.folder.records().segments().await?;
    let (expected, _) = shown::outlook(&web, reader).await?;
    let reader_of = reader.clone();
    let totals = caller.may(Right::ValuesRead);
    let counted = book.is_some();
    let (mut segments, customers, currency) = web
        .blocking(move |_| {
            let book = book.unwrap_or_default();
            let valued = totals && expected.is_some() && book.currency().is_some();
            let segments: Vec<drawn::Segment> =
                kept.iter().map(|segment| segment_of(&reader_of, &book, segment, valued)).collect();
            Ok((segments, book.totals(&Filter::default()).customers, book.currency()))
        })
        .await?;
    segments.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then(a.id.cmp(&b.id)));
    let view = View { segments, customers, currency, counted, changeable: caller.may(Right::SegmentsWrite) };
    Ok(page_shown(&drawn::page(reader, &view)))
}

fn segment_of(
    reader: &pages::Reader,
    book: &Book,
    segment: &records::Segment,
    valued: bool,
) -> drawn::Segment {
    let (filter, broken) = match segment.filter.parse::<Filter>() {
        Ok(filter) => (filter, None),
        Err(error) => (Filter::default(), Some(error.to_string())),
    };
    let totals = book.totals(&filter);
    drawn::Segment {
        id: segment.id,
        name: segment.name.clone(),
        conditions: shown::conditions(reader, &filter, book.currency()),
        customers: totals.customers,
        value: (valued && broken.is_none()).then_some(totals.value),
        at_risk: (valued && broken.is_none()).then_some(totals.at_risk),
        broken,
    }
}

/// A segment as a form writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: String,
    filter: Option<String>,
}

/// A name that may be kept.
///
/// # Errors
///
/// If it is empty, too long or has control characters.
pub(super) fn name_of(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    let characters = name.chars().count();
    if characters == 0 || characters > LONGEST_NAME || name.contains(char::is_control) {
        return Err(Problem::invalid("name", format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    Ok(name.to_owned())
}

/// A filter that may be kept, as it is kept.
///
/// # Errors
///
/// If it is too long or no filter.
pub(super) fn filter_of(text: &str) -> Result<String, Problem> {
    if text.len() > LONGEST_FILTER {
        return Err(Problem::invalid("filter", format!("a filter has at most {LONGEST_FILTER} characters")));
    }
    let filter: Filter =
        text.parse().map_err(|e: book::BadCondition| Problem::invalid("filter", e.to_string()))?;
    Ok(filter.to_string())
}

/// `POST /segments`
pub(super) async fn make(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(written): Form<Written>,
) -> Result<Response, Problem> {
    let (name, filter) = (name_of(&written.name)?, filter_of(written.filter.as_deref().unwrap_or_default())?);
    let made = web.desk.folder.records().add_segment(&name, &filter, &caller.actor(), now()).await?;
    Ok(see_other(format!("/segments/{}?said=said-segment-saved", made.id)))
}

/// `POST /segments/{id}`
pub(super) async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let segment = number(&id)?;
    let kept = records.segment(segment).await?.ok_or_else(|| Problem::not_found("segment"))?;
    let filter = written.filter.as_deref().map_or(Ok(kept.filter), filter_of)?;
    records.change_segment(segment, &name_of(&written.name)?, &filter, &caller.actor(), now()).await?;
    Ok(see_other(format!("/segments/{segment}?said=said-segment-saved")))
}

/// `POST /segments/{id}/delete`
pub(super) async fn delete(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Form(_): Form<Nothing>,
) -> Result<Response, Problem> {
    if !web.desk.folder.records().delete_segment(number(&id)?, &caller.actor(), now()).await? {
        return Err(Problem::not_found("segment"));
    }
    Ok(see_other("/segments?said=said-segment-deleted"))
}

/// The number of a segment in a path.
///
/// # Errors
///
/// If it is none: then there is no such segment.
pub(super) fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::not_found("segment"))
}
