//! Scenarios: all of them, one with its numbers, and the forms that change them.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use pages::strategy::{
    main_page::{Known, Named},
    scenario::{self as page, All, Change, Editing, New, One},
};
use plan::strategy::{Source, file};
use serde::Deserialize;

use super::{
    super::{Caller, Form, Gate, Path, Problem, Query, Routes, Web, data::Who, see_other, shown},
    keeping::{self, Added, Edit, Refusal, found, listed},
    kept::Kept,
    main::missing,
    patience::Patience,
};

/// Changes that a page shows.
const CHANGES: u64 = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    const READ: Gate = Gate::Needs(Right::ValuesRead);
    const WRITE: Gate = Gate::Needs(Right::StrategyWrite);
    routes
        .page("GET", "/strategy/scenarios", READ, get(all))
        .page("GET", "/strategy/scenarios/new", WRITE, get(new))
        .page("POST", "/strategy/scenarios/add", WRITE, post(add))
        .page("GET", "/strategy/scenarios/{name}", READ, get(one))
        .page("POST", "/strategy/scenarios/{name}/change", WRITE, post(change))
        .page("POST", "/strategy/scenarios/{name}/keep", WRITE, post(keep))
        .page("POST", "/strategy/scenarios/{name}/remove", WRITE, post(remove))
}

/// A form without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `GET /strategy/scenarios`
async fn all(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let kept = web.strategy(Patience::of_page()).await?;
    if kept.working {
        return Ok(shown(&page::waiting(&caller.reader)));
    }
    let named = |(at, scenario): (usize, &plan::strategy::Scenario)| Named {
        name: scenario.name().to_owned(),
        way: scenario.way(),
        kept: kept.in_use.kept[at].is_some(),
        known: Known::of(&listed(scenario)),
    };
    let view = All {
        scenarios: kept.in_use.scenarios.iter().enumerate().map(named).collect(),
        missing: missing(&caller.reader, &kept),
        may_change: caller.may(Right::StrategyWrite),
        as_of: kept.as_of,
    };
    Ok(shown(&page::list(&caller.reader, &view)))
}

/// Which number's form is open.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened {
    change: Option<String>,
}

/// `GET /strategy/scenarios/{name}`, and for who may take data away its file, where `.toml` follows the
/// name, which has no dot.
async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
    Query(opened): Query<Opened>,
) -> Result<Response, Problem> {
    if let Some(name) = name.strip_suffix(".toml") {
        let kept = web.strategy_now().await?;
        found(&kept, name)?;
        caller.exports(&web, "strategy:scenario").await?;
        return as_file(&kept, name);
    }
    let kept = web.strategy(Patience::of_page()).await?;
    if kept.working && kept.named(&name).is_none() {
        return Ok(shown(&page::waiting(&caller.reader)));
    }
    let (scenario, _) = found(&kept, &name)?;
    let editing = match opened.change {
        Some(number) if caller.may(Right::StrategyWrite) => {
            let listed = listed(scenario);
            let number = listed.iter().find(|one| one.name == number);
            Some(Editing::of(number.ok_or_else(|| Problem::not_found("number in this scenario"))?))
        }
        _ => None,
    };
    Ok(shown(&page::page(&caller.reader, &laid_open(&web, &caller, &kept, &name, editing).await?)))
}

fn as_file(kept: &Kept, name: &str) -> Result<Response, Problem> {
    let (scenario, _) = found(kept, name)?;
    // The name of a file is made of what every system takes.
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}.toml\"")),
    ];
    Ok((headers, file::write(scenario)).into_response())
}

async fn laid_open(
    web: &Arc<Web>,
    caller: &Caller,
    kept: &Kept,
    name: &str,
    editing: Option<Editing>,
) -> Result<One, Problem> {
    let (scenario, row) = found(kept, name)?;
    let mut changes = Vec::new();
    if let Some(row) = row {
        let who = Who::now(web).await?;
        for change in web.desk.folder.records().scenario_changes(row.id, CHANGES).await? {
            let number = |of: &serde_json::Value| of["value"].as_f64().unwrap_or_default();
            changes.push(Change {
                before: number(&change.before),
                after: number(&change.after),
                name: change.quantity,
                reason: change.reason,
                by: Some(who.words(&caller.reader, &change.changed_by)),
                at: change.changed_at,
            });
        }
    }
    Ok(One {
        scenario: scenario.clone(),
        kept: row.is_some(),
        changes,
        may_change: caller.may(Right::StrategyWrite),
        editing,
    })
}

/// A number as its form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    number: String,
    value: String,
    #[serde(default)]
    low: String,
    #[serde(default)]
    high: String,
    source: Source,
    #[serde(default)]
    reason: String,
}

/// `POST /strategy/scenarios/{name}/change`
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
    Form(sent): Form<Changed>,
) -> Result<Response, Problem> {
    let refused = match read(&sent) {
        Ok(edit) => match keeping::change(&web, &caller, &name, &edit).await {
            Ok(()) => {
                return Ok(see_other(format!("{}?said=said-strategy-changed", page::path(&name))));
            }
            Err(Refusal::Bad(bad)) => vec![(bad.field, bad.words(&caller.reader))],
            Err(Refusal::Problem(problem)) => return Err(problem),
        },
        Err(fields) => {
            fields.into_iter().map(|field| (field, caller.reader.t("strategy-bad-number"))).collect()
        }
    };
    let kept = web.strategy_now().await?;
    let (scenario, _) = found(&kept, &name)?;
    if scenario.key_of(&sent.number).is_none() {
        return Err(Problem::not_found("number in this scenario"));
    }
    let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let editing = Editing {
        number: sent.number,
        value: cut(sent.value, 60),
        low: cut(sent.low, 60),
        high: cut(sent.high, 60),
        source: sent.source,
        reason: cut(sent.reason, 2 * keeping::REASON),
        refused,
    };
    let view = laid_open(&web, &caller, &kept, &name, Some(editing)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::page(&caller.reader, &view))).into_response())
}

/// What the form says; an end of the interval that is left out is the number itself.
fn read(sent: &Changed) -> Result<Edit, Vec<&'static str>> {
    let value = page::read(&sent.number, &sent.value);
    let end = |text: &str| match text.trim() {
        "" => value,
        text => page::read(&sent.number, text),
    };
    let (low, high) = (end(&sent.low), end(&sent.high));
    let (Some(value), Some(low), Some(high)) = (value, low, high) else {
        let fields = [("value", value.is_none()), ("low", low.is_none()), ("high", high.is_none())];
        let own = fields.into_iter().filter(|(field, bad)| *bad && (*field == "value" || value.is_some()));
        return Err(own.map(|(field, _)| field).collect());
    };
    let (number, reason) = (sent.number.clone(), sent.reason.clone());
    Ok(Edit { number, value, low, high, source: sent.source, reason })
}

/// `POST /strategy/scenarios/{name}/keep`
async fn keep(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
    Form(_): Form<Nothing>,
) -> Result<Response, Problem> {
    keeping::keep(&web, &caller, &name).await?;
    Ok(see_other(format!("{}?said=said-strategy-kept", page::path(&name))))
}

/// `POST /strategy/scenarios/{name}/remove`
async fn remove(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(name): Path<String>,
    Form(_): Form<Nothing>,
) -> Result<Response, Problem> {
    keeping::remove(&web, &caller, &name).await?;
    Ok(see_other("/strategy/scenarios?said=said-strategy-removed"))
}

/// `GET /strategy/scenarios/new`
async fn new(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Copied>,
) -> Result<Response, Problem> {
    let kept = web.strategy(Patience::of_page()).await?;
    if kept.working {
        return Ok(shown(&page::waiting(&caller.reader)));
    }
    let from = wanted.from.filter(|from| kept.named(from).is_some()).unwrap_or_default();
    let view = New { from, ..blank(&kept) };
    Ok(shown(&page::new_page(&caller.reader, &view)))
}

/// Which one is to be copied.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copied {
    from: Option<String>,
}

fn blank(kept: &Kept) -> New {
    let copies = kept.in_use.scenarios.iter().map(|scenario| scenario.name().to_owned()).collect();
    New { copies, ..New::default() }
}

/// A new scenario as its form sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewSent {
    name: String,
    from: String,
    text: String,
}

/// `POST /strategy/scenarios/add`
async fn add(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(NewSent { name, from, text }): Form<NewSent>,
) -> Result<Response, Problem> {
    let added = Added { name, from, text };
    let bad = match keeping::add(&web, &caller, &added).await {
        Ok(name) => return Ok(see_other(format!("{}?said=said-strategy-added", page::path(&name)))),
        Err(Refusal::Bad(bad)) => bad,
        Err(Refusal::Problem(problem)) => return Err(problem),
    };
    let Added { name, from, text } = added;
    let view = New {
        name: name.chars().take(200).collect(),
        from,
        text: if text.len() > keeping::MOST_BYTES { String::new() } else { text },
        refused: vec![(bad.field, bad.words(&caller.reader))],
        ..blank(&*web.strategy_now().await?)
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page::new_page(&caller.reader, &view))).into_response())
}
