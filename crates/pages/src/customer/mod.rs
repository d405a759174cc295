//! One customer: where the relationship stands, what it brought and may bring, and everything that
//! happened in it.

mod curve;
mod notes;
mod timeline;
mod value;

use facts::{Currency, Day};
use maud::{Markup, html};

pub use curve::{Curve, Point};
pub use notes::Note;
pub use timeline::{Happening, Icon, KindLink, OrderLine, Timeline};
pub use value::{Explained, ModelKind, MoneySteps, OrderDay, Proof, Steps, page as value_page};

use crate::{
    Reader,
    customers::{Stage, name},
    frame::{Place, page as framed},
    parts::{Fact, crumbs, figures, link, note, section, stop},
    text::Fill,
};

/// What the page of one customer shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The key.
    pub key: i64,
    /// The name; none for who may not see it, and where nothing is known.
    pub name: Option<String>,
    /// Where the relationship stands.
    pub stage: Stage,
    /// First order.
    pub first_order: Option<Day>,
    /// Latest order.
    pub last_order: Option<Day>,
    /// Orders so far.
    pub orders: u32,
    /// Revenue so far.
    pub spend: Option<f64>,
    /// Margin so far.
    pub to_date: Option<f64>,
    /// Whether the margin is assumed to be all of the revenue.
    pub margin_assumed: bool,
    /// What is expected; none where lifetime models do not apply or nothing was ordered yet.
    pub expected: Option<Expected>,
    /// Why nothing is expected, in words.
    pub no_value: Option<String>,
    /// The currency of all figures.
    pub currency: Option<Currency>,
    /// The day the figures are looked from.
    pub as_of: Option<Day>,
    /// The curve of life-cycle value; none without amounts or orders.
    pub curve: Option<Curve>,
    /// Who the customer is: kind of thing and text; none for who may not see it.
    pub contact: Option<Vec<Contact>>,
    /// What happened.
    pub timeline: Timeline,
    /// Notes, newest first; none for who may not read them.
    pub notes: Option<Vec<Note>>,
}

/// What is expected of a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Expected value: expected, low, high; none where money is not known.
    pub value: Option<[f64; 3]>,
    /// Expected orders: expected, low, high.
    pub orders: [f64; 3],
    /// Months ahead.
    pub months: u32,
    /// Level of the ranges.
    pub level: f64,
    /// Probability that the customer still buys here.
    pub alive: f64,
    /// Value at risk.
    pub at_risk: Option<f64>,
    /// Place by expected value, and of how many.
    pub rank: Option<(u64, u64)>,
}

/// One thing that tells who a customer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What it is: `email`, `phone`, `address`, `id`, `anonymous` or another kind of id.
    pub what: String,
    /// What it says.
    pub text: String,
}

/// The page.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let called = name(reader, view.key, view.name.as_deref());
    let body = html! {
        (crumbs(reader, &[("/customers", &reader.t("customers-title"))]))
        (standing(reader, view))
        (brought(reader, view))
        @if let Some(why) = &view.no_value { (stop(&reader.t("customers-no-value"), &html! { p { (why) } })) }
        @if let Some(curve) = &view.curve { (section("curve", &reader.t("customer-curve"), &curve::draw(reader, view, curve))) }
        div.two {
            div { (section("timeline", &reader.t("customer-timeline"), &timeline::draw(reader, view.key, &view.timeline))) }
            aside aria-label=(reader.t("customer-about")) {
                @if let Some(contact) = &view.contact { (section("contact", &reader.t("customer-contact"), &who(reader, contact))) }
                @else { (note(&reader.t("customer-masked"))) }
                @if let Some(notes) = &view.notes { (section("notes", &reader.t("customer-notes"), &notes::draw(reader, view.key, notes))) }
            }
        }
    };
    framed(reader, Place::Customers, &called, &body)
}

/// Where the relationship stands, what that means, since when.
fn standing(reader: &Reader, view: &View) -> Markup {
    let alive = view.expected.as_ref().map(|e| {
        let percent = reader.percent(e.alive);
        let fill = [("share", Fill::Text(percent.as_str()))];
        if e.alive >= 0.9 {
            reader.tf("customer-alive-almost-sure", &fill)
        } else if e.alive >= 0.7 {
            reader.tf("customer-alive-likely", &fill)
        } else if e.alive >= 0.3 {
            reader.tf("customer-alive-open", &fill)
        } else {
            reader.tf("customer-alive-unlikely", &fill)
        }
    });
    html! {
        p.lead {
            (view.stage.chip(reader)) " " (view.stage.meaning(reader))
            @if let Some(alive) = alive { " " (alive) }
        }
        @if let Some(first) = view.first_order {
            p.note {
                (reader.tf("customer-since", &[("day", Fill::Text(&reader.day(first)))]))
                @if let (Some(last), Some(as_of)) = (view.last_order, view.as_of) {
                    " " (reader.tf("customer-last", &[
                        ("day", Fill::Text(&reader.day(last))),
                        ("ago", Fill::Text(&reader.span(f64::from(as_of.since(last).max(0))))),
                        ("as_of", Fill::Text(&reader.day(as_of))),
                    ]))
                }
            }
        }
    }
}

fn brought(reader: &Reader, view: &View) -> Markup {
    let mut facts = Vec::new();
    let Some(currency) = view.currency else {
        facts.push(Fact::new(reader.t("customers-orders"), &reader.count(u64::from(view.orders))));
        if let Some(e) = &view.expected {
            facts.push(expected_orders(reader, e));
        }
        return figures(&facts);
    };
    if let Some(to_date) = view.to_date {
        let fact = Fact::new(reader.t("customer-to-date"), &reader.paid(to_date, currency));
        let of = reader.tf(
            "customer-to-date-note",
            &[
                ("n", Fill::Count(u64::from(view.orders))),
                ("spend", Fill::Text(&reader.paid(view.spend.unwrap_or(0.0), currency))),
            ],
        );
        facts.push(if view.margin_assumed {
            fact.note(&html! { (of) " " (reader.t("customer-margin-assumed")) })
        } else {
            fact.note(&of)
        });
    } else {
        facts.push(Fact::new(reader.t("customers-orders"), &reader.count(u64::from(view.orders))));
    }
    if let Some(e) = &view.expected {
        if let Some([expected, low, high]) = e.value {
            let open = link(&format!("/customers/{}/value", view.key), &reader.t("customer-explain"));
            let range = reader.range(low, high, currency);
            let fill = [("n", Fill::Count(u64::from(e.months))), ("range", Fill::Text(&range))];
            facts.push(
                Fact::new(reader.t("customer-expected"), &reader.about(expected, currency))
                    .note(&html! { (reader.tf("customer-expected-note", &fill)) " " (open) }),
            );
        } else {
            facts.push(expected_orders(reader, e));
        }
        if let Some(at_risk) = e.at_risk {
            facts.push(
                Fact::new(reader.t("customers-at-risk"), &reader.about(at_risk, currency))
                    .note(&reader.t("customer-at-risk-note")),
            );
        }
        if let Some((rank, of)) = e.rank {
            facts.push(
                Fact::new(reader.t("customer-rank"), &reader.count(rank))
                    .note(&reader.tf("customer-rank-of", &[("n", Fill::Count(of))])),
            );
        }
    }
    figures(&facts)
}

fn expected_orders(reader: &Reader, e: &Expected) -> Fact {
    let [expected, low, high] = e.orders;
    Fact::new(reader.t("customer-expected-orders"), &reader.number(expected)).note(&reader.tf(
        "customer-expected-orders-note",
        &[
            ("n", Fill::Count(u64::from(e.months))),
            ("low", Fill::Text(&reader.number(low))),
            ("high", Fill::Text(&reader.number(high))),
        ],
    ))
}

fn who(reader: &Reader, contact: &[Contact]) -> Markup {
    let label = |what: &str| match what {
        "name" => reader.t("customer-contact-name"),
        "email" => reader.t("customer-contact-email"),
        "phone" => reader.t("customer-contact-phone"),
        "address" => reader.t("customer-contact-address"),
        "id" => reader.t("customer-contact-id"),
        "anonymous" => reader.t("customer-contact-anonymous"),
        other => other.to_owned(),
    };
    html! {
        @if contact.is_empty() { (note(&reader.t("customer-contact-none"))) }
        @else { dl.terms { @for one in contact { div { dt { (label(&one.what)) } dd { (one.text) } } } } }
    }
}
