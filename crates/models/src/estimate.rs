//! An estimate with its interval, and how sure the interval is meant to be.

use serde::Serialize;

/// An expected number and the interval that holds the outcome with the stated probability.
///
/// The interval is about the outcome, the expected number about its mean: where by far the most
/// likely outcome is nothing, the whole interval may be 0 to 0 while the mean is above it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Estimate {
    /// The mean.
    pub expected: f64,
    /// Lower end, included.
    pub low: f64,
    /// Upper end, included.
    pub high: f64,
}

impl Estimate {
    /// A number without doubt.
    #[must_use]
    pub const fn certain(value: f64) -> Self {
        Self { expected: value, low: value, high: value }
    }

    /// Everything multiplied by `factor`; a negative one swaps the ends.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (a, b) = (self.low * factor, self.high * factor);
        Self { expected: self.expected * factor, low: a.min(b), high: a.max(b) }
    }

    /// Whether `actual` lies within, ends included.
    #[must_use]
    pub fn covers(&self, actual: f64) -> bool {
        self.low <= actual && actual <= self.high
    }
}

/// The probability with which an interval is meant to hold the outcome; 0.8 unless told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Level(f64);

/// A level that is no probability.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the level of an interval must lie between 0 and 1, both excluded, not {0}")]
pub struct ImpossibleLevel(pub f64);

impl Level {
    /// Checks and keeps a level.
    ///
    /// # Errors
    ///
    /// Unless it lies strictly between 0 and 1.
    pub fn new(level: f64) -> Result<Self, ImpossibleLevel> {
        if level > 0.0 && level < 1.0 { Ok(Self(level)) } else { Err(ImpossibleLevel(level)) }
    }

    /// The level itself.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// What a central interval leaves out on each side.
    #[must_use]
    pub const fn tail(self) -> f64 {
        0.5 * (1.0 - self.0)
    }

    /// The probabilities of the two ends of the interval of an outcome that is nothing with
    /// probability `nothing`: central while nothing is rarer than one tail, else from 0 (`None`)
    /// up to the level. The upper end is 0 as well where nothing alone reaches the level.
    #[must_use]
    pub fn ends(self, nothing: f64) -> (Option<f64>, f64) {
        if nothing < self.tail() { (Some(self.tail()), 1.0 - self.tail()) } else { (None, self.0) }
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(0.8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_factor_swaps_the_ends() {
        let e = Estimate { expected: 2.0, low: 1.0, high: 4.0 }.scaled(-0.5);
        assert_eq!(e, Estimate { expected: -1.0, low: -2.0, high: -0.5 });
        assert!(e.covers(-2.0) && !e.covers(0.0));
    }

    #[test]
    fn only_probabilities_are_levels() {
        for level in [0.0, 1.0, -0.5, f64::NAN] {
            assert!(Level::new(level).is_err());
        }
        assert!((Level::new(0.9).unwrap().tail() - 0.05).abs() < 1e-15);
        assert_eq!(Level::default().ends(0.5), (None, 0.8));
    }
}
