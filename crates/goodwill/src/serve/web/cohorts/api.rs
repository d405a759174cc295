//! Cohorts for programs, as JSON and as files.

use std::sync::Arc;

use access::Right;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use facts::Currency;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        Caller, Listing, Path, Problem, Query, Web,
        today::{Range, called},
        valued::{Cohort, Valued},
    },
    file, rows, view,
};
use crate::csv::{number, row};

/// A cohort: customers whose first order lies in one period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CohortShown {
    /// `2024-03` or `2024-Q1`.
    name: String,
    customers: u64,
    /// Cost of winning one customer, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    acquisition_cost: Option<f64>,
    /// Brought so far by all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<f64>,
    /// Expected of all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Range>,
    /// Month of age at which it had paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    payback_month: Option<u32>,
    /// By month of age.
    ages: Vec<AgeShown>,
}

/// One month of age of a cohort.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AgeShown {
    /// Months since the first order.
    age_months: u32,
    /// Share that ordered in the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered: Option<f64>,
    /// Money per customer, added up, less the cost of winning one.
    #[serde(skip_serializing_if = "Option::is_none")]
    money: Option<f64>,
}

/// The orders of one customer on one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OrderShown {
    /// The customer's internal key.
    key: i64,
    /// The day.
    day: String,
    /// Paid, net of what came back; absent without amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    paid: Option<f64>,
    /// Kept of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<f64>,
}

/// As what a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Format {
    /// JSON.
    #[default]
    Json,
    /// A file of comma-separated values with the whole list; needs the right `export`.
    Csv,
}

/// Which part of the list is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Go on after this, as `next` of the part before said.
    #[param(max_length = 64)]
    after: Option<String>,
    /// So many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// `json` or `csv`.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

impl Part {
    fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(50),
            Some(limit @ 1..=500) => Ok(usize::from(limit)),
            Some(_) => Err(Problem::invalid("limit", "1 to 500 at a time")),
        }
    }
}

fn of(v: &Valued, cohort: &Cohort) -> CohortShown {
    let money = v.money();
    CohortShown {
        name: cohort.name.clone(),
        customers: cohort.customers,
        acquisition_cost: cohort.acquisition_cost,
        to_date: money.map(|_| cohort.to_date),
        expected: money.and(cohort.expected).map(|expected| Range::of(expected, v.value.level)),
        payback_month: cohort.payback_month,
        ages: cohort
            .ages
            .iter()
            .filter(|point| !point.expected)
            .map(|point| AgeShown {
                age_months: point.age_months,
                ordered: point.retention,
                money: money.map(|_| point.margin).filter(|money| money.is_finite()),
            })
            .collect(),
    }
}

fn decimals(currency: Option<Currency>) -> usize {
    currency.map_or(2, |currency| if currency.code() == "XXX" { 2 } else { currency.exponent() as usize })
}

/// The cohorts of the latest fit, oldest first. A list that is `csv` has a row for each cohort and
/// month of age.
#[utoipa::path(
    get,
    path = "/api/v1/cohorts",
    operation_id = "list_cohorts",
    tag = "values",
    params(Part),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses(
        (status = 200, description = "Cohorts", content(
            (Listing<CohortShown> = "application/json"),
            (String = "text/csv"),
        )),
    ),
)]
pub(super) async fn cohorts(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let limit = part.limit()?;
    if part.after.as_deref().is_some_and(|after| view::months(after).is_none()) {
        return Err(Problem::invalid("after", "the name of a cohort, as `next` of the part before said"));
    }
    let valued = web.valued().await?;
    if part.format == Format::Csv {
        caller.exports(&web, "cohorts").await?;
        return Ok(file("cohorts", valued.as_deref().map_or_else(String::new, table)));
    }
    let Some(v) = valued else {
        return Ok(Json(Listing::<CohortShown> { items: Vec::new(), next: None }).into_response());
    };
    // Names of one kind of period are in the order of time; what comes after a place is later.
    let from = part
        .after
        .as_deref()
        .map_or(0, |after| v.cohorts.cohorts.partition_point(|c| c.name.as_str() <= after));
    let rest = &v.cohorts.cohorts[from..];
    let items: Vec<CohortShown> = rest.iter().take(limit).map(|cohort| of(&v, cohort)).collect();
    let next = items.last().filter(|_| rest.len() > limit).map(|last| last.name.clone());
    Ok(Json(Listing { items, next }).into_response())
}

fn table(v: &Valued) -> String {
    let mut text = String::new();
    let head = [
        "cohort",
        "customers",
        "acquisition_cost",
        "to_date",
        "expected",
        "low",
        "high",
        "age_months",
        "ordered",
        "money",
    ];
    row(&mut text, head);
    let places = decimals(v.money());
    for cohort in &v.cohorts.cohorts {
        let money = |x: Option<f64>| number(x.filter(|_| v.money().is_some()), places);
        let expected = cohort.expected.unwrap_or([f64::NAN; 3]).map(|x| money(Some(x)));
        let fixed = [
            cohort.name.clone(),
            cohort.customers.to_string(),
            money(cohort.acquisition_cost),
            money(Some(cohort.to_date)),
        ];
        for point in cohort.ages.iter().filter(|point| !point.expected) {
            let of_age =
                [point.age_months.to_string(), number(point.retention, 6), money(Some(point.margin))];
            row(&mut text, fixed.iter().chain(&expected).chain(&of_age).map(String::as_str));
        }
        if cohort.ages.is_empty() {
            let none = [const { String::new() }; 3];
            row(&mut text, fixed.iter().chain(&expected).chain(&none).map(String::as_str));
        }
    }
    text
}

/// One cohort of the latest fit.
#[utoipa::path(
    get,
    path = "/api/v1/cohorts/{period}",
    operation_id = "get_cohort",
    tag = "values",
    params(("period" = String, Path, description = "Its name: `2024-03` or `2024-Q1`")),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The cohort", body = CohortShown)),
)]
pub(super) async fn cohort(
    State(web): State<Arc<Web>>,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found("cohort");
    let v = web.valued().await?.ok_or_else(missing)?;
    let (_, cohort) = v.cohort(&period).ok_or_else(missing)?;
    Ok(Json(of(&v, cohort)).into_response())
}

/// The orders of one cohort in one month of age, one row a customer and day, by day.
#[utoipa::path(
    get,
    path = "/api/v1/cohorts/{period}/{age}",
    operation_id = "list_cohort_orders",
    tag = "values",
    params(
        ("period" = String, Path, description = "The cohort's name: `2024-03` or `2024-Q1`"),
        ("age" = u32, Path, description = "Months since the first order", minimum = 0, maximum = 1200),
        Part,
    ),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])),
    responses(
        (status = 200, description = "Orders", content(
            (Listing<OrderShown> = "application/json"),
            (String = "text/csv"),
        )),
    ),
)]
pub(super) async fn orders(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path((period, age)): Path<(String, u32)>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let limit = part.limit()?;
    let after = part.after.as_deref().map(rows::Place::read).transpose()?;
    let cell = rows::cell(&web, &period, age).await?;
    if part.format == Format::Csv {
        caller.exports(&web, &format!("cohort:{period}/{age}")).await?;
        return Ok(file(&format!("cohort-{period}-{age}"), orders_table(&web, &caller, &cell).await?));
    }
    let (some, next) = cell.part(after, limit);
    let money = cell.currency.is_some();
    let items = some
        .iter()
        .map(|row| OrderShown {
            key: row.key,
            day: row.day.to_string(),
            paid: money.then(|| cell.paid(row)),
            kept: money.then(|| cell.kept(row)),
        })
        .collect();
    Ok(Json(Listing { items, next: next.map(|place| place.to_string()) }).into_response())
}

/// Names are looked up for so many customers at a time.
const NAMED: usize = 500;

async fn orders_table(web: &Web, caller: &Caller, cell: &rows::CellRows) -> Result<String, Problem> {
    let identity = caller.may(Right::IdentityRead);
    let mut text = String::new();
    let head = ["key", "customer", "day", "paid", "kept", "currency"];
    row(&mut text, head.iter().copied().filter(|name| identity || *name != "customer"));
    let (code, places) = (cell.currency.map_or("", Currency::code), decimals(cell.currency));
    for some in cell.rows.chunks(NAMED) {
        let keys: Vec<i64> = some.iter().map(|row| row.key).collect();
        let names = if identity { called(web, caller, &keys).await? } else { Vec::new() };
        for (n, one) in some.iter().enumerate() {
            let money = |x: f64| number(cell.currency.map(|_| x), places);
            let cells =
                [one.key.to_string(), one.day.to_string(), money(cell.paid(one)), money(cell.kept(one))];
            let [key, day, paid, kept] = cells.each_ref().map(String::as_str);
            let customer = names.get(n).map(String::as_str);
            row(
                &mut text,
                [Some(key), customer, Some(day), Some(paid), Some(kept), Some(code)].into_iter().flatten(),
            );
        }
    }
    Ok(text)
}
