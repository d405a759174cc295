//! The one pass over customers: cell after cell, in fixed chunks, reduced in order.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    GroupForecast, Grouping, Request, Spend,
    cells::{CellForecast, CellNumbers, Core, CoreTally},
    counts::Counts,
    curve::{self, Piece},
    money::{self, Money},
    parameters,
    sums::{Sums, add_scaled},
};
use crate::{
    buying::{Buying, BuyingModel},
    estimate::Level,
    fit::Fit,
    gamma_gamma::GammaGamma,
    history::Cell,
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
    pub(super) request: &'a Request<'a>,
    pub(super) model: &'a dyn BuyingModel,
    pub(super) spending: Option<&'a GammaGamma>,
    pub(super) buying_points: Vec<Buying>,
    pub(super) spending_points: Vec<GammaGamma>,
    pub(super) ends: &'a [f64],
    /// Indices into `ends`, rising, the last one included.
    pub(super) knots: Vec<usize>,
    pub(super) knot_ends: Vec<f64>,
    pub(super) discount: Discount,
    pub(super) discounting: bool,
    pub(super) margin: f64,
    pub(super) level: Level,
    /// Whether customers' own intervals carry the doubt about the parameters.
    pub(super) doubt: bool,
    /// The shortest time in the model: the future is smooth in ln(shift + age).
    pub(super) shift: f64,
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
            shift: match request.buying.model {
                Buying::ParetoNbd(model) => model.parameters()[1].min(model.parameters()[3]),
                Buying::BgNbd(_) | Buying::MbgNbd(_) => request.buying.model.parameters()[1],
            },
        }
    }

    /// What is known of a customer's amounts; nothing where it makes no sense.
    pub(super) fn spend(&self, customer: u32) -> Spend {
        let s = self.request.spend[customer as usize];
        let sum = f64::from(s.orders) * s.mean;
        if sum > 0.0 && sum.is_finite() { s } else { Spend::default() }
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
pub(super) struct Members {
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

    /// The customers of a cell.
    pub(super) fn of(&self, cell: usize) -> &[u32] {
        &self.members[self.starts[cell]..self.starts[cell + 1]]
    }
}

pub(super) fn run(plan: &Plan<'_>) -> Passed {
    let request = plan.request;
    let members = Members::new(request.cells.len(), request.cell_of);
    let everybody = vec![0; request.cell_of.len()];
    let mut groupings = vec![Grouping { of: &everybody, groups: 1 }];
    groupings.extend_from_slice(request.groupings);

    let mut sums: Vec<Vec<Option<Sums>>> = groupings.iter().map(|g| vec![None; g.groups]).collect();
    let mut cells = vec![CellForecast::default(); request.cells.len()];
    let customers = if plan.spending.is_some() { request.cell_of.len() } else { 0 };
    let mut money = vec![MoneyForecast::default(); customers];
    let order = by_core(request.cells);
    let pieces = curves(plan, &members, &order);
    let starts: Vec<usize> = (0..order.len()).step_by(CHUNK).collect();
    for wave in starts.chunks(WAVE) {
        let done: Vec<Chunk> = wave
            .par_iter()
            .map(|&from| {
                let cells = from..(from + CHUNK).min(order.len());
                Chunk::work(plan, &members, &groupings, &order, cells, &pieces)
            })
            .collect();
        for chunk in done {
            for (cell, forecast) in chunk.cells {
                cells[cell as usize] = forecast;
            }
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

/// Indices of the cells, those that share count and age together.
fn by_core(cells: &[Cell]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..cells.len() as u32).collect();
    order.par_sort_unstable_by(|&a, &b| {
        let (p, q) = (&cells[a as usize].history, &cells[b as usize].history);
        p.repeat_orders().cmp(&q.repeat_orders()).then(p.age().total_cmp(&q.age())).then(a.cmp(&b))
    });
    order
}

/// Curves for all counts that many customers share.
fn curves(plan: &Plan<'_>, members: &Members, order: &[u32]) -> Vec<Piece> {
    if plan.doubt {
        // Each customer's own interval needs the distributions at all points of the parameters.
        return Vec::new();
    }
    let count = |c: u32| plan.request.cells[c as usize].history.repeat_orders();
    let mut runs = Vec::new();
    let mut from = 0;
    for run in order.chunk_by(|&a, &b| count(a) == count(b)) {
        runs.push((from, from + run.len()));
        from += run.len();
    }
    let pieces: Vec<Vec<Piece>> = runs
        .into_par_iter()
        .map(|(from, to)| {
            let mut pieces = Vec::new();
            curve::pieces(plan, members, order, from, to, &mut pieces);
            pieces
        })
        .collect();
    pieces.into_iter().flatten().collect()
}

/// A chunk's answer.
struct Chunk {
    cells: Vec<(u32, CellForecast)>,
    money: Vec<(u32, MoneyForecast)>,
    sums: Vec<(usize, usize, Sums)>,
}

/// Customers of one cell in one group, as far as sums need them.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) customers: f64,
    /// Σ E[M], Σ E[M]², Σ E[M²].
    pub(super) amount: f64,
    pub(super) amount_square: f64,
    pub(super) square: f64,
    /// Σ E[M] at the points of the spending parameters.
    pub(super) amount_at: [f64; 6],
}

impl Chunk {
    fn work(
        plan: &Plan<'_>,
        members: &Members,
        groupings: &[Grouping<'_>],
        order: &[u32],
        range: Range<usize>,
        pieces: &[Piece],
    ) -> Self {
        let all = &plan.request.cells;
        let mut chunk = Self { cells: Vec::with_capacity(range.len()), money: Vec::new(), sums: Vec::new() };
        let mut slots: Vec<Vec<u32>> = groupings.iter().map(|g| vec![u32::MAX; g.groups]).collect();
        let (mut core, mut numbers) = (Core::default(), CellNumbers::default());
        let mut known: Vec<Tally> = Vec::new();
        let mut tallies: Vec<(usize, Tally)> = Vec::new();
        let mut core_tallies: Vec<(usize, usize, CoreTally)> = Vec::new();
        let mut at = range.start;
        let same = |a: &u32, b: &u32| {
            let (p, q) = (&all[*a as usize].history, &all[*b as usize].history);
            p.repeat_orders() == q.repeat_orders() && p.age() == q.age()
        };
        for cells in order[range].chunk_by(same) {
            let history = &all[cells[0] as usize].history;
            match pieces.get(pieces.partition_point(|p| p.to <= at)) {
                Some(piece) if piece.from <= at => piece.read(history.age(), &mut core),
                _ => core.fill(plan, history),
            }
            at += cells.len();
            for &c in cells {
                let cell = numbers.fill(plan, &all[c as usize].history, &mut core);
                chunk.cells.push((c, cell));
                let customers = members.of(c as usize);
                known.clear();
                chunk.amounts(plan, customers, &mut numbers, &mut core, &mut known);
                for (g, grouping) in groupings.iter().enumerate() {
                    tallies.clear();
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
                    for (group, tally) in &tallies {
                        let found = core_tallies.iter().rposition(|t| (t.0, t.1) == (g, *group));
                        let at = found.unwrap_or_else(|| {
                            core_tallies.push((g, *group, CoreTally::default()));
                            core_tallies.len() - 1
                        });
                        core_tallies[at].2.add(&numbers, tally);
                    }
                }
            }
            for (g, group, tally) in core_tallies.drain(..) {
                let slot = &mut slots[g][group];
                if *slot == u32::MAX {
                    *slot = chunk.sums.len() as u32;
                    chunk.sums.push((g, group, Sums::new(plan)));
                }
                core.add_to(&mut chunk.sums[*slot as usize].2, plan, &tally);
            }
        }
        chunk
    }

    /// The revenue's interval and the expected amount of each of these customers of one cell.
    /// Adds what the sums need to `known`, in the order of `customers`.
    fn amounts(
        &mut self,
        plan: &Plan<'_>,
        customers: &[u32],
        numbers: &mut CellNumbers,
        core: &mut Core,
        known: &mut Vec<Tally>,
    ) {
        let Some(model) = plan.spending else { return };
        if plan.doubt && !plan.spending_points.is_empty() {
            self.amounts_in_doubt(plan, customers, numbers.counts(plan, core), model, known);
            return;
        }
        // Intervals are in proportion to V.
        let mut standard: Vec<(u32, (f64, f64))> = Vec::new();
        for &customer in customers {
            let spend = plan.spend(customer);
            let interval = standard.iter().find(|s| s.0 == spend.orders).map(|s| s.1);
            let (low, high) = interval.unwrap_or_else(|| {
                let interval = standard_interval(plan, model, spend.orders, numbers, core);
                standard.push((spend.orders, interval));
                interval
            });
            let amount = model.expected_spend(f64::from(spend.orders), spend.mean).unwrap_or(0.0);
            let scale = money::scale(model, spend);
            known.push(Tally::of(plan, model, spend, amount));
            self.money.push((customer, MoneyForecast { amount, low: scale * low, high: scale * high }));
        }
    }

    /// The same where the doubt about the parameters enters each interval: there is no
    /// proportion, but equal customers share the work.
    fn amounts_in_doubt(
        &mut self,
        plan: &Plan<'_>,
        customers: &[u32],
        counts: &Counts,
        model: &GammaGamma,
        known: &mut Vec<Tally>,
    ) {
        let mut sorted: Vec<(Spend, u32)> =
            customers.iter().zip(0..).map(|(&c, i)| (plan.spend(c), i)).collect();
        sorted.sort_unstable_by(|(a, i), (b, j)| {
            a.orders.cmp(&b.orders).then(a.mean.total_cmp(&b.mean)).then(i.cmp(j))
        });
        known.resize(customers.len(), Tally::default());
        for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
            let spend = equal[0].0;
            let views: Vec<Money<'_>> =
                plan.spending_points.iter().map(|point| Money::new(counts, point, spend)).collect();
            let (low, high) = money::interval(&views, plan.level);
            let amount = model.expected_spend(f64::from(spend.orders), spend.mean).unwrap_or(0.0);
            let tally = Tally::of(plan, model, spend, amount);
            for &(_, i) in equal {
                known[i as usize] = tally;
                self.money.push((customers[i as usize], MoneyForecast { amount, low, high }));
            }
        }
    }
}

/// The interval of the money of customers of one cell with V = 1: from the curve's table where
/// there is one, else solved.
fn standard_interval(
    plan: &Plan<'_>,
    model: &GammaGamma,
    orders: u32,
    numbers: &mut CellNumbers,
    core: &mut Core,
) -> (f64, f64) {
    if let Ok(i) = core.quantiles.binary_search_by_key(&orders, |q| q.0) {
        let at = |p| curve::quantile(plan, &core.quantiles[i].1, numbers.nothing, p);
        let (low, high) = plan.level.ends(numbers.nothing);
        if let (Some(low), Some(high)) = (low.map_or(Some(0.0), at), at(high)) {
            return (low.min(high), high);
        }
    }
    money::interval(&[Money::standard(numbers.counts(plan, core), model, orders)], plan.level)
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
