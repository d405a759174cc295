//! Two ways laid side by side: which pays better, and which number turns that.
//!
//! A number in doubt is held at the ends of its interval in every one of the two scenarios in which it
//! is in doubt; everything else is drawn as ever, and what is told is the average over the futures.
//! Of a stage's numbers all stages are held together, and shown as their average over the customers there
//! are.
//!
//! Where it is wrong: one number at a time; two that turn nothing alone may do so together. How the
//! market swings is left out: it changes next to nothing on average.

use super::{
    Asked, Beside, Comparison, FEWEST_FUTURES, Key, Lever, Quantity, Scenario, Source, Spread, StageQuantity,
    Way,
    average::{Average, Change},
    break_even,
    futures::{Futures, Ready, spread},
    life::{expect, live_with},
    recursion::Rates,
};

/// Sums that differ by no more than this share of them are the same.
const ROUNDING: f64 = 1e-12;

/// Which two are laid side by side: focused, centric.
pub(super) fn pair(scenarios: &[Scenario]) -> Option<[usize; 2]> {
    if scenarios.len() < 2 {
        return None;
    }
    let first = |way: Way| scenarios.iter().position(|s| s.way() == way);
    let centric = first(Way::Centric).unwrap_or(usize::from(first(Way::Focused) != Some(1)));
    let focused = first(Way::Focused).unwrap_or(usize::from(centric == 0));
    Some([focused, centric])
}

pub(super) fn compare(
    [focused, centric]: [&Ready<'_>; 2],
    asked: &Asked,
    [of_focused, of_centric]: [&Futures; 2],
) -> Comparison {
    let beside = beside([focused, centric], asked, [of_focused, of_centric]);
    let expected_difference = expected_difference([focused, centric]);
    let average = Average::of([focused, centric], asked, [of_focused, of_centric]);
    let tornado = tornado([focused, centric], &average);
    let ways = [focused, centric].map(|ready| ready.scenario.way()) == [Way::Focused, Way::Centric];
    let increment = ways.then(|| Increment::of([of_focused, of_centric]));
    Comparison {
        centric: centric.scenario.name().to_owned(),
        focused: focused.scenario.name().to_owned(),
        centric_beats_focused: beside.beats_focused,
        difference: beside.difference,
        expected_difference,
        ahead_from_month: increment.and_then(|of| of.ahead_from),
        behind_at_most: increment.map(|of| of.behind),
        behind_month: increment.and_then(|of| of.behind_month),
        flips: tornado
            .iter()
            .filter(|lever| lever.flips || lever.flips_affordable == Some(true))
            .map(|lever| lever.name.clone())
            .collect(),
        break_evens: break_even::all([focused, centric], &average),
        tornado,
    }
}

/// How often a way beats the focused one, and by how much.
pub(super) fn beside(
    [focused, other]: [&Ready<'_>; 2],
    asked: &Asked,
    [of_focused, of_other]: [&Futures; 2],
) -> Beside {
    let differences: Vec<f64> =
        of_focused.courses.iter().zip(&of_other.courses).map(|(f, o)| o.npv - f.npv).collect();
    let wins: f64 = differences
        .iter()
        .map(|difference| match difference.total_cmp(&0.0) {
            _ if *difference == 0.0 => 0.5,
            std::cmp::Ordering::Greater => 1.0,
            _ => 0.0,
        })
        .sum();
    Beside {
        name: other.scenario.name().to_owned(),
        focused: focused.scenario.name().to_owned(),
        beats_focused: (asked.draws >= FEWEST_FUTURES).then(|| wins / differences.len() as f64),
        difference: if asked.draws == 0 {
            Spread::certain(expected_difference([focused, other]))
        } else {
            spread(&differences)
        },
    }
}

/// Cash so far of centric less that of focused, on average over the futures, as months go by.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Increment {
    /// From this month on it stays above 0.
    ahead_from: Option<u32>,
    /// How far it is below 0 at most.
    behind: f64,
    /// When.
    behind_month: Option<u32>,
}

impl Increment {
    fn of([focused, centric]: [&Futures; 2]) -> Self {
        let mut found = Self { ahead_from: None, behind: 0.0, behind_month: None };
        for (month, (f, c)) in (1..).zip(focused.bands.iter().zip(&centric.bands)) {
            let [f, c] = [f, c].map(|[_, cumulative, _]| cumulative.mean);
            // What sums of the same cash differ by is no difference.
            let more = if (c - f).abs() <= ROUNDING * f.abs().max(c.abs()) { 0.0 } else { c - f };
            if more <= 0.0 {
                found.ahead_from = None;
            } else if found.ahead_from.is_none() {
                found.ahead_from = Some(month);
            }
            if -more > found.behind {
                (found.behind, found.behind_month) = (-more, Some(month));
            }
        }
        found
    }
}

/// What the second brings beyond the first without chance.
fn expected_difference(pair: [&Ready<'_>; 2]) -> f64 {
    let [first, second] = pair.map(|ready| expect(&ready.shape, &Rates::of(ready.scenario)));
    second.npv - first.npv
}

fn tornado(ready: [&Ready<'_>; 2], average: &Average<'_>) -> Vec<Lever> {
    let whole = Quantity::ALL
        .into_iter()
        .filter(|q| !matches!(q, Quantity::MarketSwing | Quantity::MarketMemory))
        .map(Key::Whole);
    let keys = whole.chain(StageQuantity::ALL.into_iter().map(Key::Stages));
    let mut levers: Vec<Lever> = keys
        .filter(|key| ready.iter().any(|r| r.doubts.doubts(*key)))
        .filter_map(|key| lever(ready, average, key))
        .collect();
    levers.sort_by(|a, b| (b.high - b.low).abs().total_cmp(&(a.high - a.low).abs()));
    levers
}

/// A number held at one end of its interval.
struct AtEnd<'a> {
    ready: [&'a Ready<'a>; 2],
    moved: Key,
    high: bool,
}

impl Change for AtEnd<'_> {
    fn held(&self, way: usize, key: Key) -> Option<f64> {
        let is_moved = match (self.moved, key) {
            (Key::Stages(all), Key::Stage(one, _)) => all == one,
            (moved, key) => moved == key,
        };
        let p = self.ready[way].scenario.parameter(key).filter(|_| is_moved)?;
        Some(if self.high { p.high } else { p.low })
    }
}

/// What a number does at both ends; none where it grows beyond all bounds there.
fn lever(ready: [&Ready<'_>; 2], average: &Average<'_>, moved: Key) -> Option<Lever> {
    let [low, high] = [false, true].map(|high| average.with(&AtEnd { ready, moved, high }));
    let (low, high, now) = (low?, high?, average.now());
    let ends = [low, high];
    let flips = ends.iter().any(|end| end.difference * now.difference < 0.0)
        || low.difference * high.difference < 0.0;
    let [focused, centric] = ready;
    let seen = if centric.doubts.doubts(moved) { centric } else { focused };
    let at = [false, true].map(|high| {
        let change = AtEnd { ready: [seen, seen], moved, high };
        let rates = seen.doubts.numbers(|_| None, |key| change.held(0, key)).rates(seen.scenario);
        stands_at(&rates, seen, moved, high)
    });
    Some(Lever {
        name: centric.scenario.name_of(moved),
        at,
        low: low.difference,
        high: high.difference,
        flips,
        flips_affordable: now.lasts.map(|_| ends.iter().any(|end| end.lasts != now.lasts)),
        source: source(seen.scenario, moved),
    })
}

/// The number a lever shows.
fn stands_at(rates: &Rates, seen: &Ready<'_>, moved: Key, high: bool) -> f64 {
    let of = |key: Key| seen.scenario.parameter(key).map_or(0.0, |p| if high { p.high } else { p.low });
    match moved {
        Key::Stages(StageQuantity::Retention) => rates.stayed(12),
        Key::Stages(quantity) => {
            let ends =
                (0..).zip(customer_months(seen)).map(|(n, there)| (of(Key::Stage(quantity, n)), there));
            let (sum, there) =
                ends.fold((0.0, 0.0), |(sum, all), (end, there)| (sum + end * there, all + there));
            if there > 0.0 { sum / there } else { of(Key::Stage(quantity, 0)) }
        }
        key => of(key),
    }
}

/// The customers of each stage who pay, over all months as they are expected.
fn customer_months(ready: &Ready<'_>) -> Vec<f64> {
    let mut there = vec![0.0; ready.scenario.stages().len()];
    let rates = Rates::of(ready.scenario);
    live_with(&ready.shape, &rates, None, &mut Vec::new(), |_, _, came| {
        there.iter_mut().zip(came.there).for_each(|(sum, n)| *sum += n);
    });
    there
}

/// Where a number is known from; of all stages the least known.
fn source(scenario: &Scenario, key: Key) -> Source {
    match key {
        Key::Stages(quantity) => {
            scenario.stages().iter().map(|s| s.get(quantity).source).max().unwrap_or(Source::Assumed)
        }
        key => scenario.parameter(key).map_or(Source::Assumed, |p| p.source),
    }
}
