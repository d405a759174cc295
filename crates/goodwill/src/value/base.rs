//! The customer base as numbers: what the models are given, made from the order log.

use facts::{Day, OrderLog};
use models::{
    applicability,
    history::{Cell, OrderHistory, Summary, cells, summary},
};
use rayon::prelude::*;

/// Every customer's history as known at the end of one day, in the order of the log.
#[derive(Debug, Clone)]
pub struct Base {
    /// The last day that is known.
    pub as_of: Day,
    /// Number of each customer in the log the base was made from.
    pub customers: Vec<u32>,
    /// What their order days come to.
    pub summaries: Vec<Summary>,
    /// Distinct histories with how many customers have each, in the unit of time asked for.
    pub cells: Vec<Cell>,
    /// The cell of each customer.
    pub cell_of: Vec<u32>,
}

impl Base {
    /// Customers of `log` with an order until `as_of`; `unit_days` days make one unit of time.
    pub fn new(log: &OrderLog, as_of: Day, unit_days: f64) -> Self {
        let known: Vec<(u32, Summary)> = (0..log.len())
            .into_par_iter()
            .filter_map(|customer| {
                let days = log.of(customer).iter().take_while(|d| d.day <= as_of);
                summary(days.map(|d| (d.day.days_since_epoch(), d.amount_minor)))
                    .map(|s| (customer as u32, s))
            })
            .collect();
        let (customers, summaries): (Vec<u32>, Vec<Summary>) = known.into_iter().unzip();
        let histories: Vec<OrderHistory> =
            summaries.par_iter().map(|s| history_on(s, as_of, unit_days)).collect();
        let (cells, cell_of) = cells(&histories);
        Self { as_of, customers, summaries, cells, cell_of }
    }

    /// How many customers.
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// The history of customer number `i` of the base.
    pub fn history(&self, i: usize) -> &OrderHistory {
        &self.cells[self.cell_of[i] as usize].history
    }

    /// What decides whether lifetime models apply.
    pub fn applicability(&self, log: &OrderLog) -> applicability::Base {
        let mut base = applicability::Base::default();
        let as_of = self.as_of;
        for &customer in &self.customers {
            let known = log.of(customer as usize).iter().map(|d| d.day).take_while(move |d| *d <= as_of);
            base.add(known.map(Day::days_since_epoch), as_of.days_since_epoch());
        }
        base
    }
}

/// The history that order days up to `day` come to, in units of `unit_days` days.
pub fn history_on(known: &Summary, day: Day, unit_days: f64) -> OrderHistory {
    let last = f64::from(known.last_day - known.first_day) / unit_days;
    let age = f64::from(day.days_since_epoch() - known.first_day) / unit_days;
    OrderHistory::new(known.repeat_orders, last, age)
        .expect("order days of one customer are sorted, distinct and not after the day")
}

/// What each customer of a base did in the days after it, until `to`: orders and money.
pub struct Afterwards {
    /// Order days.
    pub orders: Vec<u32>,
    /// Revenue in minor units.
    pub money_minor: Vec<i64>,
}

impl Afterwards {
    /// Counts what came after `base.as_of` and not after `to`.
    pub fn new(base: &Base, log: &OrderLog, to: Day) -> Self {
        let (orders, money_minor) = base
            .customers
            .par_iter()
            .map(|&customer| {
                let later = log.of(customer as usize).iter().filter(|d| d.day > base.as_of && d.day <= to);
                later.fold((0u32, 0i64), |(n, sum), d| (n + 1, sum.saturating_add(d.amount_minor)))
            })
            .unzip();
        Self { orders, money_minor }
    }
}
