//! Everything that happened, by day, newest first.

use facts::{Currency, Day};
use maud::{Markup, html};

use crate::{
    Reader,
    parts::{Column, list, note, opened},
    text::Fill,
};

/// What happened, and the ways through it.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// What happened, newest first.
    pub happenings: Vec<Happening>,
    /// The kinds it can be narrowed to, the first of them all of it.
    pub kinds: Vec<KindLink>,
    /// The path that shows what is older; none at its end.
    pub older: Option<String>,
    /// The path back to the newest; none there.
    pub newest: Option<String>,
    /// Why it could not be read.
    pub failed: Option<String>,
}

/// A kind of happening one can look at alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindLink {
    /// In words.
    pub text: String,
    /// Where it leads.
    pub path: String,
    /// Whether it is what is shown.
    pub here: bool,
}

/// What dot stands before a happening. The words say what it is; the dot only helps the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// An order.
    Order,
    /// Something came back.
    Return,
    /// Something the customer did.
    Event,
    /// Something the customer said.
    Feedback,
    /// A complaint.
    Complaint,
    /// A gesture.
    Gesture,
    /// A contact.
    Contact,
    /// A contract.
    Contract,
    /// A note.
    Note,
    /// Anything else.
    Other,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The day.
    pub day: Option<Day>,
    /// Its dot.
    pub icon: Icon,
    /// What it was.
    pub what: String,
    /// More about it, in words.
    pub details: Vec<String>,
    /// An amount, exact.
    pub amount: Option<(f64, Currency)>,
    /// Lines of an order.
    pub lines: Vec<OrderLine>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLine {
    /// What was ordered.
    pub product: String,
    /// How many pieces.
    pub pieces: String,
    /// What they cost, exact.
    pub amount: Option<(f64, Currency)>,
}

impl Icon {
    const fn class(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Return => "return",
            Self::Event => "event",
            Self::Feedback => "feedback",
            Self::Complaint => "complaint",
            Self::Gesture => "gesture",
            Self::Contact => "contact",
            Self::Contract => "contract",
            Self::Note => "note",
            Self::Other => "other",
        }
    }
}

pub(super) fn draw(reader: &Reader, key: i64, timeline: &Timeline) -> Markup {
    html! {
        @if timeline.kinds.len() > 2 {
            nav.tabs aria-label=(reader.t("customer-timeline-kinds")) { ul {
                @for kind in &timeline.kinds { li {
                    a href=(kind.path) aria-current=[kind.here.then_some("true")] { (kind.text) }
                } }
            } }
        }
        @if let Some(why) = &timeline.failed { (note(why)) }
        @else if timeline.happenings.is_empty() { (note(&reader.t("customer-timeline-empty"))) }
        @else { (days(reader, &timeline.happenings)) }
        @if timeline.older.is_some() || timeline.newest.is_some() {
            nav.pager aria-label=(reader.t("customer-timeline-pages")) {
                @if let Some(path) = &timeline.newest { a.button href=(path) { (reader.t("customer-timeline-newest")) } }
                @if let Some(path) = &timeline.older { a.button rel="next" href=(path) { (reader.t("customer-timeline-older")) } }
            }
        }
        p.note { (crate::parts::link(&format!("/customers/{key}/value#orders"), &reader.t("customer-orders-rows"))) }
    }
}

fn days(reader: &Reader, happenings: &[Happening]) -> Markup {
    html! {
        @for group in happenings.chunk_by(|a, b| a.day == b.day) {
            h3.timeline-day {
                @match group[0].day {
                    Some(day) => time datetime=(day.to_string()) { (reader.day(day)) },
                    None => (reader.t("customer-timeline-undated")),
                }
            }
            ol.timeline { @for happening in group { li class=(happening.icon.class()) { (one(reader, happening)) } } }
        }
    }
}

fn one(reader: &Reader, happening: &Happening) -> Markup {
    html! {
        p.what {
            (happening.what)
            @if let Some((amount, currency)) = happening.amount { " " span.amount { (reader.paid(amount, currency)) } }
        }
        @if !happening.details.is_empty() { p.note { (happening.details.join(" · ")) } }
        @if !happening.lines.is_empty() {
            (opened(
                &reader.tf("customer-timeline-lines", &[("n", Fill::Count(happening.lines.len() as u64))]),
                &lines(reader, happening),
            ))
        }
    }
}

fn lines(reader: &Reader, happening: &Happening) -> Markup {
    html! {
        ul.lines { @for OrderLine { product, pieces, amount } in &happening.lines { li {
            (pieces) " × " (product)
            @if let Some((amount, currency)) = amount { " " span.amount { (reader.paid(*amount, *currency)) } }
        } } }
    }
}

/// The orders behind a value, as rows.
pub(super) fn order_rows(reader: &Reader, days: &[super::OrderDay], currency: Option<Currency>) -> Markup {
    let mut columns =
        vec![Column::text(reader.t("customer-order-day")), Column::number(reader.t("customer-order-count"))];
    if currency.is_some() {
        columns.push(Column::number(reader.t("customer-order-amount")));
        columns.push(Column::number(reader.t("customer-order-kept")));
    }
    let rows: Vec<Vec<Markup>> = days
        .iter()
        .rev()
        .map(|day| {
            let mut cells =
                vec![crate::parts::day(reader, day.day), html! { (reader.count(u64::from(day.orders))) }];
            if let Some(currency) = currency {
                cells.push(html! { (reader.paid(day.amount, currency)) });
                cells.push(html! { (reader.paid(day.kept, currency)) });
            }
            cells
        })
        .collect();
    list("order-days", &reader.t("customer-orders-caption"), &columns, &rows)
}
