//! Notes that people wrote about a customer.

use maud::{Markup, html};

use crate::{
    Reader,
    parts::{Field, Look, act, ago, button, csrf, note},
};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: i64,
    /// Whether the reader may take it away.
    pub removable: bool,
}

pub(super) fn draw(reader: &Reader, key: i64, notes: &[Note]) -> Markup {
    let label = reader.t("customer-note-write");
    html! {
        @if reader.may(access::Right::NotesWrite) {
            form.stack method="post" action=(format!("/customers/{key}/notes")) {
                (csrf(reader))
                (Field::new("text", &label).rows(3).length(1, 4_000).required())
                (button(Look::Plain, &reader.t("customer-note-add")))
            }
        }
        @if notes.is_empty() { (note(&reader.t("customer-note-none"))) }
        ul.notes { @for one in notes { li {
            p { @for (i, line) in one.text.lines().enumerate() { @if i > 0 { br; } (line) } }
            p.note { (one.by) ", " (ago(reader, one.at)) }
            @if one.removable {
                (act(reader, &format!("/customers/{key}/notes/{}/delete", one.id), Look::Quiet, &reader.t("customer-note-delete"), &[], Some(&reader.t("customer-note-delete-confirm"))))
            }
        } } }
    }
}
