//! Where events come in: read within limits, told whose they are, kept, answered.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use intake::{Received, Unreadable};
use prometheus_client::metrics::gauge::Gauge;

use super::{Desk, answer, answer::Refusal, body, health::Condition, taking};
use crate::folder::now;

/// Takes the events of one request in.
pub(crate) async fn take(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let _in_work = InWork::new(&desk.metrics.requests_in_work);
    match kept(&desk, &parts.uri, &parts.headers, body).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

/// Counts a request as long as it is worked on, also where its sender hangs up meanwhile.
struct InWork(Gauge);

impl InWork {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for InWork {
    fn drop(&mut self) {
        self.0.dec();
    }
}

async fn kept(desk: &Desk, uri: &Uri, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
    let Some(door) = intake::Door::of_path(uri.path()) else {
        return Err(Refusal::Unreadable(format!("nothing is taken in at {}", uri.path())));
    };
    match desk.health.now() {
        Condition::Broken(_) => return Err(Refusal::Broken),
        Condition::Ready | Condition::Full | Condition::Stopping => {}
    }
    // An inbox that grows without end would make each commit slower than the one before.
    if desk.inbox.now().rows >= desk.settings.inbox_rows {
        return Err(Refusal::Queue);
    }
    let _place = desk.places.try_acquire().map_err(|_| Refusal::Busy)?;
    let mut held = body::read(body, &desk.room, &desk.settings).await?;
    if desk.queue.is_full() {
        return Err(Refusal::Queue);
    }
    let token = intake::key_of(
        text(headers, header::AUTHORIZATION.as_str()),
        text(headers, "x-write-key"),
        key_in_query(uri).as_deref(),
        &held.bytes,
    );
    let token = token.ok_or(Refusal::Key)?;
    let source = match desk.keys.source_of(&token).await {
        Ok(source) => source.ok_or(Refusal::Key)?,
        Err(error) => {
            desk.say(&format!("write keys could not be read: {error}"));
            return Err(Refusal::Failed);
        }
    };
    let received = Received { door, body: &held.bytes, received_at: now() };
    let brought = body::heavy(held.bytes.len(), || {
        taking::read(&received, &desk.settings.event, source, &token, desk.folder.records().secret())
    });
    let brought = brought.map_err(|error| match error {
        Unreadable::NotJson(_) => Refusal::Unreadable(error.to_string()),
        Unreadable::TooMuch(_) => Refusal::TooMuch(error.to_string()),
    })?;
    // What was read of it takes its room until it is on disk.
    held.bytes = Vec::new();
    desk.queue.keep(brought.events, brought.bad).await?;
    Ok(answer::kept(door))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The write key of `?writeKey=…`.
fn key_in_query(uri: &Uri) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let names = ["writekey", "write_key", "api_key", "token"];
    pairs
        .filter(|(name, _)| names.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(_, value)| value.to_owned())
        .next()
}
