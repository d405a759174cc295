//! A number as it was counted, with its doubt.

use serde::Serialize;

use crate::strategy::{Parameter, Source};

/// The normal quantile that holds 80 of 100 cases between minus and plus.
pub(crate) const Z80: f64 = 1.281_551_565_544_600_4;

/// A number with the interval that holds it in 80 of 100 cases, and how it was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Of how many it was counted: customers, months, complaints, as `how` says.
    pub n: u64,
    /// How, in words that end without a full stop.
    pub how: String,
    /// Counted, or worked out with a model.
    pub source: Source,
}

impl Measured {
    /// A number that was counted; its interval is `deviation` standard errors wide on both sides.
    pub fn counted(value: f64, standard_error: f64, n: u64, how: impl Into<String>) -> Self {
        let half = Z80 * standard_error.max(0.0);
        Self { value, low: value - half, high: value + half, n, how: how.into(), source: Source::Measured }
    }

    /// The same number, known from a model.
    #[must_use]
    pub fn estimated(mut self) -> Self {
        self.source = Source::Estimated;
        self
    }

    /// The same number with its interval kept within what is possible; the number itself too.
    #[must_use]
    pub fn within(mut self, least: f64, most: f64) -> Self {
        for x in [&mut self.value, &mut self.low, &mut self.high] {
            *x = if x.is_finite() { x.clamp(least, most) } else { least };
        }
        (self.low, self.high) = (self.low.min(self.value), self.high.max(self.value));
        self
    }

    /// As a number of a scenario.
    pub fn parameter(&self) -> Parameter {
        Parameter::known(self.value, self.low, self.high, self.source, self.how.clone())
    }
}

/// A count's interval as that of a Poisson variable. Nothing counted is not certainty of nothing: it is
/// taken for half of one.
pub(crate) fn rate(count: f64, exposure: f64, how: impl Into<String>) -> Option<Measured> {
    let known = count >= 0.0 && exposure > 0.0 && exposure.is_finite();
    known.then(|| {
        // Within a tenth of a percent of the exact interval from two events on.
        let low = if count > 0.0 {
            count * (1.0 - 1.0 / (9.0 * count) - Z80 / (3.0 * count.sqrt())).powi(3).max(0.0)
        } else {
            0.0
        };
        let more = count + 1.0;
        let high = more * (1.0 - 1.0 / (9.0 * more) + Z80 / (3.0 * more.sqrt())).powi(3);
        let value = if count > 0.0 { count } else { 0.5 };
        Measured {
            value: value / exposure,
            low: low.min(value) / exposure,
            high: high / exposure,
            n: count.round() as u64,
            how: taken(count <= 0.0, how.into(), "nothing counted is taken for half of one"),
            source: Source::Measured,
        }
    })
}

fn taken(edge: bool, how: String, for_what: &str) -> String {
    if edge { format!("{how}; {for_what}") } else { how }
}

/// A share as a number of a scenario: none or all of those seen is taken for half of one more (the mean after
/// Jeffreys), because a share of exactly nothing or everything would be drawn without doubt.
pub(crate) fn chance(part: f64, whole: f64, how: impl Into<String>) -> Option<Measured> {
    let edge = part <= 0.0 || part >= whole;
    let what = if part > 0.0 {
        "all of them is taken for half of one less"
    } else {
        "none of them is taken for half of one"
    };
    share(part, whole, taken(edge, how.into(), what))
        .map(|seen| Measured { value: if edge { (part + 0.5) / (whole + 1.0) } else { seen.value }, ..seen })
}

/// A share's interval after Agresti and Coull: none of ten is not certainty of none.
pub(crate) fn share(part: f64, whole: f64, how: impl Into<String>) -> Option<Measured> {
    (whole > 0.0 && part >= 0.0 && part <= whole).then(|| {
        let n = whole + Z80 * Z80;
        let middle = (part + 0.5 * Z80 * Z80) / n;
        let half = Z80 * (middle * (1.0 - middle) / n).sqrt();
        Measured {
            value: part / whole,
            low: middle - half,
            high: middle + half,
            n: whole.round() as u64,
            how: how.into(),
            source: Source::Measured,
        }
        .within(0.0, 1.0)
    })
}

/// The mean of some numbers with its standard error; none for fewer than two.
pub(crate) fn mean(xs: &[f64], how: impl Into<String>) -> Option<Measured> {
    let n = xs.len() as f64;
    (xs.len() > 1).then(|| {
        let mean = xs.iter().sum::<f64>() / n;
        let variance = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Measured::counted(mean, (variance / n).sqrt(), xs.len() as u64, how)
    })
}

/// Sum over sum, with the standard error of a ratio over the pairs (numerator, denominator).
pub(crate) fn ratio(pairs: &[(f64, f64)], how: impl Into<String>) -> Option<Measured> {
    let (top, bottom) = pairs.iter().fold((0.0, 0.0), |(t, b), p| (t + p.0, b + p.1));
    (bottom > 0.0 && !pairs.is_empty()).then(|| {
        let value = top / bottom;
        let n = pairs.len() as f64;
        let squares: f64 = pairs.iter().map(|(t, b)| (t - value * b).powi(2)).sum();
        // One pair alone says nothing of its doubt: half of the number either way.
        let error =
            if pairs.len() > 1 { (squares * n / (n - 1.0)).sqrt() / bottom } else { 0.5 * value.abs() / Z80 };
        Measured::counted(value, error, pairs.len() as u64, how)
    })
}
