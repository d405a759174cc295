//! Maximum likelihood of Gamma-Gamma.
//!
//! All special functions depend on the number of orders only, so customers are kept in blocks of
//! one number: a million customers cost a million logarithms an evaluation. Amounts are divided
//! by their mean first, so that currency and unit do not matter. p and v trade off along a ridge:
//! the trust region walks it, and from several starts on a thinned sample.

use serde::Serialize;

use super::GammaGamma;
use crate::{
    fit::{Convergence, Fit},
    fitted::{direction, impossible},
    optimise::{Evaluation, Optimum, covariance, maximise, sum_in_chunks},
    special::{digamma_rising, ln_beta, trigamma, trigamma_rising},
};

/// How many customers share a number of paid repeat orders and their mean amount.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpendCell {
    /// Paid repeat orders; positive.
    pub orders: f64,
    /// Their mean amount, money; positive.
    pub mean: f64,
    /// Customers; positive.
    pub weight: f64,
}

/// Groups `(paid repeat orders, mean amount)` into sorted cells; customers without either are
/// left out.
#[must_use]
pub fn spend_cells(customers: &[(u32, f64)]) -> Vec<SpendCell> {
    let mut cells: Vec<SpendCell> = customers
        .iter()
        .map(|&(orders, mean)| SpendCell { orders: f64::from(orders), mean, weight: 1.0 })
        .collect();
    tidy(&mut cells);
    cells
}

/// Drops what says nothing, sorts and merges.
fn tidy(cells: &mut Vec<SpendCell>) {
    cells.retain(|c| super::paid(c.orders, c.mean).is_some() && c.weight > 0.0 && c.weight.is_finite());
    cells.sort_unstable_by(|a, b| {
        a.orders.total_cmp(&b.orders).then(a.mean.total_cmp(&b.mean)).then(a.weight.total_cmp(&b.weight))
    });
    cells.dedup_by(|next, kept| {
        let same = next.orders == kept.orders && next.mean == kept.mean;
        if same {
            kept.weight += next.weight;
        }
        same
    });
}

/// Customers of one number of orders, at most [`BLOCK`] cells of them.
struct Block<'a> {
    orders: f64,
    cells: &'a [SpendCell],
    customers: f64,
    /// Σ w ln m.
    ln_mean: f64,
}

/// Cells in a block: enough that the special functions of its head do not count.
const BLOCK: usize = 64;
/// Cells that the starts are tried on.
const THINNED: usize = 2_000;

fn blocks(cells: &[SpendCell]) -> Vec<Block<'_>> {
    cells
        .chunk_by(|a, b| a.orders == b.orders)
        .flat_map(|same| same.chunks(BLOCK))
        .map(|cells| Block {
            orders: cells[0].orders,
            cells,
            customers: cells.iter().map(|c| c.weight).sum(),
            ln_mean: cells.iter().map(|c| c.weight * c.mean.ln()).sum(),
        })
        .collect()
}

/// Log-likelihood with gradient and Hessian in (ln p, ln q, ln v).
fn evaluate(blocks: &[Block<'_>], at: &[f64; 3]) -> Evaluation<3> {
    let [p, q, v] = at.map(f64::exp);
    sum_in_chunks(blocks, |sum: &mut Evaluation<3>, block| {
        let (x, w) = (block.orders, block.customers);
        let shape = p * x;
        // Over cells: ln(v/(v+S)), ln(S/(v+S)), and the first two powers of v/(v+S).
        let (mut ln_v, mut share, mut share_2) = (0.0, 0.0, 0.0);
        for c in block.cells {
            let ratio = x * c.mean / v;
            let rest = 1.0 / (1.0 + ratio);
            ln_v -= c.weight * ratio.ln_1p();
            share += c.weight * rest;
            share_2 += c.weight * rest * rest;
        }
        // S = x m, and the logs of the m do not change.
        let ln_s = block.ln_mean + w * (x.ln() - at[2]) + ln_v;
        sum.value += -w * ln_beta(shape, q) + q * ln_v + shape * ln_s - block.ln_mean;
        let by_p = shape * (w * digamma_rising(shape, q) + ln_s);
        let by_q = q * (w * digamma_rising(q, shape) + ln_v);
        // v d/dv of q ln v - (px+q) ln B is q - (px+q) v/B; its own v d/dv is -(px+q) (v/B - v²/B²).
        let by_v = q * w - (shape + q) * share;
        let add = [
            [
                by_p + shape * shape * w * trigamma_rising(shape, q),
                shape * q * w * trigamma(shape + q),
                -shape * share,
            ],
            [0.0, by_q + q * q * w * trigamma_rising(q, shape), q * (w - share)],
            [0.0, 0.0, -(shape + q) * (share - share_2)],
        ];
        for (i, slope) in [by_p, by_q, by_v].into_iter().enumerate() {
            sum.gradient[i] += slope;
            for (j, bends) in add.iter().enumerate() {
                sum.hessian[i][j] += if i <= j { add[i][j] } else { bends[i] };
            }
        }
    })
}

/// Fills the place of a model that could not be fitted.
const NOTHING: GammaGamma = GammaGamma { p: 1.0, q: 1.0, v: 1.0 };

pub(super) fn fit(cells: &[SpendCell]) -> Fit<GammaGamma> {
    let mut cells = cells.to_vec();
    tidy(&mut cells);
    let customers: f64 = cells.iter().map(|c| c.weight).sum();
    if cells.is_empty() {
        return impossible(NOTHING, "no customer has a paid repeat order", customers);
    }
    let unit = cells.iter().map(|c| c.weight * c.mean).sum::<f64>() / customers;
    if !(unit.is_finite() && unit > 0.0) {
        return impossible(NOTHING, "the amounts are too large to be added", customers);
    }
    for c in &mut cells {
        c.mean /= unit;
    }
    let step = cells.len().div_ceil(THINNED);
    let few: Vec<SpendCell> = cells.iter().copied().step_by(step).collect();
    let starts = [[1.0, 2.0, 1.0], [6.0, 4.0, 0.5], [0.5, 3.0, 4.0], [20.0, 10.0, 0.45]].map(ln_all);
    let rough = {
        let few = blocks(&few);
        maximise(&starts, |at| evaluate(&few, at))
    };
    let best = if step == 1 {
        rough
    } else {
        let all = blocks(&cells);
        let from_rough = maximise(&[rough.log_parameters], |at| evaluate(&all, at));
        if from_rough.converged { from_rough } else { maximise(&starts, |at| evaluate(&all, at)) }
    };
    answer(&best, unit, customers)
}

fn ln_all(p: [f64; 3]) -> [f64; 3] {
    p.map(f64::ln)
}

fn answer(best: &Optimum<3>, unit: f64, customers: f64) -> Fit<GammaGamma> {
    let [p, q, v] = best.log_parameters.map(f64::exp);
    let covariance = covariance(&best.evaluation.hessian);
    let convergence = match border(&best.log_parameters) {
        Some(words) => Convergence::Border(words.to_owned()),
        None if best.converged && covariance.is_some() => Convergence::Converged,
        None => Convergence::Flat(direction(GammaGamma::PARAMETER_NAMES, best.flat_direction)),
    };
    let value = best.evaluation.value - customers * unit.ln();
    let parameters = [p, q, v * unit];
    Fit {
        model: GammaGamma { p, q, v: v * unit },
        log_likelihood: value,
        standard_errors: covariance
            .map(|c| (0..3).map(|i| parameters[i] * c[i][i].max(0.0).sqrt()).collect())
            .unwrap_or_default(),
        log_covariance: covariance.map(|c| c.iter().map(|row| row.to_vec()).collect()).unwrap_or_default(),
        convergence,
        iterations: best.iterations,
        gradient: best.evaluation.relative_gradient(),
        customers,
    }
}

/// What it means where a parameter ran away; amounts have mean 1 here.
fn border([p, q, v]: &[f64; 3]) -> Option<&'static str> {
    const FAR: f64 = 16.0;
    if *p > FAR {
        Some("p → ∞: every customer pays the same amount each time")
    } else if *q > FAR {
        Some("q → ∞: all customers spend alike")
    } else if *p < -FAR {
        Some("p → 0: one amount of a customer says nothing about the next")
    } else if *q < -FAR {
        Some("q → 0: customers' amounts have nothing in common")
    } else if v.abs() > FAR {
        Some("v ran away: the amounts do not determine a scale")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradient_and_hessian_are_those_of_the_log_likelihood() {
        let cells = spend_cells(&[(1, 0.4), (1, 1.3), (2, 0.9), (7, 1.8), (7, 0.2), (0, 3.0), (3, -1.0)]);
        assert_eq!(cells.len(), 5);
        let blocks = blocks(&cells);
        let at = [1.7, 0.9, -0.3];
        let here = evaluate(&blocks, &at);
        let model = GammaGamma::new(at[0].exp(), at[1].exp(), at[2].exp()).unwrap();
        let sum: f64 = cells.iter().map(|c| model.log_likelihood(c.orders, c.mean)).sum();
        assert!((here.value - sum).abs() < 1e-12 * sum.abs());
        let h = 1e-5;
        for i in 0..3 {
            let moved = |by: f64| {
                let mut to = at;
                to[i] += by;
                evaluate(&blocks, &to)
            };
            let (up, down) = (moved(h), moved(-h));
            let slope = (up.value - down.value) / (2.0 * h);
            assert!((slope - here.gradient[i]).abs() < 1e-7, "{i}: {slope} {}", here.gradient[i]);
            for j in 0..3 {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * h);
                assert!((bend - here.hessian[i][j]).abs() < 1e-6, "{i} {j}: {bend} {}", here.hessian[i][j]);
            }
        }
    }
}
