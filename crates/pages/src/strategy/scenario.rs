//! Scenarios: all of them, one with its numbers, and a new one.

use facts::Day;
use plan::strategy::{Listed, Nature, Quantity, Scenario, Source, StageQuantity};

use super::main_page::Named;

mod all;
mod one;
mod reading;

pub(super) use all::cards;
pub use all::{list, new_page, waiting};
pub use one::page;
pub use reading::{amount, is_unclear};

/// All scenarios.
#[derive(Debug, Clone, Default)]
pub struct All {
    /// Each with where its numbers come from.
    pub scenarios: Vec<Named>,
    /// What the proposal could not find, as sentences.
    pub missing: Vec<String>,
    /// Whether the reader may change them.
    pub may_change: bool,
    /// The last day of the data the proposed ones were made from.
    pub as_of: Option<Day>,
}

/// One scenario.
#[derive(Debug, Clone)]
pub struct One {
    /// Its numbers.
    pub scenario: Scenario,
    /// Whether it is kept as the company's own.
    pub kept: bool,
    /// What was changed, newest first.
    pub changes: Vec<Change>,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// The number whose form is open: `?change=adds`, or one that was refused.
    pub editing: Option<Editing>,
}

/// A number that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its name: `adds`, `retention.core`.
    pub name: String,
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// Why.
    pub reason: String,
    /// Who did it; none where nobody can be named.
    pub by: Option<String>,
    /// When, microseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// The form of one number: POST to `/strategy/scenarios/{name}/change` with `csrf`, `number` (its
/// name), `value`, `low`, `high`, `source` (`measured`, `estimated`, `assumed`), `reason`. Shares and
/// changes of shares are written in percent: [`written`] and [`read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// Its name: `adds`, `retention.core`.
    pub number: String,
    /// The fields as they were filled.
    pub value: String,
    /// See `value`.
    pub low: String,
    /// See `value`.
    pub high: String,
    /// Where it is known from.
    pub source: Source,
    /// Why.
    pub reason: String,
    /// What was refused: the name of the field (`value`, `low`, `high`, `reason`), and why.
    pub refused: Vec<(&'static str, String)>,
}

impl Editing {
    /// The form of a number as it stands; the reason is to be given anew.
    #[must_use]
    pub fn of(listed: &Listed) -> Self {
        let written = |x| written(&listed.name, x);
        Self {
            number: listed.name.clone(),
            value: written(listed.value),
            low: written(listed.low),
            high: written(listed.high),
            source: listed.source,
            reason: String::new(),
            refused: Vec::new(),
        }
    }
}

/// A new scenario: POST to `/strategy/scenarios/add` with `csrf`, `name` and `from` (a scenario to
/// copy), or `text` (a scenario file).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct New {
    /// Names of scenarios that can be copied.
    pub copies: Vec<String>,
    /// Its name, as it was filled.
    pub name: String,
    /// The one to copy, as it was chosen.
    pub from: String,
    /// The file, as it was pasted.
    pub text: String,
    /// What was refused: the name of the field (`name`, `from`, `text`), and why.
    pub refused: Vec<(&'static str, String)>,
}

/// A number as its field holds it: shares in percent, the rest as it is.
#[must_use]
pub fn written(name: &str, x: f64) -> String {
    let x = x * scale(name);
    let rounded = (x * 1e6).round() / 1e6;
    if !rounded.is_finite() {
        return String::new();
    }
    let text = rounded.to_string();
    // Three digits after the point would be read back as thousands.
    let three = text.split_once('.').is_some_and(|(_, after)| after.len() == 3);
    if three && has_thousands(name) { text + "0" } else { text }
}

/// What a field of this number holds; none where it is no number. Three digits after a lone comma or
/// point are thousands in money and in what is counted, and decimals in shares and factors.
#[must_use]
pub fn read(name: &str, text: &str) -> Option<f64> {
    let x = if has_thousands(name) { reading::signed_amount(text) } else { reading::signed_decimal(text) };
    x.map(|x| x / scale(name))
}

/// Whether a number is money or something that is counted.
fn has_thousands(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let whole = stem.parse::<Quantity>().map(Quantity::nature);
    let nature = whole.or_else(|_| stem.parse::<StageQuantity>().map(StageQuantity::nature));
    matches!(nature, Ok(Nature::Amount | Nature::Money | Nature::Count))
}

/// What a number is multiplied by in its field.
fn scale(name: &str) -> f64 {
    if super::words::is_percent(name) { 100.0 } else { 1.0 }
}

/// The path of a scenario.
#[must_use]
pub fn path(name: &str) -> String {
    let mut path = "/strategy/scenarios/".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

/// Where a number of a scenario is changed.
pub(super) fn change_path(scenario: &str, number: &str) -> String {
    // The name of a number is written like that of a scenario.
    let number = path(number);
    let number = number.rsplit('/').next().unwrap_or_default();
    format!("{}?change={number}#change", path(scenario))
}
