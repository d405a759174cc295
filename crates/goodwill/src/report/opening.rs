//! The sentence that opens the report, how far to trust it, and the figures in short.

use maud::{Markup, html};

use super::parts::{kept, of_ten};
use crate::value::valuation::Valuation;
use crate::words;

/// Headline, verdict, what does not apply, warnings, figures.
pub(super) fn headline(valuation: &Valuation) -> Markup {
    html! {
        h1 { (kept(&valuation.headline, valuation.value.currency)) }
        @if valuation.applicability.applies {
            div.verdict { p { strong { "How far to trust it. " } (kept(&valuation.verdict, valuation.value.currency)) } }
        } @else {
            (does_not_apply(valuation))
        }
        @if !valuation.warnings.is_empty() {
            div.warnings role="note" aria-label="Warnings" {
                p { strong { "Mind this" } }
                ul { @for warning in &valuation.warnings { li { (warning) } } }
            }
        }
        (figures(valuation))
    }
}

fn does_not_apply(valuation: &Valuation) -> Markup {
    let applicability = &valuation.applicability;
    html! {
        section.stop aria-labelledby="stop-h" {
            p.stop-title id="stop-h" { strong { (words::does_not_apply(applicability.reason)) } }
            p { (applicability.words) }
            @if !valuation.verdict.is_empty() && valuation.verdict != applicability.words { p { (valuation.verdict) } }
            @if !applicability.can_tell.is_empty() {
                p { strong { "What can still be told" } }
                ul { @for item in &applicability.can_tell { li { (item) } } }
            }
            p.note { "No expected value is given: a precise-looking figure would be made up." }
        }
    }
}

fn figures(valuation: &Valuation) -> Markup {
    let value = &valuation.value;
    let returned = valuation.repeaters as f64 / valuation.customers as f64;
    html! {
        dl.figures {
            div { dt { @if valuation.of_contracts() { "Contracts" } @else { "Customers" } } dd { (words::count(valuation.customers)) }
                @if valuation.customers > 0 { dd.note {
                    @if valuation.of_contracts() {
                        (words::counted(valuation.orders, "payment")) "; " (words::percent(returned)) " renewed at least once"
                    } @else {
                        (words::counted(valuation.orders, "order")) "; " (words::percent(returned)) " ordered again"
                    }
                } } }
            @if has_money(valuation) {
                div { dt { (brought(valuation)) " to date" } dd { (kept(&words::about(value.to_date, value.currency), value.currency)) }
                    dd.note { (margin(valuation)) } }
            }
            @if let Some(expected) = value.expected.filter(|_| has_money(valuation)) {
                div { dt { "Expected in " (words::counted(u64::from(value.horizon_months), "month")) }
                    dd { (kept(&words::about(expected, value.currency), value.currency)) }
                    @if let (Some(low), Some(high)) = (value.expected_low, value.expected_high) {
                        dd.note { (words::range(low, high, value.currency)) " in " (of_ten(value.level)) " cases" }
                    } }
            }
            @if let Some([orders, low, high]) = value.orders.filter(|_| value.expected.is_none()) {
                div { dt { @if valuation.of_contracts() { "Renewals" } @else { "Orders" } " expected in " (words::counted(u64::from(value.horizon_months), "month")) }
                    dd { (words::number(orders)) }
                    dd.note { (words::number(low)) " to " (words::number(high)) " in " (of_ten(value.level)) " cases" } }
            }
            @if let Some(at_risk) = value.at_risk.filter(|_| has_money(valuation)) {
                div { dt { "Value at risk" } dd { (kept(&words::about(at_risk, value.currency), value.currency)) }
                    dd.note { @if valuation.of_contracts() { "lost, in expectation, at the next renewal" } @else { "lost, in expectation, with those who may have left" } } }
            }
        }
    }
}

/// Whether the files have amounts at all.
pub(super) fn has_money(valuation: &Valuation) -> bool {
    let value = &valuation.value;
    value.revenue_to_date != 0.0 || value.to_date != 0.0 || value.expected.is_some_and(|e| e != 0.0)
}

/// What is counted: margin, or revenue where no margin is known.
pub(super) fn brought(valuation: &Valuation) -> &'static str {
    if valuation.value.margin_source == "assumed" { "Revenue" } else { "Margin" }
}

fn margin(valuation: &Valuation) -> String {
    let value = &valuation.value;
    match value.margin_source.as_str() {
        "assumed" => "no margin was stated: this is revenue".to_owned(),
        source => format!(
            "{} of {} revenue ({source})",
            words::percent(value.margin),
            words::about(value.revenue_to_date, value.currency)
        ),
    }
}
