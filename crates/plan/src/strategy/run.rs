//! The question and its answer.

use super::{Answer, Scenario};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Futures to draw, 0 to 100,000; 0: the recursion without chance.
    pub draws: u32,
    /// What chance begins with.
    pub seed: u64,
    /// Cash at hand; none where nobody says.
    pub cash: Option<f64>,
    /// Credit that can be drawn.
    pub credit: f64,
}

impl Default for Asked {
    fn default() -> Self {
        Self { draws: 10_000, seed: 1, cash: None, credit: 0.0 }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StrategyError {
    /// No scenario was given.
    #[error("there is no scenario to look at")]
    NoScenario,
    /// More than can be told apart.
    #[error("there are {0} scenarios, but at most 8 can be laid side by side")]
    TooMany(usize),
    /// Two have one name.
    #[error("two scenarios are called '{0}': give each its own name")]
    TwiceNamed(String),
    /// They count in different money.
    #[error("scenario '{0}' counts in another currency than the first")]
    Currency(String),
    /// They look differently far.
    #[error("scenario '{0}' looks {1} months ahead, the first {2}: give all the same horizon_months")]
    Horizon(String, u32, u32),
    /// Cash, credit or the number of draws cannot be.
    #[error("{0} is {1}, but must be {2}")]
    Impossible(&'static str, String, &'static str),
    /// What comes of it cannot be counted any more.
    #[error("scenario '{0}' grows beyond all bounds: look at retention, word_of_mouth and their intervals")]
    Unbounded(String),
}

/// Lives every scenario through and lays them side by side.
///
/// # Errors
///
/// If the scenarios cannot be laid side by side, or grow beyond all bounds.
pub fn run(scenarios: &[Scenario], asked: &Asked) -> Result<Answer, StrategyError> {
    let _ = (scenarios, asked);
    Err(StrategyError::NoScenario)
}
