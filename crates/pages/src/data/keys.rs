//! Write keys: with them systems send events.

use access::Right;
use maud::{Markup, html};

use super::{Here, about};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{
        Column, Field, Look, Tone, act, ago, button, chip, copyable, crumbs, csrf, done, link_button, list,
        note, refused, section,
    },
    text::Fill,
};

/// What is shown.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// All keys, valid ones first.
    pub keys: Vec<Row>,
    /// A key that was just made.
    pub made: Option<Made>,
    /// What was typed and refused: name, currency, the field and why.
    pub refused: Option<Refused>,
}

/// A write key.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number.
    pub number: i64,
    /// The source of what comes with it.
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    /// The currency of amounts that name none.
    pub currency: Option<String>,
    /// When it was made.
    pub made_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// A key that was just made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The source.
    pub name: String,
    /// The key; shown this once.
    pub token: String,
    /// A line that sends a first event.
    pub line: String,
}

/// What was typed and refused.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// The name that was typed.
    pub name: String,
    /// The currency that was typed.
    pub currency: String,
    /// `name` or `currency`.
    pub field: &'static str,
    /// Why.
    pub why: String,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (about(reader, Here::Keys))
        p { (reader.t("data-keys-about")) }
        @if let Some(made) = &view.made { (shown(reader, made)) }
        @if view.keys.is_empty() { (note(&reader.t("data-keys-none"))) } @else { (keys(reader, view)) }
        @if reader.may(Right::KeysWrite) {
            (section("new", &reader.t("data-keys-new"), &form(reader, view.refused.as_ref())))
        }
    };
    frame::page(reader, Place::Data, &reader.t("data-keys-title"), &body)
}

fn shown(reader: &Reader, made: &Made) -> Markup {
    let title = reader.tf("data-keys-shown-title", &[("name", Fill::Text(&made.name))]);
    done(
        &title,
        &html! {
            p { (reader.t("data-keys-shown")) }
            (copyable(reader, "made-key", &made.token))
            p { (reader.t("data-keys-try")) }
            (copyable(reader, "made-line", &made.line))
        },
    )
}

fn keys(reader: &Reader, view: &View) -> Markup {
    let columns = [
        Column::text(reader.t("data-keys-name")),
        Column::text(reader.t("data-keys-hint")),
        Column::text(reader.t("data-keys-currency")),
        Column::text(reader.t("data-keys-made")),
        Column::text(reader.t("data-keys-state")),
    ];
    let may = reader.may(Right::KeysWrite);
    let rows: Vec<Vec<Markup>> = view
        .keys
        .iter()
        .map(|key| {
            vec![
                html! { (key.name) },
                html! { code { "…" (key.hint) } },
                currency(reader, key, may),
                ago(reader, key.made_at),
                html! {
                    @if let Some(at) = key.revoked_at {
                        (chip(Tone::Quiet, &reader.t("data-keys-revoked"))) " " (ago(reader, at))
                    } @else {
                        (chip(Tone::Good, &reader.t("data-keys-valid")))
                        @if may { " " (link_button(&format!("/data/keys/{}/revoke", key.number), Look::Quiet, &reader.t("data-keys-revoke"))) }
                    }
                },
            ]
        })
        .collect();
    list("keys-list", &reader.t("data-keys-caption"), &columns, &rows)
}

fn currency(reader: &Reader, key: &Row, may: bool) -> Markup {
    let current = key.currency.as_deref().unwrap_or_default();
    if !may || key.revoked_at.is_some() {
        return html! { (if current.is_empty() { "–" } else { current }) };
    }
    html! {
        form.row.small method="post" action=(format!("/data/keys/{}", key.number)) {
            (csrf(reader))
            (Field::new("currency", &reader.t("data-keys-currency")).id(format!("currency-{}", key.number))
                .value(current).length(3, 3).required().quiet())
            (button(Look::Quiet, &reader.t("data-keys-set-currency")))
        }
    }
}

fn form(reader: &Reader, was: Option<&Refused>) -> Markup {
    let empty = Refused::default();
    let typed = was.unwrap_or(&empty);
    let error = |field: &str| was.filter(|was| was.field == field).map(|was| was.why.as_str());
    let errors: Vec<(String, &str)> =
        was.iter().map(|was| (format!("field-{}", was.field), was.why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let (name_hint, currency_hint) =
        (reader.t("data-keys-new-name-hint"), reader.t("data-keys-new-currency-hint"));
    html! {
        (refused(&reader.t("data-keys-refused"), &errors))
        form.stack method="post" action="/data/keys" {
            (csrf(reader))
            (Field::new("name", &reader.t("data-keys-new-name")).value(&typed.name).hint(&name_hint)
                .length(1, 100).required().error(error("name")))
            (Field::new("currency", &reader.t("data-keys-new-currency")).value(&typed.currency).hint(&currency_hint)
                .length(0, 3).error(error("currency")))
            (button(Look::Main, &reader.t("data-keys-new-do")))
        }
    }
}

/// The page that asks before a key is revoked.
pub fn revoke_page(reader: &Reader, number: i64, name: &str) -> Markup {
    let title = reader.tf("data-keys-revoke-title", &[("name", Fill::Text(name))]);
    let (data, above) = (reader.t("data-title"), reader.t("data-keys-title"));
    let body = html! {
        (crumbs(reader, &[("/data", &data), ("/data/keys", &above)]))
        p { (reader.t("data-keys-revoke-about")) }
        div.buttons {
            (act(reader, &format!("/data/keys/{number}/revoke"), Look::Danger, &reader.t("data-keys-revoke-do"), &[], None))
            (link_button("/data/keys", Look::Plain, &reader.t("data-keys-revoke-keep")))
        }
    };
    frame::page(reader, Place::Data, &title, &body)
}
