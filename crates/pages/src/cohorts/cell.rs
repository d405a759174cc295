//! A cell of the triangle: the orders behind it.

use facts::{Currency, Day};
use maud::{Markup, html};

use super::{called, path, table};
use crate::{
    Reader,
    frame::{self, Place},
    parts,
    text::Fill,
};

/// The orders of one cohort in one month of age.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The cohort.
    pub cohort: String,
    /// Months since the first order.
    pub age: u32,
    /// The last month of its life that has begun.
    pub last_age: u32,
    /// Customers of the cohort.
    pub customers: u64,
    /// Those with an order in the month.
    pub ordered: u64,
    /// Orders, one a customer and day.
    pub orders: u64,
    /// What they paid, and what was kept of it; none without amounts.
    pub money: Option<(f64, f64, Currency)>,
    /// Whether something other than all of it was kept.
    pub margin: bool,
    /// Part of the orders.
    pub rows: Vec<CellRow>,
    /// Where the list goes on.
    pub next: Option<String>,
    /// Whether this is the list's beginning.
    pub first: bool,
}

/// The orders of one customer on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct CellRow {
    /// The internal key.
    pub key: i64,
    /// Name or alias.
    pub name: String,
    /// The day.
    pub day: Day,
    /// Paid, net of what came back.
    pub paid: f64,
    /// Kept of it.
    pub kept: f64,
}

/// The page of a cell.
#[must_use]
pub fn page(reader: &Reader, cell: &Cell) -> Markup {
    let title = reader.tf(
        "cohorts-cell-title",
        &[("cohort", Fill::Text(&called(reader, &cell.cohort))), ("month", Fill::Count(u64::from(cell.age)))],
    );
    let here = format!("{}/{}", path(&cell.cohort), cell.age);
    let next = cell.next.as_ref().map(|next| format!("{here}?after={next}"));
    let body = html! {
        (parts::crumbs(reader, &[
            ("/cohorts", &reader.t("cohorts-title")),
            (&path(&cell.cohort), &reader.tf("cohorts-back-to", &[("cohort", Fill::Text(&called(reader, &cell.cohort)))])),
        ]))
        nav.steps aria-label=(reader.t("cohorts-neighbours")) {
            @if cell.age > 0 { a rel="prev" href=(format!("{}/{}", path(&cell.cohort), cell.age - 1)) { "← " (reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(cell.age - 1)))])) } }
            @if cell.age < cell.last_age { a rel="next" href=(format!("{}/{}", path(&cell.cohort), cell.age + 1)) { (reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(cell.age + 1)))])) " →" } }
        }
        p.lead { (sentence(reader, cell)) }
        @if cell.rows.is_empty() {
            p { (reader.t("cohorts-cell-none")) }
        } @else {
            (rows(reader, cell))
            (parts::pager(reader, (!cell.first).then_some(here.as_str()), next.as_deref()))
            @if reader.may(access::Right::Export) {
                p { a href=(format!("/api/v1{here}?format=csv")) { (reader.t("cohorts-cell-csv")) } }
            }
        }
    };
    frame::page(reader, Place::Cohorts, &title, &body)
}

fn sentence(reader: &Reader, cell: &Cell) -> String {
    let share = reader.percent(cell.ordered as f64 / cell.customers.max(1) as f64);
    let mut text = reader.tf(
        "cohorts-cell-sentence",
        &[
            ("customers", Fill::Count(cell.customers)),
            ("ordered", Fill::Count(cell.ordered)),
            ("orders", Fill::Count(cell.orders)),
            ("share", Fill::Text(&share)),
        ],
    );
    if let Some((paid, kept, currency)) = cell.money.filter(|_| cell.orders > 0) {
        text.push(' ');
        let paid = reader.paid(paid, currency);
        text.push_str(&if cell.margin {
            let each = reader.about(kept / cell.customers.max(1) as f64, currency);
            reader.tf(
                "cohorts-cell-kept",
                &[
                    ("paid", Fill::Text(&paid)),
                    ("kept", Fill::Text(&reader.paid(kept, currency))),
                    ("each", Fill::Text(&each)),
                ],
            )
        } else {
            reader.tf("cohorts-cell-paid", &[("paid", Fill::Text(&paid))])
        });
    }
    text
}

fn rows(reader: &Reader, cell: &Cell) -> Markup {
    let mut columns = vec![table::text(reader, "cohorts-customer"), table::number(reader, "cohorts-day")];
    if cell.money.is_some() {
        columns.push(table::number(reader, "cohorts-paid"));
        if cell.margin {
            columns.push(table::number(reader, "cohorts-kept"));
        }
    }
    let row = |row: &CellRow| {
        let mut cells = vec![
            html! { a href=(format!("/customers/{}", row.key)) { (row.name) } },
            html! { (reader.day(row.day)) },
        ];
        if let Some((_, _, currency)) = cell.money {
            cells.push(html! { (reader.paid(row.paid, currency)) });
            if cell.margin {
                cells.push(html! { (reader.paid(row.kept, currency)) });
            }
        }
        cells
    };
    table::draw(
        "cell",
        &reader.t("cohorts-cell-caption"),
        &columns,
        &cell.rows.iter().map(row).collect::<Vec<_>>(),
    )
}
