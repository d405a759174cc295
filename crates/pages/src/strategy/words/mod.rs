//! An answer in plain words: the same for the page, the report, the command and the API.

mod lacks;
mod numbers;
mod opening;
mod verdict;

pub use lacks::lacking;
use numbers::moved;
pub use numbers::{
    about, in_doubt, is_money, is_percent, money, money_to_hold, plain, quantity, reason, says_something,
    share, value, value_range,
};
pub use opening::{break_even, flips, opening, with_means};
pub use verdict::{Said, verdict, verdict_line};

use plan::strategy::{Answer, Outcome, Presence};

use crate::{Reader, text::Fill};

/// What the program says of missing data, as a sentence: `the running costs are not known` begins with
/// a capital and ends with a stop.
#[must_use]
pub fn sentence(said: &str) -> String {
    let mut letters = said.trim().chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(letters).collect();
    if sentence.ends_with(char::is_alphanumeric) {
        sentence.push('.');
    }
    sentence
}

/// The names of the scenarios that are proposed from a company's history.
pub(super) const PROPOSED_CENTRIC: &str = "Customer-centric";
/// See [`PROPOSED_CENTRIC`].
pub(super) const PROPOSED_FOCUSED: &str = "Customer-focused";

/// What of the numbers holds in every future because history shows it; none where none was read off one.
#[must_use]
pub fn observed(reader: &Reader, answer: &Answer) -> Option<String> {
    let seen = answer.scenarios.iter().find_map(|outcome| outcome.observed)?;
    let key = match seen.presence {
        Presence::WorkedOut => "strategy-observed",
        Presence::Counted => "strategy-observed-counted",
    };
    (answer.draws > 0).then(|| reader.tf(key, &[("months", Fill::Count(u64::from(seen.months)))]))
}

/// How a scenario is called at the start of a sentence: `Customer-centric` for the proposed `centric`,
/// its own name for any other.
#[must_use]
pub fn called(reader: &Reader, name: &str) -> String {
    match name {
        "centric" | PROPOSED_CENTRIC => reader.t("strategy-called-centric"),
        "focused" | PROPOSED_FOCUSED => reader.t("strategy-called-focused"),
        other => other.to_owned(),
    }
}

/// How a scenario is called within a sentence: `customer-centric`.
#[must_use]
pub fn called_within(reader: &Reader, name: &str) -> String {
    match name {
        "centric" | PROPOSED_CENTRIC => reader.t("strategy-within-centric"),
        "focused" | PROPOSED_FOCUSED => reader.t("strategy-within-focused"),
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
