//! The question and its answer.

use std::ops::ControlFlow;

use super::{
    Answer, Nature, Scenario, begin, compare,
    futures::{self, Futures, Progress, Ready},
    summary::{self, Expectation},
};

/// Scenarios that can be laid side by side.
const MOST_SCENARIOS: usize = 8;
/// Most futures.
const MOST_DRAWS: u32 = 100_000;

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
    /// Somebody stopped it.
    #[error("it was stopped before all futures were lived")]
    Stopped,
}

/// Lives every scenario through and lays them side by side.
///
/// # Errors
///
/// If the scenarios cannot be laid side by side, or grow beyond all bounds.
pub fn run(scenarios: &[Scenario], asked: &Asked) -> Result<Answer, StrategyError> {
    run_with(scenarios, asked, &|_, _| ControlFlow::Continue(()))
}

/// The same, saying how many of all futures are done, and stopping where it is told to.
///
/// # Errors
///
/// If the scenarios cannot be laid side by side, grow beyond all bounds, or it was stopped.
pub fn run_with(
    scenarios: &[Scenario],
    asked: &Asked,
    progress: &Progress<'_>,
) -> Result<Answer, StrategyError> {
    check(scenarios, asked)?;
    let ready: Vec<Ready<'_>> = scenarios.iter().map(Ready::new).collect();
    let expectations: Vec<Expectation> = scenarios.iter().map(Expectation::of).collect();
    for (scenario, expectation) in scenarios.iter().zip(&expectations) {
        if !expectation.course.is_bounded() {
            return Err(StrategyError::Unbounded(scenario.name().to_owned()));
        }
    }
    let futures: Vec<Futures> = if asked.draws == 0 {
        expectations.iter().map(Expectation::alone).collect()
    } else {
        futures::all(&ready, asked.seed, asked.draws, progress)?
    };
    let outcomes = ready
        .iter()
        .zip(expectations.iter().zip(&futures))
        .map(|(ready, (expectation, futures))| summary::outcome(ready, asked, expectation, futures))
        .collect();
    let pair = compare::pair(scenarios);
    let others = pair.map(|[focused, centric]| {
        (0..ready.len())
            .filter(|n| *n != focused && *n != centric)
            .map(|n| compare::beside([&ready[focused], &ready[n]], asked, [&futures[focused], &futures[n]]))
            .collect()
    });
    Ok(Answer {
        currency: scenarios.iter().find_map(Scenario::currency),
        draws: asked.draws,
        seed: asked.seed,
        horizon_months: scenarios[0].horizon_months(),
        cash: asked.cash,
        credit: asked.credit,
        scenarios: outcomes,
        begin_unlike: begin::unlike(scenarios),
        others: others.unwrap_or_default(),
        comparison: pair
            .map(|pair| compare::compare(pair.map(|n| &ready[n]), asked, pair.map(|n| &futures[n]))),
    })
}

fn check(scenarios: &[Scenario], asked: &Asked) -> Result<(), StrategyError> {
    let first = scenarios.first().ok_or(StrategyError::NoScenario)?;
    if scenarios.len() > MOST_SCENARIOS {
        return Err(StrategyError::TooMany(scenarios.len()));
    }
    if asked.draws > MOST_DRAWS {
        return Err(StrategyError::Impossible("draws", asked.draws.to_string(), "at most 100000"));
    }
    let admits = |x: f64| Nature::Amount.admits(x);
    if let Some(cash) = asked.cash.filter(|cash| !admits(*cash)) {
        return Err(StrategyError::Impossible("cash", cash.to_string(), "0 or more"));
    }
    if !admits(asked.credit) {
        return Err(StrategyError::Impossible("credit", asked.credit.to_string(), "0 or more"));
    }
    let currency = scenarios.iter().find_map(Scenario::currency);
    for (n, scenario) in scenarios.iter().enumerate() {
        let name = scenario.name();
        if scenarios[..n].iter().any(|other| other.name() == name) {
            return Err(StrategyError::TwiceNamed(name.to_owned()));
        }
        if scenario.currency().is_some_and(|own| Some(own) != currency) {
            return Err(StrategyError::Currency(name.to_owned()));
        }
        let (own, wanted) = (scenario.horizon_months(), first.horizon_months());
        if own != wanted {
            return Err(StrategyError::Horizon(name.to_owned(), own, wanted));
        }
    }
    Ok(())
}
