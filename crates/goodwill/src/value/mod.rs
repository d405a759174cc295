//! The valuation: from an order log to what each customer is worth, step by step.

mod base;
mod buying;
mod cohorts;
mod curve;
mod customers;
mod files;
mod fits;
mod holdout;
mod margin;
pub mod run;
pub mod settings;
pub mod summary;
mod valuate;
pub mod valuation;
mod verdict;
mod words_of;

pub use run::{Run, run};
pub use settings::{CohortPeriod, ModelChoice, Settings};
pub use valuation::{Unit, Valuation};

use facts::Day;

/// Why a valuation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ValueError {
    /// There is no customer to value.
    #[error("no order with a customer was found in the files; see the reading and the rejects above")]
    NoCustomers,
    /// Nobody had ordered by the day looked from.
    #[error("nobody had ordered until {as_of}: the first order is of {first}; choose a later --as-of")]
    NobodyYet {
        /// The day looked from.
        as_of: Day,
        /// First order day.
        first: Day,
    },
    /// The calibration's end leaves nothing to fit on or to test on.
    #[error("--calibrate-until {day} must lie after the first order day {first} and before the last day {last}")]
    CalibrationOutside {
        /// The day asked for.
        day: Day,
        /// First order day.
        first: Day,
        /// Last day that is known.
        last: Day,
    },
    /// The forecast was asked something impossible: a defect of this program.
    #[error("the forecast could not be made")]
    Forecast(#[from] models::forecast::ImpossibleRequest),
}
