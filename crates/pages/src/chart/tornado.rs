//! What a result becomes when one number after the other goes to the ends of its interval.

use maud::{Markup, html};

use super::scale::{self, Scale};
use super::{Name, Size, Written, nothing, one, svg};

/// One number in doubt.
#[derive(Debug, Clone)]
pub struct Swing {
    /// What it is.
    pub label: String,
    /// What it turns; empty where it turns nothing.
    pub note: String,
    /// The result with it at its low and its high end.
    pub at: [f64; 2],
    /// Its low and its high end in words.
    pub words: [String; 2],
}

/// Numbers in doubt around a result, over an axis that holds zero.
#[derive(Debug, Clone)]
pub struct Tornado<'a> {
    /// What it is called.
    pub name: Name<'a>,
    /// What is written where there is nothing to draw.
    pub empty: &'a str,
    /// The result as it stands.
    pub stands: f64,
    /// What is written over where it stands.
    pub stands_words: &'a str,
    /// What is written on either side of zero: left, right.
    pub sides: [&'a str; 2],
    /// The greatest swing first.
    pub swings: Vec<Swing>,
    /// What the numbers below are.
    pub below: &'a str,
    /// Writes a number at the axis.
    pub value: Written<'a>,
}

/// Draws the swings; those that carry a note stand out.
pub fn tornado(chart: &Tornado, size: Size) -> Markup {
    let swings: Vec<&Swing> =
        chart.swings.iter().filter(|s| s.at[0].is_finite() && s.at[1].is_finite()).collect();
    let (low, high) = swings
        .iter()
        .flat_map(|s| s.at)
        .chain([chart.stands])
        .fold((0.0f64, 0.0f64), |(low, high), x| (low.min(x), high.max(x)));
    if swings.is_empty() || high - low <= 0.0 || !(high - low).is_finite() {
        return nothing(&chart.name, size, chart.empty);
    }
    let wide = size == Size::Wide;
    let (left, right) = if wide { (372.0, size.width() - 76.0) } else { (10.0, size.width() - 10.0) };
    let row = if wide { 44.0 } else { 82.0 };
    let top = if wide { 44.0 } else { 62.0 };
    let x = Scale::new((low, high), (left, right));
    let bottom = top + row * swings.len() as f64;
    let all = scale::nice(low, high, if wide { 4 } else { 3 });
    let step = all.get(1).map_or(1.0, |second| second - all[0]);
    let ticks: Vec<f64> = all.into_iter().filter(|t| *t >= low && *t <= high).collect();
    let kept = |at: f64| at.clamp(left + 14.0, right - 14.0);
    svg(
        &chart.name,
        size,
        bottom + 46.0,
        &html! {
            @for tick in &ticks {
                @if *tick != 0.0 { line class="grid" x1=(one(x.at(*tick))) x2=(one(x.at(*tick))) y1=(one(top - 4.0)) y2=(one(bottom + 4.0)) {} }
                text class="tick" x=(one(kept(x.at(*tick)))) y=(one(bottom + 20.0)) text-anchor="middle" { ((chart.value.0)(*tick, step)) }
            }
            (sides(chart, x.at(0.0), (left, right), wide))
            line class="zero" x1=(one(x.at(0.0))) x2=(one(x.at(0.0))) y1=(one(top - 4.0)) y2=(one(bottom + 4.0)) {}
            line class="rule" x1=(one(x.at(chart.stands))) x2=(one(x.at(chart.stands))) y1=(one(top - 6.0)) y2=(one(bottom + 4.0)) {}
            text class="note halo small" x=(one(x.at(chart.stands).clamp(left + 40.0, right - 40.0))) y=(one(top - 11.0)) text-anchor="middle" { (chart.stands_words) }
            @for (i, swing) in swings.iter().enumerate() { (draw(swing, top + row * i as f64, &x, (left, right), wide)) }
            text class="note" x=(one(f64::midpoint(left, right))) y=(one(bottom + 40.0)) text-anchor="middle" { (chart.below) }
        },
    )
}

/// The sides of zero: each is named where there is room for it.
fn sides(chart: &Tornado, zero: f64, (left, right): (f64, f64), wide: bool) -> Markup {
    // About what a letter of the small words is wide.
    let room = |words: &str| words.chars().count() as f64 * 6.4 + 10.0;
    let [before, after] = chart.sides;
    let (first, second) = if wide { (16.0, 16.0) } else { (14.0, 30.0) };
    let left_from = if wide { 0.0 } else { left };
    let right_to = if wide { right + 76.0 } else { right };
    html! {
        @if zero - left_from > room(before) {
            text class="note halo small" x=(one(zero - 7.0)) y=(one(first)) text-anchor="end" { "← " (before) }
        } @else if !wide {
            text class="note halo small" x=(one(left)) y=(one(first)) { "← " (before) }
        }
        @if right_to - zero > room(after) {
            text class="note halo small" x=(one(zero + 7.0)) y=(one(second)) { (after) " →" }
        } @else if !wide {
            text class="note halo small" x=(one(right)) y=(one(second)) text-anchor="end" { (after) " →" }
        }
    }
}

fn draw(swing: &Swing, top: f64, x: &Scale, (left, right): (f64, f64), wide: bool) -> Markup {
    let turns = !swing.note.is_empty();
    let (a, b) = (x.at(swing.at[0]), x.at(swing.at[1]));
    let (from, to) = (a.min(b), a.max(b));
    let swapped = a > b;
    let [low, high] = &swing.words;
    let (first, second) = if swapped { (high, low) } else { (low, high) };
    let bar = match (wide, turns) {
        (true, _) => top + 8.0,
        (false, true) => top + 38.0,
        (false, false) => top + 24.0,
    };
    let class = if turns { "bar full" } else { "bar pale" };
    let middle = f64::midpoint(from, to).clamp(left + 50.0, right - 50.0);
    html! {
        @if wide {
            text class="label" x="0" y=(one(if turns { top + 15.0 } else { top + 23.0 })) { (swing.label) }
            @if turns { text class="note small" x="0" y=(one(top + 31.0)) { (swing.note) } }
        } @else {
            text class="label halo" x=(one(left)) y=(one(top + 16.0)) { (swing.label) }
            @if turns { text class="note small halo" x=(one(left)) y=(one(top + 31.0)) { (swing.note) } }
        }
        rect class=(class) x=(one(from)) y=(one(bar)) width=(one((to - from).max(1.0))) height="20" rx="2" {}
        // Where the bar crosses zero it is cut: that is where the answer turns.
        @if from < x.at(0.0) && x.at(0.0) < to {
            rect class="paper" x=(one(x.at(0.0) - 1.0)) y=(one(bar)) width="2" height="20" {}
        }
        @if wide {
            text class="note small halo" x=(one(from - 6.0)) y=(one(bar + 14.0)) text-anchor="end" { (first) }
            text class="note small halo" x=(one(to + 6.0)) y=(one(bar + 14.0)) { (second) }
        } @else if to - from > 170.0 {
            text class="note small halo" x=(one(from)) y=(one(bar + 33.0)) { (first) }
            text class="note small halo" x=(one(to)) y=(one(bar + 33.0)) text-anchor="end" { (second) }
        } @else {
            text class="note small halo" x=(one(middle)) y=(one(bar + 33.0)) text-anchor="middle" { (first) " … " (second) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chart::well_formed, words};

    fn chart(at: [f64; 2]) -> Tornado<'static> {
        Tornado {
            name: Name { id: "t", title: "What turns it", sentence: "Retention turns it." },
            empty: "nothing is in doubt",
            stands: 50.0,
            stands_words: "as it stands",
            sides: ["focused", "centric"],
            swings: vec![Swing {
                label: "Retention & <more>".to_owned(),
                note: "turns it".to_owned(),
                at,
                words: ["94%".to_owned(), "96%".to_owned()],
            }],
            below: "EUR",
            value: Written(&words::tick),
        }
    }

    #[test]
    fn a_bar_reaches_from_one_end_to_the_other() {
        for (size, width) in [(Size::Wide, "312.0"), (Size::Narrow, "340.0")] {
            for at in [[-100.0, 200.0], [200.0, -100.0]] {
                let svg = tornado(&chart(at), size).into_string();
                well_formed::check(&svg).unwrap();
                assert!(svg.contains(&format!("width=\"{width}\"")), "{svg}");
            }
        }
        // The low end of a number that does harm stands right.
        let svg = tornado(&chart([200.0, -100.0]), Size::Wide).into_string();
        assert!(svg.find("96%").unwrap() < svg.find("94%").unwrap());
    }

    #[test]
    fn what_is_no_number_is_not_drawn() {
        for at in [[f64::NAN, 1.0], [f64::INFINITY, 0.0]] {
            let svg = tornado(&chart(at), Size::Narrow).into_string();
            assert!(svg.contains("nothing is in doubt") && !svg.contains("NaN"), "{svg}");
        }
    }
}
