//! Cohorts and cash: every figure of the latest fit, down to the orders behind it.

mod api;
mod rows;
mod view;

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::cohorts::{self as page, Found, Shown, View};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use rows::Cells;

use super::{Caller, Gate, Path, Problem, Query, Routes, Web, shown};

pub(super) fn routes(routes: Routes) -> Routes {
    const VALUES: Gate = Gate::Needs(Right::ValuesRead);
    routes
        .page("GET", "/cohorts", VALUES, get(all))
        .page("GET", "/cohorts/{period}", VALUES, get(one))
        .page("GET", "/cohorts/{period}/{age}", Gate::Needs(Right::CustomersRead), get(cell))
        .api(
            OpenApiRouter::new()
                .routes(routes!(api::cohorts))
                .routes(routes!(api::cohort))
                .routes(routes!(api::orders)),
        )
}

/// What the triangle shows.
#[derive(Debug, Clone, Copy, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    show: Show,
}

#[derive(Debug, Clone, Copy, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum Show {
    #[default]
    Ordered,
    Money,
}

/// All cohorts.
async fn all(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let triangle = match wanted.show {
        Show::Ordered => Shown::Ordered,
        Show::Money => Shown::Money,
    };
    let found = match web.valued().await? {
        Some(valued) => Found::Cohorts(Box::new(view::cohorts(&valued, triangle))),
        None => Found::Nothing,
    };
    Ok(shown(&page::page(&caller.reader, &View { found })))
}

/// One cohort.
async fn one(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    let valued = web.valued().await?.ok_or_else(|| Problem::not_found("cohort"))?;
    let one = view::one(&valued, &period).ok_or_else(|| Problem::not_found("cohort"))?;
    Ok(shown(&page::one_page(&caller.reader, &one)))
}

/// Where a list goes on.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<String>,
}

/// Rows of a page of orders.
const ROWS: usize = 50;

/// The orders of one cohort in one month of age.
async fn cell(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Path((period, age)): Path<(String, u32)>,
    Query(query): Query<After>,
) -> Result<Response, Problem> {
    let cell = rows::cell(&web, &period, age).await?;
    let after = query.after.as_deref().map(rows::Place::read).transpose()?;
    let (part, next) = cell.part(after, ROWS);
    let keys: Vec<i64> = part.iter().map(|row| row.key).collect();
    let names = super::today::called(&web, &caller, &keys).await?;
    let rows = part.iter().zip(names).map(|(row, name)| cell.shown(row, name)).collect();
    let page = page::Cell {
        cohort: period,
        age,
        last_age: cell.last_age,
        customers: cell.customers,
        ordered: cell.ordered,
        orders: cell.rows.len() as u64,
        money: cell.money(),
        margin: cell.margin,
        rows,
        next: next.map(|place| place.to_string()),
        first: query.after.is_none(),
    };
    Ok(shown(&page::cell_page(&caller.reader, &page)))
}

/// A file of comma-separated values to take away.
fn file(name: &str, content: String) -> Response {
    use axum::http::header;
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        content,
    )
        .into_response()
}
