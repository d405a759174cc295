//! The first months larger, where their fall is too small to be seen beside what comes later.

use maud::{Markup, html};
use plan::strategy::{Answer, Outcome};

use super::{BANDS, LINES, curves, short};
use crate::{
    Reader,
    chart::{Band, End, Line, LineChart, Name, Written, age_ticks, both, line_band_low},
    strategy::words::{called, money},
    text::Fill,
};

/// A fall that takes less of the height than this is drawn once more, larger.
const SMALL: f64 = 0.06;
/// How many times as far as it falls the larger drawing reaches, up and down, at most.
const REACH: f64 = 3.0;

/// Months of the larger drawing, where it is wanted: the scenario asked about falls, but so little
/// that nobody sees it in the whole.
pub(super) fn hidden(answer: &Answer, outcomes: &[&Outcome]) -> Option<u32> {
    let first = outcomes.first()?;
    let deepest = first.trough_month?;
    let (low, high) = curves::reach(outcomes);
    if !(first.trough > 0.0 && first.trough < SMALL * (high - low)) {
        return None;
    }
    let until = match first.payback_month.filter(|n| *n > 0) {
        Some(back) => back + back.div_ceil(6),
        None => 2 * deepest + 2,
    };
    Some(until.clamp(3, answer.horizon_months.max(3)))
}

/// The drawing with its heading and sentence.
pub(super) fn drawing(reader: &Reader, answer: &Answer, outcomes: &[&Outcome], months: u32) -> Markup {
    let Some(first) = outcomes.first() else { return html! {} };
    let title = reader.tf("strategy-first-months", &[("months", Fill::Count(u64::from(months)))]);
    let deepest = money(reader, -first.trough, answer.currency);
    let sentence = reader.tf(
        "strategy-first-months-read",
        &[
            ("name", Fill::Text(&called(reader, &first.name))),
            ("money", Fill::Text(&deepest)),
            ("month", Fill::Count(u64::from(first.trough_month.unwrap_or_default()))),
        ],
    );
    let name = Name { id: "strategy-first-months", title: &title, sentence: &sentence };
    let end = REACH * first.trough;
    let (lines, bands) = (lines(outcomes, months, end), bands(answer, outcomes, months, end));
    let draw = |size| {
        let marks = curves::turns(reader, answer, first).into_iter().flatten();
        let chart = LineChart {
            name: name.clone(),
            empty: &sentence,
            bands: bands.clone(),
            lines: lines.iter().rev().cloned().collect(),
            ticks: age_ticks(months, 8),
            below: "",
            marks: marks.filter(|mark| mark.at.1.abs() <= end).collect(),
            ends: names(reader, outcomes, &lines),
            rules: Vec::new(),
            hints: Vec::new(),
            value: Written(&|x, step| reader.tick(x, step)),
        };
        line_band_low(&chart, size)
    };
    html! {
        div.closer {
            h4 { (title) }
            p { (sentence) }
            (both(draw))
        }
    }
}

/// The lines, each until it leaves the drawing.
fn lines(outcomes: &[&Outcome], months: u32, end: f64) -> Vec<Line> {
    let all = outcomes.iter().zip(LINES);
    all.map(|(outcome, class)| {
        let mut points = curves::points(outcome, |m| m.cumulative.mean);
        points.truncate(months as usize + 1);
        Line { class, points: inside(&points, end) }
    })
    .collect()
}

/// What of a line lies between `-end` and `end`, from its beginning.
fn inside(points: &[(f64, f64)], end: f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for &(x, y) in points {
        if y.abs() <= end {
            kept.push((x, y));
            continue;
        }
        if let Some(&(from, level)) = kept.last() {
            let border = if y > 0.0 { end } else { -end };
            kept.push((from + (border - level) / (y - level) * (x - from), border));
        }
        break;
    }
    kept
}

/// The bands, cut where they leave the drawing.
fn bands(answer: &Answer, outcomes: &[&Outcome], months: u32, end: f64) -> Vec<Band> {
    if answer.draws == 0 {
        return Vec::new();
    }
    // No further than the lines go, so that they and not the bands fill the drawing.
    let reached = |of: fn(f64, f64) -> f64| {
        let lines = lines(outcomes, months, end);
        lines.iter().flat_map(|line| &line.points).map(|p| p.1).fold(0.0, of)
    };
    let (low, high) = (1.5 * reached(f64::min), 1.1 * reached(f64::max));
    let cut = |x: f64| x.clamp(low, high);
    let mut bands: Vec<Band> = outcomes
        .iter()
        .zip(BANDS)
        .map(|(outcome, class)| Band {
            class,
            points: std::iter::once((0.0, 0.0, 0.0))
                .chain(
                    outcome
                        .series
                        .iter()
                        .take_while(|m| m.month <= months)
                        .map(|m| (f64::from(m.month), cut(m.cumulative.p10), cut(m.cumulative.p90))),
                )
                .collect(),
        })
        .collect();
    bands.reverse();
    bands
}

/// How the lines are called, where they end.
fn names(reader: &Reader, outcomes: &[&Outcome], lines: &[Line]) -> Vec<End> {
    let named = outcomes.iter().zip(lines);
    let end = |(outcome, line): (&&Outcome, &Line)| {
        let at = *line.points.last()?;
        Some(End { at, label: short(reader, &outcome.name), note: String::new() })
    };
    named.filter_map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_it_leaves_the_drawing() {
        let points = [(0.0, 0.0), (1.0, -8.0), (2.0, 4.0), (3.0, 28.0), (4.0, 2.0)];
        assert_eq!(inside(&points, 16.0), [(0.0, 0.0), (1.0, -8.0), (2.0, 4.0), (2.5, 16.0)]);
        assert_eq!(inside(&[(0.0, 0.0), (1.0, -4.0)], 2.0), [(0.0, 0.0), (0.5, -2.0)]);
        assert_eq!(inside(&[], 2.0), []);
    }
}
