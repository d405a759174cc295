//! Tables of cohorts. The first cell of a row names it.

use maud::{Markup, html};

use super::{Cohorts, Row, path};
use crate::{
    Reader,
    parts::{self, Column, opened},
    text::Fill,
};

/// A column of words.
pub(super) fn text(reader: &Reader, key: &str) -> Column {
    Column::text(reader.t(key))
}

/// A column of numbers.
pub(super) fn number(reader: &Reader, key: &str) -> Column {
    Column::number(reader.t(key))
}

/// A table of numbers; `id` may be that of the section it stands in.
pub(super) fn draw(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    parts::table(&format!("{id}-rows"), caption, columns, rows)
}

/// Cohorts that stand on the page before the older ones must be opened.
const NEWEST: usize = 24;

/// The cohorts one by one, newest last, each leading to its own page.
pub(super) fn cohorts(reader: &Reader, c: &Cohorts) -> Markup {
    let older = c.cohorts.len().saturating_sub(NEWEST);
    html! {
        (list(reader, c, "cohort-table", &c.cohorts[older..]))
        @if older > 0 {
            (opened(&reader.tf("cohorts-older", &[("cohorts", Fill::Count(older as u64))]), &list(reader, c, "cohort-older", &c.cohorts[..older])))
        }
    }
}

fn list(reader: &Reader, c: &Cohorts, id: &str, rows: &[Row]) -> Markup {
    let money = c.currency;
    let expected = money.is_some() && c.cohorts.iter().any(|row| row.expected.is_some());
    let mut columns = vec![text(reader, "cohorts-cohort"), number(reader, "cohorts-customers")];
    if money.is_some() {
        columns.push(number(reader, "cohorts-to-date"));
        columns.push(number(reader, "cohorts-per-customer"));
    }
    if expected {
        columns.extend([number(reader, "cohorts-expected-word"), number(reader, "cohorts-range")]);
    }
    if c.has_costs {
        columns.extend([
            number(reader, "cohorts-cost"),
            number(reader, "cohorts-trough-word"),
            number(reader, "cohorts-paid-word"),
        ]);
    }
    let month = |month: Option<u32>, none: &str| {
        month.map_or_else(
            || reader.t(none),
            |month| reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(month)))]),
        )
    };
    let row = |row: &Row| {
        let mut cells =
            vec![html! { a href=(path(&row.name)) { (row.name) } }, html! { (reader.count(row.customers)) }];
        if let Some(currency) = money {
            cells.push(html! { (reader.paid(row.to_date, currency)) });
            cells.push(html! { (reader.about(row.to_date / row.customers.max(1) as f64, currency)) });
            if expected {
                cells.push(
                    html! { @if let Some([value, ..]) = row.expected { (reader.about(value, currency)) } },
                );
                cells.push(html! { @if let Some([_, low, high]) = row.expected { (reader.range(low, high, currency)) } });
            }
            if c.has_costs {
                let known = row.cost.is_some();
                cells.push(html! { @match row.cost { Some(cost) => (reader.about(cost, currency)), None => (reader.t("cohorts-not-given")) } });
                cells.push(html! { @if known && row.trough_month.is_some() { (month(row.trough_month, "cohorts-not-given")) } });
                cells.push(html! { @if known { (month(row.payback_month, "cohorts-not-yet")) } });
            }
        }
        cells
    };
    let key = match (c.contracts, c.period == "quarter") {
        (false, false) => "cohorts-caption-month",
        (false, true) => "cohorts-caption-quarter",
        (true, false) => "cohorts-caption-start-month",
        (true, true) => "cohorts-caption-start-quarter",
    };
    draw(id, &reader.t(key), &columns, &rows.iter().map(row).collect::<Vec<_>>())
}
