//! RFM: recency, frequency and money in fifths, 5 best.
//!
//! Ties stay together: equal customers get equal scores, by the middle of the places they share,
//! so that fifths are only about equal in size. Recency is counted from the last order to the day
//! looked from; frequency counts all orders, the first included (unlike a history's repeat orders).

use serde::Serialize;

/// What RFM looks at, for one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RfmInput {
    /// Days from the last order to the day looked from.
    pub recency_days: i32,
    /// Orders, the first included.
    pub orders: u32,
    /// Money so far.
    pub money: f64,
}

/// Scores from 1 to 5, 5 best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rfm {
    /// Recency: 5 for those who ordered last.
    pub recency: u8,
    /// Frequency: 5 for those with most orders.
    pub frequency: u8,
    /// Money: 5 for those who brought most.
    pub money: u8,
}

/// Scores every customer, in the order given.
#[must_use]
pub fn rfm(customers: &[RfmInput]) -> Vec<Rfm> {
    let recency = fifths(customers, |c| -f64::from(c.recency_days));
    let frequency = fifths(customers, |c| f64::from(c.orders));
    let money = fifths(customers, |c| c.money);
    recency
        .into_iter()
        .zip(frequency)
        .zip(money)
        .map(|((recency, frequency), money)| Rfm { recency, frequency, money })
        .collect()
}

fn fifths(customers: &[RfmInput], of: impl Fn(&RfmInput) -> f64) -> Vec<u8> {
    let n = customers.len();
    let mut sorted: Vec<(f64, u32)> = customers.iter().map(of).zip(0..).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut scores = vec![0; n];
    let mut before = 0;
    for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
        let middle = before as f64 + 0.5 * equal.len() as f64;
        let score = 1 + (5.0 * middle / n as f64).floor().min(4.0) as u8;
        for &(_, i) in equal {
            scores[i as usize] = score;
        }
        before += equal.len();
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths_of_distinct_customers_are_equal_in_size() {
        let customers: Vec<RfmInput> = (0..50u32)
            .map(|i| RfmInput { recency_days: i as i32, orders: i + 1, money: f64::from(i) })
            .collect();
        let scores = rfm(&customers);
        for fifth in 1..=5u8 {
            assert_eq!(scores.iter().filter(|s| s.money == fifth).count(), 10);
        }
        assert_eq!(scores[0], Rfm { recency: 5, frequency: 1, money: 1 });
        assert_eq!(scores[49], Rfm { recency: 1, frequency: 5, money: 5 });
    }

    #[test]
    fn ties_stay_together_wherever_the_border_falls() {
        let customers: Vec<RfmInput> = (0..10u32)
            .map(|i| RfmInput { recency_days: 3, orders: if i < 7 { 1 } else { i }, money: 0.0 })
            .collect();
        let scores = rfm(&customers);
        assert!(scores.iter().all(|s| s.recency == 3 && s.money == 3));
        assert!(scores[..7].iter().all(|s| s.frequency == scores[0].frequency));
        assert_eq!((scores[0].frequency, scores[9].frequency), (2, 5));
        assert!(rfm(&[]).is_empty());
    }
}
