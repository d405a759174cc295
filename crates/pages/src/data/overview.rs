//! The first page about data.

use access::Right;
use maud::{Markup, html};

use super::{Here, about, files, kind, size};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column, Fact, Look, Tone, act, ago, button, chip, figures, link, list, pager, section},
    text::Fill,
};

/// What is shown.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What is kept, by kind.
    pub kinds: Vec<KindRow>,
    /// Imports, the newest first.
    pub imports: Vec<ImportRow>,
    /// The path of the next imports.
    pub more: Option<String>,
    /// Whether these are not the newest imports.
    pub later: bool,
    /// Uploads that are not imported.
    pub uploads: Vec<UploadRow>,
    /// What to do next.
    pub next: Vec<Next>,
    /// Events that wait to move into history.
    pub inbox: u64,
    /// Customers that are known.
    pub customers: u64,
    /// How the server and its folder are.
    pub health: Health,
    /// Bytes one upload may have; none where the reader may bring nothing in.
    pub upload_bytes: Option<u64>,
}

/// A kind of fact.
#[derive(Debug, Clone)]
pub struct KindRow {
    /// The kind.
    pub kind: String,
    /// Statements that count.
    pub statements: u64,
    /// The newest fact, microseconds since 1970-01-01 UTC.
    pub newest: Option<i64>,
    /// When something of the kind was received last, likewise.
    pub received: Option<i64>,
}

/// An import.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Its number.
    pub number: i64,
    /// The kind of fact.
    pub kind: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// Facts that were new.
    pub created: u64,
    /// Facts that were known and said something new.
    pub updated: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Whether it was undone.
    pub undone: bool,
}

/// An upload that is not imported.
#[derive(Debug, Clone)]
pub struct UploadRow {
    /// Its name in the path.
    pub id: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// When.
    pub at: i64,
    /// How far it is: the end of a key `data-state-…`.
    pub state: &'static str,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// There are no facts.
    Import,
    /// There are orders and no values.
    Fit,
    /// No write key is valid.
    Key,
    /// So many wait in quarantine.
    Quarantine(u64),
    /// Events wait for long.
    Compact,
    /// The disk is nearly full.
    Disk,
    /// The server keeps nothing, and why.
    NotReady(String),
}

/// How the server and its folder are.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// Whether what is sent can be kept.
    pub ready: bool,
    /// Bytes that are free.
    pub free_bytes: Option<u64>,
    /// Bytes of the folder.
    pub folder_bytes: u64,
    /// Bytes of its records.
    pub records_bytes: u64,
    /// Version of the records.
    pub schema: i32,
    /// The model of the last full fit and when it was made.
    pub fit: Option<(String, i64)>,
    /// Version of the program.
    pub version: String,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (about(reader, Here::Overview))
        (next(reader, view))
        @if let Some(most) = view.upload_bytes { (drop(reader, most)) }
        @if !view.uploads.is_empty() { (uploads(reader, view)) }
        (section("here", &reader.t("data-here-title"), &here(reader, view)))
        (section("imports", &reader.t("data-imports-title"), &imports(reader, view)))
        (section("health", &reader.t("data-health-title"), &health(reader, view)))
    };
    frame::page(reader, Place::Data, &reader.t("data-title"), &body)
}

fn next(reader: &Reader, view: &View) -> Markup {
    html! {
        @if !view.next.is_empty() {
            ul.alarms aria-label=(reader.t("data-next-title")) {
                @for next in &view.next { li class=(tone(next)) { (sentence(reader, next)) } }
            }
        }
    }
}

const fn tone(next: &Next) -> &'static str {
    match next {
        Next::Import | Next::Fit | Next::Key => "plain",
        Next::Quarantine(_) | Next::Compact => "watch",
        Next::Disk | Next::NotReady(_) => "bad",
    }
}

fn sentence(reader: &Reader, next: &Next) -> Markup {
    match next {
        Next::Import => html! { (reader.t("data-next-import")) },
        Next::Fit => html! {
            (reader.t("data-next-fit"))
            @if reader.may(Right::DataWrite) {
                " " (act(reader, "/today/fit", Look::Quiet, &reader.t("data-next-fit-do"), &[], None))
            }
        },
        Next::Key => html! {
            (reader.t("data-next-key")) " " (link("/data/keys", &reader.t("data-next-key-link")))
        },
        Next::Quarantine(n) => html! {
            (reader.tf("data-next-quarantine", &[("n", Fill::Count(*n))])) " "
            (link("/data/quarantine", &reader.t("data-next-quarantine-link")))
        },
        Next::Compact => html! { (reader.t("data-next-compact")) },
        Next::Disk => html! { (reader.t("data-next-disk")) },
        Next::NotReady(why) => html! { (reader.tf("data-next-not-ready", &[("why", Fill::Text(why))])) },
    }
}

/// The form that brings files in; it is on the first screen too.
pub fn drop(reader: &Reader, most_bytes: u64) -> Markup {
    let action = format!("/data/uploads?csrf={}", reader.csrf);
    let most = size(reader, most_bytes);
    html! {
        section id="drop" aria-labelledby="drop-h" {
            h2 id="drop-h" { (reader.t("data-drop-title")) }
            p { (reader.t("data-drop-about")) }
            form.drop method="post" action=(action) enctype="multipart/form-data" data-drop {
                div.field {
                    label for="drop-files" { (reader.t("data-drop-files")) }
                    p.hint id="drop-hint" { (reader.tf("data-drop-hint", &[("size", Fill::Text(&most))])) }
                    input type="file" id="drop-files" name="files" multiple required aria-describedby="drop-hint";
                }
                (button(Look::Main, &reader.t("data-drop-send")))
            }
        }
    }
}

fn uploads(reader: &Reader, view: &View) -> Markup {
    let columns = [
        Column::text(reader.t("data-uploads-files")),
        Column::text(reader.t("data-uploads-when")),
        Column::text(reader.t("data-uploads-state")),
    ];
    let rows: Vec<Vec<Markup>> = view
        .uploads
        .iter()
        .map(|upload| {
            vec![
                link(&format!("/data/uploads/{}", upload.id), &files(reader, &upload.files)),
                ago(reader, upload.at),
                state(reader, upload.state),
            ]
        })
        .collect();
    let content = list("uploads-list", &reader.t("data-uploads-caption"), &columns, &rows);
    section("uploads", &reader.t("data-uploads-title"), &content)
}

fn state(reader: &Reader, state: &str) -> Markup {
    let tone = match state {
        "ready" | "checked" => Tone::Good,
        "asked" | "broken-off" => Tone::Watch,
        "failed" => Tone::Bad,
        "stopped" | "known" => Tone::Quiet,
        _ => Tone::Plain,
    };
    chip(tone, &reader.t(&format!("data-state-{state}")))
}

fn here(reader: &Reader, view: &View) -> Markup {
    if view.kinds.is_empty() {
        return parts::note(&reader.t("data-here-none"));
    }
    let columns = [
        Column::text(reader.t("data-here-kind")),
        Column::number(reader.t("data-here-statements")),
        Column::text(reader.t("data-here-newest")),
        Column::text(reader.t("data-here-received")),
    ];
    let rows: Vec<Vec<Markup>> = view
        .kinds
        .iter()
        .map(|row| {
            vec![
                html! { (kind(reader, &row.kind)) },
                html! { (reader.count(row.statements)) },
                moment(reader, row.newest),
                moment(reader, row.received),
            ]
        })
        .collect();
    html! {
        (list("here-list", &reader.t("data-here-caption"), &columns, &rows))
        p.note { (reader.tf("data-here-inbox", &[("n", Fill::Count(view.inbox))])) }
    }
}

fn moment(reader: &Reader, at: Option<i64>) -> Markup {
    match at {
        Some(at) => ago(reader, at),
        None => html! { span.note { (reader.t("data-no-time")) } },
    }
}

fn imports(reader: &Reader, view: &View) -> Markup {
    if view.imports.is_empty() {
        return parts::note(&reader.t("data-imports-none"));
    }
    let columns = [
        Column::text(reader.t("data-imports-import")),
        Column::text(reader.t("data-imports-kind")),
        Column::text(reader.t("data-imports-when")),
        Column::text(reader.t("data-imports-by")),
        Column::number(reader.t("data-imports-new")),
        Column::number(reader.t("data-imports-updated")),
        Column::number(reader.t("data-imports-refused")),
    ];
    let rows: Vec<Vec<Markup>> = view
        .imports
        .iter()
        .map(|import| {
            let number = import.number.to_string();
            let files = files(reader, &import.files);
            let name = reader
                .tf("data-imports-name", &[("number", Fill::Text(&number)), ("files", Fill::Text(&files))]);
            vec![
                html! {
                    (link(&format!("/data/imports/{number}"), &name))
                    @if import.undone { " " (chip(Tone::Quiet, &reader.t("data-imports-undone"))) }
                },
                html! { (kind(reader, &import.kind)) },
                ago(reader, import.at),
                html! { (import.by) },
                html! { (reader.count(import.created)) },
                html! { (reader.count(import.updated)) },
                html! { (reader.count(import.rejected)) },
            ]
        })
        .collect();
    html! {
        (list("imports-list", &reader.t("data-imports-caption"), &columns, &rows))
        (pager(reader, view.later.then_some("/data#imports"), view.more.as_deref()))
    }
}

fn health(reader: &Reader, view: &View) -> Markup {
    let health = &view.health;
    let ready = if health.ready { "data-health-ready-yes" } else { "data-health-ready-no" };
    let free = health.free_bytes.map_or_else(|| reader.t("data-health-unknown"), |bytes| size(reader, bytes));
    let records = size(reader, health.records_bytes);
    let records = reader.tf("data-health-size-note", &[("size", Fill::Text(&records))]);
    let fit = match &health.fit {
        Some((model, at)) => Fact::new(reader.t("data-health-fit"), &ago(reader, *at)).note(model),
        None => Fact::new(reader.t("data-health-fit"), &reader.t("data-health-fit-never")),
    };
    let version = reader.tf("data-health-program", &[("version", Fill::Text(&health.version))]);
    figures(&[
        Fact::new(reader.t("data-health-ready"), &reader.t(ready)),
        Fact::new(reader.t("data-health-customers"), &reader.count(view.customers)),
        fit,
        Fact::new(reader.t("data-health-free"), &free),
        Fact::new(reader.t("data-health-size"), &size(reader, health.folder_bytes)).note(&records),
        Fact::new(reader.t("data-health-schema"), &health.schema.to_string()).note(&version),
    ])
}
