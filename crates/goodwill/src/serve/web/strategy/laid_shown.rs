//! What the API tells of a scenario beside what happened, as its document describes it. It is written by
//! the same structure as the command's; a test holds both together.
#![expect(dead_code, reason = "they describe what another structure writes, field by field")]

use utoipa::ToSchema;

/// A number: expected, and what came.
#[derive(ToSchema)]
pub(super) struct AgainstShown {
    /// What the scenario expected.
    expected: f64,
    /// One future in ten is lower.
    low: f64,
    /// One future in ten is higher.
    high: f64,
    /// What happened.
    actual: f64,
    /// Whether that is within the band.
    inside: bool,
}

/// One month.
#[derive(ToSchema)]
pub(super) struct LaidMonthShown {
    /// Which, such as `2026-01`.
    month: String,
    /// Margin less costs, whole units of the currency.
    cash: AgainstShown,
    /// The same since the beginning.
    cumulative: AgainstShown,
    /// Customers who joined.
    joined: AgainstShown,
    /// Customers there at its end; what happened is itself expected, by the model fitted since.
    customers: AgainstShown,
    /// Complaints.
    complaints: AgainstShown,
}

/// How often one kind of number was within its band.
#[derive(ToSchema)]
pub(super) struct WithinShown {
    /// Months within.
    #[schema(minimum = 0)]
    inside: u32,
    /// Months in all.
    #[schema(minimum = 0)]
    months: u32,
}

/// What replacing one number of the scenario by what was measured since does to the cash so far.
#[derive(ToSchema)]
pub(super) struct CauseShown {
    /// `base` (customers when it began), `retention_12` (all stages at once), `margin_factor`, or a number
    /// of the scenario such as `adds`.
    name: String,
    /// What the scenario had.
    assumed: f64,
    /// What was measured since.
    measured: f64,
    /// What it changes of the expected cash so far.
    effect: f64,
}

/// A cost that the scenario expects, in months in which nothing of it is on record.
#[derive(ToSchema)]
pub(super) struct UnrecordedShown {
    /// A number of the scenario: `fixed_cost`.
    name: String,
    /// In so many of the months.
    #[schema(minimum = 0)]
    months: u32,
    /// What was expected of it in those months, whole units of the currency.
    expected: f64,
}

/// A scenario beside what happened since it began.
#[derive(ToSchema)]
pub(super) struct LaidShown {
    /// Its name.
    scenario: String,
    /// ISO 4217 code of all money; null where it is not known.
    currency: Option<String>,
    /// Months that are over, the first of the scenario first.
    months: Vec<LaidMonthShown>,
    /// Cash of single months.
    cash: WithinShown,
    /// New customers.
    joined: WithinShown,
    /// Customers.
    customers: WithinShown,
    /// Complaints.
    complaints: WithinShown,
    /// What happened less what was expected, of the cash so far.
    difference: f64,
    /// Numbers that explain it, the greatest effect first.
    causes: Vec<CauseShown>,
    /// What they leave unexplained, beside what they do together.
    rest: f64,
    /// Costs that were expected and are not on record, left out on both sides; the greatest first.
    unrecorded: Vec<UnrecordedShown>,
    /// Costs that are not on record, so that cash is shown before them: `operating_costs`, …
    missing: Vec<String>,
}

#[cfg(test)]
mod tests {
    use facts::{Currency, Month};
    use plan::{
        propose::Lack,
        retrospect::{Against, Cause, Laid, LaidMonth, Unrecorded, Within},
    };
    use serde_json::json;
    use utoipa::PartialSchema;

    use super::{super::shown::tests::check, *};

    #[test]
    fn what_is_written_is_what_is_described() {
        let against = Against { expected: 2.5, low: 1.0, high: 3.0, actual: 2.0, inside: true };
        let month = LaidMonth {
            month: Month::from_index(24_312),
            cash: against,
            cumulative: against,
            joined: against,
            customers: against,
            complaints: against,
        };
        let within = Within { inside: 1, months: 1 };
        let laid = |currency| Laid {
            scenario: "centric".to_owned(),
            currency,
            months: vec![month.clone()],
            cash: within,
            joined: within,
            customers: within,
            complaints: within,
            difference: 3.5,
            causes: vec![Cause { name: "base", assumed: 1.0, measured: 2.0, effect: 0.5 }],
            rest: 3.0,
            unrecorded: vec![Unrecorded { name: "fixed_cost", months: 2, expected: 13_000.0 }],
            missing: vec![Lack::OperatingCosts],
        };
        let mut parts = Vec::new();
        LaidShown::schemas(&mut parts);
        let mut all = json!({});
        for (name, schema) in parts {
            all[name] = serde_json::to_value(schema).unwrap();
        }
        let whole = serde_json::to_value(LaidShown::schema()).unwrap();
        for currency in [None, Currency::from_code("EUR").ok()] {
            check("laid", &serde_json::to_value(laid(currency)).unwrap(), &whole, &all);
        }
    }
}
