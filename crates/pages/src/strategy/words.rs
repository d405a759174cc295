//! An answer in plain words: the same for the page, the report, the command and the API.

use facts::Currency;
use plan::strategy::{Answer, Listed, Outcome};

use crate::{Reader, parts::Tone};

/// The verdict on one scenario in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The word: `Affordable with €570,000 more`.
    pub word: String,
    /// How good it is.
    pub tone: Tone,
    /// The rule the word follows, with its numbers, as a sentence.
    pub rule: String,
    /// What is missing, each as a sentence.
    pub missing: Vec<String>,
}

/// The answer, sentence after sentence: the centric way first, then the others, then what is missing.
#[must_use]
pub fn opening(reader: &Reader, answer: &Answer) -> Vec<String> {
    let _ = (reader, answer);
    Vec::new()
}

/// The verdict on one scenario.
#[must_use]
pub fn verdict(reader: &Reader, answer: &Answer, outcome: &Outcome) -> Said {
    let _ = (reader, answer, outcome);
    Said { word: String::new(), tone: Tone::Plain, rule: String::new(), missing: Vec::new() }
}

/// The verdict on one scenario in one line: `Customer-centric: affordable with €570,000 more. …`
#[must_use]
pub fn verdict_line(reader: &Reader, answer: &Answer, outcome: &Outcome) -> String {
    verdict(reader, answer, outcome).word
}

/// How a scenario is called in a sentence: `Customer-centric` for the proposed `centric`.
#[must_use]
pub fn called(reader: &Reader, name: &str) -> String {
    let _ = reader;
    name.to_owned()
}

/// How a number of a scenario is called: `adds`, `retention.core`, `retention`, `retention_12`.
#[must_use]
pub fn quantity(reader: &Reader, name: &str) -> String {
    let _ = reader;
    name.to_owned()
}

/// A number of a scenario as it is written: a share in percent, money with its currency.
#[must_use]
pub fn value(reader: &Reader, name: &str, x: f64, currency: Option<Currency>) -> String {
    let _ = (name, currency);
    reader.number(x)
}

/// Money of an answer.
#[must_use]
pub fn money(reader: &Reader, x: f64, currency: Option<Currency>) -> String {
    let _ = currency;
    reader.number(x)
}

/// Whether a number is written in percent.
#[must_use]
pub fn is_percent(name: &str) -> bool {
    let _ = name;
    false
}

/// Whether anybody or anything says something by a number: it is not just off.
#[must_use]
pub fn says_something(listed: &Listed) -> bool {
    listed.guess || !listed.reason.is_empty() || listed.value != 0.0 || listed.low != listed.high
}
