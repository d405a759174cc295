//! What a path means for groups of customers.

use maud::{Markup, html};
use plan::prices::{Evaluation, FEWEST, GroupPrice, OfAttribute, Parity};

use super::{price, range};
use crate::{
    Reader,
    parts::{self, Column},
    strategy::words::money,
    text::Fill,
};

pub(super) fn draw(reader: &Reader, e: &Evaluation, parity: Option<&Parity>) -> Markup {
    let Some(parity) = parity else { return html! { p { (reader.t("prices-parity-none")) } } };
    let all = &parity.all;
    html! {
        p { (reader.tf("prices-parity-says", &[
            ("customers", Fill::Text(&reader.count(all.customers))),
            ("price", Fill::Text(&price(reader, e, all.price.expected))),
        ])) }
        p.note {
            @if parity.minors > 0 {
                (reader.tf("prices-parity-minors", &[("n", Fill::Count(parity.minors)), ("count", Fill::Text(&reader.count(parity.minors)))]))
            } @else { (reader.t("prices-parity-no-minors")) }
            @if parity.age_unknown > 0 {
                " " (reader.tf("prices-parity-unknown", &[("count", Fill::Text(&reader.count(parity.age_unknown)))]))
            }
        }
        @if parity.by.is_empty() { p.note { (reader.t("prices-parity-nothing")) } }
        @for one in &parity.by { (of(reader, e, one)) }
    }
}

fn of(reader: &Reader, e: &Evaluation, one: &OfAttribute) -> Markup {
    let name = one.attribute.name();
    let by = reader.t(&format!("prices-by-{name}"));
    let columns = [
        Column::text(reader.t("prices-col-group")),
        Column::number(reader.t("prices-col-customers")),
        Column::number(reader.t("prices-col-mean")),
        Column::number(reader.t("prices-col-difference")),
        Column::number(reader.t("prices-col-tenure")),
    ];
    let rows: Vec<Vec<Markup>> = one.groups.iter().map(|group| row(reader, e, group)).collect();
    html! {
        (parts::table(&format!("prices-{name}-rows"), &reader.tf("prices-parity-caption", &[("attribute", Fill::Text(&by))]), &columns, &rows))
        @if one.small_groups > 0 {
            p.note { (reader.tf("prices-too-few", &[
                ("groups", Fill::Count(one.small_groups as u64)),
                ("fewest", Fill::Count(FEWEST)),
                ("customers", Fill::Text(&reader.count(one.small_customers))),
            ])) }
        }
    }
}

fn row(reader: &Reader, e: &Evaluation, group: &GroupPrice) -> Vec<Markup> {
    let name = group.group.as_deref().map(|name| crate::words::shortened(name, 40));
    vec![
        html! { @match name { Some(name) => (name), None => (reader.t("prices-group-unknown")) } },
        html! { (reader.count(group.customers)) },
        html! { (price(reader, e, group.price.expected)) },
        html! {
            @if let Some(d) = group.difference {
                (money(reader, d.expected, e.currency)) " (" (range(reader, e, d.low, d.high)) ")"
            }
        },
        html! { (reader.tf("prices-months", &[("n", Fill::Text(&reader.number(group.tenure_months)))])) },
    ]
}
