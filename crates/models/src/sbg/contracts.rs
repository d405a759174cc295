//! What is known of contracts: in which period each ended, or how long it has held so far.

use serde::Serialize;

/// Longest contract in periods.
const MOST_PERIODS: f64 = 1e6;

/// One customer's contract, in whole periods (months of a monthly contract, years of a yearly one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Contract {
    /// Ended at the end of this period, from 1: 1 is a contract that was never renewed.
    Ended(u32),
    /// Still held after so many renewals; 0 has not yet had the choice.
    Held(u32),
}

/// A contract, or a table of survivors, that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleContract {
    /// Ended in period 0.
    #[error("a contract ends in period 1 at the earliest")]
    EndedBeforeStart,
    /// A time is not a number, or the end lies before the start.
    #[error("a contract cannot run from {start} to {end}")]
    Backwards {
        /// Start, in periods since any fixed moment.
        start: f64,
        /// End, or the moment looked from.
        end: f64,
    },
    /// More periods than a contract can have.
    #[error("{periods} periods are too many")]
    TooLong {
        /// Periods.
        periods: f64,
    },
    /// Survivors grow, or are not numbers.
    #[error("survivors cannot go from {before} to {after} in period {period}")]
    SurvivorsGrow {
        /// The period, from 1.
        period: usize,
        /// Survivors before it.
        before: f64,
        /// Survivors after it.
        after: f64,
    },
}

impl Contract {
    /// A contract from its start and end; without an end it is held at `as_of`. All three count
    /// periods since one fixed moment, fractions allowed. A contract that ended within a period
    /// ended at that period's renewal; one held at the very moment of a renewal has been renewed.
    ///
    /// # Errors
    ///
    /// If the end lies before the start, or a time is not a number. An end after `as_of` is not
    /// yet known and counts as held.
    pub fn between(start: f64, end: Option<f64>, as_of: f64) -> Result<Self, ImpossibleContract> {
        let ended = end.filter(|end| end.is_nan() || *end <= as_of);
        let until = ended.unwrap_or(as_of);
        let periods = until - start;
        if !periods.is_finite() || periods < 0.0 {
            return Err(ImpossibleContract::Backwards { start, end: until });
        }
        if periods > MOST_PERIODS {
            return Err(ImpossibleContract::TooLong { periods });
        }
        Ok(match ended {
            Some(_) => Self::Ended(periods.ceil().max(1.0) as u32),
            None => Self::Held(periods.floor() as u32),
        })
    }
}

/// How many customers' contracts went alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ContractCell {
    pub(super) contract: Contract,
    pub(super) weight: f64,
}

impl ContractCell {
    /// `weight` customers with this contract.
    ///
    /// # Errors
    ///
    /// If the contract ended in period 0.
    pub const fn new(contract: Contract, weight: f64) -> Result<Self, ImpossibleContract> {
        if matches!(contract, Contract::Ended(0)) {
            return Err(ImpossibleContract::EndedBeforeStart);
        }
        Ok(Self { contract, weight })
    }

    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> Contract {
        self.contract
    }

    /// How many customers have it.
    #[must_use]
    pub const fn weight(&self) -> f64 {
        self.weight
    }
}

/// Groups contracts into sorted cells.
///
/// # Errors
///
/// If one ended in period 0.
pub fn contract_cells(contracts: &[Contract]) -> Result<Vec<ContractCell>, ImpossibleContract> {
    let mut sorted = contracts.to_vec();
    sorted.sort_unstable();
    let same = sorted.chunk_by(|a, b| a == b);
    same.map(|same| ContractCell::new(same[0], same.len() as f64)).collect()
}

/// The cells of one cohort from its survivors: customers at the start, after the first renewal,
/// after the second, and so on. Cohorts of different age are fitted together by putting their
/// cells together.
///
/// # Errors
///
/// If survivors grow or are not numbers.
pub fn survivors(counts: &[f64]) -> Result<Vec<ContractCell>, ImpossibleContract> {
    let mut cells = Vec::with_capacity(counts.len());
    for (i, pair) in counts.windows(2).enumerate() {
        let (before, after) = (pair[0], pair[1]);
        if !(after >= 0.0 && after <= before && before.is_finite()) {
            return Err(ImpossibleContract::SurvivorsGrow { period: i + 1, before, after });
        }
        if before > after {
            cells.push(ContractCell { contract: Contract::Ended(i as u32 + 1), weight: before - after });
        }
    }
    if let Some(&held) = counts.last().filter(|held| **held > 0.0 && held.is_finite()) {
        cells.push(ContractCell { contract: Contract::Held(counts.len() as u32 - 1), weight: held });
    }
    Ok(cells)
}
