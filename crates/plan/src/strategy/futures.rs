//! Many futures, lived by several threads at once, and put together in their order.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use rayon::prelude::*;

use super::{
    Scenario, Spread, StrategyError,
    chance::Future,
    draws::Doubts,
    life::{Course, Shape, live},
};

/// Futures that one thread lives at a time.
const AT_ONCE: u32 = 128;
/// Numbers that are kept for the bands over all scenarios; beyond it bands are those of the first
/// futures. 600 MB.
const KEPT: usize = 150_000_000;
/// What is kept of a month: its cash, cash so far, customers.
const KINDS: usize = 3;

/// What is asked of the machine: how much is done of how much, and whether to go on.
pub type Progress<'a> = dyn Fn(u32, u32) -> ControlFlow<()> + Sync + 'a;

/// All futures of one scenario.
#[derive(Debug, Clone, Default)]
pub(super) struct Futures {
    /// In the order of the draws.
    pub courses: Vec<Course>,
    /// Month by month: cash, cash so far, customers.
    pub bands: Vec<[Spread; KINDS]>,
}

/// A scenario ready to be lived.
pub(super) struct Ready<'a> {
    pub scenario: &'a Scenario,
    pub shape: Shape,
    pub doubts: Doubts,
}

impl<'a> Ready<'a> {
    pub fn new(scenario: &'a Scenario) -> Self {
        Self { scenario, shape: Shape::of(scenario), doubts: Doubts::of(scenario) }
    }
}

/// Some futures of one scenario. What is kept of months lies by month, kind and draw.
struct Part {
    courses: Vec<Course>,
    kept: Vec<f32>,
    width: usize,
    sums: Vec<f64>,
}

/// Lives `draws` futures of every scenario, the same for all.
pub(super) fn all(
    scenarios: &[Ready<'_>],
    seed: u64,
    draws: u32,
    progress: &Progress<'_>,
) -> Result<Vec<Futures>, StrategyError> {
    let Some(first) = scenarios.first() else { return Ok(Vec::new()) };
    let months = first.scenario.horizon_months() as usize;
    let keep = (KEPT / (KINDS * months * scenarios.len())).min(draws as usize) as u32;
    let (done, stopped) = (AtomicU32::new(0), AtomicBool::new(false));
    let parts: Vec<Vec<Part>> = (0..draws.div_ceil(AT_ONCE))
        .into_par_iter()
        .map(|n| {
            if stopped.load(Ordering::Relaxed) {
                return Vec::new();
            }
            let from = n * AT_ONCE;
            let to = (from + AT_ONCE).min(draws);
            let parts = part(scenarios, seed, from..to, keep.clamp(from, to) - from, months);
            let so_far = done.fetch_add(to - from, Ordering::Relaxed) + to - from;
            if progress(so_far, draws).is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
            parts
        })
        .collect();
    if stopped.into_inner() {
        return Err(StrategyError::Stopped);
    }
    let together: Vec<Futures> = (0..scenarios.len())
        .map(|s| together(&parts.iter().map(|of| &of[s]).collect::<Vec<_>>(), months, draws))
        .collect();
    for (futures, ready) in together.iter().zip(scenarios) {
        if !futures.courses.iter().all(Course::is_bounded) {
            return Err(StrategyError::Unbounded(ready.scenario.name().to_owned()));
        }
    }
    Ok(together)
}

fn part(
    scenarios: &[Ready<'_>],
    seed: u64,
    draws: std::ops::Range<u32>,
    keep: u32,
    months: usize,
) -> Vec<Part> {
    let width = keep as usize;
    let mut parts: Vec<Part> = scenarios
        .iter()
        .map(|_| Part {
            courses: Vec::with_capacity(draws.len()),
            kept: vec![0.0; months * KINDS * width],
            width,
            sums: vec![0.0; months * KINDS],
        })
        .collect();
    let stages = scenarios.iter().map(|s| s.scenario.stages().len()).max().unwrap_or(0);
    let (mut future, mut room) = (Future::empty(), Vec::new());
    for (place, draw) in draws.enumerate() {
        future.draw(seed, draw, stages, months);
        for (ready, part) in scenarios.iter().zip(&mut parts) {
            let numbers = ready.doubts.numbers(|key| future.normal(key), |_| None);
            let (rates, market) = (numbers.rates(ready.scenario), numbers.market());
            let Part { courses, kept, width, sums } = part;
            let course = live(&ready.shape, &rates, Some((&future, market)), &mut room, |month, lived| {
                let three = [lived.cash, lived.cumulative, lived.customers];
                for (kind, x) in three.into_iter().enumerate() {
                    sums[month * KINDS + kind] += x;
                    if place < *width {
                        kept[(month * KINDS + kind) * *width + place] = x as f32;
                    }
                }
            });
            courses.push(course);
        }
    }
    parts
}

fn together(parts: &[&Part], months: usize, draws: u32) -> Futures {
    let courses = parts.iter().flat_map(|part| part.courses.iter().copied()).collect();
    let bands = (0..months)
        .into_par_iter()
        .map(|month| {
            let mut column: Vec<f32> = Vec::new();
            std::array::from_fn(|kind| {
                let row = month * KINDS + kind;
                column.clear();
                for part in parts {
                    column.extend(&part.kept[row * part.width..(row + 1) * part.width]);
                }
                let mean = parts.iter().map(|part| part.sums[row]).sum::<f64>() / f64::from(draws);
                let [p10, p50, p90] = deciles(&mut column).map(f64::from);
                Spread { mean, p10, p50, p90 }
            })
        })
        .collect();
    Futures { courses, bands }
}

/// The place of a quantile among so many in order: the first that so many share are not above.
pub(super) fn place(share: f64, count: usize) -> usize {
    ((share * count as f64 - 1e-9).ceil().max(1.0) as usize - 1).min(count.saturating_sub(1))
}

/// The first, fifth and ninth tenth; zeros of nothing.
fn deciles(column: &mut [f32]) -> [f32; 3] {
    if column.is_empty() {
        return [0.0; 3];
    }
    let count = column.len();
    let [low, middle, high] = [0.1, 0.5, 0.9].map(|share| place(share, count));
    // The middle first: the others lie to its sides.
    let p50 = *column.select_nth_unstable_by(middle, f32::total_cmp).1;
    let p10 = *column[..=middle].select_nth_unstable_by(low, f32::total_cmp).1;
    let p90 = *column[middle..].select_nth_unstable_by(high - middle, f32::total_cmp).1;
    [p10, p50, p90]
}

/// Mean and tenths of finite numbers.
pub(super) fn spread(numbers: &[f64]) -> Spread {
    if numbers.is_empty() {
        return Spread::default();
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| sorted[place(share, sorted.len())];
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    Spread { mean, p10: at(0.1), p50: at(0.5), p90: at(0.9) }
}
