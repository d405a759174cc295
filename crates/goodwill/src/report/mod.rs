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
    short: &'static str,
    title: &'static str,
    body: Markup,
}

fn part(id: &'static str, short: &'static str, title: &'static str, body: Option<Markup>) -> Option<Section> {
    body.map(|body| Section { id, short, title, body })
}

/// The whole report as HTML.
#[must_use]
pub fn page(valuation: &Valuation) -> String {
    let sections: Vec<Section> = [
        part("life", "Life-cycle value", "The curve of customer life-cycle value", Some(life::section(valuation))),
        part("health", "Base", "Health of the customer base", base::health(valuation)),
        part("concentration", "Concentration", "Concentration", Some(base::concentration(valuation))),
        part("cohorts", "Cohorts", "Cohorts", Some(cohorts::section(valuation))),
        part("acquisition", "Acquisition", "What winning customers costs", cohorts::acquisition(valuation)),
        part("at-risk", "At risk", "Customers whose value is at risk", customers::section(valuation)),
        part("proof", "Proof", "Proof", proof::section(valuation)),
        part("reading", "Reading", "How the files were read", Some(reading::section(valuation))),
        part("assumptions", "Assumptions", "Assumptions", Some(definitions::assumptions(valuation))),
        part("definitions", "Definitions", "What every figure means", Some(definitions::glossary(valuation))),
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
                    @for section in &sections { li { a href=(format!("#{}", section.id)) { (section.short) } } }
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
