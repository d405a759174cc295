//! A kept scenario laid against what happened.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::actual::{self as page, Choice, View};
use plan::{
    retrospect::{CannotLay, lay},
    strategy::Scenario,
};
use serde::Deserialize;

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    spectrum::counted_for_page,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("GET", "/strategy/actual", Gate::Needs(Right::ValuesRead), get(actual))
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
    let kept = web.strategy().await?;
    let view = if kept.working {
        View::Working
    } else {
        let scenarios = &kept.in_use.scenarios;
        let named = scenarios.iter().find(|s| s.name() == wanted.scenario);
        let first = || scenarios.iter().min_by_key(|s| s.start().map_or(i32::MAX, facts::Month::index));
        match named.or_else(first).cloned() {
            None => View::NoScenario,
            Some(scenario) => {
                let names = scenarios.iter().map(|s| s.name().to_owned()).collect();
                view(&web, Choice { names, chosen: scenario.name().to_owned() }, scenario).await?
            }
        }
    };
    Ok(shown(&page::page(&caller.reader, &view)).into_response())
}

async fn view(web: &Arc<Web>, choice: Choice, scenario: Scenario) -> Result<View, Problem> {
    let Some(known) = counted_for_page(web).await? else { return Ok(View::Working) };
    let laid = web
        .blocking(move |_| {
            Ok(match &known.counted {
                Ok(counted) => lay(&scenario, counted),
                Err(missing) => Err(CannotLay::Nothing(missing.clone())),
            })
        })
        .await?;
    Ok(match laid {
        Ok(laid) => View::Laid { choice, laid: Box::new(laid) },
        Err(why) => View::Cannot { choice, why },
    })
}
