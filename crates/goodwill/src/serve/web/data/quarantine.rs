//! Quarantine: what running systems sent and could not be understood. Seen, repaired, discarded.

use std::{collections::HashMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::data::quarantine::{self as page, One, ReasonRow, View};
use records::{QuarantineGroup, QuarantinedRow, Removal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{
        Caller, Form, Gate, Json, Listing, Paging, Path, Problem, Query, Routes, Web, see_other,
        settings::part::{Row, part},
        shown,
    },
    keys::{currency_of, name_currency},
};
use crate::{
    commands::Failure,
    folder::{import::hex, now},
    serve::repair::Repairs,
};

/// Events on a page.
const SHOWN: usize = 50;
/// Reasons that are told.
const REASONS: usize = 100;
/// Events that are read from the records at one time.
const TOGETHER: u64 = 500;
/// So long one request reads events again; the next one goes on.
const WORK_MICROS: i64 = 10_000_000;
/// A corrected event may have so many bytes.
const CORRECTED_BYTES: usize = 1 << 20;

pub(super) fn routes(routes: Routes) -> Routes {
    const READS: Gate = Gate::Needs(Right::DataRead);
    const WRITES: Gate = Gate::Needs(Right::DataWrite);
    routes
        .page("GET", "/data/quarantine", READS, get(shown_list))
        .page("POST", "/data/quarantine", WRITES, post(done))
        .page("GET", "/data/quarantine/{number}", READS, get(one))
        .page("POST", "/data/quarantine/{number}", WRITES, post(one_done))
        .api(
            OpenApiRouter::new()
                .routes(routes!(list))
                .routes(routes!(reasons))
                .routes(routes!(repair_many))
                .routes(routes!(read, discard))
                .routes(routes!(repair_one)),
        )
}

/// An event that could not be understood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct QuarantinedShown {
    /// Its number.
    id: i64,
    /// When it came, microseconds since 1970-01-01 UTC.
    received_at: i64,
    /// The number of the write key it came with.
    write_key: i64,
    /// Why it could not be understood.
    reason: String,
    /// What was sent; absent for who may not see who customers are.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
}

impl Row for QuarantinedShown {
    const FILE: &'static str = "quarantine";
    const COLUMNS: &'static [&'static str] = &["id", "received_at", "write_key", "reason", "event"];
}

impl QuarantinedShown {
    fn of(row: QuarantinedRow, known: bool) -> Self {
        let event = known.then(|| {
            serde_json::from_slice(&row.event.body)
                .unwrap_or_else(|_| String::from_utf8_lossy(&row.event.body).into())
        });
        Self {
            id: row.id,
            received_at: row.event.received_at,
            write_key: row.event.source,
            reason: row.event.reason,
            event,
        }
    }
}

/// How many wait for a reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ReasonShown {
    /// Why they could not be understood.
    reason: String,
    /// How many.
    events: u64,
    /// When the newest came, microseconds since 1970-01-01 UTC.
    newest_at: i64,
}

/// Which events are read again.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RepairMany {
    /// Only those that are there for this reason; absent for all.
    reason: Option<String>,
}

/// What became of events that were read again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Repaired {
    /// They are kept now.
    repaired: u64,
    /// They still cannot be understood.
    left: u64,
    /// Whether there was no time for all: ask again to go on.
    more: bool,
}

/// How an event is read again.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RepairOne {
    /// The event as it was corrected; absent to read it as it is. Its message id must stay the same.
    event: Option<Value>,
}

/// Events that could not be understood, the oldest first.
#[utoipa::path(get, path = "/api/v1/quarantine", tag = "data", params(Paging),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "Events in quarantine", body = Listing<QuarantinedShown>)))]
async fn list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let records = web.desk.folder.records();
    if part.csv {
        // Whole events leave the company's hands.
        caller.exports(&web, "quarantine").await?;
    }
    let found = records.quarantine(part.after.unwrap_or(0), part.asked().min(FILE)).await?;
    let known = caller.may(Right::IdentityRead);
    Ok(part.answer(found, |row| row.id, |row| QuarantinedShown::of(row, known)))
}

/// Rows of a file at most: each has the event with it.
const FILE: u64 = 20_000;

/// How many events wait, by reason, the most frequent first.
#[utoipa::path(get, path = "/api/v1/quarantine/reasons", tag = "data",
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "Reasons", body = Listing<ReasonShown>)))]
async fn reasons(State(web): State<Arc<Web>>) -> Result<Response, Problem> {
    let groups = web.desk.folder.records().quarantine_groups().await?;
    let shown = |(reason, events, newest_at)| ReasonShown { reason, events, newest_at };
    let items: Vec<ReasonShown> = by_reason(&groups).into_iter().map(shown).collect();
    Ok(axum::Json(Listing { items, next: None }).into_response())
}

/// One event that could not be understood.
#[utoipa::path(get, path = "/api/v1/quarantine/{id}", tag = "data",
    params(("id" = i64, Path, description = "The event's number in quarantine")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "The event", body = QuarantinedShown)))]
async fn read(State(web): State<Arc<Web>>, caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    let row = found(&web, id).await?;
    Ok(axum::Json(QuarantinedShown::of(row, caller.may(Right::IdentityRead))).into_response())
}

/// Discards an event for good.
#[utoipa::path(delete, path = "/api/v1/quarantine/{id}", tag = "data",
    params(("id" = i64, Path, description = "The event's number in quarantine")),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 204, description = "It is gone")))]
async fn discard(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    found(&web, id).await?;
    remove(&web, &caller, &[id]).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Reads an event again, as it is or corrected, and keeps it where it can be understood now.
#[utoipa::path(post, path = "/api/v1/quarantine/{id}/repair", tag = "data",
    params(("id" = i64, Path, description = "The event's number in quarantine")), request_body = RepairOne,
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 204, description = "It counts as if it had come well the first time")))]
async fn repair_one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(wanted): Json<RepairOne>,
) -> Result<Response, Problem> {
    let row = found(&web, id).await?;
    let corrected = wanted.event.map(|event| event.to_string().into_bytes());
    match again(&web, &caller, row, corrected).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(why) => Err(Problem::invalid("event", why)),
    }
}

/// Reads events again as they are, and keeps those that can be understood now.
#[utoipa::path(post, path = "/api/v1/quarantine/repair", tag = "data", request_body = RepairMany,
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 200, description = "What became of them", body = Repaired)))]
async fn repair_many(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(wanted): Json<RepairMany>,
) -> Result<Response, Problem> {
    Ok(axum::Json(all_again(&web, &caller, wanted.reason).await?).into_response())
}

/// Which events are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Digest of a reason.
    reason: Option<String>,
    /// Only those after this number.
    after: Option<i64>,
}

async fn shown_list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let groups = records.quarantine_groups().await?;
    let names = names(&web).await?;
    let reason = match wanted.reason.as_deref() {
        None | Some("") => None,
        Some(of) => Some(reason_of(&groups, of).ok_or_else(|| Problem::not_found("reason any more"))?),
    };
    let (after, most) = (wanted.after.unwrap_or(0), SHOWN as u64 + 1);
    let mut rows = match &reason {
        Some(reason) => records.quarantine_of(reason, after, most).await?,
        None => records.quarantine(after, most).await?,
    };
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let reason = reason.map(|text| (digest(&text), text));
    let next = rows.last().filter(|_| more).map(|last| match &reason {
        Some((of, _)) => format!("/data/quarantine?reason={of}&after={}#rows", last.id),
        None => format!("/data/quarantine?after={}#rows", last.id),
    });
    let view = View {
        reasons: by_reason(&groups)
            .into_iter()
            .map(|(text, count, newest)| ReasonRow { digest: digest(&text), text, count, newest })
            .collect(),
        reason,
        rows: rows.into_iter().map(|row| row_of(row, &names)).collect(),
        next,
        later: wanted.after.is_some(),
        without_currency: without_currency(&web, &groups).await?,
    };
    Ok(shown(&page::page(&caller.reader, &view)))
}

/// What the buttons of the page ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    #[serde(rename = "do")]
    what: What,
    #[serde(default)]
    reason: String,
    key: Option<i64>,
    currency: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Repair,
    Discard,
    Currency,
}

async fn done(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(act): Form<Act>,
) -> Result<Response, Problem> {
    let reason = if act.reason.is_empty() {
        None
    } else {
        let groups = web.desk.folder.records().quarantine_groups().await?;
        // Others may have repaired the last of them meanwhile.
        let Some(reason) = reason_of(&groups, &act.reason) else { return Ok(see_other("/data/quarantine")) };
        Some(reason)
    };
    let said = match act.what {
        What::Repair => said_of(all_again(&web, &caller, reason).await?),
        What::Discard => {
            let reason = reason.ok_or_else(|| Problem::invalid("reason", "choose a reason first"))?;
            loop {
                let rows = web.desk.folder.records().quarantine_of(&reason, 0, TOGETHER).await?;
                let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
                if ids.is_empty() {
                    break;
                }
                remove(&web, &caller, &ids).await?;
            }
            "said-data-discarded"
        }
        What::Currency => {
            let key = act.key.ok_or_else(|| Problem::invalid("key", "name a write key"))?;
            let currency = currency_of(act.currency.as_deref().unwrap_or_default())?;
            if !caller.may(Right::KeysWrite) {
                return Err(Problem::forbidden(Right::KeysWrite.name()));
            }
            name_currency(&web, &caller, key, currency).await?;
            said_of(all_again(&web, &caller, reason).await?)
        }
    };
    Ok(see_other(format!("/data/quarantine?said={said}")))
}

async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let row = found(&web, number).await?;
    Ok(shown(&page::one_page(&caller.reader, &view_of(&web, &caller, row, None, None).await?)))
}

/// What the buttons of one event's page ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActOnOne {
    #[serde(rename = "do")]
    what: WhatOfOne,
    body: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WhatOfOne {
    Repair,
    Discard,
}

async fn one_done(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(number): Path<i64>,
    Form(act): Form<ActOnOne>,
) -> Result<Response, Problem> {
    let row = found(&web, number).await?;
    match act.what {
        WhatOfOne::Discard => {
            remove(&web, &caller, &[number]).await?;
            Ok(see_other("/data/quarantine?said=said-data-discarded"))
        }
        WhatOfOne::Repair => {
            // Who may not see what was sent can only have it read as it is.
            let typed = act.body.filter(|_| caller.may(Right::IdentityRead));
            let corrected = typed.clone().map(String::into_bytes);
            match again(&web, &caller, row.clone(), corrected).await? {
                Ok(()) => Ok(see_other("/data/quarantine?said=said-data-repaired")),
                Err(why) => {
                    let view = view_of(&web, &caller, row, typed, Some(why)).await?;
                    let page = shown(&page::one_page(&caller.reader, &view));
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
            }
        }
    }
}

async fn view_of(
    web: &Web,
    caller: &Caller,
    row: QuarantinedRow,
    typed: Option<String>,
    still: Option<String>,
) -> Result<One, Problem> {
    let body = caller.may(Right::IdentityRead).then(|| typed.unwrap_or_else(|| readable(&row.event.body)));
    Ok(One { row: row_of(row, &names(web).await?), body, still })
}

/// What was sent, as a person can read and correct it.
fn readable(body: &[u8]) -> String {
    serde_json::from_slice::<Value>(body)
        .and_then(|event| serde_json::to_string_pretty(&event))
        .unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned())
}

fn row_of(row: QuarantinedRow, names: &HashMap<i64, String>) -> page::Row {
    page::Row {
        number: row.id,
        at: row.event.received_at,
        source: names.get(&row.event.source).cloned().unwrap_or_else(|| "–".to_owned()),
        reason: row.event.reason,
    }
}

/// Names of write keys.
async fn names(web: &Web) -> Result<HashMap<i64, String>, Problem> {
    let keys = web.desk.folder.records().keys().await?;
    Ok(keys.into_iter().map(|key| (key.id, key.name)).collect())
}

/// Reasons with how many wait and when the newest came, the most frequent first.
fn by_reason(groups: &[QuarantineGroup]) -> Vec<(String, u64, i64)> {
    let mut sums: HashMap<&str, (u64, i64)> = HashMap::new();
    for group in groups {
        let sum = sums.entry(&group.reason).or_default();
        *sum = (sum.0 + group.count, sum.1.max(group.newest));
    }
    let mut all: Vec<(String, u64, i64)> =
        sums.into_iter().map(|(reason, (count, newest))| (reason.to_owned(), count, newest)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(REASONS);
    all
}

/// What stands for a reason in an address: reasons may quote what was sent.
fn digest(reason: &str) -> String {
    hex(&Sha256::digest(reason)[..8])
}

fn reason_of(groups: &[QuarantineGroup], of: &str) -> Option<String> {
    groups.iter().find(|group| digest(&group.reason) == of).map(|group| group.reason.clone())
}

/// Valid keys without a currency whose events wait for one.
async fn without_currency(web: &Web, groups: &[QuarantineGroup]) -> Result<Vec<(i64, String)>, Problem> {
    let mut keys = web.desk.folder.records().keys().await?;
    keys.retain(|key| {
        let waits = |group: &QuarantineGroup| group.source == key.id && group.reason.contains(NO_CURRENCY);
        key.revoked_at.is_none() && key.currency.is_none() && groups.iter().any(waits)
    });
    Ok(keys.into_iter().map(|key| (key.id, key.name)).collect())
}

/// What is said of an order that names no currency.
const NO_CURRENCY: &str = "names no currency";

const fn said_of(done: Repaired) -> &'static str {
    match done {
        Repaired { more: true, .. } => "said-data-repair-more",
        Repaired { repaired: 0, left: 1.., .. } => "said-data-repaired-none",
        Repaired { left: 1.., .. } => "said-data-repaired-some",
        Repaired { .. } => "said-data-repaired",
    }
}

async fn found(web: &Web, id: i64) -> Result<QuarantinedRow, Problem> {
    let row = web.desk.folder.records().quarantine_get(id).await?;
    row.ok_or_else(|| Problem::not_found("event in quarantine"))
}

async fn remove(web: &Web, caller: &Caller, ids: &[i64]) -> Result<(), Problem> {
    let records = web.desk.folder.records().by(caller.actor());
    records.quarantine_remove(ids, Removal::Discarded, now()).await?;
    Ok(())
}

/// Reads one again; the inner error says why it cannot be understood yet.
async fn again(
    web: &Arc<Web>,
    caller: &Caller,
    row: QuarantinedRow,
    corrected: Option<Vec<u8>>,
) -> Result<Result<(), String>, Problem> {
    if corrected.as_ref().is_some_and(|body| body.len() > CORRECTED_BYTES) {
        return Ok(Err(format!("an event may have {CORRECTED_BYTES} bytes at most")));
    }
    let folder = web.desk.folder.by(caller.actor());
    let done = web
        .blocking(move |_| {
            Repairs::new(&folder).repair(&row, corrected.as_deref()).map_err(|failure| failed(&failure))
        })
        .await?;
    settled(web).await?;
    Ok(done)
}

/// Reads all again, or those with a reason, for as long as a request may take.
async fn all_again(web: &Arc<Web>, caller: &Caller, reason: Option<String>) -> Result<Repaired, Problem> {
    let folder = web.desk.folder.by(caller.actor());
    let done = web
        .blocking(move |_| {
            let (mut done, mut after) = (Repaired::default(), 0);
            let (ends, records) = (now().saturating_add(WORK_MICROS), folder.records());
            let mut repairs = Repairs::new(&folder);
            loop {
                let rows = match &reason {
                    Some(reason) => folder.wait(records.quarantine_of(reason, after, TOGETHER))?,
                    None => folder.wait(records.quarantine(after, TOGETHER))?,
                };
                let Some(last) = rows.last() else { return Ok(done) };
                after = last.id;
                for row in &rows {
                    if now() > ends {
                        done.more = true;
                        return Ok(done);
                    }
                    match repairs.repair(row, None).map_err(|failure| failed(&failure))? {
                        Ok(()) => done.repaired += 1,
                        Err(_) => done.left += 1,
                    }
                }
            }
        })
        .await?;
    settled(web).await?;
    Ok(done)
}

/// What was repaired waits in the inbox now.
async fn settled(web: &Web) -> Result<(), Problem> {
    web.desk.inbox.is(&web.desk.folder.records().inbox_size().await?);
    Ok(())
}

fn failed(failure: &Failure) -> Problem {
    remark!("{failure}");
    Problem::failed("the server's messages say why; what was there is as it was")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(source: i64, reason: &str, count: u64, newest: i64) -> QuarantineGroup {
        QuarantineGroup { source, reason: reason.to_owned(), count, newest }
    }

    #[test]
    fn reasons_are_summed_over_keys_and_found_by_their_digest() {
        let groups = [group(1, "no time", 2, 5), group(2, "no name", 4, 9), group(2, "no time", 3, 1)];
        let sums = by_reason(&groups);
        assert_eq!(sums, [("no time".to_owned(), 5, 5), ("no name".to_owned(), 4, 9)]);
        assert_eq!(reason_of(&groups, &digest("no name")).as_deref(), Some("no name"));
        assert_eq!(reason_of(&groups, "no name"), None);
    }

    #[test]
    fn what_is_said_is_what_happened() {
        let done = |repaired, left, more| said_of(Repaired { repaired, left, more });
        assert_eq!(done(3, 0, false), "said-data-repaired");
        assert_eq!(done(3, 1, false), "said-data-repaired-some");
        assert_eq!(done(0, 1, false), "said-data-repaired-none");
        assert_eq!(done(3, 1, true), "said-data-repair-more");
    }
}
