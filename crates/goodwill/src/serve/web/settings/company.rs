//! The company's settings: its name, its money, its calendar, and how its numbers are written.

use std::sync::Arc;

use access::Right;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use facts::{Currency, Day};
use pages::{
    LOCALES, Reader,
    settings::{Refused, company as page},
    text::{Fill, Language},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{Caller, Company, Form, Gate, Json, Problem, Routes, Web, see_other, shown},
    choices::{LanguageTag, LocaleTag, ZoneName},
    line,
};
use crate::folder::{now, values};

/// Characters of a company's name.
const NAME: usize = 120;

pub(super) fn routes(routes: Routes) -> Routes {
    const NEEDS: Gate = Gate::Needs(Right::SettingsWrite);
    routes
        .page("GET", "/settings/company", NEEDS, get(shown_form))
        .page("POST", "/settings/company", NEEDS, post(sent))
        .api(OpenApiRouter::new().routes(routes!(read, change)))
}

/// The company's settings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CompanyShown {
    name: String,
    /// ISO 4217 code of its figures; null before the first money.
    currency: Option<String>,
    /// Money kept per unit of revenue, -1 to 1; null: as the orders say.
    margin: Option<f64>,
    /// Discount a year, such as 0.10.
    discount: f64,
    /// Months ahead.
    horizon_months: u32,
    /// The month its financial year begins with, 1 to 12.
    fiscal_year_month: u8,
    /// The day its week begins with, 1 (Monday) to 7 (Sunday).
    week_start: u8,
    /// IANA name of its time zone.
    time_zone: String,
    /// How numbers and days are written, a BCP 47 tag.
    locale: String,
    /// The language of the pages, a BCP 47 tag.
    language: String,
}

/// What to change of the company's settings; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeCompany {
    #[schema(max_length = 120)]
    name: Option<String>,
    /// ISO 4217 code; it cannot contradict the orders. Null: as the orders say.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^([A-Za-z]{3})?$", example = "EUR")]
    currency: Said<String>,
    /// Money kept per unit of revenue; null: as the orders say.
    #[serde(default)]
    #[schema(value_type = Option<f64>, minimum = -1.0, maximum = 1.0)]
    margin: Said<f64>,
    #[schema(minimum = 0.0, maximum = 1.0)]
    discount: Option<f64>,
    #[schema(minimum = 1, maximum = 600)]
    horizon_months: Option<u32>,
    #[schema(minimum = 1, maximum = 12)]
    fiscal_year_month: Option<u8>,
    #[schema(minimum = 1, maximum = 7)]
    week_start: Option<u8>,
    /// IANA name of the company's time zone.
    #[schema(value_type = Option<ZoneName>, inline)]
    time_zone: Option<String>,
    #[schema(value_type = Option<LocaleTag>, inline)]
    locale: Option<String>,
    #[schema(value_type = Option<LanguageTag>, inline)]
    language: Option<String>,
}

/// A field that may be null: that, and being left out, are two things.
#[derive(Debug, Clone, Default, PartialEq)]
enum Said<T> {
    /// It was left out.
    #[default]
    Nothing,
    /// It is null.
    Null,
    /// It is this.
    This(T),
}

impl<T> Said<T> {
    /// What holds after it was said, where this held before.
    fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Nothing => before,
            Self::Null => None,
            Self::This(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::This))
    }
}

impl From<&Company> for CompanyShown {
    fn from(company: &Company) -> Self {
        Self {
            name: company.name.clone(),
            currency: company.currency.map(|currency| currency.code().to_owned()),
            margin: company.margin,
            discount: company.discount,
            horizon_months: company.horizon_months,
            fiscal_year_month: company.fiscal_year_month,
            week_start: company.week_start,
            time_zone: company.time_zone.clone(),
            locale: company.locale.clone(),
            language: company.language.clone(),
        }
    }
}

/// Why a setting cannot be what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bad {
    Name,
    Currency,
    NotInData(String),
    Margin,
    Discount,
    Horizon,
    Choice(&'static str),
    Zone,
}

impl Bad {
    /// The field of the API.
    fn field(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Currency | Self::NotInData(_) => "currency",
            Self::Margin => "margin",
            Self::Discount => "discount",
            Self::Horizon => "horizon_months",
            Self::Choice(field) => field,
            Self::Zone => "time_zone",
        }
    }

    /// The field of the form, and why, in the reader's words.
    fn refused(&self, reader: &Reader) -> Refused {
        let field = match self {
            Self::Margin => "margin_percent",
            Self::Discount => "discount_percent",
            other => other.field(),
        };
        let why = match self {
            Self::Name => reader.t("settings-company-bad-name"),
            Self::Currency => reader.t("settings-company-bad-currency"),
            Self::NotInData(codes) => {
                reader.tf("settings-company-bad-currency-data", &[("codes", Fill::Text(codes))])
            }
            Self::Margin => reader.t("settings-company-bad-margin"),
            Self::Discount => reader.t("settings-company-bad-discount"),
            Self::Horizon => reader.t("settings-company-bad-horizon"),
            Self::Choice(_) => reader.t("settings-company-bad-choice"),
            Self::Zone => reader.t("settings-company-bad-zone"),
        };
        Refused { field: field.to_owned(), why }
    }

    fn problem(&self) -> Problem {
        let why = match self {
            Self::Name => "at most 120 characters on one line".to_owned(),
            Self::Currency => "three letters of ISO 4217, such as EUR".to_owned(),
            Self::NotInData(codes) => {
                format!("the orders are in {codes} and amounts are never converted: choose one of these")
            }
            Self::Margin => "a number from -1 to 1, such as 0.35".to_owned(),
            Self::Discount => "a number from 0 to 1, such as 0.10".to_owned(),
            Self::Horizon => "a whole number from 1 to 600".to_owned(),
            Self::Choice("fiscal_year_month") => "a month from 1 to 12".to_owned(),
            Self::Choice("week_start") => "a day from 1 (Monday) to 7".to_owned(),
            Self::Choice("locale") => {
                let tags: Vec<&str> = LOCALES.iter().map(|(tag, _)| *tag).collect();
                format!("one of {}", tags.join(", "))
            }
            Self::Choice(_) => "a language there are pages in, such as en".to_owned(),
            Self::Zone => "an IANA name that is known here, such as Europe/Rome".to_owned(),
        };
        Problem::invalid(self.field(), why)
    }
}

/// The company's settings.
#[utoipa::path(get, path = "/api/v1/company", tag = "company",
    security(("session" = ["values:read"]), ("key" = ["values:read"])),
    responses((status = 200, body = CompanyShown)))]
async fn read(State(web): State<Arc<Web>>, _: Caller) -> Result<Response, Problem> {
    web.at_hand.renew().await?;
    Ok(axum::Json(CompanyShown::from(&*web.company())).into_response())
}

/// Changes some of the company's settings. Another margin, discount, horizon or currency values every
/// customer anew, in the background.
#[utoipa::path(patch, path = "/api/v1/company", tag = "company", request_body = ChangeCompany,
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])),
    responses((status = 200, body = CompanyShown)))]
async fn change(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Json(change): Json<ChangeCompany>,
) -> Result<Response, Problem> {
    web.at_hand.renew().await?;
    let before = web.company();
    let mut after = (*before).clone();
    let currency = match change.currency {
        Said::This(code) => currency_of(&code).map_err(|bad| bad.problem())?.map_or(Said::Null, Said::This),
        Said::Null => Said::Null,
        Said::Nothing => Said::Nothing,
    };
    after.name = change.name.unwrap_or(after.name);
    after.currency = currency.over(after.currency);
    after.margin = change.margin.over(after.margin);
    after.discount = change.discount.unwrap_or(after.discount);
    after.horizon_months = change.horizon_months.unwrap_or(after.horizon_months);
    after.fiscal_year_month = change.fiscal_year_month.unwrap_or(after.fiscal_year_month);
    after.week_start = change.week_start.unwrap_or(after.week_start);
    after.time_zone = change.time_zone.unwrap_or(after.time_zone);
    after.locale = change.locale.unwrap_or(after.locale);
    after.language = change.language.unwrap_or(after.language);
    let in_data = if after.currency == before.currency { Vec::new() } else { in_data(&web).await? };
    if let Some(bad) = bad_of(&after, &in_data).into_iter().next() {
        return Err(bad.problem());
    }
    keep(&web, &caller, &before, &after).await?;
    Ok(axum::Json(CompanyShown::from(&*web.company())).into_response())
}

// Pages.

/// The form's fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CompanyForm {
    name: String,
    currency: String,
    margin_from: String,
    margin_percent: String,
    discount_percent: String,
    horizon_months: String,
    fiscal_year_month: String,
    week_start: String,
    time_zone: String,
    locale: String,
    language: String,
    #[serde(rename = "do")]
    act: String,
}

async fn shown_form(State(web): State<Arc<Web>>, caller: Caller) -> Result<Response, Problem> {
    web.at_hand.renew().await?;
    let company = web.company();
    let view = view(&web, &caller.reader, draft_of(&company), &company, Vec::new()).await?;
    Ok(shown(&page::page(&caller.reader, &view)))
}

async fn sent(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Form(form): Form<CompanyForm>,
) -> Result<Response, Problem> {
    web.at_hand.renew().await?;
    let before = web.company();
    let only_look = form.act == "show";
    let (after, mut bad) = read_form(&form, &before);
    bad.extend(
        bad_of(&after, &in_data(&web).await?)
            .into_iter()
            .filter(|new| !bad.contains(new))
            .collect::<Vec<_>>(),
    );
    if bad.is_empty() && !only_look {
        let valued = keep(&web, &caller, &before, &after).await?;
        let said = if valued { "said-settings-valuing" } else { "said-settings-saved" };
        return Ok(see_other(format!("/settings/company?said={said}")));
    }
    let refused: Vec<Refused> = bad.iter().map(|bad| bad.refused(&caller.reader)).collect();
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = view(&web, &caller.reader, draft_sent(form), &after, refused).await?;
    let view = page::View { unsaved: only_look, ..view };
    Ok((status, shown(&page::page(&caller.reader, &view))).into_response())
}

/// What the form says, on top of what is kept; and what of it cannot be read.
fn read_form(form: &CompanyForm, before: &Company) -> (Company, Vec<Bad>) {
    let mut bad = Vec::new();
    let mut after = before.clone();
    form.name.trim().clone_into(&mut after.name);
    match currency_of(&form.currency) {
        Ok(currency) => after.currency = currency,
        Err(why) => bad.push(why),
    }
    after.margin = match form.margin_from.as_str() {
        "stated" => match percent(&form.margin_percent) {
            Some(share) => Some(share),
            None => {
                bad.push(Bad::Margin);
                before.margin
            }
        },
        _ => None,
    };
    match percent(&form.discount_percent) {
        Some(share) => after.discount = share,
        None => bad.push(Bad::Discount),
    }
    match form.horizon_months.trim().parse() {
        Ok(months) => after.horizon_months = months,
        Err(_) => bad.push(Bad::Horizon),
    }
    after.fiscal_year_month = form.fiscal_year_month.parse().unwrap_or(0);
    after.week_start = form.week_start.parse().unwrap_or(0);
    after.time_zone.clone_from(&form.time_zone);
    after.locale.clone_from(&form.locale);
    after.language.clone_from(&form.language);
    (after, bad)
}

/// A number in percent as a share; a comma is as good as a point.
fn percent(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    // 35.1 % is 0.351, not the float next to it.
    number.is_finite().then(|| (number * 1e6).round() / 1e8)
}

/// A share in percent, without digits a float adds.
fn in_percent(share: f64) -> String {
    ((share * 1e8).round() / 1e6).to_string()
}

fn currency_of(code: &str) -> Result<Option<Currency>, Bad> {
    match code.trim() {
        "" => Ok(None),
        code if code.len() == 3 => {
            Currency::from_code(&code.to_ascii_uppercase()).map(Some).map_err(|_| Bad::Currency)
        }
        _ => Err(Bad::Currency),
    }
}

/// What of the settings cannot be.
fn bad_of(company: &Company, in_data: &[Currency]) -> Vec<Bad> {
    let mut bad = Vec::new();
    if line(&company.name, NAME).is_none() {
        bad.push(Bad::Name);
    }
    if let Some(currency) = company.currency
        && !in_data.is_empty()
        && !in_data.contains(&currency)
    {
        let codes: Vec<&str> = in_data.iter().map(|currency| currency.code()).collect();
        bad.push(Bad::NotInData(codes.join(", ")));
    }
    if company.margin.is_some_and(|margin| !(-1.0..=1.0).contains(&margin)) {
        bad.push(Bad::Margin);
    }
    if !(0.0..=1.0).contains(&company.discount) {
        bad.push(Bad::Discount);
    }
    if !(1..=600).contains(&company.horizon_months) {
        bad.push(Bad::Horizon);
    }
    if !(1..=12).contains(&company.fiscal_year_month) {
        bad.push(Bad::Choice("fiscal_year_month"));
    }
    if !(1..=7).contains(&company.week_start) {
        bad.push(Bad::Choice("week_start"));
    }
    if jiff::tz::TimeZone::get(&company.time_zone).is_err() {
        bad.push(Bad::Zone);
    }
    if !LOCALES.iter().any(|(tag, _)| *tag == company.locale) {
        bad.push(Bad::Choice("locale"));
    }
    if !Language::ALL.iter().any(|language| language.tag() == company.language) {
        bad.push(Bad::Choice("language"));
    }
    bad
}

/// Keeps the settings; gives whether customers are valued anew because of them.
async fn keep(web: &Arc<Web>, caller: &Caller, before: &Company, after: &Company) -> Result<bool, Problem> {
    web.at_hand.keep(after, &caller.actor(), now()).await?;
    let valued = before.margin != after.margin
        || before.discount != after.discount
        || before.horizon_months != after.horizon_months
        || before.currency != after.currency;
    if valued {
        web.at_hand.value_anew(Arc::clone(&web.desk));
    }
    Ok(valued)
}

/// The currencies of the orders; asked again only where the history has changed.
async fn in_data(web: &Arc<Web>) -> Result<Vec<Currency>, Problem> {
    let generation = web.desk.folder.records().generation().await?;
    if let Some(known) = web.at_hand.currencies(generation) {
        return Ok(known);
    }
    let found = web.blocking(|web| Ok(values::currencies(&web.desk.folder)?)).await?;
    web.at_hand.keep_currencies(generation, found.clone());
    Ok(found)
}

fn draft_of(company: &Company) -> page::Draft {
    page::Draft {
        name: company.name.clone(),
        currency: company.currency.map(|currency| currency.code().to_owned()).unwrap_or_default(),
        margin_from: if company.margin.is_some() { "stated" } else { "files" }.to_owned(),
        margin_percent: company.margin.map(in_percent).unwrap_or_default(),
        discount_percent: in_percent(company.discount),
        horizon_months: company.horizon_months.to_string(),
        fiscal_year_month: company.fiscal_year_month.to_string(),
        week_start: company.week_start.to_string(),
        time_zone: company.time_zone.clone(),
        locale: company.locale.clone(),
        language: company.language.clone(),
    }
}

fn draft_sent(form: CompanyForm) -> page::Draft {
    page::Draft {
        name: form.name,
        currency: form.currency,
        margin_from: form.margin_from,
        margin_percent: form.margin_percent,
        discount_percent: form.discount_percent,
        horizon_months: form.horizon_months,
        fiscal_year_month: form.fiscal_year_month,
        week_start: form.week_start,
        time_zone: form.time_zone,
        locale: form.locale,
        language: form.language,
    }
}

async fn view(
    web: &Arc<Web>,
    reader: &Reader,
    draft: page::Draft,
    company: &Company,
    refused: Vec<Refused>,
) -> Result<page::View, Problem> {
    let example = if refused.is_empty() { example(reader, company) } else { None };
    Ok(page::View {
        zones: zones(&draft.time_zone),
        draft,
        unsaved: false,
        refused,
        in_data: in_data(web).await?,
        margin_known: known_margin(web).await?,
        languages: Language::ALL.iter().map(|l| (l.tag().to_owned(), l.name().to_owned())).collect(),
        example,
        valuing: web.at_hand.is_valuing(),
    })
}

/// The share kept by what orders cost, where the latest fit knew it.
async fn known_margin(web: &Web) -> Result<Option<f64>, Problem> {
    #[derive(Deserialize)]
    struct Summary {
        value: Value,
    }
    #[derive(Deserialize)]
    struct Value {
        margin: f64,
        margin_source: String,
    }
    let fit = web.desk.folder.records().latest_fit().await?;
    let summary = fit.and_then(|fit| serde_json::from_str::<Summary>(&fit.summary).ok());
    Ok(summary.filter(|s| s.value.margin_source == "cost column").map(|s| s.value.margin))
}

fn example(reader: &Reader, company: &Company) -> Option<page::Example> {
    let zone = jiff::tz::TimeZone::get(&company.time_zone).ok()?;
    let moment = jiff::Timestamp::from_microsecond(reader.now).ok()?;
    let today = Day::from_date(moment.to_zoned(zone).date()).ok()?;
    let fiscal = company.fiscal_year_of(today.month());
    let written = Reader {
        locale: company.locale.clone(),
        zone: company.time_zone.clone(),
        currency: company.currency,
        language: Language::from_tag(&company.language).unwrap_or_default(),
        ..reader.clone()
    };
    Some(page::Example {
        reader: written,
        today,
        fiscal_year: fiscal.label,
        fiscal_quarter: fiscal.quarter,
        fiscal_first: fiscal.first,
    })
}

/// Time zones to choose from: those named after places, UTC, and the one that is chosen.
pub(super) fn zones(chosen: &str) -> Vec<String> {
    const PLACES: [&str; 9] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let known = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut zones: Vec<String> =
        known.filter(|name| PLACES.iter().any(|place| name.starts_with(place))).collect();
    zones.push("UTC".to_owned());
    if jiff::tz::TimeZone::get(chosen).is_ok() {
        zones.push(chosen.to_owned());
    }
    zones.sort_unstable();
    zones.dedup();
    zones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_the_shares_people_mean() {
        assert_eq!(percent("35.1"), Some(0.351));
        assert_eq!(percent("35,1"), Some(0.351));
        assert_eq!(percent(" 10 "), Some(0.1));
        assert_eq!(percent("-3"), Some(-0.03));
        for no in ["", "NaN", "inf", "1e400", "ten", "1.2.3"] {
            assert_eq!(percent(no), None, "{no}");
        }
        for share in [0.1, 0.351, 0.07, -0.2, 1.0] {
            assert_eq!(percent(&in_percent(share)), Some(share));
        }
        assert_eq!(in_percent(0.07), "7");
    }

    #[test]
    fn what_cannot_be_is_named() {
        let of = |change: fn(&mut Company)| {
            let mut company = Company::default();
            change(&mut company);
            bad_of(&company, &[Currency::from_code("EUR").unwrap()])
        };
        assert_eq!(of(|_| ()), []);
        assert_eq!(of(|c| c.currency = Currency::from_code("EUR").ok()), []);
        assert_eq!(of(|c| c.currency = Currency::from_code("USD").ok()), [Bad::NotInData("EUR".to_owned())]);
        assert_eq!(of(|c| c.margin = Some(1.1)), [Bad::Margin]);
        assert_eq!(of(|c| c.margin = Some(f64::NAN)), [Bad::Margin]);
        assert_eq!(of(|c| c.discount = f64::INFINITY), [Bad::Discount]);
        assert_eq!(of(|c| c.horizon_months = 0), [Bad::Horizon]);
        assert_eq!(of(|c| c.fiscal_year_month = 13), [Bad::Choice("fiscal_year_month")]);
        assert_eq!(of(|c| c.week_start = 0), [Bad::Choice("week_start")]);
        assert_eq!(of(|c| c.time_zone = "Middle/Earth".to_owned()), [Bad::Zone]);
        assert_eq!(of(|c| c.time_zone = "../../etc/passwd".to_owned()), [Bad::Zone]);
        assert_eq!(of(|c| c.locale = "tlh".to_owned()), [Bad::Choice("locale")]);
        assert_eq!(of(|c| c.language = "tlh".to_owned()), [Bad::Choice("language")]);
        assert_eq!(of(|c| c.name = "two\nlines".to_owned()), [Bad::Name]);
        assert_eq!(of(|c| c.name = "x".repeat(121)), [Bad::Name]);
    }

    #[test]
    fn a_null_is_said_and_an_absent_field_is_not() {
        let null: ChangeCompany = serde_json::from_str(r#"{"margin": null}"#).unwrap();
        assert_eq!(null.margin, Said::Null);
        let absent: ChangeCompany = serde_json::from_str("{}").unwrap();
        assert_eq!(absent.margin, Said::Nothing);
        assert!(serde_json::from_str::<ChangeCompany>(r#"{"retention": {}}"#).is_err());
        assert!(serde_json::from_str::<ChangeCompany>(r#"{"id": 1}"#).is_err());
    }
}
