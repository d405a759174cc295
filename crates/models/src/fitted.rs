//! From an optimum to a fit: standard errors, how it ended, and in which words.

use crate::{
    fit::{Convergence, Fit},
    optimise::{Optimum, covariance},
};

/// Beyond this log parameter (times scaled to about 10) even a proper maximum counts as a border.
const FAR: f64 = 14.0;

/// The fit of `model` with these `parameters` (in the paper's order) at an optimum in their logs.
/// `border` tells in words what it means where parameters ran away.
pub(crate) fn fitted<M, const N: usize>(
    model: M,
    names: [&str; N],
    parameters: [f64; N],
    optimum: &Optimum<N>,
    border: impl Fn(&[f64; N]) -> Option<&'static str>,
    customers: f64,
) -> Fit<M> {
    let at = &optimum.log_parameters;
    let covariance = covariance(&optimum.evaluation.hessian);
    let far = at.iter().any(|p| p.abs() > FAR);
    let convergence = if optimum.converged && covariance.is_some() && !far {
        Convergence::Converged
    } else if let Some(words) = border(at) {
        Convergence::Border(words.to_owned())
    } else {
        Convergence::Flat(direction(names, optimum.flat_direction))
    };
    let errors = covariance.map(|c| (0..N).map(|i| parameters[i] * c[i][i].max(0.0).sqrt()).collect());
    Fit {
        model,
        log_likelihood: optimum.evaluation.value,
        standard_errors: errors.unwrap_or_default(),
        log_covariance: covariance.map(|c| c.iter().map(|row| row.to_vec()).collect()).unwrap_or_default(),
        convergence,
        iterations: optimum.iterations,
        gradient: optimum.evaluation.relative_gradient(),
        customers,
    }
}

/// The direction in which the likelihood does not change, over the named log parameters.
pub(crate) fn direction<const N: usize>(names: [&str; N], flat: Option<[f64; N]>) -> String {
    let Some(flat) = flat else { return "no maximum was reached".to_owned() };
    let terms: Vec<String> = (names.iter().zip(flat))
        .filter(|(_, part)| part.abs() > 0.05)
        .map(|(name, part)| format!("{part:+.2} ln {name}"))
        .collect();
    format!("along {}", terms.join(" "))
}

/// An answer for data that cannot be fitted; `model` only fills its place.
pub(crate) fn impossible<M>(model: M, why: &str, customers: f64) -> Fit<M> {
    Fit {
        model,
        log_likelihood: 0.0,
        standard_errors: Vec::new(),
        log_covariance: Vec::new(),
        convergence: Convergence::Impossible(why.to_owned()),
        iterations: 0,
        gradient: 0.0,
        customers,
    }
}
