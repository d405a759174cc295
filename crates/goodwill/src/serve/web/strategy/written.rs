//! A scenario as a program writes it: the fields of its file, in JSON.

use std::collections::BTreeMap;

use facts::{Currency, Month};
use plan::strategy::{BaseAge, Draft, Parameter, Quantity, Scenario, Source, Stage, Way};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{super::Problem, keeping};

/// A scenario: the text of its file, or its fields.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Given {
    /// A scenario file, at most 64 KB.
    File(String),
    /// The fields of one.
    Fields(Box<ScenarioWritten>),
}

/// A scenario by its fields.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioWritten {
    /// Without a dot; different for each.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// Which of the two ways it is.
    #[serde(default)]
    way: Option<WayName>,
    /// ISO 4217 code of the money it counts in.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    currency: Option<String>,
    /// Its first month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-01")]
    start: Option<String>,
    /// Months ahead.
    #[schema(minimum = 1, maximum = 600)]
    horizon_months: u32,
    /// Numbers of the whole company by their name: discount, adds, acquisition_cost and fixed_cost must
    /// be there.
    quantities: BTreeMap<String, NumberWritten>,
    /// Stages of a customer's life, youngest first; the last has no end.
    #[schema(min_items = 1, max_items = 12)]
    stages: Vec<StageWritten>,
    /// Customers at the start, youngest first.
    #[serde(default)]
    #[schema(max_items = 1201)]
    base: Vec<BaseWritten>,
}

/// Which of the two ways a scenario is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WayName {
    /// Customer-focused.
    Focused,
    /// Customer-centric.
    Centric,
    /// Another.
    Other,
}

/// A stage of a customer's life.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StageWritten {
    /// Its name.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// It holds customers below this age in months; absent for the last.
    #[schema(minimum = 1, maximum = 1200)]
    until_age_months: Option<u32>,
    /// Margin of a customer a month.
    margin: NumberWritten,
    /// Share that stays to the next month.
    retention: NumberWritten,
    /// Complaints of a customer a month.
    complaints: Option<NumberWritten>,
}

/// Customers of one age at the start.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BaseWritten {
    /// Months since they joined.
    #[schema(minimum = 0, maximum = 1200)]
    age_months: u32,
    /// How many.
    #[schema(minimum = 0.0)]
    customers: f64,
}

/// A number without doubt, or one with its interval and source.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum NumberWritten {
    /// Without doubt.
    Plain(f64),
    /// With its interval.
    Full(FullNumber),
}

/// A number with the interval that holds it in 80 of 100 cases.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FullNumber {
    /// The number.
    value: f64,
    /// Lower end; the number itself if absent.
    low: Option<f64>,
    /// Upper end; the number itself if absent.
    high: Option<f64>,
    /// Where it is known from; assumed if absent.
    source: Option<SourceName>,
    /// How it was counted, or why somebody takes it to be so.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// Whether nobody has looked: a guess decides nothing.
    guess: Option<bool>,
}

/// Where a number is known from.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SourceName {
    /// Counted, or found by an experiment.
    Measured,
    /// Worked out with a model.
    Estimated,
    /// Taken to be so.
    Assumed,
}

impl From<SourceName> for Source {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::Measured => Self::Measured,
            SourceName::Estimated => Self::Estimated,
            SourceName::Assumed => Self::Assumed,
        }
    }
}

impl From<WayName> for Way {
    fn from(name: WayName) -> Self {
        match name {
            WayName::Focused => Self::Focused,
            WayName::Centric => Self::Centric,
            WayName::Other => Self::Other,
        }
    }
}

impl From<NumberWritten> for Parameter {
    fn from(number: NumberWritten) -> Self {
        match number {
            NumberWritten::Plain(value) => Self::stated(value),
            NumberWritten::Full(full) => Self {
                value: full.value,
                low: full.low.unwrap_or(full.value),
                high: full.high.unwrap_or(full.value),
                source: full.source.map_or(Source::Assumed, Source::from),
                reason: full.reason.unwrap_or_default(),
                guess: full.guess.unwrap_or(false),
            },
        }
    }
}

impl Given {
    /// The scenario.
    ///
    /// # Errors
    ///
    /// What of it cannot be read, or cannot be.
    pub(super) fn scenario(self, field: &str, reader: &pages::Reader) -> Result<Scenario, Problem> {
        match self {
            Self::File(text) => {
                keeping::read(&text).map_err(|bad| Problem::invalid(field, bad.words(reader)))
            }
            Self::Fields(fields) => {
                let name = fields.name.chars().take(60).collect::<String>();
                fields.scenario().map_err(|why| {
                    Problem::invalid(field, format!("scenario '{}': {why}", name.escape_debug()))
                })
            }
        }
    }
}

impl ScenarioWritten {
    fn scenario(self) -> Result<Scenario, String> {
        let mut draft = Draft::new(self.name, self.way.map_or(Way::Other, Way::from));
        let currency = self.currency.map(|code| Currency::from_code(&code).map_err(|e| e.to_string()));
        draft.currency = currency.transpose()?;
        let month = |text: String| {
            text.parse::<Month>().map_err(|_| "start must be a month such as 2026-01".to_owned())
        };
        draft.start = self.start.map(month).transpose()?;
        draft.horizon_months = self.horizon_months;
        let mut quantities = self.quantities;
        for quantity in Quantity::ALL {
            match quantities.remove(quantity.name()) {
                Some(number) => draft = draft.with(quantity, number.into()),
                None if quantity.usual().is_none() => return Err(format!("{quantity} is missing")),
                None => {}
            }
        }
        if let Some(name) = quantities.keys().next() {
            return Err(format!("there is no quantity '{}' in a scenario", name.escape_debug()));
        }
        draft.stages = self
            .stages
            .into_iter()
            .map(|stage| Stage {
                name: stage.name,
                until_age_months: stage.until_age_months,
                margin: stage.margin.into(),
                retention: stage.retention.into(),
                complaints: stage.complaints.map_or_else(|| Parameter::stated(0.0), Parameter::from),
            })
            .collect();
        draft.base = self
            .base
            .iter()
            .map(|one| BaseAge { age_months: one.age_months, customers: one.customers })
            .collect();
        draft.checked().map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    use pages::Reader;
    use plan::strategy::file;
    use serde_json::json;

    use super::*;

    fn read(given: &serde_json::Value) -> Result<Scenario, String> {
        let given: Given = serde_json::from_value(given.clone()).map_err(|e| e.to_string())?;
        given.scenario("scenarios", &Reader::nobody("/", 0)).map_err(|problem| problem.detail)
    }

    fn written() -> serde_json::Value {
        json!({
            "name": "bold", "way": "centric", "currency": "EUR", "start": "2026-01", "horizon_months": 60,
            "quantities": {
                "discount": 0.12, "adds": { "value": 300.0, "low": 250.0, "high": 350.0, "source": "measured" },
                "acquisition_cost": 50, "fixed_cost": 2000,
            },
            "stages": [{ "name": "all", "margin": 10, "retention": 0.95 }],
            "base": [{ "age_months": 3, "customers": 12.5 }],
        })
    }

    #[test]
    fn fields_and_their_file_are_the_same_scenario() {
        let scenario = read(&written()).unwrap();
        assert_eq!((scenario.way(), scenario.horizon_months()), (Way::Centric, 60));
        let again = read(&json!(file::write(&scenario))).unwrap();
        assert_eq!(again, scenario);
    }

    #[test]
    fn what_cannot_be_is_named() {
        let with = |path: &str, value: serde_json::Value| {
            let mut given = written();
            *given.pointer_mut(path).unwrap() = value;
            read(&given).unwrap_err()
        };
        assert!(with("/quantities/adds", json!(-1)).contains("adds"));
        assert!(with("/quantities", json!({ "adds": 1 })).contains("missing"));
        assert!(with("/stages/0/retention", json!(1.5)).contains("retention"));
        assert!(with("/currency", json!("E1R")).contains("E1R"));
        assert!(with("/start", json!("soon")).contains("2026-01"));
        assert!(with("/horizon_months", json!(0)).contains("horizon_months"));
        let mut unknown = written();
        unknown["quantities"]["luck"] = json!(1);
        assert!(read(&unknown).unwrap_err().contains("luck"));
        unknown = written();
        unknown["stages"][0]["luck"] = json!(1);
        assert!(read(&unknown).is_err());
    }
}
