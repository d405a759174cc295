//! Bars with their numbers written at them.

use maud::{Markup, html};

use super::scale::Scale;
use super::{Name, Size, nothing, one, svg};

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// Interval, drawn as a whisker.
    pub interval: Option<(f64, f64)>,
    /// The number in words.
    pub words: String,
    /// How it looks: `full`, `half` or `pale`.
    pub class: &'static str,
}

/// Draws bars from zero, one below the other, each with its words over it. One drawing fits
/// all widths.
pub fn bars(name: &Name, bars: &[Bar]) -> Markup {
    let size = Size::Panel;
    let bars: Vec<&Bar> = bars.iter().filter(|bar| bar.value.is_finite()).collect();
    if bars.is_empty() {
        return nothing(name, size, "nothing to draw");
    }
    let reach = |bar: &Bar| {
        let interval = bar.interval.filter(|i| i.0.is_finite() && i.1.is_finite());
        let (low, high) = interval.unwrap_or((bar.value, bar.value));
        (low.min(bar.value), high.max(bar.value))
    };
    let least = bars.iter().map(|bar| reach(bar).0).fold(0.0, f64::min);
    let most = bars.iter().map(|bar| reach(bar).1).fold(0.0, f64::max);
    let most = if least == most { 1.0 } else { most };
    let x = Scale::new((least, most), (4.0, size.width() - 4.0));
    let row = 56.0;
    let zero = x.at(0.0);
    let height = row * bars.len() as f64 + 4.0;
    svg(
        name,
        size,
        height,
        &html! {
            @for (i, bar) in bars.iter().enumerate() {
                @let y = row * i as f64;
                @let end = x.at(bar.value);
                text class="label" x="4" y=(one(y + 18.0)) { (bar.label) }
                text class="number" x=(one(size.width() - 4.0)) y=(one(y + 18.0)) text-anchor="end" { (bar.words) }
                rect class="ground" x="4" y=(one(y + 27.0)) width=(one(size.width() - 8.0)) height="16" rx="2" {}
                rect class=(format!("bar {}", bar.class)) x=(one(zero.min(end))) y=(one(y + 27.0)) width=(one((end - zero).abs().max(1.0))) height="16" rx="2" {}
                @if bar.interval.is_some() {
                    @let (low, high) = reach(bar);
                    path class="whisker" d=(format!("M{a},{m}L{b},{m}M{a},{t}L{a},{u}M{b},{t}L{b},{u}", a = one(x.at(low)), b = one(x.at(high)), m = one(y + 35.0), t = one(y + 31.0), u = one(y + 39.0))) {}
                }
            }
            @if least < 0.0 { line class="zero" x1=(one(zero)) x2=(one(zero)) y1="22" y2=(one(height)) {} }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::well_formed;

    fn bar(value: f64, interval: Option<(f64, f64)>) -> Bar {
        Bar { label: "Active & <well>".to_owned(), value, interval, words: "5".to_owned(), class: "full" }
    }

    #[test]
    fn bars_start_at_zero_also_below_it() {
        let name = Name { id: "b", title: "Value", sentence: "Active 5." };
        let svg = bars(&name, &[bar(100.0, Some((50.0, 150.0))), bar(-50.0, None)]).into_string();
        well_formed::check(&svg).unwrap();
        // 4 to 266 pixels hold -50 to 150, so zero lies at 69.5 and 100 at 200.5.
        assert!(svg.contains("class=\"bar full\" x=\"69.5\" y=\"27.0\" width=\"131.0\""), "{svg}");
        assert!(svg.contains("class=\"bar full\" x=\"4.0\" y=\"83.0\" width=\"65.5\""), "{svg}");
        assert!(svg.contains("class=\"zero\" x1=\"69.5\""));
    }

    #[test]
    fn what_is_no_number_has_no_bar() {
        let name = Name { id: "b", title: "Value", sentence: "None." };
        assert!(bars(&name, &[bar(f64::NAN, None)]).into_string().contains("nothing to draw"));
        assert!(!bars(&name, &[bar(0.0, Some((f64::NAN, 1.0)))]).into_string().contains("NaN"));
    }
}
