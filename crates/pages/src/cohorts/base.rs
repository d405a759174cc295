//! Health of the customer base, and who brings the revenue.

use maud::{Markup, html};

use super::{Cohorts, brought, table};
use crate::{
    Reader,
    chart::{Bar, Line, LineChart, Mark, Name, Place, Size, Tick, Written, bars, both, line_band},
    parts::opened,
    text::Fill,
};

/// One class of health.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthClass {
    /// `active`, `at-risk`, `lost`, `running`, `ended` …: its name in addresses.
    pub name: String,
    /// The rule, in words.
    pub rule: String,
    /// Customers in it.
    pub customers: u64,
    /// What they brought so far.
    pub to_date: f64,
    /// Expected of them: expected, low, high; none where nothing is foretold.
    pub expected: Option<[f64; 3]>,
}

/// Who brings the revenue.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Points (share of customers, best first; share of revenue).
    pub curve: Vec<[f64; 2]>,
    /// Share of the best customers and what they bring.
    pub top: Vec<(f64, f64)>,
    /// Gini coefficient.
    pub gini: f64,
}

impl HealthClass {
    /// What it is called.
    fn title(&self, reader: &Reader) -> String {
        match self.name.as_str() {
            "active" => reader.t("cohorts-health-active"),
            "at-risk" => reader.t("cohorts-health-at-risk"),
            "lost" => reader.t("cohorts-health-lost"),
            "running" => reader.t("cohorts-health-running"),
            "ended" => reader.t("cohorts-health-ended"),
            other => crate::words::title(other),
        }
    }

    /// The list of its customers.
    fn path(&self) -> Option<String> {
        matches!(self.name.as_str(), "active" | "at-risk" | "lost")
            .then(|| format!("/customers?where=health:is:{}", self.name))
    }

    fn look(&self) -> &'static str {
        match self.name.as_str() {
            "active" | "running" => "full",
            "lost" | "ended" => "pale",
            _ => "half",
        }
    }
}

/// Active, at risk, lost, with the value of each.
pub(super) fn health(reader: &Reader, c: &Cohorts) -> Markup {
    let all: u64 = c.health.iter().map(|class| class.customers).sum();
    let panel = |id: &str, title: String, bar: &dyn Fn(&HealthClass) -> Bar| {
        let drawn: Vec<Bar> = c.health.iter().map(bar).collect();
        let said: Vec<String> = drawn.iter().map(|bar| format!("{} {}", bar.label, bar.words)).collect();
        let sentence = format!("{title}: {}.", said.join(", "));
        html! { div { h3 { (title) } (bars(&Name { id, title: &title, sentence: &sentence }, &drawn)) } }
    };
    let bar = |class: &HealthClass, value: f64, words: String| Bar {
        label: class.title(reader),
        value,
        interval: None,
        words,
        class: class.look(),
    };
    let has_expected = c.health.iter().any(|class| class.expected.is_some());
    html! {
        section id="health" aria-labelledby="health-h" {
            h2 id="health-h" { (reader.t("cohorts-health")) }
            div.panels {
                (panel("health-customers", reader.t("cohorts-customers"), &|class| {
                    let share = class.customers as f64 / all.max(1) as f64;
                    bar(class, class.customers as f64, format!("{} ({})", reader.count(class.customers), reader.percent(share)))
                }))
                @if let Some(currency) = c.currency {
                    (panel("health-to-date", reader.t(brought(c.curve.margin)), &|class| bar(class, class.to_date, reader.about(class.to_date, currency))))
                    @if has_expected {
                        (panel("health-expected", reader.t("cohorts-expected-word"), &|class| {
                            let [value, low, high] = class.expected.unwrap_or_default();
                            Bar { interval: Some((low, high)), ..bar(class, value, reader.about(value, currency)) }
                        }))
                    }
                }
            }
            dl.terms { @for class in &c.health { div {
                dt { @match class.path() { Some(path) => { a href=(path) { (class.title(reader)) } } None => (class.title(reader)) } }
                dd { (class.rule) }
            } } }
            (opened(&reader.t("cohorts-numbers"), &numbers(reader, c, has_expected)))
        }
    }
}

fn numbers(reader: &Reader, c: &Cohorts, has_expected: bool) -> Markup {
    let mut columns = vec![table::text(reader, "cohorts-class"), table::number(reader, "cohorts-customers")];
    if c.currency.is_some() {
        columns.push(table::number(reader, "cohorts-to-date"));
        if has_expected {
            columns.extend([
                table::number(reader, "cohorts-expected-word"),
                table::number(reader, "cohorts-range"),
            ]);
        }
    }
    let row = |class: &HealthClass| {
        let mut cells = vec![
            html! { @match class.path() { Some(path) => { a href=(path) { (class.title(reader)) } } None => (class.title(reader)) } },
            html! { (reader.count(class.customers)) },
        ];
        if let Some(currency) = c.currency {
            cells.push(html! { (reader.paid(class.to_date, currency)) });
            if let Some([value, low, high]) = class.expected {
                cells.push(html! { (reader.about(value, currency)) });
                cells.push(html! { (reader.range(low, high, currency)) });
            }
        }
        cells
    };
    table::draw(
        "health-table",
        &reader.t("cohorts-health-caption"),
        &columns,
        &c.health.iter().map(row).collect::<Vec<_>>(),
    )
}

/// How much of the revenue the best customers bring.
pub(super) fn concentration(reader: &Reader, found: &Concentration) -> Markup {
    let said: Vec<String> =
        found.top.iter().map(|(customers, revenue)| best(reader, *customers, *revenue)).collect();
    let sentence = format!("{}.", said.join("; "));
    let title = reader.t("cohorts-concentration-chart");
    let gini = reader.number(found.gini);
    let rows = found.top.iter().map(|(customers, revenue)| {
        vec![html! { (reader.percent(*customers)) }, html! { (reader.percent(*revenue)) }]
    });
    html! {
        section id="concentration" aria-labelledby="concentration-h" {
            h2 id="concentration-h" { (reader.t("cohorts-concentration")) }
            figure {
                figcaption {
                    h3 { (title) }
                    p.note { (reader.tf("cohorts-concentration-note", &[("gini", Fill::Text(&gini))])) }
                }
                (both(|size| lorenz(reader, found, &title, &sentence, size)))
                (opened(&reader.t("cohorts-numbers"), &table::draw("concentration-table", &title, &[
                    table::number(reader, "cohorts-best"), table::number(reader, "cohorts-revenue"),
                ], &rows.collect::<Vec<_>>())))
            }
            p { a href="/customers?sort=spend" { (reader.t("cohorts-to-best")) } }
        }
    }
}

fn best(reader: &Reader, customers: f64, revenue: f64) -> String {
    reader.tf(
        "cohorts-best-bring",
        &[
            ("customers", Fill::Text(&reader.percent(customers))),
            ("revenue", Fill::Text(&reader.percent(revenue))),
        ],
    )
}

fn lorenz(reader: &Reader, found: &Concentration, title: &str, sentence: &str, size: Size) -> Markup {
    let named = found.top.iter().find(|top| top.0 >= 0.2).or(found.top.last());
    let marks = named.map(|&(customers, revenue)| Mark {
        at: (customers, revenue),
        label: best(reader, customers, revenue),
        note: String::new(),
        place: Place::BelowRight,
    });
    let equal = Mark {
        at: (0.72, 0.72),
        label: String::new(),
        note: reader.t("cohorts-all-equal"),
        place: Place::BelowRight,
    };
    line_band(
        &LineChart {
            name: Name { id: "concentration-chart", title, sentence },
            empty: &reader.t("cohorts-no-revenue"),
            bands: Vec::new(),
            lines: vec![
                Line { class: "even", points: vec![(0.0, 0.0), (1.0, 1.0)] },
                Line { class: "solid", points: found.curve.iter().map(|p| (p[0], p[1])).collect() },
            ],
            ticks: [0.0, 0.25, 0.5, 0.75, 1.0].map(|at| Tick { at, label: reader.percent(at) }).into(),
            below: &reader.t("cohorts-share-customers"),
            marks: marks.into_iter().chain([equal]).collect(),
            ends: Vec::new(),
            rules: Vec::new(),
            hints: found
                .curve
                .iter()
                .filter(|p| p[0] > 0.0)
                .map(|p| (p[0], p[1], best(reader, p[0], p[1])))
                .collect(),
            value: Written(&|x, _| reader.percent(x)),
        },
        size,
    )
}
