//! The list of customers: searched, sorted, filtered, counted, taken away.

mod filters;
mod rows;
mod stage;

use facts::{Currency, Day};
use maud::{Markup, html};

pub use filters::{Condition, FieldChoice, Filters, Shown, condition_words, field_words, operator_words};
pub use rows::{Row, name, short_rows, value_cell};
pub use stage::Stage;

use crate::{
    Reader,
    frame::{Place, page as framed, waiting},
    parts::{
        Fact, Field, Look, button, crumbs, empty, figures, link_button, note, pager, skeleton, stop, warning,
    },
    text::Fill,
};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct View {
    /// What there is to list.
    pub state: State,
    /// The segment whose filter it is; none for everybody or a filter without a name.
    pub segment: Option<Segment>,
    /// The segment whose conditions are being changed: it can be saved under its name again.
    pub changing: Option<Segment>,
    /// What is searched for; empty for the whole list.
    pub query: String,
    /// The conditions and the form that adds one.
    pub filters: Filters,
    /// The list.
    pub rows: Vec<Row>,
    /// More were found than are shown: only when searching.
    pub more_found: bool,
    /// How it is sorted.
    pub sorted: Sorted,
    /// What the filter finds, together.
    pub totals: Totals,
    /// The currency of all figures.
    pub currency: Option<Currency>,
    /// The day the figures are looked from.
    pub as_of: Option<Day>,
    /// Months the expected value is of, and the level of its range; none where nothing is expected.
    pub expected: Option<Horizon>,
    /// Why nothing is expected, in words; none where something is.
    pub no_value: Option<String>,
    /// The path back to the first page of the list; none on it.
    pub first: Option<String>,
    /// The path of the next page.
    pub next: Option<String>,
    /// The path that takes the list away as CSV; none for who may not.
    pub export: Option<String>,
    /// The filter as text, for saving it; none where it cannot be saved.
    pub savable: Option<String>,
    /// Why what was asked cannot be.
    pub refused: Option<String>,
}

/// What there is to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The book is being made.
    Loading,
    /// There are no customers at all.
    NoCustomers,
    /// A list, perhaps empty.
    Listed,
}

/// The segment a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// How far ahead the expected value looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Horizon {
    /// Months.
    pub months: u32,
    /// Level of the ranges, 0 to 1.
    pub level: f64,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Expected value.
    Value,
    /// Value at risk.
    AtRisk,
    /// Latest order.
    Recency,
    /// Revenue so far.
    Spend,
    /// Orders so far.
    Orders,
}

/// How a list is sorted, and where its headings lead.
#[derive(Debug, Clone)]
pub struct Sorted {
    /// By what.
    pub by: Sort,
    /// Whether the greatest comes first.
    pub falling: bool,
    /// The path that sorts by each.
    pub paths: Vec<(Sort, String)>,
}

/// What a filter finds, together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Customers.
    pub customers: u64,
    /// Customers without the filter.
    pub of_customers: u64,
    /// Revenue so far.
    pub spend: f64,
    /// Expected value.
    pub value: f64,
    /// Expected value without the filter.
    pub of_value: f64,
    /// Value at risk.
    pub at_risk: f64,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let title = view.segment.as_ref().map_or_else(|| reader.t("customers-title"), |s| s.name.clone());
    let body = match view.state {
        State::Loading => return loading(reader, &title),
        State::NoCustomers => nobody(reader),
        State::Listed => listed(reader, view),
    };
    framed(reader, Place::Customers, &title, &body)
}

/// The page that stands while the book is being made; it looks again by itself.
pub fn loading(reader: &Reader, title: &str) -> Markup {
    let body =
        html! { (skeleton(&reader.t("customers-loading"))) (note(&reader.t("customers-loading-why"))) };
    waiting(reader, Place::Customers, title, &body, 3)
}

fn nobody(reader: &Reader) -> Markup {
    empty(
        &reader.t("customers-nobody"),
        &reader.t("customers-nobody-why"),
        &html! {
            (link_button("/", Look::Main, &reader.t("customers-nobody-begin")))
            (link_button("/data", Look::Plain, &reader.t("customers-nobody-data")))
        },
    )
}

fn listed(reader: &Reader, view: &View) -> Markup {
    html! {
        @if view.segment.is_some() {
            (crumbs(reader, &[("/customers", &reader.t("customers-title")), ("/segments", &reader.t("customers-segments"))]))
        }
        div.toolbar {
            (search(reader, view))
            div.buttons {
                @if view.segment.is_none() {
                    (link_button("/segments", Look::Plain, &reader.t("customers-segments")))
                }
                @if let Some(path) = &view.export {
                    a.button href=(path) download { (reader.t("customers-export")) }
                }
            }
        }
        @if let Some(why) = &view.refused { (warning(&reader.t("customers-refused"), why)) }
        @if view.query.is_empty() { (filters::draw(reader, view)) }
        @if let Some(why) = &view.no_value { (stop(&reader.t("customers-no-value"), &html! { p { (why) } p.note { (reader.t("customers-no-value-still")) } })) }
        div data-results { (results(reader, view)) }
    }
}

/// The list and its count, which the script replaces as one types.
fn results(reader: &Reader, view: &View) -> Markup {
    html! {
        p.note aria-live="polite" { (count(reader, view)) }
        // The front line sees customers one by one, and no totals of the company.
        @if view.query.is_empty() && view.totals.customers > 0 && reader.may(access::Right::ValuesRead) {
            (totals(reader, view))
        }
        @if view.rows.is_empty() {
            (nothing(reader, view))
        } @else {
            (rows::draw(reader, view))
            @if view.more_found { (note(&reader.t("customers-more-found"))) }
            (pager(reader, view.first.as_deref(), view.next.as_deref()))
            (foot(reader, view))
        }
    }
}

fn search(reader: &Reader, view: &View) -> Markup {
    let label = if reader.may(access::Right::IdentityRead) {
        reader.t("customers-search")
    } else {
        reader.t("customers-search-key")
    };
    html! {
        form.row method="get" action="/customers" role="search" data-search {
            (Field::new("q", &label).id("customers-q").kind("search").value(&view.query).length(0, 200).autocomplete("off"))
            (button(Look::Plain, &reader.t("customers-search-button")))
        }
    }
}

fn count(reader: &Reader, view: &View) -> String {
    if view.query.is_empty() {
        let Totals { customers, of_customers, .. } = view.totals;
        return if customers == of_customers {
            reader.tf("customers-count", &[("n", Fill::Count(customers))])
        } else {
            reader.tf(
                "customers-count-of",
                &[("n", Fill::Count(customers)), ("all", Fill::Text(&reader.count(of_customers)))],
            )
        };
    }
    let found = view.rows.len() as u64;
    if view.more_found {
        reader.tf("customers-found-first", &[("n", Fill::Count(found)), ("query", Fill::Text(&view.query))])
    } else {
        reader.tf("customers-found", &[("n", Fill::Count(found)), ("query", Fill::Text(&view.query))])
    }
}

fn totals(reader: &Reader, view: &View) -> Markup {
    let t = &view.totals;
    let Some(currency) = view.currency else { return html! {} };
    let mut facts = Vec::new();
    if view.expected.is_some() {
        let of = share(t.value, t.of_value)
            .filter(|_| t.customers != t.of_customers)
            .map(|share| reader.tf("customers-share", &[("share", Fill::Text(&reader.percent(share)))]));
        let fact = Fact::new(reader.t("customers-value"), &reader.about(t.value, currency));
        facts.push(match (of, view.expected) {
            (Some(of), _) => fact.note(&of),
            (None, Some(h)) => {
                fact.note(&reader.tf("customers-next-months", &[("n", Fill::Count(u64::from(h.months)))]))
            }
            (None, None) => fact,
        });
        let fact = Fact::new(reader.t("customers-at-risk"), &reader.about(t.at_risk, currency));
        facts.push(match share(t.at_risk, t.value) {
            Some(share) => fact.note(
                &reader.tf("customers-at-risk-share", &[("share", Fill::Text(&reader.percent(share)))]),
            ),
            None => fact,
        });
    }
    facts.push(
        Fact::new(reader.t("customers-spend"), &reader.about(t.spend, currency))
            .note(&reader.t("customers-spend-note")),
    );
    figures(&facts)
}

fn share(part: f64, whole: f64) -> Option<f64> {
    Some(part / whole).filter(|s| s.is_finite() && whole > 0.0)
}

fn nothing(reader: &Reader, view: &View) -> Markup {
    if view.query.is_empty() {
        empty(
            &reader.t("customers-nothing"),
            &reader.t("customers-nothing-why"),
            &link_button("/customers", Look::Plain, &reader.t("customers-everybody")),
        )
    } else {
        let why = if reader.may(access::Right::IdentityRead) {
            reader.t("customers-not-found-why")
        } else {
            reader.t("customers-not-found-masked")
        };
        empty(
            &reader.tf("customers-not-found", &[("query", Fill::Text(&view.query))]),
            &why,
            &link_button("/customers", Look::Plain, &reader.t("customers-everybody")),
        )
    }
}

fn foot(reader: &Reader, view: &View) -> Markup {
    let Some(as_of) = view.as_of else { return html! {} };
    let day = reader.day(as_of);
    match view.expected {
        Some(h) => note(&reader.tf(
            "customers-foot",
            &[
                ("day", Fill::Text(&day)),
                ("n", Fill::Count(u64::from(h.months))),
                ("level", Fill::Text(&reader.percent(h.level))),
            ],
        )),
        None => note(&reader.tf("customers-foot-plain", &[("day", Fill::Text(&day))])),
    }
}
