//! The form in which a path of two tiers is asked about.

use maud::{Markup, html};

use crate::{
    Reader,
    parts::{self, Field, Look},
};

/// Names of the fields, as they are sent.
pub(super) const FIELDS: [&str; 14] = [
    "low",
    "later",
    "switch",
    "unit_cost",
    "retention",
    "elasticity",
    "elasticity_low",
    "elasticity_high",
    "discount",
    "months",
    "cap",
    "published",
    "product",
    "loyal_reason",
];

/// The form as it was filled: the text of each field, by its name. Retention, elasticity, discount and
/// the cap are in percent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Name and text.
    pub fields: Vec<(&'static str, String)>,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(String, String)>,
}

impl Form {
    /// Names of the fields.
    pub const FIELDS: [&'static str; 14] = FIELDS;

    /// The text of a field.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(one, _)| *one == name).map_or("", |(_, text)| text)
    }

    fn why(&self, name: &str) -> Option<&str> {
        self.refused.iter().find(|(one, _)| one == name).map(|(_, why)| why.as_str())
    }
}

pub(super) fn form(reader: &Reader, form: &Form) -> Markup {
    let errors: Vec<(String, &str)> =
        form.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    html! {
        div.what-if {
            h2 id="what-if-h" { (reader.t("prices-ask")) }
            form method="get" action="/strategy/prices" aria-labelledby="what-if-h" {
                (parts::refused(&reader.t("prices-refused"), &errors))
                div.what-if-fields { @for name in FIELDS { (field(reader, form, name)) } }
                (parts::button(Look::Main, &reader.t("prices-see")))
            }
        }
    }
}

fn field(reader: &Reader, form: &Form, name: &'static str) -> Markup {
    let label = reader.t(&format!("prices-field-{name}"));
    let hint = match name {
        "elasticity" => reader.t("prices-field-elasticity-hint"),
        "cap" => reader.t("prices-field-cap-hint"),
        "product" => reader.t("prices-field-product-hint"),
        "loyal_reason" => reader.t("prices-field-loyal_reason-hint"),
        _ => String::new(),
    };
    let field =
        Field::new(name, &label).value(form.text(name)).hint(&hint).autocomplete("off").error(form.why(name));
    let (most, step) = match name {
        "switch" | "months" => ("600", "1"),
        "retention" | "elasticity" | "elasticity_low" | "elasticity_high" => ("100", "any"),
        _ => ("", "any"),
    };
    match name {
        "published" => html! { (field.kind("date")) },
        "product" => html! { (field.length(0, 60)) },
        "loyal_reason" => html! { (field.length(0, 500)) },
        _ => html! { (field.kind("number").bounds("0", most, step)) },
    }
}
