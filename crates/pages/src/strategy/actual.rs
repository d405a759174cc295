//! A scenario laid against what happened.

use maud::{Markup, html};
use plan::retrospect::{Against, CannotLay, Cause, Laid, LaidMonth, Unrecorded, Within};

use super::{
    Part, tabs,
    words::{called as scenario_called, lacking, money, quantity, value},
};
use crate::{
    Reader,
    chart::{Band, End, Line, LineChart, Name, Size, Tick, Written, both, line_band},
    frame::{self, Place},
    parts::{self, Column, Select},
    text::Fill,
};

mod sums;

pub use sums::{Sums, signed};

/// What the page shows.
#[derive(Debug, Clone)]
pub enum View {
    /// It is being worked out.
    Working,
    /// There is no scenario.
    NoScenario,
    /// A scenario that cannot be laid against anything, and why.
    Cannot {
        /// The scenarios to choose from.
        choice: Choice,
        /// Why.
        why: CannotLay,
    },
    /// A scenario beside what happened.
    Laid {
        /// The scenarios to choose from.
        choice: Choice,
        /// The scenario and what happened.
        laid: Box<Laid>,
    },
}

/// Scenarios to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Their names.
    pub names: Vec<String>,
    /// The one that is shown.
    pub chosen: String,
}

/// The page.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let title = reader.t("actual-title");
    let tabs = tabs(reader, Part::Actual);
    let body = match view {
        View::Working => {
            let body = html! { (tabs) (parts::skeleton(&reader.t("actual-working"))) };
            return frame::waiting(reader, Place::Strategy, &title, &body, 3);
        }
        View::NoScenario => {
            let action = html! { a.button href="/strategy" { (reader.t("actual-to-strategy")) } };
            parts::empty(&reader.t("actual-no-scenario"), &reader.t("actual-no-scenario-text"), &action)
        }
        View::Cannot { choice, why } => {
            let action = html! { a.button href="/strategy/scenarios" { (reader.t("actual-to-scenarios")) } };
            html! {
                (chooser(reader, choice))
                (parts::empty(&reader.t("actual-cannot"), &cannot_here(reader, why), &action))
            }
        }
        View::Laid { choice, laid } => html! { (chooser(reader, choice)) (draw(reader, laid)) },
    };
    frame::page(reader, Place::Strategy, &title, &html! { (tabs) (body) })
}

/// Why a scenario cannot be laid against anything, in a sentence.
#[must_use]
pub fn cannot(reader: &Reader, why: &CannotLay) -> String {
    match why {
        CannotLay::NoStart => reader.t("actual-no-start"),
        CannotLay::NotYet { start, last_month } => reader.tf(
            "actual-not-yet",
            &[("start", Fill::Text(&reader.month(*start))), ("last", Fill::Text(&reader.month(*last_month)))],
        ),
        CannotLay::BeforeHistory { start, first } => reader.tf(
            "actual-before-history",
            &[("start", Fill::Text(&reader.month(*start))), ("first", Fill::Text(&reader.month(*first)))],
        ),
        CannotLay::Currency(mine, theirs) => reader.tf(
            "actual-currency",
            &[("mine", Fill::Text(mine.code())), ("theirs", Fill::Text(theirs.code()))],
        ),
        CannotLay::Nothing(lacks) => {
            let lacks: Vec<String> = lacks.iter().map(ToString::to_string).collect();
            reader.tf("actual-nothing", &[("missing", Fill::Text(&lacks.join("; ")))])
        }
        CannotLay::Strategy(e) => reader.tf("actual-not-lived", &[("why", Fill::Text(&e.to_string()))]),
    }
}

/// The same for who may have no terminal.
fn cannot_here(reader: &Reader, why: &CannotLay) -> String {
    match why {
        CannotLay::Nothing(lacks) if !lacks.is_empty() => {
            lacks.iter().map(|lack| lacking(reader, *lack)).collect::<Vec<_>>().join(" ")
        }
        _ => cannot(reader, why),
    }
}

fn chooser(reader: &Reader, choice: &Choice) -> Markup {
    if choice.names.len() < 2 {
        return html! {};
    }
    let label = reader.t("actual-choose");
    let names: Vec<(String, String)> =
        choice.names.iter().map(|n| (n.clone(), scenario_called(reader, n))).collect();
    html! {
        form.actual-choice method="get" action="/strategy/actual" {
            (Select::new("scenario", &label).options(names).chosen(&choice.chosen))
            button.button type="submit" { (reader.t("actual-show")) }
        }
    }
}

/// What became of it so far, in sentences.
#[must_use]
pub fn opening(reader: &Reader, laid: &Laid) -> Vec<String> {
    let Some(last) = laid.months.last() else { return Vec::new() };
    let write = |x| money(reader, x, laid.currency);
    let (actual, expected) = (write(last.cumulative.actual), write(last.cumulative.expected));
    let (low, high) = (write(last.cumulative.low), write(last.cumulative.high));
    let off = write(laid.difference.abs());
    let key = if last.cumulative.inside {
        "actual-inside"
    } else if laid.difference < 0.0 {
        "actual-below"
    } else {
        "actual-above"
    };
    let mut said: Vec<String> = unrecorded(reader, laid).into_iter().collect();
    said.push(reader.tf(
        key,
        &[
            ("months", Fill::Count(laid.months.len() as u64)),
            ("name", Fill::Text(&scenario_called(reader, &laid.scenario))),
            ("actual", Fill::Text(&actual)),
            ("expected", Fill::Text(&expected)),
            ("low", Fill::Text(&low)),
            ("high", Fill::Text(&high)),
            ("off", Fill::Text(&off)),
        ],
    ));
    // A number that pulls the other way explains nothing of it, and neither does one that moves a tenth of it.
    let explains =
        |c: &&Cause| c.effect * laid.difference > 0.0 && c.effect.abs() >= 0.1 * laid.difference.abs();
    // What lies within the band needs no cause.
    if !last.cumulative.inside {
        said.push(match laid.causes.iter().find(explains) {
            Some(cause) => explained(reader, laid, cause),
            None => reader.t("actual-no-cause"),
        });
    }
    said
}

/// Costs that were expected and are not on record, in a sentence; none where all are.
fn unrecorded(reader: &Reader, laid: &Laid) -> Option<String> {
    let one = |cost: &Unrecorded| {
        let expected = money(reader, cost.expected, laid.currency);
        let fill = [
            ("quantity", Fill::Text(&quantity(reader, cost.name))),
            ("expected", Fill::Text(&expected)),
            ("missing", Fill::Count(cost.months as u64)),
            ("months", Fill::Count(laid.months.len() as u64)),
        ];
        reader.tf("actual-unrecorded-cost", &fill)
    };
    let costs: Vec<String> = laid.unrecorded.iter().map(one).collect();
    let costs = costs.join("; ");
    (!costs.is_empty()).then(|| reader.tf("actual-unrecorded", &[("costs", Fill::Text(&costs))]))
}

fn explained(reader: &Reader, laid: &Laid, by: &Cause) -> String {
    let write = |x| cause_value(reader, laid, by, x);
    let (assumed, measured) = (write(by.assumed), write(by.measured));
    let effect = money(reader, by.effect.abs(), laid.currency);
    let key = if by.effect < 0.0 { "actual-cause-less" } else { "actual-cause-more" };
    reader.tf(
        key,
        &[
            ("quantity", Fill::Text(&cause(reader, by))),
            ("assumed", Fill::Text(&assumed)),
            ("measured", Fill::Text(&measured)),
            ("effect", Fill::Text(&effect)),
        ],
    )
}

/// How a cause is called.
#[must_use]
pub fn cause(reader: &Reader, cause: &Cause) -> String {
    if cause.name == "base" { reader.t("actual-base") } else { quantity(reader, cause.name) }
}

/// A number of a cause, as it is written.
#[must_use]
pub fn cause_value(reader: &Reader, laid: &Laid, cause: &Cause, x: f64) -> String {
    if cause.name == "base" { reader.number(x.round()) } else { value(reader, cause.name, x, laid.currency) }
}

/// How often each kind of number was within its band, in a sentence.
#[must_use]
pub fn within(reader: &Reader, laid: &Laid) -> String {
    let one = |key: &str, w: Within| {
        reader.tf(key, &[("inside", Fill::Count(w.inside as u64)), ("months", Fill::Count(w.months as u64))])
    };
    [
        reader.t("actual-within"),
        one("actual-within-cash", laid.cash),
        one("actual-within-joined", laid.joined),
        one("actual-within-customers", laid.customers),
        one("actual-within-complaints", laid.complaints),
    ]
    .join(" ")
}

fn draw(reader: &Reader, laid: &Laid) -> Markup {
    let opening = opening(reader, laid);
    html! {
        @for (n, said) in opening.iter().enumerate() { p.sentence.second-sentence[n > 0] { (said) } }
        @if !laid.missing.is_empty() {
            (parts::warning(&reader.t("actual-missing"), &html! {
                ul { @for lack in &laid.missing { li { (lacking(reader, *lack)) } } }
            }))
        }
        (curve(reader, laid))
        p.note { (within(reader, laid)) }
        section id="causes" aria-labelledby="causes-h" {
            h2 id="causes-h" { (reader.t("actual-causes")) }
            p { (reader.t("actual-causes-text")) }
            (causes(reader, laid))
        }
        section id="months" aria-labelledby="months-h" {
            h2 id="months-h" { (reader.t("actual-months")) }
            p.note { (reader.t("actual-months-text")) }
            (months(reader, laid))
        }
    }
}

fn curve(reader: &Reader, laid: &Laid) -> Markup {
    let title = reader.t("actual-curve");
    let sentence = reader.t("actual-curve-read");
    let name = Name { id: "actual-curve", title: &title, sentence: &sentence };
    let drawing = both(|size| curve_of(reader, laid, &name, size));
    parts::figure(&name, &drawing, &reader.t("actual-numbers"), None)
}

fn curve_of(reader: &Reader, laid: &Laid, name: &Name<'_>, size: Size) -> Markup {
    let at = |n: usize| (n + 1) as f64;
    let points = |of: fn(&LaidMonth) -> f64| {
        let months = laid.months.iter().enumerate().map(|(n, m)| (at(n), of(m)));
        std::iter::once((0.0, 0.0)).chain(months).collect::<Vec<_>>()
    };
    let band = std::iter::once((0.0, 0.0, 0.0))
        .chain(laid.months.iter().enumerate().map(|(n, m)| (at(n), m.cumulative.low, m.cumulative.high)))
        .collect();
    let few = if size == Size::Wide { 6 } else { 3 };
    let step = laid.months.len().div_ceil(few).max(1);
    let ticks = laid
        .months
        .iter()
        .enumerate()
        .skip(step - 1)
        .step_by(step)
        .map(|(n, m)| Tick { at: at(n), label: reader.month_short(m.month) })
        .collect();
    let ends = laid.months.last().map(|last| {
        let end = |x: f64, key: &str| End {
            at: (at(laid.months.len() - 1), x),
            label: reader.t(key),
            note: money(reader, x, laid.currency),
        };
        vec![end(last.cumulative.actual, "actual-happened"), end(last.cumulative.expected, "actual-expected")]
    });
    let hints = laid.months.iter().enumerate().map(|(n, m)| {
        let words = reader.tf(
            "actual-hint",
            &[
                ("month", Fill::Text(&reader.month(m.month))),
                ("actual", Fill::Text(&money(reader, m.cumulative.actual, laid.currency))),
                ("expected", Fill::Text(&money(reader, m.cumulative.expected, laid.currency))),
            ],
        );
        (at(n), m.cumulative.actual, words)
    });
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("actual-nothing-drawn"),
            bands: vec![Band { class: "band", points: band }],
            lines: vec![
                Line { class: "expected", points: points(|m| m.cumulative.expected) },
                Line { class: "second", points: points(|m| m.cumulative.actual) },
            ],
            ticks,
            below: "",
            marks: Vec::new(),
            ends: ends.unwrap_or_default(),
            rules: Vec::new(),
            hints: hints.collect(),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn causes(reader: &Reader, laid: &Laid) -> Markup {
    let columns = [
        Column::text(reader.t("actual-cause")),
        Column::number(reader.t("actual-assumed")),
        Column::number(reader.t("actual-measured")),
        Column::number(reader.t("actual-effect")),
    ];
    let sums = Sums::of(laid);
    let write = |units: i64| signed(reader, units, laid.currency);
    let mut rows: Vec<Vec<Markup>> = laid
        .causes
        .iter()
        .zip(&sums.effects)
        .map(|(c, effect)| {
            vec![
                html! { (cause(reader, c)) },
                html! { (cause_value(reader, laid, c, c.assumed)) },
                html! { (cause_value(reader, laid, c, c.measured)) },
                html! { (write(*effect)) },
            ]
        })
        .collect();
    rows.push(vec![html! { (reader.t("actual-rest")) }, html! {}, html! {}, html! { (write(sums.rest)) }]);
    rows.push(vec![
        html! { strong { (reader.t("actual-difference")) } },
        html! {},
        html! {},
        html! { strong { (write(sums.difference)) } },
    ]);
    parts::table("actual-causes-rows", &reader.t("actual-causes"), &columns, &rows)
}

fn months(reader: &Reader, laid: &Laid) -> Markup {
    let mut columns = vec![Column::text(reader.t("actual-month"))];
    for key in ["actual-cash", "actual-joined", "actual-customers", "actual-complaints"] {
        columns.push(Column::number(reader.t(key)));
    }
    let cell = |a: &Against, write: &dyn Fn(f64) -> String| {
        let (low, high) = (write(a.low), write(a.high));
        let range = reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))]);
        html! {
            @if a.inside { (write(a.actual)) } @else {
                strong { (write(a.actual)) } " " span.outside { (reader.t("actual-outside")) }
            }
            br; span.note { (range) }
        }
    };
    let rows: Vec<Vec<Markup>> = laid
        .months
        .iter()
        .map(|m| {
            let count = |x: f64| reader.number(x.round());
            vec![
                html! { (reader.month(m.month)) },
                cell(&m.cash, &|x| money(reader, x, laid.currency)),
                cell(&m.joined, &count),
                cell(&m.customers, &count),
                cell(&m.complaints, &count),
            ]
        })
        .collect();
    parts::table("actual-months-rows", &reader.t("actual-months-caption"), &columns, &rows)
}
