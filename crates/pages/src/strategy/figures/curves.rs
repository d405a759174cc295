//! The cash curves: how deep, how long, and when it is back.

use maud::{Markup, html};
use plan::strategy::{Answer, Outcome, SeriesMonth};

use super::{BANDS, LINES, drawn, every, first_months, month, short};
use crate::{
    Reader,
    chart::{Band, End, Line, LineChart, Mark, Name, Place, Size, Written, age_ticks, both, line_band},
    parts::{self, Column},
    strategy::words::{called, money},
    text::Fill,
};

/// The curves of cash so far, with what there is to spend as a line.
pub(in crate::strategy) fn curves(reader: &Reader, answer: &Answer) -> Markup {
    let outcomes = drawn(answer);
    let title = reader.t("strategy-curves");
    let sentence = sentence(reader, answer, &outcomes);
    let name = Name { id: "strategy-curves", title: &title, sentence: &sentence };
    let close = first_months::hidden(answer, &outcomes);
    let drawing = html! {
        (both(|size| draw(reader, answer, &outcomes, close.is_some(), &name, size)))
        @if let Some(close) = close { (first_months::drawing(reader, answer, &outcomes, close)) }
    };
    parts::figure(&name, &drawing, &reader.t("strategy-numbers"), Some(&numbers(reader, answer, &outcomes)))
}

fn sentence(reader: &Reader, answer: &Answer, outcomes: &[&Outcome]) -> String {
    let key = if answer.draws > 0 { "strategy-curves-read" } else { "strategy-curves-read-expected" };
    let mut said = vec![reader.t(key)];
    for outcome in outcomes {
        let last = outcome.series.last().map_or(0.0, |m| m.cumulative.mean);
        let name = called(reader, &outcome.name);
        let last = money(reader, last, answer.currency);
        said.push(reader.tf(
            "strategy-curves-end",
            &[
                ("name", Fill::Text(&name)),
                ("money", Fill::Text(&last)),
                ("months", Fill::Count(u64::from(answer.horizon_months))),
            ],
        ));
    }
    said.join(" ")
}

/// The point of a month, from the series.
fn at(outcome: &Outcome, number: u32) -> Option<(f64, f64)> {
    let month = outcome.series.iter().find(|m| m.month == number)?;
    Some((f64::from(number), month.cumulative.mean))
}

pub(super) fn points(outcome: &Outcome, of: impl Fn(&SeriesMonth) -> f64) -> Vec<(f64, f64)> {
    let months = outcome.series.iter().map(|m| (f64::from(m.month), of(m)));
    std::iter::once((0.0, 0.0)).chain(months).collect()
}

fn draw(
    reader: &Reader,
    answer: &Answer,
    outcomes: &[&Outcome],
    closer: bool,
    name: &Name<'_>,
    size: Size,
) -> Markup {
    let drawn = answer.draws > 0;
    let band = |(outcome, class): (&&Outcome, &'static str)| Band {
        class,
        points: std::iter::once((0.0, 0.0, 0.0))
            .chain(outcome.series.iter().map(|m| (f64::from(m.month), m.cumulative.p10, m.cumulative.p90)))
            .collect(),
    };
    let bands: Vec<Band> = outcomes
        .iter()
        .zip(BANDS)
        .filter(|_| drawn)
        .map(band)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let mut lines: Vec<Line> = outcomes
        .iter()
        .zip(LINES)
        .map(|(outcome, class)| Line { class, points: points(outcome, |m| m.cumulative.mean) })
        .collect();
    lines.reverse();
    let mut marks = marks(reader, answer, outcomes, closer, size);
    if let Some((line, mark)) = limit(reader, answer, outcomes, size) {
        lines.insert(0, line);
        marks.insert(0, mark);
    }
    let last = answer.horizon_months;
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("strategy-nothing-drawn"),
            bands,
            lines,
            ticks: age_ticks(last, if size == Size::Wide { 14 } else { 7 }),
            below: &reader.t("strategy-months-ahead"),
            marks,
            ends: outcomes.iter().filter_map(|o| end(reader, answer, o, size)).collect(),
            rules: Vec::new(),
            hints: outcomes.iter().flat_map(|o| hints(reader, answer, o)).collect(),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn end(reader: &Reader, answer: &Answer, outcome: &Outcome, size: Size) -> Option<End> {
    let last = outcome.series.last()?;
    let written = money(reader, last.cumulative.mean, answer.currency);
    let (label, note) = if size == Size::Wide {
        (crate::words::shortened(&called(reader, &outcome.name), 17), written)
    } else {
        (short(reader, &outcome.name), written)
    };
    Some(End { at: (f64::from(last.month), last.cumulative.mean), label, note })
}

fn hints(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Vec<(f64, f64, String)> {
    let name = called(reader, &outcome.name);
    let say = |m: &SeriesMonth| {
        let expected = money(reader, m.cumulative.mean, answer.currency);
        let words = format!("{name}, {}: {expected}", month(reader, m.month));
        let range = (answer.draws > 0).then(|| {
            let (low, high) = (m.cumulative.p10, m.cumulative.p90);
            let (low, high) = (money(reader, low, answer.currency), money(reader, high, answer.currency));
            reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
        });
        (f64::from(m.month), m.cumulative.mean, range.map_or(words.clone(), |r| format!("{words} ({r})")))
    };
    outcome.series.iter().step_by(every(outcome.series.len())).map(say).collect()
}

/// How far down and up the curves go.
pub(super) fn reach(outcomes: &[&Outcome]) -> (f64, f64) {
    let months = outcomes.iter().flat_map(|o| &o.series);
    let ends = months.flat_map(|m| [m.cumulative.p10, m.cumulative.p90, m.cumulative.mean]);
    ends.filter(|x| x.is_finite()).fold((0.0, 0.0), |(low, high), x| (f64::min(low, x), f64::max(high, x)))
}

/// The line below which there is nothing left to spend, where it is not far below all curves.
fn limit(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], size: Size) -> Option<(Line, Mark)> {
    let (low, high) = reach(outcomes);
    let means = answer.cash? + answer.credit;
    let far = means > 2.0 * low.abs().max(0.3 * (high - low));
    if means <= 0.0 || far {
        return None;
    }
    let last = f64::from(answer.horizon_months);
    let line = Line { class: "limit", points: vec![(0.0, -means), (last, -means)] };
    let there = money(reader, means, answer.currency);
    let key = if size == Size::Wide { "strategy-limit" } else { "strategy-limit-short" };
    let note = reader.tf(key, &[("money", Fill::Text(&there))]);
    // Under the line, unless the name of a trough stands there.
    let taken = |o: &&&Outcome| (0.0..0.2 * (high - low)).contains(&(o.trough - means));
    let place = if outcomes.iter().any(|o| taken(&o)) { Place::AboveLeft } else { Place::BelowRight };
    let mark = Mark { at: (last, -means), label: String::new(), note, place };
    Some((line, mark))
}

/// Trough and payback of one scenario.
pub(super) fn turns(reader: &Reader, answer: &Answer, outcome: &Outcome) -> [Option<Mark>; 2] {
    let deepest = money(reader, -outcome.trough, answer.currency);
    let trough = outcome.trough_month.and_then(|n| at(outcome, n)).map(|at| Mark {
        at,
        label: reader.tf("strategy-trough", &[("money", Fill::Text(&deepest))]),
        note: month(reader, outcome.trough_month.unwrap_or_default()),
        place: Place::BelowRight,
    });
    // Over the zero line and left of it a curve that comes from below is not.
    let payback = outcome.payback_month.filter(|n| *n > 0).and_then(|n| at(outcome, n)).map(|at| Mark {
        at,
        label: reader.t("strategy-paid-back"),
        note: month(reader, outcome.payback_month.unwrap_or_default()),
        place: Place::AboveLeft,
    });
    [trough, payback]
}

/// Trough and payback of every scenario, those of the first always, of the others where there is room.
fn marks(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], closer: bool, size: Size) -> Vec<Mark> {
    let (low, high) = reach(outcomes);
    let (wide, height) = (f64::from(answer.horizon_months).max(1.0), (high - low).max(1e-9));
    let (room_x, room_y) = if size == Size::Wide { (0.26, 0.2) } else { (0.5, 0.2) };
    let mut marks: Vec<Mark> = Vec::new();
    for (n, outcome) in outcomes.iter().enumerate() {
        let [trough, payback] = turns(reader, answer, outcome);
        for mark in trough.into_iter().chain(payback) {
            let close = |other: &Mark| {
                (other.at.0 - mark.at.0).abs() / wide < room_x
                    && (other.at.1 - mark.at.1).abs() / height < room_y
            };
            // Near the start, where all curves begin, a label would cover them.
            let early = mark.at.0 / wide < 0.2 && mark.at.1.abs() / height < 0.1;
            // What is drawn larger is named there.
            let always = n == 0 && !closer;
            if always || !(early || marks.iter().any(close)) {
                marks.push(mark);
            }
        }
    }
    marks
}

/// Months that stand in the table: all of three years, every third of more.
fn numbers(reader: &Reader, answer: &Answer, outcomes: &[&Outcome]) -> Markup {
    let every = if answer.horizon_months <= 36 { 1 } else { 3 };
    let drawn = answer.draws > 0;
    let mut columns = vec![Column::number(reader.t("strategy-month-head"))];
    for outcome in outcomes {
        columns.push(Column::number(called(reader, &outcome.name)));
        if drawn {
            columns.push(Column::number(reader.t("strategy-range-80")));
        }
    }
    let write = |x| money(reader, x, answer.currency);
    let range = |low: f64, high: f64| {
        let (low, high) = (write(low), write(high));
        reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
    };
    let rows: Vec<Vec<Markup>> = (1..=answer.horizon_months)
        .filter(|n| n % every == 0 || *n == 1 || *n == answer.horizon_months)
        .map(|n| {
            let mut cells = vec![html! { (n) }];
            for outcome in outcomes {
                let found = outcome.series.iter().find(|m| m.month == n);
                cells.push(html! { @if let Some(m) = found { (write(m.cumulative.mean)) } });
                if drawn {
                    cells.push(
                        html! { @if let Some(m) = found { (range(m.cumulative.p10, m.cumulative.p90)) } },
                    );
                }
            }
            cells
        })
        .collect();
    let key = match (drawn, every) {
        (true, 1) => "strategy-curves-caption",
        (true, _) => "strategy-curves-caption-thirds",
        (false, 1) => "strategy-curves-caption-expected",
        (false, _) => "strategy-curves-caption-thirds-expected",
    };
    parts::table("strategy-curves-rows", &reader.t(key), &columns, &rows)
}
