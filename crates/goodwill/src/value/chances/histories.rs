//! From an order log to chances taken: one chance to order a period, several orders count as one.

use facts::{Day, OrderLog};
use models::{
    bg_bb::{ChanceCell, ChanceHistory, chance_cells},
    forecast::Spend,
};

use crate::value::{ValueError, base::Base, period::Period, settings::Settings};

/// A last period counts as whole from this share on, where nobody said until when to look.
const ALMOST_OVER: f64 = 0.9;
/// Fewest chances after the first period that say anything.
const LEAST_CHANCES: i32 = 3;

/// The day looked from: the end of the last whole period. Without `--as-of` a period that is all
/// but over counts as whole, and so does the last one of a file in which every order is dated on
/// the first day of its period: there the day only names the period.
///
/// # Errors
///
/// If there are too few whole periods.
pub fn looked_from(log: &OrderLog, settings: &Settings, period: Period) -> Result<Day, ValueError> {
    let (first, last) = log.span().ok_or(ValueError::NoCustomers)?;
    let day = settings.as_of.unwrap_or(last);
    let number = period.number(day);
    let whole = if day == period.last_day(number) {
        true
    } else if settings.as_of.is_some() {
        false
    } else {
        period.share_over(day) >= ALMOST_OVER
            || log.days().iter().all(|d| d.day.since(period.last_day(period.number(d.day) - 1)) == 1)
    };
    let number = if whole { number } else { number - 1 };
    let chances = number - period.number(first);
    if chances < LEAST_CHANCES {
        return Err(ValueError::TooFewPeriods { periods: chances.max(-1) + 1, period: period.name() });
    }
    Ok(period.last_day(number))
}

/// The chances of every customer of a base.
pub struct Histories {
    /// One a customer.
    pub of: Vec<ChanceHistory>,
    /// Periods after the first with money, and their mean, in whole units; empty without amounts.
    pub spend: Vec<Spend>,
    /// Distinct histories.
    pub cells: Vec<ChanceCell>,
    /// The cell of each customer.
    pub cell_of: Vec<u32>,
}

impl Histories {
    /// Counts until `base.as_of`, the end of a period.
    pub fn new(log: &OrderLog, base: &Base, period: Period, minor_per_unit: Option<f64>) -> Self {
        let last = period.number(base.as_of);
        let (mut of, mut spend) = (Vec::new(), Vec::new());
        for (&customer, summary) in base.customers.iter().zip(&base.summaries) {
            let first = Day::from_epoch(summary.first_day).map_or(last, |day| period.number(day));
            let taken = taken(log, customer, first + 1, last, period);
            let (count, at) = (taken.len() as u32, taken.last().map_or(0, |t| t.0 - first) as u32);
            of.push(ChanceHistory::new(count, at, (last - first).max(0) as u32).expect(
                "periods of one customer are sorted, distinct, after the first and not after the last",
            ));
            if let Some(minor) = minor_per_unit {
                let paid = taken.iter().filter(|t| t.1 > 0).map(|t| t.1 as f64 / minor);
                let (orders, sum) = paid.fold((0u32, 0.0), |(n, sum), money| (n + 1, sum + money));
                spend.push(Spend { orders, mean: sum / f64::from(orders.max(1)) });
            }
        }
        let cells = chance_cells(&of);
        let cell_of = of.iter().map(|h| cells.partition_point(|c| c.history < *h) as u32).collect();
        Self { of, spend, cells, cell_of }
    }
}

/// Periods from `from` to `to` in which the customer ordered, with their revenue in minor units.
pub fn taken(log: &OrderLog, customer: u32, from: i32, to: i32, period: Period) -> Vec<(i32, i64)> {
    let days = log.of(customer as usize);
    days.chunk_by(|a, b| period.number(a.day) == period.number(b.day))
        .map(|days| {
            (period.number(days[0].day), days.iter().map(|d| d.amount_minor).fold(0, i64::saturating_add))
        })
        .filter(|(number, _)| (from..=to).contains(number))
        .collect()
}
