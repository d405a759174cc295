//! Whether scenarios begin alike: what sets two apart may be with whom and when they begin, and not how
//! the company is run.

use facts::Month;
use serde::Serialize;

use super::Scenario;

/// How a scenario begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beginning {
    /// Which scenario.
    pub name: String,
    /// Customers at the start.
    pub customers: f64,
    /// The first month; none where it is any.
    pub start: Option<Month>,
}

/// How each scenario begins, where one begins with other customers or in another month than the others;
/// empty where all begin alike.
pub(super) fn unlike(scenarios: &[Scenario]) -> Vec<Beginning> {
    let all: Vec<Beginning> = scenarios
        .iter()
        .map(|scenario| Beginning {
            name: scenario.name().to_owned(),
            customers: scenario.base().iter().map(|one| one.customers).sum(),
            start: scenario.start(),
        })
        .collect();
    let apart = |a: &Beginning, b: &Beginning| {
        // Less than half a customer is rounding; no month goes with any.
        (a.customers - b.customers).abs() >= 0.5 || a.start.zip(b.start).is_some_and(|(a, b)| a != b)
    };
    if all.iter().enumerate().any(|(n, a)| all[..n].iter().any(|b| apart(a, b))) { all } else { Vec::new() }
}
