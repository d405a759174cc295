//! The proof: what the models said about a part of the history that they had not seen, and what came.

use facts::{Day, Month};
use maud::{Markup, html};

use super::{Cohorts, table};
use crate::{
    Reader,
    chart::{Dot, End, Line, LineChart, Name, Rule, Size, Written, both, dots, line_band, month_ticks},
    parts::opened,
    text::Fill,
    words,
};

/// Points of the tracking curve that are drawn at most.
const MOST_POINTS: usize = 160;

/// How far to trust the figures.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The test in plain words.
    pub verdict: String,
    /// What a reader must mind, in words.
    pub warnings: Vec<String>,
    /// What is assumed and not measured, in words.
    pub assumptions: Vec<String>,
    /// The model that was chosen, as its paper writes it; none where none was fitted.
    pub model: Option<String>,
    /// Why it was chosen, in words.
    pub choice: String,
    /// Whether its fit converged; otherwise how it ended.
    pub not_converged: Option<String>,
    /// The models' parameters: name, value, standard error.
    pub parameters: Vec<(String, Option<f64>, Option<f64>)>,
    /// The unit of the parameters' time: `week` or `day`.
    pub unit: String,
    /// The test itself; none where there was no room for one.
    pub test: Option<Test>,
    /// The spending model.
    pub spending: Option<Spending>,
}

/// The test on a part of the history that was held back.
#[derive(Debug, Clone)]
pub struct Test {
    /// The model saw everything until this day.
    pub until: Day,
    /// Level of the ranges.
    pub level: f64,
    /// Orders that came.
    pub came: f64,
    /// Predicted and came, by orders before.
    pub classes: Vec<Class>,
    /// Predicted and came, added up, week after week.
    pub tracked: Vec<Tracked>,
    /// The model first, then simple rules.
    pub marks: Vec<Naive>,
}

/// Customers by how often they had ordered before.
#[derive(Debug, Clone)]
pub struct Class {
    /// Repeat orders before.
    pub name: String,
    /// Customers.
    pub customers: u64,
    /// Predicted orders each: predicted, low, high.
    pub predicted: [f64; 3],
    /// Orders each that came.
    pub came: f64,
}

/// Orders added up until a day.
#[derive(Debug, Clone, Copy)]
pub struct Tracked {
    /// Until this day.
    pub day: Day,
    /// What came.
    pub came: f64,
    /// What was expected.
    pub expected: f64,
}

/// A predictor with its marks.
#[derive(Debug, Clone)]
pub struct Naive {
    /// What it does, in words.
    pub words: String,
    /// Orders predicted.
    pub orders: f64,
    /// Mean absolute error per customer.
    pub mae: f64,
    /// Correlation of predicted and actual.
    pub correlation: Option<f64>,
    /// Of the best tenth predicted, the share in the actual best tenth.
    pub hits: Option<f64>,
}

/// The spending model.
#[derive(Debug, Clone, PartialEq)]
pub struct Spending {
    /// Whether spend depends on how often somebody orders, in words.
    pub independence: String,
    /// Customers it was fitted on.
    pub customers: u64,
}

pub(super) fn section(reader: &Reader, c: &Cohorts) -> Markup {
    let p = &c.proof;
    html! {
        section id="proof" aria-labelledby="proof-h" {
            h2 id="proof-h" { (reader.t("cohorts-proof")) }
            @if !p.verdict.is_empty() { p.lead { (p.verdict) } }
            @if let Some(why) = &p.not_converged {
                div.warnings role="note" { p { strong { (reader.t("cohorts-not-converged")) } " " (why) } }
            }
            @if !p.warnings.is_empty() {
                div.warnings role="note" { p { strong { (reader.t("cohorts-mind")) } } ul { @for warning in &p.warnings { li { (warning) } } } }
            }
            @if let Some(test) = &p.test {
                (tracking(reader, test, c.contracts))
                (calibration(reader, test))
                h3 { (reader.t("cohorts-rules")) }
                p.note { (reader.t("cohorts-rules-note")) }
                (marks(reader, test))
            }
            @if let Some(model) = &p.model {
                h3 { (reader.tf("cohorts-model", &[("model", Fill::Text(model))])) }
                p { (p.choice) }
                (opened(&reader.t("cohorts-parameters"), &parameters(reader, p)))
            }
            @if let Some(spending) = &p.spending {
                h3 { (reader.t("cohorts-spending")) }
                p { (spending.independence) " " (reader.tf("cohorts-spending-of", &[("customers", Fill::Count(spending.customers))])) }
            }
            @if !p.assumptions.is_empty() {
                h3 { (reader.t("cohorts-assumptions")) }
                ul { @for item in &p.assumptions { li { (item) } } }
            }
        }
    }
}

/// A point's month with the part of it that has passed.
fn at(day: Day) -> f64 {
    let month: Month = day.month();
    let days = f64::from(month.last_day().since(month.first_day()) + 1);
    f64::from(month.index()) + f64::from(day.since(month.first_day()) + 1) / days
}

fn whole(reader: &Reader, x: f64) -> String {
    reader.count(x.max(0.0).round() as u64)
}

fn tracking(reader: &Reader, test: &Test, contracts: bool) -> Markup {
    let every = test.tracked.len().div_ceil(MOST_POINTS).max(1);
    // Counted from the end, so that the last point is always there.
    let mut points: Vec<&Tracked> = test.tracked.iter().rev().step_by(every).collect();
    points.reverse();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return html! {} };
    let title = reader.t(if contracts { "cohorts-renewals-added" } else { "cohorts-orders-added" });
    let sentence = reader.tf(
        "cohorts-tracked",
        &[
            ("day", Fill::Text(&reader.day(last.day))),
            ("expected", Fill::Text(&whole(reader, last.expected))),
            ("came", Fill::Text(&whole(reader, last.came))),
        ],
    );
    let end = |y: f64, key: &str| End { at: (at(last.day), y), label: whole(reader, y), note: reader.t(key) };
    let draw = |size: Size| {
        line_band(
            &LineChart {
                name: Name { id: "tracking-chart", title: &title, sentence: &sentence },
                empty: "",
                bands: Vec::new(),
                lines: vec![
                    Line { class: "second", points: points.iter().map(|p| (at(p.day), p.came)).collect() },
                    Line {
                        class: "expected",
                        points: points.iter().map(|p| (at(p.day), p.expected)).collect(),
                    },
                ],
                ticks: month_ticks(
                    first.day.month(),
                    last.day.month(),
                    if size == Size::Wide { 9 } else { 5 },
                ),
                below: "",
                marks: Vec::new(),
                ends: vec![end(last.came, "cohorts-came"), end(last.expected, "cohorts-expected-word")],
                rules: vec![Rule { at: at(test.until), label: reader.t("cohorts-saw-until") }],
                hints: Vec::new(),
                value: Written(&|x, step| reader.tick(x, step)),
            },
            size,
        )
    };
    let rows = points.iter().map(|p| {
        vec![
            html! { (reader.day(p.day)) },
            html! { (whole(reader, p.came)) },
            html! { (whole(reader, p.expected)) },
        ]
    });
    html! {
        figure {
            figcaption { h3 { (title) } p.note { (sentence) " " (reader.t("cohorts-tracked-note")) } }
            (both(draw))
            (opened(&reader.t("cohorts-numbers"), &table::draw("tracking", &title, &[
                table::text(reader, "cohorts-until"), table::number(reader, "cohorts-came"), table::number(reader, "cohorts-expected-word"),
            ], &rows.collect::<Vec<_>>())))
        }
    }
}

fn calibration(reader: &Reader, test: &Test) -> Markup {
    if test.classes.is_empty() {
        return html! {};
    }
    let title = reader.t("cohorts-calibration");
    let inside = test.classes.iter().filter(|c| c.came >= c.predicted[1] && c.came <= c.predicted[2]).count();
    let sentence = reader.tf(
        "cohorts-inside",
        &[("inside", Fill::Count(inside as u64)), ("classes", Fill::Count(test.classes.len() as u64))],
    );
    let drawn: Vec<Dot> = test
        .classes
        .iter()
        .map(|c| Dot {
            label: c.name.clone(),
            note: reader.count(c.customers),
            predicted: c.predicted[0],
            interval: (c.predicted[1], c.predicted[2]),
            actual: c.came,
        })
        .collect();
    let below = reader.t("cohorts-before");
    let name = Name { id: "calibration-chart", title: &title, sentence: &sentence };
    let rows = test.classes.iter().map(|c| {
        let [predicted, low, high] = c.predicted;
        vec![
            html! { (c.name) },
            html! { (reader.count(c.customers)) },
            html! { (reader.number(predicted)) },
            html! { (reader.number(low)) " – " (reader.number(high)) },
            html! { (reader.number(c.came)) },
        ]
    });
    html! {
        figure {
            figcaption {
                h3 { (title) }
                p.note { (sentence) " " (reader.tf("cohorts-calibration-note", &[("level", Fill::Text(&reader.percent(test.level)))])) }
            }
            (both(|size| dots(&name, &drawn, &below, size)))
            (opened(&reader.t("cohorts-numbers"), &table::draw("calibration", &title, &[
                table::text(reader, "cohorts-before"), table::number(reader, "cohorts-customers"), table::number(reader, "cohorts-predicted"),
                table::number(reader, "cohorts-range"), table::number(reader, "cohorts-came"),
            ], &rows.collect::<Vec<_>>())))
        }
    }
}

fn marks(reader: &Reader, test: &Test) -> Markup {
    let none = || reader.t("cohorts-no-figure");
    let rows = test.marks.iter().map(|m| {
        vec![
            html! { (m.words) },
            html! { (whole(reader, m.orders)) },
            html! { (reader.number(m.mae)) },
            html! { (m.correlation.map_or_else(none, |r| reader.number(r))) },
            html! { (m.hits.map_or_else(none, |h| reader.percent(h))) },
        ]
    });
    let caption = reader.tf("cohorts-rules-caption", &[("came", Fill::Text(&whole(reader, test.came)))]);
    table::draw(
        "rules",
        &caption,
        &[
            table::text(reader, "cohorts-predictor"),
            table::number(reader, "cohorts-orders"),
            table::number(reader, "cohorts-error"),
            table::number(reader, "cohorts-correlation"),
            table::number(reader, "cohorts-hits"),
        ],
        &rows.collect::<Vec<_>>(),
    )
}

fn parameters(reader: &Reader, p: &Proof) -> Markup {
    let write = |x: Option<f64>| x.map_or_else(|| reader.t("cohorts-no-figure"), words::precise);
    let rows = p.parameters.iter().map(|(name, value, error)| {
        vec![html! { (name) }, html! { (write(*value)) }, html! { (write(*error)) }]
    });
    let unit = reader.t(if p.unit == "day" { "cohorts-times-days" } else { "cohorts-times-weeks" });
    table::draw(
        "parameters",
        &unit,
        &[
            table::text(reader, "cohorts-parameter"),
            table::number(reader, "cohorts-value"),
            table::number(reader, "cohorts-standard-error"),
        ],
        &rows.collect::<Vec<_>>(),
    )
}
