//! Maximum likelihood of BG/BB. A customer is a mixture of "still active" and "left before chance
//! i"; the derivatives of its log are the means and covariances of the parts' derivatives.

use super::{BgBb, ChanceCell};
use crate::{
    beta_survival::ln_ratio,
    fit::Fit,
    fitted::{fitted, impossible},
    optimise::{Evaluation, maximise, sum_in_chunks},
};

pub(super) fn fit(cells: &[ChanceCell], start: Option<[f64; 4]>) -> Fit<BgBb> {
    let mut cells: Vec<ChanceCell> =
        cells.iter().copied().filter(|c| c.weight > 0.0 && c.weight.is_finite()).collect();
    cells.sort_unstable_by(|a, b| a.history.cmp(&b.history).then(a.weight.total_cmp(&b.weight)));
    let customers: f64 = cells.iter().map(|c| c.weight).sum();
    let nothing = BgBb { alpha: 1.0, beta: 1.0, gamma: 1.0, delta: 1.0 };
    if cells.iter().all(|c| c.history.chances() == 0) {
        return impossible(nothing, "no customer has had a chance to order yet", customers);
    }
    if cells.iter().all(|c| c.history.taken() == 0) {
        return impossible(
            nothing,
            "nobody has ordered at any chance: there is nothing to learn from",
            customers,
        );
    }
    let mut starts = vec![[0.0; 4], [0.7, 0.7, 0.6, 3.0].map(f64::ln), [2.0, 4.0, 1.0, 10.0].map(f64::ln)];
    if let Some(start) = start {
        starts.insert(0, start.map(f64::ln));
    }
    let best = maximise(&starts, |at| evaluate(&cells, at));
    let parameters @ [alpha, beta, gamma, delta] = best.log_parameters.map(f64::exp);
    let model = BgBb { alpha, beta, gamma, delta };
    fitted(model, BgBb::PARAMETER_NAMES, parameters, &best, border, customers)
}

/// What it means where a log parameter ran away.
fn border([alpha, beta, gamma, delta]: &[f64; 4]) -> Option<&'static str> {
    const AWAY: f64 = 6.0;
    if *gamma < -AWAY || delta - gamma > AWAY {
        Some("gamma → 0 or delta → ∞: nobody leaves")
    } else if *gamma > AWAY {
        Some("gamma → ∞: all customers leave with the same chance")
    } else if *beta < -AWAY || alpha - beta > AWAY {
        Some("beta → 0 or alpha → ∞: active customers order at every chance")
    } else if *alpha > AWAY {
        Some("alpha → ∞: all customers order with the same chance")
    } else if *alpha < -AWAY || beta - alpha > AWAY {
        Some("alpha → 0 or beta → ∞: almost nobody orders")
    } else if *delta < -AWAY {
        Some("delta → 0: most customers leave at once")
    } else {
        None
    }
}

fn evaluate(cells: &[ChanceCell], at: &[f64; 4]) -> Evaluation<4> {
    let parameters = at.map(f64::exp);
    sum_in_chunks(cells, |sum: &mut Evaluation<4>, cell| {
        *sum += customer(parameters, cell).in_logs(&parameters).scaled(cell.weight);
    })
}

/// One customer's log-likelihood and its derivatives by the parameters.
fn customer([alpha, beta, gamma, delta]: [f64; 4], cell: &ChanceCell) -> Evaluation<4> {
    let history = &cell.history;
    let (x, last) = (f64::from(history.taken()), f64::from(history.last_taken()));
    let n = f64::from(history.chances());
    let mut mixture = Mixture::new(join(&ln_ratio(alpha, beta, x, n - x), &ln_ratio(gamma, delta, 0.0, n)));
    for i in 0..history.chances() - history.last_taken() {
        let before = last + f64::from(i);
        mixture.add(&join(&ln_ratio(alpha, beta, x, before - x), &ln_ratio(gamma, delta, 1.0, before)));
    }
    mixture.log()
}

/// A sum of two functions of two parameters each.
fn join(order: &Evaluation<2>, leave: &Evaluation<2>) -> Evaluation<4> {
    let ([a, b], [c, d]) = (order.gradient, leave.gradient);
    let ([p, q], [u, v]) = (order.hessian, leave.hessian);
    Evaluation {
        value: order.value + leave.value,
        gradient: [a, b, c, d],
        hessian: [
            [p[0], p[1], 0.0, 0.0],
            [q[0], q[1], 0.0, 0.0],
            [0.0, 0.0, u[0], u[1]],
            [0.0, 0.0, v[0], v[1]],
        ],
    }
}

/// `ln Σ e^part` with derivatives, kept as the running mean and spread of the parts' own.
struct Mixture {
    top: f64,
    weight: f64,
    mean: [f64; 4],
    /// Sum of squared deviations of the gradients, weighted.
    spread: [[f64; 4]; 4],
    bend: [[f64; 4]; 4],
}

impl Mixture {
    fn new(part: Evaluation<4>) -> Self {
        Self { top: part.value, weight: 1.0, mean: part.gradient, spread: [[0.0; 4]; 4], bend: part.hessian }
    }

    fn add(&mut self, part: &Evaluation<4>) {
        if part.value > self.top {
            let scale = (self.top - part.value).exp();
            self.weight *= scale;
            self.spread = self.spread.map(|row| row.map(|s| s * scale));
            self.top = part.value;
        }
        let weight = (part.value - self.top).exp();
        let total = self.weight + weight;
        let share = weight / total;
        let away: [f64; 4] = std::array::from_fn(|i| part.gradient[i] - self.mean[i]);
        for i in 0..4 {
            for j in 0..4 {
                self.spread[i][j] += self.weight * share * away[i] * away[j];
                self.bend[i][j] += share * (part.hessian[i][j] - self.bend[i][j]);
            }
            self.mean[i] += share * away[i];
        }
        self.weight = total;
    }

    fn log(&self) -> Evaluation<4> {
        let mut hessian = self.bend;
        for (bend, spread) in hessian.as_flattened_mut().iter_mut().zip(self.spread.as_flattened()) {
            *bend += spread / self.weight;
        }
        Evaluation { value: self.top + self.weight.ln(), gradient: self.mean, hessian }
    }
}

#[cfg(test)]
mod tests {
    use num_dual::{DualNum, HyperDual64};

    use super::*;
    use crate::bg_bb::ChanceHistory;

    /// The paper's likelihood for log parameters, beta functions multiplied out.
    fn log_likelihood(at: [HyperDual64; 4], history: &ChanceHistory) -> HyperDual64 {
        let [alpha, beta, gamma, delta] = at.map(|p| p.exp());
        let rising = |a: HyperDual64, n: u32| {
            (0..n).fold(HyperDual64::from(1.0), |product, i| product * (a + f64::from(i)))
        };
        let ratio = |a, b, x: u32, y: u32| rising(a, x) * rising(b, y) / rising(a + b, x + y);
        let (x, last, n) = (history.taken(), history.last_taken(), history.chances());
        let active = ratio(alpha, beta, x, n - x) * ratio(gamma, delta, 0, n);
        let left = (last..n).fold(HyperDual64::from(0.0), |sum, i| {
            sum + ratio(alpha, beta, x, i - x) * ratio(gamma, delta, 1, i)
        });
        (active + left).ln()
    }

    #[test]
    fn gradient_and_hessian_are_those_of_dual_numbers() {
        for (x, last, n) in [(0, 0, 1), (0, 0, 6), (4, 5, 6), (6, 6, 6), (1, 2, 30), (20, 25, 30)] {
            let history = ChanceHistory::new(x, last, n).unwrap();
            let cell = ChanceCell { history, weight: 1.0 };
            for at in [[0.2, -0.3, -0.4, 1.0], [-3.0, 2.0, 0.0, -3.0], [3.0, 4.0, 2.0, 4.0]] {
                let got = evaluate(&[cell], &at);
                for i in 0..4 {
                    for j in 0..4 {
                        let mut dual = at.map(HyperDual64::from);
                        dual[i].eps1 = 1.0;
                        dual[j].eps2 = 1.0;
                        let want = log_likelihood(dual, &history);
                        assert!((got.value - want.re).abs() < 1e-11);
                        assert!((got.gradient[i] - want.eps1).abs() < 1e-10, "{i}: {got:?}");
                        assert!((got.hessian[i][j] - want.eps1eps2).abs() < 1e-9, "{i} {j}: {got:?}");
                    }
                }
            }
        }
    }
}
