//! What became of the rows of files, or would.

use maud::{Markup, html};

use super::{kind, look_again};
use crate::{
    Reader,
    parts::{Column, Fact, Look, figures, link_button, note, opened, section, table},
    text::Fill,
};

/// What became of the rows of files, or would.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The import; none where nothing was kept, or nothing was to be.
    pub import: Option<i64>,
    /// Whether nothing was written: a check.
    pub check: bool,
    /// Rows with any content.
    pub rows: u64,
    /// Rows that were taken.
    pub accepted: u64,
    /// Rows that were refused.
    pub rejected: u64,
    /// What became of the facts, by kind.
    pub facts: Vec<Facts>,
    /// Customers named for the first time.
    pub customers_new: u64,
    /// First and last day, as written.
    pub days: Option<(String, String)>,
    /// In which currency amounts are.
    pub money: String,
    /// What a person should know.
    pub notes: Vec<String>,
    /// The first facts as they are kept.
    pub first: Vec<String>,
    /// Why rows were refused, and how many.
    pub reasons: Vec<(String, u64)>,
    /// The first refused rows.
    pub rejects: Vec<Rejected>,
    /// Where all refused rows can be fetched; none for who may not.
    pub downloads: Option<Downloads>,
    /// What became of values.
    pub values: Values,
}

/// Where refused rows can be fetched.
#[derive(Debug, Clone)]
pub struct Downloads {
    /// With line and reason.
    pub list: String,
    /// The rows alone; none where files have no such rows.
    pub corrections: Option<String>,
}

/// What became of the facts of a kind.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The kind.
    pub kind: String,
    /// Not known before.
    pub created: u64,
    /// Known, and something is new.
    pub updated: u64,
    /// Known, and nothing is new.
    pub unchanged: u64,
    /// Not touched, as was asked.
    pub left_alone: u64,
}

/// A row that was refused.
#[derive(Debug, Clone)]
pub struct Rejected {
    /// The file.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// The column, where one value is to blame.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
    /// The value; empty for who may not see it.
    pub value: String,
    /// The row; likewise.
    pub row: String,
}

/// What became of customers' values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// Nothing is to be said.
    #[default]
    Silent,
    /// They are being made.
    Fitting,
    /// They are made.
    Fitted,
    /// They follow by themselves.
    Follow,
    /// There are none.
    None,
}

/// The report.
pub fn report(reader: &Reader, report: &Report) -> Markup {
    let title = match (report.check, report.import) {
        (true, _) => "data-report-would-title",
        (false, Some(_)) => "data-report-did-title",
        (false, None) => "data-report-nothing-title",
    };
    section(
        "report",
        &reader.t(title),
        &html! {
            @if !report.check && report.import.is_none() { p { (reader.t("data-report-nothing")) } }
            @if report.check { p.lead { (reader.t("data-report-check")) } }
            @if report.values == Values::Fitting { (look_again(5)) }
            @if let Some(sentence) = values(report.values) {
                p.lead data-refresh=[(report.values == Values::Fitting).then_some("5")] { (reader.t(sentence)) }
            }
            (sums(reader, report))
            @if report.facts.len() > 1 || report.facts.iter().any(|facts| facts.left_alone > 0) { (facts(reader, report)) }
            @if let Some(number) = report.import { (ways_on(reader, number)) }
            @if !report.notes.is_empty() {
                (opened(&reader.t("data-report-notes"), &html! { ul { @for line in &report.notes { li { (line) } } } }))
            }
            @if !report.first.is_empty() {
                (opened(&reader.t("data-report-first"), &html! { ul { @for line in &report.first { li { code { (line) } } } } }))
            }
            @if report.rejected > 0 { (refused(reader, report)) }
        },
    )
}

const fn values(values: Values) -> Option<&'static str> {
    match values {
        Values::Silent => None,
        Values::Fitting => Some("data-report-values-fitting"),
        Values::Fitted => Some("data-report-values-fitted"),
        Values::Follow => Some("data-report-values-follow"),
        Values::None => Some("data-report-values-none"),
    }
}

fn sums(reader: &Reader, report: &Report) -> Markup {
    let taken = reader.count(report.accepted);
    let rows = reader.count(report.rows);
    let taken = reader.tf("data-report-taken", &[("taken", Fill::Text(&taken)), ("rows", Fill::Text(&rows))]);
    let sum = |pick: fn(&Facts) -> u64| reader.count(report.facts.iter().map(pick).sum());
    let mut facts = vec![
        Fact::new(reader.t("data-report-new"), &sum(|f| f.created)),
        Fact::new(reader.t("data-report-updated"), &sum(|f| f.updated)),
        Fact::new(reader.t("data-report-unchanged"), &sum(|f| f.unchanged)),
        Fact::new(reader.t("data-report-customers"), &reader.count(report.customers_new)),
        Fact::new(reader.t("data-report-refused"), &reader.count(report.rejected)),
    ];
    if report.facts.len() > 1
        && let Some(first) = facts.first_mut()
    {
        let kinds: Vec<String> = report.facts.iter().map(|facts| kind(reader, &facts.kind)).collect();
        *first = first.clone().note(&kinds.join(", "));
    }
    html! {
        (figures(&facts))
        p.note {
            (taken) "."
            @if let Some((from, to)) = &report.days {
                " " (reader.tf("data-report-days", &[("from", Fill::Text(from)), ("to", Fill::Text(to))])) "."
            }
            @if !report.money.is_empty() {
                " " (report.money) "."
            }
        }
    }
}

fn facts(reader: &Reader, report: &Report) -> Markup {
    let columns = [
        Column::text(reader.t("data-report-kind")),
        Column::number(reader.t("data-report-new")),
        Column::number(reader.t("data-report-updated")),
        Column::number(reader.t("data-report-unchanged")),
        Column::number(reader.t("data-report-left")),
    ];
    let rows: Vec<Vec<Markup>> = report
        .facts
        .iter()
        .map(|facts| {
            vec![
                html! { (kind(reader, &facts.kind)) },
                html! { (reader.count(facts.created)) },
                html! { (reader.count(facts.updated)) },
                html! { (reader.count(facts.unchanged)) },
                html! { (reader.count(facts.left_alone)) },
            ]
        })
        .collect();
    table("facts", &reader.t("data-report-caption"), &columns, &rows)
}

fn ways_on(reader: &Reader, number: i64) -> Markup {
    html! {
        div.buttons {
            (link_button("/customers", Look::Main, &reader.t("data-report-see")))
            (link_button(&format!("/data/imports/{number}"), Look::Plain, &reader.t("data-report-see-import")))
            @if reader.may(access::Right::DataWrite) {
                (link_button(&format!("/data/imports/{number}/undo"), Look::Quiet, &reader.t("data-report-undo")))
            }
        }
    }
}

/// The rows that were refused.
pub fn refused(reader: &Reader, report: &Report) -> Markup {
    let reasons: Vec<Vec<Markup>> = report
        .reasons
        .iter()
        .map(|(reason, rows)| vec![html! { (reason) }, html! { (reader.count(*rows)) }])
        .collect();
    let seen = report.rejects.iter().any(|reject| !reject.row.is_empty());
    let several = report.rejects.windows(2).any(|two| two[0].file != two[1].file);
    let mut columns = vec![Column::number(reader.t("data-refused-line"))];
    if several {
        columns.push(Column::text(reader.t("data-refused-file")));
    }
    columns.extend([
        Column::text(reader.t("data-refused-reason")),
        Column::text(reader.t("data-refused-column")),
    ]);
    if seen {
        columns.extend([
            Column::text(reader.t("data-refused-value")),
            Column::text(reader.t("data-refused-row")),
        ]);
    }
    let rows: Vec<Vec<Markup>> = report
        .rejects
        .iter()
        .map(|reject| {
            let mut cells = vec![html! { (reader.count(reject.line)) }];
            if several {
                cells.push(html! { (reject.file) });
            }
            cells.extend([
                html! { (reject.reason) },
                html! { (reject.column.as_deref().unwrap_or_default()) },
            ]);
            if seen {
                cells.extend([html! { (reject.value) }, html! { code { (reject.row) } }]);
            }
            cells
        })
        .collect();
    let title = reader.tf("data-refused-title", &[("n", Fill::Count(report.rejected))]);
    html! {
        h3 id="refused" { (title) }
        (note(&reader.t("data-refused-about")))
        @if !reasons.is_empty() {
            (table("reasons", &reader.t("data-refused-reasons-caption"),
                &[Column::text(reader.t("data-refused-reason")), Column::number(reader.t("data-refused-rows"))], &reasons))
        }
        @if !rows.is_empty() { (table("rejects", &reader.t("data-refused-caption"), &columns, &rows)) }
        @if let Some(downloads) = &report.downloads {
            div.buttons {
                (link_button(&downloads.list, Look::Plain, &reader.t("data-refused-list")))
                @if let Some(path) = &downloads.corrections {
                    (link_button(path, Look::Plain, &reader.t("data-refused-corrections")))
                }
            }
        }
    }
}
