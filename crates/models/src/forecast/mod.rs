//! What every customer, and any group of them, is expected to order and bring, with intervals.
//!
//! Three sources of doubt (see `docs/intervals.md`): the parameters, by a few chosen points of
//! their normal law; the customer given the parameters, and the whole numbers and uneven amounts
//! that come of it, both by the exact distribution of counts and of sums of amounts. Sums over
//! customers add means and variances while passing over the customers once; nothing is drawn.

mod cells;
mod chebyshev;
mod counts;
mod curve;
mod money;
mod parameters;
mod pass;
mod sums;

pub use counts::{Counts, count_pit, interval as count_interval};
pub use money::{Money, Spend, interval as money_interval};
pub use parameters::{spending_points, steps as parameter_steps};
pub use sums::estimate as sum_interval;

use serde::Serialize;

use crate::{
    buying::Buying,
    estimate::{Estimate, Level},
    fit::{Convergence, Fit},
    gamma_gamma::GammaGamma,
    history::Cell,
};

/// Below this number of customers the doubt about the parameters enters each customer's interval;
/// above, it is far smaller than what one customer may do. Sums always carry it.
pub const DOUBT_PER_CUSTOMER_BELOW: usize = 20_000;

/// What to forecast. Times are in the unit of the histories, from now.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The fitted buying model.
    pub buying: &'a Fit<Buying>,
    /// The fitted spending model, where there is one.
    pub spending: Option<&'a Fit<GammaGamma>>,
    /// Distinct histories; see [`crate::history::cells`].
    pub cells: &'a [Cell],
    /// The cell of each customer.
    pub cell_of: &'a [u32],
    /// The amounts of each customer so far.
    pub spend: &'a [Spend],
    /// Ends of the periods, rising; the last one is the horizon.
    pub ends: &'a [f64],
    /// Continuous discount rate per unit of time; 0 for none.
    pub discount_rate: f64,
    /// Money kept of a unit of revenue, -1..=1.
    pub margin: f64,
    /// Probability with which the intervals are meant to hold the outcome.
    pub level: Level,
    /// Ways of dividing the customers whose sums are wanted.
    pub groupings: &'a [Grouping<'a>],
}

/// One way of dividing the customers.
#[derive(Debug, Clone, Copy)]
pub struct Grouping<'a> {
    /// The group of each customer; `groups` or above for none.
    pub of: &'a [u32],
    /// How many groups there are.
    pub groups: usize,
}

/// A request that cannot be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleRequest {
    /// Two lists that belong together have different lengths.
    #[error("{what}: {given} given for {customers} customers")]
    Lengths {
        /// The list.
        what: &'static str,
        /// Its length.
        given: usize,
        /// Customers.
        customers: usize,
    },
    /// A customer's cell does not exist.
    #[error("customer {customer} is in cell {cell}, but there are only {cells}")]
    NoSuchCell {
        /// Index of the customer.
        customer: usize,
        /// The cell named.
        cell: u32,
        /// How many there are.
        cells: usize,
    },
    /// No end, or ends that do not rise.
    #[error("the ends of the periods must be finite, rising and not before now")]
    Ends,
    /// A discount rate or margin out of range.
    #[error("{what} must lie between {least} and {most}, not {value}")]
    OutOfRange {
        /// Which.
        what: &'static str,
        /// Least admissible.
        least: f64,
        /// Greatest admissible.
        most: f64,
        /// Given.
        value: f64,
    },
}

/// Why there is no forecast of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoMoney {
    /// No spending model was given.
    NotAsked,
    /// The spending model could not be fitted.
    Unfitted,
    /// q <= 1: amounts have no mean over the population.
    NoMean,
}

/// One customer's forecast over the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CustomerForecast {
    /// Probability that the customer is active now.
    pub alive: f64,
    /// Orders.
    pub orders: Estimate,
    /// Revenue, not discounted; `None` as [`Forecast::no_money`] tells.
    pub money: Option<Estimate>,
    /// Discounted margin. Its interval is that of the revenue in the proportion of the means.
    pub value: Option<Estimate>,
    /// Expected discounted margin for ever; only with a discount rate above 0.
    pub lifetime_value: Option<f64>,
}

/// The sum over one group of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupForecast {
    /// Customers.
    pub customers: usize,
    /// Expected number of active ones now.
    pub active: f64,
    /// Orders in the horizon.
    pub orders: Estimate,
    /// Revenue in the horizon, not discounted.
    pub money: Option<Estimate>,
    /// Discounted margin in the horizon.
    pub value: Option<Estimate>,
    /// Expected discounted margin for ever; only with a discount rate above 0.
    pub lifetime_value: Option<f64>,
    /// Orders from now to each end.
    pub orders_by_end: Vec<Estimate>,
    /// Revenue from now to each end; empty without money.
    pub money_by_end: Vec<Estimate>,
    /// Discounted margin from now to each end; empty without money.
    pub value_by_end: Vec<Estimate>,
}

/// The answer. Per-customer figures are kept once per distinct history where they depend on
/// nothing else; [`Self::customer`] puts them together.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// All customers.
    pub total: GroupForecast,
    /// For each grouping of the request, each group.
    pub groups: Vec<Vec<GroupForecast>>,
    /// Why there is no money, where there is none.
    pub no_money: Option<NoMoney>,
    /// Whether the doubt about the buying parameters is in the intervals; `false` where the fit
    /// has no covariance.
    pub buying_doubt: bool,
    /// The same for the spending parameters.
    pub spending_doubt: bool,
    margin: f64,
    discounting: bool,
    cells: Vec<cells::CellForecast>,
    cell_of: Vec<u32>,
    /// Expected amount of one order, and both ends of the revenue's interval; empty without money.
    money: Vec<pass::MoneyForecast>,
}

impl Forecast {
    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.cell_of.len()
    }

    /// One customer's forecast; `None` beyond the last customer.
    #[must_use]
    pub fn customer(&self, index: usize) -> Option<CustomerForecast> {
        let cell = self.cells.get(*self.cell_of.get(index)? as usize)?;
        let money = self.money.get(index).map(|m| Estimate {
            expected: m.amount * cell.orders.expected,
            low: m.low,
            high: m.high,
        });
        let lifetime = self.discounting.then_some(cell.discounted_for_ever);
        Some(CustomerForecast {
            alive: cell.alive,
            orders: cell.orders,
            money,
            value: money.map(|m| m.scaled(self.margin * cell.discount)),
            lifetime_value: self.money.get(index).zip(lifetime).map(|(m, d)| self.margin * m.amount * d),
        })
    }

    /// All customers, in the order of the request.
    pub fn iter(&self) -> impl Iterator<Item = CustomerForecast> + '_ {
        (0..self.customers()).filter_map(|i| self.customer(i))
    }
}

/// Forecasts every customer, all together, and every group.
///
/// A million customers take a few seconds; the result has the same bits whatever the number of
/// threads.
///
/// # Errors
///
/// If the request contradicts itself; see [`ImpossibleRequest`].
pub fn forecast(request: &Request<'_>) -> Result<Forecast, ImpossibleRequest> {
    check(request)?;
    let (spending, no_money) = match request.spending {
        None => (None, Some(NoMoney::NotAsked)),
        Some(fit) if matches!(fit.convergence, Convergence::Impossible(_)) => (None, Some(NoMoney::Unfitted)),
        Some(fit) if fit.model.population_mean().is_none() => (None, Some(NoMoney::NoMean)),
        Some(fit) => (Some(fit), None),
    };
    let plan = pass::Plan::new(request, spending);
    let pass::Passed { cells, money, total, groups } = pass::run(&plan);
    Ok(Forecast {
        total,
        groups,
        no_money,
        buying_doubt: !plan.buying_points.is_empty(),
        spending_doubt: !plan.spending_points.is_empty(),
        margin: request.margin,
        discounting: request.discount_rate > 0.0,
        cells,
        cell_of: request.cell_of.to_vec(),
        money,
    })
}

fn check(request: &Request<'_>) -> Result<(), ImpossibleRequest> {
    let customers = request.cell_of.len();
    let lengths = std::iter::once(("amounts", request.spend.len()))
        .chain(request.groupings.iter().map(|g| ("groups", g.of.len())));
    for (what, given) in lengths {
        if given != customers {
            return Err(ImpossibleRequest::Lengths { what, given, customers });
        }
    }
    let cells = request.cells.len();
    if let Some((customer, &cell)) = request.cell_of.iter().enumerate().find(|(_, c)| **c as usize >= cells) {
        return Err(ImpossibleRequest::NoSuchCell { customer, cell, cells });
    }
    let rising = request.ends.windows(2).all(|w| w[0] < w[1]);
    let sound = request.ends.iter().all(|e| e.is_finite() && *e >= 0.0);
    if request.ends.is_empty() || !rising || !sound {
        return Err(ImpossibleRequest::Ends);
    }
    let ranges =
        [("the margin", request.margin, -1.0, 1.0), ("the discount rate", request.discount_rate, 0.0, 1e3)];
    for (what, value, least, most) in ranges {
        if !(value >= least && value <= most) {
            return Err(ImpossibleRequest::OutOfRange { what, least, most, value });
        }
    }
    Ok(())
}
