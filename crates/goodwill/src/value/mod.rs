//! The valuation: from an order log to what each customer is worth, step by step.

mod base;
mod buying;
mod chances;
mod cohorts;
pub mod contracts;
mod curve;
mod customers;
mod files;
mod fits;
mod holdout;
mod margin;
pub mod period;
pub mod run;
pub mod settings;
pub mod summary;
mod valuate;
pub mod valuation;
mod verdict;
mod words_of;

pub use base::Base;
pub use buying::{no_spending, spend_of};
pub use customers::Customers;
pub use margin::Margin;
pub use run::{Run, Stages, run};
pub use settings::{CohortPeriod, ModelChoice, Settings};
pub use valuate::{MONTH_DAYS, ValuedBy, base_of, valuate};
pub use valuation::Unit;

use facts::Day;

/// Why a valuation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ValueError {
    /// There is no customer to value.
    #[error("no order with a customer was found in the files; see the reading and the rejects above")]
    NoCustomers,
    /// Nobody had ordered or signed by the day looked from.
    #[error(
        "nothing in the files had happened by {as_of}: their first day is {first}; choose a later --as-of"
    )]
    NobodyYet {
        /// The day looked from.
        as_of: Day,
        /// First day of any order or contract.
        first: Day,
    },
    /// The calibration's end leaves nothing to fit on or to test on.
    #[error("--calibrate-until {day} must lie after the first day {first} and before the last day {last}")]
    CalibrationOutside {
        /// The day asked for.
        day: Day,
        /// First order day.
        first: Day,
        /// Last day that is known.
        last: Day,
    },
    /// A contracts file without a customer.
    #[error("the contracts file has no customer")]
    NoContracts,
    /// A table of survivors with more customers than can be followed one by one.
    #[error(
        "the tables of survivors hold {customers} customers, more than the {most} that can be followed; give them in \
         tens or hundreds"
    )]
    TooManySurvivors {
        /// Customers in period 0.
        customers: u64,
        /// How many can be followed.
        most: u64,
    },
    /// Too few whole periods for a model of chances.
    #[error(
        "there {} only {periods} whole {period}s of orders, too few for chances to order; choose a shorter --period",
        if *.periods == 1 { "is" } else { "are" }
    )]
    TooFewPeriods {
        /// Whole periods.
        periods: i32,
        /// `month`, `quarter` or `year`.
        period: &'static str,
    },
    /// The horizon is shorter than one period.
    #[error("--horizon-months {months} holds no whole {period} (--period)")]
    HorizonTooShort {
        /// Months ahead.
        months: u32,
        /// `month`, `quarter` or `year`.
        period: &'static str,
    },
    /// A contract that cannot be: a defect of this program.
    #[error("the contracts could not be counted")]
    Contract(#[source] models::sbg::ImpossibleContract),
    /// The forecast was asked something impossible: a defect of this program.
    #[error("the forecast could not be made")]
    Forecast(#[from] models::forecast::ImpossibleRequest),
}
