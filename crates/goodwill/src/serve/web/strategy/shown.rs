//! What the API tells of a strategy, as its document describes it. The answer itself is written by the
//! same structures as the command's; these are their description, and a test holds both together.
#![expect(dead_code, reason = "they describe what other structures write, field by field")]

use utoipa::ToSchema;

/// Mean and quantiles over the futures.
#[derive(ToSchema)]
pub(super) struct SpreadShown {
    mean: f64,
    /// One future in ten is lower.
    p10: f64,
    p50: f64,
    /// One future in ten is higher.
    p90: f64,
}

/// What one new customer brings and costs.
#[derive(ToSchema)]
pub(super) struct UnitShown {
    /// Expected payments, discounted to the day of joining; null without end.
    value: Option<f64>,
    /// What one costs on average; null where nobody is won.
    acquisition_cost: Option<f64>,
    /// What one more costs.
    marginal_cost: f64,
    /// Share that is there after 12 months.
    retention_12: f64,
    /// Month of age at which one has paid back; null where that is not within the horizon.
    payback_age_months: Option<u32>,
}

/// One month over the futures.
#[derive(ToSchema)]
pub(super) struct MonthShown {
    /// From 1.
    month: u32,
    /// The month of the calendar; absent where the scenario does not say when it starts.
    #[schema(nullable = false)]
    calendar: Option<String>,
    /// Cash of the month.
    cash: SpreadShown,
    /// Cash so far.
    cumulative: SpreadShown,
    /// Customers at its end.
    customers: SpreadShown,
    /// Without chance: cash of the month.
    expected_cash: f64,
    /// Without chance: cash so far.
    expected_cumulative: f64,
    /// Without chance: customers.
    expected_customers: f64,
}

/// One bar of the distribution of the NPV.
#[derive(ToSchema)]
pub(super) struct BinShown {
    low: f64,
    high: f64,
    /// Share of all futures in it.
    share: f64,
}

/// The probability of running out at one reserve.
#[derive(ToSchema)]
pub(super) struct RuinAtShown {
    /// Cash and credit at the start.
    reserve: f64,
    probability: f64,
}

/// A number of a scenario.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(super) struct ParameterShown {
    /// `adds`, `retention.core`.
    pub(super) name: String,
    pub(super) value: f64,
    /// Lower end of the interval that holds it in 80 of 100 cases.
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where it is known from: `measured`, `estimated` or `assumed`.
    pub(super) source: String,
    /// How, or why; empty where nobody said.
    pub(super) reason: String,
    /// Whether the program guessed it.
    pub(super) guess: bool,
}

/// The verdict on one scenario.
#[derive(ToSchema)]
pub(super) struct VerdictShown {
    /// `affordable`, `affordable_with_more`, `not_affordable` or `not_decidable`.
    word: String,
    /// How much more is needed for 95 % of the futures, and for the expected months where none were
    /// drawn; null where nothing is, or nobody said what there is.
    more: Option<f64>,
    /// What is missing for a verdict.
    missing: Vec<MissingShown>,
}

/// What is missing for a verdict.
#[derive(ToSchema)]
pub(super) struct MissingShown {
    /// `cash`; `futures`: none were drawn; or `guess`: a number that the program guessed.
    what: String,
    /// Which number was guessed; absent for the others.
    #[schema(nullable = false)]
    name: Option<String>,
}

/// What becomes of one scenario.
#[derive(ToSchema)]
pub(super) struct OutcomeShown {
    name: String,
    /// `focused`, `centric` or `other`.
    way: String,
    /// Cash of all months, discounted to the start; without options, and without what the customers of
    /// the end are worth.
    npv: SpreadShown,
    /// The deepest point of cumulative cash, below zero.
    peak_funding: SpreadShown,
    /// The deepest point below zero of cumulative cash as it is on average over the futures; 0 where that
    /// is never below.
    trough: f64,
    /// The month of that point; null where cash is never below zero on average.
    trough_month: Option<u32>,
    /// First month after it with cash not below zero; null where that is not within the horizon, 0
    /// where cash is never below zero.
    payback_month: Option<u32>,
    /// Share of futures that have paid back within the horizon; null where fewer than 100 were drawn.
    pays_back: Option<f64>,
    /// Payback month over the futures that pay back: p10, p50, p90.
    #[schema(value_type = Option<Vec<u32>>)]
    payback_months: Option<[u32; 3]>,
    /// Share of futures in which cash and credit do not last; null where nobody said what there is, or
    /// fewer than 100 were drawn.
    ruin_probability: Option<f64>,
    /// What must be there so that it lasts in 95 % of the futures; null where fewer than 100 were drawn.
    reserve_95: Option<f64>,
    /// Without chance: NPV.
    expected_npv: f64,
    /// Without chance: peak funding.
    expected_peak_funding: f64,
    /// Without chance: customers at the end.
    expected_customers: f64,
    /// What the customers of the end are worth from then on; null without end.
    customer_equity: Option<f64>,
    unit: UnitShown,
    npv_distribution: Vec<BinShown>,
    ruin_by_reserve: Vec<RuinAtShown>,
    /// What of the numbers was read off one history, and holds in every future; absent where each is in
    /// doubt by itself.
    observed: Option<ObservedShown>,
    parameters: Vec<ParameterShown>,
    series: Vec<MonthShown>,
    verdict: VerdictShown,
}

/// The history that a scenario's numbers were read off.
#[derive(ToSchema)]
pub(super) struct ObservedShown {
    /// Its months.
    months: u32,
    /// How it is known who was there: `worked_out` by a model, or `counted`.
    presence: String,
}

/// What one number does to the comparison.
#[derive(ToSchema)]
pub(super) struct LeverShown {
    name: String,
    /// Its values at the ends of its interval: low, high. For all stages at once: what new customers keep
    /// over 12 months (retention), or the average over the stages, by the customers of each.
    #[schema(value_type = Vec<f64>)]
    at: [f64; 2],
    /// NPV of centric less focused with it at the low end.
    low: f64,
    /// The same at its high end.
    high: f64,
    /// Whether another way pays better at one of the ends.
    flips: bool,
    /// Whether it can be afforded at one end and not at the other; null where nobody said what there is,
    /// or too few futures were drawn to say.
    flips_affordable: Option<bool>,
    /// Where it is known from.
    source: String,
}

/// Where both ways pay the same.
#[derive(ToSchema)]
pub(super) struct BreakEvenShown {
    /// `retention_12`, or a number of the centric scenario.
    name: String,
    /// As it stands.
    value: f64,
    /// Where both pay the same; null where that is nowhere within what is possible.
    at: Option<f64>,
    /// Whether centric pays better above it rather than below.
    above: bool,
    /// The next place at which both pay the same, where the answer turns back; null where there is none.
    other: Option<f64>,
    /// Whether the number is moved in both scenarios; else in the centric one alone.
    both: bool,
}

/// Two scenarios side by side, on the same futures.
#[derive(ToSchema)]
pub(super) struct ComparisonShown {
    /// The name of the centric one.
    centric: String,
    /// The name of the focused one.
    focused: String,
    /// Share of the futures in which the NPV of the centric one is the greater; null where fewer than 100
    /// were drawn.
    centric_beats_focused: Option<f64>,
    /// NPV of centric less focused.
    difference: SpreadShown,
    /// The same without chance.
    expected_difference: f64,
    /// The month from which cash so far of the centric one stays above that of the focused one; null where
    /// that is not within the horizon, or the two are not of these ways.
    ahead_from_month: Option<u32>,
    /// The most by which it is below, at the end of a month; null where the two are not of these ways.
    behind_at_most: Option<f64>,
    /// The month of that; null where it is never below.
    behind_month: Option<u32>,
    /// Every number in doubt, the greatest swing first.
    tornado: Vec<LeverShown>,
    /// Numbers that turn the comparison, or whether it can be afforded.
    flips: Vec<String>,
    /// Where both pay the same.
    break_evens: Vec<BreakEvenShown>,
}

/// A further scenario beside the focused one, on the same futures.
#[derive(ToSchema)]
pub(super) struct BesideShown {
    /// The name of the further one.
    name: String,
    /// The name of the focused one.
    focused: String,
    /// Share of the futures in which the NPV of the further one is the greater; null where fewer than 100
    /// were drawn.
    beats_focused: Option<f64>,
    /// NPV of the further one less that of the focused one.
    difference: SpreadShown,
}

/// How a scenario begins.
#[derive(ToSchema)]
pub(super) struct BeginningShown {
    name: String,
    /// Customers at the start.
    customers: f64,
    /// The first month; null where it is any.
    start: Option<String>,
}

/// The verdict on the centric scenario, in one word and in plain ones.
#[derive(ToSchema)]
pub(super) struct ToldShown {
    /// The scenario it is about.
    scenario: String,
    /// `affordable`, `affordable_with_more`, `not_affordable` or `not_decidable`.
    word: String,
    /// How much more is needed.
    more: Option<f64>,
    missing: Vec<MissingShown>,
    /// The answer in plain words, sentence after sentence.
    words: Vec<String>,
}

/// What becomes of the scenarios.
#[derive(ToSchema)]
pub(super) struct AnswerShown {
    /// ISO 4217 code; null where no scenario names one.
    currency: Option<String>,
    /// Futures drawn; 0: without chance.
    draws: u32,
    /// What chance began with.
    #[schema(minimum = 0)]
    seed: u64,
    horizon_months: u32,
    /// Cash at hand; null where nobody said.
    cash: Option<f64>,
    credit: f64,
    scenarios: Vec<OutcomeShown>,
    /// Null where there are no two ways to compare.
    comparison: Option<ComparisonShown>,
    /// Every scenario beyond those two beside the focused one.
    others: Vec<BesideShown>,
    /// How each scenario begins, where they do not begin alike; empty where they do.
    begin_unlike: Vec<BeginningShown>,
    verdict: ToldShown,
    /// What a proposal from the history could not find, and the command that brings it.
    missing: Vec<String>,
}

#[cfg(test)]
pub(super) mod tests {
    use plan::strategy::{Asked, file, run};
    use serde_json::{Value, json};
    use utoipa::{PartialSchema, openapi::RefOr};

    use super::*;

    fn answer(draws: u32, cash: Option<f64>) -> Value {
        let scenario = |name: &str, way: &str, adds: u32| {
            let text = format!(
                "name = '{name}'\nway = '{way}'\ncurrency = 'EUR'\nstart = '2026-01'\nhorizon_months = 24\n\
                 [quantities]\ndiscount = 0.1\nadds = {{ value = {adds}.0, low = 50.0, high = 900.0 }}\n\
                 acquisition_cost = {{ value = 50.0, guess = true }}\nfixed_cost = 10.0\n\
                 [[stages]]\nname = 'all'\nmargin = 10.0\nretention = 0.9\n\
                 [[base]]\nage_months = 1\ncustomers = {adds}.0\n"
            );
            file::read(&text).unwrap()
        };
        let scenarios = [scenario("focused", "focused", 100), scenario("centric", "centric", 200)];
        let answer = run(&scenarios, &Asked { draws, cash, ..Asked::default() }).unwrap();
        serde_json::to_value(
            crate::strategy::told(
                &pages::Reader::nobody("/", 0),
                &answer,
                vec!["There are no orders.".to_owned()],
            )
            .unwrap(),
        )
        .unwrap()
    }

    /// Every field that is written is described, of the kind it is, and what must be there is.
    pub(in super::super) fn check(place: &str, value: &Value, schema: &Value, all: &Value) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return check(place, value, &all[name], all);
        }
        if let Some(ways) = schema["oneOf"].as_array() {
            let of = ways.iter().find(|way| (way["type"] == "null") == value.is_null());
            return check(place, value, of.unwrap_or_else(|| panic!("{place}: {value}")), all);
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let kinds: Vec<&str> = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        let fits = kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
        assert!(fits, "{place}: {kind} is none of {kinds:?}");
        for item in value.as_array().into_iter().flatten() {
            check(&format!("{place}[]"), item, &schema["items"], all);
        }
        for (name, field) in value.as_object().into_iter().flatten() {
            let described = &schema["properties"][name];
            assert!(described.is_object(), "{place}.{name} is not described");
            check(&format!("{place}.{name}"), field, described, all);
        }
        for name in schema["required"].as_array().into_iter().flatten().filter(|_| value.is_object()) {
            assert!(value.get(name.as_str().unwrap()).is_some(), "{place}.{name} is not there");
        }
    }

    #[test]
    fn what_is_written_is_what_is_described() {
        let mut parts: Vec<(String, RefOr<utoipa::openapi::Schema>)> = Vec::new();
        AnswerShown::schemas(&mut parts);
        let mut all = json!({});
        for (name, schema) in parts {
            all[name] = serde_json::to_value(schema).unwrap();
        }
        let whole = serde_json::to_value(AnswerShown::schema()).unwrap();
        for (draws, cash) in
            [(0, None), (0, Some(1_000.0)), (50, Some(1_000.0)), (150, Some(1_000.0)), (150, None)]
        {
            check("answer", &answer(draws, cash), &whole, &all);
        }
    }
}
