//! How the market answers to spending: N = C (1 - e^(-kS)) customers for S of money, after
//! Blattberg & Deighton (1996), fitted to months by weighted least squares.

use super::measured::Z80;

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
}

/// Fewest months.
const LEAST_MONTHS: usize = 12;
/// Least standard deviation of spending, as a share of its mean.
const LEAST_SPREAD: f64 = 0.12;
/// The ceiling is looked for up to so many times the most customers won in a month.
const FARTHEST: f64 = 50.0;
/// Steps of the search.
const STEPS: i32 = 400;

/// The ceiling C, from months of spending S and customers won N; none where spending varies too
/// little, or where the months do not tell a ceiling from a straight line.
pub fn ceiling(months: &[(f64, f64)]) -> Option<Ceiling> {
    let months: Vec<(f64, f64)> = months
        .iter()
        .copied()
        .filter(|(s, n)| s.is_finite() && *s > 0.0 && n.is_finite() && *n >= 0.0)
        .collect();
    let count = months.len() as f64;
    if months.len() < LEAST_MONTHS {
        return None;
    }
    let mean = months.iter().map(|m| m.0).sum::<f64>() / count;
    let spread = (months.iter().map(|m| (m.0 - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    if spread < LEAST_SPREAD * mean {
        return None;
    }
    // For each k the best C is a weighted mean; so k alone is searched, from nearly straight to a wall.
    let squares = |x: f64| {
        let k = x.exp() / mean;
        let (mut top, mut bottom) = (0.0, 0.0);
        for (s, n) in &months {
            // Counts vary with their mean: the weight is one over it, of this curve itself.
            let f = -(-k * s).exp_m1();
            top += n;
            bottom += f;
        }
        let c = top / bottom;
        let sum: f64 = months
            .iter()
            .map(|(s, n)| {
                let expected = c * -(-k * s).exp_m1();
                (n - expected).powi(2) / expected.max(1e-9)
            })
            .sum();
        (c, k, sum)
    };
    let at =
        |i: i32| squares(1e-3_f64.ln() + f64::from(i) * (8.0_f64.ln() - 1e-3_f64.ln()) / f64::from(STEPS));
    let curve: Vec<(f64, f64, f64)> = (0..=STEPS).map(at).collect();
    let best = curve.iter().copied().min_by(|a, b| a.2.total_cmp(&b.2))?;
    let noise = (best.2 / (count - 2.0)).max(1.0);
    let most = months.iter().map(|m| m.1).fold(0.0, f64::max);
    // The profile: every C whose fit is not worse by more than 80 of 100 cases allow.
    let fine = |c: &&(f64, f64, f64)| (c.2 - best.2) / noise <= Z80 * Z80;
    let low = curve.iter().filter(fine).map(|c| c.0).fold(best.0, f64::min);
    let high = curve.iter().filter(fine).map(|c| c.0).fold(best.0, f64::max).min(FARTHEST * most);
    let known = best.0.is_finite() && best.0 < FARTHEST * most && most > 0.0;
    known.then(|| Ceiling { value: best.0, low: low.min(best.0), high: high.max(best.0), slope: best.1 })
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
        assert!((found.value / 400.0 - 1.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn spending_that_does_not_vary_says_nothing() {
        assert_eq!(ceiling(&months(400.0, 0.0001, |_| 10_000.0)), None);
        assert_eq!(ceiling(&[(1.0, 2.0); 5]), None);
    }

    #[test]
    fn a_straight_line_has_a_far_ceiling_or_none() {
        let found = ceiling(&months(1e6, 1e-8, |i| 10_000.0 + 8_000.0 * (i * 1.7).sin()));
        assert!(found.is_none_or(|c| c.high > 5.0 * 180.0), "{found:?}");
    }
}
