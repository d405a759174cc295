//! Tables of an answer, for the page and the report.

use maud::{Markup, html};
use plan::strategy::{Answer, Listed, Outcome, Source, Spread};

use super::{
    main_page::Known,
    words::{called, money, money_to_hold, quantity, share, value, value_range},
};
use crate::{
    Reader,
    parts::{self, Column, Tone, chip},
    text::Fill,
};

/// The text of where a number is known from.
pub(super) const fn source_key(source: Source, guess: bool) -> &'static str {
    match (guess, source) {
        (true, _) => "strategy-source-guess",
        (false, Source::Measured) => "strategy-source-measured",
        (false, Source::Estimated) => "strategy-source-estimated",
        (false, Source::Assumed) => "strategy-source-assumed",
    }
}

/// Where a number is known from, as a chip.
pub(super) fn source_chip(reader: &Reader, source: Source, guess: bool) -> Markup {
    let tone = match (guess, source) {
        (true, _) => Tone::Watch,
        (false, Source::Measured) => Tone::Good,
        (false, Source::Estimated) => Tone::Plain,
        (false, Source::Assumed) => Tone::Quiet,
    };
    chip(tone, &reader.t(source_key(source, guess)))
}

/// `9 measured, 5 estimated, 7 assumed, 2 guessed`.
pub(super) fn known(reader: &Reader, known: Known) -> String {
    let parts = [
        ("strategy-known-measured", known.measured),
        ("strategy-known-estimated", known.estimated),
        ("strategy-known-assumed", known.assumed),
        ("strategy-known-guessed", known.guessed),
    ];
    let said = parts
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| reader.tf(key, &[("n", Fill::Count(n as u64))]));
    said.collect::<Vec<_>>().join(", ")
}

/// `€1.1 M to €2.3 M`.
pub(super) fn spread(reader: &Reader, answer: &Answer, spread: &Spread) -> String {
    if spread.p10 == spread.p90 {
        return money(reader, spread.p10, answer.currency);
    }
    match answer.currency {
        Some(currency) => reader.range(spread.p10, spread.p90, currency),
        None => {
            let (low, high) = (money(reader, spread.p10, None), money(reader, spread.p90, None));
            reader.tf("common-range", &[("low", Fill::Text(&low)), ("high", Fill::Text(&high))])
        }
    }
}

pub(super) fn month_of(reader: &Reader, month: Option<u32>, none: &str) -> String {
    month.map_or_else(
        || reader.t(none),
        |month| reader.tf("strategy-month", &[("month", Fill::Count(u64::from(month)))]),
    )
}

/// A row of the table of figures: its name, and its cell for each scenario.
type Cell<'a> = Box<dyn Fn(&Outcome) -> String + 'a>;

/// Every figure of every scenario, side by side.
pub(super) fn side_by_side(reader: &Reader, answer: &Answer) -> Markup {
    let write = |x: f64| money(reader, x, answer.currency);
    // Of few futures neither a share nor a range is told.
    let drawn = answer.tells_shares();
    let mut rows: Vec<(&str, Cell)> = vec![("strategy-row-npv", Box::new(|o| write(o.npv.mean)))];
    if drawn {
        rows.push(("strategy-row-npv-range", Box::new(|o| spread(reader, answer, &o.npv))));
    }
    rows.push(("strategy-row-peak", Box::new(|o| write(o.peak_funding.mean))));
    if drawn {
        rows.push(("strategy-row-peak-range", Box::new(|o| spread(reader, answer, &o.peak_funding))));
    }
    rows.push((
        "strategy-row-trough",
        Box::new(|o| month_of(reader, o.trough_month, "strategy-never-below")),
    ));
    rows.push(("strategy-row-payback", Box::new(|o| payback(reader, o))));
    if drawn {
        let share = |x: Option<f64>| x.map(|p| reader.percent(p)).unwrap_or_default();
        rows.push(("strategy-row-pays-back", Box::new(move |o| share(o.pays_back))));
        if answer.cash.is_some() {
            rows.push(("strategy-row-ruin", Box::new(move |o| share(o.ruin_probability))));
        }
        rows.push((
            "strategy-row-reserve",
            Box::new(|o| {
                o.reserve_95
                    .map(|reserve| money_to_hold(reader, reserve, answer.currency))
                    .unwrap_or_default()
            }),
        ));
    }
    rows.push((
        "strategy-row-customers",
        Box::new(|o| reader.number(o.series.last().map_or(0.0, |m| m.customers.mean))),
    ));
    let equity = |o: &Outcome| o.customer_equity.map_or_else(|| reader.t("strategy-without-end"), write);
    rows.push(("strategy-row-equity", Box::new(equity)));
    draw(reader, answer, "strategy-figures", "strategy-figures-caption", &rows)
}

fn payback(reader: &Reader, outcome: &Outcome) -> String {
    if outcome.payback_month == Some(0) {
        return reader.t("strategy-never-below");
    }
    month_of(reader, outcome.payback_month, "strategy-not-within")
}

/// What one new customer brings and costs, side by side.
pub(super) fn unit(reader: &Reader, answer: &Answer) -> Markup {
    let write = |x: f64| money(reader, x, answer.currency);
    let none = |key: &'static str| move || reader.t(key);
    let times = |o: &Outcome| match (o.unit.value, o.unit.acquisition_cost) {
        (Some(value), Some(cost)) if cost > 0.0 => {
            let times = reader.number(value / cost);
            reader.tf("strategy-times", &[("number", Fill::Text(&times))])
        }
        _ => reader.t("strategy-none-given"),
    };
    let rows: Vec<(&str, Cell)> = vec![
        ("strategy-unit-value", Box::new(|o| o.unit.value.map_or_else(none("strategy-without-end"), write))),
        (
            "strategy-unit-cost",
            Box::new(|o| o.unit.acquisition_cost.map_or_else(none("strategy-nobody-won"), write)),
        ),
        ("strategy-unit-times", Box::new(times)),
        ("strategy-unit-marginal", Box::new(|o| write(o.unit.marginal_cost))),
        ("strategy-unit-retention", Box::new(|o| share(reader, o.unit.retention_12))),
        (
            "strategy-unit-payback",
            Box::new(|o| match o.unit.payback_age_months {
                Some(months) => reader.tf("common-months", &[("n", Fill::Count(u64::from(months)))]),
                None => reader.t("strategy-not-within"),
            }),
        ),
    ];
    draw(reader, answer, "strategy-unit", "strategy-unit-caption", &rows)
}

fn draw(reader: &Reader, answer: &Answer, id: &str, caption: &str, rows: &[(&str, Cell)]) -> Markup {
    let outcomes = super::words::in_order(answer);
    let columns: Vec<Column> = std::iter::once(Column::text(reader.t("strategy-figure")))
        .chain(outcomes.iter().map(|o| Column::number(called(reader, &o.name))))
        .collect();
    let rows: Vec<Vec<Markup>> = rows
        .iter()
        .map(|(key, cell)| {
            std::iter::once(html! { (reader.t(key)) })
                .chain(outcomes.iter().map(|o| html! { (cell(o)) }))
                .collect()
        })
        .collect();
    parts::table(&format!("{id}-rows"), &reader.t(caption), &columns, &rows)
}

/// Every number of every scenario that says something, with where it is known from: first those in
/// which the scenarios differ, side by side, then those they share, once.
pub(super) fn assumptions(reader: &Reader, answer: &Answer) -> Markup {
    let outcomes = super::words::in_order(answer);
    let mut names: Vec<&str> = Vec::new();
    for p in outcomes.iter().flat_map(|o| &o.parameters).filter(|p| super::words::says_something(p)) {
        if !names.contains(&p.name.as_str()) {
            names.push(&p.name);
        }
    }
    let of = |name: &str| -> Vec<Option<&Listed>> {
        outcomes.iter().map(|o| o.parameters.iter().find(|p| p.name == name)).collect()
    };
    let is_shared = |name: &str| {
        let all = of(name);
        all.iter().all(|p| p.is_some_and(|p| all[0].is_some_and(|first| same(p, first))))
    };
    let (shared, differing): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| is_shared(name));
    let known = |p: &Listed| html! { (source_chip(reader, p.source, p.guess)) " " (super::words::reason(reader, &p.reason)) };
    let differing: Vec<Vec<Markup>> = differing
        .into_iter()
        .map(|name| {
            let all = of(name);
            let found: Vec<(&Outcome, &Listed)> =
                outcomes.iter().zip(&all).filter_map(|(o, p)| p.map(|p| (*o, p))).collect();
            let alike = found.iter().all(|(_, p)| said_alike(p, found[0].1));
            let mut cells = vec![html! { (quantity(reader, name)) }];
            cells.extend(all.iter().map(|p| html! { @if let Some(p) = p { (number(reader, answer, p)) } }));
            cells.push(html! {
                @for (outcome, p) in found.iter().take(if alike { 1 } else { found.len() }) {
                    div { @if !alike { (called(reader, &outcome.name)) ": " } (known(p)) }
                }
            });
            cells
        })
        .collect();
    let shared: Vec<Vec<Markup>> = shared
        .into_iter()
        .filter_map(|name| outcomes.first()?.parameters.iter().find(|p| p.name == name))
        .map(|p| vec![html! { (quantity(reader, &p.name)) }, number(reader, answer, p), known(p)])
        .collect();
    let column = |key| Column::text(reader.t(key));
    let ways = outcomes.iter().map(|o| Column::number(called(reader, &o.name)));
    let columns: Vec<Column> = std::iter::once(column("strategy-number"))
        .chain(ways)
        .chain(std::iter::once(column("strategy-reason")))
        .collect();
    let value = Column::number(reader.t("strategy-value"));
    let only = if outcomes.len() > 1 { "strategy-shared-caption" } else { "strategy-parameters-caption" };
    html! {
        @if !differing.is_empty() {
            (parts::table("numbers-differ", &reader.t("strategy-differ-caption"), &columns, &differing))
        }
        @if !shared.is_empty() {
            (parts::table("numbers-shared", &reader.t(only), &[column("strategy-number"), value, column("strategy-reason")], &shared))
        }
    }
}

/// Whether two numbers are the same, and known from the same.
fn same(one: &Listed, other: &Listed) -> bool {
    let ends = |p: &Listed| [p.value, p.low, p.high].map(f64::to_bits);
    ends(one) == ends(other) && said_alike(one, other)
}

fn said_alike(one: &Listed, other: &Listed) -> bool {
    (one.source, one.guess, &one.reason) == (other.source, other.guess, &other.reason)
}

/// A number with its range under it.
fn number(reader: &Reader, answer: &Answer, p: &Listed) -> Markup {
    let range = value_range(reader, &p.name, (p.low, p.high), answer.currency);
    html! { (value(reader, &p.name, p.value, answer.currency))
        @if let Some(range) = range { div.note { (range) } }
    }
}
