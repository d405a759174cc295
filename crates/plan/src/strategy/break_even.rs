//! Where both ways pay the same, one number at a time.
//!
//! What a way promises (`adds`, `setup`, `prevented`, `complaints_factor`, the gains) and what new
//! customers keep is moved in the centric scenario alone: the question is how much of its promise it
//! must keep. What is the company's or the market's (`acquisition_cost`, the margin, `solved`,
//! `discount`) is moved in both where both have the same number, else in the centric one.
//!
//! The average difference of the NPVs is looked at along everything that is possible; of several places
//! where it changes its sign, the one nearest to the number as it stands is found, and the next to it at
//! which the sign changes back, rather on the other side of the number: by bisection without chance, by
//! regula falsi over futures, of which each look costs a few hundred. There the number keeps its doubt:
//! it is moved in every future by as much, or, where it cannot be below 0, times as much.
//!
//! Where it is wrong: everything else stays as it stands, also where it would change with it; between
//! two points of the grid two places can hide, and a third place is not told.

use super::{
    BreakEven, Nature, Quantity, Scenario,
    average::{Average, Change},
    draws::Numbers,
    futures::Ready,
    life::expect,
    recursion::{Rates, StageRates},
};

/// Steps along what is possible to each side of the number as it stands.
const STEPS: i32 = 48;
/// Halvings of the interval that holds the place, without chance.
const HALVINGS: u32 = 60;
/// How often an interval over many futures is narrowed.
const NARROWINGS: u32 = 16;
/// An interval over many futures is narrow enough at this share of its place.
const NARROW: f64 = 1e-5;

/// What is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moved {
    /// Retention of all stages, by this much.
    Retention,
    /// Margin of all stages, times this.
    Margin,
    /// A number of the company.
    Whole(Quantity),
}

const MOVED: [Moved; 11] = [
    Moved::Retention,
    Moved::Whole(Quantity::Adds),
    Moved::Whole(Quantity::AcquisitionCost),
    Moved::Margin,
    Moved::Whole(Quantity::Setup),
    Moved::Whole(Quantity::Prevented),
    Moved::Whole(Quantity::RetentionGain),
    Moved::Whole(Quantity::MarginGain),
    Moved::Whole(Quantity::Solved),
    Moved::Whole(Quantity::ComplaintsFactor),
    Moved::Whole(Quantity::Discount),
];

/// Places at which a difference changes its sign.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    /// The nearest.
    at: f64,
    /// Whether the difference is greater above it.
    above: bool,
    /// The next to it, where the sign changes back.
    other: Option<f64>,
}

/// All of them, in this order.
pub(super) fn all(ready: [&Ready<'_>; 2], average: &Average<'_>) -> Vec<BreakEven> {
    MOVED.into_iter().map(|moved| one(ready, average, moved)).collect()
}

fn one(ready: [&Ready<'_>; 2], average: &Average<'_>, moved: Moved) -> BreakEven {
    let [focused, centric] = ready;
    let both = in_both(focused.scenario, centric.scenario, moved);
    let alone = expect(&focused.shape, &Rates::of(focused.scenario));
    let better = |x: f64| {
        let of = |ready: &Ready<'_>| expect(&ready.shape, &rates_with(ready.scenario, moved, x));
        let (f, c) = (if both { of(focused) } else { alone }, of(centric));
        (f.is_bounded() && c.is_bounded()).then_some(c.npv - f.npv)
    };
    let value = match moved {
        Moved::Retention => 0.0,
        Moved::Margin => 1.0,
        Moved::Whole(q) => centric.scenario.get(q).value,
    };
    let points = grid(centric.scenario, moved, value, average.difference);
    let found = if average.is_certain() || average.difference == 0.0 {
        nearest_root(&points, value, better)
    } else {
        let there = |x: f64| Some(average.with(&At { both, moved, value, x })?.difference);
        // The course without chance says where to look.
        let level = average.difference - better(value).unwrap_or_default();
        on_average(&points, value, average.difference, |x| better(x).map(|y| y + level), there)
    };
    let shown = |x: f64| match moved {
        Moved::Retention => rates_with(centric.scenario, moved, x).stayed(12),
        _ => x,
    };
    BreakEven {
        name: match moved {
            Moved::Retention => "retention_12",
            Moved::Margin => "margin_factor",
            Moved::Whole(q) => q.name(),
        }
        .to_owned(),
        value: shown(value),
        at: found.map(|found| shown(found.at)),
        above: found.is_some_and(|found| found.above),
        other: found.and_then(|found| found.other).map(shown),
        both,
    }
}

/// A number moved from where it stands to `x`, in every future.
struct At {
    both: bool,
    moved: Moved,
    value: f64,
    x: f64,
}

impl Change for At {
    fn touches(&self, way: usize) -> bool {
        way == 1 || self.both
    }

    fn lever(&self, way: usize, numbers: &mut Numbers) {
        if !self.touches(way) {
            return;
        }
        match self.moved {
            Moved::Retention => numbers.stages.iter_mut().for_each(|stage| stage.retention += self.x),
            Moved::Margin => numbers.stages.iter_mut().for_each(|stage| stage.margin *= self.x),
            Moved::Whole(q) => {
                let nature = q.nature();
                let moved = |number: f64| {
                    nature.nearest(match nature {
                        Nature::Share | Nature::Change | Nature::Money => number + (self.x - self.value),
                        _ if self.value > 0.0 => number * (self.x / self.value),
                        _ => self.x,
                    })
                };
                let number = &mut numbers.whole[q as usize];
                *number = moved(*number);
                // Whoever wants to win more pays for more.
                if q == Quantity::Adds {
                    numbers.paid_for = moved(numbers.paid_for);
                }
            }
        }
    }
}

/// Where an average changes its sign. `near` is quickly worked out and much like it, `there` is it; at
/// `value` it is `stands`.
fn on_average(
    points: &[f64],
    value: f64,
    stands: f64,
    near: impl Fn(f64) -> Option<f64>,
    there: impl Fn(f64) -> Option<f64>,
) -> Option<Found> {
    let turned = |y: f64| (y > 0.0) != (stands > 0.0) || y == 0.0;
    let side = |points: Vec<f64>| {
        // The first point at which the quick one has turned, then further and further out.
        let from = points.iter().position(|x| near(*x).is_some_and(turned));
        let (from, mut stride) = (from.unwrap_or(points.len() / 4), points.len().div_ceil(24).max(1));
        let mut place = from;
        let mut inside = (value, stands);
        loop {
            let x = *points.get(place)?;
            if let Some(y) = there(x) {
                if turned(y) {
                    return Some(narrowed(inside, (x, y), &there));
                }
                inside = (x, y);
            }
            if place + 1 == points.len() {
                return None;
            }
            place = (place + stride).min(points.len() - 1);
            stride *= 2;
        }
    };
    let above = side(points.iter().copied().filter(|x| *x > value).collect());
    let below = side(points.iter().rev().copied().filter(|x| *x < value).collect());
    let far = |x: &f64| (x - value).abs();
    let mut found: Vec<f64> = [above, below].into_iter().flatten().collect();
    found.sort_by(|a, b| far(a).total_cmp(&far(b)));
    let at = *found.first()?;
    let other = found.get(1).copied().or_else(|| {
        // The other side turns nothing: whether it turns back further out, where the quick one says so.
        let mut beyond: Vec<f64> = points
            .iter()
            .copied()
            .filter(|x| (*x > at) == (at > value) && *x != at && far(x) > far(&at))
            .collect();
        beyond.sort_by(|a, b| far(a).total_cmp(&far(b)));
        let back = |y: f64| !turned(y);
        let first = beyond.iter().position(|x| near(*x).is_some_and(turned))?;
        let place = first + beyond[first..].iter().position(|x| near(*x).is_some_and(back))?;
        let mut inside = None;
        // From the last point before it: the next few are looked through until it has turned back.
        for x in beyond[place - 1..].iter().take(8) {
            let Some(y) = there(*x) else { continue };
            match inside {
                Some(inside) if back(y) => return Some(narrowed(inside, (*x, y), &there)),
                None if back(y) => return None,
                _ => inside = Some((*x, y)),
            }
        }
        None
    });
    Some(Found { at, above: (at < value) == (stands > 0.0), other })
}

/// The place between two points at which the sign differs: regula falsi (Illinois).
fn narrowed(mut a: (f64, f64), mut b: (f64, f64), there: &impl Fn(f64) -> Option<f64>) -> f64 {
    let mut kept = 0;
    for _ in 0..NARROWINGS {
        if b.1 == 0.0 || (b.0 - a.0).abs() <= NARROW * b.0.abs().max(a.0.abs()) {
            break;
        }
        let straight = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
        let x = if straight.is_finite() { straight } else { 0.5 * (a.0 + b.0) };
        let Some(y) = there(x) else { break };
        if (y > 0.0) == (b.1 > 0.0) && y != 0.0 {
            b = (x, y);
            a.1 *= if kept == 1 { 0.5 } else { 1.0 };
            kept = 1;
        } else if y == 0.0 {
            return x;
        } else {
            a = (x, y);
            b.1 *= if kept == 2 { 0.5 } else { 1.0 };
            kept = 2;
        }
    }
    let straight = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
    if straight.is_finite() { straight.clamp(a.0.min(b.0), a.0.max(b.0)) } else { 0.5 * (a.0 + b.0) }
}

/// Whether a number is the company's own and the same in both.
fn in_both(focused: &Scenario, centric: &Scenario, moved: Moved) -> bool {
    match moved {
        Moved::Margin => {
            focused.stages().len() == centric.stages().len()
                && focused.stages().iter().zip(centric.stages()).all(|(f, c)| {
                    f.margin.value == c.margin.value && f.until_age_months == c.until_age_months
                })
        }
        Moved::Whole(q @ (Quantity::AcquisitionCost | Quantity::Solved | Quantity::Discount)) => {
            focused.get(q).value == centric.get(q).value
        }
        Moved::Retention | Moved::Whole(_) => false,
    }
}

/// The rates of a scenario with one number moved.
fn rates_with(scenario: &Scenario, moved: Moved, x: f64) -> Rates {
    let stages: Vec<StageRates> = scenario
        .stages()
        .iter()
        .map(|s| StageRates {
            margin: s.margin.value * if moved == Moved::Margin { x } else { 1.0 },
            retention: s.retention.value + if moved == Moved::Retention { x } else { 0.0 },
            complaints: s.complaints.value,
        })
        .collect();
    Rates::from_numbers(
        scenario,
        &stages,
        |q| if moved == Moved::Whole(q) { x } else { scenario.get(q).value },
    )
}

/// Where to look, in rising order, the number as it stands among it.
fn grid(scenario: &Scenario, moved: Moved, value: f64, difference: f64) -> Vec<f64> {
    let nature = match moved {
        Moved::Retention => {
            let staying = Rates::of(scenario).staying;
            let lowest = staying.iter().copied().fold(1.0, f64::min);
            let highest = staying.iter().copied().fold(0.0, f64::max);
            return between(-highest, 0.0, 1.0 - lowest);
        }
        Moved::Margin => Nature::Factor,
        Moved::Whole(q) => q.nature(),
    };
    match nature {
        Nature::Share => between(0.0, value, 1.0),
        Nature::Change => between(-1.0, value, 1.0),
        Nature::Amount | Nature::Count | Nature::Factor | Nature::Money => {
            // Where it is 0, one that would matter against the difference.
            let unit = if value > 0.0 { value } else { difference.abs().max(1.0) };
            let ceiling = scenario.get(Quantity::AcquisitionCeiling).value;
            let most = match moved {
                Moved::Whole(Quantity::Adds) if ceiling > 0.0 => ceiling,
                _ => f64::MAX,
            };
            let mut points: Vec<f64> = (-STEPS..=STEPS)
                .map(|n| unit * 10_f64.powf(f64::from(n) / 16.0))
                .filter(|x| *x < most)
                .chain([0.0, value])
                .collect();
            points.extend((1..STEPS).map(|n| unit * f64::from(n) / f64::from(STEPS)).filter(|x| *x < most));
            points.sort_by(f64::total_cmp);
            points.dedup();
            points
        }
    }
}

/// Points from `low` over `value` to `high`.
fn between(low: f64, value: f64, high: f64) -> Vec<f64> {
    let part = |n: i32| f64::from(n) / f64::from(STEPS);
    let below = (0..STEPS).map(|n| low + (value - low) * part(n));
    let above = (0..=STEPS).map(|n| value + (high - value) * part(n));
    let mut points: Vec<f64> = below.chain(above).collect();
    points.dedup();
    points
}

/// Where `f` changes its sign.
fn nearest_root(points: &[f64], value: f64, f: impl Fn(f64) -> Option<f64>) -> Option<Found> {
    let looked: Vec<(f64, f64)> = points.iter().filter_map(|x| f(*x).map(|y| (*x, y))).collect();
    let crossings = looked.windows(2).filter_map(|pair| -> Option<(f64, bool)> {
        let [(low, at_low), (high, at_high)] = [pair[0], pair[1]];
        let crosses = (at_low < 0.0 && at_high >= 0.0) || (at_low > 0.0 && at_high <= 0.0)
            // A zero at the very start of what is possible.
            || (at_low == 0.0 && at_high != 0.0 && low == looked[0].0);
        crosses.then(|| (bisect(low, high, at_high > at_low, &f), at_high > at_low))
    });
    let crossings: Vec<(f64, bool)> = crossings.collect();
    let far = |n: &usize| (crossings[*n].0 - value).abs();
    let nearest = (0..crossings.len()).min_by(|a, b| far(a).total_cmp(&far(b)))?;
    let (at, above) = crossings[nearest];
    // Of its neighbours those that turn back, the one on the other side of the number first.
    let (before, after) = (nearest.checked_sub(1), Some(nearest + 1));
    let neighbours = if at > value { [before, after] } else { [after, before] };
    let back = |n: usize| crossings.get(n).filter(|(_, rises)| *rises != above).map(|(x, _)| *x);
    let other = neighbours.into_iter().flatten().find_map(back);
    Some(Found { at, above, other })
}

fn bisect(mut low: f64, mut high: f64, rising: bool, f: impl Fn(f64) -> Option<f64>) -> f64 {
    for end in [low, high] {
        if f(end) == Some(0.0) {
            return end;
        }
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match f(middle) {
            Some(0.0) => return middle,
            Some(y) if (y > 0.0) == rising => high = middle,
            _ => low = middle,
        }
    }
    0.5 * (low + high)
}
