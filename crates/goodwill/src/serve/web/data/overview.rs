//! The first page about data: what is here, what was brought in, what to do next.

use std::sync::Arc;

use access::Right;
use axum::{extract::State, response::Response, routing::get};
use pages::{
    Reader,
    data::overview::{self as page, Health, ImportRow, KindRow, Next, UploadRow, View},
};
use records::{Batch, BatchState};
use serde::Deserialize;

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    health::Found,
    receiving::UPLOAD_BYTES,
    who::{Who, brought_by},
};
use crate::{
    folder::{
        doctor::{self, nearly_full},
        uploads::{State as UploadState, Upload, Uploads},
    },
    serve::health::Condition,
};

/// Imports on a page.
const IMPORTS: usize = 20;

/// Uploads that are shown at most.
const UPLOADS: usize = 20;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/data", Gate::Needs(Right::DataRead), get(overview))
}

/// Which imports are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Only those below this number.
    before: Option<i64>,
}

async fn overview(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let found = Found::now(&web).await?;
    let (imports, more) = imports(&web, reader, wanted.before).await?;
    let uploads = web.blocking(|web| Ok(uploads(&web))).await?;
    let view = View {
        kinds: found
            .kept
            .kinds
            .iter()
            .map(|(kind, kept)| KindRow {
                kind: kind.clone(),
                statements: kept.statements,
                newest: kept.newest,
                received: found.received.get(kind).copied(),
            })
            .collect(),
        imports,
        more,
        later: wanted.before.is_some(),
        uploads,
        next: next(reader, &found),
        inbox: found.kept.inbox.rows,
        customers: found.kept.customers,
        health: Health {
            ready: found.condition == Condition::Ready,
            free_bytes: found.free_bytes,
            folder_bytes: found.folder_bytes,
            records_bytes: found.records_bytes,
            schema: records::SCHEMA,
            fit: found.kept.fit.as_ref().map(|fit| (fit.model.clone(), fit.fitted_at)),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        upload_bytes: caller.may(Right::DataWrite).then_some(UPLOAD_BYTES),
    };
    Ok(shown(&page::page(reader, &view)))
}

/// What to do next, the gravest first.
fn next(reader: &Reader, found: &Found) -> Vec<Next> {
    let mut next = Vec::new();
    match &found.condition {
        Condition::Ready => {}
        Condition::Full => next.push(Next::NotReady(reader.t("data-not-ready-full"))),
        Condition::Broken(_) => next.push(Next::NotReady(reader.t("data-not-ready-broken"))),
        Condition::Stopping => next.push(Next::NotReady(reader.t("data-not-ready-stopping"))),
    }
    if nearly_full(found.free_bytes) {
        next.push(Next::Disk);
    }
    next.extend(found.next.iter().map(|next| match next {
        doctor::Next::Import => Next::Import,
        doctor::Next::Fit => Next::Fit,
        doctor::Next::Key => Next::Key,
        doctor::Next::Quarantine(events) => Next::Quarantine(*events),
        doctor::Next::Compact => Next::Compact,
    }));
    next
}

/// A part of the imports, and the path of the next part.
async fn imports(
    web: &Web,
    reader: &Reader,
    before: Option<i64>,
) -> Result<(Vec<ImportRow>, Option<String>), Problem> {
    let mut found = web.desk.folder.records().imports(before, IMPORTS as u64 + 1).await?;
    let more = found.len() > IMPORTS;
    found.truncate(IMPORTS);
    let more = found.last().filter(|_| more).map(|last| format!("/data?before={}#imports", last.id));
    let by = brought_by(web, &found).await?;
    let who = Who::now(web).await?;
    let row = |import: Batch| ImportRow {
        number: import.id,
        kind: import.kind,
        files: import.names,
        at: import.published_at,
        by: who.words(reader, by.get(&import.id).map_or("", String::as_str)),
        created: import.created,
        updated: import.updated,
        rejected: import.rejected,
        undone: import.state == BatchState::Undone,
    };
    Ok((found.into_iter().map(row).collect(), more))
}

/// Uploads that are not imported yet.
fn uploads(web: &Web) -> Vec<UploadRow> {
    let all = Uploads::of(&web.desk.folder).all();
    let waiting = all.into_iter().filter(|upload| !matches!(upload.state, UploadState::Imported { .. }));
    waiting
        .take(UPLOADS)
        .map(|upload| UploadRow {
            state: state(&upload, web.uploads.on(&upload.id).is_some()),
            files: upload.files.into_iter().map(|file| file.name).collect(),
            at: upload.at,
            id: upload.id,
        })
        .collect()
}

/// How far an upload is: work that nobody does any more did not finish.
const fn state(upload: &Upload, running: bool) -> &'static str {
    match (&upload.state, running) {
        (UploadState::Looking, true) => "looking",
        (UploadState::Checking, true) => "checking",
        (UploadState::Importing, true) => "importing",
        (UploadState::Looking | UploadState::Checking | UploadState::Importing, false)
        | (UploadState::BrokenOff, _) => "broken-off",
        (UploadState::Asked { .. }, _) => "asked",
        (UploadState::Ready, _) => "ready",
        (UploadState::Checked { .. }, _) => "checked",
        (UploadState::Imported { .. }, _) => "imported",
        (UploadState::Known { .. }, _) => "known",
        (UploadState::Failed { .. }, _) => "failed",
        (UploadState::Stopped, _) => "stopped",
    }
}
