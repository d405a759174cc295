//! What a fit answers: the model, how sure it is, and whether it converged at all.

use serde::Serialize;

/// How a fit ended. Everything but `Converged` is an answer that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "status", content = "detail")]
pub enum Convergence {
    /// The gradient is zero to rounding and the Hessian is negative definite.
    Converged,
    /// The likelihood does not change along the named direction.
    Flat(String),
    /// A parameter ran to its border; the text says what that means in words.
    Border(String),
    /// The data cannot be fitted at all, with the reason.
    Impossible(String),
}

/// A fitted model: maximum likelihood, no penalty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit<M> {
    /// The model at the estimates.
    pub model: M,
    /// Log-likelihood: plain sum over customers, in the data's own unit of time.
    pub log_likelihood: f64,
    /// Standard errors of the parameters in the paper's order, by the delta method from the
    /// inverse Hessian of the log parameters; empty where the Hessian is not negative definite.
    pub standard_errors: Vec<f64>,
    /// Covariance of the *log* parameters, row after row; empty like `standard_errors`.
    pub log_covariance: Vec<Vec<f64>>,
    /// How it ended.
    pub convergence: Convergence,
    /// Newton steps taken from the best start.
    pub iterations: u32,
    /// Largest relative gradient at the end, per log parameter, divided by |log-likelihood|.
    pub gradient: f64,
    /// Sum of the weights: customers.
    pub customers: f64,
}

impl<M> Fit<M> {
    /// Whether the fit converged.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.convergence == Convergence::Converged
    }

    /// The same answer for another wrapping of the model.
    pub fn map<N>(self, wrap: impl FnOnce(M) -> N) -> Fit<N> {
        Fit {
            model: wrap(self.model),
            log_likelihood: self.log_likelihood,
            standard_errors: self.standard_errors,
            log_covariance: self.log_covariance,
            convergence: self.convergence,
            iterations: self.iterations,
            gradient: self.gradient,
            customers: self.customers,
        }
    }
}

/// A parameter outside of what its model admits.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("parameter {name} must be finite and above 0, not {value}")]
pub struct ImpossibleParameter {
    /// The paper's name.
    pub name: &'static str,
    /// What was given.
    pub value: f64,
}

/// Checks that parameters are finite and positive.
///
/// # Errors
///
/// Names the first that is not.
pub fn positive(parameters: &[(&'static str, f64)]) -> Result<(), ImpossibleParameter> {
    match parameters.iter().find(|(_, v)| !(v.is_finite() && *v > 0.0)) {
        Some(&(name, value)) => Err(ImpossibleParameter { name, value }),
        None => Ok(()),
    }
}
