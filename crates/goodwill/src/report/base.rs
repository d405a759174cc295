//! Health of the customer base and concentration of revenue.

use maud::{Markup, html};

use super::opening::{brought, has_money};
use super::parts::{Column, figure, of_ten, table};
use crate::chart::{Bar, Line, LineChart, Mark, Name, Place, Size, Tick, bars, both, line_band};
use crate::value::valuation::{HealthClass, Valuation};
use crate::words;

/// Active, at risk, lost, with the value of each; `None` where models do not apply.
pub(super) fn health(valuation: &Valuation) -> Option<Markup> {
    if valuation.health.is_empty() {
        return None;
    }
    let currency = valuation.value.currency;
    let panel = |id: &str, title: &str, value: &dyn Fn(&HealthClass) -> Bar| {
        let drawn: Vec<Bar> = valuation.health.iter().map(value).collect();
        let said: Vec<String> = drawn.iter().map(|bar| format!("{} {}", bar.label, bar.words)).collect();
        let sentence = format!("{}: {}.", title, said.join(", "));
        html! { div { h3 { (title) } (bars(&Name { id, title, sentence: &sentence }, &drawn)) } }
    };
    let bar = |class: &HealthClass, value: f64, words: String| Bar {
        label: words::title(&class.name),
        value,
        interval: None,
        words,
        class: look(&class.name),
    };
    let customers = |c: &HealthClass| {
        let share = c.customers as f64 / valuation.customers.max(1) as f64;
        bar(c, c.customers as f64, format!("{} ({})", words::count(c.customers), words::percent(share)))
    };
    let to_date = |c: &HealthClass| bar(c, c.to_date, words::about(c.to_date, currency));
    let expected = |c: &HealthClass| Bar {
        interval: Some((c.low, c.high)),
        ..bar(c, c.expected, words::about(c.expected, currency))
    };
    Some(html! {
        p.lead { (sentence(valuation)) }
        div.panels {
            (panel("health-customers", "Customers", &customers))
            @if has_money(valuation) {
                (panel("health-to-date", &format!("{} to date", brought(valuation)), &to_date))
            }
            @if valuation.value.expected.is_some() {
                (panel("health-expected", &format!("Expected in {}", words::counted(u64::from(valuation.value.horizon_months), "month")), &expected))
            }
        }
        @if valuation.value.expected.is_some() { p.note { "The fine line at a bar is the range of " (of_ten(valuation.value.level)) " outcomes." } }
        dl.terms { @for class in &valuation.health { div { dt { (words::title(&class.name)) } dd { (class.rule) } } } }
        div.numbers { (super::parts::opened("The numbers behind it", &numbers(valuation))) }
    })
}

fn look(class: &str) -> &'static str {
    match class {
        "active" | "running" => "full",
        "lost" | "ended" => "pale",
        _ => "half",
    }
}

fn sentence(valuation: &Valuation) -> String {
    let all = valuation.customers.max(1) as f64;
    let said: Vec<String> = valuation
        .health
        .iter()
        .map(|class| format!("{} are {}", words::percent(class.customers as f64 / all), class.name))
        .collect();
    format!(
        "Of {}, {}.",
        words::counted(valuation.customers, if valuation.of_contracts() { "contract" } else { "customer" }),
        and(&said)
    )
}

/// `a, b and c`.
fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn numbers(valuation: &Valuation) -> Markup {
    let currency = valuation.value.currency;
    let (money, expected) = (has_money(valuation), valuation.value.expected.is_some());
    let mut columns = vec![Column::Text("Class"), Column::Number("Customers")];
    if money {
        columns.push(Column::Number("To date"));
    }
    if expected {
        columns.extend([Column::Number("Expected"), Column::Number("Low"), Column::Number("High")]);
    }
    let row = |c: &HealthClass| {
        let mut row = vec![words::title(&c.name), words::count(c.customers)];
        if money {
            row.push(words::paid(c.to_date, currency));
        }
        if expected {
            row.extend([c.expected, c.low, c.high].map(|x| words::expected(x, currency)));
        }
        row
    };
    let rows: Vec<Vec<String>> = valuation.health.iter().map(row).collect();
    let unit = if money { format!(", money {}", words::in_unit(currency)) } else { String::new() };
    table("health-table", &format!("Customers by health{unit}"), &columns, &rows)
}

/// How much of the revenue the best customers bring; `None` without amounts.
pub(super) fn concentration(valuation: &Valuation) -> Option<Markup> {
    let concentration = &valuation.concentration;
    if !has_money(valuation) || concentration.curve.len() < 2 {
        return None;
    }
    let said: Vec<String> = concentration
        .top
        .iter()
        .map(|top| {
            format!("the best {} bring {}", words::percent(top.customers), words::percent(top.revenue))
        })
        .collect();
    let sentence = format!("Of the revenue to date, {}.", and(&said));
    let rows: Vec<Vec<String>> = concentration
        .top
        .iter()
        .map(|top| vec![words::percent(top.customers), words::percent(top.revenue)])
        .collect();
    let numbers = table(
        "concentration-table",
        "Share of revenue to date by share of customers, best first",
        &[Column::Number("Best customers"), Column::Number("Revenue")],
        &rows,
    );
    Some(html! {
        p.lead { (sentence) }
        (figure(
            "Share of revenue, best customers first",
            &format!("The straight line is what equal customers would bring. Gini coefficient {}: 0 is equal, 1 is all from one.", words::decimal(concentration.gini, 2)),
            &both(|size| lorenz(valuation, &sentence, size)),
            &numbers,
        ))
    })
}

fn lorenz(valuation: &Valuation, sentence: &str, size: Size) -> Markup {
    let concentration = &valuation.concentration;
    let named = concentration.top.iter().find(|t| t.customers >= 0.2).or(concentration.top.last());
    let marks = named.map(|top| Mark {
        at: (top.customers, top.revenue),
        label: format!("{} bring {}", words::percent(top.customers), words::percent(top.revenue)),
        note: String::new(),
        place: Place::BelowRight,
    });
    let equal = Mark {
        at: (0.72, 0.72),
        label: String::new(),
        note: "all equal".to_owned(),
        place: Place::BelowRight,
    };
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|at| Tick { at, label: words::percent(at) });
    line_band(
        &LineChart {
            name: Name {
                id: "concentration-chart",
                title: "Share of revenue, best customers first",
                sentence,
            },
            empty: "no revenue yet",
            bands: Vec::new(),
            lines: vec![
                Line { class: "even", points: vec![(0.0, 0.0), (1.0, 1.0)] },
                Line { class: "solid", points: concentration.curve.iter().map(|p| (p[0], p[1])).collect() },
            ],
            ticks: ticks.into(),
            below: "share of customers, best first",
            marks: marks.into_iter().chain([equal]).collect(),
            ends: Vec::new(),
            rules: Vec::new(),
            hints: concentration
                .curve
                .iter()
                .filter(|p| p[0] > 0.0)
                .map(|p| {
                    (p[0], p[1], format!("the best {} bring {}", words::percent(p[0]), words::percent(p[1])))
                })
                .collect(),
            value: crate::chart::Written(&|x, _| words::percent(x)),
        },
        size,
    )
}
