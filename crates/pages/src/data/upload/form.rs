//! How files are read, as a form: what they hold, which column is which, and how things are written.

use maud::{Markup, html};

use crate::{
    Reader,
    data::kind,
    parts::{Choice, Choices, Field, Select, csrf, note, opened, refused, section},
    text::Fill,
};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// What they hold, as it stands.
    pub kind: String,
    /// What they may hold, the likeliest first.
    pub kinds: Vec<String>,
    /// Columns that can be chosen: what is sent, and the name.
    pub columns: Vec<(String, String)>,
    /// Fields that are needed or were found.
    pub fields: Vec<FieldRow>,
    /// The other fields.
    pub more: Vec<FieldRow>,
    /// `dmy`, `mdy`, `ymd`, another format, or empty.
    pub date_format: String,
    /// `point`, `comma` or empty.
    pub decimal: String,
    /// A currency or empty.
    pub currency: String,
    /// A zone or empty.
    pub time_zone: String,
    /// `yes`, `no` or empty.
    pub header: String,
    /// `ask`, `keep` or `drop`.
    pub duplicates: String,
    /// `keep` or `drop`.
    pub non_products: String,
    /// `both`, `create` or `update`.
    pub mode: String,
    /// The system the files come from.
    pub source: String,
    /// Whose ids the customers have.
    pub id_space: String,
    /// Answers that cannot be: the field and why.
    pub errors: Vec<(String, String)>,
    /// Whether it can be checked and imported as it stands.
    pub ready: bool,
}

/// A field and the column taken for it.
#[derive(Debug, Clone)]
pub struct FieldRow {
    /// The field.
    pub name: String,
    /// What it means.
    pub about: String,
    /// What is sent for the column that is taken; empty for none.
    pub chosen: String,
    /// Why, and how it is read; empty where nobody knows.
    pub why: String,
    /// Whether a row without it is refused.
    pub needed: bool,
}

/// Something that is open.
#[derive(Debug, Clone)]
pub struct Question {
    /// The file.
    pub file: String,
    /// What is open.
    pub about: String,
    /// The answers.
    pub choices: Vec<QuestionChoice>,
}

/// One answer.
#[derive(Debug, Clone)]
pub enum QuestionChoice {
    /// A column, with what it holds.
    Column(String, String),
    /// None of the columns.
    NoColumn,
    /// Anything else, with what it would mean.
    Other(String, String),
    /// It cannot be chosen here, only told.
    Told(String),
}

/// The question.
pub(super) fn question(reader: &Reader, question: &Question, path: &str, may_answer: bool) -> Markup {
    let about = reader.tf(
        "data-upload-question-of",
        &[("file", Fill::Text(&question.file)), ("about", Fill::Text(&question.about))],
    );
    let mut choices = Vec::new();
    let mut told = Vec::new();
    for (n, choice) in question.choices.iter().enumerate() {
        let (label, hint) = match choice {
            QuestionChoice::Column(column, holds) => {
                (reader.tf("data-upload-choice-column", &[("column", Fill::Text(column))]), holds.clone())
            }
            QuestionChoice::NoColumn => (reader.t("data-upload-choice-none"), String::new()),
            QuestionChoice::Other(label, hint) => (label.clone(), hint.clone()),
            QuestionChoice::Told(text) => {
                told.push(text.clone());
                continue;
            }
        };
        choices.push(Choice { value: n.to_string(), label, hint });
    }
    section(
        "question",
        &reader.t("data-upload-question-title"),
        &html! {
            @if may_answer && !choices.is_empty() {
                form.stack method="post" action=(path) {
                    (csrf(reader))
                    (Choices { name: "answer", question: &about, choices: &choices, chosen: "" })
                    @for text in &told { (note(text)) }
                    button.button.main type="submit" name="do" value="answer" { (reader.t("data-upload-answer")) }
                }
            } @else {
                p { (about) }
                @if !choices.is_empty() { ul { @for choice in &choices { li { (choice.label) " " span.note { (choice.hint) } } } } }
                @for text in &told { (note(text)) }
            }
        },
    )
}

/// The form.
pub(super) fn draw(reader: &Reader, form: &Form, path: &str) -> Markup {
    let errors: Vec<(String, &str)> =
        form.errors.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    section(
        "how",
        &reader.t("data-upload-how-title"),
        &html! {
            (refused(&reader.t("data-error-title"), &errors))
            form.stack id=(FORM) method="post" action=(path) {
                (csrf(reader))
                (what(reader, form))
                @if !form.fields.is_empty() {
                    fieldset.mapping {
                        legend { (reader.t("data-upload-columns")) }
                        (note(&reader.t("data-upload-columns-hint")))
                        div.pairs { @for field in &form.fields { (pair(reader, form, field)) } }
                        @if !form.more.is_empty() {
                            (opened(&reader.t("data-upload-columns-more"),
                                &html! { div.pairs { @for field in &form.more { (pair(reader, form, field)) } } }))
                        }
                    }
                }
                (opened(&reader.t("data-upload-conventions"), &html! { div.pairs { (conventions(reader, form)) } }))
                (opened(&reader.t("data-upload-what-title"), &changes(reader, form)))
                (ways_on(reader))
            }
        },
    )
}

/// The name of the form in its page.
const FORM: &str = "reading";

/// The buttons that import and check; they send the form wherever they stand.
pub(super) fn ways_on(reader: &Reader) -> Markup {
    html! {
        div.buttons {
            button.button.main type="submit" form=(FORM) name="do" value="import" { (reader.t("data-upload-import")) }
            button.button type="submit" form=(FORM) name="do" value="check" { (reader.t("data-upload-check")) }
        }
    }
}

fn what(reader: &Reader, form: &Form) -> Markup {
    let hint = reader.t("data-upload-kind-hint");
    let kinds: Vec<(String, String)> =
        form.kinds.iter().map(|name| (name.clone(), kind(reader, name))).collect();
    html! {
        div.split.kind {
            (Select::new("kind", &reader.t("data-upload-kind")).options(kinds).chosen(&form.kind).hint(&hint))
            button.button type="submit" name="do" value="look" { (reader.t("data-upload-kind-again")) }
        }
    }
}

fn pair(reader: &Reader, form: &Form, field: &FieldRow) -> Markup {
    let name = format!("column:{}", field.name);
    let label = if field.needed {
        format!("{} ({})", words(&field.name), reader.t("data-upload-needed"))
    } else {
        words(&field.name)
    };
    let hint =
        if field.why.is_empty() { field.about.clone() } else { format!("{} · {}", field.about, field.why) };
    let options = std::iter::once((String::new(), reader.t("data-upload-column-none")))
        .chain(form.columns.iter().cloned());
    html! {
        (Select::new(&name, &label).id(format!("field-column-{}", field.name)).options(options)
            .chosen(&field.chosen).hint(&hint))
    }
}

/// `order_id` as `Order id`.
fn words(name: &str) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn conventions(reader: &Reader, form: &Form) -> Markup {
    let error = |name: &str| form.errors.iter().find(|(field, _)| field == name).map(|(_, why)| why.as_str());
    let auto = (String::new(), reader.t("data-upload-date-auto"));
    let choice = |value: &str, key: &str| (value.to_owned(), reader.t(key));
    let mut dates = vec![
        auto.clone(),
        choice("dmy", "data-upload-date-dmy"),
        choice("mdy", "data-upload-date-mdy"),
        choice("ymd", "data-upload-date-ymd"),
    ];
    if !dates.iter().any(|(value, _)| *value == form.date_format) {
        dates.push((form.date_format.clone(), form.date_format.clone()));
    }
    let decimals = [
        auto.clone(),
        choice("point", "data-upload-decimal-point"),
        choice("comma", "data-upload-decimal-comma"),
    ];
    let headers = [auto, choice("yes", "data-upload-header-yes"), choice("no", "data-upload-header-no")];
    let duplicates = [
        choice("ask", "data-upload-duplicates-ask"),
        choice("keep", "data-upload-duplicates-keep"),
        choice("drop", "data-upload-duplicates-drop"),
    ];
    let non_products =
        [choice("keep", "data-upload-non-products-keep"), choice("drop", "data-upload-non-products-drop")];
    let currency_hint = reader.t("data-upload-currency-hint");
    let zone_hint = reader.t("data-upload-zone-hint");
    html! {
        (Select::new("date_format", &reader.t("data-upload-date-format")).options(dates).chosen(&form.date_format)
            .error(error("date_format")))
        (Select::new("decimal", &reader.t("data-upload-decimal")).options(decimals).chosen(&form.decimal))
        (Field::new("currency", &reader.t("data-upload-currency")).value(&form.currency).hint(&currency_hint)
            .length(0, 3).error(error("currency")))
        (Field::new("time_zone", &reader.t("data-upload-zone")).value(&form.time_zone).hint(&zone_hint)
            .length(0, 100).error(error("time_zone")))
        (Select::new("header", &reader.t("data-upload-header")).options(headers).chosen(&form.header))
        (Select::new("duplicates", &reader.t("data-upload-duplicates")).options(duplicates).chosen(&form.duplicates))
        (Select::new("non_products", &reader.t("data-upload-non-products")).options(non_products)
            .chosen(&form.non_products))
    }
}

fn changes(reader: &Reader, form: &Form) -> Markup {
    let error = |name: &str| form.errors.iter().find(|(field, _)| field == name).map(|(_, why)| why.as_str());
    let choices: Vec<Choice> = ["both", "create", "update"]
        .into_iter()
        .map(|mode| Choice {
            value: mode.to_owned(),
            label: reader.t(&format!("data-upload-mode-{mode}")),
            hint: String::new(),
        })
        .collect();
    let source_hint = reader.t("data-upload-source-hint");
    let space_hint = reader.t("data-upload-space-hint");
    html! {
        (Choices { name: "mode", question: &reader.t("data-upload-what-title"), choices: &choices, chosen: &form.mode })
        div.pairs {
            (Field::new("source", &reader.t("data-upload-source")).value(&form.source).hint(&source_hint)
                .length(1, 100).error(error("source")))
            (Field::new("id_space", &reader.t("data-upload-space")).value(&form.id_space).hint(&space_hint)
                .length(1, 100).error(error("id_space")))
        }
    }
}
