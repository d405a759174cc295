//! How the market answers to spending, as a scenario counts it: after Blattberg & Deighton (1996), one
//! curve that begins at zero.
//!
//! The months are fitted with customers who come unaided ([`crate::balance::fit`]); whether they tell
//! where the market ends is decided there, for spending in balance and for scenarios alike. A scenario
//! knows of nobody who comes unaided. Its ceiling is therefore the one at which winning half as many
//! customers again as in a usual month costs as many times the spending as on the fitted curve; where
//! nobody comes unaided, that is the market's own.

use crate::balance::{Curve, Point, fit};

/// The most customers a month the market gives, as it was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ceiling {
    /// Customers a month.
    pub value: f64,
    /// Lower end of the interval of 80 in 100.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of the ceiling that a unit of money wins at first.
    pub slope: f64,
    /// Customers a month who come unaided.
    pub unaided: f64,
}

/// The ceiling is told up to so many times the customers of a usual month.
const FARTHEST: f64 = 50.0;
/// A scenario asks for so many times the customers of today.
const MORE: f64 = 1.5;
/// Curves that fit the months.
const DRAWS: u32 = 400;

/// The ceiling in customers of today, where nothing was seen of it: low, middle, high.
const GUESS: [f64; 3] = [2.0, 3.0, 6.0];

/// What is taken for the ceiling where the months do not tell it: low, middle, high. One guess for
/// scenarios and for spending in balance.
pub(crate) fn guessed_ceiling(today: f64) -> [f64; 3] {
    GUESS.map(|times| times * today)
}

/// The ceiling, from months of spending and customers won; none where the months do not tell it.
#[must_use]
pub fn ceiling(months: &[(f64, f64)]) -> Option<Ceiling> {
    let points: Vec<Point> =
        months.iter().map(|(spend, reached)| Point { spend: *spend, reached: *reached }).collect();
    let fit = fit(&points, DRAWS, 1).ok().filter(|fit| fit.bends)?;
    let of = |curve: &Curve| from_zero(curve, fit.usual_spend);
    let value = of(&fit.curve)?;
    let mut draws: Vec<f64> = fit.draws.iter().filter_map(of).collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws.get(((draws.len().max(1) - 1) as f64 * share).round() as usize).copied();
    let (low, high) = (at(0.1)?, at(0.9)?);
    Some(Ceiling {
        value,
        low: low.min(value),
        high: high.max(value),
        slope: fit.curve.slope,
        unaided: fit.curve.unaided,
    })
}

/// The ceiling of the curve through zero that asks for the same spending.
fn from_zero(curve: &Curve, usual_spend: f64) -> Option<f64> {
    let seen = curve.reached(usual_spend);
    let most = curve.unaided + curve.ceiling;
    if !(seen > 0.0 && most.is_finite() && seen < most) {
        return None;
    }
    if curve.unaided <= 0.0 {
        return Some(most.min(FARTHEST * seen));
    }
    let more = (MORE * seen).min(0.5 * (seen + most));
    let times = curve.spend_for(more)? / usual_spend;
    // The nearer the ceiling, the dearer: halved until it asks for the same.
    let asks = |ceiling: f64| (-more / ceiling).ln_1p() / (-seen / ceiling).ln_1p();
    let (mut low, mut high) = ((more * (1.0 + 1e-9)).ln(), (FARTHEST * seen).ln());
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if asks(middle.exp()) > times { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(c: f64, k: f64, spend: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..36)
            .map(|i| {
                let s = spend(f64::from(i));
                // Deterministic wobble of about the size of counting.
                let n = c * (1.0 - (-k * s).exp());
                (s, (n + n.sqrt() * (f64::from(i) * 2.4).sin()).round())
            })
            .collect()
    }

    #[test]
    fn a_planted_ceiling_is_found_within_its_interval() {
        let found = ceiling(&months(400.0, 0.0001, |i| 10_000.0 + 8_000.0 * (i * 1.7).sin())).unwrap();
        assert!(found.low <= 400.0 && 400.0 <= found.high, "{found:?}");
        assert!((found.value / 400.0 - 1.0).abs() < 0.15, "{found:?}");
    }

    #[test]
    fn spending_that_does_not_vary_says_nothing() {
        assert_eq!(ceiling(&months(400.0, 0.0001, |_| 10_000.0)), None);
        assert_eq!(ceiling(&[(1.0, 2.0); 5]), None);
    }

    #[test]
    fn a_straight_line_has_no_ceiling() {
        assert_eq!(ceiling(&months(1e6, 1e-8, |i| 10_000.0 + 8_000.0 * (i * 1.7).sin())), None);
    }

    #[test]
    fn through_zero_half_as_many_again_cost_the_same() {
        let curve = Curve { unaided: 150.0, ceiling: 400.0, slope: 3e-5 };
        let (seen, found) = (curve.reached(10_000.0), from_zero(&curve, 10_000.0).unwrap());
        let times = (-1.5 * seen / found).ln_1p() / (-seen / found).ln_1p();
        assert!((curve.spend_for(1.5 * seen).unwrap() / 10_000.0 - times).abs() < 1e-6);
        assert!(found < 550.0);
        let alone = Curve { unaided: 0.0, ..curve };
        assert!((from_zero(&alone, 10_000.0).unwrap() - 400.0).abs() < 1e-9);
    }
}
