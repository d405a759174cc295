//! How the files were read, and which rows were rejected.

use maud::{Markup, html};
use serde_json::{Map, Value as Json};

use super::parts::{Column, region, table};
use crate::value::valuation::Valuation;
use crate::words;

/// How deep a value is opened before it is written as text.
const DEPTH: u32 = 4;

/// Reading, what became of the rows, rejects.
pub(super) fn section(valuation: &Valuation) -> Markup {
    let reading = valuation.reading.get("reading").unwrap_or(&valuation.reading);
    let counts =
        valuation.reading.get("counts").and_then(Json::as_object).map(|counts| counted(valuation, counts));
    html! {
        @if is_empty(reading) {
            p { "Nothing was noted about the reading." }
        } @else {
            @for file in files(reading) { (file_of(file)) }
            @let rest = without_files(reading);
            @if !is_empty(&rest) { h3 { "All files together" } (node(&rest, DEPTH)) }
        }
        @if let Some(counts) = counts.filter(|counts| !counts.is_empty()) {
            h3 { "What became of the rows" }
            dl.terms { @for (name, words) in &counts { div { dt { (name) } dd { (words) } } } }
        }
        h3 { "Rows that were rejected" }
        (rejects(valuation))
    }
}

/// The files that were read, where the reading names them one by one.
fn files(reading: &Json) -> impl Iterator<Item = &Map<String, Json>> {
    reading.get("files").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_object)
}

fn without_files(reading: &Json) -> Json {
    let mut rest = reading.clone();
    if files(reading).next().is_some()
        && let Some(fields) = rest.as_object_mut()
    {
        fields.shift_remove("files");
    }
    rest
}

/// One file: its columns as a table, the rest as terms.
fn file_of(file: &Map<String, Json>) -> Markup {
    let mut terms = file.clone();
    terms.retain(|name, value| name != "name" && table_of(value).is_none() && value.as_u64() != Some(0));
    html! {
        h3 { (file.get("name").map_or_else(|| "File".to_owned(), text)) }
        @for (names, rows) in file.values().filter_map(table_of) { (plain_table(&names, &rows)) }
        (node(&Json::Object(terms), DEPTH))
    }
}

/// A list of flat objects as names and rows.
fn table_of(value: &Json) -> Option<(Vec<&str>, Vec<Vec<String>>)> {
    rows(value.as_array()?)
}

/// Plain words for names of the reading that would puzzle; money stands under the name alone.
fn label(name: &str) -> String {
    match name {
        "first" => "First day",
        "last" => "Last day",
        "currency_why" => "Currency known",
        "header" => "Has a row of names",
        "unused" => "Columns not used",
        "anonymous_rows" => "Rows without a customer",
        "anonymous" => "Money without a customer",
        "refund" => "Given back",
        "orphan_refunds" => "Refunds without an order",
        "orphan_refund" => "Given back without an order",
        "adjustment" => "Money of adjustments",
        "non_product" => "Money of rows that are no product",
        "non_products" => "Codes that are no product",
        "set_aside" => "Rows in other currencies",
        "near_duplicate_ids" => "Customers whose ids are nearly another's",
        "near_duplicates" => "Nearly the same id",
        "suspicious_ids" => "Ids that may stand for nobody",
        "rows" => "Rows with content",
        "accepted" => "Rows that were read",
        "float_ids" => "Ids that ended in .0",
        "zero_rows" => "Orders of nothing paid",
        "dst_ambiguous" => "Times the clock showed twice",
        "continuation_rows" => "Rows whose order's amount stands on another",
        "overlapping_rows" => "Rows that another file has too",
        "said" => "In short",
        other => return words::title(other),
    }
    .to_owned()
}

/// Counts that are not zero, money in whole units. Rejects have a table of their own.
fn counted(valuation: &Valuation, counts: &Map<String, Json>) -> Vec<(String, String)> {
    let currency = valuation.value.currency;
    let of = |name: &String, value: &Json| {
        if name.starts_with("reject") {
            return None;
        }
        match (name.strip_suffix("_minor"), value) {
            (_, Json::Number(n)) if n.as_f64() == Some(0.0) => None,
            (Some(name), Json::Number(n)) => {
                let money = words::paid_in(n.as_f64()? / currency.minor_per_unit(), currency);
                Some((label(name), money))
            }
            (_, Json::Object(parts)) if !parts.is_empty() => {
                let parts: Vec<String> =
                    parts.iter().map(|(part, n)| format!("{part}: {}", text(n))).collect();
                Some((label(name), parts.join(", ")))
            }
            (_, Json::Object(_)) => None,
            (_, Json::Array(items)) if items.is_empty() => None,
            (_, other) => Some((label(name), listed(other))),
        }
    };
    counts.iter().filter_map(|(name, value)| of(name, value)).collect()
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
        return html! { (listed(value)) };
    }
    match value {
        Json::Array(items) if items.len() == 1 && !is_plain(&items[0]) => node(&items[0], depth),
        Json::Object(fields) => html! {
            dl.terms { @for (name, value) in fields { @if !is_empty(value) {
                div { dt { (label(name)) } dd { (node(value, depth - 1)) } }
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

/// The day of a text that is one.
fn iso(text: &str) -> Option<facts::Day> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn is_plain(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

fn text(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        // Days of our own making; those of a file stay as they were written.
        Json::String(text) => iso(text).map_or_else(|| text.clone(), words::day),
        Json::Number(n) => match (n.as_u64(), n.as_f64()) {
            (Some(whole), _) => words::count(whole),
            (None, Some(x)) if x.fract() == 0.0 => words::decimal(x, 0),
            (None, Some(x)) => words::precise(x),
            (None, None) => n.to_string(),
        },
        other => other.to_string(),
    }
}

/// Items of a list that are named before the rest is only counted.
const NAMED: usize = 5;

/// A list as words: its pairs as `a and b`, what is too long to be read only counted.
fn listed(value: &Json) -> String {
    let Json::Array(items) = value else { return text(value) };
    let one = |item: &Json| match item {
        Json::Array(parts) if parts.iter().all(is_plain) => {
            parts.iter().map(text).collect::<Vec<_>>().join(" and ")
        }
        other => text(other),
    };
    let mut said: Vec<String> = items.iter().take(NAMED).map(one).collect();
    if let Some(more) = items.len().checked_sub(NAMED).filter(|more| *more > 0) {
        said.push(format!("{} more", words::count(more as u64)));
    }
    said.join("; ")
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
        div class=(region(names.len())) role="region" tabindex="0" aria-label="Details of the reading" {
            table {
                thead { tr { @for name in names { th scope="col" { (words::title(name)) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::made_up;

    #[test]
    fn pairs_of_ids_and_days_are_words() {
        let mut valuation = made_up::rich();
        valuation.reading = json!({
            "reading": { "first": "2024-03-31" },
            "counts": { "near_duplicate_ids": 1, "near_duplicates": [["C589@x", "c589@x"], ["7", "007"]] },
        });
        let page = section(&valuation).into_string();
        assert!(page.contains("C589@x and c589@x; 7 and 007"), "{page}");
        assert!(page.contains("31 Mar 2024") && !page.contains("2024-03-31"), "{page}");
        assert!(!page.contains("[[") && !page.contains("Near duplicate ids"), "{page}");
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        assert_eq!(listed(&json!([1, 2, 3, 4, 5, 6, 7])), "1; 2; 3; 4; 5; 2 more");
        assert_eq!(listed(&json!([1, 2, 3, 4, 5])), "1; 2; 3; 4; 5");
        assert_eq!(listed(&json!([])), "");
    }
}
