//! Distributions one below the other over one axis: where each lies, how wide it is, what of it is
//! below zero.

use maud::{Markup, html};

use super::scale::{self, Scale};
use super::{Name, Size, Written, nothing, one, svg};

/// One distribution.
#[derive(Debug, Clone)]
pub struct Heap {
    /// How it looks: `full` or `second`.
    pub class: &'static str,
    /// What it is of.
    pub label: String,
    /// What is said of it, after its name.
    pub note: String,
    /// Its bars: from, to, share, and what the pointer reads.
    pub bins: Vec<(f64, f64, f64, String)>,
    /// The middle and the ends of its interval: low, middle, high.
    pub interval: [f64; 3],
}

/// Distributions over one axis, which holds zero unless all of them lie far from it.
#[derive(Debug, Clone)]
pub struct Heaps<'a> {
    /// What they are called.
    pub name: Name<'a>,
    /// What is written where there is nothing to draw.
    pub empty: &'a str,
    /// One below the other.
    pub heaps: Vec<Heap>,
    /// What the numbers below are.
    pub below: &'a str,
    /// Writes a number at the axis.
    pub value: Written<'a>,
}

/// Height of one distribution with its words.
const ROW: f64 = 138.0;
/// Height of its highest bar.
const HIGH: f64 = 72.0;

/// Draws distributions one below the other. Each is as high as the others: their widths tell.
pub fn heaps(chart: &Heaps, size: Size) -> Markup {
    let fine = |b: &&(f64, f64, f64, String)| {
        b.0.is_finite() && b.1.is_finite() && b.2.is_finite() && b.1 > b.0 && b.2 > 0.0
    };
    let heaps: Vec<&Heap> = chart.heaps.iter().filter(|h| h.bins.iter().any(|b| fine(&b))).collect();
    let ends = heaps.iter().flat_map(|h| h.bins.iter().filter(fine).flat_map(|b| [b.0, b.1]));
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    // Zero is held unless everything lies far from it: then it would press all against one border.
    let far = low.abs().min(high.abs()) > 1.5 * (high - low);
    let (low, high) = if far { (low, high) } else { (low.min(0.0), high.max(0.0)) };
    if heaps.is_empty() || !(high - low).is_finite() || high - low <= 0.0 {
        return nothing(&chart.name, size, chart.empty);
    }
    let (left, right) = (8.0, size.width() - 8.0);
    let x = Scale::new((low, high), (left, right));
    let all = scale::nice(low, high, if size == Size::Wide { 8 } else { 4 });
    let step = all.get(1).map_or(1.0, |second| second - all[0]);
    let ticks: Vec<f64> = all.into_iter().filter(|t| *t >= low && *t <= high).collect();
    let bottom = ROW * heaps.len() as f64;
    let kept = |at: f64| at.clamp(left + 16.0, right - 16.0);
    svg(
        &chart.name,
        size,
        bottom + 48.0,
        &html! {
            @for tick in &ticks {
                // Beside the words of each distribution, not through them.
                @for i in 0..heaps.len() {
                    @let top = ROW * i as f64 + if size == Size::Wide { 26.0 } else { 38.0 };
                    @let end = if i + 1 == heaps.len() { bottom + 5.0 } else { ROW * (i + 1) as f64 - 6.0 };
                    line class=(if *tick == 0.0 { "zero" } else { "grid" }) x1=(one(x.at(*tick))) x2=(one(x.at(*tick))) y1=(one(top)) y2=(one(end)) {}
                }
                text class="tick" x=(one(kept(x.at(*tick)))) y=(one(bottom + 20.0)) text-anchor="middle" { ((chart.value.0)(*tick, step)) }
            }
            text class="note" x=(one(size.width() / 2.0)) y=(one(bottom + 40.0)) text-anchor="middle" { (chart.below) }
            @for (i, heap) in heaps.iter().enumerate() {
                (draw(heap, ROW * i as f64, &x, size, fine))
            }
        },
    )
}

fn draw(
    heap: &Heap,
    top: f64,
    x: &Scale,
    size: Size,
    fine: impl Fn(&&(f64, f64, f64, String)) -> bool,
) -> Markup {
    let density = |b: &(f64, f64, f64, String)| b.2 / (b.1 - b.0);
    let most = heap.bins.iter().filter(&fine).map(density).fold(0.0, f64::max);
    let floor = top + 34.0 + HIGH;
    let [low, middle, high] = heap.interval.map(|at| x.at(at));
    let (rule, up, down) = (floor + 12.0, floor + 8.0, floor + 16.0);
    let whole = heap.interval.iter().all(|at| at.is_finite());
    html! {
        text class="label halo" x="8" y=(one(top + 14.0)) { (heap.label)
            @if size == Size::Wide { tspan class="aside" dx="10" { (heap.note) } }
        }
        @if size != Size::Wide { text class="note halo" x="8" y=(one(top + 30.0)) { (heap.note) } }
        @for bin in heap.bins.iter().filter(&fine) {
            @let height = (HIGH * density(bin) / most).max(0.5);
            @let (from, to) = (x.at(bin.0), x.at(bin.1));
            rect class=(format!("bar {}", heap.class)) x=(one(from)) y=(one(floor - height)) width=(one(if to - from > 5.0 { to - from - 0.8 } else { to - from })) height=(one(height)) {}
            rect class="hint" x=(one(from)) y=(one(floor - HIGH)) width=(one((to - from).max(0.6))) height=(one(HIGH)) { title { (bin.3) } }
        }
        @if whole {
            path class="whisker" d=(format!("M{a},{m}L{b},{m}M{a},{t}L{a},{u}M{b},{t}L{b},{u}", a = one(low), b = one(high), m = one(rule), t = one(up), u = one(down))) {}
            circle class="diamond" cx=(one(middle)) cy=(one(rule)) r="4.5" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chart::well_formed, words};

    fn chart(bins: Vec<(f64, f64, f64, String)>) -> Heaps<'static> {
        Heaps {
            name: Name { id: "h", title: "NPV", sentence: "From -10 to 30." },
            empty: "no futures were drawn",
            heaps: vec![Heap {
                class: "full",
                label: "Centric & <more>".to_owned(),
                note: "12".to_owned(),
                bins,
                interval: [-5.0, 12.0, 25.0],
            }],
            below: "EUR",
            value: Written(&words::tick),
        }
    }

    fn bin(low: f64, high: f64, share: f64) -> (f64, f64, f64, String) {
        (low, high, share, format!("{low}"))
    }

    #[test]
    fn the_fullest_bar_is_the_highest_and_zero_is_marked() {
        let chart = chart(vec![bin(-10.0, 10.0, 0.25), bin(10.0, 30.0, 0.75)]);
        for size in [Size::Wide, Size::Narrow] {
            let svg = heaps(&chart, size).into_string();
            well_formed::check(&svg).unwrap();
            assert!(svg.contains("height=\"72.0\"") && svg.contains("height=\"24.0\""), "{svg}");
            assert!(svg.contains("class=\"zero\""));
        }
    }

    #[test]
    fn zero_is_left_out_where_it_would_press_all_against_a_border() {
        let far = chart(vec![bin(100.0, 110.0, 0.5), bin(110.0, 120.0, 0.5)]);
        let svg = heaps(&far, Size::Wide).into_string();
        assert!(!svg.contains("class=\"zero\"") && svg.contains("x=\"380.0\""), "{svg}");
    }

    #[test]
    fn what_is_no_number_is_not_drawn() {
        for bins in [
            vec![],
            vec![bin(f64::NAN, 1.0, 0.5)],
            vec![bin(0.0, f64::INFINITY, 1.0)],
            vec![bin(1.0, 1.0, 1.0)],
        ] {
            let svg = heaps(&chart(bins), Size::Wide).into_string();
            assert!(svg.contains("no futures were drawn") && !svg.contains("NaN"), "{svg}");
        }
    }
}
