//! Scenarios for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use plan::strategy::{Source, file};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Json, Path, Problem, Routes, Web},
    keeping::{self, Added, Edit, found, listed},
    kept::Kept,
    main::missing_told,
    shown::ParameterShown,
    written::SourceName,
};

/// Changes that are told of a scenario.
const CHANGES: u64 = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(
        OpenApiRouter::new()
            .routes(routes!(list, add))
            .routes(routes!(one, change, remove))
            .routes(routes!(keep)),
    )
}

/// The scenarios in use.
#[derive(Debug, Serialize, ToSchema)]
struct ScenariosShown {
    /// The focused ones first, then the centric ones, then others.
    scenarios: Vec<ScenarioShown>,
    /// What a proposal could not find, and what brings it.
    missing: Vec<String>,
}

/// A scenario.
#[derive(Debug, Serialize, ToSchema)]
struct ScenarioShown {
    name: String,
    /// `focused`, `centric` or `other`.
    way: String,
    /// Whether it is kept as the company's own; else it is proposed anew from the data.
    kept: bool,
    /// ISO 4217 code; null where it names no money.
    currency: Option<String>,
    /// The first month it looks at, `2026-01`; null where it is any.
    start: Option<String>,
    horizon_months: u32,
    /// Every number.
    parameters: Vec<ParameterShown>,
}

/// A scenario with its file, and what was changed of it.
#[derive(Debug, Serialize, ToSchema)]
struct ScenarioWhole {
    scenario: ScenarioShown,
    /// Its file.
    file: String,
    /// What was changed, newest first.
    changes: Vec<ChangeShown>,
}

/// A number that was changed.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeShown {
    /// The number's name.
    number: String,
    /// What it was.
    before: f64,
    /// What it is since.
    after: f64,
    /// Why.
    reason: String,
    /// Who changed it, as the audit log names it: `person:7`.
    by: String,
    /// When, microseconds since 1970-01-01 UTC.
    at: i64,
}

/// A scenario to add: a copy, or a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewScenario {
    /// Its name; as its file says if absent.
    #[schema(min_length = 1, max_length = 60)]
    name: Option<String>,
    /// The scenario it is a copy of.
    from: Option<String>,
    /// Its file, at most 64 KB.
    #[schema(max_length = 65_536)]
    text: Option<String>,
}

/// A number as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeNumber {
    /// Its name, as the scenario lists it: `adds`, `retention.core`.
    number: String,
    /// What it is. Shares are between 0 and 1.
    value: f64,
    /// Lower end of the interval that holds it in 80 of 100 cases; the number itself if absent.
    low: Option<f64>,
    /// Upper end; the number itself if absent.
    high: Option<f64>,
    /// Where it is known from.
    source: SourceName,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

fn shown(kept: &Kept, at: usize) -> Option<ScenarioShown> {
    let scenario = kept.in_use.scenarios.get(at)?;
    let parameter = |one: plan::strategy::Listed| ParameterShown {
        name: one.name,
        value: one.value,
        low: one.low,
        high: one.high,
        source: one.source.name().to_owned(),
        reason: one.reason,
        guess: one.guess,
    };
    let way = match scenario.way() {
        plan::strategy::Way::Focused => "focused",
        plan::strategy::Way::Centric => "centric",
        plan::strategy::Way::Other => "other",
    };
    Some(ScenarioShown {
        name: scenario.name().to_owned(),
        way: way.to_owned(),
        kept: kept.in_use.kept.get(at)?.is_some(),
        currency: scenario.currency().map(|currency| currency.code().to_owned()),
        start: scenario.start().map(|month| month.to_string()),
        horizon_months: scenario.horizon_months(),
        parameters: listed(scenario).into_iter().map(parameter).collect(),
    })
}

async fn whole(web: &Arc<Web>, name: &str) -> Result<ScenarioWhole, Problem> {
    let kept = web.strategy_now().await?;
    let (scenario, row) = found(&kept, name)?;
    let mut changes = Vec::new();
    if let Some(row) = row {
        for change in web.desk.folder.records().scenario_changes(row.id, CHANGES).await? {
            let number = |of: &serde_json::Value| of["value"].as_f64().unwrap_or_default();
            changes.push(ChangeShown {
                before: number(&change.before),
                after: number(&change.after),
                number: change.quantity,
                reason: change.reason,
                by: change.changed_by,
                at: change.changed_at,
            });
        }
    }
    let at = kept.named(name).map_or(usize::MAX, |(at, _)| at);
    let scenario_shown = shown(&kept, at).ok_or_else(|| Problem::not_found("scenario"))?;
    Ok(ScenarioWhole { scenario: scenario_shown, file: file::write(scenario), changes })
}

/// The scenarios in use.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/scenarios",
    tag = "strategy",
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The scenarios", body = ScenariosShown)),
)]
async fn list(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let kept = web.strategy_now().await?;
    let scenarios = (0..kept.in_use.scenarios.len()).filter_map(|at| shown(&kept, at)).collect();
    Ok(axum::Json(ScenariosShown { scenarios, missing: missing_told(&kept) }).into_response())
}

/// One scenario, with its file and what was changed of it.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/scenarios/{name}",
    tag = "strategy",
    params(("name" = String, Path, description = "The scenario's name")),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The scenario", body = ScenarioWhole)),
)]
async fn one(State(web): State<Arc<Web>>, _: Caller, Path(name): Path<String>) -> Result<Response, Problem> {
    Ok(axum::Json(whole(&web, &name).await?).into_response())
}

/// Adds a scenario.
#[utoipa::path(
    post,
    path = "/api/v1/strategy/scenarios",
    tag = "strategy",
    request_body = NewScenario,
    security(("session" = ["strategy:write"]), ("key" = ["strategy:write"])),
    responses((status = 201, description = "It is added", body = ScenarioWhole)),
)]
async fn add(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(new): Json<NewScenario>,
) -> Result<Response, Problem> {
    let added = Added {
        name: new.name.unwrap_or_default(),
        from: new.from.unwrap_or_default(),
        text: new.text.unwrap_or_default(),
    };
    let name = keeping::add(&web, &caller, &added).await.map_err(|r| r.problem(&caller.reader))?;
    Ok((StatusCode::CREATED, axum::Json(whole(&web, &name).await?)).into_response())
}

/// Changes one number of a scenario, with a reason. A proposed scenario is kept first, and the other
/// proposed one with it.
#[utoipa::path(
    patch,
    path = "/api/v1/strategy/scenarios/{name}",
    tag = "strategy",
    params(("name" = String, Path, description = "The scenario's name")),
    request_body = ChangeNumber,
    security(("session" = ["strategy:write"]), ("key" = ["strategy:write"])),
    responses((status = 200, description = "The scenario now", body = ScenarioWhole)),
)]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
    Json(change): Json<ChangeNumber>,
) -> Result<Response, Problem> {
    let edit = Edit {
        number: change.number,
        value: change.value,
        low: change.low.unwrap_or(change.value),
        high: change.high.unwrap_or(change.value),
        source: Source::from(change.source),
        reason: change.reason,
    };
    keeping::change(&web, &caller, &name, &edit).await.map_err(|r| r.problem(&caller.reader))?;
    Ok(axum::Json(whole(&web, &name).await?).into_response())
}

/// Keeps every proposed scenario as the company's own, so that they no longer move with the data.
#[utoipa::path(
    post,
    path = "/api/v1/strategy/scenarios/{name}/keep",
    tag = "strategy",
    params(("name" = String, Path, description = "The name of a scenario in use")),
    security(("session" = ["strategy:write"]), ("key" = ["strategy:write"])),
    responses((status = 200, description = "The scenario now", body = ScenarioWhole)),
)]
async fn keep(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    keeping::keep(&web, &caller, &name).await?;
    Ok(axum::Json(whole(&web, &name).await?).into_response())
}

/// Removes a scenario that is kept. What was changed of it stays in the audit log.
#[utoipa::path(
    delete,
    path = "/api/v1/strategy/scenarios/{name}",
    tag = "strategy",
    params(("name" = String, Path, description = "The scenario's name")),
    security(("session" = ["strategy:write"]), ("key" = ["strategy:write"])),
    responses((status = 204, description = "It is gone")),
)]
async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    keeping::remove(&web, &caller, &name).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
