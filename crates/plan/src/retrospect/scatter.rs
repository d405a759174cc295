//! How far single months scatter around their course, beside counting.

/// Months before a scenario began that say how far months scatter.
pub(super) const MONTHS: usize = 24;
/// From fewer nothing is said.
const FEWEST: usize = 6;

/// Standard deviation of months around a straight line, as a share of their mean, less what counting
/// makes of it. A month is how many came, and of how many they were.
pub(super) fn beyond_counting(months: &[(f64, f64)]) -> f64 {
    let seen: Vec<(f64, f64)> = (0_u32..)
        .zip(months)
        .filter(|(_, (came, of))| *of > 0.0 && came.is_finite() && of.is_finite())
        .map(|(at, (came, of))| (f64::from(at), came / of))
        .collect();
    let n = seen.len() as f64;
    if seen.len() < FEWEST {
        return 0.0;
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| seen.iter().map(of).sum::<f64>() / n;
    let (at, share) = (mean(&|m| m.0), mean(&|m| m.1));
    if share <= 0.0 {
        return 0.0;
    }
    let across = mean(&|m| (m.0 - at).powi(2));
    let slope = mean(&|m| (m.0 - at) * (m.1 - share)) / across;
    let left = mean(&|m| (m.1 - share - slope * (m.0 - at)).powi(2)) * n / (n - 2.0);
    // So many of so many: the variance of a count is its mean.
    let of = months.iter().filter(|(came, of)| *of > 0.0 && came.is_finite() && of.is_finite());
    let counting = of.map(|(_, of)| share / of).sum::<f64>() / n;
    (left - counting).max(0.0).sqrt() / share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_is_no_scatter_and_counting_is_taken_off() {
        let rising: Vec<(f64, f64)> = (0..24).map(|n| (200.0 + 5.0 * f64::from(n), 1.0)).collect();
        assert_eq!(beyond_counting(&rising), 0.0);
        // Up and down by 40 around 300: 1,600 x 24/22 less 300 of counting.
        let swinging: Vec<(f64, f64)> =
            (0..24).map(|n| (300.0 + if n % 2 == 0 { 40.0 } else { -40.0 }, 1.0)).collect();
        let found = beyond_counting(&swinging);
        assert!((found - (1_600.0_f64 * 24.0 / 22.0 - 300.0).sqrt() / 300.0).abs() < 0.002, "{found}");
        assert_eq!(beyond_counting(&swinging[..5]), 0.0);
        assert_eq!(beyond_counting(&[(0.0, 1.0); 12]), 0.0);
    }
}
