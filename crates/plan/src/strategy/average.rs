//! What two ways bring on average over what is in doubt, where something is moved.
//!
//! The same few hundred futures are lived again with one number held, or with a lever pulled. As they
//! are the same futures, the change is known far better than the level; the level is taken from all
//! futures that were drawn. So what is said to turn the answer turns the very figure that is shown.
//! Where nothing is drawn there is one future: that without chance.

use rayon::prelude::*;

use super::{
    Asked, FEWEST_FUTURES, Key,
    chance::Future,
    draws::Numbers,
    futures::{Futures, Ready},
    life::{Course, expect, live},
};

/// Futures that are lived again, at most.
const AGAIN: u32 = 200;

/// Two ways, focused and centric, in the futures that are lived again.
pub(super) struct Average<'a> {
    ready: [&'a Ready<'a>; 2],
    /// Empty where nothing is drawn.
    futures: Vec<Future>,
    /// How both end as things stand.
    now: Vec<[Course; 2]>,
    /// NPV of centric less that of focused, over all futures.
    pub difference: f64,
    /// Cash and credit; none where nobody said what there is, or there are too few futures to say whether
    /// it lasts.
    reserve: Option<f64>,
}

/// What becomes of both ways where something is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moved {
    /// NPV of centric less that of focused, on average over all futures.
    pub difference: f64,
    /// Whether centric lasts with what there is; none where that cannot be said.
    pub lasts: Option<bool>,
}

/// What is done to the numbers of a way: held at a value, or moved after they were drawn.
pub(super) trait Change: Sync {
    /// Whether a way is changed at all; one that is not ends as it does now.
    fn touches(&self, _way: usize) -> bool {
        true
    }

    /// The value a number is held at; none where it is drawn.
    fn held(&self, _way: usize, _key: Key) -> Option<f64> {
        None
    }

    /// What becomes of the numbers once they are drawn: a change of the world, not of what is known of it.
    fn lever(&self, _way: usize, _numbers: &mut Numbers) {}
}

/// Nothing is moved.
struct Nothing;

impl Change for Nothing {}

impl<'a> Average<'a> {
    pub fn of(ready: [&'a Ready<'a>; 2], asked: &Asked, futures: [&Futures; 2]) -> Self {
        let months = ready[0].scenario.horizon_months() as usize;
        let stages = ready.iter().map(|r| r.scenario.stages().len()).max().unwrap_or(0);
        let again = (0..asked.draws.min(AGAIN))
            .into_par_iter()
            .map(|draw| {
                let mut future = Future::empty();
                future.draw(asked.seed, draw, stages, months);
                future
            })
            .collect();
        let [focused, centric] = futures.map(|f| &f.courses);
        let few = (1..FEWEST_FUTURES).contains(&asked.draws);
        let sum: f64 = focused.iter().zip(centric).map(|(f, c)| c.npv - f.npv).sum();
        let mut found = Self {
            ready,
            futures: again,
            now: Vec::new(),
            difference: sum / focused.len().max(1) as f64,
            reserve: asked.cash.map(|cash| cash + asked.credit).filter(|_| !few),
        };
        found.now = found.courses(&Nothing);
        found
    }

    /// Whether nothing is drawn.
    pub fn is_certain(&self) -> bool {
        self.futures.is_empty()
    }

    /// What becomes of both where this is changed; none where one grows beyond all bounds.
    pub fn with(&self, change: &impl Change) -> Option<Moved> {
        let moved = self.courses(change);
        if !moved.iter().flatten().all(Course::is_bounded) {
            return None;
        }
        // Future by future: what does not change a future changes nothing, to the last digit.
        let shift: f64 =
            moved.iter().zip(&self.now).map(|(m, n)| (m[1].npv - m[0].npv) - (n[1].npv - n[0].npv)).sum();
        Some(Moved { difference: self.difference + shift / moved.len() as f64, lasts: self.lasts(&moved) })
    }

    /// As things stand.
    pub fn now(&self) -> Moved {
        Moved { difference: self.difference, lasts: self.lasts(&self.now) }
    }

    fn lasts(&self, courses: &[[Course; 2]]) -> Option<bool> {
        let reserve = self.reserve?;
        let out = courses.iter().filter(|pair| pair[1].peak > reserve).count();
        Some(out as f64 <= super::verdict::RUNS_OUT * courses.len() as f64)
    }

    fn courses(&self, change: &impl Change) -> Vec<[Course; 2]> {
        if self.futures.is_empty() {
            let expected = |way: usize| {
                let ready = self.ready[way];
                expect(&ready.shape, &self.numbers(way, None, change).rates(ready.scenario))
            };
            return vec![[0, 1].map(expected)];
        }
        let lived = |room: &mut Vec<f64>, (draw, future): (usize, &Future)| {
            [0, 1].map(|way| {
                if let Some(now) = self.now.get(draw).filter(|_| !change.touches(way)) {
                    return now[way];
                }
                let ready = self.ready[way];
                let numbers = self.numbers(way, Some(future), change);
                let chance = (future, numbers.market());
                live(&ready.shape, &numbers.rates(ready.scenario), Some(chance), room, |_, _| {})
            })
        };
        self.futures.par_iter().enumerate().map_init(Vec::new, lived).collect()
    }

    fn numbers(&self, way: usize, future: Option<&Future>, change: &impl Change) -> Numbers {
        let normal = |key: Key| future.and_then(|future| future.normal(key));
        let mut numbers = self.ready[way].doubts.numbers(normal, |key| change.held(way, key));
        change.lever(way, &mut numbers);
        numbers
    }
}
