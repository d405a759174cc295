//! One place that is told: what it was told and what it answered, trying it, a new secret, an end.

use maud::{Markup, html};

use super::{
    Part, below,
    webhooks::{Hook, event, state},
};
use crate::{Reader, parts, text::Fill};

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It will be tried, or tried again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was given up.
    Failed,
}

/// Something it was told, or is to be told.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its number, as the place is told it.
    pub id: String,
    /// What is told.
    pub event: String,
    /// Since when, microseconds.
    pub created_at: i64,
    /// How far it is.
    pub progress: Progress,
    /// How often it was tried.
    pub attempts: u32,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// Why there was none, or what was wrong with it.
    pub error: Option<String>,
    /// When it is tried next.
    pub next_at: Option<i64>,
}

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// The place.
    pub hook: Hook,
    /// What it was told, newest first.
    pub deliveries: Vec<Delivery>,
    /// The secret, where it was just made: shown this once.
    pub secret: Option<String>,
}

/// The page of one webhook.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let hook = &view.hook;
    let body = html! {
        @if let Some(secret) = &view.secret {
            (parts::done(&reader.t("settings-webhook-secret"), &html! {
                (parts::copyable(reader, "secret", secret))
                p { (reader.t("settings-webhook-secret-text")) }
            }))
        }
        (about(reader, hook))
        @if let Some(why) = &hook.disabled_why {
            (parts::warning(&reader.t("settings-webhook-disabled"), &html! { p { (why) } }))
        }
        (deliveries(reader, view))
        (acts(reader, hook))
    };
    below(reader, Part::Webhooks, &reader.t("settings-webhook-title"), &body)
}

fn about(reader: &Reader, hook: &Hook) -> Markup {
    let events: Vec<String> = hook.events.iter().map(|name| event(reader, name)).collect();
    html! {
        dl.terms {
            div { dt { (reader.t("settings-webhooks-url")) } dd { code { (hook.url) } } }
            div { dt { (reader.t("settings-webhooks-state")) } dd { (state(reader, hook)) } }
            div { dt { (reader.t("settings-webhook-since")) } dd { (parts::moment(reader, hook.created_at)) } }
            div { dt { (reader.t("settings-webhook-told")) } dd { @for event in events { (event) br; } } }
        }
    }
}

fn deliveries(reader: &Reader, view: &View) -> Markup {
    let columns = [
        parts::Column::text(reader.t("settings-webhook-event")),
        parts::Column::text(reader.t("settings-webhook-when")),
        parts::Column::text(reader.t("settings-webhook-progress")),
        parts::Column::text(reader.t("settings-webhook-answer")),
    ];
    let row = |delivery: &Delivery| {
        let progress = match delivery.progress {
            Progress::Waiting => parts::chip(parts::Tone::Watch, &reader.t("settings-webhook-waiting")),
            Progress::Delivered => parts::chip(parts::Tone::Good, &reader.t("settings-webhook-delivered")),
            Progress::Failed => parts::chip(parts::Tone::Bad, &reader.t("settings-webhook-failed")),
        };
        let tries = reader.tf("settings-webhook-tries", &[("n", Fill::Count(u64::from(delivery.attempts)))]);
        vec![
            html! { (delivery.event) br; span.note { (delivery.id) } },
            parts::ago(reader, delivery.created_at),
            html! {
                (progress)
                @if let Some(next) = delivery.next_at {
                    br; span.note { (reader.tf("settings-webhook-next", &[("when", Fill::Text(&reader.moment(next)))])) }
                }
            },
            html! {
                @if let Some(status) = delivery.status { code { (status) } " " }
                @if let Some(error) = &delivery.error { (error) " " }
                span.note { (tries) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.deliveries.iter().map(row).collect();
    parts::section(
        "deliveries",
        &reader.t("settings-webhook-deliveries"),
        &html! {
            @if rows.is_empty() { (parts::note(&reader.t("settings-webhook-no-deliveries"))) }
            @else { (parts::list("delivered", &reader.t("settings-webhook-latest"), &columns, &rows)) }
            @if view.hook.disabled_at.is_none() {
                (parts::buttons(&parts::act(reader, &path(&view.hook, "test"), parts::Look::Plain, &reader.t("settings-webhook-test"), &[], None)))
            }
        },
    )
}

fn acts(reader: &Reader, hook: &Hook) -> Markup {
    html! {
        @if hook.disabled_at.is_some() {
            (parts::section("again", &reader.t("settings-webhook-again"), &html! {
                p { (reader.t("settings-webhook-again-text")) }
                (parts::act(reader, &path(hook, "enable"), parts::Look::Plain, &reader.t("settings-webhook-again-now"), &[], None))
            }))
        }
        @if hook.disabled_at.is_none() {
            (parts::section("off", &reader.t("settings-webhook-off"), &html! {
                p { (reader.t("settings-webhook-off-text")) }
                (parts::act(reader, &path(hook, "disable"), parts::Look::Plain, &reader.t("settings-webhook-off-now"), &[], None))
            }))
        }
        (parts::section("rotate", &reader.t("settings-webhook-rotate"), &html! {
            p { (reader.t("settings-webhook-rotate-text")) }
            (parts::act(reader, &path(hook, "rotate"), parts::Look::Plain, &reader.t("settings-webhook-rotate-now"), &[], None))
        }))
        (parts::section("end", &reader.t("settings-webhook-end"), &parts::opened(&reader.t("settings-webhook-end-ask"), &html! {
            p { (reader.t("settings-webhook-end-text")) }
            (parts::act(reader, &path(hook, "remove"), parts::Look::Danger, &reader.t("settings-webhook-end-now"), &[], None))
        })))
    }
}

fn path(hook: &Hook, what: &str) -> String {
    format!("/settings/webhooks/{}/{what}", hook.id)
}
