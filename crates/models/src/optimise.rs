//! Maximum likelihood in a few log parameters: Newton steps inside a trust region.
//!
//! Every step is taken in the eigenvectors of the Hessian, so that an indefinite Hessian gives a
//! step up the gradient, and a likelihood without a maximum gives the direction in which it is
//! flat. Nothing depends on chance, on the thread count or on the scale of the weights.
//!
//! Source: Nocedal & Wright 2006, "Numerical Optimization", chapter 4.

use std::ops::AddAssign;

use rayon::prelude::*;

/// Log parameters stay within this bound.
pub const BOUND: f64 = 25.0;

/// Items summed in one go; part of the result, since sums of floats depend on their order.
const CHUNK: usize = 1024;

/// A Newton step this short doubles the digits of the parameters and changes the value by less
/// than its rounding: it is taken without another evaluation.
const LAST_STEP: f64 = 1e-8;

/// Newton steps before giving up.
const MOST_STEPS: u32 = 200;

/// A log-likelihood with its derivatives by the *log* parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation<const N: usize> {
    /// The log-likelihood.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives, symmetric.
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Default for Evaluation<N> {
    fn default() -> Self {
        Self { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] }
    }
}

impl<const N: usize> AddAssign for Evaluation<N> {
    fn add_assign(&mut self, other: Self) {
        self.value += other.value;
        for i in 0..N {
            self.gradient[i] += other.gradient[i];
            for j in 0..N {
                self.hessian[i][j] += other.hessian[i][j];
            }
        }
    }
}

impl<const N: usize> Evaluation<N> {
    /// The same, `factor` times.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.value *= factor;
        for i in 0..N {
            self.gradient[i] *= factor;
            for j in 0..N {
                self.hessian[i][j] *= factor;
            }
        }
        self
    }

    /// From derivatives by the parameters themselves: d/d ln θ = θ d/dθ.
    #[must_use]
    pub fn in_logs(mut self, parameters: &[f64; N]) -> Self {
        for i in 0..N {
            self.gradient[i] *= parameters[i];
            for j in 0..N {
                self.hessian[i][j] *= parameters[i] * parameters[j];
            }
            self.hessian[i][i] += self.gradient[i];
        }
        self
    }

    /// Largest derivative, divided by the size of the log-likelihood.
    #[must_use]
    pub fn relative_gradient(&self) -> f64 {
        let largest = self.gradient.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
        if largest == 0.0 { 0.0 } else { largest / self.value.abs() }
    }

    fn is_finite(&self) -> bool {
        self.value.is_finite()
            && self.gradient.iter().all(|g| g.is_finite())
            && self.hessian.iter().flatten().all(|h| h.is_finite())
    }
}

/// Where an optimisation ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimum<const N: usize> {
    /// The log parameters.
    pub log_parameters: [f64; N],
    /// The log-likelihood there.
    pub evaluation: Evaluation<N>,
    /// Steps taken from the best start.
    pub iterations: u32,
    /// Whether the gradient is zero to rounding and the Hessian negative definite.
    pub converged: bool,
    /// Where it did not converge: the unit direction (in log parameters) in which the likelihood
    /// is flat or still rises.
    pub flat_direction: Option<[f64; N]>,
    /// Whether another start converged to a lower optimum.
    pub disagree: bool,
}

/// Maximises from each start and keeps the best end. Deterministic.
pub fn maximise<const N: usize>(
    starts: &[[f64; N]],
    evaluate: impl Fn(&[f64; N]) -> Evaluation<N>,
) -> Optimum<N> {
    let mut best: Option<Optimum<N>> = None;
    let mut disagree = false;
    for start in starts {
        let end = climb(start, &evaluate);
        if let Some(kept) = best {
            let tie = 1e-9 * kept.evaluation.value.abs();
            let ahead = end.evaluation.value - kept.evaluation.value;
            disagree |= end.converged && kept.converged && ahead.abs() > tie;
            // Of two ends equally high, the one that converged counts.
            if ahead > tie || (ahead >= -tie && end.converged && !kept.converged) {
                best = Some(end);
            }
        } else {
            best = Some(end);
        }
    }
    let best = best.unwrap_or_else(|| climb(&[0.0; N], &evaluate));
    Optimum { disagree, ..best }
}

fn climb<const N: usize>(start: &[f64; N], evaluate: &impl Fn(&[f64; N]) -> Evaluation<N>) -> Optimum<N> {
    let mut at = start.map(|v| if v.is_finite() { v.clamp(-BOUND, BOUND) } else { 0.0 });
    let mut here = evaluate(&at);
    let mut radius = 1.0;
    let mut last_newton = f64::INFINITY;
    let end = |at, evaluation, iterations, flat_direction: Option<[f64; N]>| Optimum {
        log_parameters: at,
        evaluation,
        iterations,
        converged: flat_direction.is_none(),
        flat_direction,
        disagree: false,
    };
    if !here.is_finite() {
        here.value = f64::NEG_INFINITY;
        return end(at, here, 0, Some([0.0; N]));
    }
    for iterations in 0..MOST_STEPS {
        let curve = Curvature::of(&here);
        let size = here.value.abs();
        let newton = curve.newton_length();
        let flattest = Some(curve.flattest());
        if newton <= 1e-10 || (newton < 1e-5 && newton >= 0.5 * last_newton) {
            return end(at, here, iterations, None);
        }
        if newton <= LAST_STEP {
            let step = curve.outside(&curve.along(0.0));
            for (p, s) in at.iter_mut().zip(step) {
                *p = (*p + s).clamp(-BOUND, BOUND);
            }
            return end(at, here, iterations + 1, None);
        }
        if let Some(outward) = against_bound(&at, &here.gradient) {
            return end(at, here, iterations, Some(outward));
        }
        let step = curve.step(radius);
        let expected = curve.gain(&step);
        let length = norm(&step);
        // Nothing to be gained although the maximum is not near: a flat direction.
        if expected <= 1e-15 * size && newton > 1e-3 {
            return end(at, here, iterations, flattest);
        }
        let mut next_at = at;
        for i in 0..N {
            next_at[i] = (at[i] + step[i]).clamp(-BOUND, BOUND);
        }
        let next = evaluate(&next_at);
        let gained = next.value - here.value;
        // Below rounding the values cannot tell; near the maximum Newton is trusted.
        let below_rounding = expected <= 1e-12 * size && gained.abs() <= 1e-12 * size;
        let accept = next.is_finite() && (gained >= 1e-3 * expected || below_rounding);
        if accept {
            if gained > 0.7 * expected && length > 0.9 * radius {
                radius = (2.0 * radius).min(4.0);
            }
            (at, here, last_newton) = (next_at, next, newton);
        } else {
            radius = 0.25 * length;
            last_newton = f64::INFINITY;
            if radius < 1e-12 {
                return end(at, here, iterations, flattest);
            }
        }
    }
    let flattest = Curvature::of(&here).flattest();
    end(at, here, MOST_STEPS, Some(flattest))
}

/// The direction in which the gradient leads out of the bounds, if it does.
fn against_bound<const N: usize>(at: &[f64; N], gradient: &[f64; N]) -> Option<[f64; N]> {
    let i = (0..N).find(|&i| at[i].abs() >= BOUND && gradient[i] * at[i] > 0.0)?;
    let mut direction = [0.0; N];
    direction[i] = at[i].signum();
    Some(direction)
}

/// A quadratic picture of the likelihood in the eigenvectors of minus its Hessian.
struct Curvature<const N: usize> {
    /// Curvatures: positive where there is a maximum.
    bend: [f64; N],
    /// Unit eigenvectors, one a row.
    axes: [[f64; N]; N],
    /// The gradient along each axis.
    slope: [f64; N],
}

impl<const N: usize> Curvature<N> {
    fn of(evaluation: &Evaluation<N>) -> Self {
        let (bend, axes) = eigen(evaluation.hessian.map(|row| row.map(|h| -h)));
        let slope = axes.map(|axis| dot(&axis, &evaluation.gradient));
        Self { bend, axes, slope }
    }

    fn definite(&self) -> bool {
        definite(&self.bend)
    }

    fn lowest(&self) -> usize {
        (0..N).min_by(|&i, &j| self.bend[i].total_cmp(&self.bend[j])).unwrap_or(0)
    }

    /// Length of the full Newton step; infinite where there is none.
    fn newton_length(&self) -> f64 {
        if self.definite() { norm(&self.along(0.0)) } else { f64::INFINITY }
    }

    /// The step along each axis with `shift` added to every curvature.
    fn along(&self, shift: f64) -> [f64; N] {
        std::array::from_fn(
            |i| {
                if self.slope[i] == 0.0 { 0.0 } else { self.slope[i] / (self.bend[i] + shift) }
            },
        )
    }

    /// The best step no longer than `radius`.
    fn step(&self, radius: f64) -> [f64; N] {
        if self.newton_length() <= radius {
            return self.outside(&self.along(0.0));
        }
        let lowest = self.lowest();
        let steepest = norm(&self.slope);
        let least = (-self.bend[lowest]).max(0.0);
        // The length falls with the shift: bisect for the radius.
        let (mut low, mut high) = (least, least + steepest / radius);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if norm(&self.along(middle)) > radius { low = middle } else { high = middle }
        }
        let mut along = self.along(high);
        let short = radius * radius - dot(&along, &along);
        // No slope along the axis that bends upwards: a saddle, left along that axis.
        if self.bend[lowest] < 0.0 && short > 0.01 * radius * radius {
            along[lowest] += short.sqrt().copysign(along[lowest]);
        }
        self.outside(&along)
    }

    /// From axes back to parameters.
    fn outside(&self, along: &[f64; N]) -> [f64; N] {
        std::array::from_fn(|j| (0..N).map(|i| along[i] * self.axes[i][j]).sum())
    }

    /// What the quadratic picture promises for a step.
    fn gain(&self, step: &[f64; N]) -> f64 {
        (0..N)
            .map(|i| {
                let s = dot(&self.axes[i], step);
                s * (self.slope[i] - 0.5 * self.bend[i] * s)
            })
            .sum()
    }

    /// The axis of least curvature, pointing uphill.
    fn flattest(&self) -> [f64; N] {
        let i = self.lowest();
        let sign = 1.0_f64.copysign(self.slope[i]);
        self.axes[i].map(|v| v * sign)
    }
}

fn dot<const N: usize>(u: &[f64; N], v: &[f64; N]) -> f64 {
    u.iter().zip(v).map(|(a, b)| a * b).sum()
}

fn norm<const N: usize>(v: &[f64; N]) -> f64 {
    dot(v, v).sqrt()
}

/// Whether all curvatures are positive beyond rounding.
fn definite<const N: usize>(bend: &[f64; N]) -> bool {
    let most = bend.iter().fold(0.0, |m: f64, b| m.max(*b));
    most > 0.0 && bend.iter().all(|&b| b > 1e-13 * most)
}

/// Eigenvalues and unit eigenvectors (one a row) of a symmetric matrix, by Jacobi's rotations.
fn eigen<const N: usize>(mut m: [[f64; N]; N]) -> ([f64; N], [[f64; N]; N]) {
    let mut axes = [[0.0; N]; N];
    for (i, axis) in axes.iter_mut().enumerate() {
        axis[i] = 1.0;
    }
    for _ in 0..60 {
        let mut turned = false;
        for p in 0..N {
            for q in p + 1..N {
                let off = m[p][q];
                if off.abs() <= 1e-17 * (m[p][p].abs() * m[q][q].abs()).sqrt() || off == 0.0 {
                    continue;
                }
                turned = true;
                let half = (m[q][q] - m[p][p]) / (2.0 * off);
                let t = 1.0_f64.copysign(half) / (half.abs() + half.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                let s = t * c;
                for row in &mut m {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                for j in 0..N {
                    (m[p][j], m[q][j]) = (c * m[p][j] - s * m[q][j], s * m[p][j] + c * m[q][j]);
                    (axes[p][j], axes[q][j]) =
                        (c * axes[p][j] - s * axes[q][j], s * axes[p][j] + c * axes[q][j]);
                }
            }
        }
        if !turned {
            break;
        }
    }
    (std::array::from_fn(|i| m[i][i]), axes)
}

/// Covariance of the log parameters: the inverse of minus the Hessian, `None` unless that is
/// positive definite.
#[must_use]
pub fn covariance<const N: usize>(hessian: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    if hessian.iter().flatten().any(|h| !h.is_finite()) {
        return None;
    }
    let (bend, axes) = eigen(hessian.map(|row| row.map(|h| -h)));
    definite(&bend).then(|| {
        std::array::from_fn(|i| {
            // The same order of factors for (i, j) and (j, i) keeps the result symmetric.
            std::array::from_fn(|j| (0..N).map(|k| axes[k][i] * axes[k][j] / bend[k]).sum())
        })
    })
}

/// Sums over items on all cores: fixed chunks, added up in order, so that the result is the same
/// to the bit for any number of threads.
pub fn sum_in_chunks<T: Sync, S: Send + Default + AddAssign>(
    items: &[T],
    add: impl Fn(&mut S, &T) + Sync,
) -> S {
    let parts: Vec<S> = items
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut sum = S::default();
            for item in chunk {
                add(&mut sum, item);
            }
            sum
        })
        .collect();
    parts.into_iter().fold(S::default(), |mut total, part| {
        total += part;
        total
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvectors_rebuild_the_matrix() {
        let m = [[4.0, 1.0, -2.0], [1.0, 3.0, 0.5], [-2.0, 0.5, 1.0]];
        let (values, axes) = eigen(m);
        for i in 0..3 {
            for j in 0..3 {
                let rebuilt: f64 = (0..3).map(|k| values[k] * axes[k][i] * axes[k][j]).sum();
                assert!((rebuilt - m[i][j]).abs() < 1e-14, "{i} {j}");
            }
        }
    }

    #[test]
    fn a_crooked_hill_is_climbed_and_its_flat_ridge_is_named() {
        // Maximum of -(1 - u)² - 100 (v - u²)² at (1, 1).
        let hill = |p: &[f64; 2]| {
            let (u, w) = (p[0], p[1] - p[0] * p[0]);
            Evaluation {
                value: -(1.0 - u).powi(2) - 100.0 * w * w - 1.0,
                gradient: [2.0 * (1.0 - u) + 400.0 * w * u, -200.0 * w],
                hessian: [[-2.0 + 400.0 * w - 800.0 * u * u, 400.0 * u], [400.0 * u, -200.0]],
            }
        };
        let top = maximise(&[[-1.2, 1.0], [3.0, -3.0]], hill);
        assert!(top.converged && !top.disagree);
        assert!((top.log_parameters[0] - 1.0).abs() < 1e-9 && (top.log_parameters[1] - 1.0).abs() < 1e-9);

        let ridge = |p: &[f64; 2]| {
            let s = p[0] + p[1];
            Evaluation { value: -1.0 - s * s, gradient: [-2.0 * s; 2], hessian: [[-2.0; 2]; 2] }
        };
        let end = maximise(&[[1.0, 2.0]], ridge);
        let direction = end.flat_direction.unwrap();
        assert!(!end.converged && (direction[0] + direction[1]).abs() < 1e-9);
        assert_eq!(covariance(&end.evaluation.hessian), None);
    }

    #[test]
    fn a_likelihood_that_rises_for_ever_does_not_converge() {
        // -1 - e^-p rises towards -1 as p grows.
        let rising = |p: &[f64; 1]| {
            let e = (-p[0]).exp();
            Evaluation { value: -1.0 - e, gradient: [e], hessian: [[-e]] }
        };
        let end = maximise(&[[0.0]], rising);
        assert!(!end.converged);
        assert_eq!(end.flat_direction, Some([1.0]));
    }
}
