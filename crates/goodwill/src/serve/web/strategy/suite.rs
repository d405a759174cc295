//! The width of the suite and the guard on its core.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

use access::Right;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::suite::{self as page, Form, View};
use plan::suite::{Answer, mechanism::Stated, width::MOST_LINES};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    kept::Kept,
};
use crate::folder::strategy::suite::{Seen, seen};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/suite", Gate::Needs(Right::ValuesRead), get(suite))
        .api(OpenApiRouter::new().routes(routes!(for_programs)))
}

/// How long a page waits before it says that work is under way.
const A_MOMENT: Duration = Duration::from_secs(2);
/// How long a program waits.
const PATIENTLY: Duration = Duration::from_secs(30);
/// Most money that is asked with.
const MOST_MONEY: f64 = 1e12;

/// What was looked at last: the folder, the state of its facts, what they say. Whoever looks holds it, so
/// that nobody looks at the same beside them.
type Last = Option<(PathBuf, i64, Arc<Seen>)>;
static LAST: LazyLock<Arc<Mutex<Last>>> = LazyLock::new(Arc::default);

/// What the folder says of the suite; none where it is not there in time and is worked out meanwhile.
async fn looked(web: &Arc<Web>, patience: Duration) -> Result<Option<Arc<Seen>>, Problem> {
    let folder = &web.desk.folder;
    let (path, generation) = (folder.path().to_owned(), folder.records().generation().await?);
    let (web, last) = (Arc::clone(web), Arc::clone(&LAST));
    let work = tokio::spawn(async move {
        let mut last = last.lock().await;
        if let Some((of, at, found)) = &*last
            && *of == path
            && *at == generation
        {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(web.blocking(|web| Ok(seen(&web.desk.folder)?)).await?);
        *last = Some((path, generation, Arc::clone(&found)));
        Ok::<_, Problem>(found)
    });
    match tokio::time::timeout(patience, work).await {
        Ok(Ok(found)) => found.map(Some),
        Ok(Err(_)) => Err(Problem::failed("the suite could not be looked at; see the server's messages")),
        Err(_) => Ok(None),
    }
}

/// The answer for the company as it is run: by the focused scenario, else by the first.
async fn answered(
    web: &Arc<Web>,
    found: Arc<Seen>,
    kept: Arc<Kept>,
    stated: Stated,
    lines: u32,
) -> Result<Answer, Problem> {
    // Futures are lived by one request at a time: each takes all cores.
    let _turn = web.strategy.turn.acquire().await.map_err(|_| Problem::failed("the server is stopping"))?;
    web.blocking(move |_| {
        let scenario = kept.focused().or(kept.in_use.scenarios.first());
        Ok(found.answer(scenario, &stated, lines))
    })
    .await
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

/// An amount as people write it: `25000`, `25,000`, `25 000`; none of an empty field.
fn amount(text: &str) -> Result<Option<f64>, ()> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, ' ' | ',' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let is_plain = plain.len() <= 20 && plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    let found = plain.parse().ok().filter(|x: &f64| is_plain && (0.0..=MOST_MONEY).contains(x));
    found.map(Some).ok_or(())
}

/// `GET /strategy/suite`
async fn suite(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(filled): Query<Filled>,
) -> Result<Response, Problem> {
    let reader = &caller.reader;
    let mut refused = Vec::new();
    let mut money = |name: &'static str, text: &str| {
        amount(text).unwrap_or_else(|()| {
            refused.push((name, reader.t("suite-field-bad-money")));
            None
        })
    };
    let stated = Stated {
        setup_cost: money("setup_cost", &filled.setup_cost),
        monthly_cost: money("monthly_cost", &filled.monthly_cost),
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
    let view = match looked(&web, A_MOMENT).await? {
        None => View::Working,
        Some(found) => {
            let kept = web.strategy().await?;
            let working = kept.working;
            let answer = answered(&web, found, kept, stated, lines).await?;
            View::Answer { answer: Box::new(answer), form, working }
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
    let found = looked(&web, PATIENTLY)
        .await?
        .ok_or_else(|| Problem::later("the suite is being looked at: ask again in a moment"))?;
    let kept = web.strategy_now().await?;
    let answer = answered(&web, found, kept, stated, wanted.products.unwrap_or(0)).await?;
    let json = |value: Result<serde_json::Value, serde_json::Error>| {
        value.map_err(|_| Problem::failed("the answer could not be written"))
    };
    Ok(Json(SuiteShown {
        words: page::sentences(&caller.reader, &answer),
        guard: json(serde_json::to_value(&answer.guard))?,
        width: json(serde_json::to_value(&answer.width))?,
        spillover: json(serde_json::to_value(answer.spillover))?,
        currency: answer.currency.map(|currency| currency.code().to_owned()),
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
            ("1 000.5", Some(1_000.5)),
        ] {
            assert_eq!(amount(text), Ok(wanted), "{text}");
        }
        for text in ["-1", "1e5", "abc", "NaN", "inf", "9999999999999999", "1.2.3"] {
            assert_eq!(amount(text), Err(()), "{text}");
        }
    }
}
