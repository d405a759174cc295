//! Lines, bands around them, and what is said at them.

use std::fmt;

use maud::{Markup, html};

use super::labels::{Area, InTheWay, Spot};
use super::scale::{Scale, Tick};
use super::{Name, Size, nothing, one, scale, svg, through};

/// A line through points (x, y).
#[derive(Debug, Clone)]
pub struct Line {
    /// How it looks: `solid`, `expected`, `light`, `even` or `second`.
    pub class: &'static str,
    /// Its points from left to right; those that are no numbers are left out.
    pub points: Vec<(f64, f64)>,
}

/// A band of (x, low, high).
#[derive(Debug, Clone)]
pub struct Band {
    /// How it looks: `band` or `band seen`.
    pub class: &'static str,
    /// Its points from left to right.
    pub points: Vec<(f64, f64, f64)>,
}

/// On which side of its point a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Above it and to the left: where a rising line is not.
    AboveLeft,
    /// Above it and to the right: where a falling line is not.
    AboveRight,
    /// Below it and to the right: where a rising line is not.
    BelowRight,
}

/// A point that is named.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Where.
    pub at: (f64, f64),
    /// What is written, in bold.
    pub label: String,
    /// What is written after it.
    pub note: String,
    /// On which side.
    pub place: Place,
}

/// What is written where a line ends, right of the plot.
#[derive(Debug, Clone)]
pub struct End {
    /// The end of the line.
    pub at: (f64, f64),
    /// First line, bold.
    pub label: String,
    /// Second line.
    pub note: String,
}

/// An upright rule with a label over it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Where.
    pub at: f64,
    /// What is written over it.
    pub label: String,
}

/// Lines and bands over one axis that holds zero.
#[derive(Debug, Clone)]
pub struct LineChart<'a> {
    /// What it is called.
    pub name: Name<'a>,
    /// What is written where there is nothing to draw.
    pub empty: &'a str,
    /// Bands, drawn first.
    pub bands: Vec<Band>,
    /// Lines, in drawing order.
    pub lines: Vec<Line>,
    /// Ticks below the plot.
    pub ticks: Vec<Tick>,
    /// What the numbers below the plot are; empty where it is plain.
    pub below: &'a str,
    /// Named points.
    pub marks: Vec<Mark>,
    /// Labels at the ends of lines.
    pub ends: Vec<End>,
    /// Upright rules.
    pub rules: Vec<Rule>,
    /// What the pointer reads at points: (x, y, words).
    pub hints: Vec<(f64, f64, String)>,
    /// Writes a number at the left axis.
    pub value: Written<'a>,
}

/// How numbers at an axis are written, given a number and the step between ticks:
/// `Written(&words::tick)`, or as the reader writes them.
#[derive(Clone, Copy)]
pub struct Written<'a>(pub &'a dyn Fn(f64, f64) -> String);

impl fmt::Debug for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written")
    }
}

/// Where the plot lies in the drawing.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Draws lines with bands.
pub fn line_band(chart: &LineChart, size: Size) -> Markup {
    let height = if size == Size::Wide { 360.0 } else { 300.0 };
    drawn(chart, size, height)
}

/// The same, lower: for what is seen beside a chart that it belongs to.
pub fn line_band_low(chart: &LineChart, size: Size) -> Markup {
    drawn(chart, size, 220.0)
}

fn drawn(chart: &LineChart, size: Size, height: f64) -> Markup {
    let Some((xs, ys)) = extent(chart, size, height) else {
        return nothing(&chart.name, size, chart.empty);
    };
    let below = if chart.below.is_empty() { 0.0 } else { 20.0 };
    let height = height + below;
    let right = match size {
        Size::Wide => {
            if chart.ends.is_empty() {
                16.0
            } else {
                136.0
            }
        }
        Size::Narrow | Size::Panel => {
            if chart.ends.len() > 1 {
                76.0
            } else {
                12.0
            }
        }
    };
    let plot = Plot { left: 58.0, right: size.width() - right, top: 34.0, bottom: height - 28.0 - below };
    let all = scale::nice(ys.0, ys.1, if size == Size::Wide { 5 } else { 4 });
    let step = all.get(1).map_or(1.0, |second| second - all[0]);
    let ticks: Vec<f64> = all.into_iter().filter(|t| *t >= ys.0 && *t <= ys.1).collect();
    let (x, y) = (Scale::new(xs, (plot.left, plot.right)), Scale::new(ys, (plot.bottom, plot.top)));
    let point = |(a, b): (f64, f64)| (x.at(a), y.at(b));
    let marks = placed(chart, size, &plot, point);
    svg(
        &chart.name,
        size,
        height,
        &html! {
            @for tick in &ticks {
                line class=(if *tick == 0.0 { "zero" } else { "grid" }) x1=(one(plot.left)) x2=(one(plot.right)) y1=(one(y.at(*tick))) y2=(one(y.at(*tick))) {}
                text class="tick" x=(one(plot.left - 8.0)) y=(one(y.at(*tick) + 4.0)) text-anchor="end" { ((chart.value.0)(*tick, step)) }
            }
            @for tick in chart.ticks.iter().filter(|t| t.at >= xs.0 && t.at <= xs.1) {
                line class="grid" x1=(one(x.at(tick.at))) x2=(one(x.at(tick.at))) y1=(one(plot.bottom)) y2=(one(plot.bottom + 5.0)) {}
                text class="tick" x=(one(x.at(tick.at))) y=(one(plot.bottom + 19.0)) text-anchor="middle" { (tick.label) }
            }
            @if !chart.below.is_empty() {
                text class="note" x=(one(f64::midpoint(plot.left, plot.right))) y=(one(height - 6.0)) text-anchor="middle" { (chart.below) }
            }
            @for rule in chart.rules.iter().filter(|r| r.at >= xs.0 && r.at <= xs.1) {
                line class="rule" x1=(one(x.at(rule.at))) x2=(one(x.at(rule.at))) y1=(one(plot.top - 8.0)) y2=(one(plot.bottom)) {}
                text class="note halo" x=(one(x.at(rule.at))) y=(one(plot.top - 15.0)) text-anchor=(anchor(x.at(rule.at), &plot)) { (rule.label) }
            }
            @for band in &chart.bands { (draw_band(band, &x, &y)) }
            @for line in &chart.lines { (draw_line(line, &x, &y)) }
            @for (mark, spot) in &marks { (draw_mark(mark, mark_class(chart, mark.at), point(mark.at), spot)) }
            (draw_ends(chart, size, &plot, point))
            @for (a, b, words) in &chart.hints { @if finite((*a, *b)) {
                circle class="hint" cx=(one(x.at(*a))) cy=(one(y.at(*b))) r="7" { title { (words) } }
            } }
        },
    )
}

fn finite(at: (f64, f64)) -> bool {
    at.0.is_finite() && at.1.is_finite()
}

/// What of x and y is drawn; y always holds zero. `None` where there is no point.
fn extent(chart: &LineChart, size: Size, height: f64) -> Option<((f64, f64), (f64, f64))> {
    let lines = chart.lines.iter().flat_map(|l| l.points.iter().copied());
    let bands =
        chart.bands.iter().flat_map(|b| b.points.iter().flat_map(|&(x, low, high)| [(x, low), (x, high)]));
    let mut bounds: Option<((f64, f64), (f64, f64))> = None;
    for (x, y) in lines.chain(bands).filter(|&at| finite(at)) {
        let (xs, ys) = bounds.unwrap_or(((x, x), (0.0, 0.0)));
        bounds = Some(((xs.0.min(x), xs.1.max(x)), (ys.0.min(y), ys.1.max(y))));
    }
    let (xs, ys) = bounds?;
    // A chart of zeros only gets an axis from 0 to 1; others get room for labels.
    if ys.0 == ys.1 {
        return Some((xs, (0.0, 1.0)));
    }
    let room = 0.2 * (300.0 / height).max(1.0).powi(2) * (ys.1 - ys.0);
    let under =
        chart.marks.iter().filter(|m| m.place == Place::BelowRight && m.at.1.is_finite() && m.at.1 < 0.0);
    let low = under.map(|m| m.at.1 - room).fold(ys.0, f64::min);
    let mut high = if ys.1 > 0.0 { ys.1 + 0.03 * (ys.1 - ys.0) } else { 0.0 };
    // On a phone the last label stands over its line, and over that of a point close before it.
    if let ([end], true) = (&chart.ends[..], size != Size::Wide)
        && finite(end.at)
    {
        let close = |m: &Mark| !m.label.is_empty() && m.at.0 > xs.0 + 0.6 * (xs.1 - xs.0);
        let over = if chart.marks.iter().any(close) { 0.35 } else { 0.22 };
        high = high.max((end.at.1 - low) / (1.0 - over) + low);
    }
    Some((xs, (low, high)))
}

fn draw_band(band: &Band, x: &Scale, y: &Scale) -> Markup {
    let points: Vec<_> =
        band.points.iter().filter(|p| p.0.is_finite() && p.1.is_finite() && p.2.is_finite()).collect();
    let edge = points
        .iter()
        .map(|p| (x.at(p.0), y.at(p.2)))
        .chain(points.iter().rev().map(|p| (x.at(p.0), y.at(p.1))));
    html! { @if points.len() > 1 { path class=(band.class) d=(format!("{}Z", through(edge))) {} } }
}

fn draw_line(line: &Line, x: &Scale, y: &Scale) -> Markup {
    let points: Vec<(f64, f64)> =
        line.points.iter().filter(|&&at| finite(at)).map(|&(a, b)| (x.at(a), y.at(b))).collect();
    html! {
        @if let [(cx, cy)] = points[..] {
            circle class=(format!("dot {}", line.class)) cx=(one(cx)) cy=(one(cy)) r="4" {}
        } @else if !points.is_empty() {
            path class=(format!("line {}", line.class)) d=(through(points)) {}
        }
    }
}

/// Labels lean away from the border they are near to.
fn anchor(x: f64, plot: &Plot) -> &'static str {
    match (x - plot.left) / (plot.right - plot.left) {
        share if share < 0.3 => "start",
        share if share > 0.6 => "end",
        _ => "middle",
    }
}

/// The looks of a point: those of the second line where it lies on that one alone.
fn mark_class(chart: &LineChart, at: (f64, f64)) -> &'static str {
    let mut on = chart.lines.iter().filter(|line| line.points.contains(&at)).peekable();
    if on.peek().is_some() && on.all(|line| line.class == "second") { "mark second" } else { "mark" }
}

/// Named points with where their words stand: names first, as notes may move along their line.
fn placed<'a>(
    chart: &'a LineChart,
    size: Size,
    plot: &Plot,
    point: impl Fn((f64, f64)) -> (f64, f64),
) -> Vec<(&'a Mark, Spot)> {
    let mut way = InTheWay::default();
    for line in chart.lines.iter().filter(|line| line.class != "light") {
        way.line(&line.points.iter().filter(|&&at| finite(at)).map(|&at| point(at)).collect::<Vec<_>>());
    }
    way.zero([(plot.left, point((0.0, 0.0)).1), (plot.right, point((0.0, 0.0)).1)]);
    for (end, (_, (x, row, side))) in ends(chart, size, plot, &point) {
        way.words(Area::of(x, row, side, &end.label, &end.note));
    }
    let area = Area { left: plot.left, top: plot.top, right: plot.right, bottom: plot.bottom };
    let mut marks: Vec<&Mark> = chart.marks.iter().filter(|mark| finite(mark.at)).collect();
    marks.sort_by_key(|mark| mark.label.is_empty());
    let spot = |mark: &'a Mark| {
        let lies = |line: &Line| line.points.len() > 1 && line.points.iter().all(|p| p.1 == mark.at.1);
        let level = mark.label.is_empty() && chart.lines.iter().any(lies);
        let at = point(mark.at);
        (mark, way.spot(mark, at, usual_side(mark, at, plot), (&area, level), size))
    };
    marks.into_iter().map(spot).collect()
}

/// Where the words of a point begin or end if nothing is in their way.
fn usual_side(mark: &Mark, (x, _): (f64, f64), plot: &Plot) -> (f64, &'static str) {
    match mark.place {
        Place::AboveLeft if x - plot.left > 80.0 => (x - 2.0, "end"),
        Place::AboveRight | Place::BelowRight if plot.right - x > 80.0 => (x + 4.0, "start"),
        _ => (x, anchor(x, plot)),
    }
}

fn draw_mark(mark: &Mark, class: &str, (x, y): (f64, f64), spot: &Spot) -> Markup {
    let named = !mark.label.is_empty();
    let note = if named { spot.row + 15.0 } else { spot.row };
    // From the point to the nearer edge of its words.
    let rows = if named && !mark.note.is_empty() { 15.0 } else { 0.0 };
    let edge = if spot.row < y { spot.row + rows + 5.0 } else { spot.row - 12.0 };
    html! {
        @if spot.far { line class="lead" x1=(one(x)) y1=(one(y)) x2=(one(spot.x)) y2=(one(edge)) {} }
        @if named {
            circle class=(class) cx=(one(x)) cy=(one(y)) r="4.5" {}
            text class="label halo" x=(one(spot.x)) y=(one(spot.row)) text-anchor=(spot.side) { (mark.label) }
        }
        @if !mark.note.is_empty() {
            text class="note halo" x=(one(spot.x)) y=(one(note)) text-anchor=(spot.side) { (mark.note) }
        }
    }
}

/// Width that a label over the end of a line may take.
const LABEL_WIDTH: f64 = 150.0;

/// The row of the only label of a narrow chart: over or under all that is drawn to its left,
/// whichever is nearer to its end.
fn row_of_end(
    chart: &LineChart,
    (x, y): (f64, f64),
    plot: &Plot,
    point: impl Fn((f64, f64)) -> (f64, f64),
) -> f64 {
    let near = |at: &(f64, f64)| at.0 >= x - LABEL_WIDTH && at.0 <= x + 1.0;
    let lines = chart.lines.iter().filter(|l| l.class != "light");
    let on_lines = lines.flat_map(|l| &l.points).filter(|&&at| finite(at)).map(|&at| point(at));
    // What stands over a named point takes two rows.
    let named = chart.marks.iter().filter(|m| finite(m.at) && m.place != Place::BelowRight);
    let on_labels = named.map(|m| point(m.at)).map(|(a, b)| (a, b - 40.0));
    let (mut over, mut under) = (y, y);
    for (_, b) in on_lines.chain(on_labels).filter(near) {
        (over, under) = (over.min(b), under.max(b));
    }
    let fits_over = over - 38.0 > plot.top;
    if fits_over && (y - over <= under - y || under + 42.0 > plot.bottom) {
        over - 26.0
    } else {
        under + 24.0
    }
}

/// An end of a line: its point, and where its words stand: x, first row, side.
type EndAt = ((f64, f64), (f64, f64, &'static str));

/// Labels at the ends of lines with where they stand.
fn ends<'a>(
    chart: &'a LineChart,
    size: Size,
    plot: &Plot,
    point: impl Fn((f64, f64)) -> (f64, f64),
) -> Vec<(&'a End, EndAt)> {
    let ends: Vec<&End> = chart.ends.iter().filter(|end| finite(end.at)).collect();
    let at: Vec<(f64, f64)> = ends.iter().map(|end| point(end.at)).collect();
    // One label on a phone stands over its line; more of them need room beside the plot.
    let beside = size == Size::Wide || ends.len() > 1;
    let row = |&end: &(f64, f64)| if beside { end.1 } else { row_of_end(chart, end, plot, &point) };
    let mut rows: Vec<f64> = at.iter().map(row).collect();
    let apart = if ends.iter().all(|end| end.note.is_empty()) { 19.0 } else { 36.0 };
    scale::spread(&mut rows, apart, plot.top + 4.0, plot.bottom - 20.0);
    let words = |((end, at), row): ((&'a End, (f64, f64)), f64)| {
        let (left, side) = if beside { (at.0 + 12.0, "start") } else { (at.0, "end") };
        (end, (at, (left, row, side)))
    };
    ends.into_iter().zip(at).zip(rows).map(words).collect()
}

fn draw_ends(chart: &LineChart, size: Size, plot: &Plot, point: impl Fn((f64, f64)) -> (f64, f64)) -> Markup {
    html! {
        @for (end, ((x, y), (left, row, side))) in ends(chart, size, plot, point) {
            circle class=(mark_class(chart, end.at)) cx=(one(x)) cy=(one(y)) r="4.5" {}
            text class="label halo" x=(one(left)) y=(one(row)) text-anchor=(side) { (end.label) }
            text class="note halo" x=(one(left)) y=(one(row + 15.0)) text-anchor=(side) { (end.note) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn chart() -> LineChart<'static> {
        LineChart {
            name: Name { id: "c", title: "Margin", sentence: "Falls to -20, then rises to 40." },
            empty: "no orders yet",
            bands: vec![Band { class: "band", points: vec![(1.0, 10.0, 20.0), (2.0, 30.0, 50.0)] }],
            lines: vec![Line { class: "solid", points: vec![(0.0, -20.0), (1.0, 15.0), (2.0, 40.0)] }],
            ticks: super::super::age_ticks(2, 6),
            below: "months",
            marks: vec![Mark {
                at: (0.0, -20.0),
                label: "trough".to_owned(),
                note: "month 0".to_owned(),
                place: Place::BelowRight,
            }],
            ends: vec![End { at: (2.0, 40.0), label: "40 EUR".to_owned(), note: "month 2".to_owned() }],
            rules: vec![Rule { at: 1.0, label: "today".to_owned() }],
            hints: vec![(1.0, 15.0, "month 1: 15".to_owned())],
            value: Written(&words::tick),
        }
    }

    #[test]
    fn a_line_with_its_band_and_labels() {
        insta::assert_snapshot!(line_band(&chart(), Size::Wide).into_string().replace('>', ">\n"));
    }

    #[test]
    fn nothing_to_draw_is_a_sentence() {
        for points in [vec![], vec![(0.0, f64::NAN)], vec![(f64::INFINITY, 1.0)]] {
            let chart = LineChart { bands: vec![], lines: vec![Line { class: "solid", points }], ..chart() };
            let svg = line_band(&chart, Size::Narrow).into_string();
            assert!(svg.contains("no orders yet") && !svg.contains("<path"), "{svg}");
        }
    }

    #[test]
    fn one_point_is_a_dot_and_equal_points_lie_on_a_level() {
        let one = LineChart {
            bands: vec![],
            lines: vec![Line { class: "solid", points: vec![(3.0, 7.0)] }],
            marks: vec![],
            ends: vec![],
            ..chart()
        };
        assert!(line_band(&one, Size::Wide).into_string().contains("<circle class=\"dot solid\""));
        let level = LineChart {
            bands: vec![],
            lines: vec![Line { class: "solid", points: vec![(0.0, 0.0), (1.0, 0.0)] }],
            marks: vec![],
            ends: vec![],
            ..chart()
        };
        let svg = line_band(&level, Size::Wide).into_string();
        assert!(svg.contains("d=\"M58.0,") && !svg.contains("NaN"), "{svg}");
    }

    /// Heights in a narrow chart: of the label's note, and of the line's points near its end.
    fn end_of(points: Vec<(f64, f64)>) -> (f64, Vec<f64>) {
        let (x, y) = points[points.len() - 1];
        let end = End { at: (x, y), label: "label".to_owned(), note: "the note".to_owned() };
        let chart = LineChart {
            bands: vec![],
            lines: vec![Line { class: "solid", points }],
            marks: vec![],
            ends: vec![end],
            rules: vec![],
            hints: vec![],
            ..chart()
        };
        let svg = line_band(&chart, Size::Narrow).into_string();
        let (before, _) = svg.split_once(">the note<").unwrap();
        let (_, rest) = before.rsplit_once(" y=\"").unwrap();
        let note = rest.split_once('"').unwrap().0.parse().unwrap();
        let (_, path) = svg.split_once("class=\"line solid\" d=\"M").unwrap();
        let drawn: Vec<(f64, f64)> = path
            .split_once('"')
            .unwrap()
            .0
            .split('L')
            .map(|p| p.split_once(',').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap())
            .collect();
        let last = drawn[drawn.len() - 1].0;
        (note, drawn.iter().filter(|p| p.0 > last - LABEL_WIDTH).map(|p| p.1).collect())
    }

    #[test]
    fn the_label_of_an_end_is_clear_of_its_line_on_a_phone() {
        let curve = |f: fn(f64) -> f64| (0..=40).map(|i| f64::from(i) / 40.0).map(|x| (x, f(x))).collect();
        for f in [|x| x, f64::sqrt, |x| x * x, |x| 1.0 - 0.9 * x, |_| 1.0, |x| -x, |x| x - 0.5]
            as [fn(f64) -> f64; 7]
        {
            let (note, line) = end_of(curve(f));
            let clear = line.iter().all(|y| y - note > 6.0) || line.iter().all(|y| note - 26.0 - y > 6.0);
            assert!(clear, "{note}: {line:?}");
        }
    }
}
