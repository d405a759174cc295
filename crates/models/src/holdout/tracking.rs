//! The tracking curve: repeat orders of all customers, expected and actual, as time goes on.

use serde::Serialize;

use crate::buying::BuyingModel;

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrackingPoint {
    /// End of the period.
    pub end: f64,
    /// Expected repeat orders from the beginning to this end.
    pub expected: f64,
    /// Actual ones.
    pub actual: f64,
}

/// Expected and actual repeat orders of all customers together up to each of `ends`.
///
/// `starts` are `(first order, customers)` and `orders` `(time, repeat orders)`, on the clock of
/// `ends`. Expected are those of new customers from their first orders on: the model knows nothing
/// of their histories here, so the curve shows the model and not its adaptation to each customer.
#[must_use]
pub fn tracking(
    model: &dyn BuyingModel,
    starts: &[(f64, f64)],
    orders: &[(f64, f64)],
    ends: &[f64],
) -> Vec<TrackingPoint> {
    let mut orders = orders.to_vec();
    orders.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Equal ages recur for every pair of start and end: each is asked once.
    let key = |age: f64| (age * 1e6).round() as i64;
    let mut ages: Vec<i64> =
        ends.iter().flat_map(|end| starts.iter().map(move |s| key(end - s.0))).filter(|&k| k > 0).collect();
    ages.sort_unstable();
    ages.dedup();
    let expected: Vec<f64> = ages.iter().map(|&k| model.new_customer_orders(k as f64 * 1e-6)).collect();
    let of = |age: f64| ages.binary_search(&key(age)).map_or(0.0, |i| expected[i]);
    let mut seen = 0;
    let mut actual = 0.0;
    ends.iter()
        .map(|&end| {
            while let Some(order) = orders.get(seen).filter(|o| o.0 <= end + 1e-9) {
                actual += order.1;
                seen += 1;
            }
            let expected = starts.iter().map(|&(start, customers)| customers * of(end - start)).sum();
            TrackingPoint { end, expected, actual }
        })
        .collect()
}
