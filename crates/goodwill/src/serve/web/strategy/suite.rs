//! The width of the suite and the guard on its core.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
use plan::{
    strategy::Scenario,
    suite::{
        Answer,
        mechanism::{Mechanism, Stated},
        width::{Asked, MOST_LINES, steps},
    },
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    asked::{MOST_MONEY, money},
    kept::{A_MOMENT, Kept, PATIENTLY},
};
use crate::folder::strategy::suite::Seen;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/suite", Gate::Needs(Right::ValuesRead), get(suite))
        .api(OpenApiRouter::new().routes(routes!(for_programs)))
}

/// Widths that are remembered.
const REMEMBERED: usize = 16;
/// Widths that are worked on or wait for it.
const MOST_WAITING: usize = 4;
/// Months of a customer's age, over all months, lines and draws, that one request may ask for.
const MOST_STEPS: u64 = 3_000_000_000;

/// What is asked of the suite.
#[derive(Clone)]
struct Question {
    /// What the folder says.
    seen: Arc<Seen>,
    /// The company as it is run.
    scenario: Option<Scenario>,
    stated: Stated,
    lines: u32,
}

impl Question {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.seen, &other.seen)
            && self.stated == other.stated
            && self.lines == other.lines
            && self.scenario == other.scenario
    }

    /// Whether it is too much for one request.
    fn is_too_much(&self) -> bool {
        let asked = Asked { lines: self.lines, ..Asked::default() };
        self.scenario.as_ref().is_some_and(|scenario| {
            steps(scenario, &Mechanism::of(&self.seen.evidence, &self.stated, scenario), asked) > MOST_STEPS
        })
    }
}

/// An answer, as soon as it is there.
type Coming = watch::Receiver<Option<Result<Arc<Answer>, Problem>>>;
/// Who brings it.
type Brings = watch::Sender<Option<Result<Arc<Answer>, Problem>>>;

/// What was asked last, and what is worked out now.
#[derive(Default)]
pub(super) struct Widths(Mutex<VecDeque<(Question, Coming)>>);

impl Widths {
    fn list(&self) -> MutexGuard<'_, VecDeque<(Question, Coming)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the answer comes, and for who asks first the other end: it is theirs to work out.
    fn ask(&self, question: &Question) -> Result<(Coming, Option<Brings>), Problem> {
        let mut list = self.list();
        // What failed, or broke off, is begun again.
        list.retain(|(_, coming)| match &*coming.borrow() {
            Some(answer) => answer.is_ok(),
            None => coming.has_changed().is_ok(),
        });
        if let Some(at) = list.iter().position(|(one, _)| one.is(question))
            && let Some(one) = list.remove(at)
        {
            let coming = one.1.clone();
            list.push_front(one);
            return Ok((coming, None));
        }
        if list.iter().filter(|(_, coming)| coming.borrow().is_none()).count() >= MOST_WAITING {
            return Err(Problem::later("other questions are being worked out: ask again in a moment"));
        }
        let (brings, coming) = watch::channel(None);
        list.push_front((question.clone(), coming.clone()));
        list.truncate(REMEMBERED);
        Ok((coming, Some(brings)))
    }
}

/// The answer for the company as it is run, by the focused scenario, else by the first; none where it is
/// not there in time and is worked out meanwhile.
async fn answered(
    web: &Arc<Web>,
    seen: Arc<Seen>,
    kept: &Kept,
    (stated, lines): (Stated, u32),
    patience: Duration,
) -> Result<Option<Arc<Answer>>, Problem> {
    let scenario = kept.focused().or(kept.in_use.scenarios.first()).cloned();
    let question = Question { seen, scenario, stated, lines };
    if question.is_too_much() {
        return Err(Problem::invalid(
            "products",
            "that many product lines over that many months are too much for one request: ask for fewer \
             product lines, or shorten the scenario",
        ));
    }
    let (mut coming, brings) = web.strategy.widths.ask(&question)?;
    if let Some(brings) = brings {
        let web = Arc::clone(web);
        // The work goes on, with its turn, when nobody waits for it any more.
        tokio::spawn(async move {
            let found = work(&web, question).await.map(Arc::new);
            brings.send_replace(Some(found));
        });
    }
    match tokio::time::timeout(patience, coming.wait_for(Option::is_some)).await {
        Ok(Ok(answer)) => answer.clone().transpose(),
        Ok(Err(_)) => Err(Problem::failed("the work broke off; see the server's messages")),
        Err(_) => Ok(None),
    }
}

/// Works an answer out. Futures are lived by one at a time: each takes all cores.
async fn work(web: &Arc<Web>, question: Question) -> Result<Answer, Problem> {
    let turn = Arc::clone(&web.strategy.turn).acquire_owned().await;
    let turn = turn.map_err(|_| Problem::failed("the server is stopping"))?;
    web.blocking(move |_| {
        let _turn = turn;
        Ok(question.seen.answer(question.scenario.as_ref(), &question.stated, question.lines))
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
    let view = match web.suite_within(A_MOMENT).await? {
        None => View::Working,
        Some(found) => {
            let kept = web.strategy().await?;
            match answered(&web, found, &kept, (stated, lines), A_MOMENT).await? {
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
    let found = web
        .suite_within(PATIENTLY)
        .await?
        .ok_or_else(|| Problem::later("the suite is being looked at: ask again in a moment"))?;
    let kept = web.strategy_now().await?;
    let asked = (stated, wanted.products.unwrap_or(0));
    let answer = answered(&web, found, &kept, asked, PATIENTLY)
        .await?
        .ok_or_else(|| Problem::later("the width is being worked out: ask again in a moment"))?;
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
            ("25.000", Some(25_000.0)),
            ("25.000,00", Some(25_000.0)),
            ("2,5", Some(2.5)),
            ("1 000.5", Some(1_000.5)),
        ] {
            assert_eq!(amount(text), Ok(wanted), "{text}");
        }
        for text in ["-1", "1e5", "abc", "NaN", "inf", "9999999999999999", "1.2.3"] {
            assert_eq!(amount(text), Err(()), "{text}");
        }
    }

    fn question(lines: u32) -> Question {
        static SEEN: std::sync::LazyLock<Arc<Seen>> = std::sync::LazyLock::new(|| {
            Arc::new(Seen {
                currency: None,
                guard: plan::suite::guard::guard(&plan::suite::Record::empty()),
                evidence: plan::suite::mechanism::Evidence::default(),
                spillover: Err(plan::suite::spillover::NotIdentifiable::NoLaunch),
            })
        });
        Question { seen: Arc::clone(&SEEN), scenario: None, stated: Stated::default(), lines }
    }

    #[test]
    fn a_question_is_worked_out_once() {
        let widths = Widths::default();
        let (_, brings) = widths.ask(&question(3)).unwrap();
        let brings = brings.unwrap();
        let (coming, again) = widths.ask(&question(3)).unwrap();
        assert!(again.is_none() && coming.borrow().is_none(), "nobody works beside them");
        let answer = Arc::new(question(3).seen.answer(None, &Stated::default(), 3));
        brings.send_replace(Some(Ok(answer)));
        drop(brings);
        let (coming, again) = widths.ask(&question(3)).unwrap();
        assert!(again.is_none() && coming.borrow().as_ref().is_some_and(Result::is_ok), "it is remembered");
        // What failed or broke off is begun again.
        let (_, brings) = widths.ask(&question(4)).unwrap();
        brings.unwrap().send_replace(Some(Err(Problem::failed("x"))));
        let (_, brings) = widths.ask(&question(4)).unwrap();
        drop(brings.unwrap());
        assert!(widths.ask(&question(4)).unwrap().1.is_some());
    }

    #[test]
    fn questions_that_wait_are_few() {
        let widths = Widths::default();
        let brings: Vec<_> = (0..4).map(|lines| widths.ask(&question(lines)).unwrap().1).collect();
        assert!(brings.iter().all(Option::is_some));
        assert_eq!(widths.ask(&question(5)).err().map(|problem| problem.status), Some(503));
        assert!(widths.ask(&question(3)).is_ok());
        drop(brings);
        assert!(widths.ask(&question(5)).is_ok());
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
            Question { scenario: Some(draft.checked().unwrap()), ..question(lines) }
        };
        assert!(!with(60, MOST_LINES).is_too_much());
        assert!(!with(600, 0).is_too_much());
        assert!(with(600, MOST_LINES).is_too_much());
    }
}
