//! The report: one self-contained page, without script, network or foreign fonts.
//!
//! Order: the sentence and how far to trust it, the life-cycle value curve, the base, cohorts,
//! customers at risk, the proof, how the files were read, assumptions, definitions. Where
//! lifetime models do not apply, the page says so first and tells what can still be told.

mod base;
mod cohorts;
mod customers;
mod definitions;
mod life;
#[cfg(test)]
pub(crate) mod made_up;
mod opening;
mod parts;
mod proof;
mod reading;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::value::valuation::Valuation;
use crate::words;

/// The stylesheet of the page; its variables and chart classes also dress the picture.
const STYLE: &str = include_str!("style.css");

/// Nothing may be fetched and nothing may run; the one stylesheet stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// One part of the page, with its place in the list of contents.
struct Section {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

/// The whole report as HTML.
#[must_use]
pub fn page(valuation: &Valuation) -> String {
    let sections: Vec<Section> = [
        Some(Section { id: "life", title: "The curve of customer life-cycle value", body: life::section(valuation) }),
        base::health(valuation).map(|body| Section { id: "health", title: "Health of the customer base", body }),
        Some(Section { id: "concentration", title: "Concentration", body: base::concentration(valuation) }),
        Some(Section { id: "cohorts", title: "Cohorts", body: cohorts::section(valuation) }),
        cohorts::acquisition(valuation)
            .map(|body| Section { id: "acquisition", title: "What winning customers costs", body }),
        customers::section(valuation)
            .map(|body| Section { id: "at-risk", title: "Customers whose value is at risk", body }),
        proof::section(valuation).map(|body| Section { id: "proof", title: "Proof", body }),
        Some(Section { id: "reading", title: "How the files were read", body: reading::section(valuation) }),
        Some(Section { id: "assumptions", title: "Assumptions", body: definitions::assumptions(valuation) }),
        Some(Section { id: "definitions", title: "What every figure means", body: definitions::glossary(valuation) }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = format!("What the customers are worth, {}", words::day(valuation.as_of));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="generator" content="Goodwill";
                title { (title) }
                // Our own text, fixed when the program is built.
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                header {
                    p.brand { strong { "Goodwill" } " · what the customers are worth · as of " time datetime=(valuation.as_of) { (words::day(valuation.as_of)) } }
                    (opening::headline(valuation))
                }
                nav aria-label="Contents" { ul {
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
                footer { p {
                    "Made by Goodwill from " (words::counted(valuation.orders, "order")) " of "
                    (words::counted(valuation.customers, "customer")) " between " (words::day(valuation.first_day)) " and "
                    (words::day(valuation.last_day)) ". This file fetches nothing and sends nothing."
                } }
            }
        }
    }
    .into_string()
}

/// The curve of life-cycle value as an SVG file that stands alone, in light and dark.
#[must_use]
pub fn picture(valuation: &Valuation) -> String {
    life::picture(valuation, STYLE).into_string()
}
