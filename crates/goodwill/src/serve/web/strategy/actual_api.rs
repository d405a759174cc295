//! A scenario laid against what happened, for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use pages::{Reader, strategy::actual::cannot};
use plan::strategy::Scenario;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Json, Problem, Query, Routes, Web},
    actual::{first, laid},
    laid_shown::LaidShown,
    patience::{Patience, in_time},
    written::Given,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(OpenApiRouter::new().routes(routes!(actual, actual_of)))
}

/// Which scenario is looked at.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The name of one in use; the one that began first if absent.
    #[param(max_length = 60)]
    scenario: Option<String>,
}

/// A scenario to lay against what happened, without keeping it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ToLay {
    /// The text of its file, or its fields; it says when it begins.
    scenario: Given,
}

/// Lays a scenario in use against what happened since it began.
///
/// It says why, with 409, where there is nothing to compare yet.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/actual",
    operation_id = "what_happened",
    tag = "strategy",
    params(Wanted),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The scenario beside what happened", body = LaidShown)),
)]
async fn actual(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let kept = web.strategy_now().await?;
    let scenario = match &wanted.scenario {
        Some(name) => {
            let named = kept.named(name).map(|(_, scenario)| scenario);
            named.ok_or_else(|| Problem::not_found("scenario"))?
        }
        None => first(&kept).ok_or_else(|| Problem::conflict("there is no scenario: add one"))?,
    };
    told(&web, &caller.reader, scenario.clone()).await
}

/// Lays another scenario against what happened since it began, without keeping it.
///
/// It says why, with 409, where there is nothing to compare yet.
#[utoipa::path(
    post,
    path = "/api/v1/strategy/actual",
    operation_id = "what_happened_to",
    tag = "strategy",
    request_body = ToLay,
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The scenario beside what happened", body = LaidShown)),
)]
async fn actual_of(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(sent): Json<ToLay>,
) -> Result<Response, Problem> {
    let scenario = sent.scenario.scenario("scenario", &caller.reader)?;
    told(&web, &caller.reader, scenario).await
}

async fn told(web: &Arc<Web>, reader: &Reader, scenario: Scenario) -> Result<Response, Problem> {
    let found = laid(web, scenario, Patience::Program).await?;
    match &*in_time(found, "what happened is being counted")? {
        Ok(laid) => Ok(axum::Json(laid).into_response()),
        Err(why) => Err(Problem::conflict(cannot(reader, why))),
    }
}
