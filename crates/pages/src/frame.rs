//! The frame around every page: head, skip link, navigation, footer.

use access::{Right, Role};
use maud::{DOCTYPE, Markup, html};

use crate::{Reader, assets, parts, text, text::Fill};

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first screen.
    Today,
    /// Lists of customers, one customer, segments.
    Customers,
    /// Cohorts and cash.
    Cohorts,
    /// Which way to run the company.
    Strategy,
    /// Imports, quarantine, keys, health.
    Data,
    /// People, company, webhooks, audit.
    Settings,
    /// Nowhere: an error, the API page.
    None,
}

impl Place {
    const NAVIGATION: [Self; 6] =
        [Self::Today, Self::Customers, Self::Cohorts, Self::Strategy, Self::Data, Self::Settings];

    const fn path(self) -> &'static str {
        match self {
            Self::Today | Self::None => "/",
            Self::Customers => "/customers",
            Self::Cohorts => "/cohorts",
            Self::Strategy => "/strategy",
            Self::Data => "/data",
            Self::Settings => "/settings/company",
        }
    }

    fn text(self, reader: &Reader) -> String {
        match self {
            Self::Today | Self::None => reader.t("common-today"),
            Self::Customers => reader.t("common-customers"),
            Self::Cohorts => reader.t("common-cohorts"),
            Self::Strategy => reader.t("common-strategy"),
            Self::Data => reader.t("common-data"),
            Self::Settings => reader.t("common-settings"),
        }
    }

    /// Whether the reader may go there.
    const fn is_open_to(self, reader: &Reader) -> bool {
        match self {
            Self::Today | Self::Cohorts | Self::Strategy => reader.may(Right::ValuesRead),
            Self::Customers => reader.may(Right::CustomersRead),
            Self::Data => reader.may(Right::DataRead),
            Self::Settings => reader.may(Right::SettingsWrite),
            Self::None => false,
        }
    }

    /// Lines of its picture, 24 by 24, which stands over its name on a phone.
    const fn icon(self) -> &'static str {
        match self {
            Self::Today | Self::None => "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
            Self::Customers => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2.1.9 3.5 2.9 3.5 5.5"
            }
            Self::Cohorts => "M3 20h18M4 13c3 5 6 4 8 0s4-8 8-8",
            Self::Strategy => "M12 21v-7M12 14c0-4-6-3-6-8V3M12 14c0-4 6-3 6-8V3M3 6l3-3 3 3M15 6l3-3 3 3",
            Self::Data => {
                "M12 9c4.4 0 8-1.3 8-3s-3.6-3-8-3-8 1.3-8 3 3.6 3 8 3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"
            }
            Self::Settings => {
                "M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
            }
        }
    }
}

/// A whole page for somebody who is signed in. `title` is the text of the one `h1`, which the frame
/// draws; `body` comes after it.
pub fn page(reader: &Reader, place: Place, title: &str, body: &Markup) -> Markup {
    whole(reader, place, title, body, None)
}

/// A whole page that loads itself again after so many seconds, while something is being made. The
/// script does it when nobody is writing; without script, the browser does.
pub fn waiting(reader: &Reader, place: Place, title: &str, body: &Markup, seconds: u32) -> Markup {
    whole(reader, place, title, body, Some(seconds))
}

fn whole(reader: &Reader, place: Place, title: &str, body: &Markup, refresh: Option<u32>) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(reader.language.tag()) {
            (head(reader, title, refresh))
            body data-refresh=[refresh] {
                (skip(reader))
                header.top { div {
                    a.company href=(first_path(reader)) { span { (company(reader)) } }
                    (places(reader, place))
                    (finder(reader))
                    (account(reader))
                } }
                (said(reader))
                main id="content" tabindex="-1" { h1 { (title) } (body) }
                (footer(reader))
            }
        }
    }
}

/// A whole page without navigation, for who is not signed in: setting up, signing in, invitations.
pub fn bare(reader: &Reader, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(reader.language.tag()) {
            (head(reader, title, None))
            body.bare {
                (skip(reader))
                (said(reader))
                main id="content" tabindex="-1" {
                    p.wordmark { (company(reader)) }
                    h1 { (title) }
                    (body)
                }
                (footer(reader))
            }
        }
    }
}

/// The page of an error: what failed, and what to do.
pub fn fault(reader: &Reader, status: u16, title: &str, detail: &str) -> Markup {
    let body = html! {
        p.lead { (sentence(detail)) }
        p.note { (reader.tf("common-fault-status", &[("status", Fill::Text(&status.to_string()))])) }
        div.buttons { a.button.main href=(first_path(reader)) { (reader.t("common-fault-home")) } }
    };
    if reader.name.is_some() { page(reader, Place::None, title, &body) } else { bare(reader, title, &body) }
}

/// A message such as `each link is good once` as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(letters).collect();
    if sentence.ends_with(char::is_alphanumeric) {
        sentence.push('.');
    }
    sentence
}

fn head(reader: &Reader, title: &str, refresh: Option<u32>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            meta name="color-scheme" content="light dark";
            meta name="robots" content="noindex";
            @if let Some(seconds) = refresh { noscript { meta http-equiv="refresh" content=(seconds); } }
            title { (title) " · " (company(reader)) }
            link rel="icon" href=(assets::icon().path()) type="image/svg+xml";
            link rel="stylesheet" href=(assets::style().path());
            script type="module" src=(assets::script().path()) {}
        }
    }
}

fn skip(reader: &Reader) -> Markup {
    html! { a.skip href="#content" { (reader.t("common-skip")) } }
}

fn company(reader: &Reader) -> String {
    if reader.company.is_empty() { reader.t("common-program") } else { reader.company.clone() }
}

/// The first page this reader may see.
fn first_path(reader: &Reader) -> &'static str {
    Place::NAVIGATION.into_iter().find(|place| place.is_open_to(reader)).map_or("/", Place::path)
}

fn places(reader: &Reader, here: Place) -> Markup {
    let open: Vec<Place> = Place::NAVIGATION.into_iter().filter(|place| place.is_open_to(reader)).collect();
    html! {
        @if !open.is_empty() {
            nav.places aria-label=(reader.t("common-places")) { ul { @for place in open {
                li { a href=(place.path()) aria-current=[(place == here).then_some("page")] {
                    svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" { path d=(place.icon()) {} }
                    (place.text(reader))
                } }
            } } }
        }
    }
}

/// The search box of wide screens. The list of customers has its own, so it is left out there.
fn finder(reader: &Reader) -> Markup {
    html! {
        @if reader.may(Right::CustomersRead) && reader.path != "/customers" {
            form.finder method="get" action="/customers" role="search" {
                label.unseen for="finder" { (reader.t("common-search")) }
                input id="finder" type="search" name="q" autocomplete="off" maxlength="200" placeholder=(reader.t("common-search-hint"));
            }
        }
    }
}

fn account(reader: &Reader) -> Markup {
    let Some(name) = &reader.name else { return html! {} };
    html! {
        details.account data-menu {
            // Who speaks to the machine says what is seen: the letters are part of the name.
            summary { span.face { (initials(name)) } span.unseen { " " (reader.t("common-account")) } }
            div.sheet {
                p { (name) @if let Some(role) = reader.role { small { (role_text(reader, role)) } } }
                a href="/account" { (reader.t("common-your-account")) }
                a href="/api" { (reader.t("common-api")) }
                form method="post" action="/sign-out" {
                    (parts::csrf(reader))
                    button type="submit" { (reader.t("common-sign-out")) }
                }
            }
        }
    }
}

fn role_text(reader: &Reader, role: Role) -> String {
    match role {
        Role::Owner => reader.t("common-role-owner"),
        Role::Analyst => reader.t("common-role-analyst"),
        Role::Desk => reader.t("common-role-desk"),
        Role::Reader => reader.t("common-role-reader"),
    }
}

/// The first letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// What was just done. Only texts that exist are shown, never what stood in the address.
fn said(reader: &Reader) -> Markup {
    let key = reader.said.as_deref().filter(|key| key.starts_with("said-") && text::has(key));
    html! { @if let Some(key) = key { div.said role="status" { p { (reader.t(key)) } } } }
}

fn footer(reader: &Reader) -> Markup {
    html! {
        footer.foot { div {
            @if reader.company.is_empty() || reader.name.is_none() { p { (reader.t("common-footer-nobody")) } }
            @else { p { (reader.tf("common-footer", &[("company", Fill::Text(&reader.company))])) } }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("ádám"), "Á");
        assert_eq!(initials(" … "), "");
    }

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(sentence("there is no such page"), "There is no such page.");
        assert_eq!(sentence("élan?"), "Élan?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn what_was_said_is_never_what_stood_in_the_address() {
        let said_as = |key: &str| {
            let reader = Reader { said: Some(key.to_owned()), ..Reader::nobody("/", 0) };
            said(&reader).into_string()
        };
        assert!(said_as("said-saved").contains("Saved"));
        assert_eq!(said_as("said-<b>"), "");
        assert_eq!(said_as("common-today"), "");
    }
}
