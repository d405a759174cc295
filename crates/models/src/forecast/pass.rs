//! The one pass over customers: cell after cell, in fixed chunks, reduced in order.

use rayon::prelude::*;

use super::{
    GroupForecast, Grouping, Request, Spend,
    counts::Counts,
    money::{self, Money},
    parameters,
    sums::{Sums, add_scaled},
};
use crate::{
    buying::{Buying, BuyingModel},
    estimate::{Estimate, Level},
    fit::Fit,
    gamma_gamma::GammaGamma,
    history::{Cell, OrderHistory},
};

/// Cells in a chunk.
const CHUNK: usize = 256;
/// Chunks worked on before their sums are added up: bounds the memory.
const WAVE: usize = 64;
/// Ends at which variances and doubts are evaluated, besides the last one: about these months of 36.
const KNOTS: [f64; 4] = [0.03, 0.09, 0.25, 0.55];
/// Smallest q + p x - 2 in a variance of money: at or below 2 it is infinite, and amounts are
/// taken as if they had this much less spread.
const LEAST_EXCESS: f64 = 0.1;

/// What does not change from customer to customer.
pub(super) struct Plan<'a> {
    request: &'a Request<'a>,
    model: &'a dyn BuyingModel,
    pub(super) spending: Option<&'a GammaGamma>,
    pub(super) buying_points: Vec<Buying>,
    pub(super) spending_points: Vec<GammaGamma>,
    pub(super) ends: &'a [f64],
    /// Indices into `ends`, rising, the last one included.
    pub(super) knots: Vec<usize>,
    knot_ends: Vec<f64>,
    pub(super) discount: Discount,
    pub(super) discounting: bool,
    pub(super) margin: f64,
    pub(super) level: Level,
    /// Whether customers' own intervals carry the doubt about the parameters.
    doubt: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(request: &'a Request<'a>, spending: Option<&'a Fit<GammaGamma>>) -> Self {
        let ends = request.ends;
        let last = ends.len() - 1;
        let mut knots: Vec<usize> = KNOTS.iter().map(|k| (k * last as f64).round() as usize).collect();
        knots.push(last);
        knots.dedup();
        Self {
            request,
            model: request.buying.model.model(),
            spending: spending.map(|f| &f.model),
            buying_points: parameters::buying_points(request.buying),
            spending_points: spending.map(parameters::spending_points).unwrap_or_default(),
            ends,
            knot_ends: knots.iter().map(|&k| ends[k]).collect(),
            knots,
            discount: Discount::new(ends, request.discount_rate),
            discounting: request.discount_rate > 0.0,
            margin: request.margin,
            level: request.level,
            doubt: request.cell_of.len() < super::DOUBT_PER_CUSTOMER_BELOW,
        }
    }

    /// The knot at or before this end, and how far on to the next one.
    pub(super) fn between_knots(&self, end: usize) -> (usize, f64) {
        let k = self.knots.partition_point(|&knot| knot <= end).saturating_sub(1);
        let (from, to) = (self.knot_ends[k], self.knot_ends.get(k + 1).copied());
        let share = to.map_or(0.0, |to| (self.ends[end] - from) / (to - from));
        (k, share.clamp(0.0, 1.0))
    }
}

/// Discounting of cumulative sums: each period's by its average factor, and by the slope of the
/// rate within it as its neighbours show it.
pub(super) struct Discount {
    factor: Vec<f64>,
    slope: Vec<f64>,
    lengths: Vec<f64>,
}

impl Discount {
    fn new(ends: &[f64], rate: f64) -> Self {
        let mut from = 0.0;
        let mut discount = Self { factor: Vec::new(), slope: Vec::new(), lengths: Vec::new() };
        for &end in ends {
            let length = end - from;
            let x = rate * length;
            let average = if x > 0.0 { -(-x).exp_m1() / x } else { 1.0 };
            discount.factor.push((-rate * from).exp() * average);
            discount.slope.push(-rate * (-rate * 0.5 * (from + end)).exp() * length.powi(3) / 12.0);
            discount.lengths.push(length);
            from = end;
        }
        discount
    }

    /// Turns sums from now to each end into discounted ones.
    pub(super) fn cumulative(&self, sums: &mut [f64]) {
        let mut before = 0.0;
        let rates: Vec<f64> = sums
            .iter()
            .zip(&self.lengths)
            .map(|(&sum, &length)| {
                let rate = if length > 0.0 { (sum - before) / length } else { 0.0 };
                before = sum;
                rate
            })
            .collect();
        let mut total = 0.0;
        for i in 0..sums.len() {
            let (a, b) = (i.saturating_sub(1), (i + 1).min(sums.len() - 1));
            let apart = self.lengths[a..=b].iter().sum::<f64>() - 0.5 * (self.lengths[a] + self.lengths[b]);
            let slope = if b > a && apart > 0.0 { (rates[b] - rates[a]) / apart } else { 0.0 };
            total += rates[i] * self.lengths[i] * self.factor[i] + slope * self.slope[i];
            sums[i] = total;
        }
    }
}

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

/// A customer's expected amount of one order and the interval of the revenue.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MoneyForecast {
    pub(super) amount: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

pub(super) struct Passed {
    pub(super) cells: Vec<CellForecast>,
    pub(super) money: Vec<MoneyForecast>,
    pub(super) total: GroupForecast,
    pub(super) groups: Vec<Vec<GroupForecast>>,
}

/// Customers by cell: those of cell c are `members[starts[c]..starts[c + 1]]`, in order.
struct Members {
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Members {
    fn new(cells: usize, cell_of: &[u32]) -> Self {
        let mut starts = vec![0; cells + 1];
        for &c in cell_of {
            starts[c as usize + 1] += 1;
        }
        for c in 0..cells {
            starts[c + 1] += starts[c];
        }
        let mut next = starts.clone();
        let mut members = vec![0; cell_of.len()];
        for (i, &c) in cell_of.iter().enumerate() {
            members[next[c as usize]] = i as u32;
            next[c as usize] += 1;
        }
        Self { starts, members }
    }
}

pub(super) fn run(plan: &Plan<'_>) -> Passed {
    let request = plan.request;
    let members = Members::new(request.cells.len(), request.cell_of);
    let everybody = vec![0; request.cell_of.len()];
    let mut groupings = vec![Grouping { of: &everybody, groups: 1 }];
    groupings.extend_from_slice(request.groupings);

    let mut sums: Vec<Vec<Option<Sums>>> = groupings.iter().map(|g| vec![None; g.groups]).collect();
    let mut cells = Vec::with_capacity(request.cells.len());
    let customers = if plan.spending.is_some() { request.cell_of.len() } else { 0 };
    let mut money = vec![MoneyForecast::default(); customers];
    let chunks: Vec<usize> = (0..request.cells.len()).step_by(CHUNK).collect();
    for wave in chunks.chunks(WAVE) {
        let done: Vec<Chunk> =
            wave.par_iter().map(|&start| Chunk::work(plan, &members, &groupings, start)).collect();
        for chunk in done {
            cells.extend(chunk.cells);
            for (customer, forecast) in chunk.money {
                money[customer as usize] = forecast;
            }
            for (grouping, group, more) in chunk.sums {
                match &mut sums[grouping][group] {
                    Some(sum) => sum.add(&more),
                    empty => *empty = Some(more),
                }
            }
        }
    }
    let nobody = Sums::new(plan);
    let mut groups: Vec<Vec<GroupForecast>> = sums
        .into_par_iter()
        .map(|of| of.into_par_iter().map(|s| s.as_ref().unwrap_or(&nobody).answer(plan)).collect())
        .collect();
    let total = groups.remove(0).remove(0);
    Passed { cells, money, total, groups }
}

/// A chunk's answer.
struct Chunk {
    cells: Vec<CellForecast>,
    money: Vec<(u32, MoneyForecast)>,
    sums: Vec<(usize, usize, Sums)>,
}

/// Customers of one cell in one group, as far as sums need them.
#[derive(Clone, Copy, Default)]
struct Tally {
    customers: f64,
    /// Σ E[M], Σ E[M]², Σ E[M²].
    amount: f64,
    amount_square: f64,
    square: f64,
    /// Σ E[M] at the points of the spending parameters.
    amount_at: [f64; 6],
}

/// Numbers of one cell.
struct CellNumbers {
    orders: Vec<f64>,
    orders_at: Vec<f64>,
    variance: Vec<f64>,
    counts: Counts,
}

impl Chunk {
    fn work(plan: &Plan<'_>, members: &Members, groupings: &[Grouping<'_>], start: usize) -> Self {
        let request = plan.request;
        let end = (start + CHUNK).min(request.cells.len());
        let mut chunk = Self { cells: Vec::with_capacity(end - start), money: Vec::new(), sums: Vec::new() };
        let mut slots: Vec<Vec<u32>> = groupings.iter().map(|g| vec![u32::MAX; g.groups]).collect();
        let mut numbers = CellNumbers {
            orders: vec![0.0; plan.ends.len()],
            orders_at: vec![0.0; plan.knots.len() * plan.buying_points.len()],
            variance: vec![0.0; plan.knots.len()],
            counts: Counts::default(),
        };
        let mut scratch = Vec::new();
        for (c, Cell { history, .. }) in request.cells.iter().enumerate().take(end).skip(start) {
            let cell = numbers.fill(plan, history, &mut scratch);
            chunk.cells.push(cell);
            let customers = &members.members[members.starts[c]..members.starts[c + 1]];
            let known = chunk.amounts(plan, customers, &numbers.counts);
            for (g, (grouping, slots)) in groupings.iter().zip(&mut slots).enumerate() {
                let mut tallies: Vec<(usize, Tally)> = Vec::new();
                for (i, &customer) in customers.iter().enumerate() {
                    let group = grouping.of[customer as usize] as usize;
                    if group >= grouping.groups {
                        continue;
                    }
                    let at = tallies.iter().rposition(|t| t.0 == group).unwrap_or_else(|| {
                        tallies.push((group, Tally::default()));
                        tallies.len() - 1
                    });
                    tallies[at].1.add(known.get(i));
                }
                for (group, tally) in tallies {
                    if slots[group] == u32::MAX {
                        slots[group] = chunk.sums.len() as u32;
                        chunk.sums.push((g, group, Sums::new(plan)));
                    }
                    numbers.add_to(&mut chunk.sums[slots[group] as usize].2, plan, &cell, &tally);
                }
            }
        }
        chunk
    }

    /// The revenue's interval and the expected amount of each of these customers; equal ones
    /// share the work. Returns what the sums need, in the order of `customers`.
    fn amounts(&mut self, plan: &Plan<'_>, customers: &[u32], counts: &Counts) -> Vec<Tally> {
        let Some(model) = plan.spending else { return Vec::new() };
        let spend = |i: u32| {
            let s = plan.request.spend[i as usize];
            if s.orders > 0 && s.mean > 0.0 && s.mean.is_finite() { s } else { Spend::default() }
        };
        let mut sorted: Vec<(Spend, u32)> = customers.iter().zip(0..).map(|(&c, i)| (spend(c), i)).collect();
        sorted.sort_unstable_by(|(a, i), (b, j)| {
            a.orders.cmp(&b.orders).then(a.mean.total_cmp(&b.mean)).then(i.cmp(j))
        });
        let mut known = vec![Tally::default(); customers.len()];
        for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
            let spend = equal[0].0;
            let forecast = money_of(plan, model, spend, counts);
            let tally = Tally::of(plan, model, spend, forecast.amount);
            for &(_, i) in equal {
                known[i as usize] = tally;
                self.money.push((customers[i as usize], forecast));
            }
        }
        known
    }
}

fn money_of(plan: &Plan<'_>, model: &GammaGamma, spend: Spend, counts: &Counts) -> MoneyForecast {
    let view = |model: &GammaGamma| Money::new(counts, model, spend);
    let (low, high) = if plan.doubt && !plan.spending_points.is_empty() {
        let views: Vec<Money<'_>> = plan.spending_points.iter().map(view).collect();
        money::interval(&views, plan.level)
    } else {
        money::interval(&[view(model)], plan.level)
    };
    let amount = model.expected_spend(f64::from(spend.orders), spend.mean).unwrap_or(0.0);
    MoneyForecast { amount, low, high }
}

impl Tally {
    /// One customer.
    fn of(plan: &Plan<'_>, model: &GammaGamma, spend: Spend, amount: f64) -> Self {
        let orders = f64::from(spend.orders);
        let (shape, _) = model.posterior(orders, spend.mean);
        let mut amount_at = [0.0; 6];
        for (at, point) in amount_at.iter_mut().zip(&plan.spending_points) {
            *at = point.expected_spend(orders, spend.mean).unwrap_or(amount);
        }
        Self {
            customers: 1.0,
            amount,
            amount_square: amount * amount,
            square: amount * amount * (1.0 + 1.0 / (shape - 2.0).max(LEAST_EXCESS)),
            amount_at,
        }
    }

    /// Adds a customer; one without amounts only counts.
    fn add(&mut self, other: Option<&Self>) {
        self.customers += 1.0;
        let Some(other) = other else { return };
        self.amount += other.amount;
        self.amount_square += other.amount_square;
        self.square += other.square;
        add_scaled(&mut self.amount_at, &other.amount_at, 1.0);
    }
}

impl CellNumbers {
    fn fill(&mut self, plan: &Plan<'_>, history: &OrderHistory, scratch: &mut Vec<f64>) -> CellForecast {
        let model = plan.model;
        let horizon = plan.ends[plan.ends.len() - 1];
        model.cumulative_orders(history, plan.ends, &mut self.orders);
        for (variance, &end) in self.variance.iter_mut().zip(&plan.knot_ends) {
            *variance = model.orders_variance(history, end);
        }
        let knots = plan.knots.len();
        for (point, out) in plan.buying_points.iter().zip(self.orders_at.chunks_exact_mut(knots)) {
            point.model().cumulative_orders(history, &plan.knot_ends, out);
        }
        let expected = self.orders.last().copied().unwrap_or(0.0);
        let pmf = self.count_probabilities(plan, history, horizon, scratch);
        self.counts.set(&pmf, expected, self.variance.last().copied().unwrap_or(0.0));
        *scratch = pmf;
        let (low, high) = self.counts.interval(plan.level);
        let mut discounted = self.orders.clone();
        plan.discount.cumulative(&mut discounted);
        let discounted = discounted.last().copied().unwrap_or(0.0);
        CellForecast {
            alive: model.alive(history),
            orders: Estimate { expected, low, high },
            discount: if expected > 0.0 { discounted / expected } else { 1.0 },
            discounted_for_ever: if plan.discounting {
                model.discounted_orders(history, plan.request.discount_rate)
            } else {
                0.0
            },
        }
    }

    /// At the estimates, or averaged over the points of the parameters.
    fn count_probabilities(
        &self,
        plan: &Plan<'_>,
        history: &OrderHistory,
        horizon: f64,
        scratch: &mut Vec<f64>,
    ) -> Vec<f64> {
        if !plan.doubt || plan.buying_points.is_empty() {
            plan.model.count_probabilities(history, horizon, Counts::most(), scratch);
            return std::mem::take(scratch);
        }
        let mut mean: Vec<f64> = Vec::new();
        let weight = 1.0 / plan.buying_points.len() as f64;
        for point in &plan.buying_points {
            point.model().count_probabilities(history, horizon, Counts::most(), scratch);
            if scratch.len() > mean.len() {
                mean.resize(scratch.len(), 0.0);
            }
            add_scaled(&mut mean, scratch, weight);
        }
        mean
    }

    fn add_to(&self, sums: &mut Sums, plan: &Plan<'_>, cell: &CellForecast, tally: &Tally) {
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
