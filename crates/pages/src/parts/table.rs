//! Tables: of numbers, which scroll on a phone, and lists, whose rows become cards there.

use maud::{Markup, html};

/// Which way a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Least first.
    Rising,
    /// Greatest first.
    Falling,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    number: bool,
    sort: Option<String>,
    sorted: Option<Direction>,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: false, sort: None, sorted: None }
    }

    /// A column of numbers, which stand at the right.
    pub fn number(label: impl Into<String>) -> Self {
        Self { number: true, ..Self::text(label) }
    }

    /// Its heading is a link that sorts by it; `sorted` says whether the list is sorted by it now.
    #[must_use]
    pub fn sort(mut self, path: impl Into<String>, sorted: Option<Direction>) -> Self {
        self.sort = Some(path.into());
        self.sorted = sorted;
        self
    }

    fn class(&self) -> Option<&'static str> {
        self.number.then_some("num")
    }

    fn head(&self, named: bool) -> Markup {
        let order = self.sorted.map(|direction| match direction {
            Direction::Rising => "ascending",
            Direction::Falling => "descending",
        });
        html! {
            th scope="col" class=[self.class()] aria-sort=[order] role=[named.then_some("columnheader")] {
                @if let Some(path) = &self.sort { a.sort href=(path) { (self.label) } } @else { (self.label) }
            }
        }
    }
}

/// A table of numbers. The first cell of each row is its heading. On a phone it scrolls sideways.
pub fn table(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll.many[columns.len() > 4] role="region" tabindex="0" aria-labelledby=(format!("{id}-c")) {
            table id=(id) { (content(id, caption, columns, rows, false)) }
        }
    }
}

/// A list of things to open, as a table whose rows become cards on a phone. The first cell of each
/// row is its heading and holds the link that opens it; arrow keys move between these links.
pub fn list(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! { table.list id=(id) data-rows role="table" { (content(id, caption, columns, rows, true)) } }
}

/// What stands in a table. `named`: with roles, for a table that is laid out as cards on a phone,
/// where browsers would forget that it is one.
fn content(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>], named: bool) -> Markup {
    let role = |role: &'static str| named.then_some(role);
    html! {
        caption id=(format!("{id}-c")) { span { (caption) } }
        thead role=[role("rowgroup")] { tr role=[role("row")] { @for column in columns { (column.head(named)) } } }
        tbody role=[role("rowgroup")] { @for row in rows { tr role=[role("row")] {
            @for (i, (cell, column)) in row.iter().zip(columns).enumerate() {
                @if i == 0 { th scope="row" role=[role("rowheader")] class=[column.class()] { (cell) } }
                @else { td role=[role("cell")] class=[column.class()] data-label=(column.label) { (cell) } }
            }
        } } }
    }
}

/// Cards side by side, each a whole thing with a heading of its own.
pub fn cards(cards: &[Markup]) -> Markup {
    html! { ul.cards { @for card in cards { li { (card) } } } }
}
