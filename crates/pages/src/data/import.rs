//! One import: what it brought, how it was read, and taking it back.

use access::Right;
use maud::{Markup, html};

use super::{kind, report::Downloads};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{
        Column, Fact, Look, Tone, act, chip, crumbs, figures, link_button, note, opened, section, table,
        warning,
    },
    text::Fill,
};

/// What is shown of an import.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Its number.
    pub number: i64,
    /// The kind of fact.
    pub kind: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// The system they came from.
    pub source: String,
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// Rows read.
    pub rows: u64,
    /// Facts that were new.
    pub created: u64,
    /// Facts that were known and said something new.
    pub updated: u64,
    /// Facts that were known already.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// When it was undone.
    pub undone_at: Option<i64>,
    /// How it was read: a mapping file; empty for who may not see it.
    pub mapping: String,
    /// Columns of the facts behind it, and the first ones.
    pub facts: Facts,
    /// Where its refused rows can be fetched.
    pub downloads: Option<Downloads>,
}

/// The first facts of an import.
#[derive(Debug, Clone, Default)]
pub enum Facts {
    /// There are none any more.
    #[default]
    None,
    /// The reader may not see them.
    Hidden,
    /// To find the first of so many would take too long.
    TooMany,
    /// As a table.
    Rows {
        /// Names of the fields, and whether they are numbers.
        columns: Vec<(String, bool)>,
        /// A row for each fact.
        rows: Vec<Vec<String>>,
    },
}

/// The page of an import.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let number = view.number.to_string();
    let (kind, ago) = (kind(reader, &view.kind), reader.ago(view.at));
    let about = reader.tf(
        "data-import-about",
        &[("kind", Fill::Text(&kind)), ("ago", Fill::Text(&ago)), ("by", Fill::Text(&view.by))],
    );
    let (tone, state) = match view.undone_at {
        None => (Tone::Good, "data-import-state-live"),
        Some(_) => (Tone::Quiet, "data-import-state-undone"),
    };
    let data = reader.t("data-title");
    let body = html! {
        (crumbs(reader, &[("/data", &data)]))
        p.who { (about) " " (chip(tone, &reader.t(state))) }
        @if let Some(at) = view.undone_at {
            @let ago = reader.ago(at);
            p { (reader.tf("data-import-undone", &[("ago", Fill::Text(&ago))])) }
        }
        (figures(&[
            Fact::new(reader.t("data-report-rows"), &reader.count(view.rows)),
            Fact::new(reader.t("data-report-new"), &reader.count(view.created)),
            Fact::new(reader.t("data-report-updated"), &reader.count(view.updated)),
            Fact::new(reader.t("data-report-unchanged"), &reader.count(view.unchanged)),
            Fact::new(reader.t("data-report-refused"), &reader.count(view.rejected)),
        ]))
        @if let Some(downloads) = &view.downloads {
            div.buttons {
                (link_button(&downloads.list, Look::Plain, &reader.t("data-refused-list")))
                @if let Some(path) = &downloads.corrections {
                    (link_button(path, Look::Plain, &reader.t("data-refused-corrections")))
                }
            }
        }
        @if view.undone_at.is_none() { (section("facts", &reader.t("data-import-rows-title"), &facts(reader, &view.facts))) }
        (section("read", &reader.t("data-import-mapping"), &html! {
            dl.terms {
                div { dt { (reader.t("data-import-files")) } dd { (view.files.join(", ")) } }
                div { dt { (reader.t("data-import-source")) } dd { (view.source) } }
            }
            @if !view.mapping.is_empty() {
                (opened(&reader.t("data-import-mapping-show"), &html! {
                    (note(&reader.t("data-import-mapping-about")))
                    pre.code tabindex="0" { (view.mapping) }
                }))
            }
        }))
        @if view.undone_at.is_none() && reader.may(Right::DataWrite) {
            div.buttons { (link_button(&format!("/data/imports/{number}/undo"), Look::Danger, &reader.t("data-import-undo"))) }
        }
    };
    let title = reader.tf("data-import-title", &[("number", Fill::Text(&number))]);
    frame::page(reader, Place::Data, &title, &body)
}

fn facts(reader: &Reader, facts: &Facts) -> Markup {
    let (columns, rows) = match facts {
        Facts::None => return note(&reader.t("data-import-rows-none")),
        Facts::Hidden => return note(&reader.t("data-import-rows-hidden")),
        Facts::TooMany => return note(&reader.t("data-import-rows-many")),
        Facts::Rows { columns, rows } => (columns, rows),
    };
    let columns: Vec<Column> = columns
        .iter()
        .map(|(name, number)| if *number { Column::number(name) } else { Column::text(name) })
        .collect();
    let rows: Vec<Vec<Markup>> =
        rows.iter().map(|row| row.iter().map(|cell| html! { (cell) }).collect()).collect();
    html! { div.preview { (table("facts-list", &reader.t("data-import-rows-caption"), &columns, &rows)) } }
}

/// What undoing would do.
#[derive(Debug, Clone, Default)]
pub struct Undo {
    /// The import.
    pub number: i64,
    /// Statements that would no longer count.
    pub statements: u64,
    /// Facts it changed.
    pub updated: u64,
    /// Facts it found known.
    pub unchanged: u64,
    /// Whether values are made of it.
    pub values: bool,
    /// Whether later imports said some of the same.
    pub later: bool,
    /// Whether another import is at work.
    pub busy: bool,
}

/// The page that asks before an import is undone.
pub fn undo_page(reader: &Reader, view: &Undo) -> Markup {
    let number = view.number.to_string();
    let title = reader.tf("data-undo-title", &[("number", Fill::Text(&number))]);
    let import = format!("/data/imports/{number}");
    let above = reader.tf("data-import-title", &[("number", Fill::Text(&number))]);
    let data = reader.t("data-title");
    let body = html! {
        (crumbs(reader, &[("/data", &data), (&import, &above)]))
        @if view.busy { (warning(&reader.t("data-undo-busy-title"), &html! { p { (reader.t("data-undo-busy")) } })) }
        ul {
            li { (reader.tf("data-undo-rows", &[("n", Fill::Count(view.statements))])) }
            @if view.updated > 0 { li { (reader.t("data-undo-updates")) } }
            @if view.unchanged > 0 { li { (reader.tf("data-undo-again", &[("n", Fill::Count(view.unchanged))])) } }
            li { (reader.t("data-undo-customers")) }
            @if view.values { li { (reader.t("data-undo-values")) } }
            @if view.later { li { (reader.t("data-undo-later")) } }
            li { (reader.t("data-undo-back")) }
        }
        div.buttons {
            (act(reader, &format!("{import}/undo"), Look::Danger, &reader.t("data-undo-do"), &[], None))
            (link_button(&import, Look::Plain, &reader.t("data-undo-keep")))
        }
    };
    frame::page(reader, Place::Data, &title, &body)
}
