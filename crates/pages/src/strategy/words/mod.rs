//! An answer in plain words: the same for the page, the report, the command and the API.

mod numbers;
mod opening;
mod verdict;

pub use numbers::{about, is_money, is_percent, money, plain, quantity, says_something, share, value, value_range};
pub use opening::{break_even, flips, opening, with_means};
pub use verdict::{Said, verdict, verdict_line};

use plan::strategy::{Answer, Outcome};

use crate::Reader;

/// How a scenario is called at the start of a sentence: `Customer-centric` for the proposed `centric`,
/// its own name for any other.
#[must_use]
pub fn called(reader: &Reader, name: &str) -> String {
    match name {
        "centric" => reader.t("strategy-called-centric"),
        "focused" => reader.t("strategy-called-focused"),
        other => other.to_owned(),
    }
}

/// How a scenario is called within a sentence: `customer-centric`.
#[must_use]
pub fn called_within(reader: &Reader, name: &str) -> String {
    match name {
        "centric" => reader.t("strategy-within-centric"),
        "focused" => reader.t("strategy-within-focused"),
        other => other.to_owned(),
    }
}

/// The scenario an answer is about: the centric one where two are compared, else the first.
#[must_use]
pub fn asked_about(answer: &Answer) -> Option<&Outcome> {
    let centric = answer.comparison.as_ref().map(|c| c.centric.as_str());
    answer.scenarios.iter().find(|s| centric == Some(s.name.as_str())).or_else(|| answer.scenarios.first())
}

/// All scenarios, the one the answer is about first.
#[must_use]
pub fn in_order(answer: &Answer) -> Vec<&Outcome> {
    let first = asked_about(answer);
    let others = answer.scenarios.iter().filter(|s| first.is_none_or(|f| f.name != s.name));
    first.into_iter().chain(others).collect()
}
