//! Predicted with interval beside actual, class by class: the calibration chart.

use maud::{Markup, html};

use super::scale::{self, Scale};
use super::{Name, Size, Written, nothing, one, svg, through};
use crate::words;

/// One class.
#[derive(Debug, Clone)]
pub struct Dot {
    /// The class, below the plot.
    pub label: String,
    /// What stands below it.
    pub note: String,
    /// Predicted, and its interval.
    pub predicted: f64,
    /// See `predicted`.
    pub interval: (f64, f64),
    /// What came.
    pub actual: f64,
}

/// The words in the drawing, and how its numbers are written.
#[derive(Debug, Clone, Copy)]
pub struct DotWords<'a> {
    /// What stands at the dot.
    pub predicted: &'a str,
    /// What stands at the diamond.
    pub actual: &'a str,
    /// What stands where there is no class.
    pub nothing: &'a str,
    /// Writes a number at the left axis.
    pub value: Written<'a>,
}

/// Draws classes from left to right in English: predicted as a dot with its interval, actual as a
/// diamond.
pub fn dots(name: &Name, dots: &[Dot], below: &str, size: Size) -> Markup {
    let words = DotWords {
        predicted: "predicted",
        actual: "actual",
        nothing: "no class of customers to compare",
        value: Written(&words::tick),
    };
    dots_in(name, dots, below, size, &words)
}

/// Draws classes as [`dots`] does, in the reader's words.
pub fn dots_in(name: &Name, dots: &[Dot], below: &str, size: Size, words: &DotWords) -> Markup {
    let dots: Vec<&Dot> = dots.iter().filter(|d| d.predicted.is_finite() && d.actual.is_finite()).collect();
    if dots.is_empty() {
        return nothing(name, size, words.nothing);
    }
    let interval = |d: &Dot| {
        let (low, high) = d.interval;
        if low.is_finite() && high.is_finite() { (low, high) } else { (d.predicted, d.predicted) }
    };
    let most = dots.iter().flat_map(|d| [d.predicted, d.actual, interval(d).1]).fold(0.0, f64::max);
    let ticks = scale::nice(0.0, if most > 0.0 { most } else { 1.0 }, 4);
    let step = ticks.get(1).copied().unwrap_or(1.0);
    let height = if size == Size::Wide { 340.0 } else { 300.0 };
    let (left, right, top, bottom) =
        (46.0, size.width() - 70.0, 26.0, height - if size == Size::Wide { 62.0 } else { 46.0 });
    let y = Scale::new((0.0, ticks.last().copied().unwrap_or(1.0)), (bottom, top));
    let column = (right - left) / dots.len() as f64;
    let middle = |i: usize| left + column * (i as f64 + 0.5);
    let shift = (column * 0.14).min(9.0);
    let last = dots.len() - 1;
    svg(
        name,
        size,
        height,
        &html! {
            @for tick in &ticks {
                line class=(if *tick == 0.0 { "zero" } else { "grid" }) x1=(one(left)) x2=(one(right)) y1=(one(y.at(*tick))) y2=(one(y.at(*tick))) {}
                text class="tick" x=(one(left - 8.0)) y=(one(y.at(*tick) + 4.0)) text-anchor="end" { ((words.value.0)(*tick, step)) }
            }
            @for (i, dot) in dots.iter().enumerate() {
                @let (predicted, actual) = (middle(i) - shift, middle(i) + shift);
                @let (low, high) = (y.at(interval(dot).0), y.at(interval(dot).1));
                path class="whisker accent" d=(format!("M{p},{low}L{p},{high}M{l},{low}L{r},{low}M{l},{high}L{r},{high}", p = one(predicted), low = one(low), high = one(high), l = one(predicted - 4.0), r = one(predicted + 4.0))) {}
                circle class="dot solid" cx=(one(predicted)) cy=(one(y.at(dot.predicted))) r="4.5" {}
                path class="diamond" d=(format!("{}Z", through(diamond(actual, y.at(dot.actual))))) {}
                text class="tick" x=(one(middle(i))) y=(one(bottom + 19.0)) text-anchor="middle" { (dot.label) }
                @if size == Size::Wide { text class="note small" x=(one(middle(i))) y=(one(bottom + 35.0)) text-anchor="middle" { (dot.note) } }
            }
            @let (p, a) = (y.at(dots[last].predicted), y.at(dots[last].actual));
            @let rows = apart(p, a, top, bottom);
            text class="note halo" x=(one(middle(last) + shift + 12.0)) y=(one(rows[0] + 4.0)) { (words.predicted) }
            text class="note halo" x=(one(middle(last) + shift + 12.0)) y=(one(rows[1] + 4.0)) { (words.actual) }
            text class="note" x=(one(f64::midpoint(left, right))) y=(one(height - 6.0)) text-anchor="middle" { (below) }
        },
    )
}

/// The heights of the two labels, not on top of each other.
fn apart(predicted: f64, actual: f64, top: f64, bottom: f64) -> [f64; 2] {
    let mut rows = [predicted, actual];
    scale::spread(&mut rows, 16.0, top, bottom);
    rows
}

fn diamond(x: f64, y: f64) -> [(f64, f64); 4] {
    [(x, y - 6.0), (x + 6.0, y), (x, y + 6.0), (x - 6.0, y)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::well_formed;

    #[test]
    fn labels_of_equal_values_do_not_cover_each_other() {
        let [predicted, actual] = apart(50.0, 50.0, 0.0, 100.0);
        assert!((predicted - actual).abs() >= 16.0);
    }

    #[test]
    fn nothing_predicted_and_nothing_came_still_has_an_axis() {
        let name = Name { id: "d", title: "Calibration", sentence: "Nothing came." };
        let nothing = Dot {
            label: "0".to_owned(),
            note: "12".to_owned(),
            predicted: 0.0,
            interval: (0.0, f64::NAN),
            actual: 0.0,
        };
        let svg = dots(&name, &[nothing], "repeat orders", Size::Wide).into_string();
        well_formed::check(&svg).unwrap();
        assert!(svg.contains("class=\"zero\"") && !svg.contains("NaN"));
        assert!(dots(&name, &[], "", Size::Narrow).into_string().contains("no class of customers"));
    }
}
