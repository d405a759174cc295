//! Segments for programs.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use book::{Book, Condition, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::segments::{filter_of, name_of, number};
use crate::{
    folder::now,
    serve::web::{Caller, Json, Listing, Path, Problem, Query, Web},
};

/// Which part of the segments is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Go on after this, as `next` of the part before said.
    after: Option<i64>,
    /// So many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// A segment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shown {
    /// Its number.
    id: i64,
    /// Its name.
    name: String,
    /// Its conditions, such as `orders:at-least:3`; all must hold.
    conditions: Vec<String>,
    /// When it was changed last, microseconds since 1970-01-01 UTC.
    changed_at: i64,
    /// What it comes to now; absent while the customers are being counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<Totals>,
}

/// What a filter finds, together.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct Totals {
    /// Customers.
    pub(super) customers: u64,
    /// Their revenue so far, whole units of the currency. Sums are absent without `values:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    spend: Option<f64>,
    /// Their expected value.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    /// Their value at risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk: Option<f64>,
}

impl Totals {
    /// What a filter finds; sums only for who may see what customers are worth together.
    fn of(totals: &book::Totals, sums: bool) -> Self {
        Self {
            customers: totals.customers,
            spend: sums.then_some(totals.spend),
            value: sums.then_some(totals.value),
            at_risk: sums.then_some(totals.at_risk),
        }
    }
}

/// A segment as it is written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// Its name, 1 to 80 characters.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Its conditions, such as `orders:at-least:3`; all must hold.
    #[schema(max_items = 32)]
    conditions: Vec<String>,
}

/// What is to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    /// Its new name.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// Its new conditions.
    #[schema(max_items = 32)]
    conditions: Option<Vec<String>>,
}

/// Conditions to count by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Counted {
    /// The conditions; all must hold. None: everybody who has ordered.
    #[schema(max_items = 32)]
    conditions: Vec<String>,
}

/// The filter that these conditions make, as it is kept.
fn filter(conditions: &[String]) -> Result<Filter, Problem> {
    let read =
        |text: &String| text.parse::<Condition>().map_err(|e| Problem::invalid("conditions", e.to_string()));
    if conditions.len() > 32 {
        return Err(Problem::invalid("conditions", "at most 32 conditions make a filter"));
    }
    let filter = Filter { all: conditions.iter().map(read).collect::<Result<_, _>>()? };
    filter_of(&filter.to_string())?;
    Ok(filter)
}

fn shown(segment: &records::Segment, book: Option<&Book>, sums: bool) -> Shown {
    let filter = segment.filter.parse::<Filter>().ok();
    let totals = book.zip(filter.as_ref()).map(|(book, filter)| Totals::of(&book.totals(filter), sums));
    let conditions = match filter {
        Some(filter) => filter.all.iter().map(ToString::to_string).collect(),
        None => vec![segment.filter.clone()],
    };
    Shown { id: segment.id, name: segment.name.clone(), conditions, changed_at: segment.changed_at, totals }
}

/// All segments with what each comes to now.
#[utoipa::path(
    get,
    path = "/api/v1/segments",
    operation_id = "list_segments",
    tag = "segments",
    params(Which),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses((status = 200, description = "Segments", body = Listing<Shown>)),
)]
pub(super) async fn list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let limit = which.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "it is a number from 1 to 500"));
    }
    let mut kept = web.desk.folder.records().segments_page(which.after, u64::from(limit) + 1).await?;
    let more = kept.len() > usize::from(limit);
    kept.truncate(usize::from(limit));
    let next = kept.last().filter(|_| more).map(|segment| segment.id.to_string());
    let (book, sums) = (web.shelf.book(), caller.may(Right::ValuesRead));
    let items = web
        .blocking(move |_| Ok(kept.iter().map(|one| shown(one, book.as_deref(), sums)).collect::<Vec<_>>()))
        .await?;
    Ok(axum::Json(Listing { items, next }).into_response())
}

/// One segment with what it comes to now.
#[utoipa::path(
    get,
    path = "/api/v1/segments/{id}",
    operation_id = "segment",
    tag = "segments",
    params(("id" = i64, Path, description = "The segment's number")),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses((status = 200, description = "The segment", body = Shown)),
)]
pub(super) async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let kept = web.desk.folder.records().segment(number(&id)?).await?;
    let kept = kept.ok_or_else(|| Problem::not_found("segment"))?;
    let sums = caller.may(Right::ValuesRead);
    Ok(axum::Json(shown(&kept, web.shelf.book().as_deref(), sums)).into_response())
}

/// Keeps conditions under a name.
#[utoipa::path(
    post,
    path = "/api/v1/segments",
    operation_id = "make_segment",
    tag = "segments",
    request_body = Written,
    security(("session" = ["segments:write"]), ("key" = ["segments:write"])),
    responses((status = 201, description = "The segment", body = Shown)),
)]
pub(super) async fn make(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(written): Json<Written>,
) -> Result<Response, Problem> {
    let (name, filter) = (name_of(&written.name)?, filter(&written.conditions)?.to_string());
    let made = web.desk.folder.records().add_segment(&name, &filter, &caller.actor(), now()).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(shown(&made, web.shelf.book().as_deref(), caller.may(Right::ValuesRead))),
    )
        .into_response())
}

/// Changes a segment's name or conditions.
#[utoipa::path(
    patch,
    path = "/api/v1/segments/{id}",
    operation_id = "change_segment",
    tag = "segments",
    params(("id" = i64, Path, description = "The segment's number")),
    request_body = Changed,
    security(("session" = ["segments:write"]), ("key" = ["segments:write"])),
    responses((status = 200, description = "The segment as it is now", body = Shown)),
)]
pub(super) async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(changed): Json<Changed>,
) -> Result<Response, Problem> {
    let (id, records) = (number(&id)?, web.desk.folder.records());
    let kept = records.segment(id).await?.ok_or_else(|| Problem::not_found("segment"))?;
    let name = changed.name.as_deref().map_or(Ok(kept.name), name_of)?;
    let filter = match &changed.conditions {
        Some(conditions) => filter(conditions)?.to_string(),
        None => kept.filter,
    };
    records.change_segment(id, &name, &filter, &caller.actor(), now()).await?;
    let now = records.segment(id).await?.ok_or_else(|| Problem::not_found("segment"))?;
    let sums = caller.may(Right::ValuesRead);
    Ok(axum::Json(shown(&now, web.shelf.book().as_deref(), sums)).into_response())
}

/// Deletes a segment; its customers stay.
#[utoipa::path(
    delete,
    path = "/api/v1/segments/{id}",
    operation_id = "delete_segment",
    tag = "segments",
    params(("id" = i64, Path, description = "The segment's number")),
    security(("session" = ["segments:write"]), ("key" = ["segments:write"])),
    responses((status = 204, description = "It is gone")),
)]
pub(super) async fn delete(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !web.desk.folder.records().delete_segment(number(&id)?, &caller.actor(), now()).await? {
        return Err(Problem::not_found("segment"));
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What conditions find now, together, without keeping them.
#[utoipa::path(
    post,
    path = "/api/v1/segments/count",
    operation_id = "count_segment",
    tag = "segments",
    request_body = Counted,
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses((status = 200, description = "What they find", body = Totals)),
)]
pub(super) async fn count(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(counted): Json<Counted>,
) -> Result<Response, Problem> {
    let filter = filter(&counted.conditions)?;
    let Some(book) = web.shelf.book() else {
        return Err(Problem::later("the customers are being counted: try again in a moment"));
    };
    let sums = caller.may(Right::ValuesRead);
    let totals = web.blocking(move |_| Ok(Totals::of(&book.totals(&filter), sums))).await?;
    Ok(axum::Json(totals).into_response())
}
