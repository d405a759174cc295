//! The form: what a further line costs, and how many to look at.

use maud::{Markup, html};

use crate::{
    Reader,
    parts::{self, Field, Look},
};

/// The form as it was filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// What setting up a line costs, once.
    pub setup_cost: String,
    /// What it costs a month.
    pub monthly_cost: String,
    /// Lines to look at.
    pub products: String,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(&'static str, String)>,
}

pub(super) fn form(reader: &Reader, form: &Form) -> Markup {
    let errors: Vec<(String, &str)> =
        form.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let why = |name: &str| form.refused.iter().find(|(one, _)| *one == name).map(|(_, why)| why.as_str());
    let fields = [
        ("setup_cost", "suite-field-setup", &form.setup_cost),
        ("monthly_cost", "suite-field-monthly", &form.monthly_cost),
        ("products", "suite-field-products", &form.products),
    ];
    html! {
        div.what-if {
            h2 id="what-if-h" { (reader.t("suite-ask")) }
            form method="get" action="/strategy/suite" aria-labelledby="what-if-h" {
                (parts::refused(&reader.t("suite-refused"), &errors))
                div.what-if-fields {
                    @for (name, key, text) in fields {
                        (Field::new(name, &reader.t(key)).value(text).length(0, 30).digits().autocomplete("off").error(why(name)))
                    }
                }
                (parts::button(Look::Main, &reader.t("suite-see")))
            }
        }
    }
}
