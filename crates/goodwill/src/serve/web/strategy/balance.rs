//! What to spend on winning, keeping and winning back.

use std::{collections::BTreeMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::{
    Reader,
    strategy::balance::{self as page, Form},
};
use plan::{
    balance::{Balance, Evidence, Stated, WeighError, weigh},
    strategy::Scenario,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    facts::Found,
    judgement::{Judged, judgement},
    kept::Kept,
    main::missing,
    numbers::{kept_short, no_field},
    patience::{Patience, in_time},
    remembered::Question,
};
use crate::folder::strategy::balance::balance_evidence;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/balance", Gate::Needs(Right::ValuesRead), get(main))
        .api(OpenApiRouter::new().routes(routes!(weighed)))
}

/// What chance begins with.
const SEED: u64 = 1;

/// What is to be weighed.
#[derive(Clone, PartialEq)]
pub(super) struct Weighing {
    /// What the months say.
    evidence: Found<Evidence>,
    stated: Stated,
    budget: Option<f64>,
}

impl Question for Weighing {}

/// The way the company is run: the focused scenario, else the first there is.
pub(super) fn as_it_is(kept: &Kept) -> Option<Scenario> {
    kept.focused().or_else(|| kept.in_use.scenarios.first()).cloned()
}

/// The three ways to spend laid side by side, or why they cannot be; or else what is missing. None where
/// it is not there in time. What it takes is bounded by the months there are.
async fn weighed_up(
    web: &Arc<Web>,
    kept: &Kept,
    (stated, budget): Judged,
    patience: Patience,
) -> Result<Result<Option<Result<Balance, WeighError>>, Vec<String>>, Problem> {
    let spending = web.looked(&web.strategy.spending, as_it_is(kept), patience, |folder, scenario, _| {
        let found = balance_evidence(folder, scenario.as_ref())?.map(Arc::new);
        Ok(found.map_err(|lacks| lacks.iter().map(ToString::to_string).collect()))
    });
    let evidence = match spending.await?.as_deref() {
        None => return Ok(Ok(None)),
        Some(Err(missing)) => return Ok(Err(missing.clone())),
        Some(Ok(evidence)) => Found(Arc::clone(evidence)),
    };
    let asked = Weighing { evidence, stated, budget };
    let weigh = |asked: Weighing| weigh(&asked.evidence.0, &asked.stated, asked.budget, SEED);
    let found = web.worked_out(&web.strategy.balances, asked, patience, weigh).await?;
    Ok(Ok(found.map(|found| (*found).clone())))
}

/// `GET /strategy/balance`
async fn main(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(sent): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    if let Some(name) = sent.keys().find(|name| !Form::knows(name)) {
        return Err(no_field(name));
    }
    let fields = sent.iter().map(|(name, text)| (name.clone(), kept_short(text))).collect();
    let mut form = Form { fields, refused: Vec::new() };
    let found = match judgement(&form) {
        Ok(judged) => found(&web, &caller.reader, judged).await?,
        Err(refused) => {
            form.refused = refused.into_iter().map(|(name, why)| (name, why.words(&caller.reader))).collect();
            page::Found::Refused
        }
    };
    let status = if form.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&page::page(&caller.reader, &page::View { form, found }))).into_response())
}

/// What the page has to show.
async fn found(web: &Arc<Web>, reader: &Reader, judged: Judged) -> Result<page::Found, Problem> {
    let patience = Patience::of_page();
    let kept = web.strategy(patience).await?;
    if kept.working {
        return Ok(page::Found::Working);
    }
    if kept.in_use.scenarios.is_empty() {
        return Ok(page::Found::Nothing(missing(reader, &kept)));
    }
    Ok(match weighed_up(web, &kept, judged, patience).await? {
        Err(missing) => page::Found::Nothing(missing),
        Ok(None) => page::Found::Working,
        Ok(Some(Ok(balance))) => page::Found::Balance(Box::new(balance)),
        Ok(Some(Err(e))) => page::Found::Nothing(vec![e.to_string()]),
    })
}

/// What is asked of the balance of spending.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Budgeted {
    /// A budget a month to spread over the three, more than 0.
    #[param(exclusive_minimum = 0.0, maximum = 1e12)]
    budget: Option<f64>,
}

/// The three ways to spend, laid side by side.
#[derive(Debug, Serialize, ToSchema)]
struct BalanceShown {
    /// `ways` with the curve of each, what one more costs and is worth, what the next unit of money
    /// `brings` and the `optimum`; `keeping`: whether keeping is cheaper than winning; `budget`, where one
    /// is asked for.
    #[schema(value_type = Object)]
    balance: Balance,
}

/// Weighs spending on winning, keeping and winning back customers, in lifetime value per unit of money.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/balance",
    operation_id = "weigh_spending",
    tag = "strategy",
    params(Budgeted),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The three laid side by side", body = BalanceShown)),
)]
async fn weighed(State(web): State<Arc<Web>>, Query(asked): Query<Budgeted>) -> Result<Response, Problem> {
    if asked.budget.is_some_and(|budget| !(budget > 0.0 && budget <= 1e12)) {
        return Err(Problem::invalid("budget", "must be more than 0, up to 1e12"));
    }
    let kept = web.strategy_now().await?;
    let nothing = || Problem::not_found("answer yet: the page of the strategy says what is missing");
    if kept.in_use.scenarios.is_empty() {
        return Err(nothing());
    }
    let balance = weighed_up(&web, &kept, (Stated::default(), asked.budget), Patience::Program)
        .await?
        .map_err(|_| nothing())?;
    let balance =
        in_time(balance, "spending is being weighed")?.map_err(|e| Problem::conflict(e.to_string()))?;
    Ok(axum::Json(BalanceShown { balance }).into_response())
}
