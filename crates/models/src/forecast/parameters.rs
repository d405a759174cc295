//! How sure the parameters are: a few chosen points in place of many draws.
//!
//! For a normal law of d log parameters the 2d points θ ± √d · (column of the Cholesky factor),
//! equally likely, have its mean and covariance; averages of any cubic function are exact
//! (spherical-radial cubature; Arasaratnam & Haykin 2009).

use crate::{buying::Buying, fit::Fit, gamma_gamma::GammaGamma};

/// Steps in log parameters are cut here: beyond, the normal law says nothing useful.
const FARTHEST: f64 = 3.0;

/// Points of the buying model; empty where the fit has no covariance.
pub(super) fn buying_points(fit: &Fit<Buying>) -> Vec<Buying> {
    let at = fit.model.parameters();
    steps(&fit.log_covariance, at.len())
        .into_iter()
        .filter_map(|step| {
            let mut moved = at;
            for (p, s) in moved.iter_mut().zip(step) {
                *p *= s.exp();
            }
            Buying::new(fit.model.kind(), moved).ok()
        })
        .collect()
}

/// Points of the spending model. q is kept above 1, where there is a mean: at least a tenth of
/// the estimate's way.
#[must_use]
pub fn spending_points(fit: &Fit<GammaGamma>) -> Vec<GammaGamma> {
    let [p, q, v] = fit.model.parameters();
    let least = 1.0 + 0.1 * (q - 1.0);
    steps(&fit.log_covariance, 3)
        .into_iter()
        .filter_map(|s| GammaGamma::new(p * s[0].exp(), (q * s[1].exp()).max(least), v * s[2].exp()).ok())
        .collect()
}

/// Equally likely steps of `d` log parameters with this covariance (row after row): ± √d times the
/// columns of its Cholesky factor, none longer than 3; empty without a proper covariance.
#[must_use]
pub fn steps(covariance: &[Vec<f64>], d: usize) -> Vec<Vec<f64>> {
    let Some(factor) = cholesky(covariance, d) else { return Vec::new() };
    let radius = (d as f64).sqrt();
    (0..d)
        .flat_map(|column| {
            let step: Vec<f64> =
                (0..d).map(|row| (radius * factor[row][column]).clamp(-FARTHEST, FARTHEST)).collect();
            let back = step.iter().map(|s| -s).collect();
            [step, back]
        })
        .collect()
}

/// Lower triangular factor; `None` unless the matrix is d × d and positive definite.
fn cholesky(matrix: &[Vec<f64>], d: usize) -> Option<Vec<Vec<f64>>> {
    if matrix.len() != d || matrix.iter().any(|row| row.len() != d) {
        return None;
    }
    let mut factor = vec![vec![0.0; d]; d];
    for i in 0..d {
        for j in 0..=i {
            let done: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - done;
            if i == j {
                if !(rest > 0.0 && rest.is_finite()) {
                    return None;
                }
                factor[i][i] = rest.sqrt();
            } else {
                factor[i][j] = rest / factor[j][j];
            }
        }
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_have_the_covariance() {
        let covariance = vec![vec![0.04, 0.01, 0.0], vec![0.01, 0.09, -0.02], vec![0.0, -0.02, 0.01]];
        let steps = steps(&covariance, 3);
        assert_eq!(steps.len(), 6);
        for i in 0..3 {
            assert!(steps.iter().map(|s| s[i]).sum::<f64>().abs() < 1e-15);
            for j in 0..3 {
                let mean = steps.iter().map(|s| s[i] * s[j]).sum::<f64>() / 6.0;
                assert!((mean - covariance[i][j]).abs() < 1e-15, "{i} {j}");
            }
        }
    }

    #[test]
    fn no_covariance_no_points() {
        assert!(steps(&[], 3).is_empty());
        assert!(steps(&[vec![1.0, 2.0], vec![2.0, 1.0]], 2).is_empty());
    }
}
