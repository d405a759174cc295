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
const STYLE: &str = pages::assets::REPORT_STYLE;

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
pub(crate) fn page(valuation: &Valuation) -> String {
    let sections: Vec<Section> = [
        part(
            "life",
            "Life-cycle value",
            "The curve of customer life-cycle value",
            Some(life::section(valuation)),
        ),
        part("health", "Base", "Health of the customer base", base::health(valuation)),
        part("concentration", "Concentration", "Concentration", base::concentration(valuation)),
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
                    "Made by Goodwill from "
                    @if valuation.of_contracts() {
                        (words::counted(valuation.customers, "contract")) " between "
                    } @else {
                        (words::counted(valuation.orders, "order")) " of " (words::counted(valuation.customers, "customer")) " between "
                    }
                    (words::day(valuation.first_day)) " and "
                    (words::day(valuation.last_day)) ". This file fetches nothing and sends nothing."
                } }
            }
        }
    }
    .into_string()
}

/// The curve of life-cycle value as an SVG file that stands alone, in light and dark.
#[must_use]
pub(crate) fn picture(valuation: &Valuation) -> String {
    life::picture(valuation, STYLE).into_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chart::well_formed;

    /// What stands between `start` and the next `end`, each time.
    fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
        text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(found, _)| found).collect()
    }

    #[test]
    fn every_chart_of_every_valuation_is_well_formed() {
        for (name, valuation) in made_up::all() {
            let page = page(&valuation);
            for chart in between(&page, "<svg", "</svg>") {
                well_formed::check(&format!("<svg{chart}</svg>")).unwrap_or_else(|e| panic!("{name}: {e}"));
            }
            well_formed::check(&picture(&valuation)).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }

    #[test]
    fn no_page_shows_what_is_no_number() {
        for (name, valuation) in made_up::all() {
            let page = page(&valuation) + &picture(&valuation);
            for no_number in ["NaN", ">inf", " inf ", "-inf", "−inf", "Infinity"] {
                assert!(!page.contains(no_number), "{name} shows {no_number}");
            }
        }
    }

    #[test]
    fn ids_are_unique_and_every_reference_has_one() {
        for (name, valuation) in made_up::all() {
            let page = page(&valuation);
            let ids = between(&page, " id=\"", "\"");
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(unique.len(), ids.len(), "{name} has an id twice");
            for reference in
                between(&page, "aria-labelledby=\"", "\"").into_iter().flat_map(str::split_whitespace)
            {
                assert!(unique.contains(reference), "{name} has no {reference}");
            }
            for target in between(&page, "href=\"#", "\"") {
                assert!(unique.contains(target), "{name} leads to no {target}");
            }
        }
    }

    #[test]
    fn headings_come_in_order() {
        for (name, valuation) in made_up::all() {
            let page = page(&valuation);
            let levels: Vec<u32> =
                page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
            assert_eq!(levels[0], 1, "{name}");
            assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1, "{name}");
            assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
        }
    }

    #[test]
    fn the_page_fetches_nothing_and_runs_nothing() {
        let page = page(&made_up::rich());
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
        for foreign in [
            "<script",
            "<link",
            "<img",
            "<iframe",
            "@import",
            "url(",
            "https://",
            "javascript:",
            " style=\"",
            " onload",
        ] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        assert_eq!(page.replace("http://www.w3.org/2000/svg", "").find("http://"), None);
    }

    #[test]
    fn what_a_file_holds_is_text_and_never_markup() {
        let mut valuation = made_up::rich();
        let evil = "</style><script>alert(1)</script><b id=\"x\" &";
        valuation.at_risk[0].customer = evil.to_owned();
        valuation.headline = evil.to_owned();
        valuation.warnings = vec![evil.to_owned()];
        valuation.cohorts.cohorts[35].name = evil.to_owned();
        valuation.cohorts.channels[0].channel = evil.to_owned();
        valuation.reading = serde_json::json!({ evil: [evil, { evil: evil }, [{ evil: evil }]] });
        valuation.rejects.by_reason.insert(evil.to_owned(), 1);
        if let Some(holdout) = &mut valuation.holdout {
            holdout.calibration[0].repeat_orders = evil.to_owned();
        }
        let page = page(&valuation) + &picture(&valuation);
        assert!(!page.contains("<script") && !page.contains("<b id"));
        assert_eq!(page.matches("</style>").count(), 2);
    }

    #[test]
    fn where_models_do_not_apply_the_page_says_so_first_and_expects_nothing() {
        let page = page(&made_up::nobody_returns());
        let said = page.find("Hardly anybody returns").expect("the panel");
        assert!(said < page.find("<main").expect("the sections"));
        assert!(page.contains("What a first order brings, by cohort."));
        for promise in [
            "Expected in",
            "expected by",
            "Value at risk",
            "id=\"health\"",
            "id=\"proof\"",
            "class=\"line expected\" d=\"M",
        ] {
            assert!(!page.contains(promise), "{promise}");
        }
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |i: usize| {
            let c = f64::from(u8::from_str_radix(&colour[i..i + 2], 16).unwrap()) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn text_has_wcag_aa_contrast_in_light_dark_and_print() {
        let schemes = between(STYLE, ":root{", "}");
        assert_eq!(schemes.len(), 3);
        for (scheme, variables) in ["light", "dark", "print"].iter().zip(schemes) {
            let colour = |name: &str| {
                let value = between(variables, &format!("--{name}:"), ";").first().copied();
                let value =
                    value.or_else(|| variables.rsplit_once(&format!("--{name}:")).map(|(_, v)| v)).unwrap();
                if value.len() == 4 {
                    value.chars().flat_map(|c| if c == '#' { vec![c] } else { vec![c, c] }).collect()
                } else {
                    value.to_owned()
                }
            };
            let pairs = [
                ("ink", "paper", 4.5),
                ("soft", "paper", 4.5),
                ("accent", "paper", 4.5),
                ("on-accent", "accent", 4.5),
                ("warn", "warn-paper", 4.5),
                ("ink", "warn-paper", 4.5),
                ("stop", "stop-paper", 4.5),
                ("ink", "stop-paper", 4.5),
                ("soft", "stop-paper", 4.5),
                ("ink", "h1", 4.5),
                ("ink", "h2", 4.5),
                ("ink", "h3", 4.5),
                ("ink", "h4", 4.5),
                ("on-accent", "h5", 4.5),
                ("on-accent", "h6", 4.5),
                ("on-accent", "h7", 4.5),
                // What is no text: WCAG 1.4.11.
                ("accent", "ground", 3.0),
                ("zero", "paper", 3.0),
            ];
            for (front, back, least) in pairs {
                let (a, b) = (luminance(&colour(front)), luminance(&colour(back)));
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= least, "{scheme}: {front} on {back} is {ratio:.2}");
            }
        }
    }
}
