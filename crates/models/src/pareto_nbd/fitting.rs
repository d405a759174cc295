//! Maximum likelihood of Pareto/NBD.
//!
//! Given the data, a customer is a mixture: still active, or left at a moment y between the last
//! order and now. Gradient and Hessian of the log of a mixture are means and covariances of the
//! parts' own gradients, so that one pass over the nodes gives all of them.

use super::{ParetoNbd, leaving::Silence};
use crate::{
    fit::Fit,
    fitted::{fitted, impossible},
    history::Cell,
    optimise::{Evaluation, maximise, sum_in_chunks},
    special::{digamma_rising, ln_add_exp, ln_rising, logistic_of_minus, trigamma_rising},
};

/// Cells that the starts are tried on, and those that the best end is then improved on; all cells
/// then need a few steps only.
const THINNED: [usize; 2] = [1_000, 8_000];

/// Age of the oldest customer while fitting.
const OLDEST: f64 = 10.0;

const NAMES: [&str; 4] = ["r", "alpha", "s", "beta"];

pub(super) fn fit(cells: &[Cell], start: Option<[f64; 4]>) -> Fit<ParetoNbd> {
    let mut cells: Vec<Cell> =
        cells.iter().copied().filter(|c| c.weight > 0.0 && c.weight.is_finite()).collect();
    cells.sort_unstable_by(|a, b| {
        let (p, q) = (&a.history, &b.history);
        p.repeat_orders()
            .cmp(&q.repeat_orders())
            .then(p.last_order().total_cmp(&q.last_order()))
            .then(p.age().total_cmp(&q.age()))
            .then(a.weight.total_cmp(&b.weight))
    });
    let customers: f64 = cells.iter().map(|c| c.weight).sum();
    let orders: f64 = cells.iter().map(|c| c.weight * f64::from(c.history.repeat_orders())).sum();
    let oldest = cells.iter().fold(0.0, |most: f64, c| most.max(c.history.age()));
    let nothing = ParetoNbd { r: 1.0, alpha: 1.0, s: 1.0, beta: 1.0 };
    if cells.is_empty() {
        return impossible(nothing, "there are no customers", 0.0);
    }
    if orders == 0.0 {
        return impossible(nothing, "nobody has ordered again: there is nothing to learn from", customers);
    }
    let scale = OLDEST / oldest;
    if !scale.is_normal() {
        return impossible(nothing, "the customers' ages are too short to be told apart", customers);
    }
    for cell in &mut cells {
        cell.history = cell.history.scaled(scale);
    }

    // Mean order rate while observed, a first guess of r/alpha.
    let time: f64 = cells.iter().map(|c| c.weight * c.history.age()).sum();
    let rate = orders / time;
    let mut starts = vec![
        [0.6, 0.3 / rate, 0.6, 0.3 * OLDEST].map(f64::ln),
        [0.0; 4],
        [2.0, 1.5 / rate, 2.0, 4.0 * OLDEST].map(f64::ln),
    ];
    if let Some([r, alpha, s, beta]) = start {
        starts.insert(0, [r, alpha * scale, s, beta * scale].map(f64::ln));
    }
    // More and more of the cells, from several starts only at first.
    let mut from = starts.clone();
    for most in THINNED {
        if cells.len() > 2 * most {
            let thinned: Vec<Cell> = cells.iter().copied().step_by(cells.len().div_ceil(most)).collect();
            let orders = Orders::of(&thinned);
            from = vec![maximise(&from, |at| evaluate(&orders, &thinned, at)).log_parameters];
        }
    }
    let all = Orders::of(&cells);
    let mut best = maximise(&from, |at| evaluate(&all, &cells, at));
    if !best.converged && from != starts {
        best = maximise(&starts, |at| evaluate(&all, &cells, at));
    }

    // Time in the data's own unit again: each repeat order is a density by time.
    best.evaluation.value += orders * scale.ln();
    let [r, alpha, s, beta] = best.log_parameters.map(f64::exp);
    let parameters = [r, alpha / scale, s, beta / scale];
    let model = ParetoNbd { r, alpha: parameters[1], s, beta: parameters[3] };
    fitted(model, NAMES, parameters, &best, border, customers)
}

/// What it means where a log parameter ran away; the oldest customer is of age 10.
fn border([r, _, s, beta]: &[f64; 4]) -> Option<&'static str> {
    const AWAY: f64 = 6.0;
    if *s < -AWAY || beta - s > AWAY {
        Some("s → 0 or beta → ∞: nobody leaves")
    } else if *s > AWAY {
        Some("s → ∞: all customers leave at the same rate")
    } else if *r > AWAY {
        Some("r → ∞: all customers order at the same rate")
    } else if *r < -AWAY {
        Some("r → 0: almost nobody orders at all, and a few order very often")
    } else if *beta < -AWAY {
        Some("beta → 0: most customers leave at once")
    } else {
        None
    }
}

/// How many customers have placed how many repeat orders: all that lnΓ(r + x) - lnΓ(r) needs.
struct Orders(Vec<(u32, f64)>);

impl Orders {
    /// From sorted cells.
    fn of(cells: &[Cell]) -> Self {
        Self(
            cells
                .chunk_by(|a, b| a.history.repeat_orders() == b.history.repeat_orders())
                .map(|same| (same[0].history.repeat_orders(), same.iter().map(|c| c.weight).sum()))
                .collect(),
        )
    }
}

/// `lnΓ(r + x) - lnΓ(r)` and its first two derivatives by ln r.
pub(super) fn rising(r: f64, x: u32) -> [f64; 3] {
    let x = f64::from(x);
    let slope = r * digamma_rising(r, x);
    [ln_rising(r, x), slope, slope + r * r * trigamma_rising(r, x)]
}

/// The log-likelihood of sorted cells at these log parameters.
#[cfg(test)]
pub(super) fn evaluation(cells: &[Cell], at: &[f64; 4]) -> Evaluation<4> {
    evaluate(&Orders::of(cells), cells, at)
}

fn evaluate(orders: &Orders, cells: &[Cell], at: &[f64; 4]) -> Evaluation<4> {
    let parameters = at.map(f64::exp);
    let mut sum = sum_in_chunks(cells, |sum: &mut Evaluation<4>, cell| {
        *sum += customer(parameters, cell).scaled(cell.weight);
    });
    for &(x, weight) in &orders.0 {
        let [value, slope, bend] = rising(parameters[0], x);
        sum.value += weight * value;
        sum.gradient[0] += weight * slope;
        sum.hessian[0][0] += weight * bend;
    }
    sum
}

/// One customer's log-likelihood without the part of [`rising`], with its derivatives by
/// ln r, ln alpha, ln s and ln beta.
fn customer([r, alpha, s, beta]: [f64; 4], cell: &Cell) -> Evaluation<4> {
    let history = &cell.history;
    let (x, t_x, t) = (f64::from(history.repeat_orders()), history.last_order(), history.age());
    let k = r + x;
    let silence = Silence::new([k, alpha, s, beta], t_x, t);
    let (ln_alpha, ln_beta) = ((t_x / alpha).ln_1p(), (t_x / beta).ln_1p());

    let left = Left::over(&silence, t_x);
    let (ln_active, ln_left) = (silence.ln_active(), silence.ln_left(left.total));
    let value = ln_add_exp(ln_active, ln_left) - r * ln_alpha - x * silence.from_alpha.ln() - s * ln_beta;
    let active = logistic_of_minus(ln_left - ln_active);
    let gone = logistic_of_minus(ln_active - ln_left);

    // z = ln((alpha+y)/alpha), y/(alpha+y), ln((beta+y)/beta), y/(beta+y): each part's gradient is
    // linear in it. First the part that left at y < T, then the part still active at T.
    let [log_a, share_a, log_b, share_b] = left.mean;
    let (log_a, log_b) = (log_a + ln_alpha, log_b + ln_beta);
    let by_left = [-r * log_a, k * share_a - x, 1.0 - s * log_b, (s + 1.0) * share_b - 1.0];
    let bend_left = [
        -r * log_a,
        -k * (share_a * (1.0 - share_a) - left.covariance[1][1]),
        -s * log_b,
        -(s + 1.0) * (share_b * (1.0 - share_b) - left.covariance[3][3]),
    ];
    let cross_left = [r * share_a, s * share_b];
    let factor = [-r, k, -s, s + 1.0];

    let (log_a, log_b) = ((t / alpha).ln_1p(), (t / beta).ln_1p());
    let (share_a, share_b) = (t / (alpha + t), t / (beta + t));
    let by_active = [-r * log_a, k * share_a - x, -s * log_b, s * share_b];
    let bend_active =
        [-r * log_a, -k * share_a * (1.0 - share_a), -s * log_b, -s * share_b * (1.0 - share_b)];
    let cross_active = [r * share_a, s * share_b];

    let mut sum = Evaluation { value, ..Evaluation::default() };
    for i in 0..4 {
        sum.gradient[i] = gone * by_left[i] + active * by_active[i];
        for j in 0..=i {
            let between = (by_left[i] - by_active[i]) * (by_left[j] - by_active[j]);
            let within = left.covariance[i][j] * factor[i] * factor[j];
            sum.hessian[i][j] = gone * (within + active * between);
        }
        sum.hessian[i][i] += gone * bend_left[i] + active * bend_active[i];
    }
    sum.hessian[1][0] += gone * cross_left[0] + active * cross_active[0];
    sum.hessian[3][2] += gone * cross_left[1] + active * cross_active[1];
    for i in 0..4 {
        for j in 0..i {
            sum.hessian[j][i] = sum.hessian[i][j];
        }
    }
    sum
}

/// Mean and covariance of z over the moments at which a customer may have left; logs relative to
/// the last order.
struct Left {
    total: f64,
    mean: [f64; 4],
    /// Lower triangle only.
    covariance: [[f64; 4]; 4],
}

impl Left {
    fn over(silence: &Silence, t_x: f64) -> Self {
        let mut total = 0.0;
        let mut first = [0.0; 4];
        let mut second = [[0.0; 4]; 4];
        for (w, weight) in silence.nodes() {
            let (y, log_a, log_b) = silence.at(w);
            let chance = weight * (w - silence.k * log_a - (silence.s + 1.0) * log_b).exp();
            let z = [log_a, (t_x + y) / (silence.from_alpha + y), log_b, (t_x + y) / (silence.from_beta + y)];
            total += chance;
            for i in 0..4 {
                let part = chance * z[i];
                first[i] += part;
                for j in 0..=i {
                    second[i][j] += part * z[j];
                }
            }
        }
        if total <= 0.0 {
            return Self { total: 0.0, mean: first, covariance: second };
        }
        let mean = first.map(|m| m / total);
        for i in 0..4 {
            for j in 0..=i {
                second[i][j] = second[i][j] / total - mean[i] * mean[j];
            }
        }
        Self { total, mean, covariance: second }
    }
}
