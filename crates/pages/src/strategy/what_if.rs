//! What-ifs: what a change of the company is worth, ranked.

use maud::{Markup, html};
use plan::{
    strategy::Nature,
    what_if::{Against, Answer, Found, Input, Kind, Listed, Verdict},
};

use super::{
    Part, tables, tabs,
    words::{money, share},
};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column, Field, Look, Select, Tone, chip, opened, section},
    text::Fill,
};

/// The page.
#[derive(Debug, Clone)]
pub struct View {
    /// What is asked about; none: all of them, with guesses.
    pub kind: Option<Kind>,
    /// What stands in the fields of that kind: name and text. Shares are in percent.
    pub fields: Vec<(String, String)>,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(String, String)>,
    /// The answer; none where there is none.
    pub answer: Option<Box<Answer>>,
    /// It is being worked out: the page comes again by itself.
    pub working: bool,
    /// How far competitors are below our prices, where that was measured.
    pub gap: Option<Gap>,
}

/// How far competitors are below our prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Products with competitors' offers against them.
    pub products: u64,
    /// Their share of the last year's revenue, where it is known.
    pub of_revenue: Option<f64>,
    /// What matching them takes off all prices taken together: the share, low, high.
    pub of_all: [f64; 3],
}

/// The page of what-ifs.
#[must_use]
pub fn page(reader: &Reader, view: &View) -> Markup {
    let body = html! {
        (tabs(reader, Part::Balance))
        @if view.working { (parts::skeleton(&reader.t("balance-working"))) }
        @else if let Some(answer) = &view.answer { (draw(reader, view, answer)) }
        @else if view.refused.is_empty() { p.lead { (reader.t("balance-what-if-none")) } }
        @else { (form(reader, view)) }
        p { a href="/strategy/balance" { (reader.t("balance-what-if-to-balance")) } }
    };
    let title = reader.t("balance-what-if-title");
    if view.working {
        frame::waiting(reader, Place::Strategy, &title, &body, 3)
    } else {
        frame::page(reader, Place::Strategy, &title, &body)
    }
}

/// The answer in sentences; for the page and the terminal.
#[must_use]
pub fn sentences(reader: &Reader, answer: &Answer) -> Vec<String> {
    let of = |verdict: Verdict| {
        let names = answer.ranked.iter().filter(|f| f.verdict == verdict).map(|f| named(reader, f));
        names.collect::<Vec<_>>().join(", ")
    };
    let mut said = Vec::new();
    for (verdict, key) in
        [(Verdict::Worth, "balance-what-if-says-worth"), (Verdict::Guess, "balance-what-if-says-guess")]
    {
        let names = of(verdict);
        if !names.is_empty() {
            said.push(reader.tf(key, &[("names", Fill::Text(&names))]));
        }
    }
    if said.is_empty() {
        said.push(reader.t("balance-what-if-says-none"));
    }
    let draws = reader.count(answer.draws as u64);
    said.push(reader.tf(
        "balance-what-if-base",
        &[
            ("scenario", Fill::Text(&answer.scenario)),
            ("months", Fill::Count(u64::from(answer.horizon_months))),
            ("draws", Fill::Text(&draws)),
        ],
    ));
    said
}

/// How a what-if is called: by its name where it has one of its own.
#[must_use]
pub fn named(reader: &Reader, found: &Found) -> String {
    if found.name == found.kind.name() {
        reader.t(&format!("balance-kind-{}", found.kind.name()))
    } else {
        found.name.clone()
    }
}

fn draw(reader: &Reader, view: &View, answer: &Answer) -> Markup {
    html! {
        @for (n, sentence) in sentences(reader, answer).iter().enumerate() {
            p.sentence[n == 0].second-sentence[n > 0] { (sentence) }
        }
        (section("ranked", &reader.t("balance-what-if-ranked"), &ranked(reader, answer)))
        (form(reader, view))
        (section("numbers", &reader.t("balance-what-if-numbers"), &html! {
            @for (n, found) in answer.ranked.iter().enumerate() { (opened(&named(reader, found), &numbers(reader, answer, found, n))) }
        }))
    }
}

/// The text of a verdict.
#[must_use]
pub const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Worth => "balance-verdict-worth",
        Verdict::NotWorth => "balance-verdict-not-worth",
        Verdict::Experiment => "balance-verdict-experiment",
        Verdict::Guess => "balance-verdict-guess",
        Verdict::Baseline => "balance-verdict-baseline",
    }
}

/// The text of what one is laid against.
#[must_use]
pub const fn against_key(against: Against) -> &'static str {
    match against {
        Against::AsItIs => "balance-against-as-it-is",
        Against::DoingNothing => "balance-against-doing-nothing",
    }
}

fn ranked(reader: &Reader, answer: &Answer) -> Markup {
    let columns = [
        Column::text(reader.t("balance-col-what-if")),
        Column::number(reader.t("balance-col-difference")),
        Column::number(reader.t("balance-col-range")),
        Column::number(reader.t("balance-col-better")),
        Column::number(reader.t("balance-col-peak")),
        Column::text(reader.t("balance-col-verdict")),
    ];
    let rows: Vec<Vec<Markup>> = answer
        .ranked
        .iter()
        .map(|found| {
            let tone = match found.verdict {
                Verdict::Worth => Tone::Good,
                Verdict::NotWorth => Tone::Bad,
                Verdict::Experiment | Verdict::Guess => Tone::Watch,
                Verdict::Baseline => Tone::Quiet,
            };
            vec![
                html! { (named(reader, found)) br; span.note { (reader.t(against_key(found.against))) } },
                html! { (money(reader, found.difference.expected, answer.currency)) },
                html! { (range(reader, answer, found.difference.low, found.difference.high)) },
                html! { (share(reader, found.better)) },
                html! { (money(reader, found.peak_funding_change.expected, answer.currency)) },
                chip(tone, &reader.t(verdict_key(found.verdict))),
            ]
        })
        .collect();
    parts::table("what-if-rows", &reader.t("balance-what-if-caption"), &columns, &rows)
}

fn range(reader: &Reader, answer: &Answer, low: f64, high: f64) -> String {
    match answer.currency {
        Some(currency) => reader.range(low, high, currency),
        None => {
            let ends = [("low", reader.number(low)), ("high", reader.number(high))];
            reader.tf("common-range", &ends.each_ref().map(|(name, words)| (*name, Fill::Text(words))))
        }
    }
}

/// A number of a what-if as it is written in a form: shares and changes in percent.
#[must_use]
pub fn times(nature: Nature) -> f64 {
    if matches!(nature, Nature::Share | Nature::Change) { 100.0 } else { 1.0 }
}

fn numbers(reader: &Reader, answer: &Answer, found: &Found, n: usize) -> Markup {
    let columns = [
        Column::text(reader.t("prices-col-number")),
        Column::number(reader.t("balance-col-spend-plain")),
        Column::number(reader.t("balance-col-range")),
        Column::text(reader.t("balance-col-source")),
    ];
    let written = |one: &Listed, x: f64| match one.nature {
        Nature::Amount | Nature::Money => money(reader, x, answer.currency),
        _ => reader.number(x * times(one.nature)),
    };
    let rows: Vec<Vec<Markup>> = found
        .numbers
        .iter()
        .map(|one| {
            let ends = [("low", written(one, one.low)), ("high", written(one, one.high))];
            vec![
                html! { (reader.t(&format!("balance-input-{}", one.name))) },
                html! { (written(one, one.value)) },
                html! { @if one.low < one.high { (reader.tf("common-range", &ends.each_ref().map(|(name, words)| (*name, Fill::Text(words))))) } },
                tables::source_chip(reader, one.source, one.guess),
            ]
        })
        .collect();
    let name = named(reader, found);
    let caption = reader.tf("balance-what-if-numbers-caption", &[("name", Fill::Text(&name))]);
    parts::table(&format!("what-if-numbers-{n}"), &caption, &columns, &rows)
}

fn form(reader: &Reader, view: &View) -> Markup {
    let errors: Vec<(String, &str)> =
        view.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let label = reader.t("balance-field-kind");
    let kinds = Kind::ALL.map(|kind| (kind.name(), reader.t(&format!("balance-kind-{}", kind.name()))));
    let chosen = view.kind.map_or("", Kind::name);
    html! {
        div.what-if {
            h2 id="what-if-h" { (reader.t("balance-what-if-ask")) }
            form method="get" action="/strategy/what-if" aria-labelledby="what-if-h" {
                (parts::refused(&reader.t("balance-refused"), &errors))
                (Select::new("kind", &label).options(kinds).chosen(chosen))
                @if let Some(kind) = view.kind {
                    p.note { (reader.t("balance-input-hint")) }
                    div.what-if-fields { @for input in kind.inputs() { (field(reader, view, *input)) } }
                }
                (parts::button(Look::Main, &reader.t("balance-see")))
            }
            @if let Some(gap) = &view.gap { p.note { (measured_gap(reader, gap)) } }
        }
    }
}

fn field(reader: &Reader, view: &View, input: Input) -> Markup {
    let name = input.name();
    let label = reader.t(&format!("balance-input-{name}"));
    let text = view.fields.iter().find(|(one, _)| one == name).map_or("", |(_, text)| text);
    let why = view.refused.iter().find(|(one, _)| one == name).map(|(_, why)| why.as_str());
    html! { (Field::new(name, &label).value(text).length(0, 60).autocomplete("off").error(why)) }
}

/// How far we are dearer, in a sentence.
fn measured_gap(reader: &Reader, gap: &Gap) -> String {
    let [value, low, high] = gap.of_all;
    let (count, of_all) = (reader.count(gap.products), share(reader, value));
    let (low, high) = (share(reader, low), share(reader, high));
    let range = reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))]);
    let part = gap.of_revenue.map(|part| share(reader, part));
    let key = if part.is_some() { "balance-price-gap" } else { "balance-price-gap-alike" };
    let fill = [
        ("products", Fill::Count(gap.products)),
        ("count", Fill::Text(&count)),
        ("gap", Fill::Text(&of_all)),
        ("range", Fill::Text(&range)),
        ("part", Fill::Text(part.as_deref().unwrap_or_default())),
    ];
    reader.tf(key, &fill)
}
