//! What customers of one history will order.
//!
//! In all three models an *active* customer's future depends on the number of orders and the age
//! alone; when the last order was only says how likely the customer is active. So the costly
//! numbers are worked out once per count and age, and a million histories need few of them.

use super::{
    counts::{self, Counts},
    curve::Quantiles,
    pass::{Plan, Tally},
    sums::{Sums, add_scaled},
};
use crate::{buying::BuyingModel, estimate::Estimate, history::OrderHistory};

/// What depends on the history alone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CellForecast {
    pub(super) alive: f64,
    pub(super) orders: Estimate,
    /// Discounted per undiscounted expected order in the horizon.
    pub(super) discount: f64,
    /// Discounted expected orders without horizon; 0 without a rate.
    pub(super) discounted_for_ever: f64,
}

/// A customer of this count and age who is surely active.
#[derive(Default)]
pub(super) struct Core {
    /// What changes smoothly with the age, one after the other: expected orders up to each end,
    /// expected square of the orders up to each knot, expected orders at the knots (point after
    /// point of the parameters), discount per order, discounted orders for ever.
    pub(super) smooth: Vec<f64>,
    /// Probabilities of 0, 1, 2 … orders in the horizon, at the estimates or at each point.
    pmf: Vec<Vec<f64>>,
    counts: Counts,
    /// Whether `counts` is that of `pmf`.
    counted: bool,
    /// By number of paid orders: quantiles of money, where a curve knows them.
    pub(super) quantiles: Vec<(u32, Quantiles)>,
    scratch: Vec<f64>,
}

/// Where the smooth numbers are.
#[derive(Clone, Copy)]
struct Smooth<'a> {
    orders: &'a [f64],
    square: &'a [f64],
    orders_at: &'a [f64],
    discount: f64,
    discounted_for_ever: f64,
}

impl Core {
    /// The exact numbers.
    pub(super) fn fill(&mut self, plan: &Plan<'_>, history: &OrderHistory) {
        let (x, age) = (history.repeat_orders(), history.age());
        let (ends, knots) = (plan.ends.len(), plan.knots.len());
        // Of all histories with this count and age, the one most likely active.
        let latest = if x > 0 { OrderHistory::new(x, age, age).unwrap_or(*history) } else { *history };
        let sure = Sure { model: plan.model, history: &latest, alive: plan.model.alive(&latest) };
        self.quantiles.clear();
        self.smooth.clear();
        self.smooth.resize(ends, 0.0);
        sure.orders(plan.ends, &mut self.smooth);
        for (&knot, &end) in plan.knots.iter().zip(&plan.knot_ends) {
            let mean = self.smooth[knot] * sure.alive;
            let square = sure.given((plan.model.orders_variance(&latest, end) + mean * mean).max(0.0));
            self.smooth.push(square);
        }
        let points = plan.buying_points.iter().map(|p| {
            let model = p.model();
            Sure { model, history: &latest, alive: model.alive(&latest) }
        });
        for point in points.clone() {
            let from = self.smooth.len();
            self.smooth.resize(from + knots, 0.0);
            point.orders(&plan.knot_ends, &mut self.smooth[from..]);
        }
        let horizon = plan.ends[ends - 1];
        let (expected, square) = (self.smooth[ends - 1], self.smooth[ends + knots - 1]);
        if plan.doubt && !plan.buying_points.is_empty() {
            self.pmf.resize(plan.buying_points.len(), Vec::new());
            for (point, out) in points.zip(&mut self.pmf) {
                point.counts(horizon, out);
            }
        } else {
            self.pmf.resize(1, Vec::new());
            sure.counts(horizon, &mut self.pmf[0]);
            self.counts.set(&self.pmf[0], expected, square - expected * expected);
        }
        self.counted = true;
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.smooth[..ends]);
        plan.discount.cumulative(&mut self.scratch);
        let discounted = self.scratch.last().copied().unwrap_or(0.0);
        self.smooth.push(if expected > 0.0 { discounted / expected } else { 1.0 });
        self.smooth.push(if plan.discounting {
            sure.given(plan.model.discounted_orders(&latest, plan.request.discount_rate))
        } else {
            0.0
        });
    }

    /// The probabilities of counts at the estimates.
    pub(super) fn pmf(&self) -> &[f64] {
        &self.pmf[0]
    }

    /// Takes what follows the first `smooth` numbers as the probabilities of counts.
    pub(super) fn set_pmf(&mut self, smooth: usize) {
        self.pmf.resize(1, Vec::new());
        self.pmf[0].clear();
        self.pmf[0].extend(self.smooth.drain(smooth..).map(|p| p.max(0.0)));
        self.counted = false;
    }

    /// The counts in points, for money.
    pub(super) fn counts(&mut self, plan: &Plan<'_>) -> &Counts {
        if !self.counted {
            let Smooth { orders, square, .. } = self.numbers(plan);
            let (expected, square) = (orders[orders.len() - 1], square[square.len() - 1]);
            self.counts.set(&self.pmf[0], expected, square - expected * expected);
            self.counted = true;
        }
        &self.counts
    }

    fn numbers(&self, plan: &Plan<'_>) -> Smooth<'_> {
        let (orders, rest) = self.smooth.split_at(plan.ends.len());
        let (square, rest) = rest.split_at(plan.knots.len());
        let (orders_at, rest) = rest.split_at(plan.knots.len() * plan.buying_points.len());
        Smooth { orders, square, orders_at, discount: rest[0], discounted_for_ever: rest[1] }
    }

    /// Adds the customers of these cells who are in one group.
    pub(super) fn add_to(&self, sums: &mut Sums, plan: &Plan<'_>, tally: &CoreTally) {
        let Smooth { orders, square, orders_at, discounted_for_ever, .. } = self.numbers(plan);
        let knots = plan.knots.len();
        sums.customers += tally.customers;
        sums.active += tally.active;
        add_scaled(&mut sums.orders, orders, tally.active);
        for (k, &knot) in plan.knots.iter().enumerate() {
            let mean = orders[knot];
            sums.orders_variance[k] +=
                (tally.active * square[k] - tally.active_square * mean * mean).max(0.0);
        }
        for (i, at) in orders_at.chunks_exact(knots).enumerate() {
            add_scaled(&mut sums.orders_at[i * knots..(i + 1) * knots], at, tally.active_at[i]);
        }
        let Some(model) = plan.spending else { return };
        sums.money_for_ever += tally.amount * discounted_for_ever;
        add_scaled(&mut sums.money, orders, tally.amount);
        for (i, at) in orders_at.chunks_exact(knots).enumerate() {
            add_scaled(&mut sums.money_at[i * knots..(i + 1) * knots], at, tally.amount_by_buying[i]);
        }
        add_scaled(&mut sums.money_by_spending, &tally.amount_by_spending, orders[orders.len() - 1]);
        let [p, ..] = model.parameters();
        for (k, &knot) in plan.knots.iter().enumerate() {
            let mean = orders[knot];
            // Var Σ = E[M²] (E N / p + E N²) - (E M · E N)².
            let second = tally.square * (mean / p + square[k]);
            sums.money_variance[k] += (second - tally.amount_square * mean * mean).max(0.0);
        }
    }
}

/// Customers of one core in one group: sums over them of what depends on more than the core.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CoreTally {
    customers: f64,
    /// Σ alive, Σ alive².
    active: f64,
    active_square: f64,
    /// Σ alive at the points of the buying parameters.
    active_at: [f64; 8],
    /// Σ alive E[M], and the same at the points of the buying and of the spending parameters.
    amount: f64,
    amount_by_buying: [f64; 8],
    amount_by_spending: [f64; 6],
    /// Σ alive E[M²], Σ (alive E[M])².
    square: f64,
    amount_square: f64,
}

impl CoreTally {
    /// Adds customers of one cell.
    pub(super) fn add(&mut self, cell: &CellNumbers, tally: &Tally) {
        let alive = cell.alive;
        self.customers += tally.customers;
        self.active += tally.customers * alive;
        self.active_square += tally.customers * alive * alive;
        add_scaled(&mut self.active_at, &cell.alive_at, tally.customers);
        self.amount += tally.amount * alive;
        add_scaled(&mut self.amount_by_buying, &cell.alive_at, tally.amount);
        add_scaled(&mut self.amount_by_spending, &tally.amount_at, alive);
        self.square += tally.square * alive;
        self.amount_square += tally.amount_square * alive * alive;
    }
}

/// A customer as if surely active, told from one who is likely so.
struct Sure<'a> {
    model: &'a dyn BuyingModel,
    history: &'a OrderHistory,
    alive: f64,
}

impl Sure<'_> {
    /// An expectation given that the customer is active; nothing comes of the others.
    fn given(&self, expected: f64) -> f64 {
        if self.alive > 0.0 { expected / self.alive } else { 0.0 }
    }

    fn orders(&self, ends: &[f64], out: &mut [f64]) {
        self.model.cumulative_orders(self.history, ends, out);
        for value in out {
            *value = self.given(*value);
        }
    }

    fn counts(&self, horizon: f64, out: &mut Vec<f64>) {
        self.model.count_probabilities(self.history, horizon, Counts::most(), out);
        let Some((nothing, some)) = out.split_first_mut() else { return };
        for p in some {
            *p = self.given(*p);
        }
        *nothing = 1.0 - self.given(1.0 - *nothing);
    }
}

/// Numbers of one cell.
#[derive(Default)]
pub(super) struct CellNumbers {
    alive: f64,
    /// At the points of the buying parameters.
    alive_at: [f64; 8],
    /// Probability of no order in the horizon.
    pub(super) nothing: f64,
    pmf: Vec<f64>,
    counts: Counts,
}

impl CellNumbers {
    pub(super) fn fill(&mut self, plan: &Plan<'_>, history: &OrderHistory, core: &mut Core) -> CellForecast {
        self.alive = plan.model.alive(history);
        for (alive, point) in self.alive_at.iter_mut().zip(&plan.buying_points) {
            *alive = point.model().alive(history);
        }
        let (low, high) = if core.pmf.len() > 1 {
            self.mix(plan, core)
        } else {
            self.nothing = 1.0 - self.alive + self.alive * core.pmf()[0].clamp(0.0, 1.0);
            if core.counted && core.counts.matched() {
                self.counts.mix(&core.counts, self.alive);
                self.counts.interval(plan.level)
            } else {
                let (low, high) = counts::interval_of_active(core.pmf(), self.alive, plan.level);
                (f64::from(low), f64::from(high))
            }
        };
        let Smooth { orders, discount, discounted_for_ever, .. } = core.numbers(plan);
        let expected = self.alive * orders[orders.len() - 1];
        CellForecast {
            alive: self.alive,
            orders: Estimate { expected, low, high },
            discount,
            discounted_for_ever: self.alive * discounted_for_ever,
        }
    }

    /// Counts over all points of the parameters, and their interval.
    fn mix(&mut self, plan: &Plan<'_>, core: &Core) -> (f64, f64) {
        self.pmf.clear();
        let weight = 1.0 / core.pmf.len() as f64;
        for (pmf, alive) in core.pmf.iter().zip(self.alive_at) {
            self.pmf.resize(self.pmf.len().max(pmf.len()), 0.0);
            add_scaled(&mut self.pmf, pmf, weight * alive);
            self.pmf[0] += weight * (1.0 - alive);
        }
        let Smooth { orders, square, .. } = core.numbers(plan);
        let expected = self.alive * orders[orders.len() - 1];
        let variance = (self.alive * square[square.len() - 1] - expected * expected).max(0.0);
        self.counts.set(&self.pmf, expected, variance);
        self.nothing = self.counts.nothing();
        if self.counts.matched() {
            return self.counts.interval(plan.level);
        }
        let (low, high) = counts::interval(&self.pmf, plan.level);
        (f64::from(low), f64::from(high))
    }

    /// The counts in points, for money.
    pub(super) fn counts(&mut self, plan: &Plan<'_>, core: &mut Core) -> &Counts {
        if core.pmf.len() == 1 {
            self.counts.mix(core.counts(plan), self.alive);
        }
        &self.counts
    }
}
