//! The triangle: a cohort a row, a month of age a column, each cell leading to the orders behind it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Cohorts, Point, Row, path};
use crate::{Reader, text::Fill};

/// Rows that can still be read.
const MOST_ROWS: usize = 36;
/// Columns that stand on a page without scrolling.
const MOST_COLUMNS: usize = 22;

/// What the triangle shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// The share that ordered in the month of age.
    #[default]
    Ordered,
    /// What a customer brought until the end of the month of age, before the cost of winning it.
    Money,
}

impl Shown {
    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Money => "money",
        }
    }

    fn of(self, row: &Row, point: &Point) -> Option<f64> {
        let x = match self {
            Self::Ordered => point.ordered?,
            Self::Money => point.money + row.cost.unwrap_or(0.0),
        };
        x.is_finite().then_some(x)
    }
}

/// Ages that get a column: every month where they fit, else every month of the first year, then
/// quarters or half-years until the third, then years.
fn columns(last: u32) -> Vec<u32> {
    let after_a_year = if last < 60 { 3 } else { 6 };
    let kept = |a: &u32| match *a {
        0..=12 => true,
        13..=36 => last < MOST_COLUMNS as u32 || a.is_multiple_of(after_a_year),
        _ => a.is_multiple_of(12),
    };
    (0..=last).filter(kept).take(MOST_COLUMNS).collect()
}

/// The triangle with its switch between shares and money.
pub(super) fn triangle(reader: &Reader, c: &Cohorts) -> Markup {
    let rows = &c.cohorts[c.cohorts.len().saturating_sub(MOST_ROWS)..];
    let lived = |row: &Row| row.ages.iter().filter(|p| !p.expected).map(|p| p.age).max();
    let Some(last) = rows.iter().filter_map(lived).max().filter(|last| *last > 0) else {
        return html! { p { (reader.t("cohorts-no-month")) } };
    };
    let shown = if c.currency.is_some() { c.shown } else { Shown::Ordered };
    let ages = columns(last);
    let left_out = c.cohorts.len() - rows.len();
    html! {
        p.note {
            (reader.t(match (shown, c.contracts) {
                (Shown::Money, _) => "cohorts-heat-money",
                (Shown::Ordered, false) => "cohorts-heat-ordered",
                (Shown::Ordered, true) => "cohorts-heat-stayed",
            })) " " (reader.t("cohorts-heat-open"))
            @if left_out > 0 || ages.len() <= last as usize { " " (reader.t("cohorts-heat-part")) }
        }
        @if c.currency.is_some() { (switch(reader, c, shown)) }
        (grid(reader, c, shown, rows, &ages))
    }
}

fn switch(reader: &Reader, c: &Cohorts, shown: Shown) -> Markup {
    let choices = [
        (Shown::Ordered, if c.contracts { "cohorts-still-there" } else { "cohorts-ordered" }),
        (Shown::Money, if c.curve.margin { "cohorts-margin-each" } else { "cohorts-revenue-each" }),
    ];
    html! {
        p.switch role="group" aria-label=(reader.t("cohorts-heat-show")) {
            @for (choice, key) in choices {
                a href=(format!("/cohorts?show={}#triangle", choice.name())) aria-current=[(choice == shown).then_some("true")] { (reader.t(key)) }
            }
        }
    }
}

fn grid(reader: &Reader, c: &Cohorts, shown: Shown, rows: &[Row], ages: &[u32]) -> Markup {
    let points: Vec<BTreeMap<u32, &Point>> = rows
        .iter()
        .map(|row| row.ages.iter().filter(|p| !p.expected).map(|p| (p.age, p)).collect())
        .collect();
    let values = rows.iter().zip(&points).flat_map(|(row, points)| {
        // In the month of the first order everybody orders: what varies comes after it.
        let first = u32::from(shown == Shown::Ordered);
        points.range(first..).filter_map(move |(_, p)| shown.of(row, p))
    });
    let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    // Shares start at none; money at the least there is, so that its growth can be seen.
    let least = if shown == Shown::Ordered { 0.0 } else { least };
    let caption =
        reader.t(if shown == Shown::Ordered { "cohorts-heat-caption" } else { "cohorts-heat-caption-money" });
    html! {
        div.scroll.many[ages.len() > 6] role="region" tabindex="0" aria-labelledby="triangle-c" {
            table.heat {
                caption id="triangle-c" { span { (caption) } }
                thead { tr {
                    th scope="col" { (reader.t("cohorts-cohort")) }
                    th.num scope="col" { (reader.t("cohorts-customers")) }
                    @for age in ages { th.num scope="col" { (reader.count(u64::from(*age))) } }
                } }
                tbody { @for (row, points) in rows.iter().zip(&points) { tr {
                    th scope="row" { a href=(path(&row.name)) { (row.name) } }
                    td.num { (reader.count(row.customers)) }
                    @for age in ages {
                        @match points.get(age).and_then(|p| shown.of(row, p)) {
                            Some(x) => {
                                td class=(format!("num h{}", shade(x, least, most))) {
                                    a href=(format!("{}/{age}", path(&row.name))) title=(hint(reader, c, row, *age, shown, x)) { (cell(reader, shown, x)) }
                                }
                            }
                            None => { td {} }
                        }
                    }
                } } }
            }
        }
    }
}

/// What stands in a cell: the percent sign and the currency stand in the caption.
fn cell(reader: &Reader, shown: Shown, x: f64) -> String {
    match shown {
        Shown::Ordered => {
            let p = x * 100.0;
            if p > 0.0 && p < 0.95 { reader.decimal(p.max(0.1), 1) } else { reader.decimal(p, 0) }
        }
        Shown::Money if x.abs() < 1.0 => reader.decimal(x, 2),
        Shown::Money if x.abs() < 10.0 => reader.decimal(x, 1),
        Shown::Money => reader.decimal(x, 0),
    }
}

fn hint(reader: &Reader, c: &Cohorts, row: &Row, age: u32, shown: Shown, x: f64) -> String {
    let value = match (shown, c.currency) {
        (Shown::Money, Some(currency)) => reader.about(x, currency),
        _ => reader.percent(x),
    };
    reader.tf(
        "cohorts-heat-hint",
        &[
            ("cohort", Fill::Text(&row.name)),
            ("month", Fill::Count(u64::from(age))),
            ("value", Fill::Text(&value)),
        ],
    )
}

/// Shade 0 (none) to 7 (the greatest).
fn shade(x: f64, least: f64, most: f64) -> u32 {
    if x <= least && least >= 0.0 && x <= 0.0 {
        0
    } else if most <= least {
        7
    } else {
        ((x - least) / (most - least) * 7.0).ceil().clamp(1.0, 7.0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangle_has_no_more_columns_than_a_page_holds() {
        assert_eq!(columns(21), (0..=21).collect::<Vec<_>>());
        assert_eq!(columns(24), (0..=12).chain([15, 18, 21, 24]).collect::<Vec<_>>());
        for last in 0..600 {
            assert!(columns(last).len() <= MOST_COLUMNS, "{last}");
        }
    }

    #[test]
    fn cells_are_written_as_the_reader_writes_numbers() {
        let german = Reader { locale: "de".to_owned(), ..Reader::nobody("/", 0) };
        assert_eq!(cell(&german, Shown::Ordered, 0.004), "0,4");
        assert_eq!(cell(&german, Shown::Ordered, 0.284), "28");
        assert_eq!(cell(&german, Shown::Money, 12_345.4), "12.345");
        assert_eq!(cell(&german, Shown::Money, 1.5), "1,5");
    }

    #[test]
    fn the_greatest_is_darkest_and_none_is_blank() {
        assert_eq!(shade(0.0, 0.0, 0.3), 0);
        assert_eq!(shade(0.3, 0.0, 0.3), 7);
        assert_eq!(shade(0.001, 0.0, 0.3), 1);
        assert_eq!(shade(1.0, 0.0, 0.3), 7);
        assert_eq!(shade(5.0, 5.0, 5.0), 7);
        assert_eq!(shade(12.0, 10.0, 80.0), 1);
    }
}
