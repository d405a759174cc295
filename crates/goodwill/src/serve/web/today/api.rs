//! Today for programs.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{Caller, Problem, Web, valued},
    Held, alarms, held, told,
};
use pages::today::{Alarm, Trust};

/// Where the company stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Today {
    /// `empty`, `no-orders`, `not-valued`, `counted` (lifetime models do not apply) or `valued`.
    state: &'static str,
    /// The last day that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The number of the fit that the figures come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    fit: Option<i64>,
    /// When it was made, microseconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    fitted_at: Option<i64>,
    /// Customers with an order.
    customers: u64,
    /// Their orders, one a day.
    orders: u64,
    /// Customers who came back.
    repeaters: u64,
    /// ISO 4217 code of the money; absent where orders name no amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    /// `margin`, or `revenue` where nobody has said what is kept of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    money_is: Option<&'static str>,
    /// Brought so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<f64>,
    /// Months ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon_months: Option<u32>,
    /// Expected within the months ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Range>,
    /// Customers who may be leaving.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaving: Option<u64>,
    /// The value at risk with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk: Option<f64>,
    /// `both`, `ranking`, `totals`, `neither`, `little` or `untested`.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<&'static str>,
    /// Why no lifetime is foretold.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whom to look at first.
    first: Vec<First>,
    /// What is not as it should be.
    alarms: Vec<Raised>,
}

/// An expected figure with its range.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Range {
    expected: f64,
    low: f64,
    high: f64,
    /// Share of outcomes within the range.
    level: f64,
}

impl Range {
    pub(crate) fn of([expected, low, high]: [f64; 3], level: f64) -> Self {
        Self { expected, low, high, level }
    }
}

/// A customer to look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct First {
    /// The internal key.
    key: i64,
    orders: u64,
    /// Day of the latest order.
    last_order: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_gap_days: Option<f64>,
    /// Probability of still being a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    alive: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_risk: Option<f64>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Raised {
    /// A word that stays the same: `disk-full`, `quarantine` …
    kind: &'static str,
    /// How much of it: days, rows, events, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
}

impl From<&Alarm> for Raised {
    fn from(alarm: &Alarm) -> Self {
        let (kind, amount) = match alarm {
            Alarm::DiskFull => ("disk-full", None),
            Alarm::DiskLow(bytes) => ("disk-low", Some(*bytes)),
            Alarm::NotComputed => ("not-computed", None),
            Alarm::NotConverged => ("not-converged", None),
            Alarm::Behind(days) => ("behind", Some(*days)),
            Alarm::Old(days) => ("old", Some(*days)),
            Alarm::Quarantine(events) => ("quarantine", Some(*events)),
            Alarm::Rejected(rows, _) => ("rejected", Some(*rows)),
            Alarm::ListsBehind => ("lists-behind", None),
            Alarm::CoreErodes(..) => ("core-erodes", None),
        };
        Self { kind, amount }
    }
}

fn trust_name(trust: Trust) -> &'static str {
    match trust {
        Trust::Little => "little",
        Trust::Both => "both",
        Trust::RankingCautious | Trust::RankingHopeful | Trust::Ranking => "ranking",
        Trust::Totals => "totals",
        Trust::Neither => "neither",
    }
}

/// Where the company stands: value, who may be leaving, whom to look at first, what needs attention.
#[utoipa::path(
    get,
    path = "/api/v1/today",
    operation_id = "today",
    tag = "values",
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "Where the company stands", body = Today)),
)]
pub(super) async fn today(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let alarms = alarms::now(&web, &caller).await?.iter().map(Raised::from).collect();
    let Some(v) = web.valued().await? else {
        let state = match held(&web).await? {
            Held::Nothing => "empty",
            Held::NoOrders => "no-orders",
            Held::Facts => "not-valued",
        };
        return Ok(Json(Today { state, alarms, ..nothing() }).into_response());
    };
    let applies = v.applicability.applies;
    let leaving = told::leaving(&web, &v).filter(|_| applies);
    let money = v.money();
    let first = if applies { told::first(&web, &caller).await? } else { Vec::new() };
    Ok(Json(Today {
        state: if applies { "valued" } else { "counted" },
        as_of: Some(v.as_of.to_string()),
        fit: Some(v.fit),
        fitted_at: Some(v.fitted_at),
        customers: v.customers,
        orders: v.orders,
        repeaters: v.repeaters,
        currency: money.map(facts::Currency::code),
        money_is: money.map(|_| if v.is_margin() { "margin" } else { "revenue" }),
        to_date: money.map(|_| v.value.to_date),
        horizon_months: Some(v.value.horizon_months),
        expected: v.expected().map(|expected| Range::of(expected, v.value.level)),
        leaving: leaving.map(|(customers, _)| customers),
        at_risk: leaving.and_then(|(_, at_risk)| at_risk),
        trust: Some(v.holdout.as_ref().map_or("untested", |h| trust_name(valued::test_of(h).trust))),
        reason: (!applies).then(|| v.applicability.reason.clone()),
        first: first
            .into_iter()
            .map(|one| First {
                key: one.key,
                orders: one.orders,
                last_order: one.last_order.to_string(),
                usual_gap_days: one.usual_gap_days,
                alive: one.alive,
                at_risk: one.at_risk,
            })
            .collect(),
        alarms,
    })
    .into_response())
}

fn nothing() -> Today {
    Today {
        state: "empty",
        as_of: None,
        fit: None,
        fitted_at: None,
        customers: 0,
        orders: 0,
        repeaters: 0,
        currency: None,
        money_is: None,
        to_date: None,
        horizon_months: None,
        expected: None,
        leaving: None,
        at_risk: None,
        trust: None,
        reason: None,
        first: Vec::new(),
        alarms: Vec::new(),
    }
}
