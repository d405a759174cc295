//! The report to print and hand to a board: one page that stands alone, without script or network.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    figures,
    main_page::{self, Known, Shown},
    tables, words,
};
use crate::{Reader, assets::REPORT_STYLE, text::Fill};

/// What the document of a report may do: nothing. It is to be sent as its policy too.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// One part of the document.
struct Section {
    id: &'static str,
    title: String,
    body: Markup,
}

/// The report as a whole document, with its looks inside it.
#[must_use]
pub fn document(reader: &Reader, shown: &Shown) -> Markup {
    let sections = sections(reader, shown);
    let company = if reader.company.is_empty() { reader.t("common-program") } else { reader.company.clone() };
    let title = if reader.company.is_empty() {
        reader.t("strategy-title")
    } else {
        reader.tf("strategy-report-title", &[("company", Fill::Text(&company))])
    };
    html! {
        (DOCTYPE)
        html lang=(reader.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                // Our own text, fixed when the program is built.
                style { (PreEscaped(REPORT_STYLE)) }
            }
            body.board {
                a.skip href="#main" { (reader.t("common-skip")) }
                header {
                    p.brand { strong { (company) } " · " (reader.t("strategy-title")) " · " (reader.day_long(reader.today())) }
                    h1 { (reader.t("strategy-title")) }
                    (opening(reader, shown))
                }
                nav aria-label=(reader.t("strategy-contents")) { ul {
                    @for section in &sections { li { a href=(format!("#{}", section.id)) { (section.title) } } }
                } }
                main id="main" tabindex="-1" {
                    @for section in &sections {
                        section id=(section.id) aria-labelledby=(format!("{}-h", section.id)) {
                            h2 id=(format!("{}-h", section.id)) { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer {
                    p { (main_page::drawn_how(reader, &shown.answer)) " " (reader.t("strategy-report-foot")) }
                }
            }
        }
    }
}

fn opening(reader: &Reader, shown: &Shown) -> Markup {
    let said = words::opening(reader, &shown.answer);
    html! {
        @if let Some((first, rest)) = said.split_first() {
            p.sentence { (first) }
            @for one in shown.left_out.iter().chain(rest) { p { (one) } }
        }
        (main_page::verdicts(reader, &shown.answer, false))
        @if shown.form.what_if { p.note { (reader.t("strategy-report-what-if")) } }
    }
}

fn sections(reader: &Reader, shown: &Shown) -> Vec<Section> {
    let answer = &shown.answer;
    let part = |id, key: &str, body| Section { id, title: reader.t(key), body };
    let mut sections = vec![
        part(
            "figures",
            "strategy-figures-h",
            html! {
                (main_page::main_figures(reader, answer))
                (tables::side_by_side(reader, answer))
                p.note { (reader.t("strategy-without-options")) }
            },
        ),
        part("curves", "strategy-curves-h", figures::curves(reader, answer)),
        part("npv", "strategy-npv-h", figures::distributions(reader, answer)),
        part("running-out", "strategy-ruin-h", figures::running_out(reader, answer)),
    ];
    if let Some(comparison) = &answer.comparison {
        sections.push(part(
            "turning",
            "strategy-turning-h",
            html! {
                (figures::turning(reader, answer, comparison))
                (main_page::break_evens(reader, answer))
            },
        ));
    }
    sections.push(part("unit", "strategy-unit-h", tables::unit(reader, answer)));
    sections.push(part("assumptions", "strategy-assumptions", assumptions(reader, shown)));
    sections.push(part("rules", "strategy-rules", rules(reader)));
    sections.push(part("definitions", "strategy-definitions", definitions(reader, shown)));
    sections
}

/// Every number of every scenario, and what is missing.
fn assumptions(reader: &Reader, shown: &Shown) -> Markup {
    let answer = &shown.answer;
    html! {
        p { (reader.t("strategy-known-note"))
            @if let Some(day) = shown.as_of { " " (reader.tf("strategy-as-of", &[("day", Fill::Text(&reader.day(day)))])) }
        }
        @if !shown.missing.is_empty() {
            div.warnings { p { strong { (reader.t("strategy-not-found")) } } ul { @for one in &shown.missing { li { (words::sentence(one)) } } } }
        }
        p.note { (reader.t("strategy-certain-note"))
            @for outcome in words::in_order(answer) {
                @let known = tables::known(reader, Known::of(&outcome.parameters));
                @if !known.is_empty() { " " (words::called(reader, &outcome.name)) ": " (known) "." }
            }
        }
        (tables::assumptions(reader, answer))
    }
}

/// The rules of the verdict words.
fn rules(reader: &Reader) -> Markup {
    let rules = [
        ("strategy-affordable", "strategy-means-affordable"),
        ("strategy-affordable-with-some-more", "strategy-means-more"),
        ("strategy-not-affordable", "strategy-means-not-affordable"),
        ("strategy-not-decidable", "strategy-means-not-decidable"),
    ];
    html! { dl.terms { @for (word, means) in rules { div { dt { (reader.t(word)) } dd { (reader.t(means)) } } } } }
}

/// What every word and number means.
fn definitions(reader: &Reader, shown: &Shown) -> Markup {
    let terms = [
        ("strategy-npv", "strategy-means-npv"),
        ("strategy-peak", "strategy-means-peak"),
        ("strategy-row-payback", "strategy-means-payback"),
        ("strategy-reserve", "strategy-means-reserve"),
        ("strategy-futures", "strategy-means-futures"),
        ("strategy-range-80", "strategy-means-range"),
        ("strategy-source-measured", "strategy-means-measured"),
        ("strategy-source-estimated", "strategy-means-estimated"),
        ("strategy-source-assumed", "strategy-means-assumed"),
        ("strategy-source-guess", "strategy-means-guess"),
    ];
    // The numbers that stand in the tables, each once, without its stage.
    let mut names: Vec<&str> = Vec::new();
    for p in shown.answer.scenarios.iter().flat_map(|o| &o.parameters).filter(|p| words::says_something(p)) {
        let stem = p.name.split('.').next().unwrap_or_default();
        if !names.contains(&stem) {
            names.push(stem);
        }
    }
    html! {
        dl.terms {
            @for (term, means) in terms { div { dt { (reader.t(term)) } dd { (reader.t(means)) } } }
            @for name in names { div { dt { (words::quantity(reader, name)) } dd { (words::about(reader, name)) } } }
        }
    }
}
