//! All scenarios side by side, and a new one.

use maud::{Markup, html};
use plan::strategy::Way;

use super::{All, New, path};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Field, Look, Select, Tone, chip},
    strategy::{Part, main_page::Named, tables, tabs, words},
    text::Fill,
};

/// The text of a way.
pub(super) const fn way_key(way: Way) -> &'static str {
    match way {
        Way::Focused => "strategy-way-focused",
        Way::Centric => "strategy-way-centric",
        Way::Other => "strategy-way-other",
    }
}

/// Whether a scenario is the company's own or proposed from the data.
pub(super) fn kept_chip(reader: &Reader, kept: bool) -> Markup {
    if kept {
        chip(Tone::Good, &reader.t("strategy-kept"))
    } else {
        chip(Tone::Quiet, &reader.t("strategy-proposed"))
    }
}

/// Scenarios as cards, each leading to its numbers.
pub(in crate::strategy) fn cards(reader: &Reader, scenarios: &[Named]) -> Markup {
    let card = |named: &Named| {
        let known = tables::known(reader, named.known);
        html! {
            h3 { (parts::link(&path(&named.name), &words::called(reader, &named.name))) }
            p { (kept_chip(reader, named.kept)) }
            p.note { (reader.t(way_key(named.way))) }
            p.note { @if known.is_empty() { (reader.t("strategy-known-nothing")) } @else { (reader.tf("strategy-known-card", &[("known", Fill::Text(&known))])) } }
        }
    };
    parts::cards(&scenarios.iter().map(card).collect::<Vec<_>>())
}

/// All scenarios.
#[must_use]
pub fn list(reader: &Reader, all: &All) -> Markup {
    let body = html! {
        (tabs(reader, Part::Scenarios))
        p.lead { (reader.t("strategy-scenarios-lead")) }
        @if let Some(day) = all.as_of { p.note { (reader.tf("strategy-as-of", &[("day", Fill::Text(&reader.day(day)))])) } }
        @if !all.missing.is_empty() {
            (parts::warning(&reader.t("strategy-not-found"), &html! { ul { @for one in &all.missing { li { (words::sentence(one)) } } } }))
        }
        @if all.scenarios.is_empty() { p { (reader.t("strategy-no-scenarios")) } } @else { (cards_under(reader, &all.scenarios)) }
        @if all.may_change {
            div.buttons { (parts::link_button("/strategy/scenarios/new", Look::Plain, &reader.t("strategy-add"))) }
        }
    };
    frame::page(reader, Place::Strategy, &reader.t("strategy-scenarios"), &body)
}

/// The scenarios are being proposed: the page comes again by itself.
#[must_use]
pub fn waiting(reader: &Reader) -> Markup {
    let body =
        html! { (tabs(reader, Part::Scenarios)) (parts::skeleton(&reader.t("strategy-scenarios-working"))) };
    frame::waiting(reader, Place::Strategy, &reader.t("strategy-scenarios"), &body, 3)
}

/// Cards under a heading that only a screen reader meets, so that headings come in order.
fn cards_under(reader: &Reader, scenarios: &[Named]) -> Markup {
    html! { h2.unseen { (reader.t("strategy-scenarios")) } (cards(reader, scenarios)) }
}

/// A new scenario.
#[must_use]
pub fn new_page(reader: &Reader, new: &New) -> Markup {
    let why = |field: &str| new.refused.iter().find(|(name, _)| *name == field).map(|(_, why)| why.as_str());
    let errors: Vec<(String, &str)> =
        new.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let body = html! {
        (tabs(reader, Part::Scenarios))
        (parts::refused(&reader.t("strategy-not-kept"), &errors))
        @if !new.copies.is_empty() {
            section aria-labelledby="copy-h" {
                h2 id="copy-h" { (reader.t("strategy-new-copy")) }
                p { (reader.t("strategy-new-copy-note")) }
                form method="post" action="/strategy/scenarios/add" {
                    (parts::csrf(reader))
                    (Select::new("from", &reader.t("strategy-new-from")).options(new.copies.iter().map(|name| (name.clone(), words::called(reader, name)))).chosen(&new.from).error(why("from")))
                    (Field::new("name", &reader.t("strategy-new-name")).value(&new.name).length(1, 60).required().autocomplete("off").error(why("name")))
                    div.buttons { (parts::button(Look::Main, &reader.t("strategy-new-make"))) }
                }
            }
        }
        section aria-labelledby="file-h" {
            h2 id="file-h" { (reader.t("strategy-new-file")) }
            p { (reader.t("strategy-new-file-note")) }
            form.pasting method="post" action="/strategy/scenarios/add" {
                (parts::csrf(reader))
                (Field::new("text", &reader.t("strategy-new-text")).value(&new.text).rows(16).length(1, 65_536).required().error(why("text")))
                div.buttons { (parts::button(if new.copies.is_empty() { Look::Main } else { Look::Plain }, &reader.t("strategy-new-add"))) }
            }
        }
    };
    frame::page(reader, Place::Strategy, &reader.t("strategy-new"), &body)
}
