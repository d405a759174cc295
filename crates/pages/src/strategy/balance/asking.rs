//! The form: a budget, and what somebody takes spending to reach.

use maud::{Markup, html};

use crate::{
    Reader,
    parts::{self, Field, Look},
};

/// Names of the fields of judgement, as they are sent.
const JUDGEMENT: [&str; 11] = [
    "retention_spend",
    "retention_rate",
    "retention_ceiling",
    "retention_unaided",
    "reactivation_spend",
    "reactivation_rate",
    "reactivation_ceiling",
    "reactivation_unaided",
    "acquisition_spend",
    "acquisition_rate",
    "acquisition_ceiling",
];

/// The form as it was filled: the text of each field, by its name. Shares are in percent, and may have
/// their interval: `91 (90 to 92)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Name and text of those that were sent.
    pub fields: Vec<(String, String)>,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(String, String)>,
}

impl Form {
    /// Whether there is a field of this name.
    #[must_use]
    pub fn knows(name: &str) -> bool {
        name == "budget" || JUDGEMENT.contains(&name)
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(one, _)| one == name).map_or("", |(_, text)| text)
    }

    fn why(&self, name: &str) -> Option<&str> {
        self.refused.iter().find(|(one, _)| one == name).map(|(_, why)| why.as_str())
    }
}

pub(super) fn form(reader: &Reader, form: &Form) -> Markup {
    let errors: Vec<(String, &str)> =
        form.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let open = JUDGEMENT.iter().any(|name| !form.text(name).is_empty());
    let hint = reader.t("balance-field-hint");
    let field = |name: &'static str| {
        let label = reader.t(&format!("balance-field-{name}"));
        let field = Field::new(name, &label)
            .value(form.text(name))
            .length(0, 60)
            .autocomplete("off")
            .error(form.why(name));
        match name {
            "budget" => html! { (field.digits()) },
            _ if name.ends_with("_rate") => html! { (field.hint(&hint)) },
            _ => html! { (field) },
        }
    };
    html! {
        div.what-if {
            h2 id="what-if-h" { (reader.t("balance-ask")) }
            form method="get" action="/strategy/balance" aria-labelledby="what-if-h" {
                (parts::refused(&reader.t("balance-refused"), &errors))
                div.what-if-fields { (field("budget")) }
                details open[open] {
                    summary { (reader.t("balance-judgement")) }
                    @for part in [&JUDGEMENT[..4], &JUDGEMENT[4..8], &JUDGEMENT[8..]] {
                        div.what-if-fields { @for name in part { (field(name)) } }
                    }
                }
                (parts::button(Look::Main, &reader.t("balance-see")))
            }
        }
    }
}
