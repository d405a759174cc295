//! The form "What if": a number is changed, the button pressed, the sentence read again.

use maud::{Markup, html};

use super::Shown;
use crate::{
    Reader,
    parts::{self, Field, Look},
    strategy::words,
    text::Fill,
};

/// The form "What if", as it was filled. All are the texts of the fields; empty where nothing was
/// asked. It is sent by GET with these names: `cash`, `credit` (whole units of money), `retention_12`
/// (percent: what new customers of the centric way keep over 12 months), `horizon` (months), `draws`,
/// `seed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Cash at hand.
    pub cash: String,
    /// Credit that can be drawn.
    pub credit: String,
    /// What new customers of the centric way are to keep over 12 months, percent; empty as it stands.
    pub retention_12: String,
    /// What they keep as the scenario stands, as it is written: `40.1%`.
    pub retention_stands: String,
    /// Months ahead.
    pub horizon: String,
    /// Futures to draw.
    pub draws: String,
    /// What chance begins with.
    pub seed: String,
    /// What was refused: name of the field, and why, as a sentence.
    pub refused: Vec<(&'static str, String)>,
    /// Whether retention or horizon differ from the scenarios: a what-if that is not kept.
    pub what_if: bool,
    /// Whether cash and credit are those that are kept.
    pub kept_means: bool,
}

impl Form {
    /// The question as it stands in an address, with its `?`; empty where nothing was asked. What
    /// was refused is left out, and so are the cash and the credit that are kept: an address that is
    /// opened later asks with those that are kept then.
    #[must_use]
    pub fn query(&self) -> String {
        let fields = [
            ("cash", &self.cash),
            ("credit", &self.credit),
            ("retention_12", &self.retention_12),
            ("horizon", &self.horizon),
            ("draws", &self.draws),
            ("seed", &self.seed),
        ];
        let mut query = String::new();
        for (name, value) in fields {
            let means = matches!(name, "cash" | "credit");
            if means && self.kept_means {
                continue;
            }
            let plain = value.len() <= 30 && value.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if value.is_empty() || !plain || self.refused.iter().any(|(field, _)| *field == name) {
                continue;
            }
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.push_str(value);
        }
        query
    }

    fn why(&self, field: &str) -> Option<&str> {
        self.refused.iter().find(|(name, _)| *name == field).map(|(_, why)| why.as_str())
    }
}

/// The form. Without an answer it asks for cash, credit and horizon only.
pub(super) fn form(reader: &Reader, form: &Form, shown: Option<&Shown>) -> Markup {
    let errors: Vec<(String, &str)> =
        form.refused.iter().map(|(field, why)| (format!("field-{field}"), why.as_str())).collect();
    let errors: Vec<(&str, &str)> = errors.iter().map(|(id, why)| (id.as_str(), *why)).collect();
    let refused_more = form.refused.iter().any(|(field, _)| matches!(*field, "draws" | "seed"));
    html! {
        div.what-if {
            h2 id="what-if-h" { (reader.t("strategy-what-if")) }
            form method="get" action="/strategy" aria-labelledby="what-if-h" {
                (parts::refused(&reader.t("strategy-refused"), &errors))
                div.what-if-fields { (fields(reader, form, shown)) }
                details open[refused_more] {
                    summary { (reader.t("strategy-chance")) }
                    div.what-if-fields {
                        (Field::new("draws", &reader.t("strategy-field-draws")).value(&form.draws).kind("number").bounds("0", "20000", "1").hint(&reader.t("strategy-field-draws-hint")).error(form.why("draws")))
                        (Field::new("seed", &reader.t("strategy-field-seed")).value(&form.seed).kind("number").bounds("0", "", "1").hint(&reader.t("strategy-field-seed-hint")).error(form.why("seed")))
                    }
                }
                (parts::button(Look::Main, &reader.t("strategy-see")))
            }
            @if form.what_if { (parts::link_button("/strategy", Look::Quiet, &reader.t("strategy-as-kept"))) }
            @if let Some(shown) = shown { (keep(reader, shown)) }
        }
    }
}

fn fields(reader: &Reader, form: &Form, shown: Option<&Shown>) -> Markup {
    let answer = shown.map(|shown| &shown.answer);
    let sign = answer.and_then(|a| a.currency).map_or("", |currency| reader.sign(currency));
    let of_money = |key: &str| {
        let label = reader.t(key);
        if sign.is_empty() { label } else { format!("{label} ({sign})") }
    };
    let (cash, credit) = (of_money("strategy-field-cash"), of_money("strategy-field-credit"));
    let horizon = answer.map_or_else(String::new, |a| a.horizon_months.to_string());
    let written = if form.horizon.is_empty() { &horizon } else { &form.horizon };
    html! {
        (Field::new("cash", &cash).value(&form.cash).digits().autocomplete("off").error(form.why("cash")))
        (Field::new("credit", &credit).value(&form.credit).digits().autocomplete("off").error(form.why("credit")))
        @if let Some(centric) = answer.filter(|a| a.comparison.is_some()).and_then(words::asked_about) {
            @let now = words::share(reader, centric.unit.retention_12);
            @let stands = if form.retention_stands.is_empty() { &now } else { &form.retention_stands };
            @let name = words::called_within(reader, &centric.name);
            @let label = reader.tf("strategy-field-retention", &[("name", Fill::Text(&name))]);
            @let hint = reader.tf("strategy-field-retention-hint", &[("stands", Fill::Text(stands))]);
            (Field::new("retention_12", &label).value(&form.retention_12).kind("number").bounds("0", "100", "any").autocomplete("off").hint(&hint).error(form.why("retention_12")))
        }
        (Field::new("horizon", &reader.t("strategy-field-horizon")).value(written).kind("number").bounds("1", "600", "1").autocomplete("off").error(form.why("horizon")))
    }
}

/// Keeps the cash and credit that were asked about as the company's own.
fn keep(reader: &Reader, shown: &Shown) -> Markup {
    let form = &shown.form;
    let asked = shown.may_change && !form.kept_means && !form.cash.is_empty() && form.refused.is_empty();
    html! {
        @if asked {
            (parts::act(reader, "/strategy/means", Look::Quiet, &reader.t("strategy-keep-means"), &[("cash", &form.cash), ("credit", &form.credit)], None))
        }
    }
}
