//! What-ifs for programs.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use plan::what_if::{Answer, Input, Kind, WhatIfError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Problem, Query, Routes, Web},
    balance::as_it_is,
    numbers::LONGEST,
    patience::{Patience, in_time},
    what_ifs::{ask, gap},
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(OpenApiRouter::new().routes(routes!(what_if)))
}

/// What-ifs, the greatest difference first.
#[derive(Debug, Serialize, ToSchema)]
struct WhatIfShown {
    /// `ranked`: each with its `difference` of NPV and range, `peak_funding_change`, `verdict` and numbers.
    #[schema(value_type = Object)]
    answer: Answer,
}

/// A what-if. Numbers that are absent are guesses of ours, which recommend nothing; each may have its
/// interval: `0.1` or `0.1 (0.05 to 0.2)`. Shares are between 0 and 1.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `wider-basket`, `adjacent-service`, `bundle`, `price-match`, `better-service` or `do-nothing`; all
    /// of them if absent.
    #[param(max_length = 60)]
    kind: Option<String>,
    /// Share of the customers who take it.
    #[param(max_length = 60)]
    take_rate: Option<String>,
    /// Margin a taker brings a month.
    #[param(max_length = 60)]
    margin_per_taker: Option<String>,
    /// Costs a month, whoever takes it.
    #[param(max_length = 60)]
    fixed_cost: Option<String>,
    /// Spent once.
    #[param(max_length = 60)]
    setup: Option<String>,
    /// Complaints a taker makes a month beyond those of today.
    #[param(max_length = 60)]
    extra_cases: Option<String>,
    /// Added to the monthly share that stays.
    #[param(max_length = 60)]
    retention_gain: Option<String>,
    /// Share of a taker's margin given away.
    #[param(max_length = 60)]
    discount: Option<String>,
    /// Share of the takers who would have bought it all anyway.
    #[param(max_length = 60)]
    cannibalised: Option<String>,
    /// By which share of our price the competitor is below it.
    #[param(max_length = 60)]
    price_gap: Option<String>,
    /// Margin as a share of the price.
    #[param(max_length = 60)]
    margin_of_price: Option<String>,
    /// Share of the customers who leave a month over the price.
    #[param(max_length = 60)]
    extra_leaving: Option<String>,
    /// Share of that leaving that is avoided.
    #[param(max_length = 60)]
    leaving_avoided: Option<String>,
    /// Cost per customer and month.
    #[param(max_length = 60)]
    cost_per_customer: Option<String>,
    /// Share of the complaints prevented.
    #[param(max_length = 60)]
    complaints_prevented: Option<String>,
}

impl Asked {
    fn fields(self) -> [(Input, Option<String>); 14] {
        [
            (Input::TakeRate, self.take_rate),
            (Input::MarginPerTaker, self.margin_per_taker),
            (Input::FixedCost, self.fixed_cost),
            (Input::Setup, self.setup),
            (Input::ExtraCases, self.extra_cases),
            (Input::RetentionGain, self.retention_gain),
            (Input::Discount, self.discount),
            (Input::Cannibalised, self.cannibalised),
            (Input::PriceGap, self.price_gap),
            (Input::MarginOfPrice, self.margin_of_price),
            (Input::ExtraLeaving, self.extra_leaving),
            (Input::LeavingAvoided, self.leaving_avoided),
            (Input::CostPerCustomer, self.cost_per_customer),
            (Input::ComplaintsPrevented, self.complaints_prevented),
        ]
    }
}

/// Works out what a change of the company is worth, against the company as it is run.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/what-if",
    operation_id = "work_out_what_if",
    tag = "strategy",
    params(Asked),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "What-ifs, ranked", body = WhatIfShown)),
)]
async fn what_if(State(web): State<Arc<Web>>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let invalid = |e: WhatIfError| Problem::invalid(e.field(), e.to_string());
    let kind = match &asked.kind {
        None => None,
        Some(name) => Some(Kind::named(name).ok_or_else(|| invalid(WhatIfError::NoKind(name.clone())))?),
    };
    let mut given = Vec::new();
    for (input, text) in asked.fields() {
        let Some(text) = text else { continue };
        if text.len() > LONGEST {
            return Err(Problem::invalid(input.name(), "must have at most 60 characters"));
        }
        if kind.is_none_or(|kind| !kind.inputs().contains(&input)) {
            return Err(Problem::invalid(input.name(), "does not belong to this kind of what-if"));
        }
        given.push((input, plan::what_if::file::number(input, &text).map_err(invalid)?));
    }
    let kept = web.strategy_now().await?;
    let scenario = as_it_is(&kept)
        .ok_or_else(|| Problem::not_found("answer yet: the page of the strategy says what is missing"))?;
    let gap = gap(&web, kind, Patience::Program).await?;
    let gap = in_time(gap, "competitors' offers are being read")?;
    let answer = ask(&web, scenario, kind, &given, (*gap).as_ref(), Patience::Program)
        .await?
        .map_err(|why| Problem::invalid(why.field(), why.words()))?;
    let answer = in_time(answer, "the what-ifs are being worked out")?;
    Ok(axum::Json(WhatIfShown { answer }).into_response())
}
