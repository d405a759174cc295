//! The width of the suite and the guard on its core.

use std::sync::Arc;

use access::Right;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::suite::{self as page, Form, View};
use plan::{
    strategy::Scenario,
    suite::{
        Answer,
        mechanism::{Mechanism, Stated},
        width::{Asked, MOST_LINES, steps},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    asked::{MOST_MONEY, money},
    balance::as_it_is,
    facts::Found,
    kept::Kept,
    patience::{Patience, in_time},
    remembered::Question,
};
use crate::folder::strategy::suite::{Seen, seen as folder_says};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/suite", Gate::Needs(Right::ValuesRead), get(suite))
        .api(OpenApiRouter::new().routes(routes!(for_programs)))
}

/// Months of a customer's age, over all months, lines and draws, that one request may ask for.
const MOST_STEPS: u64 = 3_000_000_000;

/// What is asked of the suite.
#[derive(Clone, PartialEq)]
pub(super) struct Width {
    /// What the folder says.
    seen: Found<Seen>,
    /// The company as it is run.
    scenario: Option<Scenario>,
    stated: Stated,
    lines: u32,
}

impl Question for Width {}

impl Width {
    /// Whether it is too much for one request.
    fn is_too_much(&self) -> bool {
        let asked = Asked { lines: self.lines, ..Asked::default() };
        self.scenario.as_ref().is_some_and(|scenario| {
            steps(scenario, &Mechanism::of(&self.seen.0.evidence, &self.stated, scenario), asked) > MOST_STEPS
        })
    }
}

/// What the folder says of the suite; none where it is not there in time.
async fn seen(web: &Arc<Web>, patience: Patience) -> Result<Option<Arc<Seen>>, Problem> {
    web.looked(&web.strategy.suites, (), patience, |folder, (), _| Ok(folder_says(folder)?)).await
}

/// The answer for the company as it is run, by the focused scenario, else by the first; none where it is
/// not there in time and is worked out meanwhile.
async fn answered(
    web: &Arc<Web>,
    seen: Arc<Seen>,
    kept: &Kept,
    (stated, lines): (Stated, u32),
    patience: Patience,
) -> Result<Option<Arc<Answer>>, Problem> {
    let asked = Width { seen: Found(seen), scenario: as_it_is(kept), stated, lines };
    if asked.is_too_much() {
        return Err(Problem::invalid(
            "products",
            "that many product lines over that many months are too much for one request: ask for fewer \
             product lines, or shorten the scenario",
        ));
    }
    let work = |asked: Width| asked.seen.0.answer(asked.scenario.as_ref(), &asked.stated, asked.lines);
    web.worked_out(&web.strategy.widths, asked, patience, work).await
}

/// What somebody fills in; empty where nothing is said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filled {
    #[serde(default)]
    setup_cost: String,
    #[serde(default)]
    monthly_cost: String,
    #[serde(default)]
    products: String,
}

/// An amount as people write it; none of an empty field.
fn amount(text: &str) -> Result<Option<f64>, ()> {
    if text.trim().is_empty() { Ok(None) } else { money(text).map(Some).ok_or(()) }
}

/// `GET /strategy/suite`
async fn suite(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(filled): Query<Filled>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let mut refused = Vec::new();
    let mut sum = |name: &'static str, text: &str| {
        amount(text).unwrap_or_else(|()| {
            refused.push((name, reader.t("suite-field-bad-money")));
            None
        })
    };
    let stated = Stated {
        setup_cost: sum("setup_cost", &filled.setup_cost),
        monthly_cost: sum("monthly_cost", &filled.monthly_cost),
    };
    let lines = match filled.products.trim() {
        "" => 0,
        text => match text.parse() {
            Ok(lines @ 1..=MOST_LINES) => lines,
            _ => {
                refused.push(("products", reader.t("suite-field-bad-products")));
                0
            }
        },
    };
    // What was sent comes back, no longer than a field is.
    let [setup_cost, monthly_cost, products] = [filled.setup_cost, filled.monthly_cost, filled.products]
        .map(|text| text.chars().take(30).collect::<String>());
    let form = Form { setup_cost, monthly_cost, products, refused };
    let patience = Patience::of_page();
    let view = match seen(&web, patience).await? {
        None => View::Working,
        Some(found) => {
            let kept = web.strategy(patience).await?;
            match answered(&web, found, &kept, (stated, lines), patience).await? {
                None => View::Working,
                Some(answer) => {
                    View::Answer { answer: Box::new(Answer::clone(&answer)), form, working: kept.working }
                }
            }
        }
    };
    Ok(shown(&page::page(reader, &view)).into_response())
}

/// What is asked.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Product lines to look at, the core counted.
    #[param(minimum = 1, maximum = 30)]
    products: Option<u32>,
    /// What setting up a line costs once, whole units of the currency; guessed if absent.
    #[param(minimum = 0.0, maximum = 1e12)]
    setup_cost: Option<f64>,
    /// What a line costs a month; guessed if absent.
    #[param(minimum = 0.0, maximum = 1e12)]
    monthly_cost: Option<f64>,
}

/// The suite: whether its core holds, and how wide it should be.
#[derive(Debug, Serialize, ToSchema)]
struct SuiteShown {
    /// What is said first, in words.
    words: Vec<String>,
    /// The guard on the core: `state` (`no_orders`, `nothing_to_guard`, `not_known`, `quiet`, `watch`,
    /// `alarm`), `launches`, `months`, and `watches` with what is usual, the sum by week and its `alarms`.
    #[schema(value_type = Object)]
    guard: serde_json::Value,
    /// `Ok` holds NPV by number of product lines with its maximum, the next line and the numbers it rests
    /// on; `Err` says why nothing is said.
    #[schema(value_type = Object)]
    width: serde_json::Value,
    /// `Ok` holds what launches did to customers of the core alone; `Err` says why it cannot be told.
    #[schema(value_type = Object)]
    spillover: serde_json::Value,
    /// ISO 4217 code of all money; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
}

/// Whether the core of the suite holds, and how many product lines pay.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/suite",
    operation_id = "suite",
    tag = "strategy",
    params(Wanted),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The suite", body = SuiteShown)),
)]
async fn for_programs(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<SuiteShown>, Problem> {
    let within = |name: &str, x: Option<f64>| match x {
        Some(x) if !(0.0..=MOST_MONEY).contains(&x) => {
            Err(Problem::invalid(name, "0 or more, and no more than 1e12"))
        }
        x => Ok(x),
    };
    let stated = Stated {
        setup_cost: within("setup_cost", wanted.setup_cost)?,
        monthly_cost: within("monthly_cost", wanted.monthly_cost)?,
    };
    if wanted.products.is_some_and(|n| !(1..=MOST_LINES).contains(&n)) {
        return Err(Problem::invalid("products", "1 to 30"));
    }
    let found = in_time(seen(&web, Patience::Program).await?, "the suite is being looked at")?;
    let kept = web.strategy_now().await?;
    let asked = (stated, wanted.products.unwrap_or(0));
    let answer = answered(&web, found, &kept, asked, Patience::Program).await?;
    let answer = in_time(answer, "the width is being worked out")?;
    let json = |value: Result<serde_json::Value, serde_json::Error>| {
        value.map_err(|_| Problem::failed("the answer could not be written"))
    };
    Ok(Json(SuiteShown {
        words: page::sentences(&caller.reader, &answer),
        guard: json(serde_json::to_value(&answer.guard))?,
        width: json(serde_json::to_value(&answer.width))?,
        spillover: json(serde_json::to_value(answer.spillover))?,
        currency: answer.currency.as_ref().map(|currency| currency.code().to_owned()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("", None),
            (" ", None),
            ("25000", Some(25_000.0)),
            ("25,000", Some(25_000.0)),
            ("25.000,00", Some(25_000.0)),
            ("2,5", Some(2.5)),
            ("1 000.5", Some(1_000.5)),
        ] {
            assert_eq!(amount(text), Ok(wanted), "{text}");
        }
        for text in ["25.000", "-1", "1e5", "abc", "NaN", "inf", "9999999999999999", "1.2.3"] {
            assert_eq!(amount(text), Err(()), "{text}");
        }
    }

    fn question(lines: u32) -> Width {
        let seen = Seen {
            currency: None,
            guard: plan::suite::guard::guard(&plan::suite::Record::empty()),
            evidence: plan::suite::mechanism::Evidence::default(),
            spillover: Err(plan::suite::spillover::NotIdentifiable::NoLaunch),
        };
        Width { seen: Found(Arc::new(seen)), scenario: None, stated: Stated::default(), lines }
    }

    #[test]
    fn the_same_is_asked_of_the_very_same_finding() {
        let one = question(3);
        assert!(one == one.clone() && one != Width { lines: 4, ..one.clone() } && one != question(3));
    }

    #[test]
    fn work_is_bounded() {
        let with = |horizon_months, lines| {
            let mut draft = plan::strategy::Draft::new("a", plan::strategy::Way::Focused);
            draft.horizon_months = horizon_months;
            draft.stages.push(plan::strategy::Stage {
                name: "all".to_owned(),
                until_age_months: None,
                margin: plan::strategy::Parameter::stated(10.0),
                retention: plan::strategy::Parameter::stated(0.95),
                complaints: plan::strategy::Parameter::stated(0.0),
            });
            Width { scenario: Some(draft.checked().unwrap()), ..question(lines) }
        };
        assert!(!with(60, MOST_LINES).is_too_much());
        assert!(!with(600, 0).is_too_much());
        assert!(with(600, MOST_LINES).is_too_much());
    }
}
