//! Numbers drawn from their intervals.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::strategy::Parameter;

/// Half the width of an interval that holds in 80 of 100 cases, in standard deviations.
pub(super) const EIGHTY: f64 = 1.281_551_565_545;

/// A standard normal number.
pub(super) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// A number above 0: log-normal with the parameter as its median.
pub(super) fn amount(parameter: &Parameter, z: f64) -> f64 {
    if parameter.value <= 0.0 || parameter.high <= parameter.low {
        return parameter.value.max(0.0);
    }
    let least = parameter.value * 1e-3;
    let spread = (parameter.high.max(least).ln() - parameter.low.max(least).ln()) / (2.0 * EIGHTY);
    // No draw goes beyond a hundred times the number itself.
    (parameter.value * (spread * z).exp()).min(parameter.value * 100.0)
}

/// A share: normal in its log-odds.
pub(super) fn share(parameter: &Parameter, z: f64) -> f64 {
    if parameter.high <= parameter.low || parameter.value <= 0.0 || parameter.value >= 1.0 {
        return parameter.value.clamp(0.0, 1.0);
    }
    let odds = |p: f64| {
        let p = p.clamp(1e-4, 1.0 - 1e-4);
        (p / (1.0 - p)).ln()
    };
    let spread = (odds(parameter.high) - odds(parameter.low)) / (2.0 * EIGHTY);
    1.0 / (1.0 + (-(odds(parameter.value) + spread * z)).exp())
}

/// A number of either sign: normal.
pub(super) fn either(parameter: &Parameter, z: f64) -> f64 {
    parameter.value + z * (parameter.high - parameter.low).max(0.0) / (2.0 * EIGHTY)
}
