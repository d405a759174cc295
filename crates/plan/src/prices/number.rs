//! A number in a small file: plain, or with its interval and where it is known from.

use serde::Deserialize;

use crate::strategy::{Parameter, Source};

/// `0.02`, or `{ value = 0.02, low = 0.01, high = 0.04, source = "estimated", reason = "…" }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Number {
    /// Without doubt.
    Plain(f64),
    /// A whole number without doubt.
    Whole(i64),
    /// With its interval.
    Full(Full),
}

/// A number with what is known of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Full {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    source: Option<Source>,
    #[serde(default)]
    reason: String,
}

impl From<Number> for Parameter {
    fn from(number: Number) -> Self {
        match number {
            Number::Plain(value) => Self::stated(value),
            Number::Whole(value) => Self::stated(value as f64),
            Number::Full(full) => Self {
                value: full.value,
                low: full.low.unwrap_or(full.value),
                high: full.high.unwrap_or(full.value),
                source: full.source.unwrap_or(Source::Assumed),
                reason: full.reason,
                guess: false,
            },
        }
    }
}
