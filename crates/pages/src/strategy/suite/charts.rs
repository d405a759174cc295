//! Charts of the suite: NPV against the number of lines, and the core by month.

use facts::{Currency, Month};
use maud::{Markup, html};
use plan::suite::{
    guard::{Guard, GuardMonth, Measure, Watch},
    width::Width,
};

use super::{
    super::words::money,
    words::{heading, level},
};
use crate::{
    Reader,
    chart::{
        Band, Line, LineChart, Mark, Name, Place, Rule, Size, Tick, Written, both, line_band, month_ticks_in,
    },
    parts::{self, Column},
    text::Fill,
};

/// NPV against today's, by number of lines.
pub(super) fn width(reader: &Reader, currency: Option<Currency>, found: &Width) -> Markup {
    let title = reader.t("suite-width-title");
    let sentence = super::width(reader, currency, found, false).first().cloned().unwrap_or_default();
    let name = Name { id: "suite-width-chart", title: &title, sentence: &sentence };
    let x = |lines: u32| f64::from(lines);
    let lines = |n: u32| reader.tf("suite-n-lines", &[("n", Fill::Count(u64::from(n)))]);
    let best = found.points.iter().find(|p| p.lines == found.best);
    let below = match currency.filter(|c| c.code() != "XXX") {
        Some(currency) => reader.tf("suite-width-below", &[("currency", Fill::Text(currency.code()))]),
        None => reader.t("suite-width-below-plain"),
    };
    let draw = |size: Size| {
        line_band(
            &LineChart {
                name: name.clone(),
                empty: &reader.t("suite-no-number"),
                bands: vec![Band {
                    class: "band",
                    points: found.points.iter().map(|p| (x(p.lines), p.gain.p10, p.gain.p90)).collect(),
                }],
                lines: vec![Line {
                    class: "solid",
                    points: found.points.iter().map(|p| (x(p.lines), p.gain.mean)).collect(),
                }],
                ticks: found
                    .points
                    .iter()
                    .step_by(found.points.len().div_ceil(if size == Size::Wide { 16 } else { 8 }).max(1))
                    .map(|p| Tick { at: x(p.lines), label: p.lines.to_string() })
                    .collect(),
                below: &below,
                marks: best
                    .map(|p| Mark {
                        at: (x(p.lines), p.gain.mean),
                        label: reader.tf("suite-mark-best", &[("n", Fill::Count(u64::from(p.lines)))]),
                        note: money(reader, p.gain.mean, currency),
                        place: if found.best * 2 > found.points.len() as u32 {
                            Place::AboveLeft
                        } else {
                            Place::AboveRight
                        },
                    })
                    .into_iter()
                    .collect(),
                ends: Vec::new(),
                rules: vec![Rule { at: x(found.now), label: reader.t("suite-today") }],
                hints: found
                    .points
                    .iter()
                    .map(|p| {
                        let words = format!("{}: {}", lines(p.lines), money(reader, p.gain.mean, currency));
                        (x(p.lines), p.gain.mean, words)
                    })
                    .collect(),
                value: Written(&|x, step| reader.tick(x, step)),
            },
            size,
        )
    };
    let columns = [
        Column::number(reader.t("suite-col-lines")),
        Column::number(reader.t("suite-col-gain")),
        Column::number(reader.t("suite-col-low")),
        Column::number(reader.t("suite-col-high")),
        Column::number(reader.t("suite-col-overloaded")),
    ];
    let rows: Vec<Vec<Markup>> = found
        .points
        .iter()
        .map(|p| {
            vec![
                html! { (reader.count(u64::from(p.lines))) },
                html! { (money(reader, p.gain.mean, currency)) },
                html! { (money(reader, p.gain.p10, currency)) },
                html! { (money(reader, p.gain.p90, currency)) },
                html! { (reader.percent(p.overloaded)) },
            ]
        })
        .collect();
    let numbers = parts::table("suite-width-numbers", &title, &columns, &rows);
    html! {
        (parts::figure(&name, &both(draw), &reader.t("suite-numbers"), Some(&numbers)))
        p.note { (reader.t("suite-width-note")) }
    }
}

/// A measure by month, as it is drawn.
fn value(measure: Measure, month: &GuardMonth) -> Option<f64> {
    match measure {
        Measure::Complaints => month.complaint_rate,
        Measure::Late => month.on_time.map(|share| 1.0 - share),
        Measure::Response => month.typical_response_minutes,
    }
}

/// The core by month: one chart a measure, those without a number left out.
pub(super) fn guard(reader: &Reader, guard: &Guard) -> Markup {
    let drawn: Vec<Measure> = Measure::ALL
        .into_iter()
        .filter(|m| guard.months.iter().any(|month| value(*m, month).is_some()))
        .collect();
    html! {
        @if drawn.is_empty() { p { (reader.t("suite-no-measure")) } }
        @for measure in drawn {
            (one(reader, guard, measure, guard.watches.iter().find(|w| w.measure == measure)))
        }
    }
}

fn one(reader: &Reader, guard: &Guard, of: Measure, watch: Option<&Watch>) -> Markup {
    let title = heading(reader, guard, of);
    let months: Vec<(Month, f64)> =
        guard.months.iter().filter_map(|m| Some((m.month, value(of, m)?))).collect();
    // Long waits are drawn in hours.
    let most = months.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    let per = if of == Measure::Response && most >= 180.0 { 60.0 } else { 1.0 };
    let at = |month: Month| f64::from(month.index());
    let (Some((first, _)), Some((last, latest))) = (months.first().copied(), months.last().copied()) else {
        return html! {};
    };
    let standing = watch.and_then(|w| w.alarms.last());
    let now = level(reader, of, latest);
    let mut sentence = match watch {
        Some(w) => reader.tf(
            "suite-chart-usual",
            &[("usual", Fill::Text(&level(reader, of, w.usual.value))), ("now", Fill::Text(&now))],
        ),
        None => reader.tf("suite-chart-now", &[("now", Fill::Text(&now))]),
    };
    if of == Measure::Response {
        sentence = format!("{sentence} {}", reader.t("suite-typical"));
    }
    let id = format!("suite-{}", of.name());
    let name = Name { id: &id, title: &title, sentence: &sentence };
    let points: Vec<(f64, f64)> = months.iter().map(|(month, y)| (at(*month), y / per)).collect();
    let draw = |size: Size| {
        let marked = standing.and_then(|alarm| {
            let place = months.iter().find(|(m, _)| *m >= alarm.began.month())?;
            Some(Mark {
                at: (at(place.0), place.1 / per),
                label: reader.tf(
                    "suite-mark-since",
                    &[("month", Fill::Text(&reader.month_short(alarm.began.month())))],
                ),
                note: String::new(),
                place: Place::AboveLeft,
            })
        });
        line_band(
            &LineChart {
                name: name.clone(),
                empty: &reader.t("suite-no-measure"),
                bands: watch
                    .map(|w| Band {
                        class: "band seen",
                        points: [first, last].map(|m| (at(m), w.usual.low / per, w.usual.high / per)).into(),
                    })
                    .into_iter()
                    .collect(),
                lines: [
                    watch.map(|w| Line {
                        class: "even",
                        points: [first, last].map(|m| (at(m), w.usual.value / per)).into(),
                    }),
                    Some(Line { class: "solid", points: points.clone() }),
                ]
                .into_iter()
                .flatten()
                .collect(),
                ticks: month_ticks_in(first, last, if size == Size::Wide { 10 } else { 5 }, &|month| {
                    reader.month_name(month)
                }),
                below: "",
                marks: marked.into_iter().collect(),
                ends: Vec::new(),
                rules: guard
                    .launches
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n < 12)
                    .map(|(n, launch)| Rule { at: at(launch.day.month()), label: (n + 1).to_string() })
                    .collect(),
                hints: months
                    .iter()
                    .map(|(m, y)| {
                        (at(*m), y / per, format!("{}: {}", reader.month(*m), level(reader, of, *y)))
                    })
                    .collect(),
                value: Written(&|x, step| match of {
                    Measure::Complaints | Measure::Late => reader.percent(x),
                    Measure::Response => {
                        let key = if per > 1.0 { "suite-hours" } else { "suite-minutes" };
                        reader.tf(key, &[("n", Fill::Text(&reader.tick(x, step)))])
                    }
                }),
            },
            size,
        )
    };
    let columns = [
        Column::text(reader.t("suite-col-month")),
        Column::number(reader.t("suite-col-orders")),
        Column::number(title.clone()),
    ];
    let rows: Vec<Vec<Markup>> = guard
        .months
        .iter()
        .map(|m| {
            vec![
                html! { (reader.month(m.month)) },
                html! { (reader.count(m.orders)) },
                html! { @if let Some(x) = value(of, m) { (level(reader, of, x)) } },
            ]
        })
        .collect();
    let numbers = parts::table(&format!("{id}-numbers"), &title, &columns, &rows);
    html! { (parts::figure(&name, &both(draw), &reader.t("suite-numbers"), Some(&numbers))) }
}
