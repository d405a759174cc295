//! What spending on one way gains, drawn.

use maud::{Markup, html};
use plan::balance::{Balance, WayToSpend};

use super::{range, words::way};
use crate::{
    Reader,
    chart::{Band, Line, LineChart, Mark, Name, Place as Side, Size, Written, both, line_band, round_ticks},
    parts::{self, Column},
    strategy::words::money,
    text::Fill,
};

pub(super) fn curve(reader: &Reader, b: &Balance, one: &WayToSpend) -> Markup {
    let called = way(reader, one.purpose);
    let title = reader.tf("balance-curve", &[("way", Fill::Text(&called))]);
    let fill = [
        ("now", money(reader, one.spend_now, b.currency)),
        ("optimum", money(reader, one.optimum.expected, b.currency)),
        ("range", range(reader, &one.optimum, b.currency)),
    ];
    let sentence =
        reader.tf("balance-curve-says", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words))));
    let id = format!("balance-{}", one.purpose.name());
    let name = Name { id: &id, title: &title, sentence: &sentence };
    let columns = ["balance-col-spend", "balance-col-gain", "balance-col-low", "balance-col-high"]
        .map(|key| Column::number(reader.t(key)));
    let rows: Vec<Vec<Markup>> = one
        .curve
        .iter()
        .map(|p| [p.spend, p.gain, p.low, p.high].map(|x| html! { (money(reader, x, b.currency)) }).into())
        .collect();
    let numbers = parts::table(&format!("{id}-rows"), &reader.t("balance-curve-caption"), &columns, &rows);
    parts::figure(
        &name,
        &both(|size| draw(reader, b, one, &name, size)),
        &reader.t("balance-numbers"),
        Some(&numbers),
    )
}

fn draw(reader: &Reader, b: &Balance, one: &WayToSpend, name: &Name<'_>, size: Size) -> Markup {
    let last = one.curve.last().map_or(1.0, |p| p.spend);
    // Between two points of the curve the gain is a straight line as drawn.
    let at = |spend: f64| {
        let after = one.curve.iter().position(|p| p.spend >= spend)?;
        let (b, a) = (&one.curve[after], &one.curve[after.saturating_sub(1)]);
        let part = if b.spend > a.spend { (spend - a.spend) / (b.spend - a.spend) } else { 0.0 };
        Some((spend, a.gain + part * (b.gain - a.gain)))
    };
    let mark = |spend: f64, label: &str, place: Side| {
        at(spend).map(|at| Mark { at, label: reader.t(label), note: money(reader, spend, b.currency), place })
    };
    // Beyond the best the curve falls, and there is room above it.
    let side = if one.spend_now > one.optimum.expected { Side::AboveRight } else { Side::BelowRight };
    let mut marks: Vec<Mark> = mark(one.spend_now, "balance-mark-now", side).into_iter().collect();
    if (one.optimum.expected - one.spend_now).abs() > 0.08 * last {
        marks.extend(mark(one.optimum.expected, "balance-mark-best", Side::AboveLeft));
    }
    line_band(
        &LineChart {
            name: name.clone(),
            empty: &reader.t("balance-curve-empty"),
            bands: vec![Band {
                class: "band",
                points: one.curve.iter().map(|p| (p.spend, p.low, p.high)).collect(),
            }],
            lines: vec![Line {
                class: "solid",
                points: one.curve.iter().map(|p| (p.spend, p.gain)).collect(),
            }],
            ticks: round_ticks(0.0, last, if size == Size::Wide { 8 } else { 4 }, &|x, step| {
                reader.tick(x, step)
            }),
            below: &reader.t("balance-curve-below"),
            marks,
            ends: vec![],
            rules: vec![],
            hints: one
                .curve
                .iter()
                .map(|p| {
                    let words = [p.spend, p.gain].map(|x| money(reader, x, b.currency));
                    (p.spend, p.gain, words.join(": "))
                })
                .collect(),
            value: Written(&|x, step| reader.tick(x, step)),
        },
        size,
    )
}
