//! An answer with its words, as JSON has it.

use pages::{Reader, strategy::words};
use plan::strategy::{Answer, Outcome, Verdict};
use serde::Serialize;

/// An answer and what it means.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    /// The verdict on the centric scenario; on the only one where there is one.
    verdict: ToldVerdict<'a>,
    /// What a proposal could not find, and what brings it.
    missing: Vec<String>,
}

/// A verdict in one word and in plain ones.
#[derive(Debug, Clone, Serialize)]
struct ToldVerdict<'a> {
    /// The scenario it is about.
    scenario: &'a str,
    #[serde(flatten)]
    verdict: &'a Verdict,
    /// The answer in plain words, sentence after sentence.
    words: Vec<String>,
}

/// The scenario the verdict is about.
fn asked_about(answer: &Answer) -> Option<&Outcome> {
    let centric = answer.comparison.as_ref().map(|c| c.centric.as_str());
    answer
        .scenarios
        .iter()
        .find(|s| centric.is_none_or(|name| s.name == name))
        .or_else(|| answer.scenarios.first())
}

/// An answer with its words and with what its proposal could not find; none for one without scenarios.
pub(crate) fn told<'a>(reader: &Reader, answer: &'a Answer, missing: Vec<String>) -> Option<Told<'a>> {
    let outcome = asked_about(answer)?;
    let verdict = ToldVerdict {
        scenario: &outcome.name,
        verdict: &outcome.verdict,
        words: words::opening(reader, answer),
    };
    Some(Told { answer, verdict, missing })
}
