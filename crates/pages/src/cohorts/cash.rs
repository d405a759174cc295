//! The cash curve: what a customer has brought by age, less the cost of winning it, and what is expected.

use facts::Currency;
use maud::{Markup, html};

use super::{brought, table};
use crate::{
    Reader,
    chart::{Band, End, Line, LineChart, Mark, Name, Place, Size, Written, age_ticks, both, line_band},
    parts::opened,
    text::Fill,
};

/// Lines of single cohorts that are drawn at most, evenly taken from all.
const MOST_LINES: usize = 48;

/// What an average customer brings by age, with single cohorts behind it.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The money; none without amounts.
    pub currency: Option<Currency>,
    /// Whether it is margin, not revenue.
    pub margin: bool,
    /// Whether the cost of winning a customer is taken off.
    pub has_costs: bool,
    /// Customers are under contract.
    pub contracts: bool,
    /// Level of the ranges, such as 0.8.
    pub level: f64,
    /// The bold line: what was seen, then what is expected.
    pub main: Vec<Point>,
    /// The name of the cohort that the bold line is of; none: all together.
    pub of: Option<String>,
    /// Fine lines behind it.
    pub behind: Vec<Vec<(u32, f64)>>,
    /// The deepest point below zero: month of age and money.
    pub trough: Option<(u32, f64)>,
    /// Month of age of payback.
    pub payback_month: Option<u32>,
}

/// One age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Months since the first order; 0 holds it.
    pub age: u32,
    /// Share that ordered in this month of age; none for what is expected.
    pub ordered: Option<f64>,
    /// Money per customer, added up, less the cost of winning one.
    pub money: f64,
    /// Range.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Whether it is expected rather than seen.
    pub expected: bool,
    /// Customers behind it.
    pub customers: u64,
}

/// What the curve says, in words.
#[must_use]
pub fn sentence(reader: &Reader, curve: &Curve) -> String {
    let Some(currency) = curve.currency else { return String::new() };
    let about = |x: f64| reader.about(x, currency);
    let mut said = Vec::new();
    if let Some(p) = curve.main.iter().rfind(|p| !p.expected && p.money.is_finite()) {
        let key = match (curve.of.is_some(), curve.has_costs) {
            (false, false) => "cohorts-brought",
            (false, true) => "cohorts-brought-after-cost",
            (true, false) => "cohorts-one-brought",
            (true, true) => "cohorts-one-brought-after-cost",
        };
        said.push(
            reader
                .tf(key, &[("money", Fill::Text(&about(p.money))), ("month", Fill::Count(u64::from(p.age)))]),
        );
    }
    if let Some(p) = curve.main.iter().rfind(|p| p.expected && p.money.is_finite()) {
        said.push(reader.tf(
            "cohorts-expected",
            &[
                ("money", Fill::Text(&about(p.money))),
                ("month", Fill::Count(u64::from(p.age))),
                ("range", Fill::Text(&reader.range(p.low, p.high, currency))),
            ],
        ));
    }
    if curve.has_costs {
        if let Some((month, money)) = curve.trough {
            said.push(reader.tf(
                "cohorts-trough",
                &[("money", Fill::Text(&about(money))), ("month", Fill::Count(u64::from(month)))],
            ));
        }
        said.push(match curve.payback_month {
            Some(0) => reader.t("cohorts-paid-at-once"),
            Some(month) => reader.tf("cohorts-paid-back", &[("month", Fill::Count(u64::from(month)))]),
            None => reader.t("cohorts-not-paid-back"),
        });
    }
    said.join(" ")
}

/// The chart with its numbers behind it. `id` is unique on the page.
#[must_use]
pub fn figure(reader: &Reader, curve: &Curve, id: &str) -> Markup {
    let Some(currency) = curve.currency else { return html! {} };
    let title = reader.t(if curve.margin { "cohorts-by-age-margin" } else { "cohorts-by-age-revenue" });
    let said = sentence(reader, curve);
    let key = match (&curve.of, curve.behind.is_empty()) {
        (Some(_), _) => "cohorts-lines-one",
        (None, true) => "cohorts-lines-alone",
        (None, false) => "cohorts-lines",
    };
    let note = reader.tf(key, &[("level", Fill::Text(&reader.percent(curve.level)))]);
    html! {
        figure {
            figcaption {
                h3 { (title) }
                p.note { (reader.tf("cohorts-unit", &[("currency", Fill::Text(currency.code()))])) " " (note) }
            }
            (both(|size| draw(reader, curve, currency, &Name { id, title: &title, sentence: &said }, size)))
            (opened(&reader.t("cohorts-numbers"), &numbers(reader, curve, currency, id)))
        }
    }
}

fn seen(points: &[Point]) -> Vec<(f64, f64)> {
    points.iter().filter(|p| !p.expected).map(|p| (f64::from(p.age), p.money)).collect()
}

fn draw(reader: &Reader, curve: &Curve, currency: Currency, name: &Name<'_>, size: Size) -> Markup {
    let main = &curve.main;
    let band = |expected: bool| -> Vec<(f64, f64, f64)> {
        let last_seen = main.iter().rfind(|p| !p.expected).filter(|_| expected);
        let points = last_seen.into_iter().chain(main.iter().filter(|p| p.expected == expected));
        points.map(|p| (f64::from(p.age), p.low, p.high)).collect()
    };
    let solid = seen(main);
    let ahead: Vec<(f64, f64)> = solid
        .last()
        .copied()
        .filter(|_| main.iter().any(|p| p.expected))
        .into_iter()
        .chain(main.iter().filter(|p| p.expected).map(|p| (f64::from(p.age), p.money)))
        .collect();
    let every = curve.behind.len().div_ceil(MOST_LINES).max(1);
    let mut lines: Vec<Line> = curve
        .behind
        .iter()
        .step_by(every)
        .filter(|points| points.len() > 1)
        .map(|points| Line {
            class: "light",
            points: points.iter().map(|&(age, money)| (f64::from(age), money)).collect(),
        })
        .collect();
    lines.push(Line { class: "expected", points: ahead });
    lines.push(Line { class: "solid", points: solid });
    let month = |age: u32| reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(age)))]);
    let ends = main.last().map(|p| End {
        at: (f64::from(p.age), p.money),
        label: reader.about(p.money, currency),
        note: if p.expected {
            reader.tf("cohorts-month-expected", &[("month", Fill::Count(u64::from(p.age)))])
        } else {
            month(p.age)
        },
    });
    let behind_ages = curve.behind.iter().flatten().map(|point| point.0);
    let last = main.iter().map(|p| p.age).chain(behind_ages).max().unwrap_or(0);
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("cohorts-too-young"),
            bands: vec![
                Band { class: "band", points: band(true) },
                Band { class: "band seen", points: band(false) },
            ],
            lines,
            ticks: age_ticks(last, if size == Size::Wide { 16 } else { 8 }),
            below: &reader.t(if curve.contracts { "cohorts-months-start" } else { "cohorts-months-first" }),
            marks: marks(reader, curve, currency),
            ends: ends.into_iter().collect(),
            rules: Vec::new(),
            hints: main
                .iter()
                .map(|p| {
                    let range = reader.range(p.low, p.high, currency);
                    let words = format!("{}: {} ({range})", month(p.age), reader.about(p.money, currency));
                    (f64::from(p.age), p.money, words)
                })
                .collect(),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn marks(reader: &Reader, curve: &Curve, currency: Currency) -> Vec<Mark> {
    if !curve.has_costs {
        return Vec::new();
    }
    let at = |age: u32| {
        curve.main.iter().find(|p| p.age == age).map(|p| (f64::from(age), p.money)).unwrap_or_default()
    };
    let there = |age: u32| curve.main.iter().any(|p| p.age == age);
    let month = |age: u32| reader.tf("cohorts-month", &[("month", Fill::Count(u64::from(age)))]);
    // A curve that still falls at its last point leaves room above, one that turned below.
    let last_seen = curve.main.iter().rfind(|p| !p.expected && p.age > 0).map(|p| p.age);
    let trough = curve.trough.filter(|(age, _)| there(*age)).map(|(age, money)| Mark {
        at: at(age),
        label: reader.tf("cohorts-mark-trough", &[("money", Fill::Text(&reader.about(money, currency)))]),
        note: month(age),
        place: if last_seen == Some(age) { Place::AboveRight } else { Place::BelowRight },
    });
    let payback = curve.payback_month.filter(|age| there(*age)).map(|age| Mark {
        at: at(age),
        label: reader.t("cohorts-mark-paid"),
        note: month(age),
        place: Place::BelowRight,
    });
    trough.into_iter().chain(payback).collect()
}

fn numbers(reader: &Reader, curve: &Curve, currency: Currency, id: &str) -> Markup {
    let rows = curve.main.iter().map(|p| {
        vec![
            html! {
                @match (&curve.of, p.expected) {
                    (Some(name), false) => { a href=(format!("{}/{}", super::path(name), p.age)) { (p.age) } }
                    _ => { (p.age) }
                }
            },
            html! { (reader.t(if p.expected { "cohorts-expected-word" } else { "cohorts-seen-word" })) },
            html! { @if !p.expected { (reader.count(p.customers)) } },
            html! { @if let Some(ordered) = p.ordered { (reader.percent(ordered)) } },
            html! { (reader.about(p.money, currency)) },
            html! { (reader.about(p.low, currency)) },
            html! { (reader.about(p.high, currency)) },
        ]
    });
    table::draw(
        &format!("{id}-ages"),
        &reader.t("cohorts-ages-caption"),
        &[
            table::number(reader, "cohorts-age"),
            table::text(reader, "cohorts-seen-or-expected"),
            table::number(reader, "cohorts-customers"),
            table::number(reader, if curve.contracts { "cohorts-still-there" } else { "cohorts-ordered" }),
            table::number(reader, brought(curve.margin)),
            table::number(reader, "cohorts-low"),
            table::number(reader, "cohorts-high"),
        ],
        &rows.collect::<Vec<_>>(),
    )
}
