//! The customers that the benches work on: those of the sample company, without planted effects.

pub mod cpu_time;

use std::convert::Infallible;

use facts::Day;
use models::{
    forecast::Spend,
    gamma_gamma::{SpendCell, spend_cells},
    history::{Cell, OrderHistory, cells, summary},
};
use sample::{Company, TrueModel};

/// Days in a week: histories are in weeks.
const WEEK: f64 = 7.0;

/// Customers as the models see them.
#[derive(Debug, Clone)]
pub struct Population {
    /// One history a customer.
    pub histories: Vec<OrderHistory>,
    /// One entry a customer, in euros.
    pub spend: Vec<Spend>,
}

impl Population {
    /// Customers won over 42 months who live by `model`, on the last day of those months.
    pub fn new(customers: u64, model: TrueModel) -> Self {
        let company = Company { customers, model, planted: false, ..Company::default() };
        let end = company.last_day();
        let generator = company.checked().expect("a plan within its ranges");
        let mut population = Self { histories: Vec::new(), spend: Vec::new() };
        let done = generator.generate_until_last_day(2, |life| {
            population.add(&life.orders, end);
            Ok::<_, Infallible>(())
        });
        match done {
            Ok(()) => population,
        }
    }

    /// Orders come sorted by time; those of one day count once.
    fn add(&mut self, orders: &[sample::Order], end: Day) {
        let days = orders.chunk_by(|a, b| a.day() == b.day()).map(|same| {
            let amount: i64 = same.iter().map(|order| order.amount_minor).sum();
            (same[0].day().days_since_epoch(), amount)
        });
        let Some(s) = summary(days) else { return };
        let weeks = |from: i32, to: i32| f64::from(to - from) / WEEK;
        let history = OrderHistory::new(
            s.repeat_orders,
            weeks(s.first_day, s.last_day),
            weeks(s.first_day, end.days_since_epoch()),
        );
        self.histories.push(history.expect("orders lie between the first and the last day"));
        let mean = s.repeat_amount_minor as f64 / f64::from(s.paid_repeat_orders.max(1)) / 100.0;
        self.spend.push(Spend { orders: s.paid_repeat_orders, mean });
    }

    /// Distinct histories, and each customer's.
    pub fn cells(&self) -> (Vec<Cell>, Vec<u32>) {
        cells(&self.histories)
    }

    /// Distinct (orders, mean amount) of those who paid for a repeat order.
    pub fn spend_cells(&self) -> Vec<SpendCell> {
        let paid: Vec<(u32, f64)> =
            self.spend.iter().filter(|s| s.orders > 0).map(|s| (s.orders, s.mean)).collect();
        spend_cells(&paid)
    }
}

/// BG/NBD with the published CDNOW parameters.
pub const CDNOW_BG_NBD: TrueModel = TrueModel::BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/// Pareto/NBD with the published CDNOW parameters.
pub const CDNOW_PARETO_NBD: TrueModel =
    TrueModel::ParetoNbd { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
