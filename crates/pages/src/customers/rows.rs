//! The rows of the list.

use facts::{Currency, Day};
use maud::{Markup, html};

use super::{Sort, Stage, View};
use crate::{
    Reader,
    parts::{self, Column, Direction, alias, list},
    text::Fill,
};

/// One customer in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The key.
    pub key: i64,
    /// The name, or whatever else tells who it is; none for who may not see it, and where nothing is known.
    pub name: Option<String>,
    /// A second line: what the search found, an e-mail address, an id.
    pub note: Option<String>,
    /// Where the relationship stands.
    pub stage: Stage,
    /// Expected value: expected, low, high.
    pub value: Option<[f64; 3]>,
    /// Value at risk.
    pub at_risk: Option<f64>,
    /// Latest order.
    pub last_order: Option<Day>,
    /// Orders so far.
    pub orders: u32,
    /// Revenue so far.
    pub spend: Option<f64>,
}

/// The name, or how the customer is called without one.
pub fn name(reader: &Reader, key: i64, name: Option<&str>) -> String {
    name.map_or_else(|| alias(reader, key), str::to_owned)
}

/// A value with its range under it.
pub fn value_cell(reader: &Reader, value: Option<[f64; 3]>, currency: Option<Currency>) -> Markup {
    match (value, currency) {
        (Some([expected, low, high]), Some(currency)) => html! {
            (reader.about(expected, currency))
            span.under { (reader.range(low, high, currency)) }
        },
        _ => nothing(reader),
    }
}

fn nothing(reader: &Reader) -> Markup {
    html! { span.quiet title=(reader.t("customers-not-known")) { "–" span.unseen { (reader.t("customers-not-known")) } } }
}

fn money(reader: &Reader, amount: Option<f64>, currency: Option<Currency>, exact: bool) -> Markup {
    match amount.zip(currency) {
        Some((amount, currency)) if exact => html! { (reader.paid(amount, currency)) },
        Some((amount, currency)) => html! { (reader.about(amount, currency)) },
        None => nothing(reader),
    }
}

fn who(reader: &Reader, row: &Row) -> Markup {
    html! {
        a href=(format!("/customers/{}", row.key)) { (name(reader, row.key, row.name.as_deref())) }
        @if let Some(note) = &row.note { span.under { (note) } }
    }
}

fn day(reader: &Reader, day: Option<Day>) -> Markup {
    day.map_or_else(|| nothing(reader), |day| parts::day(reader, day))
}

pub(super) fn draw(reader: &Reader, view: &View) -> Markup {
    let heading = |sort: Sort, label: String| {
        let column = Column::number(label);
        if !view.query.is_empty() {
            return column;
        }
        let sorted = (view.sorted.by == sort).then_some(if view.sorted.falling {
            Direction::Falling
        } else {
            Direction::Rising
        });
        match view.sorted.paths.iter().find(|(by, _)| *by == sort) {
            Some((_, path)) => column.sort(path, sorted),
            None => column,
        }
    };
    let valued = view.expected.is_some();
    let paid = view.currency.is_some();
    let mut columns =
        vec![Column::text(reader.t("customers-who")), Column::text(reader.t("customers-stage"))];
    if valued && paid {
        columns.push(heading(Sort::Value, reader.t("customers-value")));
        columns.push(heading(Sort::AtRisk, reader.t("customers-at-risk")));
    }
    columns.push(heading(Sort::Recency, reader.t("customers-last-order")));
    columns.push(heading(Sort::Orders, reader.t("customers-orders")));
    if paid {
        columns.push(heading(Sort::Spend, reader.t("customers-spend")));
    }
    let rows: Vec<Vec<Markup>> = view
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![who(reader, row), row.stage.chip(reader)];
            if valued && paid {
                cells.push(value_cell(reader, row.value, view.currency));
                cells.push(money(reader, row.at_risk, view.currency, false));
            }
            cells.push(day(reader, row.last_order));
            cells.push(html! { (reader.count(u64::from(row.orders))) });
            if paid {
                cells.push(money(reader, row.spend, view.currency, true));
            }
            cells
        })
        .collect();
    list("customers-list", &caption(reader, view), &columns, &rows)
}

fn caption(reader: &Reader, view: &View) -> String {
    if !view.query.is_empty() {
        return reader.t("customers-caption-search");
    }
    let by = match view.sorted.by {
        Sort::Value => reader.t("customers-value"),
        Sort::AtRisk => reader.t("customers-at-risk"),
        Sort::Recency => reader.t("customers-last-order"),
        Sort::Spend => reader.t("customers-spend"),
        Sort::Orders => reader.t("customers-orders"),
    };
    let fill = [("by", Fill::Text(by.as_str()))];
    if view.sorted.falling {
        reader.tf("customers-caption-falling", &fill)
    } else {
        reader.tf("customers-caption-rising", &fill)
    }
}

/// A short list without sorting: the neighbours of a customer.
pub fn short_rows(
    reader: &Reader,
    id: &str,
    caption: &str,
    rows: &[Row],
    currency: Option<Currency>,
) -> Markup {
    let valued = currency.is_some() && rows.iter().any(|row| row.value.is_some());
    let mut columns = vec![
        Column::text(reader.t("customers-who")),
        Column::number(reader.t("customers-orders")),
        Column::number(reader.t("customers-last-order")),
    ];
    if currency.is_some() {
        columns.push(Column::number(reader.t("customers-spend")));
    }
    if valued {
        columns.push(Column::number(reader.t("customers-value")));
    }
    let rows: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let mut cells = vec![
                who(reader, row),
                html! { (reader.count(u64::from(row.orders))) },
                day(reader, row.last_order),
            ];
            if currency.is_some() {
                cells.push(money(reader, row.spend, currency, true));
            }
            if valued {
                cells.push(value_cell(reader, row.value, currency));
            }
            cells
        })
        .collect();
    list(id, caption, &columns, &rows)
}
