//! Settings: company, people, keys, webhooks, retention, audit.

pub mod audit;
pub mod company;
pub mod keys;
pub mod people;
pub mod person;
pub mod retention;
pub mod webhook;
pub mod webhooks;
pub mod words;

use access::Right;
use maud::{Markup, html};

use crate::{Reader, frame, parts};

/// One of the settings' pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Name, currency, margin, horizon, calendar, language.
    Company,
    /// Who may look at what.
    People,
    /// Keys for programs.
    Keys,
    /// Where the company's systems are told of what happened.
    Webhooks,
    /// What is deleted when.
    Retention,
    /// Who did what.
    Audit,
}

impl Part {
    /// All of them, in the order of their tabs.
    pub const ALL: [Self; 6] =
        [Self::Company, Self::People, Self::Keys, Self::Webhooks, Self::Retention, Self::Audit];

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Company => "/settings/company",
            Self::People => "/settings/people",
            Self::Keys => "/settings/keys",
            Self::Webhooks => "/settings/webhooks",
            Self::Retention => "/settings/retention",
            Self::Audit => "/settings/audit",
        }
    }

    /// What it takes to open it.
    pub const fn right(self) -> Right {
        match self {
            Self::Company | Self::Retention => Right::SettingsWrite,
            Self::People => Right::PeopleWrite,
            Self::Keys => Right::KeysWrite,
            Self::Webhooks => Right::WebhooksWrite,
            Self::Audit => Right::AuditRead,
        }
    }

    fn name(self, reader: &Reader) -> String {
        match self {
            Self::Company => reader.t("settings-company"),
            Self::People => reader.t("settings-people"),
            Self::Keys => reader.t("settings-keys"),
            Self::Webhooks => reader.t("settings-webhooks"),
            Self::Retention => reader.t("settings-retention"),
            Self::Audit => reader.t("settings-audit"),
        }
    }
}

/// A field that was refused: its name in the form, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The field's name.
    pub field: String,
    /// Why, in words for people.
    pub why: String,
}

/// Why this field was refused.
fn why<'a>(refused: &'a [Refused], field: &str) -> Option<&'a str> {
    refused.iter().find(|refused| refused.field == field).map(|refused| refused.why.as_str())
}

/// What was refused, above the form.
fn refusals(reader: &Reader, refused: &[Refused]) -> Markup {
    let ids: Vec<(String, &str)> =
        refused.iter().map(|refused| (format!("field-{}", refused.field), refused.why.as_str())).collect();
    let errors: Vec<(&str, &str)> = ids.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    parts::refused(&reader.t("settings-refused"), &errors)
}

/// A page of the settings, with the tabs to the others this reader may open.
fn page(reader: &Reader, part: Part, body: &Markup) -> Markup {
    let names: Vec<(Part, String)> = Part::ALL
        .into_iter()
        .filter(|part| reader.may(part.right()))
        .map(|part| (part, part.name(reader)))
        .collect();
    let tabs: Vec<parts::Tab> = names
        .iter()
        .map(|(other, name)| parts::Tab { path: other.path(), text: name, here: *other == part })
        .collect();
    let body = html! { (parts::tabs(&reader.t("settings-parts"), &tabs)) (body) };
    frame::page(reader, frame::Place::Settings, &part.name(reader), &body)
}

/// A page below one of the settings' pages.
fn below(reader: &Reader, part: Part, title: &str, body: &Markup) -> Markup {
    let body = html! { (parts::crumbs(reader, &[(part.path(), &part.name(reader))])) (body) };
    frame::page(reader, frame::Place::Settings, title, &body)
}
