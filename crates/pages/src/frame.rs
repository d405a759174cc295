//! The frame around every page: head, skip link, navigation, footer.

use maud::{DOCTYPE, Markup, html};

use crate::Reader;

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first screen.
    Today,
    /// Lists of customers, one customer, segments.
    Customers,
    /// Cohorts and cash.
    Cohorts,
    /// Imports, quarantine, keys, health.
    Data,
    /// People, company, webhooks, audit.
    Settings,
    /// Nowhere: an error, the API page.
    None,
}

/// A whole page for somebody who is signed in. `title` is the text of the one `h1`, which the frame
/// draws; `body` comes after it.
pub fn page(reader: &Reader, place: Place, title: &str, body: &Markup) -> Markup {
    let _ = place;
    html! { (DOCTYPE) html lang=(reader.locale) { head { title { (title) } } body { main { h1 { (title) } (body) } } } }
}

/// A whole page without navigation, for who is not signed in: setting up, signing in, invitations.
pub fn bare(reader: &Reader, title: &str, body: &Markup) -> Markup {
    page(reader, Place::None, title, body)
}

/// The page of an error: what failed, and what to do.
pub fn fault(reader: &Reader, status: u16, title: &str, detail: &str) -> Markup {
    page(reader, Place::None, title, &html! { p { (detail) } p.note { (status) } })
}
