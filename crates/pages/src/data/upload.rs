//! Files on their way in: what they are, how they are read, what would become of them.

mod form;

use maud::{Markup, html};

use super::{
    files, look_again,
    report::{Report, report},
    size,
};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{Column, Look, act, crumbs, link_button, note, progress, section, stop, table, warning},
    text::Fill,
};

pub use form::{FieldRow, Form, Question, QuestionChoice};

/// What is shown.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Its name in the path.
    pub id: String,
    /// Its files: name and bytes.
    pub files: Vec<(String, u64)>,
    /// Who dropped it.
    pub by: String,
    /// How far it is.
    pub state: State,
    /// Columns and first rows of each file.
    pub previews: Vec<Preview>,
    /// How it is read; none for who may not change it, or while work is under way.
    pub form: Option<Form>,
    /// Whether the reader may remove it.
    pub may_remove: bool,
    /// What a person should know of how it is read, before it is.
    pub notes: Vec<String>,
}

/// How far it is.
#[derive(Debug, Clone, Default)]
pub enum State {
    /// Work is under way.
    Busy(Busy),
    /// Something is open.
    Asked(Question),
    /// It can be checked or imported.
    #[default]
    Ready,
    /// It was checked or imported.
    Done(Box<Report>),
    /// It was imported before, as this import.
    Known {
        /// The import.
        import: i64,
        /// When.
        at: i64,
    },
    /// It cannot be read.
    Failed(String),
    /// Somebody stopped it.
    Stopped,
    /// The server ended meanwhile.
    BrokenOff,
}

/// Work that is under way.
#[derive(Debug, Clone)]
pub struct Busy {
    /// The end of a key `data-upload-busy-…`.
    pub what: &'static str,
    /// How far, 0 to 1.
    pub share: Option<f64>,
    /// Rows read so far.
    pub rows: u64,
    /// Whether the reader may stop it.
    pub may_stop: bool,
}

/// Columns and first rows of a file.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file.
    pub file: String,
    /// `text`, `JSON lines` …
    pub format: String,
    /// The end of a key `data-delimiter-…`, or the sign itself.
    pub delimiter: Option<String>,
    /// How its characters are written.
    pub encoding: Option<String>,
    /// Whether its first row names its columns.
    pub header: bool,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its first rows; empty for who may not see them.
    pub rows: Vec<Vec<String>>,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let path = format!("/data/uploads/{}", view.id);
    let names: Vec<String> = view.files.iter().map(|(name, _)| name.clone()).collect();
    let bytes = size(reader, view.files.iter().map(|(_, bytes)| bytes).sum());
    let about = reader.tf("data-upload-about", &[("size", Fill::Text(&bytes)), ("by", Fill::Text(&view.by))]);
    let data = reader.t("data-title");
    let body = html! {
        (crumbs(reader, &[("/data", &data)]))
        p.who { (about) }
        (state(reader, view, &path))
        @if matches!(view.state, State::Ready) { (understood(reader, view)) }
        @if let Some(form) = &view.form { (form::draw(reader, form, &path)) }
        @if !view.previews.is_empty() && shows_rows(&view.state) { (previews(reader, view)) }
        @if view.may_remove {
            div.buttons {
                (act(reader, &format!("{path}/remove"), Look::Quiet, &reader.t("data-upload-remove"), &[],
                    Some(&reader.t("data-upload-remove-confirm"))))
            }
        }
    };
    frame::page(reader, Place::Data, &files(reader, &names), &body)
}

/// Rows are looked at before they are imported; afterwards the report says what became of them.
const fn shows_rows(state: &State) -> bool {
    match state {
        State::Busy(_) => false,
        State::Done(report) => report.check,
        _ => true,
    }
}

/// What will be done, and the way to do it, before the details.
fn understood(reader: &Reader, view: &View) -> Markup {
    html! {
        section id="understood" aria-label=(reader.t("data-upload-understood-label")) {
            p.lead { (reader.t("data-upload-understood")) }
            @if !view.notes.is_empty() { ul { @for line in &view.notes { li { (line) } } } }
            @if view.form.is_some() { (form::ways_on(reader)) }
        }
    }
}

fn state(reader: &Reader, view: &View, path: &str) -> Markup {
    match &view.state {
        State::Busy(at) => busy(reader, at, path),
        State::Asked(question) => form::question(reader, question, path, view.form.is_some()),
        State::Ready => html! {},
        State::Done(done) => report(reader, done),
        State::Known { import, at } => known(reader, view, path, *import, *at),
        State::Failed(why) => stop(&reader.t("data-upload-failed-title"), &html! { p { (why) } }),
        State::Stopped => warning(
            &reader.t("data-upload-stopped-title"),
            &html! { p { (reader.t("data-upload-stopped")) } },
        ),
        State::BrokenOff => {
            warning(&reader.t("data-upload-broken-title"), &html! { p { (reader.t("data-upload-broken")) } })
        }
    }
}

fn busy(reader: &Reader, at: &Busy, path: &str) -> Markup {
    html! {
        (look_again(2))
        div data-progress=(format!("{path}/progress")) aria-live="polite" {
            (progress("at-work", &reader.t(&format!("data-upload-busy-{}", at.what)), at.share))
            p.note data-progress-text {
                @if at.rows > 0 { (reader.tf("data-upload-rows", &[("n", Fill::Count(at.rows))])) }
            }
        }
        (note(&reader.t("data-upload-close")))
        @if at.may_stop {
            div.buttons {
                (act(reader, &format!("{path}/stop"), Look::Plain, &reader.t("data-upload-stop"), &[], None))
                span.note { (reader.t("data-upload-stop-about")) }
            }
        }
    }
}

fn known(reader: &Reader, view: &View, path: &str, import: i64, at: i64) -> Markup {
    let number = import.to_string();
    let ago = reader.ago(at);
    let text = reader.tf("data-upload-known", &[("number", Fill::Text(&number)), ("ago", Fill::Text(&ago))]);
    let see = reader.tf("data-upload-known-link", &[("number", Fill::Text(&number))]);
    html! {
        (warning(&reader.t("data-upload-known-title"), &html! { p { (text) } }))
        div.buttons {
            (link_button(&format!("/data/imports/{number}"), Look::Main, &see))
            @if view.form.is_some() {
                (act(reader, path, Look::Plain, &reader.t("data-upload-known-again"), &[("do", "again")], None))
            }
        }
    }
}

fn previews(reader: &Reader, view: &View) -> Markup {
    let masked = view.previews.iter().all(|preview| preview.rows.is_empty() && !preview.columns.is_empty());
    let content = html! {
        @if masked { (note(&reader.t("data-upload-preview-masked"))) }
        @for (n, preview) in view.previews.iter().enumerate() { (one(reader, n, preview)) }
    };
    section("preview", &reader.t("data-upload-preview-title"), &content)
}

fn one(reader: &Reader, number: usize, preview: &Preview) -> Markup {
    let columns: Vec<Column> = preview.columns.iter().map(Column::text).collect();
    let rows: Vec<Vec<Markup>> =
        preview.rows.iter().map(|row| row.iter().map(|cell| html! { (cell) }).collect()).collect();
    let mut format = format(reader, preview);
    if !preview.header {
        format = format!("{format}, {}", reader.t("data-upload-no-header"));
    }
    let caption = reader.tf(
        "data-upload-preview-caption",
        &[
            ("file", Fill::Text(&preview.file)),
            ("columns", Fill::Count(preview.columns.len() as u64)),
            ("format", Fill::Text(&format)),
        ],
    );
    html! { div.preview { (table(&format!("preview-{number}"), &caption, &columns, &rows)) } }
}

fn format(reader: &Reader, preview: &Preview) -> String {
    let Some(delimiter) = &preview.delimiter else { return preview.format.clone() };
    let delimiter = match delimiter.as_str() {
        "comma" | "semicolon" | "tab" | "pipe" | "space" => reader.t(&format!("data-delimiter-{delimiter}")),
        other => other.to_owned(),
    };
    let delimiter = ("delimiter", Fill::Text(&delimiter));
    match preview.encoding.as_deref() {
        None | Some("UTF-8") => reader.tf("data-upload-format-text", &[delimiter]),
        Some(encoding) => {
            reader.tf("data-upload-format-encoded", &[delimiter, ("encoding", Fill::Text(encoding))])
        }
    }
}
