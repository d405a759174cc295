//! The exact gradient and Hessian against dual numbers.

use models::{
    bg_nbd::{BetaGeometric, evaluate},
    buying::BuyingModel,
    history::Cell,
};
use num_dual::{DualNum, HyperDual64 as Dual};

use crate::support::{customer, near_relative};

/// The log-likelihood as the papers print it, gamma functions multiplied out.
fn log_likelihood(cells: &[Cell], logs: [Dual; 4], h: u32) -> Dual {
    let [r, alpha, a, b] = logs.map(|v| v.exp());
    let rising = |from: Dual, factors: u32| {
        (0..factors).fold(Dual::from_re(0.0), |sum, i| sum + (from + f64::from(i)).ln())
    };
    cells.iter().fold(Dual::from_re(0.0), |sum, cell| {
        let (x, last, age) = (cell.history.repeat_orders(), cell.history.last_order(), cell.history.age());
        let k = r + f64::from(x);
        let shared = rising(r, x) + r * alpha.ln() + rising(b, x + h) - rising(a + b, x + h);
        let active = -k * (alpha + age).ln();
        let left = if x + h > 0 {
            a / (b + f64::from(x + h) - 1.0) * (k * ((alpha + age) / (alpha + last)).ln()).exp()
        } else {
            Dual::from_re(0.0)
        };
        sum + (shared + active + (left + 1.0).ln()) * cell.weight
    })
}

fn agree<const H: u32>() {
    let cells: Vec<Cell> = [
        (0, 0.0, 0.0, 2.0),
        (0, 0.0, 38.9, 30.0),
        (1, 0.1, 20.0, 7.0),
        (1, 30.0, 30.0, 1.0),
        (3, 11.0, 39.0, 4.0),
        (12, 35.0, 39.0, 1.5),
        (25, 39.0, 80.0, 1.0),
    ]
    .map(|(x, last, age, weight)| Cell { history: customer(x, last, age), weight })
    .to_vec();
    for parameters in [
        [0.243, 4.414, 0.793, 2.426],
        [3.0, 0.7, 0.02, 9.0],
        [0.05, 60.0, 7.0, 0.3],
        [20.0, 300.0, 40.0, 30.0],
    ] {
        let logs = parameters.map(f64::ln);
        let got = evaluate::<H>(&cells, &logs);
        let model =
            BetaGeometric::<H>::new(parameters[0], parameters[1], parameters[2], parameters[3]).unwrap();
        let sum: f64 = cells.iter().map(|c| c.weight * model.log_likelihood(&c.history)).sum();
        near_relative(got.value, sum, 1e-13);
        for i in 0..4 {
            for j in 0..4 {
                let mut dual = logs.map(Dual::from_re);
                dual[i].eps1 = 1.0;
                dual[j].eps2 = 1.0;
                let want = log_likelihood(&cells, dual, H);
                near_relative(got.value, want.re, 1e-12);
                let scale = want.re.abs();
                let close = |got: f64, want: f64| {
                    assert!(
                        (got - want).abs() <= 1e-11 * want.abs() + 1e-13 * scale,
                        "{parameters:?} {i} {j}: {got:e} {want:e}"
                    );
                };
                close(got.gradient[i], want.eps1);
                close(got.hessian[i][j], want.eps1eps2);
            }
        }
    }
}

#[test]
fn bg_nbd_gradient_and_hessian_are_those_of_dual_numbers() {
    agree::<0>();
}

#[test]
fn mbg_nbd_gradient_and_hessian_are_those_of_dual_numbers() {
    agree::<1>();
}
