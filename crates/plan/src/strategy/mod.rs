//! Which way to run the company: its months lived many times over, for each way, on the same futures.

pub mod file;
mod outcome;
mod parameter;
mod quantity;
pub mod recursion;
mod run;
mod scenario;

pub use outcome::{
    Answer, Bin, BreakEven, Comparison, Lever, Listed, Missing, Outcome, RuinAt, SeriesMonth, Spread,
    UnitEconomics, Verdict, Word,
};
pub use parameter::{Parameter, Source};
pub use quantity::{Key, Nature, Quantity, StageQuantity, UnknownQuantity};
pub use run::{Asked, StrategyError, run};
pub use scenario::{
    BaseAge, Draft, ImpossibleScenario, MOST_AGE_MONTHS, MOST_MONTHS, MOST_STAGES, Scenario, Stage, Way,
};
