//! The first screen of a company that has been valued.

use std::sync::Arc;

use book::{Direction, Entry, Filter, Sort};
use facts::Day;
use models::health::Health;
use pages::today::{self as page, Counted, LookAt};

use super::super::{
    Caller, Problem, Web,
    valued::{self, Valued},
};

/// So many customers are named on the first screen.
const FIRST: usize = 8;

/// What the latest fit says, for this caller.
pub(super) async fn told(web: &Arc<Web>, caller: &Caller, v: &Valued) -> Result<page::State, Problem> {
    if !v.applicability.applies {
        return Ok(page::State::Counted(Box::new(counted(v))));
    }
    let first = first(web, caller).await?;
    Ok(page::State::Valued(Box::new(page::Valued {
        as_of: v.as_of,
        customers: v.customers,
        horizon_months: v.value.horizon_months,
        level: v.value.level,
        value: v.expected().map(|expected| (expected, v.value.currency)),
        orders: v.value.orders,
        leaving: leaving(web, v),
        margin: v.value.margin,
        margin_assumed: !v.is_margin(),
        discount: v.value.annual_discount,
        test: v.holdout.as_ref().map(valued::test_of),
        first,
        curve: valued::curve(v),
    })))
}

fn counted(v: &Valued) -> Counted {
    Counted {
        as_of: v.as_of,
        customers: v.customers,
        orders: v.orders,
        repeaters: v.repeaters,
        to_date: v.money().map(|currency| (v.value.to_date, currency)),
        reason: v.applicability.reason.clone(),
        words: v.applicability.words.clone(),
        can_tell: v.applicability.can_tell.clone(),
        curve: valued::curve(v),
    }
}

/// Customers who may be leaving, and the value at risk with them: as the lists count them, or as the
/// fit did while the lists are being made.
pub(super) fn leaving(web: &Web, v: &Valued) -> Option<(u64, Option<f64>)> {
    if let Some(book) = web.shelf.book() {
        let at_risk = book.totals_by_health(&Filter::default())[Health::AtRisk.index() as usize];
        return Some((at_risk.customers, v.money().map(|_| at_risk.at_risk)));
    }
    let class = v.health.iter().find(|class| class.name == "at risk")?;
    Some((class.customers, None))
}

/// Whom to look at first.
pub(super) async fn first(web: &Arc<Web>, caller: &Caller) -> Result<Vec<LookAt>, Problem> {
    let Some(book) = web.shelf.book() else { return Ok(Vec::new()) };
    let found = book.list(&Filter::default(), Sort::AtRisk, Direction::Descending, None, FIRST);
    let at_risk: Vec<Entry> =
        found.entries.into_iter().filter(|entry| entry.at_risk.is_some_and(|risk| risk > 0.0)).collect();
    let keys: Vec<i64> = at_risk.iter().map(|entry| entry.key).collect();
    let names = super::called(web, caller, &keys).await?;
    Ok(at_risk.iter().zip(names).filter_map(|(entry, name)| look_at(entry, name)).collect())
}

fn look_at(entry: &Entry, name: String) -> Option<LookAt> {
    let gaps = entry.orders.saturating_sub(1);
    Some(LookAt {
        key: entry.key,
        name,
        orders: entry.orders.into(),
        last_order: Day::from_epoch(entry.last_day).ok()?,
        usual_gap_days: (gaps > 0).then(|| f64::from(entry.last_day - entry.first_day) / f64::from(gaps)),
        alive: entry.alive,
        spend: entry.spend,
        expected: entry.value,
        at_risk: entry.at_risk,
    })
}
