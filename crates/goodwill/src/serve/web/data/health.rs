//! How the server and its folder are, and what to do next.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use records::{BatchState, Records};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::{Caller, Problem, Routes, Web};
use crate::{
    folder::{
        disk,
        doctor::{Kept, KindKept, Next, nearly_full},
        now,
    },
    serve::health::Condition,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(OpenApiRouter::new().routes(routes!(health)))
}

/// How it is, as far as it can be found out.
pub(super) struct Found {
    pub(super) condition: Condition,
    pub(super) kept: Kept,
    /// When something of a kind was received last.
    pub(super) received: BTreeMap<String, i64>,
    pub(super) free_bytes: Option<u64>,
    pub(super) folder_bytes: u64,
    pub(super) records_bytes: u64,
    pub(super) next: Vec<Next>,
}

impl Found {
    /// Finds out.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(super) async fn now(web: &Arc<Web>) -> Result<Self, Problem> {
        let records = web.desk.folder.records();
        let mut kept = Kept::of(records).await?;
        // Values are made here, and are no facts that anybody sent.
        kept.kinds.remove("customer_values");
        let mut received = received(records, &kept.kinds).await?;
        if let Some(newest) = web.desk.inbox.now().newest {
            received.entry("events".to_owned()).and_modify(|at| *at = newest.max(*at)).or_insert(newest);
        }
        let (free_bytes, folder_bytes, records_bytes) = web
            .blocking(|web| {
                let dir = web.desk.folder.path();
                let records = ["goodwill.db", "goodwill.db-wal"].map(|name| disk::size(&dir.join(name)));
                Ok((disk::free_bytes(dir), disk::size(dir), records.iter().sum()))
            })
            .await?;
        let next = kept.next(now());
        let condition = web.desk.health.now();
        Ok(Self { condition, kept, received, free_bytes, folder_bytes, records_bytes, next })
    }
}

/// When something of each kind was received last: the newest import of a file, or the newest batch
/// whose files hold some of it.
async fn received(
    records: &Records,
    kinds: &BTreeMap<String, KindKept>,
) -> Result<BTreeMap<String, i64>, Problem> {
    let mut received: BTreeMap<String, i64> = BTreeMap::new();
    for (kind, kept) in kinds {
        if let Some(batch) = records.batch(kept.batch).await? {
            received.insert(kind.clone(), batch.published_at);
        }
    }
    for import in records.imports(None, RECENT).await? {
        if import.state == BatchState::Live
            && let Some(at) = received.get_mut(&import.kind)
        {
            *at = import.published_at.max(*at);
        }
    }
    Ok(received)
}

/// Imports that are looked at for what was received last.
const RECENT: u64 = 200;

/// How the server and its folder are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HealthShown {
    /// Whether what is sent can be kept.
    ready: bool,
    /// `ready`, `full`, `broken` or `stopping`.
    condition: &'static str,
    /// Version of the program.
    version: &'static str,
    /// Version of the records.
    schema: i32,
    /// Customers that are known.
    customers: u64,
    /// Events that wait to move into history.
    inbox_events: u64,
    /// When the oldest of them came, microseconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    inbox_oldest_at: Option<i64>,
    /// Events that could not be understood.
    quarantined_events: u64,
    /// Write keys that are valid.
    write_keys: u64,
    /// What is free where the data folder is; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_bytes: Option<u64>,
    /// The data folder.
    folder_bytes: u64,
    /// The records in it.
    records_bytes: u64,
    /// When customers were valued last.
    #[serde(skip_serializing_if = "Option::is_none")]
    fitted_at: Option<i64>,
    /// The model of that fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// What is kept, by kind of fact.
    kinds: Vec<KindShown>,
    /// What to do next: `import`, `fit`, `key`, `quarantine`, `compact`, `disk`.
    next: Vec<&'static str>,
}

/// What is kept of a kind of fact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct KindShown {
    /// The kind: `orders`, `events` …
    kind: String,
    /// Statements that count.
    statements: u64,
    /// The newest fact, microseconds since 1970-01-01 UTC; absent where facts have no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest_at: Option<i64>,
    /// When something of the kind was received last.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<i64>,
}

/// How the server and its folder are, how old the data is, and what to do next.
#[utoipa::path(get, path = "/api/v1/health", tag = "data",
    security(("session" = ["data:read"]), ("key" = ["data:read"])),
    responses((status = 200, description = "How it is", body = HealthShown)))]
async fn health(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let found = Found::now(&web).await?;
    let condition = match &found.condition {
        Condition::Ready => "ready",
        Condition::Full => "full",
        Condition::Broken(_) => "broken",
        Condition::Stopping => "stopping",
    };
    let mut next: Vec<&'static str> = found.next.iter().map(|next| next.name()).collect();
    if nearly_full(found.free_bytes) {
        next.insert(0, "disk");
    }
    let Found { kept, received, .. } = found;
    let (fitted_at, model) = kept.fit.map(|fit| (fit.fitted_at, fit.model)).unzip();
    let kinds = kept.kinds.into_iter().map(|(kind, kept)| KindShown {
        statements: kept.statements,
        newest_at: kept.newest,
        received_at: received.get(&kind).copied(),
        kind,
    });
    Ok(axum::Json(HealthShown {
        ready: found.condition == Condition::Ready,
        condition,
        version: env!("CARGO_PKG_VERSION"),
        schema: records::SCHEMA,
        customers: kept.customers,
        inbox_events: kept.inbox.rows,
        inbox_oldest_at: kept.inbox.oldest,
        quarantined_events: kept.quarantined,
        write_keys: kept.keys.len() as u64,
        free_bytes: found.free_bytes,
        folder_bytes: found.folder_bytes,
        records_bytes: found.records_bytes,
        fitted_at,
        model,
        kinds: kinds.collect(),
        next,
    })
    .into_response())
}
