//! Imports: what each brought, and taking it back.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::data::{
    import::{self as page, Facts, Undo, View},
    report::Downloads,
};
use records::{Batch, BatchState, Origin};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{
        Caller, Form, Gate, Listing, Paging, Path, Problem, Query, Routes, Web, see_other,
        settings::part::{Row, part},
        shown,
    },
    facts,
    keys::Nothing,
    uploads,
    who::{Who, brought_by},
};
use crate::folder::{
    FolderError, Guarded, import, now,
    uploads::{CORRECTIONS, REJECTS, State as UploadState, Upload, Uploads},
};

pub(super) fn routes(routes: Routes) -> Routes {
    const READS: Gate = Gate::Needs(Right::DataRead);
    const WRITES: Gate = Gate::Needs(Right::DataWrite);
    routes
        .page("GET", "/data/imports/{number}", READS, get(one))
        .page("GET", "/data/imports/{number}/undo", WRITES, get(asked))
        .page("POST", "/data/imports/{number}/undo", WRITES, post(undone))
        .api(OpenApiRouter::new().routes(routes!(list)).routes(routes!(read, undo)).routes(routes!(rejects)))
}

/// An import of files.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ImportShown {
    /// The import's number.
    id: i64,
    /// The kind of fact.
    kind: String,
    /// Names of its files.
    files: Vec<String>,
    /// The system they came from.
    source: String,
    /// When, microseconds since 1970-01-01 UTC.
    published_at: i64,
    /// Who: `person:7`, `key:3`, `command`; absent where the audit log no longer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Rows read.
    rows: u64,
    /// Facts that were new.
    created: u64,
    /// Facts that were known and said something new.
    updated: u64,
    /// Facts that were known already.
    unchanged: u64,
    /// Rows refused.
    rejected: u64,
    /// `live`, or `undone`.
    state: &'static str,
    /// When it was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_at: Option<i64>,
}

impl Row for ImportShown {
    const FILE: &'static str = "imports";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "kind",
        "files",
        "source",
        "published_at",
        "by",
        "rows",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "state",
        "undone_at",
    ];
}

impl ImportShown {
    fn of(import: Batch, by: Option<String>) -> Self {
        Self {
            id: import.id,
            kind: import.kind,
            files: import.names,
            source: import.source,
            published_at: import.published_at,
            by,
            rows: import.rows,
            created: import.created,
            updated: import.updated,
            unchanged: import.unchanged,
            rejected: import.rejected,
            state: match import.state {
                BatchState::Live => "live",
                BatchState::Undone => "undone",
            },
            undone_at: import.undone_at,
        }
    }
}

/// What undoing an import did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ImportUndone {
    /// Statements that no longer count.
    statements: u64,
    /// Customers known by it alone, who are forgotten.
    forgotten: u64,
    /// Whether values were made of it: they are being made anew.
    values: bool,
    /// Later imports that said some of the same: what this one alone kept is gone with it.
    said_again: Vec<i64>,
}

/// Imports of files, the newest first; undone ones too.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(Paging),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "Imports", body = Listing<ImportShown>)))]
async fn list(State(web): State<Arc<Web>>, Query(paging): Query<Paging>) -> Result<Response, Problem> {
    let part = part(&paging)?;
    let found = web.desk.folder.records().imports(part.after, part.asked()).await?;
    let by = brought_by(&web, &found).await?;
    Ok(part.answer(
        found,
        |import| import.id,
        |import| {
            let by = by.get(&import.id).cloned();
            ImportShown::of(import, by)
        },
    ))
}

/// One import.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = i64, Path, description = "The import's number")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "The import", body = ImportShown)))]
async fn read(State(web): State<Arc<Web>>, Path(id): Path<i64>) -> Result<Response, Problem> {
    let import = found(&web, id).await?;
    let by = brought_by(&web, std::slice::from_ref(&import)).await?.remove(&id);
    Ok(axum::Json(ImportShown::of(import, by)).into_response())
}

/// Undoes an import: its facts count no longer, and customers known by it alone are forgotten.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = i64, Path, description = "The import's number")),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 200, description = "It is undone", body = ImportUndone)))]
async fn undo(State(web): State<Arc<Web>>, caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    let undone = take_back(&web, &caller, id)
        .await?
        .ok_or_else(|| Problem::conflict("another import is at work: try again when it has ended"))?;
    Ok(axum::Json(ImportUndone {
        statements: undone.rows,
        forgotten: undone.forgotten,
        values: undone.values,
        said_again: undone.said_again.iter().map(|later| later.id).collect(),
    })
    .into_response())
}

/// The rows of an import that were refused, each with its line and reason. They say who customers are:
/// the right identity:read is needed too.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rejects", tag = "imports",
    params(("id" = i64, Path, description = "The import's number")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "A table of file, line, column, reason, value, row", content_type = "text/csv", body = String)))]
async fn rejects(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    found(&web, id).await?;
    if !caller.may(Right::IdentityRead) {
        return Err(Problem::forbidden(Right::IdentityRead.name()));
    }
    let upload = web.blocking(move |web| Ok(upload_of(&web, id))).await?;
    let upload =
        upload.ok_or_else(|| Problem::not_found("list of refused rows; it is kept for some days only"))?;
    uploads::file(&web, &caller, upload.id, REJECTS).await
}

async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let import = found(&web, number).await?;
    let by = brought_by(&web, std::slice::from_ref(&import)).await?.remove(&number);
    let by = Who::now(&web).await?.words(&caller.reader, by.as_deref().unwrap_or_default());
    let known = caller.may(Right::IdentityRead);
    let (reader, live) = (caller.reader.clone(), import.state == BatchState::Live);
    let (facts, downloads) = web
        .blocking(move |web| {
            let facts = match (known, live) {
                (false, _) => Facts::Hidden,
                (true, false) => Facts::None,
                (true, true) => facts::first(&web.desk.folder, &reader, number)?,
            };
            let downloads = if known { downloads(&web, number) } else { None };
            Ok((facts, downloads))
        })
        .await?;
    let view = View {
        number,
        files: import.names,
        source: import.source,
        at: import.published_at,
        by,
        rows: import.rows,
        created: import.created,
        updated: import.updated,
        unchanged: import.unchanged,
        rejected: import.rejected,
        undone_at: import.undone_at,
        mapping: import.mapping,
        kind: import.kind,
        facts,
        downloads,
    };
    Ok(shown(&page::page(&caller.reader, &view)))
}

async fn asked(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(number): Path<i64>,
) -> Result<Response, Problem> {
    let import = found(&web, number).await?;
    if import.state == BatchState::Undone {
        return Ok(see_other(format!("/data/imports/{number}")));
    }
    question(&web, &caller, &import, false).await
}

/// Asks before an import is undone.
async fn question(
    web: &Arc<Web>,
    caller: &Caller,
    import: &Batch,
    was_busy: bool,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let live = records.live().await?;
    let ours = live.iter().filter(|file| file.batch == import.id && file.role == "rows");
    let statements = ours.map(|file| file.rows.unsigned_abs()).sum();
    let later = records.imports(None, LATER).await?.into_iter().any(|later| {
        later.id > import.id
            && later.state == BatchState::Live
            && later.kind == import.kind
            && later.unchanged > 0
    });
    let valued = ["orders", "order_lines", "returns", "aliases", "costs", "products"];
    let values = valued.contains(&import.kind.as_str()) && records.latest_fit().await?.is_some();
    let busy = was_busy || web.blocking(|web| Ok(is_busy(&web)?)).await?;
    let view = Undo {
        number: import.id,
        statements,
        updated: import.updated,
        unchanged: import.unchanged,
        values,
        later,
        busy,
    };
    Ok(shown(&page::undo_page(&caller.reader, &view)))
}

/// Imports that are looked at for what they said again.
const LATER: u64 = 10_000;

async fn undone(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(number): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let import = found(&web, number).await?;
    match take_back(&web, &caller, number).await? {
        Some(_) => Ok(see_other(format!("/data/imports/{number}?said=said-data-undone"))),
        None => question(&web, &caller, &import, true).await,
    }
}

/// Undoes an import; none where another import is at work.
async fn take_back(web: &Arc<Web>, caller: &Caller, number: i64) -> Result<Option<import::Undone>, Problem> {
    if found(web, number).await?.state == BatchState::Undone {
        return Err(Problem::conflict("this import was undone before; nothing changed"));
    }
    let folder = web.desk.folder.by(caller.actor());
    let undone = web
        .blocking(move |web| {
            // An import may take minutes: nobody waits that long for an answer.
            if is_busy(&web)? {
                return Ok(None);
            }
            import::undo(&folder, number, now()).map(Some).map_err(refused)
        })
        .await?;
    if let Some(undone) = &undone {
        web.desk.shelf.remake();
        if undone.values {
            web.at_hand.value_anew(Arc::clone(&web.desk));
        }
    }
    Ok(undone)
}

/// Whether another import is at work.
fn is_busy(web: &Web) -> Result<bool, FolderError> {
    Ok(web.desk.folder.try_lock(Guarded::Import)?.is_none())
}

/// What the folder refuses, with its own words.
fn refused(error: FolderError) -> Problem {
    match error {
        FolderError::Refused(why) => Problem::conflict(why),
        other => other.into(),
    }
}

/// The import of this number.
async fn found(web: &Web, number: i64) -> Result<Batch, Problem> {
    let batch = web.desk.folder.records().batch(number).await?;
    batch.filter(|batch| batch.origin == Origin::File).ok_or_else(|| Problem::not_found("import"))
}

/// The upload that became this import.
fn upload_of(web: &Web, number: i64) -> Option<Upload> {
    let all = Uploads::of(&web.desk.folder).all();
    let became = |upload: &Upload| match &upload.state {
        UploadState::Imported { report } => report.import == Some(number),
        _ => false,
    };
    all.into_iter().find(became)
}

/// Where the refused rows of an import can be fetched, while they are kept.
fn downloads(web: &Web, number: i64) -> Option<Downloads> {
    let upload = upload_of(web, number)?;
    let kept = |name: &str| Uploads::of(&web.desk.folder).beside(&upload, name).exists();
    let path = |name: &str| format!("/data/uploads/{}/{name}", upload.id);
    kept(REJECTS)
        .then(|| Downloads { list: path(REJECTS), corrections: kept(CORRECTIONS).then(|| path(CORRECTIONS)) })
}
