//! Files on their way in, for programs: sent, looked at, checked, imported.

use std::sync::Arc;

use access::Right;
use axum::{
    Json as Answer,
    extract::{DefaultBodyLimit, Multipart, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::data::report::Values;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Json, Listing, Paging, Path, Problem, Query, Routes, Web},
    upload_view,
    uploads::{chosen, file, gone, removed, taken_in},
    work::{self, Running, What},
};
use crate::folder::uploads::{Answers, CORRECTIONS, REJECTS, State as Kept, Upload, Uploads};

/// Uploads of a part where nothing is said.
const USUAL: u16 = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(
        OpenApiRouter::new()
            .routes(routes!(list))
            .merge(OpenApiRouter::new().routes(routes!(create)).layer(DefaultBodyLimit::disable()))
            .routes(routes!(one, remove))
            .routes(routes!(run))
            .routes(routes!(stop))
            .routes(routes!(rejects))
            .routes(routes!(corrections)),
    )
}

/// Files that were sent, how far they are, and the work on them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct UploadShown {
    #[serde(flatten)]
    upload: Upload,
    /// The work that is under way; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    working: Option<Working>,
}

/// Work that is under way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Working {
    /// What is done.
    #[serde(rename = "do")]
    what: What,
    /// Whether other work is done first.
    waits: bool,
    /// How far it is, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    /// Rows of the present file that were read.
    rows: u64,
}

/// What to do with files that were sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// `look` recognises the columns anew, `check` reads everything and writes nothing, `import` imports.
    #[serde(rename = "do")]
    what: What,
    /// How the files are to be read; without it, as was said before.
    answers: Option<Answers>,
    /// The answer to the question that is asked, by its place among the choices, from 0.
    choice: Option<usize>,
}

/// A form with files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes a form that is read piece by piece")]
pub(super) struct Files {
    /// One or more files of one kind of fact: CSV with any separator, JSON lines or Parquet, packed with
    /// gzip or not. 2 GB together.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

fn shown(caller: &Caller, upload: Upload, running: Option<&Running>, values: Values) -> UploadShown {
    let mut upload = if caller.may(Right::IdentityRead) { upload } else { upload.masked() };
    if let Kept::Imported { report } | Kept::Checked { report } = &mut upload.state {
        let word = match values {
            Values::Fitting => "fitting",
            Values::Fitted => "fitted",
            Values::Follow => "follow",
            Values::Silent | Values::None => "none",
        };
        word.clone_into(&mut report.values);
    }
    let working = running.map(|running| Working {
        what: running.what,
        waits: running.waits(),
        share: running.share(),
        rows: running.step.rows(),
    });
    UploadShown { upload, working }
}

/// How an upload is now.
///
/// # Errors
///
/// If there is none, or it cannot be read.
async fn now_of(web: &Arc<Web>, caller: &Caller, id: String) -> Result<UploadShown, Problem> {
    let (upload, running) = web.blocking(move |web| Ok(work::seen(&web, &id)?)).await?.ok_or_else(gone)?;
    let values = upload_view::values(web, &upload).await?;
    Ok(shown(caller, upload, running.as_deref(), values))
}

/// Files that were sent, the newest first.
#[utoipa::path(get, path = "/api/v1/uploads", tag = "uploads", params(Paging),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, body = Listing<UploadShown>)))]
async fn list(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let limit = paging.limit.unwrap_or(USUAL);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "a number from 1 to 500"));
    }
    if !matches!(paging.format.as_deref(), None | Some("" | "json")) {
        return Err(Problem::invalid("format", "uploads come as json"));
    }
    let after = paging.after.filter(|after| !after.is_empty());
    let (items, next) = web
        .blocking(move |web| {
            let all = Uploads::of(&web.desk.folder).all();
            let begin = match &after {
                None => 0,
                Some(after) => {
                    1 + all.iter().position(|upload| upload.id == *after).ok_or_else(|| {
                        Problem::invalid("after", "give the `next` of the part before, or leave it out")
                    })?
                }
            };
            let end = all.len().min(begin + usize::from(limit));
            let next = (end < all.len()).then(|| all.get(end - 1).map(|last| last.id.clone())).flatten();
            let ids = all.into_iter().skip(begin).take(usize::from(limit)).map(|upload| upload.id);
            let found = ids.filter_map(|id| work::seen(&web, &id).transpose()).collect::<Result<Vec<_>, _>>();
            Ok((found?, next))
        })
        .await?;
    let mut shown_items = Vec::with_capacity(items.len());
    for (upload, running) in items {
        let values = upload_view::values(&web, &upload).await?;
        shown_items.push(shown(&caller, upload, running.as_deref(), values));
    }
    Ok(Answer(Listing { items: shown_items, next }).into_response())
}

/// Sends files. They are looked at first: ask again until `state` says `ready`, `asked` or `failed`.
/// Nothing is imported before that is asked for.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    request_body(content = Files, content_type = "multipart/form-data"),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 201, body = UploadShown, description = "They were kept, and are being looked at")))]
async fn create(State(web): State<Arc<Web>>, caller: Caller, parts: Multipart) -> Result<Response, Problem> {
    let upload = taken_in(&web, &caller, parts).await?;
    work::soon(&web, &upload.id).await;
    let place = format!("/api/v1/uploads/{}", upload.id);
    let now = now_of(&web, &caller, upload.id).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Answer(now)).into_response())
}

/// Files that were sent: how they are read, and how far they are.
#[utoipa::path(get, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, body = UploadShown)))]
async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Answer(now_of(&web, &caller, id).await?).into_response())
}

/// Looks at files anew, checks or imports them. The work goes on beside the answer: ask for the upload
/// until `working` is gone.
#[utoipa::path(post, path = "/api/v1/uploads/{id}/run", tag = "uploads", request_body = Run,
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 202, body = UploadShown, description = "It has begun")))]
async fn run(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(run): Json<Run>,
) -> Result<Response, Problem> {
    let (asked, actor) = (id.clone(), caller.actor());
    web.blocking(move |web| {
        let (mut upload, _) = work::seen(&web, &asked)?.ok_or_else(gone)?;
        if let Some(answers) = run.answers {
            upload.answers = answers;
        }
        if run.choice.is_some() {
            let option = chosen(&upload, run.choice)?;
            if !upload.answers.take(&option) {
                return Err(Problem::invalid("choice", "say this one in `answers`"));
            }
        }
        upload
            .answers
            .kind()
            .and_then(|_| upload.answers.options([0; 32]))
            .map_err(|wrong| Problem::invalid(&format!("answers.{}", wrong.field), wrong.why))?;
        work::begin(&web, upload, run.what, actor)
    })
    .await?;
    Ok((StatusCode::ACCEPTED, Answer(now_of(&web, &caller, id).await?)).into_response())
}

/// Stops the work on files that were sent; nothing of it is kept.
#[utoipa::path(post, path = "/api/v1/uploads/{id}/stop", tag = "uploads",
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 202, body = UploadShown, description = "It stops")))]
async fn stop(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if let Some(running) = web.uploads.on(&id) {
        running.step.stop();
    }
    Ok((StatusCode::ACCEPTED, Answer(now_of(&web, &caller, id).await?)).into_response())
}

/// Removes files that were sent; what was imported of them stays.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:write"]), ("key" = ["data:write"])),
    responses((status = 204)))]
async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    removed(&web, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Every row that was refused, with file, line, column and reason. It says who customers are: this needs
/// `identity:read` as well.
#[utoipa::path(get, path = "/api/v1/uploads/{id}/rejects", tag = "uploads",
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn rejects(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    file(&web, &caller, id, REJECTS).await
}

/// The rows that were refused alone, under their header: to be corrected and sent again. This needs
/// `identity:read` as well.
#[utoipa::path(get, path = "/api/v1/uploads/{id}/corrections", tag = "uploads",
    params(("id" = String, Path, description = "The upload's name")),
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn corrections(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    file(&web, &caller, id, CORRECTIONS).await
}
