//! Conditions in words, and the form that adds one.

use facts::{Currency, Day, Month};
use maud::{Markup, html};

use super::{Stage, View};
use crate::{
    Reader,
    parts::{Field, Look, Select, button, csrf, opened},
    text::Fill,
};

/// The conditions of a list.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Those that hold.
    pub conditions: Vec<Condition>,
    /// What one may ask about.
    pub fields: Vec<FieldChoice>,
    /// Names and values that the form carries on: the conditions so far and how the list is sorted.
    pub carried: Vec<(&'static str, String)>,
    /// What was written into the form, where it cannot be: field, operator, value, and why.
    pub written: Option<[String; 4]>,
}

/// A condition that holds.
#[derive(Debug, Clone)]
pub struct Condition {
    /// In words.
    pub words: String,
    /// The path of the list without it.
    pub without: String,
}

/// A field one may ask about.
#[derive(Debug, Clone)]
pub struct FieldChoice {
    /// Its name.
    pub name: &'static str,
    /// What may be said of it.
    pub operators: Vec<&'static str>,
}

/// What a condition compares with, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A count.
    Count(u64),
    /// An amount of money.
    Money(f64),
    /// A plain number.
    Number(f64),
    /// A share, 0 to 1.
    Share(f64),
    /// A day.
    Day(Day),
    /// A number of days back from the day looked from.
    Days(u64),
    /// A month.
    Month(Month),
    /// A stage.
    Stage(Stage),
    /// A class of health: `active`, `at-risk` or `lost`.
    Health(&'static str),
    /// A word of the company's own.
    Word(String),
}

/// A field in words.
pub fn field_words(reader: &Reader, field: &str) -> String {
    match field {
        "orders" => reader.t("customers-field-orders"),
        "spend" => reader.t("customers-field-spend"),
        "margin" => reader.t("customers-field-margin"),
        "value" => reader.t("customers-field-value"),
        "value-at-risk" => reader.t("customers-field-value-at-risk"),
        "expected-orders" => reader.t("customers-field-expected-orders"),
        "alive" => reader.t("customers-field-alive"),
        "first-order" => reader.t("customers-field-first-order"),
        "last-order" => reader.t("customers-field-last-order"),
        "cohort" => reader.t("customers-field-cohort"),
        "health" => reader.t("customers-field-health"),
        "stage" => reader.t("customers-field-stage"),
        "country" => reader.t("customers-field-country"),
        "region" => reader.t("customers-field-region"),
        "language" => reader.t("customers-field-language"),
        "channel" => reader.t("customers-field-channel"),
        "segment" => reader.t("customers-field-segment"),
        other => other.to_owned(),
    }
}

/// An operator in words.
pub fn operator_words(reader: &Reader, operator: &str) -> String {
    match operator {
        "is" => reader.t("customers-operator-is"),
        "is-not" => reader.t("customers-operator-is-not"),
        "at-least" => reader.t("customers-operator-at-least"),
        "at-most" => reader.t("customers-operator-at-most"),
        "before" => reader.t("customers-operator-before"),
        "after" => reader.t("customers-operator-after"),
        "within-days" => reader.t("customers-operator-within-days"),
        "not-within-days" => reader.t("customers-operator-not-within-days"),
        other => other.to_owned(),
    }
}

fn health_words(reader: &Reader, health: &str) -> String {
    match health {
        "active" => reader.t("customers-health-active"),
        "at-risk" => reader.t("customers-health-at-risk"),
        "lost" => reader.t("customers-health-lost"),
        other => other.to_owned(),
    }
}

/// A condition in words: `Orders: at least 3`.
pub fn condition_words(
    reader: &Reader,
    field: &str,
    operator: &str,
    shown: &Shown,
    currency: Option<Currency>,
) -> String {
    let value = match shown {
        Shown::Count(n) => reader.count(*n),
        Shown::Money(x) => match currency {
            Some(currency) => reader.paid(*x, currency),
            None => reader.number(*x),
        },
        Shown::Number(x) => reader.number(*x),
        Shown::Share(x) => reader.percent(*x),
        Shown::Day(day) => reader.day(*day),
        Shown::Days(n) => reader.tf("customers-days", &[("n", Fill::Count(*n))]),
        Shown::Month(month) => reader.month(*month),
        Shown::Stage(stage) => stage.words(reader),
        Shown::Health(health) => health_words(reader, health),
        Shown::Word(word) => word.clone(),
    };
    let field = field_words(reader, field);
    if let Shown::Days(_) = shown {
        let fill = [("field", Fill::Text(&field)), ("days", Fill::Text(&value))];
        return if operator == "within-days" {
            reader.tf("customers-condition-within", &fill)
        } else {
            reader.tf("customers-condition-not-within", &fill)
        };
    }
    let operator = operator_words(reader, operator);
    reader.tf(
        "customers-condition",
        &[("field", Fill::Text(&field)), ("operator", Fill::Text(&operator)), ("value", Fill::Text(&value))],
    )
}

/// Chips of the conditions, and the forms that add one and save them.
pub(super) fn draw(reader: &Reader, view: &View) -> Markup {
    let filters = &view.filters;
    html! {
        @if !filters.conditions.is_empty() {
            ul.chips aria-label=(reader.t("customers-filters")) {
                @for condition in &filters.conditions { li {
                    (condition.words)
                    a href=(condition.without) aria-label=(reader.tf("customers-without", &[("condition", Fill::Text(&condition.words))])) { "×" }
                } }
            }
        }
        div.filtering {
            @if filters.written.is_some() { (add(reader, filters)) }
            @else { (opened(&reader.t("customers-add-filter"), &add(reader, filters))) }
            @if let Some(filter) = &view.savable { (save(reader, view, filter)) }
            @if filters.conditions.len() > 1 && view.segment.is_none() {
                p { a href="/customers" { (reader.t("customers-without-all")) } }
            }
        }
    }
}

fn add(reader: &Reader, filters: &Filters) -> Markup {
    let [field, operator, value, why] = filters.written.clone().unwrap_or_default();
    let mut operators: Vec<&'static str> = Vec::new();
    for operator in filters.fields.iter().flat_map(|field| &field.operators) {
        if !operators.contains(operator) {
            operators.push(operator);
        }
    }
    let (which, how, what) = (
        reader.t("customers-filter-field"),
        reader.t("customers-filter-operator"),
        reader.t("customers-filter-value"),
    );
    let hint = reader.t("customers-filter-hint");
    html! {
        form.row method="get" action="/customers" {
            @for (name, value) in &filters.carried { input type="hidden" name=(name) value=(value); }
            (Select::new("field", &which).options(filters.fields.iter().map(|f| (f.name, field_words(reader, f.name)))).chosen(&field))
            (Select::new("operator", &how).options(operators.iter().map(|o| (*o, operator_words(reader, o)))).chosen(&operator))
            (Field::new("value", &what).value(&value).hint(&hint).error((!why.is_empty()).then_some(why.as_str())).length(1, 128).required().autocomplete("off"))
            (button(Look::Plain, &reader.t("customers-filter-add")))
        }
    }
}

fn save(reader: &Reader, view: &View, filter: &str) -> Markup {
    let name = reader.t("customers-save-name");
    let form = html! {
        form.row method="post" action="/segments" {
            (csrf(reader))
            input type="hidden" name="filter" value=(filter);
            (Field::new("name", &name).length(1, 80).required().autocomplete("off"))
            (button(Look::Plain, &reader.t("customers-save-button")))
        }
    };
    let change = view.changing.as_ref().map(|segment| {
        html! {
            form.row method="post" action=(format!("/segments/{}", segment.id)) {
                (csrf(reader))
                input type="hidden" name="filter" value=(filter);
                input type="hidden" name="name" value=(segment.name);
                (button(Look::Plain, &reader.tf("customers-save-change", &[("name", Fill::Text(&segment.name))])))
            }
        }
    });
    opened(&reader.t("customers-save"), &html! { @if let Some(change) = change { (change) } (form) })
}
