//! Notes about a customer: written and taken away, by people and by programs.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use records::Note;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reading::{self, Whom};
use crate::{
    folder::{names::WhoIsWho, now},
    serve::web::{Caller, Form, Json, Listing, Path, Problem, Query, Web, see_other},
};

/// A note is at most so long, in characters.
const LONGEST: usize = 4_000;

/// Notes of a customer under all keys, newest first.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn of(web: &Web, key: i64, before: Option<i64>, most: u64) -> Result<Vec<Note>, Problem> {
    let keys = WhoIsWho::now(&web.desk.folder).await?.keys(key);
    Ok(web.desk.folder.records().notes_of(&keys, before, most).await?)
}

/// What a note says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// Plain text, 1 to 4,000 characters.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
}

fn checked(written: &Written) -> Result<String, Problem> {
    let text = written.text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Problem::invalid("text", format!("a note has 1 to {LONGEST} characters")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Problem::invalid("text", "a note is plain text, without control characters"));
    }
    Ok(text.to_owned())
}

async fn keep(
    web: &Arc<Web>,
    caller: &Caller,
    path: &Path<String>,
    written: &Written,
) -> Result<Note, Problem> {
    seen(caller)?;
    let key = key_of(web, path).await?;
    let text = checked(written)?;
    Ok(web.desk.folder.records().add_note(key, &text, caller.person, &caller.actor(), now()).await?)
}

/// Notes are words about somebody: only who may see who a customer is reads or writes them.
fn seen(caller: &Caller) -> Result<(), Problem> {
    if caller.may(Right::IdentityRead) { Ok(()) } else { Err(Problem::forbidden(Right::IdentityRead.name())) }
}

async fn key_of(web: &Arc<Web>, path: &Path<String>) -> Result<i64, Problem> {
    match reading::whom(web, path).await? {
        Whom::Customer(entry, _) => Ok(entry.key),
        Whom::Joined(key) => Ok(key),
        Whom::Loading => Err(Problem::later("the customers are being counted: try again in a moment")),
    }
}

async fn take_away(web: &Arc<Web>, caller: &Caller, path: &Path<String>, id: &str) -> Result<i64, Problem> {
    seen(caller)?;
    let key = key_of(web, path).await?;
    let records = web.desk.folder.records();
    let id: i64 = id.parse().map_err(|_| Problem::not_found("note"))?;
    let keys = WhoIsWho::now(&web.desk.folder).await?.keys(key);
    let note =
        records.note(id).await?.filter(|note| note.deleted_at.is_none() && keys.contains(&note.customer));
    let note = note.ok_or_else(|| Problem::not_found("note"))?;
    let own_of_key = note.by_key.is_some() && note.by_key == caller.actor().key_number();
    if !super::one::removable(caller, note.by_person) && !own_of_key {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Not yours to do",
            "a note is deleted by who wrote it, or by an owner",
        ));
    }
    records.delete_note(id, &caller.actor(), now()).await?;
    Ok(key)
}

/// `POST /customers/{key}/notes`
pub(super) async fn write(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, Problem> {
    let note = keep(&web, &caller, &path, &written).await?;
    Ok(see_other(format!("/customers/{}?said=said-note-added#notes", note.customer)))
}

/// `POST /customers/{key}/notes/{id}/delete`
pub(super) async fn delete(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path((key, id)): Path<(String, String)>,
    Form(_): Form<Nothing>,
) -> Result<Response, Problem> {
    let key = take_away(&web, &caller, &Path(key), &id).await?;
    Ok(see_other(format!("/customers/{key}?said=said-note-deleted#notes")))
}

/// A form without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shown {
    /// Its number.
    id: i64,
    /// What it says.
    text: String,
    /// The number of the person who wrote it; absent for a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<i64>,
    /// When, microseconds since 1970-01-01 UTC.
    at: i64,
}

impl From<Note> for Shown {
    fn from(note: Note) -> Self {
        Self { id: note.id, text: note.text, by: note.by_person, at: note.at }
    }
}

/// Which part of the notes is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Go on after this, as `next` of the part before said.
    after: Option<i64>,
    /// So many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Notes about a customer, newest first. Needs `identity:read` too: their words may say who it is.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{key}/notes",
    operation_id = "list_notes",
    tag = "customers",
    params(("key" = i64, Path, description = "The customer's key"), Which),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses((status = 200, description = "Notes", body = Listing<Shown>)),
)]
pub(super) async fn list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    seen(&caller)?;
    let limit = which.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "it is a number from 1 to 500"));
    }
    let key = key_of(&web, &path).await?;
    let mut notes = of(&web, key, which.after, u64::from(limit) + 1).await?;
    let more = notes.len() > usize::from(limit);
    notes.truncate(usize::from(limit));
    let next = notes.last().filter(|_| more).map(|note| note.id.to_string());
    let items: Vec<Shown> = notes.into_iter().map(Shown::from).collect();
    Ok(axum::Json(Listing { items, next }).into_response())
}

/// Writes a note about a customer. Needs `identity:read` too.
#[utoipa::path(
    post,
    path = "/api/v1/customers/{key}/notes",
    operation_id = "add_note",
    tag = "customers",
    params(("key" = i64, Path, description = "The customer's key")),
    request_body = Written,
    security(("session" = ["notes:write"]), ("key" = ["notes:write"])),
    responses((status = 201, description = "The note", body = Shown)),
)]
pub(super) async fn add(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
    Json(written): Json<Written>,
) -> Result<Response, Problem> {
    let note = keep(&web, &caller, &path, &written).await?;
    Ok((StatusCode::CREATED, axum::Json(Shown::from(note))).into_response())
}

/// Deletes a note: one's own, or any for an owner. Needs `identity:read` too.
#[utoipa::path(
    delete,
    path = "/api/v1/customers/{key}/notes/{id}",
    operation_id = "delete_note",
    tag = "customers",
    params(
        ("key" = i64, Path, description = "The customer's key"),
        ("id" = i64, Path, description = "The note's number"),
    ),
    security(("session" = ["notes:write"]), ("key" = ["notes:write"])),
    responses((status = 204, description = "It is gone")),
)]
pub(super) async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path((key, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    take_away(&web, &caller, &Path(key), &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
