//! What a valuation is asked for.

use clap::ValueEnum;
use facts::Day;
use models::buying::BuyingKind;
use serde::Serialize;

use super::{Unit, period::Period};

/// What a valuation is asked for, beside the orders themselves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which buying models are tried.
    pub models: ModelChoice,
    /// Last day of the calibration; chosen where not given.
    pub calibrate_until: Option<Day>,
    /// The day looked from; the last order day where not given.
    pub as_of: Option<Day>,
    /// Unit of time of the printed parameters.
    pub unit: Unit,
    /// Level of all intervals, 0.5 to 0.99.
    pub level: f64,
    /// Money kept per unit of revenue, where stated.
    pub margin: Option<f64>,
    /// Discount a year, 0 to 1.
    pub discount: f64,
    /// Months ahead, 1 to 600.
    pub horizon_months: u32,
    /// Cohorts by month or quarter; chosen by the length of the history where not given.
    pub cohorts: Option<CohortPeriod>,
    /// A previous fit to start from: its model and parameters, in the unit of time asked for.
    pub start: Option<(BuyingKind, [f64; 4])>,
}

impl Default for Settings {
    /// What the commands ask for where nothing is said.
    fn default() -> Self {
        Self {
            models: ModelChoice::Auto,
            calibrate_until: None,
            as_of: None,
            unit: Unit::Week,
            level: 0.8,
            margin: None,
            discount: 0.10,
            horizon_months: 36,
            cohorts: None,
            start: None,
        }
    }
}

/// Which buying models are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelChoice {
    /// All of them; the rule of `models::choice` picks.
    Auto,
    /// This one alone.
    Only(BuyingKind),
    /// BG/BB: one chance to order in each period.
    Chances(Period),
}

impl ModelChoice {
    /// The kinds to try.
    pub fn kinds(self) -> Vec<BuyingKind> {
        match self {
            Self::Auto => BuyingKind::ALL.to_vec(),
            Self::Only(kind) => vec![kind],
            Self::Chances(_) => Vec::new(),
        }
    }
}

/// How customers are put into cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CohortPeriod {
    /// By the month of the first order.
    Month,
    /// By the quarter of the first order.
    Quarter,
}

impl CohortPeriod {
    /// `month` or `quarter`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }
}
