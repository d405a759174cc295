//! How the files were read, and which rows were rejected.

use maud::{Markup, html};
use serde_json::{Map, Value as Json};

use super::parts::{Column, table};
use crate::value::valuation::Valuation;
use crate::words;

/// How deep a value is opened before it is written as text.
const DEPTH: u32 = 4;

/// Reading and rejects.
pub(super) fn section(valuation: &Valuation) -> Markup {
    html! {
        @if is_empty(&valuation.reading) {
            p { "Nothing was noted about the reading." }
        } @else {
            div.reading { (node(&valuation.reading, DEPTH)) }
        }
        h3 { "Rows that were rejected" }
        (rejects(valuation))
    }
}

fn rejects(valuation: &Valuation) -> Markup {
    let rejects = &valuation.rejects;
    if rejects.total == 0 {
        return html! { p { "None." } };
    }
    let mut reasons: Vec<(&String, u64)> = rejects.by_reason.iter().map(|(reason, n)| (reason, *n)).collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rows: Vec<Vec<String>> =
        reasons.into_iter().map(|(reason, n)| vec![words::title(reason), words::count(n)]).collect();
    html! {
        p { (words::counted(rejects.total, "row")) " could not be used; rejects.csv has each with line, field, reason and text. No other row was harmed." }
        (table("reject-table", "Rejected rows by reason", &[Column::Text("Reason"), Column::Number("Rows")], &rows))
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Any JSON as lists of terms, lists and small tables.
fn node(value: &Json, depth: u32) -> Markup {
    if depth == 0 {
        return html! { (value.to_string()) };
    }
    match value {
        Json::Object(fields) => html! {
            dl.terms { @for (name, value) in fields { @if !is_empty(value) {
                div { dt { (words::title(name)) } dd { (node(value, depth - 1)) } }
            } } }
        },
        Json::Array(items) => match rows(items) {
            Some((names, rows)) => plain_table(&names, &rows),
            None if items.iter().all(is_plain)
                && items.iter().map(|i| text(i).len()).sum::<usize>() < 120 =>
            {
                html! { (items.iter().map(text).collect::<Vec<_>>().join(", ")) }
            }
            None => html! { ul { @for item in items { li { (node(item, depth - 1)) } } } },
        },
        plain => html! { (text(plain)) },
    }
}

fn is_plain(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

fn text(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Json::String(text) => text.clone(),
        Json::Number(n) => match (n.as_u64(), n.as_f64()) {
            (Some(whole), _) => words::count(whole),
            (None, Some(x)) if x.fract() == 0.0 => words::decimal(x, 0),
            (None, Some(x)) => words::precise(x),
            (None, None) => n.to_string(),
        },
        other => other.to_string(),
    }
}

/// A list of flat objects is a table of their fields.
fn rows(items: &[Json]) -> Option<(Vec<&str>, Vec<Vec<String>>)> {
    let objects: Vec<&Map<String, Json>> = items.iter().map(Json::as_object).collect::<Option<_>>()?;
    if objects.is_empty() || !objects.iter().all(|o| o.values().all(is_plain)) {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for object in &objects {
        for name in object.keys() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    let rows = objects
        .iter()
        .map(|o| {
            names.iter().map(|n| o.get(*n).filter(|v| !v.is_null()).map_or_else(String::new, text)).collect()
        })
        .collect();
    Some((names, rows))
}

fn plain_table(names: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        div.scroll role="region" tabindex="0" aria-label="Details of the reading" {
            table {
                thead { tr { @for name in names { th scope="col" { (words::title(name)) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}
