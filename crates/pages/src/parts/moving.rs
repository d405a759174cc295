//! Ways from page to page: links, tabs, crumbs, pages of a list, progress.

use maud::{Markup, html};

use super::Look;
use crate::Reader;

/// A link to one of our own pages. Anything that is not a path of ours is written as plain text.
pub fn link(path: &str, text: &str) -> Markup {
    html! { @if is_own(path) { a href=(path) { (text) } } @else { (text) } }
}

/// A link that looks like a button: it leads somewhere, it changes nothing.
pub fn link_button(path: &str, look: Look, text: &str) -> Markup {
    html! { @if is_own(path) { a class=(look.class()) href=(path) { (text) } } @else { (text) } }
}

/// Whether it is a path of our own: `/…` but not `//…` or `/\…`, or a place on the page.
pub(crate) fn is_own(path: &str) -> bool {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    (own || path.starts_with('#') || path.starts_with('?')) && !path.chars().any(char::is_control)
}

/// The way back up: (path, text) from the top, without the page itself.
pub fn crumbs(reader: &Reader, above: &[(&str, &str)]) -> Markup {
    html! { nav.crumbs aria-label=(reader.t("common-crumbs")) { ol { @for (path, text) in above { li { (link(path, text)) } } } } }
}

/// One of the tabs over a page.
#[derive(Debug, Clone, Copy)]
pub struct Tab<'a> {
    /// Where it leads.
    pub path: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Whether it is this page.
    pub here: bool,
}

/// Pages of one kind side by side.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) { ul { @for tab in tabs {
            li { a href=(tab.path) aria-current=[tab.here.then_some("page")] { (tab.text) } }
        } } }
    }
}

/// The way on through a list: back to its start, and to the next page.
pub fn pager(reader: &Reader, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(reader.t("common-pages")) {
                @if let Some(path) = first { a.button href=(path) { (reader.t("common-first-page")) } }
                @if let Some(path) = next { a.button rel="next" href=(path) { (reader.t("common-next-page")) } }
            }
        }
    }
}

/// How far something is, 0 to 1; none while nobody can say.
pub fn progress(id: &str, label: &str, share: Option<f64>) -> Markup {
    let share = share.filter(|s| s.is_finite()).map(|s| format!("{:.3}", s.clamp(0.0, 1.0)));
    html! {
        div.progress {
            label for=(id) { (label) }
            progress id=(id) max="1" value=[share] {}
        }
    }
}

/// What stands where a list is being made, in the shape of the list.
pub fn skeleton(label: &str) -> Markup {
    html! { div.skeleton role="status" { p { (label) } div aria-hidden="true" { @for _ in 0..6 { span {} } } } }
}
