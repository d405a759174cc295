//! What a valuation says: the one structure behind the screen, the JSON and the report.
//!
//! Money is in whole units of [`Value::currency`], floats because most of it is expected; paid
//! sums in it are exact to the minor unit. Probabilities and shares are between 0 and 1.

use facts::{Currency, Day, Month};
use serde::Serialize;
use serde_json::Value as Json;

/// Everything one run of `goodwill value` found out.
#[derive(Debug, Clone, Serialize)]
pub struct Valuation {
    /// The day looked from: the last day counted.
    pub as_of: Day,
    /// Unit of time of every parameter: `week` or `day`.
    pub unit: Unit,
    /// First and last order day in the log.
    pub first_day: Day,
    /// See `first_day`.
    pub last_day: Day,
    /// Customers with at least one order until `as_of`.
    pub customers: u64,
    /// Order days of those customers (orders of one customer and day count once).
    pub orders: u64,
    /// Customers with at least one repeat order.
    pub repeaters: u64,
    /// How the files were read, and what was counted aside: see the import's documentation.
    pub reading: Json,
    /// Rows that were rejected.
    pub rejects: Rejects,
    /// Whether lifetime models apply, and if not, why and what can still be told.
    pub applicability: Applicability,
    /// The buying model; `None` where lifetime models do not apply.
    pub buying: Option<BuyingReport>,
    /// The spending model; `None` without amounts or repeaters.
    pub spending: Option<SpendingReport>,
    /// The proof on a holdout period; `None` where there was no room for one.
    pub holdout: Option<HoldoutReport>,
    /// What the customers brought and are expected to bring.
    pub value: Value,
    /// The company's life-cycle value curve, by month (practice 9).
    pub curve: Vec<CurvePoint>,
    /// Base health: active, at risk, lost (practice 3); empty where models do not apply.
    pub health: Vec<HealthClass>,
    /// How concentrated revenue to date is among customers.
    pub concentration: Concentration,
    /// Cohorts by month or quarter of the first order.
    pub cohorts: Cohorts,
    /// Customers whose value at risk is greatest, at most 50, greatest first.
    pub at_risk: Vec<AtRisk>,
    /// What is assumed and not measured, in words.
    pub assumptions: Vec<String>,
    /// Warnings a reader must see, in words (correlation of spend and frequency, borders …).
    pub warnings: Vec<String>,
    /// The verdict in plain words: how far to trust the figures.
    pub verdict: String,
    /// One sentence that says it all; opens the report.
    pub headline: String,
}

impl Valuation {
    /// Whether customers are under contract: what is counted are then payments and renewals.
    pub fn of_contracts(&self) -> bool {
        self.buying.as_ref().is_some_and(|b| b.fit.model == SBG)
    }
}

impl HoldoutReport {
    /// Whether renewals of contracts were foretold rather than orders.
    pub fn of_contracts(&self) -> bool {
        self.buying.model == SBG
    }

    /// What was foretold: `renewal` or `order`.
    pub fn noun(&self) -> &'static str {
        if self.of_contracts() { "renewal" } else { "order" }
    }
}

/// The model of contracts.
const SBG: &str = "sbg";

/// Unit of time in which parameters are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Seven days.
    Week,
    /// One day.
    Day,
}

impl Unit {
    /// Days in one unit.
    pub const fn days(self) -> f64 {
        match self {
            Self::Week => 7.0,
            Self::Day => 1.0,
        }
    }
}

/// Rows that were rejected.
#[derive(Debug, Clone, Serialize)]
pub struct Rejects {
    /// All of them.
    pub total: u64,
    /// Reason code, plain words, and count; most frequent first.
    pub by_reason: std::collections::BTreeMap<String, u64>,
}

/// Whether lifetime models apply to this company.
#[derive(Debug, Clone, Serialize)]
pub struct Applicability {
    /// Yes or no.
    pub applies: bool,
    /// Short code: `applies`, `nobody-returns`, `too-few-customers`, `too-short`, `not-fitted`.
    pub reason: &'static str,
    /// The reason in words, with the counts.
    pub words: String,
    /// What can still be told, in words.
    pub can_tell: Vec<String>,
}

/// A fitted buying model.
#[derive(Debug, Clone, Serialize)]
pub struct BuyingFit {
    /// `bg-nbd`, `mbg-nbd`, `pareto-nbd`, `bg-bb` or `sbg`.
    pub model: String,
    /// Parameters by the papers' names, times in `unit`.
    pub parameters: serde_json::Map<String, Json>,
    /// Standard errors by the same names; empty where they cannot be had.
    pub standard_errors: serde_json::Map<String, Json>,
    /// Plain sum over customers, in `unit`.
    pub log_likelihood: f64,
    /// Whether the fit converged.
    pub converged: bool,
    /// How it ended, in words.
    pub convergence: String,
}

/// The chosen buying model and the candidates it was chosen from.
#[derive(Debug, Clone, Serialize)]
pub struct BuyingReport {
    /// The final fit on everything until `as_of`.
    #[serde(flatten)]
    pub fit: BuyingFit,
    /// All candidates with their final fit and their marks in the holdout.
    pub candidates: Vec<Candidate>,
    /// The rule by which the model was chosen and how it came out, in words.
    pub choice: String,
}

/// One buying model that was tried.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// The final fit.
    #[serde(flatten)]
    pub fit: BuyingFit,
    /// Akaike's criterion, 8 - 2 × log-likelihood: lower is better.
    pub aic: f64,
    /// Mean absolute error of orders per customer in the holdout.
    pub holdout_mae: Option<f64>,
    /// Predicted over actual orders in the holdout.
    pub holdout_ratio: Option<f64>,
    /// Mean log of the probability given to each customer's actual orders in the holdout: nearer
    /// 0 is better.
    pub holdout_log_score: Option<f64>,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// The spending model.
#[derive(Debug, Clone, Serialize)]
pub struct SpendingReport {
    /// `gamma-gamma`.
    pub model: &'static str,
    /// p, q, v; v in money.
    pub parameters: serde_json::Map<String, Json>,
    /// Standard errors.
    pub standard_errors: serde_json::Map<String, Json>,
    /// Plain sum over repeaters.
    pub log_likelihood: f64,
    /// Whether the fit converged.
    pub converged: bool,
    /// How it ended, in words.
    pub convergence: String,
    /// Repeaters with positive spend that it was fitted on.
    pub customers: u64,
    /// Mean spend per order expected of a new customer; `None` for q ≤ 1.
    pub population_mean: Option<f64>,
    /// Correlation of repeat orders and mean spend among repeaters.
    pub spend_frequency_correlation: f64,
    /// What the correlation means, in words.
    pub independence: String,
}

/// Predicted against actual in a period the model did not see.
#[derive(Debug, Clone, Serialize)]
pub struct HoldoutReport {
    /// First day of the holdout.
    pub from: Day,
    /// Last day of the holdout.
    pub to: Day,
    /// Last day of the calibration.
    pub calibrated_until: Day,
    /// Customers with a first order in the calibration.
    pub customers: u64,
    /// Their order days in the holdout.
    pub orders_actual: f64,
    /// Predicted order days.
    pub orders_predicted: f64,
    /// Interval of the prediction.
    pub orders_low: f64,
    /// See `orders_low`.
    pub orders_high: f64,
    /// Their revenue in the holdout.
    pub money_actual: Option<f64>,
    /// Predicted revenue.
    pub money_predicted: Option<f64>,
    /// Interval of the prediction.
    pub money_low: Option<f64>,
    /// See `money_low`.
    pub money_high: Option<f64>,
    /// Mean absolute error of orders per customer.
    pub mae: f64,
    /// Root mean squared error of orders per customer.
    pub rmse: f64,
    /// Correlation of predicted and actual orders; `None` where one of them does not vary.
    pub correlation: Option<f64>,
    /// Of the tenth of customers predicted best, the share that is in the actual best tenth; `None`
    /// where all customers did the same.
    pub top_decile_hit_rate: Option<f64>,
    /// Share of customers whose actual orders lie in their stated interval.
    pub coverage: f64,
    /// The level of the intervals, such as 0.8.
    pub level: f64,
    /// The fit on the calibration period.
    pub buying: BuyingFit,
    /// Predicted and actual mean orders by number of repeat orders in the calibration.
    pub calibration: Vec<CalibrationClass>,
    /// Expected against actual cumulative repeat orders, week after week, whole history.
    pub tracking: Vec<TrackingPoint>,
    /// The naive predictors with the same marks.
    pub baselines: Vec<Baseline>,
}

/// One row of the calibration by frequency.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationClass {
    /// `0`, `1`, … `7+` repeat orders in the calibration.
    pub repeat_orders: String,
    /// Customers in the class.
    pub customers: u64,
    /// Mean predicted orders in the holdout.
    pub predicted: f64,
    /// Mean actual orders in the holdout.
    pub actual: f64,
    /// Interval of the predicted mean.
    pub low: f64,
    /// See `low`.
    pub high: f64,
}

/// One point of the tracking curve.
#[derive(Debug, Clone, Serialize)]
pub struct TrackingPoint {
    /// The last day of the step.
    pub day: Day,
    /// Actual cumulative repeat orders of all customers.
    pub actual: f64,
    /// Expected cumulative repeat orders from the calibration fit.
    pub expected: f64,
}

/// A naive predictor, marked like the model.
#[derive(Debug, Clone, Serialize)]
pub struct Baseline {
    /// Short code, such as `last-period`.
    pub name: String,
    /// What it does, in words.
    pub words: String,
    /// Predicted order days in the holdout.
    pub orders_predicted: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Root mean squared error.
    pub rmse: f64,
    /// Correlation; `None` where one of them does not vary.
    pub correlation: Option<f64>,
    /// As in [`HoldoutReport`].
    pub top_decile_hit_rate: Option<f64>,
}

/// What the customers brought and are expected to bring.
#[derive(Debug, Clone, Serialize)]
pub struct Value {
    /// The one currency.
    pub currency: Currency,
    /// Money kept per unit of revenue, 0 to 1 (negative where goods cost more than they bring).
    pub margin: f64,
    /// Where the margin comes from: `stated`, `cost column` or `assumed` (revenue itself, 1.0).
    pub margin_source: String,
    /// Discount a year, such as 0.10.
    pub annual_discount: f64,
    /// Months ahead.
    pub horizon_months: u32,
    /// Level of all intervals, such as 0.8.
    pub level: f64,
    /// Revenue to date, net of refunds.
    pub revenue_to_date: f64,
    /// Margin to date.
    pub to_date: f64,
    /// Expected discounted margin in the horizon; `None` where models do not apply.
    pub expected: Option<f64>,
    /// Interval of the sum.
    pub expected_low: Option<f64>,
    /// See `expected_low`.
    pub expected_high: Option<f64>,
    /// Expected orders in the horizon, with interval.
    pub orders: Option<[f64; 3]>,
    /// Value at risk: what is lost in expectation because customers may already have left.
    pub at_risk: Option<f64>,
}

/// One month of the life-cycle value curve: cumulative margin.
#[derive(Debug, Clone, Serialize)]
pub struct CurvePoint {
    /// The month.
    pub month: Month,
    /// Cumulative margin at the end of the month, for months until `as_of`.
    pub to_date: Option<f64>,
    /// Cumulative margin expected (to date plus expected, discounted), from `as_of` on.
    pub expected: Option<f64>,
    /// Low end of the interval.
    pub low: Option<f64>,
    /// High end of the interval.
    pub high: Option<f64>,
}

/// One class of base health.
#[derive(Debug, Clone, Serialize)]
pub struct HealthClass {
    /// `active`, `at risk` or `lost`.
    pub name: String,
    /// The rule, in words.
    pub rule: String,
    /// Customers in it.
    pub customers: u64,
    /// Margin to date of the class.
    pub to_date: f64,
    /// Expected value in the horizon with interval.
    pub expected: f64,
    /// See `expected`.
    pub low: f64,
    /// See `expected`.
    pub high: f64,
}

/// Concentration of revenue to date.
#[derive(Debug, Clone, Serialize)]
pub struct Concentration {
    /// Points (share of customers, best first; share of revenue), from (0, 0) to (1, 1).
    pub curve: Vec<[f64; 2]>,
    /// Share of revenue of the best 1, 5, 10 and 20 % of customers.
    pub top: Vec<TopShare>,
    /// Gini coefficient, 0 (equal) to 1.
    pub gini: f64,
}

impl Concentration {
    /// Of what each customer has brought; an empty picture where nobody has brought anything.
    pub fn of(spend: &[f64]) -> Self {
        let found = models::concentration::concentration(spend);
        Self {
            curve: found.lorenz.iter().map(|&(customers, revenue)| [customers, revenue]).collect(),
            top: found.top.iter().map(|t| TopShare { customers: t.share, revenue: t.value_share }).collect(),
            gini: found.gini.unwrap_or(0.0),
        }
    }
}

/// Share of revenue of the best customers.
#[derive(Debug, Clone, Serialize)]
pub struct TopShare {
    /// Share of customers, such as 0.05.
    pub customers: f64,
    /// Their share of revenue to date.
    pub revenue: f64,
}

/// Cohorts with their cash curves.
#[derive(Debug, Clone, Serialize)]
pub struct Cohorts {
    /// `month` or `quarter`.
    pub period: &'static str,
    /// Whether acquisition costs were given.
    pub has_costs: bool,
    /// The cohorts, oldest first.
    pub cohorts: Vec<Cohort>,
    /// All cohorts together, weighted by customers, with intervals and the expected continuation.
    pub average: Vec<CohortPoint>,
    /// Acquisition spending by channel, where channels were given.
    pub channels: Vec<ChannelCost>,
    /// Month of age at which the average cohort has paid back, where it has; 0 = at once.
    pub payback_month: Option<u32>,
    /// Month of age of the deepest point.
    pub trough_month: Option<u32>,
    /// Cumulative margin per customer at the deepest point, after acquisition cost.
    pub trough: Option<f64>,
    /// New customer, one month's retention and reactivation priced alike, in words (practice 26).
    pub balance: Vec<String>,
}

/// One cohort: customers whose first order lies in one period.
#[derive(Debug, Clone, Serialize)]
pub struct Cohort {
    /// `2024-03` or `2024-Q1`.
    pub name: String,
    /// Customers in it.
    pub customers: u64,
    /// Acquisition cost per customer, where given.
    pub acquisition_cost: Option<f64>,
    /// Margin to date of the cohort.
    pub to_date: f64,
    /// Expected value with interval.
    pub expected: Option<[f64; 3]>,
    /// By month of age: only ages all of its customers have lived.
    pub ages: Vec<CohortPoint>,
    /// Month of age at which it had paid back, where it has.
    pub payback_month: Option<u32>,
    /// Month of age of the deepest point.
    pub trough_month: Option<u32>,
}

/// One age of a cohort.
#[derive(Debug, Clone, Serialize)]
pub struct CohortPoint {
    /// Months since the first order; 0 holds the first order.
    pub age_months: u32,
    /// Share of the cohort that ordered in this month of age; `None` for expected ages.
    pub retention: Option<f64>,
    /// Cumulative margin per customer at the end of the month of age, less acquisition cost.
    pub margin: f64,
    /// Interval.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Whether it is expected rather than seen.
    pub expected: bool,
    /// Customers behind it.
    pub customers: u64,
}

/// Acquisition spending of one channel.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelCost {
    /// The channel as the company calls it.
    pub channel: String,
    /// What was spent.
    pub spent: f64,
    /// Its share of all spending that names a channel, 0 to 1.
    pub share: f64,
}

/// A customer worth calling.
#[derive(Debug, Clone, Serialize)]
pub struct AtRisk {
    /// The company's own id.
    pub customer: String,
    /// Orders so far, one a day.
    pub orders: u64,
    /// Last order.
    pub last_order: Day,
    /// Margin to date.
    pub to_date: f64,
    /// Probability of still being active.
    pub alive: f64,
    /// Expected value in the horizon.
    pub expected: f64,
    /// Interval.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Value at risk.
    pub at_risk: f64,
    /// Usual gap between orders in days.
    pub usual_gap_days: Option<f64>,
}
