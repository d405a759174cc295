//! Where between the two ways the company stands.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use pages::strategy::spectrum::{self as page, Shown, View};
use plan::{
    propose::Measured,
    spectrum::{Sign, Spectrum},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Routes, Web, shown},
    patience::{Patience, in_time},
};
use crate::folder::strategy::signs::{Known, known};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/spectrum", Gate::Needs(Right::ValuesRead), get(spectrum))
        .api(OpenApiRouter::new().routes(routes!(for_programs)))
}

/// What the folder says of where the company stands; none where it is not there in time.
pub(super) async fn counted(web: &Arc<Web>, patience: Patience) -> Result<Option<Arc<Known>>, Problem> {
    web.looked(&web.strategy.signs, (), patience, |folder, (), _| Ok(known(folder)?)).await
}

/// `GET /strategy/spectrum`
async fn spectrum(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    let as_of = web.valued().await?.map(|valued| valued.as_of);
    let view = match counted(&web, Patience::of_page()).await? {
        Some(known) => View::Signs(Box::new(Shown { spectrum: known.spectrum.clone(), as_of })),
        None => View::Working,
    };
    Ok(shown(&page::page(&caller.reader, &view)).into_response())
}

/// Ten signs of where between customer-focused and customer-centric the company stands.
#[derive(Debug, Serialize, ToSchema)]
struct SpectrumShown {
    /// All ten, in a fixed order. There is no score.
    #[schema(min_items = 10, max_items = 10)]
    signs: Vec<SignShown>,
    /// How many are known.
    known: usize,
    /// How many point to customer-focused.
    focused: usize,
    /// How many point to customer-centric.
    centric: usize,
    /// How many lie between, or are too uncertain to point anywhere.
    between: usize,
    /// What would make the others known, and what brings it.
    missing: Vec<String>,
}

/// One sign.
#[derive(Debug, Serialize, ToSchema)]
struct SignShown {
    /// Which: `spending_after_sale`, `contacts_begun`, …
    kind: &'static str,
    /// In what it is counted: `share`, `number`, `times` or `months`.
    #[schema(value_type = String)]
    unit: plan::spectrum::Unit,
    /// The number; null where it is not known.
    measured: Option<NumberShown>,
    /// What it points to: `focused`, `centric`, `between` or `not_known`.
    #[schema(value_type = String)]
    reading: plan::spectrum::Reading,
    /// The number at which it begins to point to customer-focused; null where none does.
    focused_at: Option<f64>,
    /// The number at which it begins to point to customer-centric; null where none does.
    centric_at: Option<f64>,
    /// What would make it known; null where it is.
    missing: Option<String>,
}

/// A number that was counted, with the interval that holds it in 80 of 100 cases.
#[derive(Debug, Serialize, ToSchema)]
struct NumberShown {
    value: f64,
    low: f64,
    high: f64,
    /// Of how many it was counted.
    n: u64,
    /// How it was counted.
    how: String,
    /// `measured` or `estimated`.
    #[schema(value_type = String)]
    source: plan::strategy::Source,
}

impl From<&Measured> for NumberShown {
    fn from(m: &Measured) -> Self {
        Self { value: m.value, low: m.low, high: m.high, n: m.n, how: m.how.clone(), source: m.source }
    }
}

impl From<&Sign> for SignShown {
    fn from(sign: &Sign) -> Self {
        Self {
            kind: sign.kind.name(),
            unit: sign.unit,
            measured: sign.measured.as_ref().map(NumberShown::from),
            reading: sign.reading,
            focused_at: sign.limits.focused,
            centric_at: sign.limits.centric,
            missing: sign.missing.map(|lack| lack.to_string()),
        }
    }
}

impl From<&Spectrum> for SpectrumShown {
    fn from(spectrum: &Spectrum) -> Self {
        Self {
            signs: spectrum.signs.iter().map(SignShown::from).collect(),
            known: spectrum.known,
            focused: spectrum.focused,
            centric: spectrum.centric,
            between: spectrum.between,
            missing: spectrum.missing.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Where between customer-focused and customer-centric the company stands, by ten signs.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/spectrum",
    tag = "strategy",
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The ten signs", body = SpectrumShown)),
)]
async fn for_programs(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    let known = in_time(counted(&web, Patience::Program).await?, "the signs are being counted")?;
    Ok(axum::Json(SpectrumShown::from(&known.spectrum)).into_response())
}
