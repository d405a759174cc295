//! What customers of one history will order.
//!
//! In all three models an *active* customer's future depends on the number of orders and the age
//! alone; when the last order was only says how likely the customer is active. So the costly
//! numbers are worked out once per count and age, and a million histories need few of them.

use super::{
    counts::{self, Counts},
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
    of: Option<(u32, f64)>,
    /// Expected orders up to each end.
    orders: Vec<f64>,
    /// Expected square of the orders up to each knot.
    square: Vec<f64>,
    /// Expected orders at the knots, point after point of the parameters.
    orders_at: Vec<f64>,
    discount: f64,
    discounted_for_ever: f64,
    /// Probabilities of 0, 1, 2 … orders in the horizon, at the estimates or at each point.
    pmf: Vec<Vec<f64>>,
    counts: Counts,
    discounted: Vec<f64>,
}

impl Core {
    /// Whether these are the numbers for this history.
    pub(super) fn fits(&self, history: &OrderHistory) -> bool {
        self.of == Some((history.repeat_orders(), history.age()))
    }

    pub(super) fn fill(&mut self, plan: &Plan<'_>, history: &OrderHistory) {
        let (x, age) = (history.repeat_orders(), history.age());
        self.of = Some((x, age));
        // Of all histories with this count and age, the one most likely active.
        let latest = if x > 0 { OrderHistory::new(x, age, age).unwrap_or(*history) } else { *history };
        let sure = Sure { model: plan.model, history: &latest, alive: plan.model.alive(&latest) };
        self.orders.resize(plan.ends.len(), 0.0);
        sure.orders(plan.ends, &mut self.orders);
        self.square.clear();
        self.square.extend(plan.knots.iter().zip(&plan.knot_ends).map(|(&knot, &end)| {
            let mean = self.orders[knot] * sure.alive;
            sure.given((plan.model.orders_variance(&latest, end) + mean * mean).max(0.0))
        }));
        let points = plan.buying_points.iter().map(|p| {
            let model = p.model();
            Sure { model, history: &latest, alive: model.alive(&latest) }
        });
        self.orders_at.resize(plan.knots.len() * plan.buying_points.len(), 0.0);
        for (point, out) in points.clone().zip(self.orders_at.chunks_exact_mut(plan.knots.len())) {
            point.orders(&plan.knot_ends, out);
        }
        let horizon = plan.ends[plan.ends.len() - 1];
        if plan.doubt && !plan.buying_points.is_empty() {
            self.pmf.resize(plan.buying_points.len(), Vec::new());
            for (point, out) in points.zip(&mut self.pmf) {
                point.counts(horizon, out);
            }
        } else {
            self.pmf.resize(1, Vec::new());
            sure.counts(horizon, &mut self.pmf[0]);
            let expected = self.orders.last().copied().unwrap_or(0.0);
            let variance = self.square.last().copied().unwrap_or(0.0) - expected * expected;
            self.counts.set(&self.pmf[0], expected, variance);
        }
        self.discounted.clone_from(&self.orders);
        plan.discount.cumulative(&mut self.discounted);
        let (total, discounted) = (self.orders.last(), self.discounted.last());
        self.discount = match (total, discounted) {
            (Some(&total), Some(&discounted)) if total > 0.0 => discounted / total,
            _ => 1.0,
        };
        self.discounted_for_ever = if plan.discounting {
            sure.given(plan.model.discounted_orders(&latest, plan.request.discount_rate))
        } else {
            0.0
        };
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
    orders: Vec<f64>,
    orders_at: Vec<f64>,
    variance: Vec<f64>,
    pmf: Vec<f64>,
    pub(super) counts: Counts,
}

impl CellNumbers {
    pub(super) fn fill(&mut self, plan: &Plan<'_>, history: &OrderHistory, core: &Core) -> CellForecast {
        let alive = plan.model.alive(history);
        self.orders.clear();
        self.orders.extend(core.orders.iter().map(|o| alive * o));
        self.variance.clear();
        self.variance.extend(plan.knots.iter().zip(&core.square).map(|(&knot, square)| {
            let mean = alive * core.orders[knot];
            (alive * square - mean * mean).max(0.0)
        }));
        self.orders_at.clear();
        let mixed = core.pmf.len() > 1;
        self.pmf.clear();
        for (i, (point, at)) in
            plan.buying_points.iter().zip(core.orders_at.chunks_exact(plan.knots.len())).enumerate()
        {
            let alive = point.model().alive(history);
            self.orders_at.extend(at.iter().map(|o| alive * o));
            if mixed && let Some(pmf) = core.pmf.get(i) {
                let weight = 1.0 / core.pmf.len() as f64;
                self.pmf.resize(self.pmf.len().max(pmf.len()), 0.0);
                add_scaled(&mut self.pmf, pmf, weight * alive);
                self.pmf[0] += weight * (1.0 - alive);
            }
        }
        let expected = self.orders.last().copied().unwrap_or(0.0);
        if mixed {
            self.counts.set(&self.pmf, expected, self.variance.last().copied().unwrap_or(0.0));
        } else {
            self.counts.mix(&core.counts, alive);
        }
        let (low, high) = if self.counts.matched() {
            self.counts.interval(plan.level)
        } else {
            let (low, high) = if mixed {
                counts::interval(&self.pmf, plan.level)
            } else {
                counts::interval_of_active(&core.pmf[0], alive, plan.level)
            };
            (f64::from(low), f64::from(high))
        };
        CellForecast {
            alive,
            orders: Estimate { expected, low, high },
            discount: core.discount,
            discounted_for_ever: alive * core.discounted_for_ever,
        }
    }

    pub(super) fn add_to(&self, sums: &mut Sums, plan: &Plan<'_>, cell: &CellForecast, tally: &Tally) {
        sums.customers += tally.customers;
        sums.active += tally.customers * cell.alive;
        add_scaled(&mut sums.orders, &self.orders, tally.customers);
        add_scaled(&mut sums.orders_variance, &self.variance, tally.customers);
        add_scaled(&mut sums.orders_at, &self.orders_at, tally.customers);
        let Some(model) = plan.spending else { return };
        sums.money_for_ever += tally.amount * cell.discounted_for_ever;
        add_scaled(&mut sums.money, &self.orders, tally.amount);
        add_scaled(&mut sums.money_at, &self.orders_at, tally.amount);
        add_scaled(&mut sums.money_by_spending, &tally.amount_at, cell.orders.expected);
        let [p, ..] = model.parameters();
        for (k, &knot) in plan.knots.iter().enumerate() {
            let mean = self.orders[knot];
            // Var Σ = E[M²] (E N / p + E N²) - (E M · E N)².
            let second = tally.square * (mean / p + self.variance[k] + mean * mean);
            sums.money_variance[k] += (second - tally.amount_square * mean * mean).max(0.0);
        }
    }
}
