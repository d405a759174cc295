//! One number of a scenario with its doubt and where it is known from.

use serde::{Deserialize, Serialize};

use super::{Nature, quantiles::Marginal};

/// Where a number is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Counted in the company's own data, or found by an experiment.
    Measured,
    /// Worked out from the company's own data with a model.
    Estimated,
    /// Nobody has looked: it is taken to be so.
    Assumed,
}

impl Source {
    /// Its name in files and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Estimated => "estimated",
            Self::Assumed => "assumed",
        }
    }
}

/// A number with the interval that holds it in 80 of 100 cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// The number itself; the mean of what is drawn.
    pub value: f64,
    /// Lower end of the interval, included.
    pub low: f64,
    /// Upper end, included.
    pub high: f64,
    /// Where it is known from.
    pub source: Source,
    /// How it was counted, or why somebody takes it to be so; empty where nobody said.
    pub reason: String,
    /// Whether the program put it there itself without having seen anything of it: a guess decides
    /// nothing.
    pub guess: bool,
}

impl Parameter {
    /// A number that somebody states, without doubt.
    pub fn stated(value: f64) -> Self {
        Self { value, low: value, high: value, source: Source::Assumed, reason: String::new(), guess: false }
    }

    /// A number with its interval and where it is known from.
    pub fn known(value: f64, low: f64, high: f64, source: Source, reason: impl Into<String>) -> Self {
        Self { value, low, high, source, reason: reason.into(), guess: false }
    }

    /// A guess of the program's own.
    pub fn guessed(value: f64, low: f64, high: f64, reason: impl Into<String>) -> Self {
        Self { guess: true, ..Self::known(value, low, high, Source::Assumed, reason) }
    }

    /// How the number is drawn: one way for everything that is drawn.
    pub(crate) fn placed(&self, nature: Nature) -> Marginal {
        Marginal::of(nature, self)
    }

    /// Whether there is no doubt in it.
    pub fn is_certain(&self) -> bool {
        self.low == self.high
    }
}
