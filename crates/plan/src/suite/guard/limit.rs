//! How high a sum may rise before it is an alarm.
//!
//! The same company, with a baseline as long and weeks as large and as restless, is lived 800 times
//! without any change, baseline and two watched years, each time with what is usual to be learned
//! anew. The limit is what the sum exceeds in 6.4 of 100 lives: one false alarm in thirty years, and one
//! in ten over the three measures together. So the doubt about the usual level is in the limit, as it is
//! in the sum.
//!
//! Source: Jones, Champ & Rigdon 2004 (see `models::cusum`), limits from the distribution of the sum with
//! its level estimated; here by simulation, as in Gandy & Kvaløy 2013, "Guaranteed conditional
//! performance of control charts via bootstrap methods", Scandinavian Journal of Statistics 40(4).
//!
//! Where it is wrong: sizes, restlessness and length of the baseline are rounded to steps of a quarter
//! of their logarithm, so that companies alike share one simulation. Weeks that are larger together with
//! their levels (a season) are not simulated.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use models::cusum::{DoubtedCusum, Kind};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Binomial, ChiSquared, Distribution, Gamma, Poisson, StandardNormal};
use rayon::prelude::*;

use super::{super::CoreDay, FALSE_ALARM_YEARS, Measure, measure::LEAST_EVENTS, watch::WEEKS_KNOWN};

/// Lives.
const LIVES: u64 = 800;
/// Watched weeks of a life.
const WATCHED: usize = 104;
/// Their years.
const YEARS: f64 = 2.0;
/// Steps of a logarithm.
const STEPS: f64 = 4.0;
/// Weeks whose mean size is the pace.
const PACE_WEEKS: usize = 13;
/// Limits kept.
const KEPT: usize = 2_000;

/// A company as far as its limit depends on it, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Alike {
    measure: Measure,
    /// Of a share: its logarithm.
    level: i32,
    /// Usual events a week of the baseline; of a mean, observations over their variance in units of the
    /// feared change.
    size: i32,
    /// Baseline weeks.
    weeks: i32,
    /// φ, its root.
    scatter: i32,
    /// Doublings of the size since.
    grown: i32,
}

static LIMITS: LazyLock<Mutex<HashMap<Alike, f64>>> = LazyLock::new(Mutex::default);

/// The size of weeks as they come, which the limit follows.
#[derive(Debug)]
pub(super) struct Pace {
    base: Alike,
    /// Mean size of a baseline week.
    usual: f64,
    latest: Vec<f64>,
}

impl Pace {
    pub(super) fn new(measure: Measure, usual: f64, base: &[CoreDay], variance: f64, phi: f64) -> Self {
        let sizes: Vec<f64> = base.iter().map(|w| measure.seen(w).size).collect();
        let size = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
        let step = |x: f64, low: f64, high: f64| (x.clamp(low, high).ln() * STEPS).round() as i32;
        let (level, told) = match measure {
            Measure::Complaints => (0, size * usual),
            Measure::Late => (step(usual, 1e-3, 0.6), size * usual),
            Measure::Response => (0, size * measure.feared(1.0).1.powi(2) / variance),
        };
        let base = Alike {
            measure,
            level,
            size: step(told, 0.05, 5e3),
            weeks: step(sizes.len() as f64, 8.0, WEEKS_KNOWN as f64),
            // Twice as coarse: its doubt is in the lives.
            scatter: step(phi.sqrt(), 1.0, 7.0),
            grown: 0,
        };
        Self { base, usual: size, latest: sizes[sizes.len().saturating_sub(PACE_WEEKS)..].to_vec() }
    }

    /// The limit now.
    pub(super) fn limit(&self) -> f64 {
        let mean = self.latest.iter().sum::<f64>() / self.latest.len().max(1) as f64;
        let grown = (mean / self.usual).clamp(0.25, 256.0).log2().round() as i32;
        let alike = Alike { grown, ..self.base };
        let kept = |limits: &HashMap<Alike, f64>| limits.get(&alike).copied();
        if let Some(limit) = kept(&LIMITS.lock().unwrap_or_else(PoisonError::into_inner)) {
            return limit;
        }
        let limit = alike.limit();
        let mut limits = LIMITS.lock().unwrap_or_else(PoisonError::into_inner);
        if limits.len() >= KEPT {
            limits.clear();
        }
        limits.insert(alike, limit);
        limit
    }

    /// The limit after a week of this size. It knows nothing of later weeks, so that an alarm once raised
    /// stays raised.
    pub(super) fn after(&mut self, size: f64) -> f64 {
        if self.latest.len() >= PACE_WEEKS {
            self.latest.remove(0);
        }
        self.latest.push(size);
        self.limit()
    }
}

impl Alike {
    fn limit(self) -> f64 {
        let mut highest: Vec<f64> =
            (0..LIVES).into_par_iter().filter_map(|life| self.highest(life)).collect();
        highest.sort_unstable_by(f64::total_cmp);
        let quiet = (-YEARS / (FALSE_ALARM_YEARS * Measure::ALL.len() as f64)).exp();
        let lives = highest.len() as f64;
        // One standard deviation of the simulation on the safe side.
        let place = (lives * quiet + (lives * quiet * (1.0 - quiet)).sqrt()).ceil() as usize;
        highest.get(place.min(highest.len().saturating_sub(1))).map_or(1.0, |limit| limit.max(1.0))
    }

    /// The highest sum of one life; none where its baseline would have been too little.
    fn highest(self, life: u64) -> Option<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(life);
        let back = |step: i32| (f64::from(step) / STEPS).exp();
        let (told, weeks) = (back(self.size), back(self.weeks).round() as usize);
        // The restlessness of the baseline is itself known from no more than its weeks.
        let freedom = (weeks - 1).max(1) as f64;
        let chance = ChiSquared::new(freedom).map_or(freedom, |chance| chance.sample(&mut rng)).max(1e-3);
        let scatter = (back(2 * self.scatter) * freedom / chance).clamp(1.0, 1e3);
        let week = Simulated { measure: self.measure, level: back(self.level).min(0.6), scatter };
        let usual: Vec<(f64, f64)> = (0..weeks).map(|_| week.of(told, &mut rng)).collect();
        if self.measure != Measure::Response && usual.iter().map(|w| w.0).sum::<f64>() < LEAST_EVENTS {
            return None;
        }
        // Means are in units of the feared change here, and as uncertain as their size says.
        let (kind, shift) = match self.measure {
            Measure::Response => (Kind::Mean { deviation: 1.0 }, 1.0),
            counted => counted.feared(1.0),
        };
        let mut sum = DoubtedCusum::new(kind, shift, &usual).ok()?;
        let (mut known, mut since, mut highest) = (weeks, 0, 0.0_f64);
        for _ in 0..WATCHED {
            let (observed, size) = week.of(told * f64::from(self.grown).exp2(), &mut rng);
            highest = highest.max(sum.observe(observed, size).ok()?);
            since += 1;
            if sum.value() <= 0.0 {
                if known < WEEKS_KNOWN {
                    sum.learn();
                    known += since;
                } else {
                    sum.forget();
                }
                since = 0;
            }
        }
        Some(highest)
    }
}

/// How the weeks of a life come about.
struct Simulated {
    measure: Measure,
    level: f64,
    scatter: f64,
}

impl Simulated {
    /// What is observed in a week in which so many events are usual, and its size.
    fn of(&self, told: f64, rng: &mut ChaCha8Rng) -> (f64, f64) {
        match self.measure {
            Measure::Complaints => {
                (poisson(told * Self::unrest((self.scatter - 1.0) / told, rng), rng), told)
            }
            Measure::Late => {
                let p = self.level;
                let trials = (told / p).round().max(1.0);
                let share = (p * Self::unrest((self.scatter - 1.0) * (1.0 - p) / told, rng)).min(1.0);
                let late = Binomial::new(trials as u64, share).map_or(0, |late| late.sample(rng));
                (late as f64, trials)
            }
            Measure::Response => {
                let z: f64 = StandardNormal.sample(rng);
                (z * (self.scatter / told).sqrt(), told)
            }
        }
    }

    /// How much worse than usual a week is by itself: 1 on average.
    fn unrest(variance: f64, rng: &mut ChaCha8Rng) -> f64 {
        if variance < 1e-9 {
            return 1.0;
        }
        Gamma::new(1.0 / variance, variance).map_or(1.0, |unrest| unrest.sample(rng))
    }
}

fn poisson(mean: f64, rng: &mut ChaCha8Rng) -> f64 {
    Poisson::new(mean).map_or(0.0, |events| events.sample(rng))
}
