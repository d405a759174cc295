//! Sums over customers: means and variances in, estimates by period out.

use super::{GroupForecast, pass::Plan};
use crate::{
    estimate::{Estimate, Level},
    incomplete_gamma::gamma_quantile,
};

/// What is added up for one group. Customers are independent given the parameters, so variances
/// add; what the parameters do to all of them at once is kept as one sum per point.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    pub(super) customers: f64,
    pub(super) active: f64,
    pub(super) money_for_ever: f64,
    /// Expected orders and money up to each end.
    pub(super) orders: Vec<f64>,
    pub(super) money: Vec<f64>,
    /// Variances given the parameters, at the knots.
    pub(super) orders_variance: Vec<f64>,
    pub(super) money_variance: Vec<f64>,
    /// Expected orders and money at the knots, point after point of the buying parameters.
    pub(super) orders_at: Vec<f64>,
    pub(super) money_at: Vec<f64>,
    /// Expected money in the horizon at the points of the spending parameters.
    pub(super) money_by_spending: Vec<f64>,
}

impl Sums {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let (ends, knots) = (plan.ends.len(), plan.knots.len());
        let money = |n: usize| if plan.spending.is_some() { vec![0.0; n] } else { Vec::new() };
        Self {
            customers: 0.0,
            active: 0.0,
            money_for_ever: 0.0,
            orders: vec![0.0; ends],
            money: money(ends),
            orders_variance: vec![0.0; knots],
            money_variance: money(knots),
            orders_at: vec![0.0; knots * plan.buying_points.len()],
            money_at: money(knots * plan.buying_points.len()),
            money_by_spending: money(plan.spending_points.len()),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.customers += other.customers;
        self.active += other.active;
        self.money_for_ever += other.money_for_ever;
        for (to, from) in [
            (&mut self.orders, &other.orders),
            (&mut self.money, &other.money),
            (&mut self.orders_variance, &other.orders_variance),
            (&mut self.money_variance, &other.money_variance),
            (&mut self.orders_at, &other.orders_at),
            (&mut self.money_at, &other.money_at),
            (&mut self.money_by_spending, &other.money_by_spending),
        ] {
            add_scaled(to, from, 1.0);
        }
    }

    pub(super) fn answer(&self, plan: &Plan<'_>) -> GroupForecast {
        let orders_by_end = by_end(plan, &self.orders, &self.orders_variance, &self.orders_at, 0.0);
        let horizon = self.money.last().copied().unwrap_or(0.0);
        let spending = relative_square(&self.money_by_spending, horizon);
        let money_by_end = if self.money.is_empty() {
            Vec::new()
        } else {
            by_end(plan, &self.money, &self.money_variance, &self.money_at, spending)
        };
        let mut discounted = self.money.clone();
        plan.discount.cumulative(&mut discounted);
        let value_by_end: Vec<Estimate> = money_by_end
            .iter()
            .zip(discounted)
            .map(|(m, d)| m.scaled(if m.expected > 0.0 { d / m.expected } else { 0.0 }).scaled(plan.margin))
            .collect();
        GroupForecast {
            customers: self.customers as usize,
            active: self.active,
            orders: orders_by_end.last().copied().unwrap_or_default(),
            money: money_by_end.last().copied(),
            value: value_by_end.last().copied(),
            lifetime_value: (plan.discounting && !self.money.is_empty())
                .then_some(plan.margin * self.money_for_ever),
            orders_by_end,
            money_by_end,
            value_by_end,
        }
    }
}

/// Between knots the variance per unit of mean and the relative doubt are interpolated.
fn by_end(plan: &Plan<'_>, means: &[f64], variances: &[f64], at: &[f64], more: f64) -> Vec<Estimate> {
    let knots = plan.knots.len();
    let (dispersion, doubt): (Vec<f64>, Vec<f64>) = (0..knots)
        .map(|k| {
            let mean = means[plan.knots[k]];
            let points: Vec<f64> = at.iter().skip(k).step_by(knots).copied().collect();
            (if mean > 0.0 { variances[k] / mean } else { 0.0 }, relative_square(&points, mean) + more)
        })
        .unzip();
    (0..means.len())
        .map(|end| {
            let mean = means[end];
            let (k, share) = plan.between_knots(end);
            let mix = |values: &[f64]| {
                values[k] + share * (values.get(k + 1).copied().unwrap_or(values[k]) - values[k])
            };
            estimate(mean, mix(&dispersion) * mean + mix(&doubt) * mean * mean, plan.level)
        })
        .collect()
}

/// `to += factor · from`.
pub(super) fn add_scaled(to: &mut [f64], from: &[f64], factor: f64) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += factor * f;
    }
}

/// Mean square deviation of the points from the estimate, relative to it.
fn relative_square(points: &[f64], estimate: f64) -> f64 {
    if points.is_empty() || estimate <= 0.0 {
        return 0.0;
    }
    points.iter().map(|p| (p / estimate - 1.0).powi(2)).sum::<f64>() / points.len() as f64
}

/// Interval of a sum by the gamma distribution of this mean and variance: never negative, skewed
/// to the right, and normal where many add up.
#[must_use]
pub fn estimate(mean: f64, variance: f64, level: Level) -> Estimate {
    let shape = mean * mean / variance;
    if !(mean > 0.0 && variance > 0.0 && shape.is_finite() && shape > 0.0) {
        return Estimate::certain(mean.max(0.0));
    }
    let scale = mean / shape;
    let end = |p: f64| gamma_quantile(shape, p) * scale;
    Estimate { expected: mean, low: end(level.tail()), high: end(1.0 - level.tail()) }
}
