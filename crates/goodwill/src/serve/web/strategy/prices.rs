//! The price path over the stages of a relation.

use std::{collections::BTreeMap, sync::Arc};

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use facts::{Currency, Day};
use pages::{
    Reader,
    strategy::prices::{self as page, Form, View},
};
use plan::{
    prices::{
        Ages, Customers, Draft, Evaluation, NewCustomerPrice, OF_AGE_YEARS, Parity, PriceError,
        PublishedPath, Tier, evaluate, file, parity,
    },
    strategy::{Parameter, Source},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Gate, Problem, Query, Routes, Web, shown},
    asked::money,
    facts::Found,
    patience::{Patience, in_time},
    remembered::Question,
};
use crate::folder::strategy::prices::met;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("GET", "/strategy/prices", Gate::Needs(Right::ValuesRead), get(main))
        .api(OpenApiRouter::new().routes(routes!(worked_out)))
}

/// Characters of a field.
const LONGEST: usize = 500;

/// `GET /strategy/prices`
async fn main(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(sent): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    if let Some(name) = sent.keys().find(|name| !Form::FIELDS.contains(&name.as_str())) {
        return Err(not_a_field(name));
    }
    let example = sent.is_empty();
    let (draft, form) = read(&caller.reader, &sent);
    let (found, form) = match draft {
        None => (page::Found::Refused, form),
        Some(draft) => match found(&web, draft, Patience::of_page()).await?.as_deref() {
            None => (page::Found::Working, form),
            Some(Ok((evaluation, parity))) => {
                let worth = page::Worth { evaluation: evaluation.clone(), parity: parity.clone() };
                (page::Found::Worth(Box::new(worth)), form)
            }
            Some(Err(e)) => (page::Found::Refused, refused(form, e)),
        },
    };
    let status = if form.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown(&page::page(&caller.reader, &View { form, example, found }))).into_response())
}

/// A field no price may have, or that nobody has heard of.
fn not_a_field(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    match file::barred(&name) {
        Some(why) => Problem::invalid(
            &name,
            format!("a price may depend on product and tenure alone, as published: it {why}"),
        ),
        None => Problem::invalid(&name, "there is no such field"),
    }
}

/// Whom a path is for: its product and ages.
pub(super) type Whom = (Option<String>, Option<Ages>);

/// A path, and the customers it would meet.
#[derive(Clone, PartialEq)]
pub(super) struct Pricing {
    path: PublishedPath,
    customers: Found<Result<Customers, PriceError>>,
}

impl Question for Pricing {}

/// The path worked out, and whom it meets; or why it cannot be.
pub(super) type Priced = Result<(Evaluation, Option<Parity>), PriceError>;

/// The path worked out, and whom it meets; none where it is not there in time.
async fn found(web: &Arc<Web>, draft: Draft, patience: Patience) -> Result<Option<Arc<Priced>>, Problem> {
    let path = match draft.checked() {
        Ok(path) => path,
        Err(e) => return Ok(Some(Arc::new(Err(e)))),
    };
    let whom = (path.draft().product.clone(), path.draft().ages.clone());
    let asked = path.clone();
    let met = web.looked(&web.strategy.met, whom, patience, move |folder, _, _| Ok(met(folder, &asked)?));
    let Some(customers) = met.await? else { return Ok(None) };
    // Months and tiers of a path are few enough for any that passed.
    let price = |asked: Pricing| {
        let customers = asked.customers.0.as_ref().as_ref().map_err(Clone::clone)?;
        Ok((evaluate(&asked.path)?, parity(&asked.path, customers)))
    };
    web.worked_out(&web.strategy.prices, Pricing { path, customers: Found(customers) }, patience, price).await
}

/// The form as it was sent, or the example's; and the path in it, where every field can be read.
fn read(reader: &Reader, sent: &BTreeMap<String, String>) -> (Option<Draft>, Form) {
    let today = reader.today();
    let standing = |name: &str| match name {
        "low" => "5".to_owned(),
        "later" => "7".to_owned(),
        "switch" => "12".to_owned(),
        "unit_cost" => "4.5".to_owned(),
        "retention" => "97".to_owned(),
        "elasticity" => "0.8".to_owned(),
        "elasticity_low" => "0.4".to_owned(),
        "elasticity_high" => "1.5".to_owned(),
        "discount" => "10".to_owned(),
        "months" => "60".to_owned(),
        "cap" => "25".to_owned(),
        "published" => today.to_string(),
        "loyal_reason" => reader.t("prices-example-reason"),
        _ => String::new(),
    };
    let fields: Vec<(&'static str, String)> = Form::FIELDS
        .iter()
        .map(|name| {
            let text =
                if sent.is_empty() { standing(name) } else { sent.get(*name).cloned().unwrap_or_default() };
            (*name, text.chars().take(LONGEST).collect())
        })
        .collect();
    let mut form = Form { fields, refused: Vec::new() };
    let mut bad = Vec::new();
    let mut number = |name: &'static str, must: bool| {
        let text = form.text(name).trim();
        let found = match name {
            "low" | "later" | "unit_cost" => money(text),
            _ => text.parse().ok().filter(|x: &f64| x.is_finite()),
        };
        match found {
            Some(x) => Some(x),
            _ if text.is_empty() && !must => None,
            _ => {
                bad.push((name, "prices-bad-number"));
                None
            }
        }
    };
    let share = |x: Option<f64>| x.map(|x| x / 100.0);
    let [low, later, switch, unit_cost] =
        ["low", "later", "switch", "unit_cost"].map(|name| number(name, true));
    let [retention, elasticity, discount] =
        ["retention", "elasticity", "discount"].map(|name| share(number(name, true)));
    let ends = ["elasticity_low", "elasticity_high"].map(|name| share(number(name, false)));
    let (cap, months) = (share(number("cap", false)), number("months", true));
    let published: Option<Day> = match form.text("published").parse() {
        Ok(day) => Some(day),
        Err(_) => {
            bad.push(("published", "prices-bad-day"));
            None
        }
    };
    let draft = (|| {
        let elasticity = elasticity?;
        Some(
            Asked {
                low: low?,
                later: later?,
                switch_months: whole(switch?),
                unit_cost: unit_cost?,
                retention: retention?,
                elasticity,
                elasticity_low: ends[0],
                elasticity_high: ends[1],
                discount: discount?,
                months: whole(months?),
                rise_cap_per_year: cap,
                product: Some(form.text("product").to_owned()),
                loyal_reason: Some(form.text("loyal_reason").to_owned()),
                published: None,
            }
            .draft(published?, reader.currency),
        )
    })();
    form.refused = bad.into_iter().map(|(name, key)| (name.to_owned(), reader.t(key))).collect();
    (draft.filter(|_| form.refused.is_empty()), form)
}

/// A count that was written as a number; what is none becomes one that is refused.
fn whole(x: f64) -> u32 {
    if x.fract() == 0.0 && (0.0..=1e6).contains(&x) { x as u32 } else { u32::MAX }
}

/// What is refused, at the field it is about.
fn refused(mut form: Form, error: &PriceError) -> Form {
    let field = match error.field() {
        "from_months" => "switch",
        "price" | "prices" => "later",
        "currency" => "low",
        "rise_cap_per_year" => "cap",
        "loyal_may_pay_more" | "loyal_reason" => "loyal_reason",
        field => Form::FIELDS.into_iter().find(|name| *name == field).unwrap_or("later"),
    };
    form.refused.push((field.to_owned(), sentence(&error.to_string())));
    form
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// A path of two tiers.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Price a month at the beginning.
    #[param(minimum = 0.0)]
    low: f64,
    /// Price a month later.
    #[param(minimum = 0.0)]
    later: f64,
    /// Months at the first price.
    #[param(minimum = 1, maximum = 1_200)]
    switch_months: u32,
    /// Cost to serve a customer, a month.
    #[param(minimum = 0.0)]
    unit_cost: f64,
    /// Share that stays a month at the first price.
    #[param(minimum = 0.0, maximum = 1.0)]
    retention: f64,
    /// Share of a month's customers lost for each unit of money above the first price.
    #[param(minimum = 0.0)]
    elasticity: f64,
    /// Lower end of its interval; the number itself if absent.
    #[param(minimum = 0.0)]
    elasticity_low: Option<f64>,
    /// Upper end of its interval; the number itself if absent.
    #[param(minimum = 0.0)]
    elasticity_high: Option<f64>,
    /// Discount a year.
    #[param(minimum = 0.0, maximum = 10.0)]
    discount: f64,
    /// Months ahead.
    #[param(minimum = 1, maximum = 600)]
    months: u32,
    /// Most by which a price may exceed that of a year before; no cap if absent.
    #[param(minimum = 0.0, maximum = 10.0)]
    rise_cap_per_year: Option<f64>,
    /// The day on which the tiers are published; today if absent.
    #[param(value_type = Option<String>, format = Date)]
    published: Option<String>,
    /// A product code; all products if absent.
    #[param(max_length = 60)]
    product: Option<String>,
    /// Why a loyal customer may pay more than an equal new one; it may not if absent.
    #[param(max_length = 500)]
    loyal_reason: Option<String>,
}

impl Asked {
    fn draft(self, published: Day, currency: Option<Currency>) -> Draft {
        let told =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (low, high) =
            (self.elasticity_low.unwrap_or(self.elasticity), self.elasticity_high.unwrap_or(self.elasticity));
        let mut tiers = vec![Tier { from_months: 0, price: self.low }];
        // The same price for good is one tier.
        if self.later != self.low {
            tiers.push(Tier { from_months: self.switch_months, price: self.later });
        }
        Draft {
            title: "asked".to_owned(),
            product: told(self.product),
            currency,
            published,
            tiers,
            new_customer_price: NewCustomerPrice::FirstTier,
            loyal_may_pay_more: told(self.loyal_reason),
            rise_cap_per_year: self.rise_cap_per_year,
            unit_cost: Parameter::stated(self.unit_cost),
            retention: Parameter::stated(self.retention),
            elasticity: Parameter::known(self.elasticity, low, high, Source::Assumed, ""),
            discount: Parameter::stated(self.discount),
            months: self.months,
            ages: None,
        }
    }
}

/// A price path worked out.
#[derive(Debug, Serialize, ToSchema)]
struct PricesShown {
    /// What the path is worth: `path`, `flat` and `difference` of a new customer, `verdict`, `break_even`,
    /// `best`, `curve`, `tornado`, the prices charged and the life of a customer under them.
    #[schema(value_type = Object)]
    path: Evaluation,
    /// Mean price by gender, age, country, region and language, where the folder knows them; null without
    /// customers.
    #[schema(value_type = Object, nullable)]
    parity: Option<Parity>,
    /// Below this age nobody is targeted or priced, years.
    of_age_years: u32,
}

/// Works out a price path of two tiers by tenure. Nothing is kept, and no price changes.
///
/// A price may depend on product and tenure alone: every other field is refused.
#[utoipa::path(
    get,
    path = "/api/v1/strategy/prices",
    operation_id = "work_out_prices",
    tag = "strategy",
    params(Asked),
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, description = "The path worked out", body = PricesShown)),
)]
async fn worked_out(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Query(sent): Query<BTreeMap<String, String>>,
    asked: Result<Query<Asked>, Problem>,
) -> Result<Response, Problem> {
    if let Some(name) = sent.keys().find(|name| file::barred(name).is_some()) {
        return Err(not_a_field(name));
    }
    let Query(asked) = asked?;
    let published = match &asked.published {
        None => caller.reader.today(),
        Some(text) => {
            text.parse().map_err(|_| Problem::invalid("published", "must be a day such as 2026-01-31"))?
        }
    };
    let draft = asked.draft(published, caller.reader.currency);
    let found = in_time(found(&web, draft, Patience::Program).await?, "the path is being worked out")?;
    let (path, parity) = (*found).clone().map_err(|e| Problem::invalid(e.field(), e.to_string()))?;
    Ok(axum::Json(PricesShown { path, parity, of_age_years: OF_AGE_YEARS }).into_response())
}
