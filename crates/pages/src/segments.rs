//! Segments: filters that were given a name, with what they come to now.

use facts::Currency;
use maud::{Markup, html};

use crate::{
    Reader,
    frame::{Place, page as framed},
    parts::{
        Column, Field, Look, act, button, buttons, crumbs, csrf, empty, link, link_button, list, note,
        section,
    },
    text::Fill,
};

/// What the page of all segments shows.
#[derive(Debug, Clone)]
pub struct View {
    /// All segments, by name.
    pub segments: Vec<Segment>,
    /// Customers there are, for the shares.
    pub customers: u64,
    /// The currency of all figures.
    pub currency: Option<Currency>,
    /// Whether the book is there, so that figures are known.
    pub counted: bool,
    /// Whether the reader may rename and delete.
    pub changeable: bool,
}

/// A segment with what it comes to now.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its conditions in words.
    pub conditions: Vec<String>,
    /// Why its filter no longer holds; none where it does.
    pub broken: Option<String>,
    /// Customers in it now.
    pub customers: u64,
    /// Their expected value; none where nothing is expected.
    pub value: Option<f64>,
    /// Their value at risk.
    pub at_risk: Option<f64>,
}

/// The page of all segments.
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (crumbs(reader, &[("/customers", &reader.t("customers-title"))]))
        @if view.segments.is_empty() {
            (empty(&reader.t("segments-none"), &reader.t("segments-none-why"), &link_button("/customers", Look::Main, &reader.t("segments-begin"))))
        } @else {
            p.lead { (reader.t("segments-lead")) }
            (rows(reader, view))
            @if !view.counted { (note(&reader.t("segments-not-counted"))) }
            @if view.changeable { (changes(reader, view)) }
        }
    };
    framed(reader, Place::Customers, &reader.t("segments-title"), &body)
}

fn rows(reader: &Reader, view: &View) -> Markup {
    let unknown = || html! { span.quiet { "–" } };
    let money = |amount: Option<f64>| match amount.zip(view.currency) {
        Some((amount, currency)) if view.counted => html! { (reader.about(amount, currency)) },
        _ => unknown(),
    };
    let columns = [
        Column::text(reader.t("segments-name")),
        Column::text(reader.t("segments-conditions")),
        Column::number(reader.t("segments-customers")),
        Column::number(reader.t("customers-value")),
        Column::number(reader.t("customers-at-risk")),
    ];
    let rows: Vec<Vec<Markup>> = view
        .segments
        .iter()
        .map(|segment| {
            let share = segment.customers as f64 / view.customers.max(1) as f64;
            vec![
                link(&format!("/segments/{}", segment.id), &segment.name),
                match &segment.broken {
                    Some(why) => html! { (why) },
                    None => html! { (segment.conditions.join(" · ")) },
                },
                if view.counted && segment.broken.is_none() {
                    html! {
                        (reader.count(segment.customers))
                        span.under { (reader.tf("customers-share", &[("share", Fill::Text(&reader.percent(share)))])) }
                    }
                } else {
                    unknown()
                },
                money(segment.value),
                money(segment.at_risk),
            ]
        })
        .collect();
    list("segments-list", &reader.t("segments-caption"), &columns, &rows)
}

/// Renaming and deleting, one form a segment, out of the way of reading.
fn changes(reader: &Reader, view: &View) -> Markup {
    let name = reader.t("segments-name");
    section(
        "changes",
        &reader.t("segments-changes"),
        &html! { @for segment in &view.segments { details {
            summary { (segment.name) }
            div.opened {
                form.row method="post" action=(format!("/segments/{}", segment.id)) {
                    (csrf(reader))
                    (Field::new("name", &name).id(format!("name-{}", segment.id)).value(&segment.name).length(1, 80).required().autocomplete("off"))
                    (buttons(&button(Look::Plain, &reader.t("segments-rename"))))
                }
                (act(reader, &format!("/segments/{}/delete", segment.id), Look::Danger, &reader.t("segments-delete"), &[], Some(&reader.tf("segments-delete-confirm", &[("name", Fill::Text(&segment.name))]))))
            }
        } } },
    )
}
