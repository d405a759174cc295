//! A full fit: the models fitted to everything, everybody valued.

use facts::{Currency, Version, schema::Kind};
use history::import::ReadOptions;
use models::history::Summary;
use records::NewFit;

use super::{
    Kept, Valued, day_of, order_log, publish,
    rows::{Common, OneCustomer, row},
    stale::stale,
};
use crate::{
    folder::{Folder, FolderError, Guarded, costs::acquisition, tables::Want},
    value::{Settings, Stages, base_of, valuate, valuation::Valuation},
};

/// A fit, and what it says.
pub(crate) struct Fitted {
    pub(crate) valued: Valued,
    pub(crate) valuation: Valuation,
}

/// Fits the models to the whole history with the company's settings, starting from the latest fit, and
/// values everybody. Where the company has said nothing, the settings of the latest fit hold on.
///
/// # Errors
///
/// If the folder cannot be read or written, or holds no orders.
pub(crate) fn refit(folder: &Folder, now: i64) -> Result<Valued, FolderError> {
    let latest = match folder.wait(folder.records().latest_fit())? {
        Some(fit) if fit.model != NO_MODEL => Kept::read(&fit.parameters)?.settings(),
        _ => Settings::default(),
    };
    let said = said_by_company(folder)?;
    let currency = said.as_ref().and_then(|company| company.currency);
    let settings = said.map_or_else(|| latest.clone(), |company| company.over(&latest));
    let options = ReadOptions { today: Some(day_of(now)?), currency, ..ReadOptions::default() };
    Ok(refit_with(folder, settings, &options, now, &mut Stages::quiet())?.valued)
}

/// What the company has said of how its money is valued.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SaidByCompany {
    /// The currency to value out of several; none as the orders say.
    pub(crate) currency: Option<Currency>,
    /// Money kept per unit of revenue; none as the orders say.
    pub(crate) margin: Option<f64>,
    /// Discount a year.
    pub(crate) discount: f64,
    /// Months ahead.
    pub(crate) horizon_months: u32,
}

impl SaidByCompany {
    /// The settings with what the company said in their place.
    pub(crate) fn over(self, settings: &Settings) -> Settings {
        let Self { margin, discount, horizon_months, .. } = self;
        Settings { margin, discount, horizon_months, ..settings.clone() }
    }
}

/// What the company has said of how its money is valued; none where it has said nothing yet.
///
/// # Errors
///
/// If the records cannot be read.
pub(crate) fn said_by_company(folder: &Folder) -> Result<Option<SaidByCompany>, FolderError> {
    let records = folder.records();
    if folder.wait(records.meta("company"))?.is_none() {
        return Ok(None);
    }
    let company = folder.wait(records.company())?;
    let currency = match company.currency.as_deref().map(Currency::from_code) {
        // A currency no order is in would leave nothing to value.
        Some(Ok(currency)) => super::currencies(folder)?.contains(&currency).then_some(currency),
        _ => None,
    };
    Ok(Some(SaidByCompany {
        currency,
        margin: company.margin.filter(|margin| (-1.0..=1.0).contains(margin)),
        discount: if (0.0..=1.0).contains(&company.discount) { company.discount } else { 0.10 },
        horizon_months: company.horizon_months.clamp(1, 600),
    }))
}

/// What stands in place of a model where lifetime models do not apply.
pub(super) const NO_MODEL: &str = "none";

/// Fits the models to the whole history with these settings and values everybody.
///
/// # Errors
///
/// If the folder cannot be read or written, or holds no orders.
pub(crate) fn refit_with(
    folder: &Folder,
    mut settings: Settings,
    options: &ReadOptions,
    now: i64,
    stages: &mut Stages,
) -> Result<Fitted, FolderError> {
    stages.begin("reading the folder");
    let tables = folder.tables(Want::default())?;
    if settings.as_of.is_none() {
        // A day ahead of the clock is kept, flagged, and never the day looked from.
        settings.as_of =
            folder.store().newest_order_day(&tables, day_of(now)?, &history::ask::Limits::default())?;
    }
    let import = order_log(folder, &tables, None, options, &|key| key.to_string())?;
    stages.done("read");
    let base = base_of(&import.log, &settings)?;
    let currency = import.has_amounts.then(|| import.log.currency());
    let costs = currency.map(|currency| acquisition(folder, &tables, currency)).transpose()?.flatten();
    let valued = valuate(&import, &base, costs.as_ref(), &settings, stages)?;

    stages.begin("keeping the values");
    let (model, parameters) = match &valued.models {
        Some(models) => {
            let kept = Kept::of(models, &settings, import.log.currency());
            (kept.model().to_owned(), kept.text()?)
        }
        None => (NO_MODEL.to_owned(), "{}".to_owned()),
    };
    let summary = serde_json::to_string(&valued.valuation)
        .map_err(|e| FolderError::Damaged(format!("the valuation cannot be kept: {e}")))?;
    let fit = folder.wait(folder.records().add_fit(NewFit {
        as_of: base.as_of.days_since_epoch(),
        fitted_at: now,
        kind: "full".to_owned(),
        model: model.clone(),
        parameters,
        summary,
    }))?;

    let _one_at_a_time = folder.lock(Guarded::Import)?;
    let batch = folder.wait(folder.records().next_batch())?;
    let common = Common {
        as_of: base.as_of,
        fit: fit.id,
        model: &model,
        currency: currency.map(facts::Currency::code),
        version: Version { time: now, tie: 0 },
    };
    let customers = &valued.customers;
    let mut writer = folder.store().writer(batch);
    for (i, summary) in base.summaries.iter().enumerate() {
        let key = key_of(customers.id(i))?;
        let one = one_customer(customers, i, key, summary);
        writer.push(row(&common, &one), false)?;
    }
    let files = writer.finish()?;
    let live = folder.wait(folder.records().live())?;
    let remove = stale(&crate::folder::listed::all_known(&live)?, base.as_of);
    publish(folder, batch, &files, remove, now)?;
    stages.done("values kept");
    stages.finish();
    let rows = base.len() as u64;
    Ok(Fitted { valued: Valued { customers: rows, fit: Some(fit.id) }, valuation: valued.valuation })
}

fn one_customer<'a>(
    customers: &crate::value::Customers<'_>,
    i: usize,
    key: i64,
    summary: &'a Summary,
) -> OneCustomer<'a> {
    let money = customers.spend.get(i).zip(customers.to_date.get(i)).map(|(spend, kept)| (*spend, *kept));
    OneCustomer { key, summary, money, forecast: customers.forecast.as_ref().and_then(|f| f.customer(i)) }
}

/// The key that was given as a text to the order log.
pub(super) fn key_of(text: &str) -> Result<i64, FolderError> {
    text.parse().map_err(|_| {
        FolderError::Damaged(format!("'{text}' is no customer's key in {}", Kind::Orders.name()))
    })
}
