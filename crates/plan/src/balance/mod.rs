//! What to spend on winning, keeping and winning back customers, priced in the same unit.
//!
//! Each way of spending has a curve that flattens ([`models::customer_equity`]): what one more unit of
//! money reaches, times what one who is reached is worth. That makes the three comparable, and the
//! saying that keeping a customer is cheaper than winning one is tested on the company's own numbers:
//! it may come out false.
//!
//! The curve of winning customers is fitted to the company's months where spending varied enough; what
//! months cannot tell is judgement somebody states, and where nobody does, a guess of ours that decides
//! nothing.

mod evidence;
mod fit;
mod seen;
mod weigh;
mod worth;

pub use models::estimate::Estimate;
use serde::Serialize;

pub use evidence::{Evidence, MOST_BYTES, Purpose, SpendingMonth, Stated, StatedCurve, StatedError, read};
pub use fit::{Curve, FEWEST_MONTHS, Fit, LEAST_VARIATION, Point, fit};
pub use seen::{Absent, WhyAbsent};
pub use weigh::{Balance, Budget, CurvePoint, Keeping, KeepingWord, Share, WayToSpend, WeighError, weigh};
pub use worth::{Worth, worth};

/// Why months cannot tell what spending reaches.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum CannotFit {
    /// Too few of them have spending.
    #[error("{months} whole months have spending, {wanted} are needed")]
    TooFewMonths {
        /// How many there are.
        months: usize,
        /// How many it takes.
        wanted: usize,
    },
    /// The same is spent every month.
    #[error(
        "about the same was spent every month (it varies by {:.0} % of its mean, {:.0} % are needed)",
        variation * 100.0, wanted * 100.0
    )]
    HardlyVaries {
        /// Standard deviation over mean.
        variation: f64,
        /// What it takes.
        wanted: f64,
    },
    /// Nobody was won.
    #[error("nobody was won in the months with spending")]
    NobodyWon,
    /// More spending does not go with more customers.
    #[error("months with more spending did not win more customers than chance allows")]
    NoRise,
    /// Nothing of the kind is counted.
    #[error("no month says whom this spending reached")]
    NotCounted,
}
