//! What a launch did to customers who own only the core, told from groups that saw it at other times.
//!
//! | symbol | here | unit | range |
//! |---|---|---|---|
//! | y_gt | complaints an order of group g in month t, of customers of the core alone | share | 0 and more |
//! | D_gt | 1 from the month on in which the group saw something beyond the core | – | 0 or 1 |
//! | τ | [`Spillover::effect`] | complaints an order | any |
//!
//! y_gt = a_g + b_t + τ D_gt, weighted by orders: each group is compared with itself before, and with the
//! groups that had not seen a launch yet. The interval turns a permutation test around: it holds every τ
//! which, taken off, leaves the launches no better placed than if their months were dealt out among the
//! groups anew in at least a fifth of the ways. So it holds however unlike single months of a group are.
//!
//! Sources: Fisher 1935, randomisation test; Bertrand, Duflo & Mullainathan 2004, "How much should we
//! trust differences-in-differences estimates?", on why months of a group are not independent.
//!
//! Where it is wrong: it takes the effect to be the same for all groups and to stay; where launches were
//! placed where complaints were about to change anyway it mistakes that for their doing – groups that
//! moved apart before the first launch are refused, but not all such moves are seen.

use facts::Month;
use rand::seq::SliceRandom;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::Serialize;

use super::{guard::Interval, line_fit};

/// Groups that are needed.
pub const LEAST_GROUPS: usize = 4;
/// Months before the first launch that are needed.
pub const LEAST_MONTHS_BEFORE: i32 = 6;
/// Months before the first and after the last launch that are looked at.
const AROUND: i32 = 12;
/// Orders a month a group must have on average.
const LEAST_ORDERS: f64 = 20.0;
/// Complaints there must be at all.
const LEAST_COMPLAINTS: u64 = 50;
/// Ways of dealing the launches out that are tried, where they are not all tried.
const DEALS: usize = 999;
/// Groups of which all ways are tried.
const ALL_DEALS: usize = 6;
/// Groups moved apart before when chance alone does so less often than this.
const APART: f64 = 0.1;

/// Orders of customers of the core alone, of one group in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupMonth {
    /// The group's place.
    pub group: usize,
    /// The month.
    pub month: Month,
    /// Orders whose complaints are all known.
    pub orders: u64,
    /// How many were complained about.
    pub complaints: u64,
}

/// Groups of customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// For each group the first month in which something beyond the core was ordered there; none where
    /// that never was.
    pub launched: Vec<Option<Month>>,
    /// Their months.
    pub months: Vec<GroupMonth>,
}

/// Why it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum NotIdentifiable {
    /// Nothing was launched.
    NoLaunch,
    /// No group of customers, such as a region, is known.
    NoGroups,
    /// All customers saw the launch at once.
    AllAtOnce {
        /// The month.
        month: Month,
    },
    /// Fewer groups than are needed.
    TooFewGroups {
        /// How many there are.
        groups: usize,
    },
    /// Too few months before the first launch.
    TooLittleBefore {
        /// How many there are.
        months: u32,
    },
    /// Too few complaints.
    TooFewComplaints {
        /// How many there are.
        complaints: u64,
    },
    /// The groups already moved apart before the launch.
    ApartBefore {
        /// How often chance alone would move them so far.
        p: f64,
    },
    /// The launches lie so that no effect can be ruled out.
    Uninformative,
}

/// What launches did to customers of the core alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spillover {
    /// Groups compared.
    pub groups: usize,
    /// Groups that saw a launch.
    pub launched: usize,
    /// Months compared.
    pub months: usize,
    /// Complaints an order before.
    pub before: f64,
    /// Complaints an order more since, with the interval that holds it in 80 of 100 cases.
    pub effect: Interval,
    /// How often months dealt out anew would show as much.
    pub p: f64,
    /// How often chance alone moves groups so far apart before the first launch.
    pub p_before: f64,
}

/// Group by month.
struct Table {
    groups: usize,
    months: usize,
    /// Complaints an order, and orders; group after group.
    rate: Vec<f64>,
    weight: Vec<f64>,
    /// First month with a launch, as a place among the months; `months` where there is none.
    launched: Vec<usize>,
}

/// What launches did, where it can be told.
///
/// # Errors
///
/// Why it cannot.
pub fn spillover(groups: &Groups, seed: u64) -> Result<Spillover, NotIdentifiable> {
    let table = table(groups)?;
    let first = table.launched.iter().copied().min().unwrap_or(0);
    let before = table.cells().filter(|(g, t)| *t < table.launched[*g]);
    let (orders, complaints) = before.fold((0.0, 0.0), |(n, x), (g, t)| {
        let cell = g * table.months + t;
        (n + table.weight[cell], x + table.weight[cell] * table.rate[cell])
    });
    let deals = deals(&table.launched, seed);
    let p_before = apart_before(&table, first, &deals);
    if p_before < APART {
        return Err(NotIdentifiable::ApartBefore { p: p_before });
    }
    let actual = table.treated(&table.launched);
    // For each deal: what it makes of the rates, and of the launches as they were.
    let told: Vec<(f64, f64)> = deals
        .iter()
        .filter_map(|deal| {
            let left = table.left_of(&table.treated(deal));
            let own = table.product(&left, &table.treated(deal));
            (own > 1e-9)
                .then(|| (table.product(&left, &table.rate) / own, table.product(&left, &actual) / own))
        })
        .collect();
    let left = table.left_of(&actual);
    let own = table.product(&left, &actual);
    if own <= 1e-9 || told.len() < 5 {
        return Err(NotIdentifiable::Uninformative);
    }
    let effect = table.product(&left, &table.rate) / own;
    let (low, high) = interval(effect, &told).ok_or(NotIdentifiable::Uninformative)?;
    Ok(Spillover {
        groups: table.groups,
        launched: table.launched.iter().filter(|l| **l < table.months).count(),
        months: table.months,
        before: if orders > 0.0 { complaints / orders } else { 0.0 },
        effect: Interval { value: effect, low, high },
        p: share(&told, effect, 0.0),
        p_before,
    })
}

fn table(groups: &Groups) -> Result<Table, NotIdentifiable> {
    if groups.launched.len() < 2 {
        return Err(NotIdentifiable::NoGroups);
    }
    let launches: Vec<Month> = groups.launched.iter().flatten().copied().collect();
    let (Some(first), Some(last)) = (launches.iter().min().copied(), launches.iter().max().copied()) else {
        return Err(NotIdentifiable::NoLaunch);
    };
    if first == last && launches.len() == groups.launched.len() {
        return Err(NotIdentifiable::AllAtOnce { month: first });
    }
    let known: Vec<i32> = groups.months.iter().filter(|m| m.orders > 0).map(|m| m.month.index()).collect();
    let (Some(&oldest), Some(&newest)) = (known.iter().min(), known.iter().max()) else {
        return Err(NotIdentifiable::TooFewComplaints { complaints: 0 });
    };
    let from = oldest.max(first.index() - AROUND);
    let until = newest.min(last.index() + AROUND);
    let months_before = first.index() - from;
    if months_before < LEAST_MONTHS_BEFORE {
        return Err(NotIdentifiable::TooLittleBefore { months: months_before.max(0).unsigned_abs() });
    }
    let months = (until - from + 1).max(0).unsigned_abs() as usize;
    let mut orders = vec![vec![0u64; months]; groups.launched.len()];
    let mut complained = orders.clone();
    for m in &groups.months {
        let place = m.month.index() - from;
        if place >= 0
            && let Some(cell) = orders.get_mut(m.group).and_then(|g| g.get_mut(place.unsigned_abs() as usize))
        {
            *cell += m.orders;
            complained[m.group][place.unsigned_abs() as usize] += m.complaints;
        }
    }
    // A group must have been there in every month, and not be too small to say anything.
    let kept: Vec<usize> = (0..orders.len())
        .filter(|g| {
            orders[*g].iter().all(|n| *n > 0)
                && orders[*g].iter().sum::<u64>() as f64 >= LEAST_ORDERS * months as f64
        })
        .collect();
    if kept.len() < LEAST_GROUPS {
        return Err(NotIdentifiable::TooFewGroups { groups: kept.len() });
    }
    let complaints: u64 = kept.iter().map(|g| complained[*g].iter().sum::<u64>()).sum();
    if complaints < LEAST_COMPLAINTS {
        return Err(NotIdentifiable::TooFewComplaints { complaints });
    }
    let launched: Vec<usize> = kept
        .iter()
        .map(|g| groups.launched[*g].map_or(months, |m| (m.index() - from).unsigned_abs() as usize))
        .collect();
    if launched.iter().all(|l| *l == launched[0]) {
        return Err(NotIdentifiable::AllAtOnce { month: first });
    }
    let cells = || kept.iter().flat_map(|g| orders[*g].iter().zip(&complained[*g]));
    Ok(Table {
        groups: kept.len(),
        months,
        rate: cells().map(|(n, x)| *x as f64 / *n as f64).collect(),
        weight: cells().map(|(n, _)| *n as f64).collect(),
        launched,
    })
}

impl Table {
    fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let months = self.months;
        (0..self.groups).flat_map(move |g| (0..months).map(move |t| (g, t)))
    }

    /// 1 from each group's launch on.
    fn treated(&self, launched: &[usize]) -> Vec<f64> {
        self.cells().map(|(g, t)| f64::from(u8::from(t >= launched[g]))).collect()
    }

    /// What is left of numbers when the level of each group and of each month is taken off.
    fn left_of(&self, numbers: &[f64]) -> Vec<f64> {
        let mut left = numbers.to_vec();
        for _ in 0..30 {
            for g in 0..self.groups {
                self.centre(&mut left, (0..self.months).map(|t| g * self.months + t));
            }
            for t in 0..self.months {
                self.centre(&mut left, (0..self.groups).map(|g| g * self.months + t));
            }
        }
        left
    }

    fn centre(&self, left: &mut [f64], cells: impl Iterator<Item = usize> + Clone) {
        let (sum, weight) =
            cells.clone().fold((0.0, 0.0), |(s, w), c| (s + self.weight[c] * left[c], w + self.weight[c]));
        if weight > 0.0 {
            for cell in cells {
                left[cell] -= sum / weight;
            }
        }
    }

    fn product(&self, a: &[f64], b: &[f64]) -> f64 {
        self.weight.iter().zip(a).zip(b).map(|((w, a), b)| w * a * b).sum()
    }
}

/// Ways of dealing the months of launches out among the groups, the true one among them.
fn deals(launched: &[usize], seed: u64) -> Vec<Vec<usize>> {
    if launched.len() <= ALL_DEALS {
        let mut all = Vec::new();
        deal_all(&mut launched.to_vec(), 0, &mut all);
        return all;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut deals = vec![launched.to_vec()];
    for _ in 0..DEALS {
        let mut deal = launched.to_vec();
        deal.shuffle(&mut rng);
        deals.push(deal);
    }
    deals
}

fn deal_all(deal: &mut Vec<usize>, from: usize, all: &mut Vec<Vec<usize>>) {
    if from + 1 >= deal.len() {
        all.push(deal.clone());
        return;
    }
    for other in from..deal.len() {
        deal.swap(from, other);
        deal_all(deal, from + 1, all);
        deal.swap(from, other);
    }
}

/// How often the groups' trends before the first launch would go with the months of their launches as
/// much as they do.
fn apart_before(table: &Table, first: usize, deals: &[Vec<usize>]) -> f64 {
    let slopes: Vec<f64> = (0..table.groups)
        .map(|g| {
            let points: Vec<_> = (0..first)
                .map(|t| (t as f64, table.rate[g * table.months + t], table.weight[g * table.months + t]))
                .collect();
            line_fit::fit(&points, 3).map_or(0.0, |f| f.slope)
        })
        .collect();
    let mean = slopes.iter().sum::<f64>() / slopes.len() as f64;
    // The order of the launches counts, not how long after all others one that never came would be.
    let mut order = table.launched.clone();
    order.sort_unstable();
    order.dedup();
    let place = |launch: &usize| order.partition_point(|o| o < launch) as f64;
    let with = |deal: &[usize]| -> f64 {
        deal.iter().zip(&slopes).map(|(launch, slope)| place(launch) * (slope - mean)).sum::<f64>().abs()
    };
    let own = with(&table.launched);
    let as_much = deals.iter().filter(|deal| with(deal) >= own * (1.0 - 1e-9)).count();
    as_much as f64 / deals.len() as f64
}

/// The share of deals that place the launches as well as they were, once an effect is taken off.
fn share(told: &[(f64, f64)], effect: f64, off: f64) -> f64 {
    let own = (effect - off).abs();
    let as_much = told.iter().filter(|(a, d)| (a - off * d).abs() >= own * (1.0 - 1e-9)).count();
    as_much as f64 / told.len() as f64
}

/// The effects that are not ruled out; none where it has no end.
fn interval(effect: f64, told: &[(f64, f64)]) -> Option<(f64, f64)> {
    const LEFT: f64 = 0.2;
    let mut ends: Vec<f64> = told
        .iter()
        .flat_map(|(a, d)| [(a - effect) / (d - 1.0), (a + effect) / (d + 1.0)])
        .filter(|x| x.is_finite())
        .collect();
    ends.push(effect);
    ends.sort_unstable_by(f64::total_cmp);
    ends.dedup();
    let (least, most) = (*ends.first()?, *ends.last()?);
    let beyond = 1.0 + (most - least).abs() + effect.abs();
    if share(told, effect, least - beyond) > LEFT || share(told, effect, most + beyond) > LEFT {
        return None;
    }
    let holds = |pair: &[f64]| share(told, effect, f64::midpoint(pair[0], pair[1])) > LEFT;
    let low = ends.windows(2).find(|pair| holds(pair)).map_or(effect, |pair| pair[0]);
    let high = ends.windows(2).rev().find(|pair| holds(pair)).map_or(effect, |pair| pair[1]);
    Some((low.min(effect), high.max(effect)))
}
