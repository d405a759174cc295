//! Maximum likelihood: the log-likelihood of cells with its exact derivatives.
//!
//! With d = ln a - ln(b+x-1+h) + (r+x) ln (α+T)/(α+t_x), the log odds of having left, a cell's
//! log-likelihood is
//!
//! ```text
//! lnΓ(r+x) - lnΓ(r) + lnB(a, b+x+h) - lnB(a, b) - r ln(1 + T/α) - x ln(α+T) + ln(1 + eᵈ).
//! ```
//!
//! The gamma functions depend on x alone: they are evaluated once per distinct x, so that a cell
//! costs four logarithms and exponentials.

use std::ops::AddAssign;

use super::BetaGeometric;
use crate::{
    fit::Fit,
    fitted::{fitted, impossible},
    history::Cell,
    optimise::{Evaluation, maximise, sum_in_chunks},
    special::{digamma_rising, ln_rising, trigamma_rising},
};

const NAMES: [&str; 4] = ["r", "alpha", "a", "b"];

/// The largest age after rescaling.
const LONGEST: f64 = 10.0;

/// Starts are tried on every n-th cell, so that about the first number remain; the best end is
/// improved on about the second; all cells then need a few steps only.
const TRIAL_CELLS: [usize; 2] = [1024, 8192];

/// One cell, times rescaled.
#[derive(Debug, Clone, Copy)]
struct Row {
    group: u32,
    last: f64,
    age: f64,
    weight: f64,
}

/// All cells with one number of repeat orders.
#[derive(Debug, Clone, Copy)]
struct Group {
    repeat_orders: f64,
    weight: f64,
}

/// Cells ready for evaluation.
struct Data<const H: u32> {
    rows: Vec<Row>,
    groups: Vec<Group>,
}

/// What all cells of a group share at given parameters: ln a - ln(b+x-1+h) and 1/(b+x-1+h);
/// none for customers who cannot have left.
type Odds = Option<(f64, f64)>;

impl<const H: u32> Data<H> {
    /// `cells` sorted; times are multiplied by `factor`.
    fn new<'c>(cells: impl Iterator<Item = &'c Cell>, factor: f64) -> Self {
        let (mut rows, mut groups) = (Vec::new(), Vec::<Group>::new());
        for cell in cells {
            let repeat_orders = f64::from(cell.history.repeat_orders());
            match groups.last_mut() {
                Some(group) if group.repeat_orders == repeat_orders => group.weight += cell.weight,
                _ => groups.push(Group { repeat_orders, weight: cell.weight }),
            }
            rows.push(Row {
                group: (groups.len() - 1) as u32,
                last: cell.history.last_order() * factor,
                age: cell.history.age() * factor,
                weight: cell.weight,
            });
        }
        Self { rows, groups }
    }

    fn evaluate(&self, logs: &[f64; 4]) -> Evaluation<4> {
        let parameters = logs.map(f64::exp);
        let [r, alpha, a, b] = parameters;
        let (ln_alpha, ln_a) = (logs[1], logs[2]);
        let mut sum = Evaluation::default();
        let mut odds: Vec<Odds> = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            sum += group.gammas(H, r, a, b).scaled(group.weight);
            let occasions = group.repeat_orders + f64::from(H);
            odds.push((occasions > 0.0).then(|| {
                let stayed = b + occasions - 1.0;
                (ln_a - stayed.ln(), 1.0 / stayed)
            }));
        }
        let rows: RowSums = sum_in_chunks(&self.rows, |sums: &mut RowSums, row| {
            let group = row.group as usize;
            sums.add(row, self.groups[group].repeat_orders, odds[group], r, alpha, ln_alpha);
        });
        sum += rows.evaluation(a);
        sum.in_logs(&parameters)
    }
}

impl Group {
    /// lnΓ(r+x) - lnΓ(r) + lnB(a, b+x+h) - lnB(a, b), with derivatives by r, alpha, a, b.
    fn gammas(&self, h: u32, r: f64, a: f64, b: f64) -> Evaluation<4> {
        let x = self.repeat_orders;
        let n = x + f64::from(h);
        let mut e = Evaluation {
            value: ln_rising(r, x) + ln_rising(b, n) - ln_rising(a + b, n),
            ..Evaluation::default()
        };
        let both = (digamma_rising(a + b, n), trigamma_rising(a + b, n));
        e.gradient = [digamma_rising(r, x), 0.0, -both.0, digamma_rising(b, n) - both.0];
        e.hessian[0][0] = trigamma_rising(r, x);
        e.hessian[2][2] = -both.1;
        e.hessian[2][3] = -both.1;
        e.hessian[3][2] = -both.1;
        e.hessian[3][3] = trigamma_rising(b, n) - both.1;
        e
    }
}

/// Sums over cells of everything that depends on times. Derivatives by a and b come in through d
/// only, as 1/a and -1/(b+x-1+h): the powers of 1/a are multiplied in at the end.
#[derive(Debug, Clone, Copy, Default)]
struct RowSums {
    value: f64,
    /// By r and alpha.
    gradient: [f64; 2],
    /// By rr, r alpha, alpha alpha.
    hessian: [f64; 3],
    /// Σ σ, Σ σ(1-σ): σ the probability of having left.
    left: [f64; 2],
    /// Σ σ/s, Σ (σ + σ(1-σ))/s², Σ σ(1-σ)/s with s = b+x-1+h.
    stayed: [f64; 3],
    /// Σ σ(1-σ) d_r and d_alpha, plain and times 1/s.
    mixed: [f64; 4],
}

impl AddAssign for RowSums {
    fn add_assign(&mut self, other: Self) {
        fn each<const N: usize>(to: &mut [f64; N], from: [f64; N]) {
            for (t, f) in to.iter_mut().zip(from) {
                *t += f;
            }
        }
        self.value += other.value;
        each(&mut self.gradient, other.gradient);
        each(&mut self.hessian, other.hessian);
        each(&mut self.left, other.left);
        each(&mut self.stayed, other.stayed);
        each(&mut self.mixed, other.mixed);
    }
}

impl RowSums {
    #[inline]
    fn add(&mut self, row: &Row, x: f64, odds: Odds, r: f64, alpha: f64, ln_alpha: f64) {
        let &Row { last, age, weight, .. } = row;
        let ln_age = (age / alpha).ln_1p();
        let (at_age, at_last) = (1.0 / (alpha + age), 1.0 / (alpha + last));
        let mut value = -r * ln_age - x * (ln_alpha + ln_age);
        let mut by_r = -ln_age;
        // r/α - (r+x)/(α+T) and its derivative, without cancellation for long-lived α.
        let share = age * at_age / alpha;
        let mut by_alpha = r * share - x * at_age;
        let mut by_rr = 0.0;
        let mut by_ra = share;
        let mut by_aa = x * at_age * at_age - r * share * (1.0 / alpha + at_age);
        if let Some((ln_odds, per_stayed)) = odds {
            let k = r + x;
            let quiet = ((age - last) * at_last).ln_1p();
            let d = ln_odds + k * quiet;
            // ln(1 + eᵈ), σ and 1-σ from one exponential of a negative number.
            let e = (-d.abs()).exp();
            let (near, far) = (1.0 / (1.0 + e), e / (1.0 + e));
            let (left, active) = if d > 0.0 { (near, far) } else { (far, near) };
            value += d.max(0.0) + e.ln_1p();
            let both = left * active;
            let gap = (age - last) * at_age * at_last;
            let (d_r, d_alpha) = (quiet, -k * gap);
            by_r += left * d_r;
            by_alpha += left * d_alpha;
            by_rr += both * d_r * d_r;
            by_ra += both * d_r * d_alpha - left * gap;
            by_aa += both * d_alpha * d_alpha + left * k * gap * (at_age + at_last);
            let (left, both) = (weight * left, weight * both);
            self.left[0] += left;
            self.left[1] += both;
            self.stayed[0] += left * per_stayed;
            self.stayed[1] += (left + both) * per_stayed * per_stayed;
            self.stayed[2] += both * per_stayed;
            self.mixed[0] += both * d_r;
            self.mixed[1] += both * d_alpha;
            self.mixed[2] += both * d_r * per_stayed;
            self.mixed[3] += both * d_alpha * per_stayed;
        }
        self.value += weight * value;
        self.gradient[0] += weight * by_r;
        self.gradient[1] += weight * by_alpha;
        self.hessian[0] += weight * by_rr;
        self.hessian[1] += weight * by_ra;
        self.hessian[2] += weight * by_aa;
    }

    fn evaluation(&self, a: f64) -> Evaluation<4> {
        let [left, both] = self.left;
        let [rr, r_al, al_al] = self.hessian;
        let (r_a, al_a) = (self.mixed[0] / a, self.mixed[1] / a);
        let (r_b, al_b) = (-self.mixed[2], -self.mixed[3]);
        let a_b = -self.stayed[2] / a;
        Evaluation {
            value: self.value,
            gradient: [self.gradient[0], self.gradient[1], left / a, -self.stayed[0]],
            hessian: [
                [rr, r_al, r_a, r_b],
                [r_al, al_al, al_a, al_b],
                [r_a, al_a, (both - left) / a / a, a_b],
                [r_b, al_b, a_b, self.stayed[1]],
            ],
        }
    }
}

/// The log-likelihood of cells with its derivatives by ln r, ln alpha, ln a, ln b, in the cells'
/// own unit of time. Cells may come in any order.
#[must_use]
pub fn evaluate<const H: u32>(cells: &[Cell], log_parameters: &[f64; 4]) -> Evaluation<4> {
    Data::<H>::new(sorted(cells).iter(), 1.0).evaluate(log_parameters)
}

/// Cells that count, in one order whatever order they came in.
fn sorted(cells: &[Cell]) -> Vec<Cell> {
    let mut cells: Vec<Cell> =
        cells.iter().filter(|c| c.weight.is_finite() && c.weight > 0.0).copied().collect();
    let key = |c: &Cell| (c.history.repeat_orders(), c.history.last_order(), c.history.age(), c.weight);
    cells.sort_by(|p, q| {
        let (p, q) = (key(p), key(q));
        p.0.cmp(&q.0).then(p.1.total_cmp(&q.1)).then(p.2.total_cmp(&q.2)).then(p.3.total_cmp(&q.3))
    });
    cells
}

pub(super) fn fit<const H: u32>(cells: &[Cell], start: Option<[f64; 4]>) -> Fit<BetaGeometric<H>> {
    let cells = sorted(cells);
    let customers: f64 = cells.iter().map(|c| c.weight).sum();
    let orders: f64 = cells.iter().map(|c| c.weight * f64::from(c.history.repeat_orders())).sum();
    let oldest = cells.iter().fold(0.0, |most: f64, c| most.max(c.history.age()));
    if orders == 0.0 {
        let reason = if customers == 0.0 {
            "there is no customer"
        } else {
            "nobody has ordered again, which says nothing about rates and leaving"
        };
        let alpha = if oldest > 0.0 { oldest } else { 1.0 };
        return impossible(BetaGeometric { r: 1.0, alpha, a: 1.0, b: 1.0 }, reason, customers);
    }
    // Somebody has ordered again, so the oldest age is above 0.
    let factor = LONGEST / oldest;
    let data = Data::<H>::new(cells.iter(), factor);
    let mut starts = starts(&cells, factor, orders / customers).to_vec();
    if let Some(start) = start.filter(|s| s.iter().all(|v| v.is_finite() && *v > 0.0)) {
        starts.insert(0, [start[0], start[1] * factor, start[2], start[3]].map(f64::ln));
    }
    let mut from = starts.clone();
    for trial in TRIAL_CELLS.into_iter().filter(|trial| cells.len() > 2 * trial) {
        let few = Data::<H>::new(cells.iter().step_by(cells.len() / trial), factor);
        from = vec![maximise(&from, |p| few.evaluate(p)).log_parameters];
    }
    let mut optimum = maximise(&from, |p| data.evaluate(p));
    if !optimum.converged && from != starts {
        optimum = maximise(&starts, |p| data.evaluate(p));
    }
    let [r, scaled_alpha, a, b] = optimum.log_parameters.map(f64::exp);
    let alpha = (scaled_alpha / factor).clamp(f64::MIN_POSITIVE, f64::MAX);
    let model = BetaGeometric { r, alpha, a, b };
    let fit = fitted(model, NAMES, model.parameters(), &optimum, |at| border(H, at), customers);
    // From rescaled to own time.
    Fit { log_likelihood: fit.log_likelihood + orders * factor.ln(), ..fit }
}

/// Starts in rescaled time: all 1, few who leave late, and many who leave early, with rates that
/// match the orders seen.
fn starts(cells: &[Cell], factor: f64, mean_orders: f64) -> [[f64; 4]; 3] {
    let age: f64 = cells.iter().map(|c| c.weight * c.history.age() * factor).sum::<f64>()
        / cells.iter().map(|c| c.weight).sum::<f64>();
    let rate = (mean_orders / age).clamp(1e-6, 1e6);
    [[1.0; 4], [0.5, 0.5 / rate, 0.5, 3.0], [1.5, 0.7 / rate, 2.0, 2.0]].map(|s| s.map(f64::ln))
}

/// A border means something: say what. `h` is 1 where customers may leave after the first order.
fn border(h: u32, [r, _, a, b]: &[f64; 4]) -> Option<&'static str> {
    /// ln 400: beyond it a parameter that has not settled is on its way to a border.
    const AWAY: f64 = 6.0;
    if *r > AWAY {
        Some("r → ∞: all customers order at the same rate")
    } else if *r < -AWAY {
        Some("r → 0: almost nobody orders again, and a few order very often")
    } else if b - a > AWAY {
        Some("a → 0 or b → ∞: nobody leaves")
    } else if a - b > AWAY && h == 0 {
        Some("b → 0 or a → ∞: everybody leaves after the first repeat order")
    } else if a - b > AWAY {
        Some("b → 0 or a → ∞: everybody leaves after the first order")
    } else if a.min(*b) > 0.5 * AWAY {
        Some("a and b → ∞: after an order everybody leaves with the same chance")
    } else if a.max(*b) < -0.5 * AWAY {
        Some("a and b → 0: after an order a customer leaves at once or never")
    } else {
        None
    }
}
