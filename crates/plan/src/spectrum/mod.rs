//! Where between customer-focused and customer-centric a company stands, by ten signs.
//!
//! Each sign is a number of the company's own, read against two limits. The limits are conventions of
//! this program, stated with each sign, and so is the rule: a sign points to a way only where the whole
//! interval of its number lies beyond the limit. There is no score: ten signs weighed into one number
//! would mean nothing.

mod read;
mod sign;

pub use read::{Lines, SignsCounted, spectrum};
pub use sign::{Limits, Reading, Sign, SignKind, Unit};

use serde::Serialize;

use crate::propose::Lack;

/// The ten signs and what they say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spectrum {
    /// All ten, in a fixed order.
    pub signs: Vec<Sign>,
    /// How many are known.
    pub known: usize,
    /// How many point to customer-focused.
    pub focused: usize,
    /// How many point to customer-centric.
    pub centric: usize,
    /// How many lie between, or are too uncertain to point anywhere.
    pub between: usize,
    /// What would make the others known.
    pub missing: Vec<Lack>,
}

impl Spectrum {
    pub(crate) fn of(signs: Vec<Sign>) -> Self {
        let count = |reading| signs.iter().filter(|s| s.reading == reading).count();
        let [focused, centric, between] = [Reading::Focused, Reading::Centric, Reading::Between].map(count);
        let mut missing: Vec<Lack> = signs.iter().filter_map(|s| s.missing).collect();
        missing.sort_unstable();
        missing.dedup();
        Self { known: focused + centric + between, focused, centric, between, missing, signs }
    }
}
