//! Today: the first screen, and the doors of an empty company.

mod alarms;
mod api;
mod jobs;
mod told;

use std::{collections::HashMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    response::Response,
    routing::{get, post},
};
use pages::{
    parts,
    today::{self as page, Doors, NewKey, Sample, View, Waiting},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use api::Range;
pub(crate) use jobs::Jobs;

use super::{Caller, Gate, Problem, Routes, Web, see_other, shown};
use crate::{folder::names::names, folder::now, serve::INTAKE};

/// The name of the key that the first screen makes.
const KEY_NAME: &str = "first";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/", Gate::SignedIn, get(first))
        .page("POST", "/today/sample", Gate::Needs(Right::DataWrite), post(sample))
        .page("POST", "/today/fit", Gate::Needs(Right::DataWrite), post(fit))
        .page("POST", "/today/key", Gate::Needs(Right::KeysWrite), post(key))
        .api(OpenApiRouter::new().routes(routes!(api::today)))
}

/// The first screen.
async fn first(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    // The front line sees no totals of the company: customers are its first screen.
    if !caller.may(Right::ValuesRead) {
        return Ok(see_other("/customers"));
    }
    let view = view(&web, &caller, None).await?;
    Ok(shown(&page::page(&caller.reader, &view)))
}

/// What there is to say now.
async fn view(web: &Arc<Web>, caller: &Caller, key: Option<NewKey>) -> Result<View, Problem> {
    let state = match web.valued().await? {
        Some(valued) => told::told(web, caller, &valued).await?,
        None => untold(web, key).await?,
    };
    Ok(View { state, alarms: alarms::now(web, caller).await? })
}

/// What there is to say before the first fit.
async fn untold(web: &Web, key: Option<NewKey>) -> Result<page::State, Problem> {
    let job = web.today.now();
    let facts = held(web).await?;
    // While the sample company is being imported the folder is no longer empty.
    let sample = job.sample();
    if matches!(sample, Sample::Making(..)) || facts == Held::Nothing {
        return Ok(page::State::Empty(Doors { address: web.front.link(""), key, sample }));
    }
    Ok(page::State::Waiting(match (facts, job) {
        (_, jobs::Job::Fitting) => Waiting::Computing("today-step-fitting"),
        (_, jobs::Job::FitFailed(why) | jobs::Job::SampleFailed(why)) => Waiting::Failed(why),
        (Held::NoOrders, _) => Waiting::NoOrders,
        _ if web.at_hand.is_valuing() => Waiting::Computing("today-step-fitting"),
        _ => Waiting::NotBegun,
    }))
}

/// What the folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    NoOrders,
    Facts,
}

async fn held(web: &Web) -> Result<Held, Problem> {
    let records = web.desk.folder.records();
    let live = records.live().await?;
    if live.iter().any(|file| file.kind == "orders") || records.inbox_size().await?.rows > 0 {
        return Ok(Held::Facts);
    }
    Ok(if live.is_empty() { Held::Nothing } else { Held::NoOrders })
}

/// Makes the sample company, where the folder is empty.
async fn sample(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    if held(&web).await? != Held::Nothing {
        return Err(Problem::conflict(
            "the sample company is made in an empty folder only, and this one holds facts",
        ));
    }
    jobs::sample(&web, &caller.actor())?;
    Ok(see_other("/"))
}

/// Values everybody now.
async fn fit(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    jobs::fit(&web, &caller.actor())?;
    Ok(see_other("/"))
}

/// Makes a write key and shows it this once: the answer is the page itself, so that the key stands in
/// no address.
async fn key(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let currency = web.company().currency.map(|currency| currency.code().to_owned());
    let records = web.desk.folder.records().by(caller.actor());
    let (made, token) = records.add_key(INTAKE, KEY_NAME, currency.as_deref(), now()).await?;
    let view = view(&web, &caller, Some(NewKey { name: made.name, token })).await?;
    Ok(shown(&page::page(&caller.reader, &view)))
}

/// How customers are called for this caller: by name, address or id where they may see who it is,
/// else by the code of the key.
pub(super) async fn called(web: &Web, caller: &Caller, keys: &[i64]) -> Result<Vec<String>, Problem> {
    let known =
        if caller.may(Right::IdentityRead) { names(&web.desk.folder, keys).await? } else { HashMap::new() };
    let called = |key: &i64| {
        let one = known.get(key)?;
        let id = || one.ids.first().map(|(_, id)| id.clone());
        one.name.clone().or_else(|| one.email.clone()).or_else(id)
    };
    Ok(keys.iter().map(|key| called(key).unwrap_or_else(|| parts::alias(&caller.reader, *key))).collect())
}
