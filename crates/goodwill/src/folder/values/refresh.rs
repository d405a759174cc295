//! A refresh: the customers that new facts are about, valued with the parameters of the latest fit.

use std::collections::{HashMap, HashSet};

use facts::{Version, schema::Kind};
use history::{ask::Limits, import::ReadOptions};
use models::{
    estimate::Level,
    forecast::{Request, Spend, forecast},
};

use super::{
    Kept, Valued, day_of, order_log, publish,
    refit::{NO_MODEL, key_of},
    rows::{Common, OneCustomer, row},
};
use crate::{
    folder::{Folder, FolderError, Guarded, tables::Want},
    value::{Base, MONTH_DAYS, Margin, no_spending, spend_of},
};

/// Values the customers touched anew with the parameters of the latest fit; without one, nothing.
/// Customers may be given by keys as first seen.
///
/// # Errors
///
/// If the folder cannot be read or written.
pub(crate) fn refresh(folder: &Folder, customers: &HashSet<i64>, now: i64) -> Result<Valued, FolderError> {
    let Some(fit) = folder.wait(folder.records().latest_fit())? else { return Ok(Valued::default()) };
    if fit.model == NO_MODEL || customers.is_empty() {
        return Ok(Valued { customers: 0, fit: Some(fit.id) });
    }
    let kept = Kept::read(&fit.parameters)?;
    let (buying, spending, settings) = (kept.buying()?, kept.spending()?, kept.settings());
    let tables = folder.tables(Want::default())?;
    let stands_for: HashMap<i64, i64> = tables.links.iter().copied().collect();
    let touched: HashSet<i64> =
        customers.iter().map(|key| stands_for.get(key).copied().unwrap_or(*key)).collect();
    let today = day_of(now)?;
    let none = Valued { customers: 0, fit: Some(fit.id) };
    let Some(as_of) = folder.store().newest_order_day(&tables, today, &Limits::default())? else {
        return Ok(none);
    };
    let currency = facts::Currency::from_code(&kept.currency).ok();
    let options = ReadOptions { today: Some(today), currency, ..ReadOptions::default() };
    let import = match order_log(folder, &tables, Some(&touched), &options, &|key| key.to_string()) {
        // Visitors who have ordered nothing yet.
        Err(FolderError::Import(_)) => return Ok(none),
        import => import?,
    };
    let base = Base::new(&import.log, as_of, settings.unit.days());
    if base.len() == 0 {
        return Ok(none);
    }
    let minor = import.has_amounts.then(|| import.log.currency().minor_per_unit());
    let spend: Vec<Spend> = match minor {
        Some(minor) => base.summaries.iter().map(|s| spend_of(s, minor)).collect(),
        None => no_spending(&base),
    };
    let unit_days = settings.unit.days();
    let ends: Vec<f64> =
        (1..=settings.horizon_months).map(|m| f64::from(m) * MONTH_DAYS / unit_days).collect();
    let foreseen = forecast(&Request {
        buying: &buying,
        spending: spending.as_ref().filter(|_| minor.is_some()),
        cells: &base.cells,
        cell_of: &base.cell_of,
        spend: &spend,
        ends: &ends,
        discount_rate: settings.discount.ln_1p() / (365.25 / unit_days),
        margin: kept.margin,
        level: Level::new(settings.level).unwrap_or_default(),
        groupings: &[],
    })?;

    let margin = Margin::kept(kept.margin, &kept.margin_source);
    let common = Common {
        as_of,
        fit: fit.id,
        model: kept.model(),
        currency: minor.map(|_| import.log.currency().code()),
        version: Version { time: now, tie: 0 },
    };
    let _one_at_a_time = folder.lock(Guarded::Import)?;
    let batch = folder.wait(folder.records().next_batch())?;
    let mut writer = folder.store().writer(batch);
    for (i, summary) in base.summaries.iter().enumerate() {
        let customer = base.customers[i] as usize;
        let money = minor.map(|minor| {
            let known = import.log.of(customer).iter().take_while(|d| d.day <= as_of);
            let so_far: f64 = known.map(|d| margin.kept_minor(d)).sum();
            (summary.total_amount_minor as f64 / minor, so_far / minor)
        });
        let key = key_of(import.log.id(customer))?;
        let one = OneCustomer { key, summary, money, forecast: foreseen.customer(i) };
        writer.push(row(&common, &one), true)?;
    }
    let files = writer.finish()?;
    debug_assert!(files.iter().all(|file| file.kind == Kind::CustomerValues));
    publish(folder, batch, &files, Vec::new(), now)?;
    Ok(Valued { customers: base.len() as u64, fit: Some(fit.id) })
}
