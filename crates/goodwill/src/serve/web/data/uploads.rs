//! Files on their way in, for people: dropped, looked at, checked, imported.

use std::{fs, sync::Arc};

use access::Right;
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::{data::upload as page, text::Fill};
use serde_json::json;

use super::{
    super::{Caller, Form, Gate, Path, Problem, Routes, Web, see_other, shown},
    receiving::received,
    upload_form::{self, Sent},
    upload_view,
    work::{self, What},
};
use crate::folder::{
    now,
    uploads::{CORRECTIONS, REJECTS, State as UploadState, Upload, Uploads},
};

pub(super) fn routes(routes: Routes) -> Routes {
    const READ: Gate = Gate::Needs(Right::DataRead);
    const WRITE: Gate = Gate::Needs(Right::DataWrite);
    routes
        // Counted while it is read, and larger than a form.
        .page("POST", "/data/uploads", WRITE, post(drop_in).layer(DefaultBodyLimit::disable()))
        .page("GET", "/data/uploads/{id}", READ, get(one))
        .page("POST", "/data/uploads/{id}", WRITE, post(act))
        .page("GET", "/data/uploads/{id}/progress", READ, get(progress))
        .page("POST", "/data/uploads/{id}/stop", WRITE, post(stop))
        .page("POST", "/data/uploads/{id}/remove", WRITE, post(remove))
        .page("GET", "/data/uploads/{id}/rejects.csv", READ, get(rejects))
        .page("GET", "/data/uploads/{id}/corrections.csv", READ, get(corrections))
}

fn path(id: &str) -> String {
    format!("/data/uploads/{id}")
}

/// Takes files in and looks at them.
async fn drop_in(State(web): State<Arc<Web>>, caller: Caller, parts: Multipart) -> Result<Response, Problem> {
    let upload = taken_in(&web, &caller, parts).await?;
    work::soon(&web, &upload.id).await;
    Ok(see_other(path(&upload.id)))
}

/// Takes files in and begins to look at them.
///
/// # Errors
///
/// If they cannot be taken in.
pub(super) async fn taken_in(web: &Arc<Web>, caller: &Caller, parts: Multipart) -> Result<Upload, Problem> {
    let upload = received(web, &caller.actor, parts).await?;
    // Names of files may be names of people: the log has their number and size.
    let detail = json!({
        "files": upload.files.len(),
        "bytes": upload.files.iter().map(|file| file.bytes).sum::<u64>(),
    });
    noted(web, caller, "upload.received", &upload.id, detail).await?;
    let actor = caller.actor();
    web.blocking(move |web| work::begin(&web, upload, What::Look, actor)).await
}

/// Into the audit log.
pub(super) async fn noted(
    web: &Web,
    caller: &Caller,
    action: &str,
    id: &str,
    detail: serde_json::Value,
) -> Result<(), Problem> {
    let subject = format!("upload:{id}");
    web.desk.folder.records().audit(&caller.actor(), action, &subject, detail, now()).await?;
    Ok(())
}

async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (upload, running) = web.blocking(move |web| Ok(work::seen(&web, &id)?)).await?.ok_or_else(gone)?;
    let view = upload_view::view(&web, &caller, upload, running.as_deref(), Vec::new()).await?;
    Ok(shown(&page::page(&caller.reader, &view)))
}

pub(super) fn gone() -> Problem {
    Problem::not_found("upload; it may have been removed")
}

/// What the buttons of the page ask for.
async fn act(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (asked, actor) = (id.clone(), caller.actor());
    let refused = web.blocking(move |web| begun(&web, &asked, &fields, actor)).await?;
    if let Some((upload, field, why)) = refused {
        let view = upload_view::view(&web, &caller, upload, None, vec![(field, why)]).await?;
        let page = shown(&page::page(&caller.reader, &view));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    work::soon(&web, &id).await;
    Ok(see_other(path(&id)))
}

/// Begins what a form asks for; gives the upload as the form has it, and what cannot be, where
/// something cannot.
fn begun(
    web: &Arc<Web>,
    id: &str,
    fields: &[(String, String)],
    actor: records::Actor,
) -> Result<Option<(Upload, String, String)>, Problem> {
    let (mut upload, running) = work::seen(web, id)?.ok_or_else(gone)?;
    if running.is_some() {
        return Err(Problem::conflict("these files are being worked on: wait, or stop it first"));
    }
    let Sent { act, answer, mut answers, another_kind } = upload_form::sent(&upload, fields)?;
    answers.again = act == "again";
    let what = match act.as_str() {
        "answer" => {
            let option = chosen(&upload, answer)?;
            if !answers.take(&option) {
                return Err(Problem::invalid("answer", "this one is given in the form below"));
            }
            What::Look
        }
        "import" | "again" if !another_kind => What::Import,
        "check" if !another_kind => What::Check,
        "look" | "import" | "check" => What::Look,
        _ => return Err(Problem::invalid("do", "look, answer, check, import or again")),
    };
    upload.answers = answers;
    if let Err(wrong) = upload.answers.kind().and_then(|_| upload.answers.options([0; 32])) {
        return Ok(Some((upload, wrong.field.to_owned(), wrong.why)));
    }
    work::begin(web, upload, what, actor)?;
    Ok(None)
}

/// The option that an answer to the question stands for.
///
/// # Errors
///
/// If nothing is asked, or there is no such answer.
pub(super) fn chosen(upload: &Upload, answer: Option<usize>) -> Result<String, Problem> {
    let UploadState::Asked { question } = &upload.state else {
        return Err(Problem::conflict("nothing is asked of these files any more"));
    };
    let choice = answer.and_then(|n| question.choices.get(n));
    choice
        .map(|choice| choice.option.clone())
        .ok_or_else(|| Problem::invalid("answer", "choose one of the answers"))
}

/// How far the work is, for the page's script.
async fn progress(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (_, running) = web.blocking(move |web| Ok(work::seen(&web, &id)?)).await?.ok_or_else(gone)?;
    let Some(running) = running else { return Ok(Json(json!({ "done": true })).into_response()) };
    let rows = running.step.rows();
    let text = if rows > 0 {
        caller.reader.tf("data-upload-rows", &[("n", Fill::Count(rows))])
    } else {
        String::new()
    };
    Ok(Json(json!({ "done": false, "share": running.share(), "text": text })).into_response())
}

async fn stop(State(web): State<Arc<Web>>, _: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    if let Some(running) = web.uploads.on(&id) {
        running.step.stop();
    }
    work::soon(&web, &id).await;
    Ok(see_other(path(&id)))
}

async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    removed(&web, &caller, id).await?;
    Ok(see_other("/data?said=said-upload-removed"))
}

/// Removes an upload with its files; what was imported of it stays.
///
/// # Errors
///
/// If there is no such upload, or it is being worked on.
pub(super) async fn removed(web: &Arc<Web>, caller: &Caller, id: String) -> Result<(), Problem> {
    let of = id.clone();
    web.blocking(move |web| {
        let (_, running) = work::seen(&web, &of)?.ok_or_else(gone)?;
        if running.is_some() {
            return Err(Problem::conflict("these files are being worked on: stop it first"));
        }
        Ok(Uploads::of(&web.desk.folder).remove(&of)?)
    })
    .await?;
    noted(web, caller, "upload.removed", &id, json!({})).await
}

async fn rejects(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    file(&web, &caller, id, REJECTS).await
}

async fn corrections(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    file(&web, &caller, id, CORRECTIONS).await
}

/// Rows that were refused, as a file: they say who customers are.
///
/// # Errors
///
/// If the caller may not see that, or there is no such file.
pub(super) async fn file(
    web: &Arc<Web>,
    caller: &Caller,
    id: String,
    name: &'static str,
) -> Result<Response, Problem> {
    if !caller.may(Right::IdentityRead) {
        return Err(Problem::forbidden(Right::IdentityRead.name()));
    }
    let of = id.clone();
    let content = web
        .blocking(move |web| {
            let uploads = Uploads::of(&web.desk.folder);
            let upload = uploads.find(&of)?.ok_or_else(gone)?;
            fs::read(uploads.beside(&upload, name))
                .map_err(|_| Problem::not_found("file: no row of it was refused, or it is being read anew"))
        })
        .await?;
    noted(web, caller, "rejects.exported", &id, json!({ "bytes": content.len() })).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, content).into_response())
}
