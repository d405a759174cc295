//! Customers for programs: the list, one customer, a value, the timeline.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use book::{Book, Entry, Sort};
use facts::{Currency, Day, FactRow, Value, schema::Kind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    csv, explained, happening, list,
    reading::{self, Whom},
    shown,
    wanted::Wanted,
};
use crate::{
    folder::{
        names::Names,
        values::one::{Depth, Worked},
    },
    serve::web::{Caller, Listing, Path, Problem, Query, Web},
};

/// What of the list is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "it describes the parameters; they are read by `Wanted`, because `where` may stand several times"
)]
pub(super) struct ListParameters {
    /// A condition, such as `orders:at-least:3`; all that are given must hold.
    r#where: Option<Vec<String>>,
    /// `value`, `value-at-risk`, `recency`, `spend` or `orders`.
    sort: Option<String>,
    /// `descending` or `ascending`.
    direction: Option<String>,
    /// A key; with `identity:read` also the beginning of a name, an address, a telephone number or
    /// an id. Conditions and order do not count then.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Go on after this, as `next` of the part before said.
    after: Option<String>,
    /// So many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// `json` or `csv`; with `csv` the whole list comes as a file. That needs `export`.
    format: Option<String>,
}

/// A customer with the figures of the latest valuation; money in whole units of the currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Customer {
    /// The internal key.
    key: i64,
    /// Who it is; absent without `identity:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<Identity>,
    /// `prospect`, `new`, `growing`, `established`, `at-risk` or `lost`.
    stage: &'static str,
    /// Days with an order so far.
    orders: u32,
    /// Day of the first order.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_order: Option<String>,
    /// Day of the latest order.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_order: Option<String>,
    /// Revenue so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    spend: Option<f64>,
    /// Margin so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    value_to_date: Option<f64>,
    /// Probability that the customer still buys here.
    #[serde(skip_serializing_if = "Option::is_none")]
    alive: Option<f64>,
    /// Orders expected within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_orders: Option<Estimate>,
    /// Discounted margin expected within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_value: Option<Estimate>,
    /// What the expected value lacks because the customer may have left.
    #[serde(skip_serializing_if = "Option::is_none")]
    value_at_risk: Option<f64>,
    /// Currency of the amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    /// The day looked from.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
}

/// Who a customer is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Identity {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Ids outside, each with its kind.
    ids: Vec<OutsideId>,
}

/// An id as the outside world knows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutsideId {
    kind: String,
    id: String,
}

/// An estimate with its range.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Estimate {
    expected: f64,
    low: f64,
    high: f64,
}

impl Estimate {
    const fn of([expected, low, high]: [f64; 3]) -> Self {
        Self { expected, low, high }
    }
}

fn customer_of(book: &Book, entry: &Entry, names: Option<&Names>, may_see: bool) -> Customer {
    let ordered = entry.orders > 0;
    let day = |days: i32| shown::day(days).filter(|_| ordered).map(|day| day.to_string());
    Customer {
        key: entry.key,
        identity: may_see.then(|| identity(names.cloned().unwrap_or_default())),
        stage: entry.stage.name(),
        orders: entry.orders,
        first_order: day(entry.first_day),
        last_order: day(entry.last_day),
        spend: entry.spend,
        value_to_date: entry.to_date,
        alive: entry.alive,
        expected_orders: entry.expected_orders.map(Estimate::of),
        expected_value: entry.value.map(Estimate::of),
        value_at_risk: entry.at_risk,
        currency: book.currency().map(Currency::code),
        as_of: shown::day(book.as_of()).map(|day| day.to_string()),
    }
}

fn identity(names: Names) -> Identity {
    Identity {
        name: names.name,
        email: names.email,
        phone: names.phone,
        address: names.address,
        ids: names.ids.into_iter().map(|(kind, id)| OutsideId { kind, id }).collect(),
    }
}

/// The list of customers: filtered, sorted, page by page, as JSON or CSV.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    operation_id = "list_customers",
    tag = "customers",
    params(ListParameters),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses(
        (status = 200, description = "Customers", content((Listing<Customer> = "application/json"), (String = "text/csv"))),
    ),
)]
pub(super) async fn customers(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&pairs, &["q", "limit", "format"])?;
    if wanted.csv && wanted.query.is_empty() {
        return csv::whole(&web, &caller, &wanted).await;
    }
    let book = book_of(&web)?;
    let (entries, next): (Vec<Entry>, Option<String>) = if wanted.query.is_empty() {
        let (book, wanted) = (Arc::clone(&book), wanted.clone());
        let found = web
            .blocking(move |_| {
                Ok(book.list(&wanted.filter, wanted.sort, wanted.direction, wanted.after, wanted.limit))
            })
            .await?;
        (found.entries, found.next.map(|next| next.to_string()))
    } else {
        let found = list::searched(&web, &caller, &wanted.query, wanted.limit).await?;
        (found.into_iter().filter_map(|(key, _)| book.get(key)).collect(), None)
    };
    let keys: Vec<i64> = entries.iter().map(|entry| entry.key).collect();
    let names = shown::names_of(&web, &caller, &keys).await?;
    let may_see = caller.may(Right::IdentityRead);
    let items: Vec<Customer> =
        entries.iter().map(|entry| customer_of(&book, entry, names.get(&entry.key), may_see)).collect();
    Ok(axum::Json(Listing { items, next }).into_response())
}

fn book_of(web: &Web) -> Result<Arc<Book>, Problem> {
    web.shelf.book().ok_or_else(|| Problem::later("the customers are being counted: try again in a moment"))
}

/// The customer of a path, or the answer that leads to the key it goes by now.
async fn found(
    web: &Arc<Web>,
    path: &Path<String>,
    below: &str,
) -> Result<Result<(Entry, Arc<Book>), Response>, Problem> {
    match reading::whom(web, path).await? {
        Whom::Customer(entry, book) => Ok(Ok((entry, book))),
        Whom::Joined(key) => {
            let place = HeaderValue::from_str(&format!("/api/v1/customers/{key}{below}"));
            let place = place.unwrap_or(HeaderValue::from_static("/api/v1/customers"));
            Ok(Err((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, place)]).into_response()))
        }
        Whom::Loading => Err(Problem::later("the customers are being counted: try again in a moment")),
    }
}

/// One customer.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{key}",
    operation_id = "customer",
    tag = "customers",
    params(("key" = i64, Path, description = "The customer's key")),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses(
        (status = 200, description = "The customer", body = Customer),
        (status = 307, description = "The customer was joined with another and goes by its key"),
    ),
)]
pub(super) async fn customer(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, Problem> {
    let (entry, book) = match found(&web, &path, "").await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let names = shown::names_of(&web, &caller, std::slice::from_ref(&entry.key)).await?;
    let may_see = caller.may(Right::IdentityRead);
    Ok(axum::Json(customer_of(&book, &entry, names.get(&entry.key), may_see)).into_response())
}

/// A value and what it is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Explained {
    /// The internal key.
    key: i64,
    /// The day looked from.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Currency of the amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    /// Why nothing is expected, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What is expected, step by step.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Steps>,
    /// Place by expected value, 1 the greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u64>,
    /// Margin so far by month, then expected.
    curve: Vec<CurvePoint>,
    /// Keys of the customers whose orders so far are most like this one's, nearest first.
    neighbours: Vec<i64>,
    /// Days with orders behind it, oldest first.
    orders: Vec<OrderDay>,
}

/// The steps: `alive × orders_if_active × amount × margin × discounting = value.expected`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Steps {
    /// Number of the fit.
    fit: i64,
    /// `bg-nbd`, `mbg-nbd` or `pareto-nbd`.
    model: &'static str,
    /// Its parameters in the paper's order, times in weeks.
    parameters: Vec<f64>,
    /// p, q and v of the spending model.
    #[serde(skip_serializing_if = "Option::is_none")]
    spending: Option<Vec<f64>>,
    /// Orders after the first (x).
    repeat_orders: u32,
    /// First to last order (t_x).
    last_order_weeks: f64,
    /// First order to the day looked from (T).
    age_weeks: f64,
    /// Mean amount of the paid repeat orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_spend: Option<f64>,
    /// Months ahead.
    horizon_months: u32,
    /// Discount a year.
    discount: f64,
    /// Level of the ranges.
    level: f64,
    /// Probability that the customer still buys here.
    alive: f64,
    /// Orders expected of a customer who is surely active.
    orders_if_active: f64,
    /// Orders expected.
    orders: Estimate,
    /// Revenue expected of one order.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    /// Money kept per unit of revenue.
    margin: f64,
    /// Where the margin is known from: `stated`, `cost column` or `assumed`.
    margin_source: &'static str,
    /// What discounting leaves of one unit, on average over the months.
    #[serde(skip_serializing_if = "Option::is_none")]
    discounting: Option<f64>,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Estimate>,
}

/// A point of the curve of life-cycle value.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CurvePoint {
    /// The month, as `2026-01`.
    month: String,
    /// Margin so far at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<f64>,
    /// Margin so far and expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Estimate>,
}

/// A day with orders, net of refunds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderDay {
    day: String,
    orders: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<f64>,
}

/// One customer's value and what it is made of: inputs, parameters, steps, curve, neighbours, rows.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{key}/value",
    operation_id = "customer_value",
    tag = "customers",
    params(("key" = i64, Path, description = "The customer's key")),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses(
        (status = 200, description = "The value", body = Explained),
        (status = 307, description = "The customer was joined with another and goes by its key"),
    ),
)]
pub(super) async fn value(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
) -> Result<Response, Problem> {
    let (entry, book) = match found(&web, &path, "/value").await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (known, near, (_, reason)) = tokio::try_join!(
        reading::known(&web, entry.key, book.as_of(), Depth::Curve),
        explained::neighbours(&web, &book, entry.key),
        shown::outlook(&web, &caller.reader),
    )?;
    let worked = known.worked.as_ref();
    let steps = worked.and_then(steps);
    let months = |worked: &Worked| worked.curve.iter().map(point).collect();
    let days = |worked: &Worked| {
        let money = worked.currency.is_some();
        worked
            .days
            .iter()
            .map(|d| OrderDay {
                day: d.day.to_string(),
                orders: d.orders,
                amount: money.then_some(d.amount),
                kept: money.then_some(d.kept),
            })
            .collect()
    };
    Ok(axum::Json(Explained {
        key: entry.key,
        as_of: worked.map(|worked| worked.as_of.to_string()),
        currency: worked.and_then(|worked| worked.currency).map(Currency::code),
        reason: reason.filter(|_| steps.is_none()),
        rank: book.rank(entry.key, Sort::Value).map(|rank| rank.place as u64),
        curve: worked.map(months).unwrap_or_default(),
        neighbours: near.iter().map(|one| one.key).collect(),
        orders: worked.map(days).unwrap_or_default(),
        steps,
    })
    .into_response())
}

fn point(p: &crate::folder::values::one::Point) -> CurvePoint {
    CurvePoint {
        month: format!("{:04}-{:02}", p.month.year(), p.month.number()),
        to_date: p.to_date,
        expected: p.expected.map(Estimate::of),
    }
}

fn steps(worked: &Worked) -> Option<Steps> {
    let e = worked.expected.as_ref()?;
    Some(Steps {
        fit: e.fit,
        model: e.model.name(),
        parameters: e.parameters.to_vec(),
        spending: e.spending.map(|p| p.to_vec()),
        repeat_orders: e.repeat_orders,
        last_order_weeks: e.last_order_weeks,
        age_weeks: e.age_weeks,
        mean_spend: (e.spend.orders > 0).then_some(e.spend.mean),
        horizon_months: e.horizon_months,
        discount: e.discount,
        level: e.level,
        alive: e.alive,
        orders_if_active: e.orders_if_active,
        orders: Estimate::of([e.orders.expected, e.orders.low, e.orders.high]),
        amount: e.money.map(|money| money.amount),
        margin: worked.margin,
        margin_source: worked.margin_source,
        discounting: e.money.map(|money| money.discounting),
        value: e.money.map(|money| Estimate::of([money.value.expected, money.value.low, money.value.high])),
    })
}

/// Which part of the timeline is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Go on after this, as `next` of the part before said.
    after: Option<i64>,
    /// Only this kind of fact: `orders`, `returns`, `feedback`, `events`, `contacts` or `gestures`.
    kind: Option<String>,
    /// So many at most, 1 to 500; a few more come where several things happened at one moment.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Happened {
    /// The kind of fact: `orders`, `events`, `feedback` …
    kind: &'static str,
    /// When, microseconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    /// The fields that are known, by their names; money in minor units, moments in microseconds. Free
    /// text and numbers that others know the customer by are left out without `identity:read`.
    fields: serde_json::Map<String, serde_json::Value>,
}

/// What happened with a customer, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/customers/{key}/timeline",
    operation_id = "customer_timeline",
    tag = "customers",
    params(("key" = i64, Path, description = "The customer's key"), Part),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses(
        (status = 200, description = "What happened", body = Listing<Happened>),
        (status = 307, description = "The customer was joined with another and goes by its key"),
    ),
)]
pub(super) async fn timeline(
    State(web): State<Arc<Web>>,
    caller: Caller,
    path: Path<String>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let limit = part.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(Problem::invalid("limit", "it is a number from 1 to 500"));
    }
    let kind = match part.kind.as_deref() {
        None => None,
        Some(name) => Some(
            happening::KINDS
                .into_iter()
                .find(|kind| kind.name() == name)
                .ok_or_else(|| Problem::invalid("kind", "there is no such kind of happening"))?,
        ),
    };
    let (entry, _) = match found(&web, &path, "/timeline").await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked = reading::Part { kind, before: part.after, most: usize::from(limit) };
    let (rows, next) = reading::happened(&web, &caller, entry.key, asked).await?;
    let may_see = caller.may(Right::IdentityRead);
    let items: Vec<Happened> =
        rows.iter().filter(|row| row.kind != Kind::OrderLines).map(|row| happened(row, may_see)).collect();
    Ok(axum::Json(Listing { items, next: next.map(|next| next.to_string()) }).into_response())
}

/// Numbers by which a customer can be found elsewhere, who served them, and what together tells who
/// somebody is.
const IDENTIFYING: [&str; 13] = [
    "order_id",
    "message_id",
    "feedback_id",
    "contact_id",
    "return_id",
    "contract_id",
    "gesture_id",
    "case_id",
    "session",
    "staff",
    "birth_year",
    "gender",
    "region",
];

fn happened(row: &FactRow, may_see: bool) -> Happened {
    let mut fields = serde_json::Map::new();
    for (field, value) in row.kind.schema().public().zip(&row.values) {
        if !may_see && (IDENTIFYING.contains(&field.name) || matches!(value, Value::Map(_))) {
            continue;
        }
        if let Some(value) = json(value) {
            fields.insert(field.name.to_owned(), value);
        }
    }
    for (name, text) in &row.private.0 {
        fields.insert(name.clone(), text.clone().into());
    }
    Happened { kind: row.kind.name(), at: row.time(), fields }
}

fn json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::Null | Value::Customer(_) => return None,
        Value::Text(text) => text.clone().into(),
        Value::Whole(n) | Value::Money(n) | Value::Time(n) => (*n).into(),
        Value::Number(x) => serde_json::Number::from_f64(*x)?.into(),
        Value::YesNo(yes) => (*yes).into(),
        Value::Day(days) => Day::from_epoch(*days).ok()?.to_string().into(),
        Value::Map(pairs) => pairs
            .iter()
            .map(|(name, text)| (name.clone(), serde_json::Value::from(text.clone())))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    })
}
