//! The fit's derivatives against dual numbers, which differentiate another form of the likelihood.

use num_dual::{DualNum, HyperDual64};

use super::fitting::evaluation;
use crate::{
    history::{Cell, OrderHistory},
    special::gauss_legendre_96,
};

/// Log-likelihood for log parameters, the integral over the moment of leaving in plain time, in
/// panels that halve towards the last order.
fn log_likelihood(at: [HyperDual64; 4], cell: &Cell) -> HyperDual64 {
    let [r, alpha, s, beta] = at.map(|p| p.exp());
    let (x, t_x, t) = (cell.history.repeat_orders(), cell.history.last_order(), cell.history.age());
    let k = r + f64::from(x);
    let relative = |y: f64| {
        let ordering = ((alpha + y) / (alpha + t_x)).ln() * k;
        let leaving = ((beta + y) / (beta + t_x)).ln();
        (ordering, leaving)
    };
    let (ordering, leaving) = relative(t);
    let mut parts = (-ordering - leaving * s).exp();
    let mut to = t - t_x;
    for _ in 0..60 {
        let from = 0.5 * to;
        for &(node, weight) in gauss_legendre_96() {
            let (ordering, leaving) = relative(t_x + from + 0.5 * (to - from) * (1.0 + node));
            let density = s / (beta + t_x) * (-ordering - leaving * (s + 1.0)).exp();
            parts += density * (0.5 * (to - from) * weight);
        }
        to = from;
    }
    let rising = (0..x).fold(HyperDual64::from(0.0), |sum, i| sum + (r + f64::from(i)).ln());
    let until_last =
        r * (alpha / (alpha + t_x)).ln() - (alpha + t_x).ln() * f64::from(x) + s * (beta / (beta + t_x)).ln();
    rising + until_last + parts.ln()
}

fn check(at: [f64; 4], cell: &Cell) {
    let got = evaluation(std::slice::from_ref(cell), &at);
    let close = |got: f64, want: f64, what: &str| {
        let scale = want.abs().max(1e-3 * got.abs()).max(1e-6);
        assert!((got - want).abs() < 1e-8 * scale, "{what} at {at:?} of {cell:?}: {got} {want}");
    };
    for i in 0..4 {
        for j in 0..4 {
            let mut dual = at.map(HyperDual64::from);
            dual[i].eps1 = 1.0;
            dual[j].eps2 = 1.0;
            let want = log_likelihood(dual, cell);
            close(got.value, want.re, "value");
            close(got.gradient[i], want.eps1, &format!("slope {i}"));
            close(got.hessian[i][j], want.eps1eps2, &format!("bend {i} {j}"));
        }
    }
}

#[test]
fn gradient_and_hessian_are_those_of_dual_numbers() {
    let histories =
        [(0, 0.0, 10.0), (0, 0.0, 0.01), (1, 0.2, 10.0), (3, 7.5, 9.0), (12, 9.9, 10.0), (90, 4.0, 10.0)];
    let parameters = [
        [0.55, 2.7, 0.6, 3.0],
        [0.01, 0.01, 5.0, 40.0],
        [30.0, 900.0, 0.02, 0.05],
        [1.0, 0.05, 1.0, 50.0],
        [2.0, 2.0, 1.0, 2.0],
    ];
    for (x, t_x, t) in histories {
        let cell = Cell { history: OrderHistory::new(x, t_x, t).unwrap(), weight: 1.0 };
        for p in parameters {
            check(p.map(f64::ln), &cell);
        }
    }
}
