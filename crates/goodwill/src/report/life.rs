//! The curve of customer life-cycle value: to date, then expected with its band.

use std::fmt::Write;

use facts::{Day, Month};
use maud::{Markup, PreEscaped, html};

use super::opening::{brought, has_money};
use super::parts::{Column, figure, kept, of_ten, table};
use crate::chart::{
    Band, End, Line, LineChart, Mark, Name, Place, Rule, Size, Written, both, line_band, month_ticks,
};
use crate::value::valuation::{CurvePoint, Valuation};
use crate::words;

/// The section with the chart, or a sentence where the files name no amounts.
pub(super) fn section(valuation: &Valuation) -> Markup {
    if !has_money(valuation) {
        return html! { p { "The files name no amounts, so this report counts orders, not money." } };
    }
    let sentence = sentence(valuation);
    let title = title(valuation);
    html! {
        p.lead { (kept(&sentence, valuation.value.currency)) }
        (figure(&title, &note(valuation), &both(|size| draw(valuation, "life-chart", &title, &sentence, size)), &numbers(valuation)))
    }
}

/// The chart as a file of its own, with its style in it.
pub(super) fn picture(valuation: &Valuation, style: &str) -> Markup {
    let sentence = sentence(valuation);
    let chart = draw(valuation, "picture", &title(valuation), &sentence, Size::Wide).into_string();
    // The drawing has its own size, known from its view box; a frame with words is put around it.
    let height = chart
        .split_once("viewBox=\"0 0 760 ")
        .and_then(|(_, rest)| rest.split_once('"'))
        .and_then(|(height, _)| height.parse::<f64>().ok())
        .unwrap_or(360.0);
    let inner =
        chart.replacen("<svg ", &format!("<svg x=\"20\" y=\"84\" width=\"760\" height=\"{height}\" "), 1);
    html! {
        svg.picture xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 830 {}", height + 104.0)) width="830" height=(height + 104.0) {
            // Our own text, fixed when the program is built; it holds no markup.
            style { (PreEscaped(style)) }
            rect.paper x="0" y="0" width="830" height=(height + 104.0) rx="10" {}
            text.heading x="28" y="40" { (title(valuation)) }
            text.note x="28" y="64" { (note(valuation)) }
            // The chart that was drawn above, escaped there.
            (PreEscaped(inner))
        }
    }
}

fn title(valuation: &Valuation) -> String {
    format!("{} of all customers, added up", brought(valuation))
}

fn note(valuation: &Valuation) -> String {
    let value = &valuation.value;
    if value.expected.is_none() {
        return format!("{} at the end of each month", title_unit(valuation));
    }
    format!(
        "{}, discounted by {} a year from {} on; the band holds {} outcomes",
        title_unit(valuation),
        words::percent(value.annual_discount),
        words::day(valuation.as_of),
        of_ten(value.level)
    )
}

fn title_unit(valuation: &Valuation) -> String {
    words::title(&words::in_unit(valuation.value.currency))
}

fn sentence(valuation: &Valuation) -> String {
    let value = &valuation.value;
    let mut text = format!(
        "By {} the customers had brought {} of {}.",
        words::day(valuation.as_of),
        words::about(value.to_date, value.currency),
        brought(valuation).to_lowercase()
    );
    if let (Some(expected), Some(low), Some(high)) = (value.expected, value.expected_low, value.expected_high)
    {
        let _ = write!(
            text,
            " In the {} after that the same customers are expected to bring {} more, in {} cases {}.",
            words::counted(u64::from(value.horizon_months), "month"),
            words::about(expected, value.currency),
            of_ten(value.level),
            words::range(low, high, value.currency),
        );
    }
    text
}

/// Months from year 0 to the end of this day.
fn at(day: Day) -> f64 {
    let month = day.month();
    let days = month.last_day().since(month.first_day()) + 1;
    f64::from(month.index()) + f64::from(day.since(month.first_day()) + 1) / f64::from(days)
}

/// Where a seen point stands: at the end of its month, or at `as_of` in the last one.
fn seen_at(valuation: &Valuation, month: Month) -> f64 {
    f64::from(month.index() + 1).min(at(valuation.as_of))
}

/// Where an expected point stands: whole months after `as_of`.
fn ahead_at(valuation: &Valuation, month: Month) -> f64 {
    at(valuation.as_of) + f64::from((month.index() - valuation.as_of.month().index()).max(0))
}

fn draw(valuation: &Valuation, id: &str, title: &str, sentence: &str, size: Size) -> Markup {
    let currency = valuation.value.currency;
    let seen: Vec<(f64, f64)> =
        valuation.curve.iter().filter_map(|p| Some((seen_at(valuation, p.month), p.to_date?))).collect();
    let ahead: Vec<(f64, &CurvePoint)> = valuation
        .curve
        .iter()
        .filter(|p| p.expected.is_some())
        .map(|p| (ahead_at(valuation, p.month), p))
        .collect();
    let today = seen.last().copied();
    let join = today.filter(|t| ahead.first().is_some_and(|(x, _)| *x > t.0));
    let expected: Vec<(f64, f64)> =
        join.into_iter().chain(ahead.iter().filter_map(|(x, p)| Some((*x, p.expected?)))).collect();
    let band: Vec<(f64, f64, f64)> = join
        .map(|(x, y)| (x, y, y))
        .into_iter()
        .chain(ahead.iter().filter_map(|(x, p)| Some((*x, p.low?, p.high?))))
        .collect();
    let span = |p: &CurvePoint| Some(words::range(p.low?, p.high?, currency));
    let ends = match (ahead.last(), today) {
        (Some((x, p)), _) => vec![End {
            at: (*x, p.expected.unwrap_or(f64::NAN)),
            label: words::about(p.expected.unwrap_or(f64::NAN), currency),
            note: format!("expected by {}", words::month(p.month)),
        }],
        (None, Some(at)) => {
            vec![End { at, label: words::about(at.1, currency), note: "to date".to_owned() }]
        }
        (None, None) => Vec::new(),
    };
    let marks = today.filter(|_| !ahead.is_empty()).map(|at| Mark {
        at,
        label: words::about(at.1, currency),
        note: "to date".to_owned(),
        place: if at.1 < 0.0 { Place::AboveRight } else { Place::AboveLeft },
    });
    let hints = valuation.curve.iter().filter_map(|p| {
        p.to_date.map(|y| {
            (
                seen_at(valuation, p.month),
                y,
                format!("{}: {}", words::month(p.month), words::paid_in(y, currency)),
            )
        })
    });
    let more = ahead.iter().filter_map(|(x, p)| {
        Some((
            *x,
            p.expected?,
            format!(
                "{}: {} expected ({})",
                words::month(p.month),
                words::about(p.expected?, currency),
                span(p)?
            ),
        ))
    });
    let months = (valuation.curve.first().map(|p| p.month), valuation.curve.last().map(|p| p.month));
    let most = if size == Size::Wide { 9 } else { 5 };
    line_band(
        &LineChart {
            name: Name { id, title, sentence },
            empty: "no orders yet",
            bands: vec![Band { class: "band", points: band }],
            lines: vec![
                Line { class: "expected", points: expected },
                Line { class: "solid", points: seen.clone() },
            ],
            ticks: months
                .0
                .zip(months.1)
                .map(|(first, last)| month_ticks(first, Month::from_index(last.index() + 1), most))
                .unwrap_or_default(),
            below: "",
            marks: marks.into_iter().collect(),
            ends,
            rules: vec![Rule { at: at(valuation.as_of), label: words::day(valuation.as_of) }],
            hints: hints.chain(more).collect(),
            value: Written(&words::tick),
        },
        size,
    )
}

fn numbers(valuation: &Valuation) -> Markup {
    let currency = valuation.value.currency;
    let expected = |x: Option<f64>| x.map_or_else(String::new, |x| words::expected(x, currency));
    let rows: Vec<Vec<String>> = valuation
        .curve
        .iter()
        .map(|p| {
            vec![
                words::month(p.month),
                p.to_date.map_or_else(String::new, |x| words::paid(x, currency)),
                expected(p.expected),
                expected(p.low),
                expected(p.high),
            ]
        })
        .collect();
    table(
        "life-table",
        &format!("{} added up by month, {}", brought(valuation), words::in_unit(currency)),
        &[
            Column::Text("Month"),
            Column::Number("To date"),
            Column::Number("Expected"),
            Column::Number("Low"),
            Column::Number("High"),
        ],
        &rows,
    )
}
