//! What an event tells of.

use facts::{Currency, FactRow};

use crate::{Accepted, Allowed};

/// What holds for the source an event came from.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Name of the source.
    pub source: &'a str,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// What may go to history beyond the built-in schemas.
    pub allowed: &'a Allowed,
    /// The folder's secret.
    pub secret: &'a [u8; 32],
}

/// Where a property is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GoesTo {
    /// Where it can be asked for.
    History,
    /// With what may identify a person.
    Records,
}

impl GoesTo {
    /// Its name in the records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Records => "records",
        }
    }
}

/// A property that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seen {
    /// Its name.
    pub property: String,
    /// What it held: number, yes_no, code, product, text, list or object.
    pub kind: &'static str,
    /// Where it went.
    pub goes_to: GoesTo,
}

/// What an event tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The event itself first, then orders, lines, returns, feedback.
    pub rows: Vec<FactRow>,
    /// What could not be made of it, and why; the event itself is kept.
    pub problems: Vec<String>,
    /// Its properties and where they went.
    pub seen: Vec<Seen>,
}

/// The rows an event tells of; the same event gives the same rows.
#[must_use]
pub fn facts_of(_event: &Accepted, _customer: Option<i64>, _rules: &Rules<'_>) -> Derived {
    unimplemented!("facts")
}
