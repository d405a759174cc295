//! The part of a kept valuation that pages show. What is no number was kept as nothing.

use std::collections::BTreeMap;

use facts::{Currency, Day};
use records::KeptFit;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::Problem;

/// What a full fit says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Valued {
    /// The number of the fit.
    #[serde(skip)]
    pub(crate) fit: i64,
    /// When it was made, microseconds since 1970-01-01 UTC.
    #[serde(skip)]
    pub(crate) fitted_at: i64,
    /// The last day that counts.
    #[serde(deserialize_with = "text")]
    pub(crate) as_of: Day,
    /// Unit of time of the parameters.
    pub(crate) unit: String,
    pub(crate) customers: u64,
    pub(crate) orders: u64,
    pub(crate) repeaters: u64,
    pub(crate) applicability: Applicability,
    pub(crate) buying: Option<Buying>,
    pub(crate) spending: Option<Spending>,
    pub(crate) holdout: Option<HoldoutReport>,
    pub(crate) value: Value,
    pub(crate) health: Vec<HealthClass>,
    pub(crate) concentration: Concentration,
    pub(crate) cohorts: Cohorts,
    pub(crate) assumptions: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) verdict: String,
}

/// Whether lifetime models apply.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Applicability {
    pub(crate) applies: bool,
    pub(crate) reason: String,
    pub(crate) words: String,
    pub(crate) can_tell: Vec<String>,
}

/// The buying model.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Buying {
    pub(crate) model: String,
    pub(crate) parameters: BTreeMap<String, Option<f64>>,
    pub(crate) standard_errors: BTreeMap<String, Option<f64>>,
    pub(crate) converged: bool,
    pub(crate) convergence: String,
    #[serde(default)]
    pub(crate) choice: String,
}

/// The spending model.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Spending {
    pub(crate) customers: u64,
    pub(crate) independence: String,
}

/// Predicted against actual in a period the model did not see.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HoldoutReport {
    #[serde(deserialize_with = "text")]
    pub(crate) calibrated_until: Day,
    #[serde(deserialize_with = "number")]
    pub(crate) orders_actual: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) orders_predicted: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) mae: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) rmse: f64,
    pub(crate) correlation: Option<f64>,
    pub(crate) top_decile_hit_rate: Option<f64>,
    #[serde(deserialize_with = "number")]
    pub(crate) level: f64,
    pub(crate) calibration: Vec<CalibrationClass>,
    pub(crate) tracking: Vec<TrackingPoint>,
    pub(crate) baselines: Vec<Baseline>,
}

/// One row of the calibration.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CalibrationClass {
    pub(crate) repeat_orders: String,
    pub(crate) customers: u64,
    #[serde(deserialize_with = "number")]
    pub(crate) predicted: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) actual: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) low: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) high: f64,
}

/// One point of the tracking curve.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TrackingPoint {
    #[serde(deserialize_with = "text")]
    pub(crate) day: Day,
    #[serde(deserialize_with = "number")]
    pub(crate) actual: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) expected: f64,
}

/// A simple rule, marked like the model.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) words: String,
    #[serde(deserialize_with = "number")]
    pub(crate) orders_predicted: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) mae: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) rmse: f64,
    pub(crate) correlation: Option<f64>,
    pub(crate) top_decile_hit_rate: Option<f64>,
}

/// What the customers brought and are expected to bring.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Value {
    #[serde(deserialize_with = "currency")]
    pub(crate) currency: Currency,
    #[serde(deserialize_with = "number")]
    pub(crate) margin: f64,
    pub(crate) margin_source: String,
    #[serde(deserialize_with = "number")]
    pub(crate) annual_discount: f64,
    pub(crate) horizon_months: u32,
    #[serde(deserialize_with = "number")]
    pub(crate) level: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) revenue_to_date: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) to_date: f64,
    pub(crate) expected: Option<f64>,
    pub(crate) expected_low: Option<f64>,
    pub(crate) expected_high: Option<f64>,
    #[serde(default, deserialize_with = "three")]
    pub(crate) orders: Option<[f64; 3]>,
}

/// One class of base health.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HealthClass {
    pub(crate) name: String,
    pub(crate) rule: String,
    pub(crate) customers: u64,
    #[serde(deserialize_with = "number")]
    pub(crate) to_date: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) expected: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) low: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) high: f64,
}

/// Who brings the revenue.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Concentration {
    #[serde(deserialize_with = "points")]
    pub(crate) curve: Vec<[f64; 2]>,
    pub(crate) top: Vec<TopShare>,
    #[serde(deserialize_with = "number")]
    pub(crate) gini: f64,
}

/// What the best customers bring.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TopShare {
    #[serde(deserialize_with = "number")]
    pub(crate) customers: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) revenue: f64,
}

/// Cohorts with their cash curves.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Cohorts {
    pub(crate) period: String,
    pub(crate) has_costs: bool,
    pub(crate) cohorts: Vec<Cohort>,
    pub(crate) average: Vec<CohortPoint>,
    pub(crate) channels: Vec<ChannelCost>,
    pub(crate) payback_month: Option<u32>,
    pub(crate) trough_month: Option<u32>,
    pub(crate) trough: Option<f64>,
    pub(crate) balance: Vec<String>,
}

/// One cohort.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Cohort {
    pub(crate) name: String,
    pub(crate) customers: u64,
    pub(crate) acquisition_cost: Option<f64>,
    #[serde(deserialize_with = "number")]
    pub(crate) to_date: f64,
    #[serde(default, deserialize_with = "three")]
    pub(crate) expected: Option<[f64; 3]>,
    pub(crate) ages: Vec<CohortPoint>,
    pub(crate) payback_month: Option<u32>,
    pub(crate) trough_month: Option<u32>,
}

/// One age of a cohort.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct CohortPoint {
    pub(crate) age_months: u32,
    pub(crate) retention: Option<f64>,
    #[serde(deserialize_with = "number")]
    pub(crate) margin: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) low: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) high: f64,
    pub(crate) expected: bool,
    pub(crate) customers: u64,
}

/// Acquisition spending of one channel.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ChannelCost {
    pub(crate) channel: String,
    #[serde(deserialize_with = "number")]
    pub(crate) spent: f64,
    #[serde(deserialize_with = "number")]
    pub(crate) share: f64,
}

impl Valued {
    /// Reads a fit.
    ///
    /// # Errors
    ///
    /// If it is none that this program understands.
    pub(super) fn read(fit: &KeptFit) -> Result<Self, Problem> {
        let mut read: Self = serde_json::from_str(&fit.summary)
            .map_err(|e| Problem::failed(format!("the latest fit cannot be read: {e}; fit again")))?;
        read.fit = fit.id;
        read.fitted_at = fit.fitted_at;
        Ok(read)
    }

    /// The money of the figures; none where the orders name no amounts.
    pub(crate) fn money(&self) -> Option<Currency> {
        let value = &self.value;
        let is = |x: f64| x.is_finite() && x != 0.0;
        let any = is(value.revenue_to_date) || is(value.to_date) || value.expected.is_some_and(is);
        any.then_some(value.currency)
    }

    /// Whether figures are margin, not revenue.
    pub(crate) fn is_margin(&self) -> bool {
        self.value.margin_source != "assumed"
    }

    /// Whether customers are under contract.
    pub(crate) fn of_contracts(&self) -> bool {
        self.buying.as_ref().is_some_and(|buying| buying.model == "sbg")
    }

    /// Expected money of all: expected, low, high.
    pub(crate) fn expected(&self) -> Option<[f64; 3]> {
        self.money()?;
        let value = &self.value;
        Some([value.expected?, value.expected_low?, value.expected_high?])
    }

    /// The cohort of this name with its place in the list.
    pub(crate) fn cohort(&self, name: &str) -> Option<(usize, &Cohort)> {
        self.cohorts.cohorts.iter().enumerate().find(|(_, cohort)| cohort.name == name)
    }
}

/// An expected number with its range; nothing where one of them is no number.
fn three<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[f64; 3]>, D::Error> {
    let three = Option::<[Option<f64>; 3]>::deserialize(from)?;
    Ok(three.and_then(|[a, b, c]| Some([a?, b?, c?])))
}

/// Points of a curve; nothing is no number.
fn points<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[f64; 2]>, D::Error> {
    let points = Vec::<[Option<f64>; 2]>::deserialize(from)?;
    Ok(points.into_iter().map(|point| point.map(|x| x.unwrap_or(f64::NAN))).collect())
}

/// A number; nothing is no number.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("'{text}' is no day")))
}

fn currency<'de, D: Deserializer<'de>>(from: D) -> Result<Currency, D::Error> {
    let code = String::deserialize(from)?;
    Currency::from_code(&code).map_err(|_| D::Error::custom(format!("'{code}' is no currency")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up;

    #[test]
    fn every_valuation_that_can_be_kept_can_be_read() {
        for (name, valuation) in made_up::all() {
            let fit = KeptFit {
                id: 7,
                as_of: 0,
                fitted_at: 1,
                kind: "full".to_owned(),
                model: "none".to_owned(),
                parameters: "{}".to_owned(),
                summary: serde_json::to_string(&valuation).expect("JSON"),
            };
            let read = Valued::read(&fit).unwrap_or_else(|e| panic!("{name}: {}", e.detail));
            assert_eq!(
                (read.fit, read.customers, read.as_of),
                (7, valuation.customers, valuation.as_of),
                "{name}"
            );
            assert_eq!(read.cohorts.cohorts.len(), valuation.cohorts.cohorts.len(), "{name}");
            assert_eq!(
                read.expected().map(|e| e[0].to_bits()),
                valuation
                    .value
                    .expected
                    .filter(|x| x.is_finite() && read.money().is_some())
                    .map(f64::to_bits),
                "{name}"
            );
        }
    }
}
