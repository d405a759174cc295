//! The two scenarios.

use serde::Serialize;

use super::{Evidence, Lack};
use crate::strategy::Scenario;

/// Both ways, on the company's own numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The company as it runs.
    pub focused: Scenario,
    /// The same company, run customer-centric.
    pub centric: Scenario,
}

/// The company's history does not carry a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("no scenario can be proposed: {}", .missing.iter().map(Lack::to_string).collect::<Vec<_>>().join("; "))]
pub struct CannotPropose {
    /// What is missing, the most needed first.
    pub missing: Vec<Lack>,
}

/// The company as it runs, and the same company run customer-centric.
///
/// # Errors
///
/// If the history says too little of customers and money for any scenario.
pub fn propose(evidence: &Evidence) -> Result<Proposal, CannotPropose> {
    Err(CannotPropose { missing: evidence.missing.clone() })
}
