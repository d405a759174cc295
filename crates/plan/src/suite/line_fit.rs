//! A straight line through weighted points.

/// A line with the doubt about its slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fitted {
    /// Where x is 0.
    pub intercept: f64,
    /// Change of y with x.
    pub slope: f64,
    /// Standard error of the slope.
    pub error: f64,
}

/// The line through points (x, y, weight) with the least squares; none from fewer than `least` points,
/// or where x hardly moves.
pub(super) fn fit(points: &[(f64, f64, f64)], least: usize) -> Option<Fitted> {
    let points: Vec<_> = points
        .iter()
        .filter(|(x, y, w)| x.is_finite() && y.is_finite() && w.is_finite() && *w > 0.0)
        .copied()
        .collect();
    if points.len() < least.max(3) {
        return None;
    }
    let weight: f64 = points.iter().map(|p| p.2).sum();
    let mean = |f: fn(&(f64, f64, f64)) -> f64| points.iter().map(|p| p.2 * f(p)).sum::<f64>() / weight;
    let (mx, my) = (mean(|p| p.0), mean(|p| p.1));
    let sxx: f64 = points.iter().map(|p| p.2 * (p.0 - mx).powi(2)).sum();
    let sxy: f64 = points.iter().map(|p| p.2 * (p.0 - mx) * (p.1 - my)).sum();
    // Less than a thousandth of its size is no movement.
    if sxx <= 1e-6 * weight * (mx * mx).max(1e-300) {
        return None;
    }
    let slope = sxy / sxx;
    let left: f64 = points.iter().map(|p| p.2 * (p.1 - my - slope * (p.0 - mx)).powi(2)).sum();
    let error = (left / (points.len() - 2) as f64 / sxx).sqrt();
    let fitted = Fitted { intercept: my - slope * mx, slope, error };
    (fitted.intercept.is_finite() && fitted.slope.is_finite() && fitted.error.is_finite()).then_some(fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again_and_a_point_is_none() {
        let points: Vec<_> = (0..10).map(|i| (f64::from(i), 2.0 + 3.0 * f64::from(i), 1.0)).collect();
        let found = fit(&points, 3).unwrap();
        assert!((found.slope - 3.0).abs() < 1e-9 && (found.intercept - 2.0).abs() < 1e-9);
        assert!(found.error < 1e-6);
        assert_eq!(fit(&[(1.0, 2.0, 1.0); 10], 3), None);
        assert_eq!(fit(&points[..2], 3), None);
    }
}
