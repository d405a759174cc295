//! What customers with one chance a period are expected to order and bring, with intervals.
//!
//! As in `models::forecast`: the exact distribution of one customer's count and of the sum of a
//! count of gamma amounts; means and variances of sums; the doubt about the parameters from a few
//! points of their normal law.

use models::{
    bg_bb::{BgBb, ChanceHistory},
    estimate::{Estimate, Level},
    fit::{Convergence, Fit},
    forecast::{
        Counts, CustomerForecast, DOUBT_PER_CUSTOMER_BELOW, Money, Spend, money_interval, parameter_steps,
        spending_points, sum_interval,
    },
    gamma_gamma::GammaGamma,
    health::Health,
};
use rayon::prelude::*;

use super::histories::Histories;

/// Least excess of the shape of a mean amount over 2, where its variance would be infinite.
const LEAST_EXCESS: f64 = 0.1;

/// What is asked.
pub struct Asked<'a> {
    /// The fit of the chances.
    pub fit: &'a Fit<BgBb>,
    /// The fit of the amounts a period, where there are any.
    pub spending: Option<&'a Fit<GammaGamma>>,
    /// The customers.
    pub histories: &'a Histories,
    /// The group of each customer.
    pub group_of: &'a [u32],
    /// How many groups there are.
    pub groups: usize,
    /// Chances ahead, at least 1.
    pub chances: u32,
    /// What money at each of the chances is worth today.
    pub worth: &'a [f64],
    /// Money kept of a unit of revenue.
    pub margin: f64,
    /// Level of the intervals.
    pub level: Level,
}

/// A sum over customers.
#[derive(Debug, Clone)]
pub struct Sum {
    /// Customers.
    pub customers: u64,
    /// Orders in the horizon, at most one a period.
    pub orders: Estimate,
    /// Revenue in the horizon, not discounted.
    pub money: Option<Estimate>,
    /// Discounted margin from now to the end of each period; empty without money.
    pub value_by_period: Vec<Estimate>,
}

impl Sum {
    /// Discounted margin in the horizon.
    pub fn value(&self) -> Option<Estimate> {
        self.value_by_period.last().copied()
    }
}

/// The answer.
pub struct Ahead {
    /// One a customer.
    pub customers: Vec<CustomerForecast>,
    /// All together.
    pub total: Sum,
    /// By the groups asked for.
    pub groups: Vec<Sum>,
    /// By health.
    pub health: Vec<Sum>,
    /// Whether there is money: amounts with a mean over customers.
    pub money: bool,
    /// Whether the doubt about all parameters is in the intervals.
    pub doubt: bool,
}

/// One distinct history.
struct Cell {
    alive: f64,
    orders: Estimate,
    counts: Counts,
    /// Expected orders up to each chance, their variances, and the same at the points.
    mean: Vec<f64>,
    variance: Vec<f64>,
    at: Vec<Vec<f64>>,
}

/// Sums of one group.
#[derive(Clone, Default)]
struct Tally {
    customers: u64,
    orders: f64,
    orders_variance: f64,
    orders_at: Vec<f64>,
    money: Vec<f64>,
    money_variance: Vec<f64>,
    money_at: Vec<Vec<f64>>,
    money_by_spending: Vec<f64>,
}

/// Forecasts all customers.
pub fn forecast(asked: &Asked<'_>) -> Ahead {
    let spending = asked.spending.filter(|fit| {
        !matches!(fit.convergence, Convergence::Impossible(_)) && fit.model.population_mean().is_some()
    });
    let points = points(asked.fit);
    let views = if asked.histories.of.len() < DOUBT_PER_CUSTOMER_BELOW { points.as_slice() } else { &[] };
    let cells: Vec<Cell> =
        asked.histories.cells.par_iter().map(|c| cell(asked, &points, views, &c.history)).collect();
    let amounts: Vec<(f64, f64)> = spending
        .map_or_else(Vec::new, |fit| asked.histories.spend.iter().map(|s| amount(&fit.model, *s)).collect());
    let customers: Vec<CustomerForecast> = (0..asked.histories.of.len())
        .into_par_iter()
        .map(|i| customer(asked, &cells[asked.histories.cell_of[i] as usize], spending, &amounts, i))
        .collect();

    let by_spending = spending.map_or_else(Vec::new, spending_points);
    let doubt = !points.is_empty() && (spending.is_none() || !by_spending.is_empty());
    let mut total = Tally::default();
    let mut groups = vec![Tally::default(); asked.groups];
    let mut health = vec![Tally::default(); Health::ALL.len()];
    for (i, (&place, &group)) in asked.histories.cell_of.iter().zip(asked.group_of).enumerate() {
        let cell = &cells[place as usize];
        let class = Health::of(cell.alive).index() as usize;
        let money = spending.map(|fit| {
            let spend = asked.histories.spend[i];
            let at = by_spending.iter().map(|p| amount(p, spend).0).collect::<Vec<_>>();
            (amounts[i], fit.model.parameters()[0], at)
        });
        for tally in
            [Some(&mut total), groups.get_mut(group as usize), health.get_mut(class)].into_iter().flatten()
        {
            tally.add(cell, money.as_ref());
        }
    }
    let answer = |tally: &Tally| tally.answer(asked);
    Ahead {
        customers,
        total: answer(&total),
        groups: groups.iter().map(answer).collect(),
        health: health.iter().map(answer).collect(),
        money: spending.is_some(),
        doubt,
    }
}

/// Points of the parameters; empty where the fit has no covariance.
fn points(fit: &Fit<BgBb>) -> Vec<BgBb> {
    let at = fit.model.parameters();
    parameter_steps(&fit.log_covariance, 4)
        .iter()
        .filter_map(|step| {
            let [alpha, beta, gamma, delta] = std::array::from_fn(|i| at[i] * step[i].exp());
            BgBb::new(alpha, beta, gamma, delta).ok()
        })
        .collect()
}

/// Mean and mean square of the customer's mean amount.
fn amount(model: &GammaGamma, spend: Spend) -> (f64, f64) {
    let orders = f64::from(spend.orders);
    let mean = model.expected_spend(orders, spend.mean).unwrap_or(0.0);
    let (shape, _) = model.posterior(orders, spend.mean);
    (mean, mean * mean * (1.0 + 1.0 / (shape - 2.0).max(LEAST_EXCESS)))
}

fn cell(asked: &Asked<'_>, points: &[BgBb], views: &[BgBb], history: &ChanceHistory) -> Cell {
    let (model, chances) = (&asked.fit.model, asked.chances);
    let up_to = |model: &BgBb| {
        let mut out = vec![0.0; chances as usize];
        model.cumulative_orders(history, &mut out);
        out
    };
    let mean = up_to(model);
    let variance: Vec<f64> = (1..=chances).map(|n| model.orders_variance(history, n)).collect();
    let mut pmf = Vec::new();
    model.count_probabilities(history, chances, &mut pmf);
    if !views.is_empty() {
        let mut one = Vec::new();
        pmf.clear();
        for view in views {
            view.count_probabilities(history, chances, &mut one);
            pmf.resize(pmf.len().max(one.len()), 0.0);
            for (to, from) in pmf.iter_mut().zip(&one) {
                *to += from / views.len() as f64;
            }
        }
    }
    let (expected, spread) = (mean.last().copied().unwrap_or(0.0), variance.last().copied().unwrap_or(0.0));
    let mut counts = Counts::default();
    counts.set(&pmf, expected, spread);
    let (low, high) = counts.interval(asked.level);
    Cell {
        alive: model.active_at_next(history),
        orders: Estimate { expected, low, high },
        counts,
        at: points.iter().map(up_to).collect(),
        mean,
        variance,
    }
}

fn customer(
    asked: &Asked<'_>,
    cell: &Cell,
    spending: Option<&Fit<GammaGamma>>,
    amounts: &[(f64, f64)],
    i: usize,
) -> CustomerForecast {
    let money = spending.map(|fit| {
        let view = Money::new(&cell.counts, &fit.model, asked.histories.spend[i]);
        let (low, high) = money_interval(&[view], asked.level);
        Estimate { expected: amounts[i].0 * cell.orders.expected, low, high }
    });
    let share = discounted_share(&cell.mean, asked.worth);
    CustomerForecast {
        alive: cell.alive,
        orders: cell.orders,
        money,
        value: money.map(|m| m.scaled(asked.margin * share)),
        lifetime_value: None,
    }
}

/// What is worth today, of a sum that comes as these running means say.
fn discounted_share(mean: &[f64], worth: &[f64]) -> f64 {
    let (mut before, mut sum) = (0.0, 0.0);
    for (&until, worth) in mean.iter().zip(worth) {
        sum += (until - before) * worth;
        before = until;
    }
    if before > 0.0 { sum / before } else { 1.0 }
}

impl Tally {
    fn add(&mut self, cell: &Cell, money: Option<&((f64, f64), f64, Vec<f64>)>) {
        let periods = cell.mean.len();
        self.customers += 1;
        self.orders += cell.orders.expected;
        self.orders_variance += cell.variance.last().copied().unwrap_or(0.0);
        self.orders_at.resize(cell.at.len(), 0.0);
        for (to, from) in self.orders_at.iter_mut().zip(&cell.at) {
            *to += from.last().copied().unwrap_or(0.0);
        }
        let Some(((amount, square), p, by_spending)) = money else { return };
        self.money.resize(periods, 0.0);
        self.money_variance.resize(periods, 0.0);
        self.money_at.resize(cell.at.len(), vec![0.0; periods]);
        self.money_by_spending.resize(by_spending.len(), 0.0);
        for j in 0..periods {
            let (mean, variance) = (cell.mean[j], cell.variance[j]);
            self.money[j] += amount * mean;
            // Var Σ = E[M²] (E N / p + E N²) - (E M · E N)².
            let second = square * (mean / p + variance + mean * mean);
            self.money_variance[j] += (second - (amount * mean).powi(2)).max(0.0);
        }
        for (to, from) in self.money_at.iter_mut().zip(&cell.at) {
            for (to, from) in to.iter_mut().zip(from) {
                *to += amount * from;
            }
        }
        for (to, at) in self.money_by_spending.iter_mut().zip(by_spending) {
            *to += at * cell.orders.expected;
        }
    }

    fn answer(&self, asked: &Asked<'_>) -> Sum {
        let level = asked.level;
        let orders =
            sum_interval(self.orders, self.orders_variance + doubt(&self.orders_at, self.orders), level);
        let horizon = self.money.last().copied().unwrap_or(0.0);
        // Doubt about the amounts is a share of the sum, alike at every end.
        let share =
            if horizon > 0.0 { doubt(&self.money_by_spending, horizon) / (horizon * horizon) } else { 0.0 };
        let money: Vec<Estimate> = (0..self.money.len())
            .map(|j| {
                let at: Vec<f64> = self.money_at.iter().map(|m| m[j]).collect();
                let mean = self.money[j];
                sum_interval(mean, self.money_variance[j] + doubt(&at, mean) + share * mean * mean, level)
            })
            .collect();
        Sum {
            customers: self.customers,
            // One order a chance at most.
            orders: Estimate {
                high: orders.high.min(self.customers as f64 * f64::from(asked.chances)),
                ..orders
            },
            money: money.last().copied(),
            value_by_period: (1..=money.len())
                .zip(&money)
                .map(|(n, m)| m.scaled(asked.margin * discounted_share(&self.money[..n], asked.worth)))
                .collect(),
        }
    }
}

/// Mean square deviation of the points from the estimate.
fn doubt(points: &[f64], estimate: f64) -> f64 {
    points.iter().map(|p| (p - estimate).powi(2)).sum::<f64>() / points.len().max(1) as f64
}
