//! Concentration: how much of the value few customers hold.
//!
//! The Lorenz curve with customers from the most valuable on, the shares of the best, and the Gini
//! coefficient: 0 where all are worth the same, near 1 where one holds all. Losses count as they
//! are; where they are large the curve rises above the whole before it falls back to it.

use serde::Serialize;

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// Customers.
    pub customers: usize,
    /// Their value together.
    pub total: f64,
    /// Gini coefficient; `None` where the total is not positive.
    pub gini: Option<f64>,
    /// `(share of customers, share of value)`, best first, 101 points from (0, 0) to (1, 1);
    /// empty where the total is not positive.
    pub lorenz: Vec<(f64, f64)>,
    /// The best 1, 5, 10 and 20 % of customers (rounded up) and their share of the value.
    pub top: Vec<TopShare>,
}

/// What the best hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TopShare {
    /// Share of customers.
    pub share: f64,
    /// How many that is.
    pub customers: usize,
    /// Their share of the value.
    pub value_share: f64,
}

/// Measures the concentration of `values`, one a customer.
#[must_use]
pub fn concentration(values: &[f64]) -> Concentration {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let n = sorted.len();
    let mut cumulative = Vec::with_capacity(n + 1);
    let mut sum = 0.0;
    cumulative.push(sum);
    for value in sorted {
        sum += value;
        cumulative.push(sum);
    }
    let total = sum;
    if total <= 0.0 {
        return Concentration { customers: n, total, gini: None, lorenz: Vec::new(), top: Vec::new() };
    }
    let area: f64 = cumulative.windows(2).map(|w| 0.5 * (w[0] + w[1])).sum();
    let at = |share: f64| {
        let place = share * n as f64;
        let (i, rest) = ((place as usize).min(n), place.fract());
        let next = cumulative.get(i + 1).copied().unwrap_or(cumulative[i]);
        (cumulative[i] + rest * (next - cumulative[i])) / total
    };
    Concentration {
        customers: n,
        total,
        gini: Some(2.0 * area / (n as f64 * total) - 1.0),
        lorenz: (0..=100).map(|i| f64::from(i) / 100.0).map(|share| (share, at(share))).collect(),
        top: [1usize, 5, 10, 20]
            .map(|percent| {
                let customers = (n * percent).div_ceil(100);
                TopShare {
                    share: percent as f64 / 100.0,
                    customers,
                    value_share: cumulative[customers] / total,
                }
            })
            .to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_customers_are_not_concentrated() {
        let found = concentration(&[3.0; 200]);
        assert!(found.gini.unwrap().abs() < 1e-12);
        assert!((found.top[3].value_share - 0.2).abs() < 1e-12);
        assert_eq!(found.lorenz.len(), 101);
        assert!(found.lorenz.iter().all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn one_of_a_hundred_holds_all() {
        let mut values = vec![0.0; 100];
        values[17] = 5.0;
        let found = concentration(&values);
        assert!((found.gini.unwrap() - 0.99).abs() < 1e-12);
        assert_eq!((found.top[0].customers, found.top[0].value_share), (1, 1.0));
    }

    #[test]
    fn no_value_no_shares() {
        assert_eq!(concentration(&[]).gini, None);
        assert!(concentration(&[0.0, -1.0]).lorenz.is_empty());
        assert_eq!(concentration(&[4.0]).gini, Some(0.0));
    }
}
