//! The curve of life-cycle value of one customer: to date, then expected with its band.

use facts::{Currency, Day, Month};
use maud::{Markup, html};

use super::View;
use crate::{
    Reader,
    chart::{
        Band, End, Line, LineChart, Mark, Name, Place, Rule, Size, Written, both, line_band, month_ticks,
    },
    parts::{Column, figure, table},
    text::Fill,
};

/// The curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its points, oldest first.
    pub points: Vec<Point>,
    /// Discount a year, where something is expected.
    pub discount: Option<f64>,
}

/// A point; money in whole units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The end of this month, or the day looked from in the latest.
    pub month: Month,
    /// Margin so far.
    pub to_date: Option<f64>,
    /// Margin so far and expected: expected, low, high.
    pub expected: Option<[f64; 3]>,
}

/// Months from year 0 to the end of this day.
fn at(day: Day) -> f64 {
    let month = day.month();
    let days = month.last_day().since(month.first_day()) + 1;
    f64::from(month.index()) + f64::from(day.since(month.first_day()) + 1) / f64::from(days)
}

pub(super) fn draw(reader: &Reader, view: &View, curve: &Curve) -> Markup {
    let (Some(currency), Some(as_of)) = (view.currency, view.as_of) else { return html! {} };
    let title = reader.t("customer-curve-title");
    let sentence = sentence(reader, view, curve, currency, as_of);
    let name = Name { id: "life", title: &title, sentence: &sentence };
    let drawing = both(|size| chart(reader, curve, currency, as_of, &name, size));
    html! {
        (figure(&name, &drawing, &reader.t("customer-curve-numbers"), Some(&numbers(reader, curve, currency))))
        @if let Some(discount) = curve.discount {
            p.note { (reader.tf("customer-curve-note", &[("discount", Fill::Text(&reader.percent(discount)))])) }
        }
    }
}

fn sentence(reader: &Reader, view: &View, curve: &Curve, currency: Currency, as_of: Day) -> String {
    let now = curve.points.iter().rev().find_map(|p| p.to_date).unwrap_or(0.0);
    let mut text = reader.tf(
        "customer-curve-sentence",
        &[("day", Fill::Text(&reader.day(as_of))), ("amount", Fill::Text(&reader.paid(now, currency)))],
    );
    if let Some((e, [expected, low, high])) = view.expected.as_ref().and_then(|e| Some((e, e.value?))) {
        text.push(' ');
        text.push_str(&reader.tf(
            "customer-curve-sentence-expected",
            &[
                ("n", Fill::Count(u64::from(e.months))),
                ("amount", Fill::Text(&reader.about(expected, currency))),
                ("range", Fill::Text(&reader.range(low, high, currency))),
                ("level", Fill::Text(&reader.percent(e.level))),
            ],
        ));
    }
    text
}

fn chart(reader: &Reader, curve: &Curve, currency: Currency, as_of: Day, name: &Name, size: Size) -> Markup {
    let here = at(as_of);
    let seen: Vec<(f64, f64)> = curve
        .points
        .iter()
        .filter_map(|p| Some((f64::from(p.month.index() + 1).min(here), p.to_date?)))
        .collect();
    let ahead_at = |month: Month| here + f64::from((month.index() - as_of.month().index()).max(0));
    let ahead: Vec<(f64, [f64; 3], Month)> =
        curve.points.iter().filter_map(|p| Some((ahead_at(p.month), p.expected?, p.month))).collect();
    let today = seen.last().copied();
    let ends: Vec<End> = match (ahead.last().filter(|_| ahead.len() > 1), today) {
        (Some((x, value, month)), _) => vec![End {
            at: (*x, value[0]),
            label: reader.about(value[0], currency),
            note: reader.tf("customer-curve-by", &[("month", Fill::Text(&reader.month(*month)))]),
        }],
        (None, Some(at)) => {
            vec![End { at, label: reader.about(at.1, currency), note: reader.t("customer-curve-to-date") }]
        }
        (None, None) => Vec::new(),
    };
    let mark = today.filter(|_| ahead.len() > 1).map(|at| Mark {
        at,
        label: reader.about(at.1, currency),
        note: reader.t("customer-curve-to-date"),
        place: if at.1 < 0.0 { Place::AboveRight } else { Place::AboveLeft },
    });
    let hints = seen
        .iter()
        .zip(&curve.points)
        .map(|(&(x, y), p)| (x, y, format!("{}: {}", reader.month(p.month), reader.paid(y, currency))))
        .chain(ahead.iter().skip(1).map(|(x, [expected, low, high], month)| {
            let text = format!(
                "{}: {} ({})",
                reader.month(*month),
                reader.about(*expected, currency),
                reader.range(*low, *high, currency)
            );
            (*x, *expected, text)
        }))
        .collect();
    let months = curve.points.first().map(|p| p.month).zip(curve.points.last().map(|p| p.month));
    let most = if size == Size::Wide { 9 } else { 5 };
    let empty = reader.t("customer-curve-empty");
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &empty,
            bands: vec![Band {
                class: "band",
                points: ahead.iter().map(|(x, [_, low, high], _)| (*x, *low, *high)).collect(),
            }],
            lines: vec![
                Line { class: "expected", points: ahead.iter().map(|(x, v, _)| (*x, v[0])).collect() },
                Line { class: "solid", points: seen.clone() },
            ],
            ticks: months
                .map(|(first, last)| month_ticks(first, Month::from_index(last.index() + 1), most))
                .unwrap_or_default(),
            below: "",
            marks: mark.into_iter().collect(),
            ends,
            rules: vec![Rule { at: here, label: reader.day(as_of) }],
            hints,
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}

fn numbers(reader: &Reader, curve: &Curve, currency: Currency) -> Markup {
    let expected = |x: Option<f64>| html! { @if let Some(x) = x { (reader.about(x, currency)) } };
    let rows: Vec<Vec<Markup>> = curve
        .points
        .iter()
        .map(|p| {
            vec![
                html! { (reader.month(p.month)) },
                html! { @if let Some(x) = p.to_date { (reader.paid(x, currency)) } },
                expected(p.expected.map(|e| e[0])),
                expected(p.expected.map(|e| e[1])),
                expected(p.expected.map(|e| e[2])),
            ]
        })
        .collect();
    table(
        "life-numbers",
        &reader.t("customer-curve-title"),
        &[
            Column::text(reader.t("customer-month")),
            Column::number(reader.t("customer-to-date")),
            Column::number(reader.t("customer-value-expected")),
            Column::number(reader.t("customer-value-low")),
            Column::number(reader.t("customer-value-high")),
        ],
        &rows,
    )
}
