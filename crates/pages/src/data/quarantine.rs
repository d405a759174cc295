//! Quarantine: what was sent and could not be understood.

use access::Right;
use maud::{Markup, html};

use super::{Here, about};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{
        Column, Field, Look, act, ago, button, crumbs, csrf, empty, link, list, moment, note, pager, section,
        warning,
    },
    text::Fill,
};

/// What is shown.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// How many there are by reason, the most frequent first.
    pub reasons: Vec<ReasonRow>,
    /// The reason that is looked at: its digest and its words.
    pub reason: Option<(String, String)>,
    /// Some of them, the oldest first.
    pub rows: Vec<Row>,
    /// The path of the next ones.
    pub next: Option<String>,
    /// Whether these are not the first.
    pub later: bool,
    /// Keys without a currency whose events wait here: number and name.
    pub without_currency: Vec<(i64, String)>,
}

/// How many there are with a reason.
#[derive(Debug, Clone)]
pub struct ReasonRow {
    /// Digest of the reason, for the path.
    pub digest: String,
    /// The reason.
    pub text: String,
    /// How many.
    pub count: u64,
    /// When the newest came.
    pub newest: i64,
}

/// One that is in quarantine.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number.
    pub number: i64,
    /// When it came.
    pub at: i64,
    /// Name of the key it came with.
    pub source: String,
    /// Why it could not be understood.
    pub reason: String,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (about(reader, Here::Quarantine))
        @if view.reasons.is_empty() {
            (empty(&reader.t("data-quarantine-none-title"), &reader.t("data-quarantine-none"), &html! {}))
        } @else {
            p { (reader.t("data-quarantine-about")) }
            @if reader.may(Right::DataWrite) && reader.may(Right::KeysWrite) {
                @for (number, name) in &view.without_currency { (currency(reader, *number, name)) }
            }
            (section("reasons", &reader.t("data-quarantine-reasons"), &reasons(reader, view)))
            (section("rows", &reader.t("data-quarantine-rows"), &rows(reader, view)))
        }
    };
    frame::page(reader, Place::Data, &reader.t("data-quarantine-title"), &body)
}

fn currency(reader: &Reader, number: i64, name: &str) -> Markup {
    let title = reader.tf("data-quarantine-currency", &[("key", Fill::Text(name))]);
    let id = format!("currency-{number}");
    warning(
        &title,
        &html! {
            p { (reader.t("data-quarantine-currency-about")) }
            form.row method="post" action="/data/quarantine" {
                (csrf(reader))
                input type="hidden" name="key" value=(number);
                (Field::new("currency", &reader.t("data-quarantine-currency-field")).id(id).length(3, 3).required())
                button.button type="submit" name="do" value="currency" { (reader.t("data-quarantine-currency-do")) }
            }
        },
    )
}

fn reasons(reader: &Reader, view: &View) -> Markup {
    let columns = [
        Column::text(reader.t("data-quarantine-reason")),
        Column::number(reader.t("data-quarantine-count")),
        Column::text(reader.t("data-quarantine-newest")),
    ];
    let rows: Vec<Vec<Markup>> = view
        .reasons
        .iter()
        .map(|row| {
            vec![
                link(&format!("/data/quarantine?reason={}", row.digest), &row.text),
                html! { (reader.count(row.count)) },
                ago(reader, row.newest),
            ]
        })
        .collect();
    list("reasons-list", &reader.t("data-quarantine-reasons-caption"), &columns, &rows)
}

fn rows(reader: &Reader, view: &View) -> Markup {
    let columns = [
        Column::text(reader.t("data-quarantine-number")),
        Column::text(reader.t("data-quarantine-received")),
        Column::text(reader.t("data-quarantine-source")),
        Column::text(reader.t("data-quarantine-reason")),
    ];
    let cells: Vec<Vec<Markup>> = view
        .rows
        .iter()
        .map(|row| {
            let number = row.number.to_string();
            let name = reader.tf("data-quarantine-open", &[("number", Fill::Text(&number))]);
            vec![
                link(&format!("/data/quarantine/{number}"), &name),
                ago(reader, row.at),
                html! { (row.source) },
                html! { (row.reason) },
            ]
        })
        .collect();
    let digest = view.reason.as_ref().map_or("", |(digest, _)| digest.as_str());
    html! {
        @if let Some((_, words)) = &view.reason {
            p { strong { (words) } " " (link("/data/quarantine", &reader.t("data-quarantine-all"))) }
        }
        @if reader.may(Right::DataWrite) {
            div.buttons {
                (act(reader, "/data/quarantine", Look::Plain, &reader.t("data-quarantine-repair-all"),
                    &[("do", "repair"), ("reason", digest)], None))
                @if view.reason.is_some() {
                    (act(reader, "/data/quarantine", Look::Danger, &reader.t("data-quarantine-discard-all"),
                        &[("do", "discard"), ("reason", digest)], Some(&reader.t("data-quarantine-discard-all-confirm"))))
                }
            }
            (note(&reader.t("data-quarantine-repair-all-about")))
        }
        (list("rows-list", &reader.t("data-quarantine-rows-caption"), &columns, &cells))
        (pager(reader, view.later.then_some("/data/quarantine#rows"), view.next.as_deref()))
    }
}

/// One that is in quarantine, with what was sent.
#[derive(Debug, Clone)]
pub struct One {
    /// What it is.
    pub row: Row,
    /// What was sent; none for who may not see it.
    pub body: Option<String>,
    /// Why it could not be read again just now.
    pub still: Option<String>,
}

/// The page of one.
pub fn one_page(reader: &Reader, view: &One) -> Markup {
    let number = view.row.number.to_string();
    let path = format!("/data/quarantine/{number}");
    let title = reader.tf("data-quarantine-one-title", &[("number", Fill::Text(&number))]);
    let (data, above) = (reader.t("data-title"), reader.t("data-quarantine-title"));
    let still =
        view.still.as_ref().map(|why| reader.tf("data-quarantine-still", &[("why", Fill::Text(why))]));
    let may_write = reader.may(Right::DataWrite);
    let body = html! {
        (crumbs(reader, &[("/data", &data), ("/data/quarantine", &above)]))
        (warning(&view.row.reason, &html! { p { (view.row.source) ", " (moment(reader, view.row.at)) } }))
        @match &view.body {
            None => (note(&reader.t("data-quarantine-body-masked"))),
            Some(sent) if may_write => form.stack method="post" action=(path) {
                (csrf(reader))
                @let hint = reader.t("data-quarantine-correct");
                (Field::new("body", &reader.t("data-quarantine-body")).value(sent).rows(16).hint(&hint)
                    .error(still.as_deref()))
                button.button.main type="submit" name="do" value="repair" { (reader.t("data-quarantine-repair")) }
            },
            Some(sent) => pre.code tabindex="0" { (sent) },
        }
        @if may_write {
            div.buttons {
                @if view.body.is_none() {
                    form.act method="post" action=(path) { (csrf(reader)) input type="hidden" name="do" value="repair";
                        (button(Look::Plain, &reader.t("data-quarantine-repair"))) }
                    @if let Some(still) = &still { p.error { (still) } }
                }
                (act(reader, &path, Look::Danger, &reader.t("data-quarantine-discard"), &[("do", "discard")],
                    Some(&reader.t("data-quarantine-discard-confirm"))))
            }
        }
    };
    frame::page(reader, Place::Data, &title, &body)
}
