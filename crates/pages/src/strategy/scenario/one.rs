//! One scenario: every number, where it is known from, and the form to change one with a reason.

use facts::Currency;
use maud::{Markup, html};
use plan::strategy::{Key, Listed, Parameter, Scenario, Source};

use super::{
    Change, Editing, One,
    all::{kept_chip, way_key},
    change_path, path,
};
use crate::{
    Reader,
    frame::{self, Place},
    parts::{self, Column, Field, Look, Select},
    strategy::{Part, tables, tabs, words},
    text::Fill,
};

/// Groups of numbers: heading, and the names of the numbers of the whole company in it. The numbers
/// of the stages stand in the second.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "strategy-group-winning",
        &["adds", "acquisition_cost", "adds_today", "acquisition_ceiling", "word_of_mouth", "referral_cost"],
    ),
    ("strategy-group-staying", &["retention_gain", "margin_gain"]),
    (
        "strategy-group-complaints",
        &[
            "complaints_factor",
            "prevented",
            "prevention_cost",
            "leaving_after_complaint",
            "solved",
            "solution_cost",
        ],
    ),
    ("strategy-group-costs", &["fixed_cost", "setup"]),
    ("strategy-group-market", &["discount", "market_swing", "market_memory"]),
];

/// One scenario.
#[must_use]
pub fn page(reader: &Reader, one: &One) -> Markup {
    let scenario = &one.scenario;
    let title = words::called(reader, scenario.name());
    let body = html! {
        (tabs(reader, Part::Scenarios))
        p { (kept_chip(reader, one.kept)) " " (reader.t(way_key(scenario.way()))) }
        p.lead { (facts(reader, scenario)) }
        @if let Some(editing) = one.editing.as_ref().filter(|_| one.may_change) { (form(reader, one, editing)) }
        @for (n, (key, names)) in GROUPS.into_iter().enumerate() { (group(reader, one, n, key, names)) }
        (changes(reader, one))
        (doing(reader, one))
    };
    frame::page(reader, Place::Strategy, &title, &body)
}

/// From when, how far, how many customers there are, in which stages.
fn facts(reader: &Reader, scenario: &Scenario) -> String {
    let months = u64::from(scenario.horizon_months());
    let horizon = match scenario.start() {
        Some(start) => {
            let start = reader.month(start);
            reader
                .tf("strategy-ahead-from", &[("months", Fill::Count(months)), ("start", Fill::Text(&start))])
        }
        None => reader.tf("strategy-ahead", &[("months", Fill::Count(months))]),
    };
    let customers: f64 = scenario.base().iter().map(|base| base.customers).sum();
    let customers = reader.number(customers);
    let base = reader.tf("strategy-base", &[("customers", Fill::Text(&customers))]);
    let mut said = vec![horizon, base];
    if scenario.stages().len() > 1 {
        let stages: Vec<String> = scenario
            .stages()
            .iter()
            .map(|stage| match stage.until_age_months {
                Some(until) => reader.tf(
                    "strategy-stage-until",
                    &[("stage", Fill::Text(&stage.name)), ("months", Fill::Count(u64::from(until)))],
                ),
                None => reader.tf("strategy-stage-after", &[("stage", Fill::Text(&stage.name))]),
            })
            .collect();
        said.push(reader.tf("strategy-stages", &[("stages", Fill::Text(&stages.join(", ")))]));
    }
    said.join(" ")
}

fn group(reader: &Reader, one: &One, n: usize, key: &str, names: &[&str]) -> Markup {
    let scenario = &one.scenario;
    let belongs = |key: Key| match key {
        Key::Whole(quantity) => names.contains(&quantity.name()),
        Key::Stage(..) => n == 1,
        Key::Stages(_) => false,
    };
    let mut found: Vec<(Key, &Parameter)> = scenario.parameters().filter(|(key, _)| belongs(*key)).collect();
    // The stages before what changes all of them; the rest as the group names it.
    found.sort_by_key(|(key, _)| match key {
        Key::Whole(quantity) => {
            names.iter().position(|name| *name == quantity.name()).map_or(0, |at| at + 100)
        }
        _ => 0,
    });
    let columns = [
        Column::text(reader.t("strategy-number")),
        Column::number(reader.t("strategy-value")),
        Column::number(reader.t("strategy-interval")),
        Column::text(reader.t("strategy-source")),
        Column::text(reader.t("strategy-reason")),
    ];
    let (used, unused): (Vec<_>, Vec<_>) = found.into_iter().partition(|(key, p)| {
        let name = scenario.name_of(*key);
        words::says_something(&listed(name, p))
    });
    let id = format!("group-{n}");
    let rows = |of: &[(Key, &Parameter)]| -> Vec<Vec<Markup>> {
        of.iter().map(|(key, p)| row(reader, one, &scenario.name_of(*key), p)).collect()
    };
    let caption = reader.t("strategy-group-caption");
    let more = reader.tf("strategy-unused", &[("n", Fill::Count(unused.len() as u64))]);
    let content = html! {
        @if !used.is_empty() { (parts::list(&format!("{id}-rows"), &caption, &columns, &rows(&used))) }
        @if !unused.is_empty() {
            (parts::opened(&more, &parts::list(&format!("{id}-unused"), &reader.t("strategy-unused-caption"), &columns, &rows(&unused))))
        }
    };
    parts::section(&id, &reader.t(key), &content)
}

fn listed(name: String, p: &Parameter) -> Listed {
    let Parameter { value, low, high, source, reason, guess } = p.clone();
    Listed { name, value, low, high, source, reason, guess }
}

fn row(reader: &Reader, one: &One, name: &str, p: &Parameter) -> Vec<Markup> {
    let currency = one.scenario.currency();
    let called = words::quantity(reader, name);
    let range = words::value_range(reader, name, (p.low, p.high), currency);
    vec![
        html! {
            @if one.may_change { a href=(change_path(one.scenario.name(), name)) { (called) } } @else { (called) }
            span.under { (words::about(reader, name)) }
        },
        html! { (words::value(reader, name, p.value, currency)) },
        html! { (range.unwrap_or_else(|| reader.t("strategy-certain"))) },
        tables::source_chip(reader, p.source, p.guess),
        html! { (words::reason(reader, &p.reason)) },
    ]
}

fn form(reader: &Reader, one: &One, editing: &Editing) -> Markup {
    let why =
        |field: &str| editing.refused.iter().find(|(name, _)| *name == field).map(|(_, why)| why.as_str());
    let errors: Vec<(String, &str)> =
        editing.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let called = words::quantity(reader, &editing.number);
    let unit = unit(reader, &editing.number, one.scenario.currency());
    let of_unit = |key: &str| {
        let label = reader.t(key);
        if unit.is_empty() { label } else { format!("{label} ({unit})") }
    };
    let (value, low, high) =
        (of_unit("strategy-value"), of_unit("strategy-low-end"), of_unit("strategy-high-end"));
    let source = match editing.source {
        Source::Measured => "measured",
        Source::Estimated => "estimated",
        Source::Assumed => "assumed",
    };
    let sources = [Source::Measured, Source::Estimated, Source::Assumed]
        .map(|source| (source.name(), reader.t(tables::source_key(source, false))));
    html! {
        section.changing id="change" aria-labelledby="change-h" {
            h2 id="change-h" { (reader.tf("strategy-change", &[("quantity", Fill::Text(&called))])) }
            p { (words::about(reader, &editing.number)) }
            (parts::refused(&reader.t("strategy-not-kept"), &errors))
            form method="post" action=(format!("{}/change", path(one.scenario.name()))) {
                (parts::csrf(reader))
                input type="hidden" name="number" value=(editing.number);
                div.what-if-fields {
                    (Field::new("value", &value).value(&editing.value).required().autocomplete("off").error(why("value")))
                    (Field::new("low", &low).value(&editing.low).required().autocomplete("off").error(why("low")))
                    (Field::new("high", &high).value(&editing.high).required().autocomplete("off").error(why("high")))
                    (Select::new("source", &reader.t("strategy-source")).options(sources).chosen(source))
                }
                p.hint { (reader.t("strategy-change-interval")) }
                (Field::new("reason", &reader.t("strategy-reason-field")).value(&editing.reason).hint(&reader.t("strategy-reason-hint")).length(3, 500).required().autocomplete("off").error(why("reason")))
                div.buttons {
                    (parts::button(Look::Main, &reader.t("strategy-change-keep")))
                    (parts::link_button(&path(one.scenario.name()), Look::Quiet, &reader.t("strategy-change-leave")))
                }
            }
        }
    }
}

/// The unit a number is written in, beside the name of its field.
fn unit(reader: &Reader, name: &str, currency: Option<Currency>) -> String {
    if words::is_percent(name) {
        return "%".to_owned();
    }
    match (words::is_money(name), currency) {
        (true, Some(currency)) => reader.sign(currency).to_owned(),
        _ => String::new(),
    }
}

fn changes(reader: &Reader, one: &One) -> Markup {
    let currency = one.scenario.currency();
    let columns = [
        Column::text(reader.t("strategy-changed-at")),
        Column::text(reader.t("strategy-number")),
        Column::number(reader.t("strategy-before")),
        Column::number(reader.t("strategy-after")),
        Column::text(reader.t("strategy-reason")),
        Column::text(reader.t("strategy-changed-by")),
    ];
    let row = |change: &Change| {
        vec![
            parts::moment(reader, change.at),
            html! { (words::quantity(reader, &change.name)) },
            html! { (words::value(reader, &change.name, change.before, currency)) },
            html! { (words::value(reader, &change.name, change.after, currency)) },
            html! { (change.reason) },
            html! { (change.by.clone().unwrap_or_else(|| reader.t("strategy-changed-by-nobody"))) },
        ]
    };
    let rows: Vec<Vec<Markup>> = one.changes.iter().map(row).collect();
    html! {
        @if !rows.is_empty() {
            (parts::section("changes", &reader.t("strategy-changes"), &parts::list("changes-rows", &reader.t("strategy-changes-caption"), &columns, &rows)))
        }
    }
}

/// What may be done with it as a whole.
fn doing(reader: &Reader, one: &One) -> Markup {
    let path = path(one.scenario.name());
    let sure = reader.t("strategy-remove-sure");
    let copy = format!("/strategy/scenarios/new?from={}", path.rsplit('/').next().unwrap_or_default());
    html! {
        section aria-labelledby="doing-h" {
            h2 id="doing-h" { (reader.t("strategy-doing")) }
            @if one.may_change && !one.kept { p { (reader.t("strategy-keep-note")) } }
            div.buttons {
                @if one.may_change && !one.kept {
                    (parts::act(reader, &format!("{path}/keep"), Look::Main, &reader.t("strategy-keep"), &[], None))
                }
                @if reader.may(access::Right::Export) { (parts::link_button(&format!("{path}.toml"), Look::Plain, &reader.t("strategy-file"))) }
                @if one.may_change {
                    (parts::link_button(&copy, Look::Plain, &reader.t("strategy-copy")))
                    @if one.kept { (parts::act(reader, &format!("{path}/remove"), Look::Danger, &reader.t("strategy-remove"), &[], Some(&sure))) }
                }
            }
        }
    }
}
