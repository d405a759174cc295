//! Where the company's systems are told of what happened: the pages. Programs use the API.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::{
    Reader,
    settings::{Refused, webhook as one_page, webhooks as page},
    text::Fill,
};
use records::{Delivery, DeliveryState, Webhook};

use super::{
    super::{Caller, Form, Gate, Path, Problem, Routes, Web, see_other, shown},
    people::Nothing,
    sent::{Pairs, Sent},
};
use crate::{
    folder::now,
    serve::webhooks::{self, EVENTS, WebhookError},
};

/// Messages shown of one webhook.
const DELIVERIES: u64 = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::WebhooksWrite);
    routes
        .page("GET", "/settings/webhooks", NEEDS, get(shown_list))
        .page("POST", "/settings/webhooks", NEEDS, post(added))
        .page("GET", "/settings/webhooks/{id}", NEEDS, get(shown_one))
        .page("POST", "/settings/webhooks/{id}/test", NEEDS, post(tested))
        .page("POST", "/settings/webhooks/{id}/rotate", NEEDS, post(rotated))
        .page("POST", "/settings/webhooks/{id}/disable", NEEDS, post(disabled))
        .page("POST", "/settings/webhooks/{id}/enable", NEEDS, post(enabled))
        .page("POST", "/settings/webhooks/{id}/remove", NEEDS, post(removed))
}

async fn shown_list(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    Ok(shown(&page::page(&caller.reader, &view(&web).await?)))
}

async fn added(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let sent = Sent::read(pairs, &["url"], &["events"])?;
    let reader = &caller.reader;
    let events: Vec<String> = sent.all("events").map(str::to_owned).collect();
    let mut refused = Vec::new();
    if events.is_empty() {
        refused.push(bad("events", reader.t("settings-webhooks-bad-events")));
    } else {
        let records = web.desk.folder.records();
        match webhooks::add(records, &web.outbound, sent.one("url").trim(), &events, &caller.actor()).await {
            Ok((hook, secret)) => return page_of(&web, reader, hook, Some(secret)).await,
            Err(WebhookError::Address(why)) => refused.push(bad_url(reader, &why.to_string())),
            Err(other) => return Err(other.into()),
        }
    }
    let view = page::View { url: sent.one("url").to_owned(), ticked: events, refused, ..view(&web).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::page(reader, &view))).into_response())
}

async fn shown_one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let hook = hook(&web, id).await?;
    page_of(&web, &caller.reader, hook, None).await
}

async fn tested(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let delivery = webhooks::test(web.desk.folder.records(), &web.outbound, id, &caller.actor()).await?;
    let said = match delivery.state {
        DeliveryState::Delivered => "said-settings-test-taken",
        DeliveryState::Waiting | DeliveryState::Failed => "said-settings-test-failed",
    };
    Ok(see_other(format!("/settings/webhooks/{id}?said={said}#deliveries")))
}

async fn rotated(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let secret = webhooks::rotate(web.desk.folder.records(), id, &caller.actor()).await?;
    let hook = hook(&web, id).await?;
    page_of(&web, &caller.reader, hook, Some(secret)).await
}

async fn disabled(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    // Who switches it off twice meets it as it is.
    hook(&web, id).await?;
    let why = "switched off";
    web.desk.folder.records().disable_webhook(id, why, &caller.actor(), now()).await?;
    Ok(see_other(format!("/settings/webhooks/{id}?said=said-settings-saved")))
}

async fn enabled(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    let hook = hook(&web, id).await?;
    let (records, by) = (web.desk.folder.records(), caller.actor());
    webhooks::change(records, &web.outbound, id, (&hook.url, &hook.events, true), &by).await?;
    Ok(see_other(format!("/settings/webhooks/{id}?said=said-settings-saved")))
}

async fn removed(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(id): Path<i64>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Problem> {
    if !web.desk.folder.records().delete_webhook(id, &caller.actor(), now()).await? {
        return Err(Problem::not_found("webhook"));
    }
    Ok(see_other("/settings/webhooks?said=said-settings-webhook-removed"))
}

async fn hook(web: &Web, id: i64) -> Result<Webhook, Problem> {
    web.desk.folder.records().webhook(id).await?.ok_or_else(|| Problem::not_found("webhook"))
}

async fn view(web: &Web) -> Result<page::View, Problem> {
    let hooks = web.desk.folder.records().webhooks().await?;
    Ok(page::View {
        hooks: hooks.into_iter().map(shown_hook).collect(),
        events: EVENTS.map(str::to_owned).to_vec(),
        ..page::View::default()
    })
}

async fn page_of(
    web: &Web,
    reader: &Reader,
    hook: Webhook,
    secret: Option<String>,
) -> Result<Response, Problem> {
    let deliveries = web.desk.folder.records().deliveries(hook.id, None, DELIVERIES).await?;
    let view = one_page::View {
        hook: shown_hook(hook),
        deliveries: deliveries.into_iter().map(shown_delivery).collect(),
        secret,
    };
    Ok(shown(&one_page::page(reader, &view)))
}

fn shown_hook(hook: Webhook) -> page::Hook {
    let Webhook { id, url, events, created_at, disabled_at, disabled_why } = hook;
    page::Hook { id, url, events, created_at, disabled_at, disabled_why }
}

fn shown_delivery(delivery: Delivery) -> one_page::Delivery {
    one_page::Delivery {
        id: delivery.message,
        event: delivery.event,
        created_at: delivery.created_at,
        progress: match delivery.state {
            DeliveryState::Waiting => one_page::Progress::Waiting,
            DeliveryState::Delivered => one_page::Progress::Delivered,
            DeliveryState::Failed => one_page::Progress::Failed,
        },
        attempts: delivery.attempts,
        status: delivery.last_status,
        error: delivery.last_error,
        next_at: delivery.next_at,
    }
}

fn bad(field: &str, why: String) -> Refused {
    Refused { field: field.to_owned(), why }
}

fn bad_url(reader: &Reader, why: &str) -> Refused {
    bad("url", reader.tf("settings-webhooks-bad-url", &[("why", Fill::Text(why))]))
}
