//! Ten signs of where between the two ways the company stands.

use facts::Day;
use maud::{Markup, html};
use plan::spectrum::{Limits, Reading, Sign, Spectrum, Unit};

use super::{Part, tabs, words::lacking};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Tone},
    text::Fill,
};

/// What the page shows.
#[derive(Debug, Clone)]
pub enum View {
    /// The signs are being counted.
    Working,
    /// The signs.
    Signs(Box<Shown>),
}

/// The signs and the day they were counted on.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The signs.
    pub spectrum: Spectrum,
    /// The last day that counts; none before the first valuation.
    pub as_of: Option<Day>,
}

/// The page.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let title = reader.t("spectrum-title");
    let tabs = tabs(reader, Part::Spectrum);
    match view {
        View::Working => {
            let body = html! { (tabs) (parts::skeleton(&reader.t("spectrum-working"))) };
            frame::waiting(reader, Place::Strategy, &title, &body, 3)
        }
        View::Signs(shown) => {
            let body = html! { (tabs) (draw(reader, shown)) };
            frame::page(reader, Place::Strategy, &title, &body)
        }
    }
}

fn draw(reader: &Reader, shown: &Shown) -> Markup {
    let spectrum = &shown.spectrum;
    html! {
        p.sentence { (sentence(reader, spectrum)) }
        p.note {
            (reader.t("spectrum-rule"))
            @if let Some(day) = shown.as_of { " " (reader.tf("spectrum-as-of", &[("day", Fill::Text(&reader.day(day)))])) }
        }
        h2.unseen { (reader.t("spectrum-signs")) }
        div.signs-head aria-hidden="true" {
            span { (reader.t("spectrum-pole-focused")) }
            span { (reader.t("spectrum-pole-centric")) }
        }
        ol.signs { @for sign in &spectrum.signs { (row(reader, sign)) } }
        @if !spectrum.missing.is_empty() {
            section id="missing" aria-labelledby="missing-h" {
                h2 id="missing-h" { (reader.t("spectrum-missing")) }
                ul { @for lack in &spectrum.missing { li { (lacking(reader, *lack)) } } }
            }
        }
    }
}

/// What the signs say together, in a sentence.
#[must_use]
pub fn sentence(reader: &Reader, spectrum: &Spectrum) -> String {
    if spectrum.known == 0 {
        return reader.t("spectrum-none-known");
    }
    let count = |n: usize| Fill::Count(n as u64);
    reader.tf(
        "spectrum-sentence",
        &[
            ("known", count(spectrum.known)),
            ("all", count(spectrum.signs.len())),
            ("focused", count(spectrum.focused)),
            ("centric", count(spectrum.centric)),
            ("between", count(spectrum.between)),
        ],
    )
}

/// What would make the other signs known, each in a sentence.
#[must_use]
pub fn missing(spectrum: &Spectrum) -> Vec<String> {
    spectrum.missing.iter().map(|lack| said(&lack.to_string())).collect()
}

/// The words as a sentence.
fn said(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How a sign is called.
#[must_use]
pub fn called(reader: &Reader, sign: &Sign) -> String {
    reader.t(&format!("spectrum-sign-{}", sign.kind.name().replace('_', "-")))
}

/// The number of a sign with its range, as it is written.
#[must_use]
pub fn value(reader: &Reader, sign: &Sign) -> Option<(String, Option<String>)> {
    let m = sign.measured.as_ref()?;
    let write = |x| written(reader, sign.unit, x);
    let (low, high) = (write(m.low), write(m.high));
    let range = (low != high)
        .then(|| reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))]));
    Some((write(m.value), range))
}

fn written(reader: &Reader, unit: Unit, x: f64) -> String {
    match unit {
        Unit::Share => reader.percent(x),
        Unit::Number => plain(reader, x),
        Unit::Times => reader.tf("spectrum-times", &[("number", Fill::Text(&plain(reader, x)))]),
        Unit::Months => reader.tf("spectrum-months", &[("months", Fill::Count(x.max(0.0).round() as u64))]),
    }
}

/// A count without decimals where it is whole.
fn plain(reader: &Reader, x: f64) -> String {
    reader.decimal(x, if x.fract() == 0.0 { 0 } else { 2 })
}

/// What a sign points to, in words.
#[must_use]
pub fn reading(reader: &Reader, reading: Reading) -> String {
    reader.t(match reading {
        Reading::Focused => "spectrum-reading-focused",
        Reading::Centric => "spectrum-reading-centric",
        Reading::Between => "spectrum-reading-between",
        Reading::NotKnown => "spectrum-reading-not-known",
    })
}

/// The limits of a sign, in a sentence.
#[must_use]
pub fn limits(reader: &Reader, sign: &Sign) -> String {
    let write = |x: Option<f64>| x.map(|x| written(reader, sign.unit, x)).unwrap_or_default();
    let Limits { focused, centric, from, to } = sign.limits;
    let (focused, centric_at) = (write(focused), write(centric));
    let key = match centric {
        None => "spectrum-limits-focused-only",
        Some(_) if to > from => "spectrum-limits",
        Some(_) => "spectrum-limits-falling",
    };
    reader.tf(key, &[("focused", Fill::Text(&focused)), ("centric", Fill::Text(&centric_at))])
}

fn row(reader: &Reader, sign: &Sign) -> Markup {
    let class = match sign.reading {
        Reading::Focused | Reading::Centric => Tone::Good,
        Reading::Between => Tone::Plain,
        Reading::NotKnown => Tone::Quiet,
    };
    html! {
        li.sign.unknown[sign.measured.is_none()] {
            h3 { (called(reader, sign)) }
            p.sign-value {
                @match value(reader, sign) {
                    Some((value, range)) => {
                        strong { (value) }
                        @if let Some(range) = range { " " span.note { (range) } }
                    }
                    None => span.note { (reader.t("spectrum-no-number")) },
                }
            }
            (track(sign))
            p.sign-reading { (parts::chip(class, &reading(reader, sign.reading))) }
            p.sign-about.note {
                (limits(reader, sign))
                @if let Some(m) = &sign.measured {
                    " " (reader.tf("spectrum-counted-from", &[("how", Fill::Text(&m.how))]))
                } @else if let Some(lack) = sign.missing {
                    " " (lacking(reader, lack))
                }
            }
        }
    }
}

const WIDE: f64 = 300.0;

/// The sign between the poles. The words beside it say the same, so it is hidden from screen readers.
fn track(sign: &Sign) -> Markup {
    let x = |share: f64| format!("{:.1}", 8.0 + share * (WIDE - 16.0));
    let (focused, centric) =
        (sign.limits.focused.map(|l| sign.place(l)), sign.limits.centric.map(|l| sign.place(l)));
    let width = |from: f64, to: f64| format!("{:.1}", ((to - from) * (WIDE - 16.0)).max(3.0));
    html! {
        svg.track viewBox=(format!("0 0 {WIDE} 28")) aria-hidden="true" focusable="false" {
            line.rail x1=(x(0.0)) x2=(x(1.0)) y1="14" y2="14" {}
            @if let Some(to) = focused { rect.zone x=(x(0.0)) width=(width(0.0, to)) y="8" height="12" rx="2" {} }
            @if let Some(from) = centric { rect.zone x=(x(from)) width=(width(from, 1.0)) y="8" height="12" rx="2" {} }
            @if let Some(m) = &sign.measured {
                @let (a, b) = (sign.place(m.low), sign.place(m.high));
                @let (a, b) = (a.min(b), a.max(b));
                line.reach x1=(x(a)) x2=(x(b)) y1="14" y2="14" {}
                circle.at cx=(x(sign.place(m.value))) cy="14" r="5.5" {}
            }
        }
    }
}
