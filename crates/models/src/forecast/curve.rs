//! What active customers of one count will do, as a smooth function of their age.
//!
//! All the numbers of a [`Core`] are analytic in the age, so a polynomial through a dozen ages
//! stands for a thousand of them: to 1e-7 for expectations, to a thousandth for the quantiles of
//! money, which are solved no more closely anyway. Where a polynomial is not that close, the ages
//! are halved; where only few ages are left, or money comes in jumps, the exact numbers are used.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    cells::Core,
    chebyshev::Points,
    counts::Counts,
    money::Money,
    pass::{Members, Plan},
};
use crate::history::OrderHistory;

/// Ages at which the numbers of a core are worked out.
const AGES: usize = 12;
/// The same for quantiles of money.
const MONEY_AGES: usize = 4;
/// Probabilities of these quantiles.
pub(super) const CHANCES: usize = 30;
/// The least of them, as a logit: rarer ones are solved.
const LOWEST: f64 = -7.5;

/// Distinct ages for which a polynomial pays.
const ENOUGH_AGES: usize = 24;
/// Customers with one number of paid orders for whom a table of quantiles pays.
const ENOUGH_CUSTOMERS: usize = 80;
/// Longest list of probabilities of counts.
const LONGEST: usize = 1024;

/// Relative error of expectations, absolute error of probabilities, error of ln quantiles.
const CLOSE: f64 = 2e-8;
const CLOSE_MONEY: f64 = 1e-3;

static AGE_POINTS: LazyLock<Points<AGES>> = LazyLock::new(Points::new);
static MONEY_POINTS: LazyLock<Points<MONEY_AGES>> = LazyLock::new(Points::new);
static CHANCE_POINTS: LazyLock<Points<CHANCES>> = LazyLock::new(Points::new);

/// Logarithms of standard quantiles of money given any order, at [`CHANCES`] probabilities.
pub(super) type Quantiles = [f64; CHANCES];

/// One piece of a curve: cells of one count, neighbours in age.
pub(super) struct Piece {
    /// The piece's places in the order of cells.
    pub(super) from: usize,
    pub(super) to: usize,
    repeat_orders: u32,
    /// Of ln(shift + age), the variable of the polynomials.
    middle: f64,
    half: f64,
    shift: f64,
    /// At each of the ages: the smooth numbers, then the probabilities of counts.
    rows: Vec<Vec<f64>>,
    smooth: usize,
    /// By number of paid orders, rising: quantiles at each of the money's ages.
    money: Vec<(u32, Vec<Quantiles>)>,
}

/// The pieces for `order[from..to]`: cells of one count, rising in age.
pub(super) fn pieces(
    plan: &Plan<'_>,
    members: &Members,
    order: &[u32],
    from: usize,
    to: usize,
    into: &mut Vec<Piece>,
) {
    let age = |i: usize| plan.request.cells[order[i] as usize].history.age();
    let mut distinct = 1;
    for i in from + 1..to {
        distinct += usize::from(age(i) != age(i - 1));
    }
    if distinct < ENOUGH_AGES {
        return;
    }
    let repeat_orders = plan.request.cells[order[from] as usize].history.repeat_orders();
    let Some(mut piece) = Piece::new(plan, repeat_orders, [age(from), age(to - 1)]) else { return };
    if piece.close(plan) {
        (piece.from, piece.to) = (from, to);
        piece.add_money(plan, members, &order[from..to]);
        into.push(piece);
        return;
    }
    let middle = piece.age(0.0);
    let young = |&c: &u32| plan.request.cells[c as usize].history.age() <= middle;
    let half = from + order[from..to].partition_point(young);
    if half > from && half < to {
        pieces(plan, members, order, from, half, into);
        pieces(plan, members, order, half, to, into);
    }
}

impl Piece {
    /// `None` where the numbers cannot be put on one curve.
    fn new(plan: &Plan<'_>, repeat_orders: u32, [youngest, oldest]: [f64; 2]) -> Option<Self> {
        let shift = plan.shift;
        let (low, high) = ((shift + youngest).ln(), (shift + oldest).ln());
        let mut piece = Self {
            from: 0,
            to: 0,
            repeat_orders,
            middle: 0.5 * (low + high),
            half: 0.5 * (high - low),
            shift,
            rows: Vec::with_capacity(AGES),
            smooth: 0,
            money: Vec::new(),
        };
        if !(piece.half > 1e-9 && piece.half.is_finite()) {
            return None;
        }
        let mut core = Core::default();
        for &x in AGE_POINTS.all() {
            core.fill(plan, &of_age(repeat_orders, piece.age(x).clamp(youngest, oldest))?);
            let pmf = core.pmf();
            if pmf.len() > LONGEST {
                return None;
            }
            piece.smooth = core.smooth.len();
            piece.rows.push([&core.smooth, pmf].concat());
        }
        let width = piece.rows.iter().map(Vec::len).max()?;
        for row in &mut piece.rows {
            row.resize(width, 0.0);
        }
        Some(piece)
    }

    fn age(&self, x: f64) -> f64 {
        (self.middle + x * self.half).exp() - self.shift
    }

    fn place(&self, age: f64) -> f64 {
        (((self.shift + age).ln() - self.middle) / self.half).clamp(-1.0, 1.0)
    }

    /// The numbers at one place between the ages, all in a row.
    fn numbers(&self, x: f64, out: &mut Vec<f64>) {
        let weights = AGE_POINTS.weights(x);
        out.clear();
        out.resize(self.rows[0].len(), 0.0);
        for (row, weight) in self.rows.iter().zip(weights) {
            for (sum, value) in out.iter_mut().zip(row) {
                *sum += weight * value;
            }
        }
    }

    /// Whether the polynomials are as close as they must be.
    fn close(&self, plan: &Plan<'_>) -> bool {
        let (mut core, mut got) = (Core::default(), Vec::new());
        Points::<AGES>::between().into_iter().all(|x| {
            let Some(history) = of_age(self.repeat_orders, self.age(x)) else { return false };
            core.fill(plan, &history);
            self.numbers(x, &mut got);
            let (smooth, pmf) = got.split_at(self.smooth);
            let wanted = core.pmf().iter().copied().chain(std::iter::repeat(0.0));
            smooth.iter().zip(&core.smooth).all(|(g, w)| (g - w).abs() <= CLOSE * w.abs())
                && pmf.iter().zip(wanted).all(|(g, w)| (g - w).abs() <= CLOSE)
        })
    }

    /// Tables of quantiles for the numbers of paid orders that are frequent here.
    fn add_money(&mut self, plan: &Plan<'_>, members: &Members, cells: &[u32]) {
        if plan.spending.is_none() {
            return;
        }
        let mut frequent = BTreeMap::<u32, usize>::new();
        for &customer in cells.iter().flat_map(|&c| members.of(c as usize)) {
            *frequent.entry(plan.spend(customer).orders).or_default() += 1;
        }
        frequent.retain(|_, customers| *customers >= ENOUGH_CUSTOMERS);
        let at: Vec<Counts> = MONEY_POINTS.all().iter().map(|&x| self.counts_of_buyers(x)).collect();
        let between: Vec<(f64, Counts)> =
            Points::<MONEY_AGES>::between().into_iter().map(|x| (x, self.counts_of_buyers(x))).collect();
        for orders in frequent.into_keys() {
            if let Some(table) = table(plan, orders, &at, &between) {
                self.money.push((orders, table));
            }
        }
    }

    /// Counts of active customers who order at all.
    fn counts_of_buyers(&self, x: f64) -> Counts {
        let mut numbers = Vec::new();
        self.numbers(x, &mut numbers);
        let mut pmf = numbers.split_off(self.smooth);
        let some: f64 = pmf.iter().skip(1).sum();
        for p in &mut pmf {
            *p /= some;
        }
        if let Some(nothing) = pmf.first_mut() {
            *nothing = 0.0;
        }
        let mut counts = Counts::default();
        counts.set(&pmf, 1.0, 1.0);
        counts
    }

    /// Writes the numbers for this age to `core`.
    pub(super) fn read(&self, age: f64, core: &mut Core) {
        let x = self.place(age);
        self.numbers(x, &mut core.smooth);
        core.set_pmf(self.smooth);
        core.quantiles.clear();
        let weights = MONEY_POINTS.weights(x);
        core.quantiles.extend(self.money.iter().map(|(orders, at)| (*orders, mixed(&weights, at))));
    }
}

/// Quantiles at the money's ages; `None` where they are not smooth.
fn table(plan: &Plan<'_>, orders: u32, at: &[Counts], between: &[(f64, Counts)]) -> Option<Vec<Quantiles>> {
    let model = plan.spending?;
    let highest = highest(plan);
    let logits = CHANCE_POINTS.all().map(|x| logit_at(x, highest));
    let quantiles =
        |counts: &Counts, logits: &[f64]| Money::standard(counts, model, orders).ln_quantiles(logits);
    let rows: Option<Vec<Quantiles>> =
        at.iter().map(|counts| Quantiles::try_from(quantiles(counts, &logits)).ok()).collect();
    let rows = rows.filter(|rows| rows.iter().flatten().all(|q| q.is_finite()))?;
    let places: [f64; 6] =
        [0.5, 4.5, 9.5, 12.5, 15.5, 19.5].map(|j| (std::f64::consts::PI * j / (CHANCES - 1) as f64).cos());
    let close = between.iter().all(|(x, counts)| {
        let got = mixed(&MONEY_POINTS.weights(*x), &rows);
        let wanted = quantiles(counts, &places.map(|x| logit_at(x, highest)));
        places
            .iter()
            .zip(wanted)
            .all(|(&place, wanted)| (at_chance(&got, place) - wanted).abs() <= CLOSE_MONEY)
    });
    close.then_some(rows)
}

fn mixed(weights: &[f64; MONEY_AGES], rows: &[Quantiles]) -> Quantiles {
    let mut sum = [0.0; CHANCES];
    for (row, weight) in rows.iter().zip(weights) {
        for (s, value) in sum.iter_mut().zip(row) {
            *s += weight * value;
        }
    }
    sum
}

fn at_chance(quantiles: &Quantiles, x: f64) -> f64 {
    CHANCE_POINTS.weights(x).iter().zip(quantiles).map(|(w, q)| w * q).sum()
}

/// The highest logit an interval may ask for.
fn highest(plan: &Plan<'_>) -> f64 {
    let tail = plan.level.tail();
    ((1.0 - tail) / tail).ln()
}

fn logit_at(x: f64, highest: f64) -> f64 {
    LOWEST + 0.5 * (x + 1.0) * (highest - LOWEST)
}

/// The sum below which standard money lies with this probability, if it is nothing with the
/// probability `nothing`; `None` outside of the table.
pub(super) fn quantile(
    plan: &Plan<'_>,
    quantiles: &Quantiles,
    nothing: f64,
    probability: f64,
) -> Option<f64> {
    if probability <= nothing || nothing >= 1.0 - 1e-9 {
        return Some(0.0);
    }
    let logit = ((probability - nothing) / (1.0 - probability)).ln();
    let x = 2.0 * (logit - LOWEST) / (highest(plan) - LOWEST) - 1.0;
    (-1.0..=1.0 + 1e-9).contains(&x).then(|| at_chance(quantiles, x.min(1.0)).exp())
}

/// Of all histories with this count and age, the one most likely active.
fn of_age(repeat_orders: u32, age: f64) -> Option<OrderHistory> {
    OrderHistory::new(repeat_orders, if repeat_orders > 0 { age } else { 0.0 }, age).ok()
}
