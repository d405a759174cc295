//! A scenario laid against what happened.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::actual::{self as page, Choice, View};
use plan::{
    retrospect::{CannotLay, Laid, lay},
    strategy::Scenario,
};
use serde::Deserialize;

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    facts::Found,
    kept::Kept,
    patience::Patience,
    remembered::Question,
    spectrum::counted,
};
use crate::folder::strategy::signs::Known;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/strategy/actual", Gate::Needs(Right::ValuesRead), get(actual))
}

/// A scenario, and what happened.
#[derive(Clone, PartialEq)]
pub(super) struct Laying {
    scenario: Scenario,
    known: Found<Known>,
}

impl Question for Laying {}

/// The scenario beside what happened, or why it cannot be laid against it; none where it is not there in
/// time.
pub(super) async fn laid(
    web: &Arc<Web>,
    scenario: Scenario,
    patience: Patience,
) -> Result<Option<Arc<Result<Laid, CannotLay>>>, Problem> {
    let Some(known) = counted(web, patience).await? else { return Ok(None) };
    let work = |asked: Laying| match &asked.known.0.counted {
        Ok(counted) => lay(&asked.scenario, counted),
        Err(missing) => Err(CannotLay::Nothing(missing.clone())),
    };
    web.worked_out(&web.strategy.laid, Laying { scenario, known: Found(known) }, patience, work).await
}

/// The scenario that began first.
pub(super) fn first(kept: &Kept) -> Option<&Scenario> {
    kept.in_use.scenarios.iter().min_by_key(|s| s.start().map_or(i32::MAX, facts::Month::index))
}

/// Which scenario is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// Its name; the one that began first if absent or unknown.
    scenario: String,
}

/// `GET /strategy/actual`
async fn actual(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let patience = Patience::of_page();
    let kept = web.strategy(patience).await?;
    let named = kept.named(&wanted.scenario).map(|(_, scenario)| scenario);
    let view = match named.or_else(|| first(&kept)) {
        _ if kept.working => View::Working,
        None => View::NoScenario,
        Some(scenario) => view(&web, &kept, scenario, patience).await?,
    };
    Ok(shown(&page::page(&caller.reader, &view)).into_response())
}

/// What the page has to show of a scenario.
async fn view(web: &Arc<Web>, kept: &Kept, scenario: &Scenario, patience: Patience) -> Result<View, Problem> {
    let names = kept.in_use.scenarios.iter().map(|s| s.name().to_owned()).collect();
    let choice = Choice { names, chosen: scenario.name().to_owned() };
    Ok(match laid(web, scenario.clone(), patience).await?.as_deref() {
        None => View::Working,
        Some(Ok(laid)) => View::Laid { choice, laid: Box::new(laid.clone()) },
        Some(Err(why)) => View::Cannot { choice, why: why.clone() },
    })
}
