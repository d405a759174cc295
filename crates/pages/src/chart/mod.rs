//! Charts as plain SVG: server-side, without script, colours only by class.
//!
//! Every chart has a title and a description that is a sentence made from its numbers, and
//! labels stand at what they name instead of in a legend. The width of text is not known here,
//! so margins are fixed, labels are anchored by side, and charts with text are drawn twice, once
//! for a page and once for a phone; the stylesheet shows one of them. What cannot be drawn is a
//! sentence. Coordinates have one decimal.

mod bars;
mod dots;
mod heatmap;
mod histogram;
mod labels;
mod line;
mod scale;
mod tornado;
#[doc(hidden)]
pub mod well_formed;

pub use bars::{Bar, bars};
pub use dots::{Dot, DotWords, dots, dots_in};
pub use heatmap::{HeatRow, heatmap};
pub use histogram::{Heap, Heaps, heaps};
pub use line::{Band, End, Line, LineChart, Mark, Place, Rule, Written, line_band, line_band_low};
pub use scale::{Tick, age_ticks, month_ticks, month_ticks_in, round_ticks};
pub use tornado::{Swing, Tornado, tornado};

use maud::{Markup, html};

/// What a chart is called: every id on it starts with `id`, which is unique on a page.
#[derive(Debug, Clone)]
pub struct Name<'a> {
    /// Start of all ids of this chart.
    pub id: &'a str,
    /// What is drawn.
    pub title: &'a str,
    /// What it shows, in a sentence made from the numbers.
    pub sentence: &'a str,
}

/// For what width a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A page: 760 wide.
    Wide,
    /// A phone: 360 wide.
    Narrow,
    /// A panel beside others, on every page: 270 wide.
    Panel,
}

impl Size {
    /// Width of the drawing, in its own pixels.
    pub const fn width(self) -> f64 {
        match self {
            Self::Wide => 760.0,
            Self::Narrow => 360.0,
            Self::Panel => 270.0,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "chart wide",
            Self::Narrow => "chart narrow",
            Self::Panel => "chart panel",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Wide => "w",
            Self::Narrow => "n",
            Self::Panel => "p",
        }
    }
}

/// Draws a chart for a page and for a phone.
pub fn both(draw: impl Fn(Size) -> Markup) -> Markup {
    html! { (draw(Size::Wide)) (draw(Size::Narrow)) }
}

/// The frame of an SVG of this name, size and height around its content.
fn svg(name: &Name, size: Size, height: f64, content: &Markup) -> Markup {
    let (title, desc) =
        (format!("{}-{}-t", name.id, size.suffix()), format!("{}-{}-d", name.id, size.suffix()));
    html! {
        svg class=(size.class()) xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {height}", size.width()))
            role="img" aria-labelledby=(format!("{title} {desc}")) {
            title id=(title) { (name.title) }
            desc id=(desc) { (name.sentence) }
            (content)
        }
    }
}

/// The sentence that stands where a chart cannot be drawn.
fn nothing(name: &Name, size: Size, sentence: &str) -> Markup {
    svg(
        name,
        size,
        80.0,
        &html! {
            rect class="empty" x="0.5" y="0.5" width=(one(size.width() - 1.0)) height="79" rx="6" {}
            text class="note" x=(one(size.width() / 2.0)) y="45" text-anchor="middle" { (sentence) }
        },
    )
}

/// About how wide bold words are, in one of the wider fonts a screen may have.
fn label_width(words: &str) -> f64 {
    words.chars().count() as f64 * 7.9
}

/// About how wide plain words are, likewise.
fn note_width(words: &str) -> f64 {
    words.chars().count() as f64 * 7.2
}

/// A coordinate.
fn one(x: f64) -> String {
    let text = format!("{x:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// A path through points.
fn through(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        path.push_str(if i == 0 { "M" } else { "L" });
        path.push_str(&one(x));
        path.push(',');
        path.push_str(&one(y));
    }
    path
}
