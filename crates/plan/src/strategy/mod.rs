//! Which way to run the company: its months lived many times over, for each way, on the same futures.

mod average;
mod begin;
mod break_even;
mod chance;
mod compare;
mod draws;
pub mod file;
mod futures;
mod life;
mod months;
mod observed;
mod outcome;
mod parameter;
mod quantiles;
mod quantity;
pub mod recursion;
mod run;
mod scenario;
mod summary;
mod verdict;

pub use begin::Beginning;
pub(crate) use draws::{Doubts, Numbers};
pub use futures::Progress;
pub(crate) use months::{Scatter, counted};
pub use observed::{MOST_OBSERVED_MONTHS, Observed, Presence};
pub use outcome::{
    Answer, Beside, Bin, BreakEven, Comparison, FEWEST_FUTURES, Lever, Listed, Missing, Outcome, RuinAt,
    SeriesMonth, Spread, UnitEconomics, Verdict, Word,
};
pub use parameter::{Parameter, Source};
pub(crate) use quantiles::{Marginal, TENTH};
pub use quantity::{Key, Nature, Quantity, StageQuantity, UnknownQuantity};
pub use run::{Asked, StrategyError, run, run_with};
pub use scenario::{
    BaseAge, Draft, ImpossibleScenario, MOST_AGE_MONTHS, MOST_MONTHS, MOST_STAGES, Scenario, Stage, Way,
};
