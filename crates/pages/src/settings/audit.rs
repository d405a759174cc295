//! Who did what: the audit log, and the proof that nobody changed it.

use maud::{Markup, html};

use super::{Part, page as within};
use crate::{Reader, parts, text::Fill};

/// An entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When, microseconds.
    pub at: i64,
    /// Who, as it is kept: `person:7`, `key:3`, `command`, `server`.
    pub actor: String,
    /// Who, in words, where that is known.
    pub who: Option<String>,
    /// What was done: `people.role-changed` …
    pub action: String,
    /// To what.
    pub subject: String,
    /// More of it: name and value.
    pub details: Vec<(String, String)>,
}

/// Whether the log is whole.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Entries looked at.
    pub entries: u64,
    /// The first one that is not what was written.
    pub first_broken: Option<i64>,
    /// The seal of the last one, hexadecimal.
    pub head: String,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The entries, newest first.
    pub entries: Vec<Entry>,
    /// The action that is looked for; empty: all.
    pub action: String,
    /// The actor that is looked for; empty: all.
    pub actor: String,
    /// Where the list begins anew, where this is not its beginning.
    pub first: Option<String>,
    /// Where it goes on.
    pub next: Option<String>,
    /// The list as a file.
    pub csv: String,
    /// What checking it said.
    pub verdict: Option<Verdict>,
}

/// The page of the audit log.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        p { (reader.t("settings-audit-text")) }
        (verify(reader, view))
        form.row method="get" action=(Part::Audit.path()) {
            (parts::Field::new("action", &reader.t("settings-audit-action")).value(&view.action).length(0, 60)
                .hint(&reader.t("settings-audit-action-hint")))
            (parts::Field::new("actor", &reader.t("settings-audit-actor")).value(&view.actor).length(0, 60)
                .hint(&reader.t("settings-audit-actor-hint")))
            (parts::buttons(&html! {
                (parts::button(parts::Look::Plain, &reader.t("settings-audit-filter")))
                @if !view.csv.is_empty() { (parts::link_button(&view.csv, parts::Look::Quiet, &reader.t("settings-audit-csv"))) }
            }))
        }
        @if view.entries.is_empty() {
            (parts::empty(&reader.t("settings-audit-none"), &reader.t("settings-audit-none-text"), &html! {}))
        } @else {
            (list(reader, view))
            (parts::pager(reader, view.first.as_deref(), view.next.as_deref()))
        }
    };
    within(reader, Part::Audit, &body)
}

fn list(reader: &Reader, view: &View) -> Markup {
    let columns = [
        parts::Column::text(reader.t("settings-audit-what")),
        parts::Column::text(reader.t("settings-audit-who")),
        parts::Column::text(reader.t("settings-audit-when")),
        parts::Column::text(reader.t("settings-audit-details")),
    ];
    let row = |entry: &Entry| {
        vec![
            html! { (entry.action) @if !entry.subject.is_empty() { br; span.note { (entry.subject) } } },
            html! {
                @if let Some(who) = &entry.who { (who) br; span.note { (entry.actor) } } @else { (entry.actor) }
            },
            parts::moment(reader, entry.at),
            html! {
                @if !entry.details.is_empty() {
                    @for (i, (name, value)) in entry.details.iter().enumerate() {
                        @if i > 0 { br; }
                        (name) ": " (value)
                    }
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = view.entries.iter().map(row).collect();
    parts::list("entries", &reader.t("settings-audit-list"), &columns, &rows)
}

fn verify(reader: &Reader, view: &View) -> Markup {
    let Some(verdict) = &view.verdict else {
        return parts::buttons(&html! {
            (parts::link_button("/settings/audit?verify=yes", parts::Look::Plain, &reader.t("settings-audit-verify")))
        });
    };
    let entries = ("entries", Fill::Count(verdict.entries));
    let head = html! {
        p { (reader.t("settings-audit-head")) }
        (parts::copyable(reader, "head", &verdict.head))
    };
    match verdict.first_broken {
        None => parts::done(&reader.tf("settings-audit-whole", &[entries]), &head),
        Some(id) => parts::stop(
            &reader.t("settings-audit-broken"),
            &html! {
                p { (reader.tf("settings-audit-broken-text", &[entries, ("id", Fill::Text(&id.to_string()))])) }
                (head)
            },
        ),
    }
}
