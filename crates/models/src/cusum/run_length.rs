//! How long a CUSUM runs until its alarm: a Markov chain over the values of the sum.
//!
//! The sum between 0 and the limit is laid on equally spaced nodes. A step that ends between two
//! nodes goes to each with the weight of the other's distance, which keeps its mean; one that ends
//! at 0 or below goes to the first node; one above the limit ends the run. The average lengths from
//! all nodes solve L = 1 + P L.

use super::{ImpossibleWatch, Levels, MOST, Score};
use crate::{
    migration::linear::Factored,
    special::{ln_gamma, normal_cdf},
};

/// Fewest and most nodes; in between three for each standard deviation of a step.
const NODES: (usize, usize) = (200, 400);

/// The distribution of one score.
pub(super) enum Steps {
    /// Values and their chances, which sum to 1.
    Some { values: Vec<(f64, f64)>, deviation: f64 },
    /// Normal.
    Normal { mean: f64, deviation: f64 },
}

impl Score {
    /// How scores of observations of this size are distributed when the level is `at`.
    pub(super) fn steps(&self, size: f64, at: f64) -> Result<Steps, ImpossibleWatch> {
        if !(1e-9..=MOST).contains(&size) {
            return Err(ImpossibleWatch::Size(size));
        }
        match self.0 {
            Levels::Rate { in_control, out_of_control } => {
                let mean = at * size;
                if !(0.0..=MOST).contains(&mean) {
                    return Err(ImpossibleWatch::Size(mean));
                }
                let deviation = mean.sqrt() * (out_of_control / in_control).ln();
                let values = self.counted(poisson(mean), size);
                Ok(Steps::Some { values, deviation })
            }
            Levels::Share { in_control, out_of_control } => {
                if !(0.0..=1.0).contains(&at) {
                    return Err(ImpossibleWatch::Share(at));
                }
                let trials = size.round().max(1.0);
                let apart = self.score(1.0, 1.0) - self.score(0.0, 1.0);
                debug_assert!(out_of_control > in_control && apart > 0.0);
                let deviation = (trials * at * (1.0 - at)).sqrt() * apart;
                Ok(Steps::Some { values: self.counted(binomial(trials, at), trials), deviation })
            }
            Levels::Mean { in_control, out_of_control, deviation } => {
                if !(-MOST..=MOST).contains(&at) {
                    return Err(ImpossibleWatch::Mean(at));
                }
                let shift = (out_of_control - in_control) / deviation;
                Ok(Steps::Normal { mean: self.score(at, size), deviation: shift * size.sqrt() })
            }
        }
    }

    fn counted(&self, counts: Vec<(f64, f64)>, size: f64) -> Vec<(f64, f64)> {
        counts.into_iter().map(|(count, chance)| (self.score(count, size), chance)).collect()
    }
}

/// Counts and chances of a Poisson variable.
fn poisson(mean: f64) -> Vec<(f64, f64)> {
    if mean == 0.0 {
        return vec![(0.0, 1.0)];
    }
    let mode = mean.floor();
    let at_mode = (mode * mean.ln() - mean - ln_gamma(mode + 1.0)).exp();
    around(mode, at_mode, f64::INFINITY, |n| mean / (n + 1.0))
}

/// Counts and chances of hits among trials.
fn binomial(trials: f64, share: f64) -> Vec<(f64, f64)> {
    if share == 0.0 || share == 1.0 {
        return vec![(trials * share, 1.0)];
    }
    let mode = ((trials + 1.0) * share).floor().min(trials);
    let ways = ln_gamma(trials + 1.0) - ln_gamma(mode + 1.0) - ln_gamma(trials - mode + 1.0);
    let at_mode = (ways + mode * share.ln() + (trials - mode) * (-share).ln_1p()).exp();
    let odds = share / (1.0 - share);
    around(mode, at_mode, trials, |n| (trials - n) / (n + 1.0) * odds)
}

/// Both ways from the likeliest count, by the ratio of the chances of n+1 and n, until what is left
/// is nothing to rounding; made to sum to 1.
fn around(mode: f64, at_mode: f64, most: f64, ratio: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut values = vec![(mode, at_mode)];
    let (mut n, mut chance) = (mode, at_mode);
    while n > 0.0 && chance > 1e-18 * at_mode {
        n -= 1.0;
        chance /= ratio(n);
        values.push((n, chance));
    }
    (n, chance) = (mode, at_mode);
    while n < most && chance > 1e-18 * at_mode {
        chance *= ratio(n);
        n += 1.0;
        values.push((n, chance));
    }
    let total: f64 = values.iter().map(|(_, chance)| chance).sum();
    for (_, chance) in &mut values {
        *chance /= total;
    }
    values
}

/// The chances of steps of q to q+1 spacings, split between the ends of that stretch.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    /// To the end at q, for steps strictly within.
    lower: f64,
    /// To the end at q+1.
    upper: f64,
    /// Steps of exactly q.
    exact: f64,
}

impl Stretch {
    fn total(self) -> f64 {
        self.lower + self.upper + self.exact
    }
}

/// The average run length from a sum of 0 until it exceeds `limit`.
pub(super) fn average(steps: &Steps, limit: f64) -> Result<f64, ImpossibleWatch> {
    let (Steps::Some { deviation, .. } | Steps::Normal { deviation, .. }) = *steps;
    let wanted = 3.0 * limit / deviation.max(1e-12);
    let nodes = (wanted.min(1e6) as usize).clamp(NODES.0, NODES.1);
    let spacing = limit / (nodes - 1) as f64;
    let (below, stretches) = stretches(steps, spacing, nodes);
    // stretches[q + nodes] holds steps of q to q+1 spacings; sums of all below q, to cut at 0.
    let mut up_to = vec![below];
    for stretch in &stretches {
        up_to.push(up_to[up_to.len() - 1] + stretch.total());
    }
    let mut cells = vec![0.0; nodes * nodes];
    for from in 0..nodes {
        let row = &mut cells[from * nodes..(from + 1) * nodes];
        let zero = nodes - from;
        row[0] = up_to[zero];
        for (to, cell) in row.iter_mut().enumerate() {
            let here = stretches[zero + to];
            *cell += here.exact;
            if to + 1 < nodes {
                *cell += here.lower;
            }
            // What ends between the node before and this one; below 0 it was counted already.
            if to > 0 {
                *cell += stretches[zero + to - 1].upper;
            }
        }
        for cell in row.iter_mut() {
            *cell = -*cell;
        }
        row[from] += 1.0;
    }
    let lengths = Factored::new(cells, nodes).ok_or(ImpossibleWatch::Beyond)?.solve(&vec![1.0; nodes]);
    if lengths[0].is_finite() && (0.999_999..1e12).contains(&lengths[0]) {
        Ok(lengths[0].max(1.0))
    } else {
        Err(ImpossibleWatch::Beyond)
    }
}

/// The chance of steps below -`nodes` spacings, and the stretches from there to `nodes`.
fn stretches(steps: &Steps, spacing: f64, nodes: usize) -> (f64, Vec<Stretch>) {
    let n = nodes as f64;
    let mut stretches = vec![Stretch::default(); 2 * nodes + 1];
    let mut below = 0.0;
    match steps {
        Steps::Some { values, .. } => {
            for &(value, chance) in values {
                let place = value / spacing;
                // A step that is a whole number of spacings but for rounding is one.
                let whole = place.round();
                let exact = (place - whole).abs() <= 1e-9 * whole.abs().max(1.0);
                let q = if exact { whole } else { place.floor() };
                if q < -n {
                    below += chance;
                } else if q <= n {
                    let stretch = &mut stretches[(q + n) as usize];
                    if exact {
                        stretch.exact += chance;
                    } else {
                        stretch.lower += chance * (1.0 - (place - q));
                        stretch.upper += chance * (place - q);
                    }
                }
            }
        }
        Steps::Normal { mean, deviation } => {
            let z = |place: f64| (place * spacing - mean) / deviation;
            // Integral of the normal distribution function.
            let area = |z: f64| {
                let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
                z * normal_cdf(z) + density
            };
            below = normal_cdf(z(-n));
            for (at, stretch) in stretches.iter_mut().enumerate() {
                let (a, b) = (z(at as f64 - n), z(at as f64 - n + 1.0));
                let slope = (area(b) - area(a)) / (b - a);
                stretch.lower = (slope - normal_cdf(a)).max(0.0);
                stretch.upper = (normal_cdf(b) - slope).max(0.0);
            }
        }
    }
    (below, stretches)
}
