//! Whether predictions hold within classes, and intervals hold what they promise.

use serde::Serialize;

use crate::{estimate::Estimate, history::OrderHistory};

/// Frequency classes: 0, 1 … 6, 7 and more repeat orders.
pub const FREQUENCY_CLASSES: usize = 8;

/// Class by repeat orders before the holdout: 0 … 6, and 7 for more.
#[must_use]
pub fn frequency_class(history: &OrderHistory) -> u32 {
    history.repeat_orders().min(FREQUENCY_CLASSES as u32 - 1)
}

/// Class of `classes` by how long ago the last order was, in equal parts of `longest`; the most
/// recent class is 0.
#[must_use]
pub fn recency_class(history: &OrderHistory, longest: f64, classes: u32) -> u32 {
    let silent = history.age() - history.last_order();
    let place = if longest > 0.0 { silent / longest * f64::from(classes) } else { 0.0 };
    (place as u32).min(classes.saturating_sub(1))
}

/// One class.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassCalibration {
    /// Customers in it.
    pub customers: usize,
    /// Mean predicted per customer, with the interval of the class's mean where one was given.
    pub predicted: Estimate,
    /// Mean that came per customer.
    pub actual: f64,
}

/// Compares class by class. `sums` are the predicted sums of the classes with their intervals
/// (groups of a forecast); without them the interval is the mean alone.
#[must_use]
pub fn calibration(
    class: &[u32],
    classes: usize,
    predicted: &[f64],
    actual: &[f64],
    sums: Option<&[Estimate]>,
) -> Vec<ClassCalibration> {
    let mut found = vec![(0usize, 0.0, 0.0); classes];
    for ((&class, &p), &a) in class.iter().zip(predicted).zip(actual) {
        if let Some((customers, sum_p, sum_a)) = found.get_mut(class as usize) {
            *customers += 1;
            *sum_p += p;
            *sum_a += a;
        }
    }
    found
        .into_iter()
        .enumerate()
        .map(|(i, (customers, sum_p, sum_a))| {
            let each = 1.0 / customers.max(1) as f64;
            let sum = sums.and_then(|s| s.get(i)).copied().unwrap_or(Estimate::certain(sum_p));
            ClassCalibration { customers, predicted: sum.scaled(each), actual: sum_a * each }
        })
        .collect()
}

/// How often outcomes lay within their intervals.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Coverage {
    /// Outcomes compared.
    pub outcomes: usize,
    /// Share within, ends included.
    pub within: f64,
    /// Share below the interval.
    pub below: f64,
    /// Share above it.
    pub above: f64,
}

/// Compares intervals with outcomes, pairwise.
#[must_use]
pub fn coverage(pairs: impl IntoIterator<Item = (Estimate, f64)>) -> Coverage {
    let (mut outcomes, mut below, mut above) = (0usize, 0usize, 0usize);
    for (interval, actual) in pairs {
        outcomes += 1;
        below += usize::from(actual < interval.low);
        above += usize::from(actual > interval.high);
    }
    let share = |n: usize| n as f64 / outcomes.max(1) as f64;
    Coverage { outcomes, within: share(outcomes - below - above), below: share(below), above: share(above) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_compared_by_their_means() {
        let found = calibration(&[0, 1, 1, 9], 3, &[1.0, 2.0, 4.0, 7.0], &[0.0, 3.0, 5.0, 7.0], None);
        assert_eq!(found[1].customers, 2);
        assert_eq!((found[1].predicted.expected, found[1].actual), (3.0, 4.0));
        assert_eq!((found[2].customers, found[2].actual), (0, 0.0));
        let sums = [Estimate { expected: 6.0, low: 4.0, high: 9.0 }; 3];
        let found = calibration(&[1, 1], 2, &[3.0, 3.0], &[1.0, 1.0], Some(&sums));
        assert_eq!((found[1].predicted.low, found[1].predicted.high), (2.0, 4.5));
    }

    #[test]
    fn ends_are_within() {
        let e = Estimate { expected: 1.0, low: 0.0, high: 2.0 };
        let found = coverage([(e, 0.0), (e, 2.0), (e, 3.0), (e, -1.0)]);
        assert_eq!((found.within, found.below, found.above), (0.5, 0.25, 0.25));
        assert_eq!(coverage([]).within, 0.0);
    }

    #[test]
    fn classes_of_a_history() {
        let h = OrderHistory::new(12, 30.0, 40.0).unwrap();
        assert_eq!(frequency_class(&h), 7);
        assert_eq!(recency_class(&h, 40.0, 4), 1);
        assert_eq!(recency_class(&h, 5.0, 4), 3);
        assert_eq!(recency_class(&h, 0.0, 4), 0);
    }
}
