//! The strategy for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use pages::{Reader, strategy::scenario::is_unclear};
use plan::strategy::{Answer, Asked};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Json, Problem, Query, Routes, Web},
    asked::{MOST_DRAWS, MOST_MONEY, MOST_MONTHS, USUAL_DRAWS, WhatIf, laid_out, money},
    kept::Kept,
    main::missing_told,
    shown::AnswerShown,
    written::Given,
};
use crate::{
    folder::{now, strategy::means},
    strategy::told,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(OpenApiRouter::new().routes(routes!(answer, evaluate)).routes(routes!(means_now, keep_means)))
}

/// What is asked of the scenarios in use.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Cash at hand, whole units of the currency; as it is kept if absent. Read as the page and the
    /// command read it: `500000`, `500,000`, `500000.50`; not `500.000`, which can mean two sums.
    #[param(pattern = "^([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})([.][0-9]{1,2})?$")]
    cash: Option<String>,
    /// Credit that can be drawn; as it is kept if absent. Read as `cash`.
    #[param(pattern = "^([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})([.][0-9]{1,2})?$")]
    credit: Option<String>,
    /// What if new customers of the centric way kept this share over 12 months: above 0 and below 1.
    #[param(minimum = 0.0, maximum = 1.0)]
    retention_12: Option<f64>,
    /// Months ahead.
    #[param(minimum = 1, maximum = 600)]
    horizon: Option<u32>,
    /// Futures to draw, 10,000 if absent; 0 works out the expected months without chance.
    #[param(minimum = 0, maximum = 20_000)]
    draws: Option<u32>,
    /// What chance begins with, 1 if absent.
    #[param(minimum = 0, maximum = 4_294_967_295_u64)]
    seed: Option<u32>,
}

/// Scenarios to work out without keeping them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Evaluated {
    /// Each the text of its file, or its fields. All count in one money and look equally far.
    #[schema(min_items = 1, max_items = 8)]
    scenarios: Vec<Given>,
    /// Cash at hand, whole units of the currency; nobody says if absent.
    #[schema(minimum = 0.0, maximum = 1e12)]
    cash: Option<f64>,
    /// Credit that can be drawn; none if absent.
    #[schema(minimum = 0.0, maximum = 1e12)]
    credit: Option<f64>,
    /// Futures to draw, 10,000 if absent; 0 works out the expected months without chance.
    #[schema(minimum = 0, maximum = 20_000)]
    draws: Option<u32>,
    /// What chance begins with, 1 if absent.
    #[schema(minimum = 0, maximum = 4_294_967_295_u64)]
    seed: Option<u32>,
}

/// What cash and credit there is.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct MeansShown {
    /// Cash at hand, whole units; null where nobody said.
    cash: Option<f64>,
    /// Credit that can be drawn.
    credit: f64,
    /// ISO 4217 code; null where the figures name no money, or nobody said anything.
    currency: Option<String>,
    /// When it was said, microseconds since 1970-01-01 UTC; null where nobody did.
    said_at: Option<i64>,
}

/// What cash and credit there is from now on.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMeans {
    /// Cash at hand, whole units of the currency; null: nobody says.
    #[schema(minimum = 0.0, maximum = 1e12)]
    cash: Option<f64>,
    /// Credit that can be drawn.
    #[schema(minimum = 0.0, maximum = 1e12)]
    credit: f64,
}

fn amount(field: &str, x: Option<f64>) -> Result<Option<f64>, Problem> {
    match x {
        Some(x) if !(0.0..=MOST_MONEY).contains(&x) => {
            Err(Problem::invalid(field, "an amount from 0 to 1000000000000"))
        }
        other => Ok(other),
    }
}

/// A sum as it stands in an address.
fn written(field: &str, text: &str) -> Result<f64, Problem> {
    if is_unclear(text) {
        let why = "thousands or decimals? Write 500000 or 500,000 for five hundred thousand, 500.00 for five hundred";
        return Err(Problem::invalid(field, why));
    }
    money(text).ok_or_else(|| Problem::invalid(field, "an amount from 0 to 1000000000000, such as 500000"))
}

fn draws(draws: Option<u32>) -> Result<u32, Problem> {
    let draws = draws.unwrap_or(USUAL_DRAWS);
    if draws > MOST_DRAWS {
        return Err(Problem::invalid("draws", format!("a whole number from 0 to {MOST_DRAWS}")));
    }
    Ok(draws)
}

/// The scenarios that are in use.
///
/// # Errors
///
/// If there are none: then it says what is missing.
fn in_use(kept: &Kept) -> Result<(), Problem> {
    if let Some(cannot) = &kept.in_use.cannot {
        return Err(Problem::conflict(format!("{cannot}; or add scenarios of your own")));
    }
    if kept.in_use.scenarios.is_empty() {
        return Err(Problem::conflict("there is no scenario: add one"));
    }
    Ok(())
}

fn told_as(reader: &Reader, answer: &Answer, missing: Vec<String>) -> Result<Response, Problem> {
    let told = told(reader, answer, missing).ok_or_else(|| Problem::failed("the answer has no scenario"))?;
    Ok(axum::Json(told).into_response())
}

/// What becomes of the scenarios in use: those that are kept, and for a way that none of them is, the
/// one proposed from the company's history.
#[utoipa::path(
    get,
    path = "/api/v1/strategy",
    tag = "strategy",
    params(Wanted),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The answer", body = AnswerShown)),
)]
async fn answer(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let sum = |field: &str, text: Option<&str>| text.map(|text| written(field, text)).transpose();
    let cash = sum("cash", wanted.cash.as_deref())?;
    let credit = sum("credit", wanted.credit.as_deref())?;
    let draws = draws(wanted.draws)?;
    if wanted.horizon.is_some_and(|months| !(1..=MOST_MONTHS).contains(&months)) {
        return Err(Problem::invalid("horizon", format!("a whole number from 1 to {MOST_MONTHS}")));
    }
    if wanted.retention_12.is_some_and(|share| !(share > 0.0 && share < 1.0)) {
        return Err(Problem::invalid("retention_12", "a share above 0 and below 1, such as 0.62"));
    }
    let kept = web.strategy_now().await?;
    in_use(&kept)?;
    let what_if = WhatIf { retention_12: wanted.retention_12, horizon: wanted.horizon };
    let scenarios = laid_out(&kept.in_use.scenarios, what_if).map_err(|_| {
        Problem::invalid("retention_12", "no change of the monthly retention brings new customers there")
    })?;
    let asked = Asked {
        draws,
        seed: wanted.seed.map_or(1, u64::from),
        cash: cash.or(kept.in_use.cash),
        credit: credit.or(kept.in_use.credit).unwrap_or(0.0),
    };
    told_as(&caller.reader, &*web.lived_now(scenarios, asked).await?, missing_told(&kept))
}

/// What becomes of other scenarios, without keeping them.
#[utoipa::path(
    post,
    path = "/api/v1/strategy",
    tag = "strategy",
    request_body = Evaluated,
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The answer", body = AnswerShown)),
)]
async fn evaluate(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(wanted): Json<Evaluated>,
) -> Result<Response, Problem> {
    let (cash, credit) = (amount("cash", wanted.cash)?, amount("credit", wanted.credit)?);
    let draws = draws(wanted.draws)?;
    if !(1..=super::keeping::MOST).contains(&wanted.scenarios.len()) {
        return Err(Problem::invalid("scenarios", "one to eight of them"));
    }
    let scenarios = wanted
        .scenarios
        .into_iter()
        .map(|given| given.scenario("scenarios", &caller.reader))
        .collect::<Result<Vec<_>, _>>()?;
    let asked = Asked { draws, seed: wanted.seed.map_or(1, u64::from), cash, credit: credit.unwrap_or(0.0) };
    told_as(&caller.reader, &*web.lived_now(scenarios, asked).await?, Vec::new())
}

fn means_shown(kept: Option<&records::KeptMeans>) -> MeansShown {
    let (cash, credit) = kept.map_or((None, 0.0), |kept| means::units(&kept.means));
    MeansShown {
        cash,
        credit,
        currency: kept.and_then(|kept| kept.means.currency.clone()),
        said_at: kept.map(|kept| kept.said_at),
    }
}

/// What cash and credit there is, as somebody said it last.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/means",
    tag = "strategy",
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "What there is", body = MeansShown)),
)]
async fn means_now(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let kept = web.desk.folder.records().means().await?;
    Ok(axum::Json(means_shown(kept.as_ref())).into_response())
}

/// Keeps what cash and credit there is.
#[utoipa::path(
    put,
    path = "/api/v1/strategy/means",
    tag = "strategy",
    request_body = NewMeans,
    security(("session" = ["strategy:write"]), ("key" = ["strategy:write"])),
    responses((status = 200, description = "What there is now", body = MeansShown)),
)]
async fn keep_means(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(new): Json<NewMeans>,
) -> Result<Response, Problem> {
    let cash = amount("cash", new.cash)?;
    let credit = amount("credit", Some(new.credit))?.unwrap_or(0.0);
    let currency = web.strategy_now().await?.currency().or(web.company().currency);
    let means = means::of(cash, credit, currency)
        .ok_or_else(|| Problem::invalid("cash", "an amount that can be counted exactly"))?;
    let kept = web.desk.folder.records().set_means(&means, &caller.actor(), now()).await?;
    Ok(axum::Json(means_shown(Some(&kept))).into_response())
}
