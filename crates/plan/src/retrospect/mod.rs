//! A scenario laid against what happened.
//!
//! Month by month since the scenario began: cash, customers and complaints as they were expected, with
//! the band that holds 80 of 100 futures, and as they came. Then one number of the scenario after the
//! other is replaced by what was measured since, and what that changes of the cash so far says which
//! number explains the difference most. What the scenario expects of costs that are not on record is left
//! out on both sides and named.

mod explain;
mod lay;
mod scatter;
mod unrecorded;

use facts::{Currency, Month};
use serde::Serialize;

use crate::{propose::Lack, strategy::StrategyError};

pub use lay::lay;

/// One number of one month: expected, its band, and what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Against {
    /// What the scenario expected: the mean of its futures.
    pub expected: f64,
    /// One future in ten is lower.
    pub low: f64,
    /// One future in ten is higher.
    pub high: f64,
    /// What happened.
    pub actual: f64,
    /// Whether that is within the band.
    pub inside: bool,
}

impl Against {
    pub(crate) fn new(expected: f64, low: f64, high: f64, actual: f64) -> Self {
        let (low, high) = (low.min(expected), high.max(expected));
        // Sums of the same numbers in another order may differ by rounding.
        let slack = 1e-9 * expected.abs().max(1.0);
        Self { expected, low, high, actual, inside: (low - slack..=high + slack).contains(&actual) }
    }
}

/// One month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaidMonth {
    /// Which.
    pub month: Month,
    /// Margin less costs.
    pub cash: Against,
    /// The same since the beginning.
    pub cumulative: Against,
    /// Customers who joined, by spending and by word of mouth.
    pub joined: Against,
    /// Customers there at its end; what happened is itself an expectation, of the model fitted since.
    pub customers: Against,
    /// Complaints.
    pub complaints: Against,
}

/// How often one kind of number was within its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Within {
    /// Months within.
    pub inside: usize,
    /// Months in all.
    pub months: usize,
}

/// What replacing one number of the scenario by what was measured since does to the cash so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// `base` (customers when it began), `adds`, `retention_12` for all stages at once, `margin_factor`.
    pub name: &'static str,
    /// What the scenario had; for all stages at once, of a new customer over 12 months, or 1.
    pub assumed: f64,
    /// What was measured since.
    pub measured: f64,
    /// What it changes of the expected cash so far.
    pub effect: f64,
}

/// A cost that the scenario expects, in months in which nothing of it is on record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unrecorded {
    /// The scenario's name for it: `fixed_cost`.
    pub name: &'static str,
    /// In so many of the months.
    pub months: usize,
    /// What was expected of it in those months; left out of everything that is laid beside what happened.
    pub expected: f64,
}

/// A scenario beside what happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Laid {
    /// The scenario's name.
    pub scenario: String,
    /// In what money.
    pub currency: Option<Currency>,
    /// Month by month.
    pub months: Vec<LaidMonth>,
    /// Cash of single months.
    pub cash: Within,
    /// New customers.
    pub joined: Within,
    /// Customers.
    pub customers: Within,
    /// Complaints.
    pub complaints: Within,
    /// What happened less what was expected, of the cash so far.
    pub difference: f64,
    /// Numbers that explain it, the greatest effect first.
    pub causes: Vec<Cause>,
    /// What they leave unexplained, beside what they do together.
    pub rest: f64,
    /// Costs that were expected and are not on record, left out on both sides; the greatest first.
    pub unrecorded: Vec<Unrecorded>,
    /// What of the costs is not on record, so that cash is shown before it.
    pub missing: Vec<Lack>,
}

/// A scenario cannot be laid against what happened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CannotLay {
    /// It does not say when it begins.
    #[error("the scenario does not say when it begins: give it a start, such as start = \"2025-01\"")]
    NoStart,
    /// It has not begun, or its first month is not over.
    #[error(
        "the scenario begins in {start}, and {last_month} is the last month that is over: look again later"
    )]
    NotYet {
        /// Its first month.
        start: Month,
        /// The last month that is over.
        last_month: Month,
    },
    /// It begins before the history does.
    #[error("the scenario begins in {start}, before the first order of the history in {first}")]
    BeforeHistory {
        /// Its first month.
        start: Month,
        /// The first month with an order.
        first: Month,
    },
    /// The history is in other money.
    #[error("the scenario counts in {0}, the history in {1}")]
    Currency(Currency, Currency),
    /// Nothing has been counted.
    #[error("what happened cannot be counted: {}", .0.iter().map(Lack::to_string).collect::<Vec<_>>().join("; "))]
    Nothing(Vec<Lack>),
    /// The scenario cannot be lived.
    #[error(transparent)]
    Strategy(#[from] StrategyError),
}
