//! One customer's history over chances to order: yearly appeals, monthly boxes, races, events.

use serde::Serialize;

/// More chances than this are better taken as continuous time.
const MOST_CHANCES: u32 = 1_000_000;

/// Which of the chances a customer took, as far as the model needs to know.
///
/// | here | paper | meaning |
/// |---|---|---|
/// | `taken` | x | chances at which the customer ordered |
/// | `last_taken` | t_x | number of the last such chance, from 1; 0 if and only if x = 0 |
/// | `chances` | n | chances since the customer was won |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChanceHistory {
    taken: u32,
    last_taken: u32,
    chances: u32,
}

/// A history of chances that cannot have happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleChances {
    /// The last order lies after the last chance.
    #[error("the last order is at chance {last_taken}, but there were only {chances}")]
    AfterTheEnd {
        /// Chance of the last order.
        last_taken: u32,
        /// Chances so far.
        chances: u32,
    },
    /// More orders than chances up to the last one, or a last chance without an order.
    #[error("{taken} orders cannot have the last one at chance {last_taken}")]
    CountAndTimeDisagree {
        /// Chances taken.
        taken: u32,
        /// Chance of the last order.
        last_taken: u32,
    },
    /// Too many chances for a model of single chances.
    #[error("{chances} chances are too many: take longer periods, or a model of continuous time")]
    TooMany {
        /// Chances so far.
        chances: u32,
    },
}

impl ChanceHistory {
    /// Checks and keeps one customer's history.
    ///
    /// # Errors
    ///
    /// If the counts contradict each other, or there are more than a million chances.
    pub fn new(taken: u32, last_taken: u32, chances: u32) -> Result<Self, ImpossibleChances> {
        if chances > MOST_CHANCES {
            return Err(ImpossibleChances::TooMany { chances });
        }
        if last_taken > chances {
            return Err(ImpossibleChances::AfterTheEnd { last_taken, chances });
        }
        if taken > last_taken || (taken == 0) != (last_taken == 0) {
            return Err(ImpossibleChances::CountAndTimeDisagree { taken, last_taken });
        }
        Ok(Self { taken, last_taken, chances })
    }

    /// Chances at which the customer ordered.
    #[must_use]
    pub const fn taken(&self) -> u32 {
        self.taken
    }

    /// Number of the last chance taken, from 1; 0 if none was.
    #[must_use]
    pub const fn last_taken(&self) -> u32 {
        self.last_taken
    }

    /// Chances since the customer was won.
    #[must_use]
    pub const fn chances(&self) -> u32 {
        self.chances
    }
}

/// How many customers share a history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChanceCell {
    /// The shared history.
    pub history: ChanceHistory,
    /// How many customers have it; positive.
    pub weight: f64,
}

/// Groups histories into sorted cells.
#[must_use]
pub fn chance_cells(histories: &[ChanceHistory]) -> Vec<ChanceCell> {
    let mut sorted = histories.to_vec();
    sorted.sort_unstable();
    let same = sorted.chunk_by(|a, b| a == b);
    same.map(|same| ChanceCell { history: same[0], weight: same.len() as f64 }).collect()
}
