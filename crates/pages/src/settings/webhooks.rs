//! Where the company's systems are told of what happened.

use maud::{Markup, html};

use super::{Part, Refused, page as within, refusals, why};
use crate::{Reader, parts};

/// A place that is told.
#[derive(Debug, Clone)]
pub struct Hook {
    /// Its number.
    pub id: i64,
    /// Where it is.
    pub url: String,
    /// Of what it is told.
    pub events: Vec<String>,
    /// Since when, microseconds.
    pub created_at: i64,
    /// Told no more since.
    pub disabled_at: Option<i64>,
    /// Why no more.
    pub disabled_why: Option<String>,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The places.
    pub hooks: Vec<Hook>,
    /// All events there are: name and what it tells.
    pub events: Vec<String>,
    /// The address in the form.
    pub url: String,
    /// What is ticked in the form.
    pub ticked: Vec<String>,
    /// What was refused.
    pub refused: Vec<Refused>,
}

/// What an event tells, in words.
pub(super) fn event(reader: &Reader, name: &str) -> String {
    match name {
        "import.finished" => reader.t("settings-webhooks-import-finished"),
        "import.undone" => reader.t("settings-webhooks-import-undone"),
        "values.fitted" => reader.t("settings-webhooks-values-fitted"),
        "quarantine.added" => reader.t("settings-webhooks-quarantine-added"),
        "webhook.test" => reader.t("settings-webhooks-webhook-test"),
        other => other.to_owned(),
    }
}

/// Whether it is told, as a chip.
pub(super) fn state(reader: &Reader, hook: &Hook) -> Markup {
    if hook.disabled_at.is_some() {
        parts::chip(parts::Tone::Watch, &reader.t("settings-webhooks-off"))
    } else {
        parts::chip(parts::Tone::Good, &reader.t("settings-webhooks-on"))
    }
}

/// The page of webhooks.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (refusals(reader, &view.refused))
        p { (reader.t("settings-webhooks-text")) }
        (list(reader, view))
        (add(reader, view))
    };
    within(reader, Part::Webhooks, &body)
}

fn list(reader: &Reader, view: &View) -> Markup {
    if view.hooks.is_empty() {
        return parts::empty(
            &reader.t("settings-webhooks-none"),
            &reader.t("settings-webhooks-none-text"),
            &html! {},
        );
    }
    let columns = [
        parts::Column::text(reader.t("settings-webhooks-url")),
        parts::Column::text(reader.t("settings-webhooks-events")),
        parts::Column::text(reader.t("settings-webhooks-state")),
    ];
    let row = |hook: &Hook| {
        vec![
            parts::link(&format!("/settings/webhooks/{}", hook.id), &hook.url),
            html! { span.note { (hook.events.join(" · ")) } },
            state(reader, hook),
        ]
    };
    let rows: Vec<Vec<Markup>> = view.hooks.iter().map(row).collect();
    parts::list("hooks", &reader.t("settings-webhooks-list"), &columns, &rows)
}

fn add(reader: &Reader, view: &View) -> Markup {
    parts::section(
        "add",
        &reader.t("settings-webhooks-add"),
        &html! {
            form method="post" action=(Part::Webhooks.path()) {
                (parts::csrf(reader))
                (parts::Field::new("url", &reader.t("settings-webhooks-url")).kind("url").value(&view.url).length(8, 2000).required()
                    .autocomplete("off").hint(&reader.t("settings-webhooks-url-hint")).error(why(&view.refused, "url")))
                fieldset.choices id="field-events" {
                    legend { (reader.t("settings-webhooks-of")) }
                    @if let Some(why) = why(&view.refused, "events") { p.error { (why) } }
                    @for name in &view.events {
                        (parts::Checkbox::new("events", name, &event(reader, name)).hint(name).ticked(view.ticked.contains(name)))
                    }
                }
                (parts::buttons(&parts::button(parts::Look::Main, &reader.t("settings-webhooks-add-now"))))
            }
        },
    )
}
