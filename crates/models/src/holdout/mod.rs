//! The proof: what was expected of a period before it came, against what came.
//!
//! Predictions made at the start of the holdout, of the model and of plain rules
//! ([`baselines`]), are marked alike. Customers are those known at the start.

mod baselines;
mod calibration;
mod tracking;

pub use baselines::{Baseline, BaselineInput, baselines};
pub use calibration::{
    ClassCalibration, Coverage, FREQUENCY_CLASSES, calibration, coverage, frequency_class, recency_class,
};
pub use tracking::{TrackingPoint, tracking};

use serde::Serialize;

/// How near a prediction came. Works alike for orders and for money.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// Customers marked.
    pub customers: usize,
    /// Sum of the predictions.
    pub predicted: f64,
    /// Sum of what came.
    pub actual: f64,
    /// Mean of predicted less actual, per customer.
    pub bias: f64,
    /// Predicted over actual total, less 1; `None` where nothing came.
    pub bias_share: Option<f64>,
    /// Mean absolute error per customer.
    pub mae: f64,
    /// Root of the mean square error per customer.
    pub rmse: f64,
    /// Pearson correlation; `None` where either does not vary.
    pub correlation: Option<f64>,
    /// Share of the best tenth of customers that were predicted to be among the best tenth.
    pub top_decile_hit_rate: Option<f64>,
    /// Share of what came from the tenth predicted to be best.
    pub top_decile_share: Option<f64>,
    /// Gini coefficient of what came, customers ordered by prediction: 0 for no order at all.
    pub gini: Option<f64>,
}

/// Marks predictions against what came; one entry a customer. The shorter list counts.
///
/// Ties: predicted equals keep the order given; who belongs to the actual best tenth among equals
/// is not decided at all, each of them counts with the share of places left, so that the hit rate
/// does not depend on the order of customers more than the predictions' own ties make it.
#[must_use]
pub fn score(predicted: &[f64], actual: &[f64]) -> Score {
    let n = predicted.len().min(actual.len());
    let (p, a) = (&predicted[..n], &actual[..n]);
    let count = n.max(1) as f64;
    let (sum_p, sum_a) = (p.iter().sum::<f64>(), a.iter().sum::<f64>());
    let (mean_p, mean_a) = (sum_p / count, sum_a / count);
    let (mut absolute, mut square, mut pp, mut aa, mut pa) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (&p, &a) in p.iter().zip(a) {
        absolute += (p - a).abs();
        square += (p - a).powi(2);
        pp += (p - mean_p).powi(2);
        aa += (a - mean_a).powi(2);
        pa += (p - mean_p) * (a - mean_a);
    }
    // Deviations that are rounding are none.
    let varies = |sum: f64, mean: f64| sum > 1e-20 * count * mean * mean;
    let correlation =
        (varies(pp, mean_p) && varies(aa, mean_a)).then(|| (pa / (pp.sqrt() * aa.sqrt())).clamp(-1.0, 1.0));
    let order = best_first(p);
    Score {
        customers: n,
        predicted: sum_p,
        actual: sum_a,
        bias: mean_p - mean_a,
        bias_share: (sum_a != 0.0).then(|| sum_p / sum_a - 1.0),
        mae: absolute / count,
        rmse: (square / count).sqrt(),
        correlation,
        top_decile_hit_rate: hit_rate(&order, a),
        top_decile_share: (sum_a > 0.0).then(|| top(&order, a) / sum_a),
        gini: gini(&order, a),
    }
}

/// Indices, the greatest prediction first; equals in the order given.
fn best_first(predicted: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..predicted.len() as u32).collect();
    order.sort_by(|&a, &b| predicted[b as usize].total_cmp(&predicted[a as usize]));
    order
}

/// A tenth, rounded up.
fn tenth(customers: usize) -> usize {
    customers.div_ceil(10)
}

fn top(order: &[u32], actual: &[f64]) -> f64 {
    order.iter().take(tenth(actual.len())).map(|&i| actual[i as usize]).sum()
}

fn hit_rate(order: &[u32], actual: &[f64]) -> Option<f64> {
    let places = tenth(actual.len());
    let mut sorted = actual.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = *sorted.get(places.checked_sub(1)?)?;
    if least >= sorted[0] && sorted[sorted.len() - 1] >= least {
        return None;
    }
    let above = actual.iter().filter(|&&a| a > least).count();
    let equal = actual.iter().filter(|&&a| a == least).count();
    // Those level with the last place share the places left; nobody who brought nothing is best.
    let share = if least > 0.0 { (places - above) as f64 / equal as f64 } else { 0.0 };
    let best = if least > 0.0 { places as f64 } else { above as f64 };
    let hits: f64 = order
        .iter()
        .take(places)
        .map(|&i| match actual[i as usize] {
            a if a > least => 1.0,
            a if a == least => share,
            _ => 0.0,
        })
        .sum();
    (best > 0.0).then(|| hits / best)
}

fn gini(order: &[u32], actual: &[f64]) -> Option<f64> {
    let (n, total) = (actual.len() as f64, actual.iter().sum::<f64>());
    if total <= 0.0 {
        return None;
    }
    let mut cumulative = 0.0;
    let mut area = 0.0;
    for &i in order {
        let before = cumulative;
        cumulative += actual[i as usize];
        area += 0.5 * (before + cumulative);
    }
    Some(2.0 * area / (n * total) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_prediction_has_no_error_and_finds_the_best() {
        let actual: Vec<f64> = (0..100).map(f64::from).collect();
        let score = score(&actual, &actual);
        assert_eq!((score.mae, score.rmse, score.bias), (0.0, 0.0, 0.0));
        assert_eq!(score.top_decile_hit_rate, Some(1.0));
        assert!((score.correlation.unwrap() - 1.0).abs() < 1e-12);
        assert!((score.top_decile_share.unwrap() - 945.0 / 4950.0).abs() < 1e-12);
    }

    #[test]
    fn figures_by_hand() {
        let score = score(&[1.0, 2.0, 3.0, 0.0], &[0.0, 2.0, 5.0, 1.0]);
        assert_eq!((score.customers, score.predicted, score.actual), (4, 6.0, 8.0));
        assert_eq!((score.bias, score.mae, score.rmse), (-0.5, 1.0, 1.5f64.sqrt()));
        assert_eq!(score.bias_share, Some(-0.25));
        // Ordered 5, 2, 0, 1: areas 2.5 + 6 + 7 + 7.5 of 4 · 8 / 2.
        assert!((score.gini.unwrap() - (2.0 * 23.0 / 32.0 - 1.0)).abs() < 1e-12);
    }

    #[test]
    fn equals_share_the_places_left_and_nothing_is_not_best() {
        // Twenty customers, two places, one of them shared by three.
        let mut actual = vec![0.0; 20];
        actual[0] = 9.0;
        actual[1..4].fill(2.0);
        let predicted: Vec<f64> = (0..20).map(|i| 20.0 - f64::from(i)).collect();
        assert_eq!(score(&predicted, &actual).top_decile_hit_rate, Some(f64::midpoint(1.0, 1.0 / 3.0)));
        let mut one = vec![0.0; 20];
        one[5] = 1.0;
        assert_eq!(score(&predicted, &one).top_decile_hit_rate, Some(0.0));
        assert_eq!(score(&predicted, &[0.0; 20]).top_decile_hit_rate, None);
    }

    #[test]
    fn nobody_and_nothing_are_no_numbers() {
        let empty = score(&[], &[]);
        assert_eq!((empty.customers, empty.mae, empty.correlation, empty.gini), (0, 0.0, None, None));
        let flat = score(&[0.1; 7], &[0.0; 7]);
        assert_eq!((flat.correlation, flat.bias_share, flat.gini), (None, None, None));
    }
}
