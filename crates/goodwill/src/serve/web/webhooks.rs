//! Webhooks, for programs: where systems of the company's are told of what happened.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use records::{Delivery, Webhook};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Caller, Json, Listing, Path, Problem, Query, Routes, Web};
use crate::serve::{
    outbound::OutboundError,
    webhooks::{self, WebhookError},
};

/// Deliveries of a part where nothing is said.
const USUAL: u16 = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(
        OpenApiRouter::new()
            .routes(routes!(list, create))
            .routes(routes!(one, change, delete))
            .routes(routes!(rotate))
            .routes(routes!(test))
            .routes(routes!(deliveries)),
    )
}

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Address(OutboundError::Refused(_) | OutboundError::Failed(_)) => {
                Self::invalid("url", error.to_string())
            }
            WebhookError::Events(why) => Self::invalid("events", why),
            WebhookError::Absent => Self::not_found("webhook"),
            WebhookError::Random(_) => Self::failed(error.to_string()),
            WebhookError::Records(records::RecordsError::TooMany(why)) => Self::conflict(why),
            WebhookError::Records(error) => error.into(),
        }
    }
}

/// A place that is told. Its secret is not shown again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WebhookShown {
    /// Its number.
    id: i64,
    /// Where it is told.
    url: String,
    /// Of what it is told.
    events: Vec<String>,
    /// Whether it is told at all.
    enabled: bool,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_why: Option<String>,
    /// When it was made, microseconds since 1970-01-01 UTC.
    created_at: i64,
    /// What messages are signed with, in the answer that makes it and in no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl From<Webhook> for WebhookShown {
    fn from(hook: Webhook) -> Self {
        let Webhook { id, url, events, created_at, disabled_at, disabled_why } = hook;
        Self { id, url, events, enabled: disabled_at.is_none(), disabled_why, created_at, secret: None }
    }
}

/// A secret that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SecretMade {
    /// What messages are signed with from now on; the one before signs as well for a day.
    secret: String,
}

/// Something a webhook was told, and how that went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct DeliveryShown {
    /// Its number.
    id: i64,
    /// The message's id, the same at each try: `webhook-id`.
    message: String,
    /// What happened.
    event: String,
    /// `waiting`, `delivered` or `failed`.
    state: String,
    /// How often it was tried.
    attempts: u32,
    /// When it happened, microseconds since 1970-01-01 UTC.
    created_at: i64,
    /// When it was tried last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_at: Option<i64>,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<i64>,
    /// What the receiver answered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Why the last try failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<Delivery> for DeliveryShown {
    fn from(told: Delivery) -> Self {
        Self {
            id: told.id,
            message: told.message,
            event: told.event,
            state: told.state.word().to_owned(),
            attempts: told.attempts,
            created_at: told.created_at,
            last_at: told.last_at,
            next_at: told.next_at,
            status: told.last_status,
            error: told.last_error,
        }
    }
}

/// A webhook to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWebhook {
    /// A public address: `https://…`.
    #[schema(max_length = 2048)]
    url: String,
    /// `import.finished`, `import.undone`, `values.fitted`, `quarantine.added`.
    #[schema(min_items = 1, max_items = 16)]
    events: Vec<String>,
}

/// What to change of a webhook; what is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeWebhook {
    /// A public address: `https://…`.
    #[serde(default)]
    #[schema(max_length = 2048)]
    url: Option<String>,
    /// `import.finished`, `import.undone`, `values.fitted`, `quarantine.added`.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 16)]
    events: Option<Vec<String>>,
    /// Whether it is told at all.
    #[serde(default)]
    enabled: Option<bool>,
}

/// Which part of the deliveries is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Older {
    /// Go on after this, as `next` of the part before said.
    #[param(minimum = 1)]
    after: Option<i64>,
    /// So many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// All webhooks; there are 50 at most.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = Listing<WebhookShown>)))]
async fn list(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let hooks = web.desk.folder.records().webhooks().await?;
    let items: Vec<WebhookShown> = hooks.into_iter().map(WebhookShown::from).collect();
    Ok(axum::Json(Listing { items, next: None }).into_response())
}

/// Makes a webhook. The answer holds its secret, this once.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhook,
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 201, body = WebhookShown)))]
async fn create(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(new): Json<NewWebhook>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    let (hook, secret) =
        webhooks::add(records, &web.outbound, &new.url, &new.events, &caller.actor()).await?;
    let made = WebhookShown { secret: Some(secret), ..hook.into() };
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// One webhook.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = i64, Path)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = WebhookShown)))]
async fn one(State(web): State<Arc<Web>>, _: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    Ok(axum::Json(WebhookShown::from(there(&web, id).await?)).into_response())
}

/// Changes a webhook.
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = i64, Path)),
    request_body = ChangeWebhook,
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = WebhookShown)))]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Json(change): Json<ChangeWebhook>,
) -> Result<Response, Problem> {
    let hook = there(&web, id).await?;
    let enabled = change.enabled.unwrap_or(hook.disabled_at.is_none());
    let (url, events) = (change.url.unwrap_or(hook.url), change.events.unwrap_or(hook.events));
    let records = web.desk.folder.records();
    let hook =
        webhooks::change(records, &web.outbound, id, (&url, &events, enabled), &caller.actor()).await?;
    Ok(axum::Json(WebhookShown::from(hook)).into_response())
}

/// Deletes a webhook and what was told to it.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = i64, Path)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 204)))]
async fn delete(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let records = web.desk.folder.records();
    if records.delete_webhook(id, &caller.actor(), crate::folder::now()).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::not_found("webhook"))
    }
}

/// Gives a webhook a new secret; the one before signs as well for a day.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/secret", tag = "webhooks", params(("id" = i64, Path)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = SecretMade)))]
async fn rotate(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let secret = webhooks::rotate(web.desk.folder.records(), id, &caller.actor()).await?;
    Ok(axum::Json(SecretMade { secret }).into_response())
}

/// Sends a test message now and says how it went.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = i64, Path)),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = DeliveryShown)))]
async fn test(State(web): State<Arc<Web>>, caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    let told = webhooks::test(web.desk.folder.records(), &web.outbound, id, &caller.actor()).await?;
    Ok(axum::Json(DeliveryShown::from(told)).into_response())
}

/// What a webhook was told, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = i64, Path), Older),
    security(("session" = ["webhooks:write"]), ("key" = ["webhooks:write"])),
    responses((status = 200, body = Listing<DeliveryShown>)))]
async fn deliveries(
    State(web): State<Arc<Web>>,
    _: Caller,
    Path(id): Path<i64>,
    Query(older): Query<Older>,
) -> Result<Response, Problem> {
    let limit = older.limit.unwrap_or(USUAL);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "a number from 1 to 500"));
    }
    if older.after.is_some_and(|after| after < 1) {
        return Err(Problem::invalid("after", "give the `next` of the part before, or leave it out"));
    }
    there(&web, id).await?;
    let mut told = web.desk.folder.records().deliveries(id, older.after, u64::from(limit) + 1).await?;
    let more = told.len() > usize::from(limit);
    told.truncate(usize::from(limit));
    let next = if more { told.last().map(|last| last.id.to_string()) } else { None };
    let items: Vec<DeliveryShown> = told.into_iter().map(DeliveryShown::from).collect();
    Ok(axum::Json(Listing { items, next }).into_response())
}

async fn there(web: &Web, id: i64) -> Result<Webhook, Problem> {
    web.desk.folder.records().webhook(id).await?.ok_or_else(|| Problem::not_found("webhook"))
}
