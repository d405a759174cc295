//! Which buying model: each candidate is fitted on a calibration period and marked on what came
//! after it, then fitted on everything.
//!
//! **The rule.** A candidate is marked by the probability it gave, in advance, to each customer's
//! actual number of orders in the holdout (the logarithmic score, a proper score: Gneiting &
//! Raftery 2007, JASA 102). The highest mean score wins. Candidates whose difference from the best
//! is within one standard error of that difference are level with it; among those the lowest
//! Akaike criterion on the whole history wins. Without a holdout, Akaike's criterion alone decides.
//! A candidate whose fit is flat or impossible cannot win.

use crate::{
    buying::{Buying, BuyingKind},
    fit::{Convergence, Fit},
    history::Cell,
    optimise::sum_in_chunks,
};

/// The calibration's cells and what their customers did afterwards.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// Cells of the histories as known at the end of the calibration.
    pub cells: Vec<Cell>,
    /// Distinct (cell number, orders in the holdout) with the number of customers, sorted.
    pub outcomes: Vec<(u32, u32, f64)>,
    /// Length of the holdout in the histories' unit of time.
    pub length: f64,
}

impl Calibration {
    /// Groups customers by their cell and their orders in the holdout.
    #[must_use]
    pub fn new(cells: Vec<Cell>, cell_of: &[u32], orders: &[u32], length: f64) -> Self {
        let mut pairs: Vec<(u32, u32)> = cell_of.iter().copied().zip(orders.iter().copied()).collect();
        pairs.sort_unstable();
        let mut outcomes: Vec<(u32, u32, f64)> = Vec::new();
        for (cell, orders) in pairs {
            match outcomes.last_mut() {
                Some(last) if (last.0, last.1) == (cell, orders) => last.2 += 1.0,
                _ => outcomes.push((cell, orders, 1.0)),
            }
        }
        Self { cells, outcomes, length }
    }
}

/// A candidate's mark in the holdout.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The fit on the calibration period.
    pub fit: Fit<Buying>,
    /// Expected orders in the holdout of a customer of each calibration cell.
    pub expected: Vec<f64>,
    /// Log of the probability given to each outcome, in the order of [`Calibration::outcomes`].
    log_scores: Vec<f64>,
    /// Mean logarithmic score per customer: nearer 0 is better.
    pub log_score: f64,
}

/// One candidate with its fits.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which model.
    pub kind: BuyingKind,
    /// The fit on everything.
    pub fit: Fit<Buying>,
    /// The mark in the holdout, where there was one.
    pub mark: Option<Mark>,
}

impl Candidate {
    /// Fits a kind to everything, starting from its mark where there is one.
    #[must_use]
    pub fn new(kind: BuyingKind, everything: &[Cell], mark: Option<Mark>) -> Self {
        // The calibration's estimates are a good start for the whole history.
        let start = mark.as_ref().map(|m| m.fit.model.parameters());
        Self { kind, fit: kind.fit(everything, start), mark }
    }

    /// Akaike's criterion of the fit on everything: lower is better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        8.0 - 2.0 * self.fit.log_likelihood
    }

    /// Whether its fits can be predicted from: converged, or at a border that means something.
    #[must_use]
    pub fn usable(&self) -> bool {
        usable(&self.fit) && self.mark.as_ref().is_none_or(|m| usable(&m.fit))
    }
}

fn usable(fit: &Fit<Buying>) -> bool {
    fit.log_likelihood.is_finite()
        && matches!(fit.convergence, Convergence::Converged | Convergence::Border(_))
}

/// Fits a kind to the calibration and marks it on the outcomes; `start` is a previous fit's
/// parameters, where there is one.
#[must_use]
pub fn mark(kind: BuyingKind, calibration: &Calibration, start: Option<[f64; 4]>) -> Mark {
    let fit = kind.fit(&calibration.cells, start);
    let model = fit.model.model();
    let expected: Vec<f64> = sum_in_chunks(&calibration.cells, |sum: &mut Parts<f64>, cell| {
        sum.0.push(model.expected_orders(&cell.history, calibration.length));
    })
    .0;
    // One count distribution serves all outcomes of a cell: outcomes are sorted by cell.
    let by_cell: Vec<&[(u32, u32, f64)]> = calibration.outcomes.chunk_by(|a, b| a.0 == b.0).collect();
    let log_scores: Vec<f64> = sum_in_chunks(&by_cell, |sum: &mut Parts<f64>, outcomes| {
        let history = &calibration.cells[outcomes[0].0 as usize].history;
        let most = outcomes.iter().map(|o| o.1 as usize + 1).max().unwrap_or(1);
        let mut probabilities = Vec::new();
        model.count_probabilities(history, calibration.length, most, &mut probabilities);
        for &(_, orders, _) in *outcomes {
            // An outcome the model held for impossible is punished, not infinitely.
            let p = probabilities.get(orders as usize).copied().unwrap_or(0.0);
            sum.0.push(p.clamp(1e-12, 1.0).ln());
        }
    })
    .0;
    let customers: f64 = calibration.outcomes.iter().map(|o| o.2).sum();
    let total: f64 = calibration.outcomes.iter().zip(&log_scores).map(|(o, s)| o.2 * s).sum();
    Mark { fit, expected, log_scores, log_score: total / customers.max(1.0) }
}

/// Results of chunks, put back together in order.
#[derive(Debug, Default)]
struct Parts<T>(Vec<T>);

impl<T> std::ops::AddAssign for Parts<T> {
    fn add_assign(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

/// Which candidate won, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It scored best in the holdout by more than one standard error.
    ScoredBest(usize),
    /// It was level with the best in the holdout and has the lowest Akaike criterion.
    Level(usize),
    /// There was no holdout: it has the lowest Akaike criterion.
    LowestAic(usize),
    /// None can be used.
    Nobody,
}

impl Decision {
    /// The number of the winner among the candidates.
    #[must_use]
    pub const fn winner(self) -> Option<usize> {
        match self {
            Self::ScoredBest(i) | Self::Level(i) | Self::LowestAic(i) => Some(i),
            Self::Nobody => None,
        }
    }
}

/// Applies the rule at the head of this file.
#[must_use]
pub fn decide(candidates: &[Candidate], calibration: Option<&Calibration>) -> Decision {
    let usable = || candidates.iter().enumerate().filter(|(_, c)| c.usable());
    let by_aic = |a: &(usize, &Candidate), b: &(usize, &Candidate)| a.1.aic().total_cmp(&b.1.aic());
    let Some(calibration) = calibration else {
        return usable().min_by(by_aic).map_or(Decision::Nobody, |(i, _)| Decision::LowestAic(i));
    };
    let marked = || usable().filter_map(|(i, c)| c.mark.as_ref().map(|m| (i, m)));
    let Some((best, best_mark)) = marked().max_by(|a, b| a.1.log_score.total_cmp(&b.1.log_score)) else {
        return Decision::Nobody;
    };
    let level: Vec<usize> = marked()
        .filter(|(_, m)| within_a_standard_error(best_mark, m, calibration))
        .map(|(i, _)| i)
        .collect();
    match usable().filter(|(i, _)| level.contains(i)).min_by(by_aic) {
        Some((winner, _)) if level.len() > 1 => Decision::Level(winner),
        _ => Decision::ScoredBest(best),
    }
}

/// Whether the mean difference of scores per customer is at most its own standard error.
fn within_a_standard_error(best: &Mark, other: &Mark, calibration: &Calibration) -> bool {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for ((outcome, a), b) in calibration.outcomes.iter().zip(&best.log_scores).zip(&other.log_scores) {
        let (weight, difference) = (outcome.2, a - b);
        n += weight;
        sum += weight * difference;
        squares += weight * difference * difference;
    }
    if n < 2.0 {
        return true;
    }
    let mean = sum / n;
    let variance = (squares / n - mean * mean).max(0.0);
    mean <= (variance / n).sqrt()
}
