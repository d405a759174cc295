//! Conditions on customers: a field, an operator and a value, each of a known type. Never text of a
//! query language.

use std::{fmt, str::FromStr};

/// One condition, such as `orders:at-least:3`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    _field: (),
}

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// All of them; none: everybody.
    pub all: Vec<Condition>,
}

/// A condition that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no condition: {why}")]
pub struct BadCondition {
    /// What was given.
    pub text: String,
    /// Why, and what would be one.
    pub why: String,
}

impl fmt::Display for Condition {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl FromStr for Condition {
    type Err = BadCondition;

    fn from_str(text: &str) -> Result<Self, BadCondition> {
        Err(BadCondition { text: text.to_owned(), why: "nothing is known yet".to_owned() })
    }
}
