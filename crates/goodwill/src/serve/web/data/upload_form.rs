//! How files are read, between a form of the page and what is kept of it.

use facts::schema::Kind;
use history::import::Field as Role;
use pages::data::upload::{FieldRow, Form};

use super::super::Problem;
use crate::folder::uploads::{Answers, Look, State, Touch, Upload};

/// Fields that are no column of a file of orders: they are made while it is read.
const MADE: [&str; 3] = ["day", "lines_amount", "lines"];

/// The part of a field's name before the field it is about.
const COLUMN: &str = "column:";

/// What a form sent: the button, and the fields.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) act: String,
    /// Which answer to the question was chosen.
    pub(super) answer: Option<usize>,
    pub(super) answers: Answers,
    /// Whether the files are now said to hold something else than was looked at.
    pub(super) another_kind: bool,
}

/// Reads a form; what it does not name stays as it is.
///
/// # Errors
///
/// If it has a field that the page does not have, or a choice that there is not.
pub(super) fn sent(upload: &Upload, fields: &[(String, String)]) -> Result<Sent, Problem> {
    let mut sent = Sent { answers: upload.answers.clone(), ..Sent::default() };
    let answers = &mut sent.answers;
    let mut columns = Vec::new();
    for (name, value) in fields {
        let text = || Some(value.trim().to_owned()).filter(|text| !text.is_empty());
        match name.as_str() {
            "do" => value.clone_into(&mut sent.act),
            "answer" => {
                sent.answer =
                    Some(value.parse().map_err(|_| Problem::invalid("answer", "choose one of the answers"))?);
            }
            "kind" => answers.kind = text(),
            "date_format" => answers.date_format = text(),
            "decimal" => answers.decimal = text(),
            "currency" => answers.currency = text().map(|code| code.to_uppercase()),
            "time_zone" => answers.time_zone = text(),
            "header" => {
                answers.header = match value.as_str() {
                    "" => None,
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => return Err(Problem::invalid("header", "yes or no")),
                }
            }
            "duplicates" => answers.duplicates = text(),
            "non_products" => answers.non_products = text(),
            "mode" => answers.mode = touch(value)?,
            "source" => value.trim().clone_into(&mut answers.source),
            "id_space" => value.trim().clone_into(&mut answers.id_space),
            _ => match name.strip_prefix(COLUMN) {
                Some(field) => columns.push((field, value.as_str())),
                None => return Err(Problem::invalid(name, "there is no such field")),
            },
        }
    }
    let looked_at = upload.look.as_ref().map(|look| look.kind.as_str());
    sent.another_kind = sent.answers.kind.as_deref().is_some_and(|kind| looked_at != Some(kind));
    if sent.another_kind {
        sent.answers.columns.clear();
    } else {
        choose(&mut sent.answers, upload.look.as_ref(), &columns);
    }
    Ok(sent)
}

fn touch(mode: &str) -> Result<Touch, Problem> {
    match mode {
        "create" => Ok(Touch::Create),
        "update" => Ok(Touch::Update),
        "both" => Ok(Touch::Both),
        _ => Err(Problem::invalid("mode", "both, create or update")),
    }
}

/// Takes the columns that were chosen. Where they are as they were recognised nothing is said of them;
/// where one was changed, all of them hold as they were seen.
fn choose(answers: &mut Answers, look: Option<&Look>, columns: &[(&str, &str)]) {
    let recognised = look.is_some_and(|look| !look.columns.is_empty());
    let same = columns.iter().all(|(field, column)| chosen(answers, look, field) == *column);
    if same {
        return;
    }
    for (field, column) in columns {
        // Before anything was recognised, what is left open is left to be recognised.
        if recognised || !column.is_empty() || answers.columns.contains_key(*field) {
            answers.columns.insert((*field).to_owned(), (*column).to_owned());
        }
    }
}

/// What a form shows as chosen for a field.
fn chosen(answers: &Answers, look: Option<&Look>, field: &str) -> String {
    if let Some(column) = answers.columns.get(field) {
        return option_of(look, column);
    }
    let taken = look.and_then(|look| look.columns.iter().find(|taken| taken.field == field));
    taken.map_or_else(String::new, |taken| format!("#{}", taken.number))
}

/// A column by its number, where a name says which it is.
fn option_of(look: Option<&Look>, column: &str) -> String {
    if column.is_empty() || column.starts_with('#') {
        return column.to_owned();
    }
    let columns = look.and_then(|look| look.previews.first()).map(|preview| preview.columns.as_slice());
    let place = columns.unwrap_or_default().iter().position(|name| name == column);
    place.map_or_else(|| column.to_owned(), |place| format!("#{}", place + 1))
}

/// The form as it stands.
pub(super) fn form(upload: &Upload, errors: Vec<(String, String)>) -> Form {
    let (answers, look) = (&upload.answers, upload.look.as_ref());
    let looked_at = look.map(|look| look.kind.clone()).unwrap_or_default();
    let kind = answers.kind.clone().unwrap_or(looked_at);
    let (fields, more) = field_rows(&kind, answers, look);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Form {
        kinds: kinds(look),
        kind,
        columns: columns(look),
        fields,
        more,
        date_format: text(&answers.date_format),
        decimal: match answers.decimal.as_deref() {
            Some(".") => "point".to_owned(),
            Some(",") => "comma".to_owned(),
            other => other.unwrap_or_default().to_owned(),
        },
        currency: text(&answers.currency),
        time_zone: text(&answers.time_zone),
        header: answers.header.map_or("", |header| if header { "yes" } else { "no" }).to_owned(),
        duplicates: answers.duplicates.clone().unwrap_or_else(|| "ask".to_owned()),
        non_products: answers.non_products.clone().unwrap_or_else(|| "keep".to_owned()),
        mode: match answers.mode {
            Touch::Both => "both",
            Touch::Create => "create",
            Touch::Update => "update",
        }
        .to_owned(),
        source: answers.source.clone(),
        id_space: answers.id_space.clone(),
        errors,
        ready: matches!(upload.state, State::Ready | State::Checked { .. }),
    }
}

fn kinds(look: Option<&Look>) -> Vec<String> {
    let told = look.map(|look| look.kinds.clone()).unwrap_or_default();
    let all = Kind::ALL.into_iter().filter(|kind| *kind != Kind::CustomerValues);
    let mut kinds: Vec<String> =
        told.into_iter().filter(|kind| kind != Kind::CustomerValues.name()).collect();
    for kind in all {
        if !kinds.iter().any(|known| known == kind.name()) {
            kinds.push(kind.name().to_owned());
        }
    }
    kinds
}

fn columns(look: Option<&Look>) -> Vec<(String, String)> {
    let first = look.and_then(|look| look.previews.first());
    let columns = first.map(|preview| preview.columns.as_slice()).unwrap_or_default();
    columns.iter().enumerate().map(|(n, name)| (format!("#{}", n + 1), name.clone())).collect()
}

/// The fields that are needed or were found, and the others.
fn field_rows(kind: &str, answers: &Answers, look: Option<&Look>) -> (Vec<FieldRow>, Vec<FieldRow>) {
    let Ok(kind) = kind.parse::<Kind>() else { return Default::default() };
    let schema = kind.schema();
    let mut names: Vec<(&str, &str, bool)> = schema
        .fields
        .iter()
        .filter(|field| kind != Kind::Orders || !MADE.contains(&field.name))
        .map(|field| (field.name, field.about, field.required))
        .collect();
    if kind == Kind::Orders {
        let lines = Kind::OrderLines.schema();
        for role in Role::ALL.map(Role::name).into_iter().filter(|name| *name != "order").chain(["line"]) {
            if !names.iter().any(|(name, ..)| *name == role) {
                names.push((role, lines.field(role).map_or("", |field| field.about), false));
            }
        }
        for (name, _, needed) in &mut names {
            *needed = matches!(*name, "customer" | "time");
        }
    }
    // What a file has beside the schema's fields was recognised, too: properties of events.
    let taken = |name: &str| look.and_then(|look| look.columns.iter().find(|taken| taken.field == name));
    let row = |(name, about, needed): (&str, &str, bool)| FieldRow {
        name: name.to_owned(),
        about: about.to_owned(),
        chosen: chosen(answers, look, name),
        why: taken(name).map_or_else(String::new, |taken| {
            // How times and amounts are read can be wrong and is said; where ids are kept cannot.
            if taken.how.starts_with("read as") {
                format!("{}, {}", taken.why, taken.how)
            } else {
                taken.why.clone()
            }
        }),
        needed,
    };
    names.into_iter().map(row).partition(|row| row.needed || !row.chosen.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::uploads::{FilePreview, TakenColumn};

    fn upload() -> Upload {
        let taken = |field: &str, number: usize| TakenColumn {
            field: field.to_owned(),
            column: String::new(),
            number,
            why: "by its name".to_owned(),
            how: String::new(),
        };
        serde_json::from_value::<Upload>(serde_json::json!({
            "id": "0".repeat(32), "by": "person:1", "at": 0, "files": [], "answers": Answers::default(),
            "look": Look {
                kind: "orders".to_owned(),
                kinds: vec!["orders".to_owned()],
                previews: vec![FilePreview {
                    format: "text".to_owned(), delimiter: None, encoding: None, header: true,
                    columns: vec!["who".to_owned(), "when".to_owned(), "paid".to_owned(), "net".to_owned()],
                    rows: Vec::new(),
                }],
                columns: vec![taken("customer", 1), taken("time", 2), taken("amount", 3)],
                ..Look::default()
            },
            "state": { "name": "ready" },
        }))
        .unwrap()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_that_was_not_touched_says_nothing_of_columns() {
        let upload = upload();
        let form = form(&upload, Vec::new());
        let mut fields = vec![("do".to_owned(), "import".to_owned()), ("kind".to_owned(), form.kind.clone())];
        for row in form.fields.iter().chain(&form.more) {
            fields.push((format!("column:{}", row.name), row.chosen.clone()));
        }
        let sent = sent(&upload, &fields).unwrap();
        assert!(sent.answers.columns.is_empty(), "{:?}", sent.answers.columns);
        assert!(!sent.another_kind);
        assert_eq!(sent.act, "import");
    }

    #[test]
    fn one_column_that_is_changed_makes_all_of_them_hold_as_they_were_seen() {
        let fields = pairs(&[("column:customer", "#1"), ("column:time", ""), ("column:amount", "#4")]);
        let columns = sent(&upload(), &fields).unwrap().answers.columns;
        assert_eq!(columns["customer"], "#1");
        assert_eq!(columns["time"], "");
        assert_eq!(columns["amount"], "#4");
    }

    #[test]
    fn another_kind_has_other_columns() {
        let fields = pairs(&[("kind", "feedback"), ("column:customer", "#2")]);
        let sent = sent(&upload(), &fields).unwrap();
        assert!(sent.another_kind && sent.answers.columns.is_empty());
    }

    #[test]
    fn what_no_page_sends_is_refused() {
        for field in [("colour", "red"), ("mode", "all"), ("header", "perhaps"), ("answer", "x")] {
            assert!(sent(&upload(), &pairs(&[field])).is_err(), "{field:?}");
        }
    }
}
