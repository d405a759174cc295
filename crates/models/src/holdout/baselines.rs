//! What plain rules would have said: a model that does not beat them is not worth its name.

use serde::Serialize;

use super::calibration::{FREQUENCY_CLASSES, frequency_class, recency_class};
use crate::history::OrderHistory;

/// A plain rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// Each customer orders as often as in the last period of the holdout's length.
    LastPeriod,
    /// Each customer orders as often as all did on average in that period.
    OverallMean,
    /// Each customer orders as often as those who were in the same class of frequency and recency
    /// at the start of that period did in it.
    FrequencyRecency,
    /// Customers silent for more than twice the usual gap are lost; others go on at their rate.
    RecencyCutOff,
}

impl Baseline {
    /// `last-period`, `overall-mean`, `frequency-recency` or `recency-cut-off`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LastPeriod => "last-period",
            Self::OverallMean => "overall-mean",
            Self::FrequencyRecency => "frequency-recency",
            Self::RecencyCutOff => "recency-cut-off",
        }
    }
}

/// What the rules look at; one entry a customer, all known before the holdout.
#[derive(Debug, Clone, Copy)]
pub struct BaselineInput<'a> {
    /// Histories at the start of the holdout.
    pub histories: &'a [OrderHistory],
    /// Repeat orders in the last `window` before it.
    pub recent_orders: &'a [u32],
    /// Length of that last period: the holdout's, or less where there is not as much history.
    pub window: f64,
    /// Length of the holdout.
    pub horizon: f64,
    /// Histories at the start of the window, for those who had ordered by then; without them
    /// there is no table of frequency and recency.
    pub before: Option<&'a [Option<OrderHistory>]>,
}

/// Recency classes of the table.
const RECENCY_CLASSES: u32 = 4;

/// Predicted orders in the holdout by each rule that can be applied.
#[must_use]
pub fn baselines(input: &BaselineInput<'_>) -> Vec<(Baseline, Vec<f64>)> {
    let n = input.histories.len().min(input.recent_orders.len());
    let histories = &input.histories[..n];
    let recent = &input.recent_orders[..n];
    let mut found = Vec::new();
    if input.window > 0.0 {
        let factor = input.horizon / input.window;
        found.push((Baseline::LastPeriod, recent.iter().map(|&x| f64::from(x) * factor).collect()));
        let mean = recent.iter().map(|&x| f64::from(x)).sum::<f64>() / n.max(1) as f64;
        found.push((Baseline::OverallMean, vec![mean * factor; n]));
        if let Some(before) = input.before
            && let Some(predicted) = table(histories, recent, before, factor)
        {
            found.push((Baseline::FrequencyRecency, predicted));
        }
    }
    found.push((Baseline::RecencyCutOff, cut_off(histories, input.horizon)));
    found
}

/// Learns the mean of each class from the window, and applies it to the holdout's start. Classes
/// that were empty then take the mean of all.
fn table(
    histories: &[OrderHistory],
    recent: &[u32],
    before: &[Option<OrderHistory>],
    factor: f64,
) -> Option<Vec<f64>> {
    let longest = |of: &mut dyn Iterator<Item = &OrderHistory>| of.map(OrderHistory::age).fold(0.0, f64::max);
    let then = longest(&mut before.iter().flatten());
    let now = longest(&mut histories.iter());
    let class = |h: &OrderHistory, longest: f64| {
        (frequency_class(h) * RECENCY_CLASSES + recency_class(h, longest, RECENCY_CLASSES)) as usize
    };
    let mut cells = vec![(0.0, 0.0); FREQUENCY_CLASSES * RECENCY_CLASSES as usize];
    let (mut customers, mut orders) = (0.0, 0.0);
    for (history, &x) in before.iter().zip(recent) {
        let Some(history) = history else { continue };
        let cell = &mut cells[class(history, then)];
        cell.0 += 1.0;
        cell.1 += f64::from(x);
        customers += 1.0;
        orders += f64::from(x);
    }
    if customers == 0.0 {
        return None;
    }
    let predicted = histories.iter().map(|h| {
        let (in_class, their_orders) = cells[class(h, now)];
        factor * if in_class > 0.0 { their_orders / in_class } else { orders / customers }
    });
    Some(predicted.collect())
}

/// Twice the median of the repeaters' mean gaps is the cut; a customer's rate is repeat orders
/// over age. Without repeaters nobody is expected to return.
fn cut_off(histories: &[OrderHistory], horizon: f64) -> Vec<f64> {
    let mut gaps: Vec<f64> = histories
        .iter()
        .filter(|h| h.repeat_orders() > 0)
        .map(|h| h.last_order() / f64::from(h.repeat_orders()))
        .collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let cut = 2.0 * gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    histories
        .iter()
        .map(|h| {
            let lost = h.age() - h.last_order() > cut || h.age() <= 0.0;
            if lost { 0.0 } else { f64::from(h.repeat_orders()) / h.age() * horizon }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn h(x: u32, t_x: f64, t: f64) -> OrderHistory {
        OrderHistory::new(x, t_x, t).unwrap()
    }

    #[test]
    fn rules_by_hand() {
        let histories = [h(4, 8.0, 10.0), h(1, 2.0, 10.0), h(0, 0.0, 10.0)];
        let before = [Some(h(2, 3.0, 5.0)), Some(h(1, 2.0, 5.0)), Some(h(0, 0.0, 5.0))];
        let input = BaselineInput {
            histories: &histories,
            recent_orders: &[2, 0, 0],
            window: 5.0,
            horizon: 10.0,
            before: Some(&before),
        };
        let found = baselines(&input);
        let of = |b: Baseline| &found.iter().find(|f| f.0 == b).unwrap().1;
        assert_eq!(*of(Baseline::LastPeriod), [4.0, 0.0, 0.0]);
        assert!((of(Baseline::OverallMean)[1] - 4.0 / 3.0).abs() < 1e-12);
        // Gaps 2 and 2: cut 4; the first was silent for 2, the second for 8.
        assert_eq!(*of(Baseline::RecencyCutOff), [4.0, 0.0, 0.0]);
        // The silent customer's class is (0, most silent), seen before with no order.
        assert_eq!(of(Baseline::FrequencyRecency)[2], 0.0);
    }

    #[test]
    fn without_history_few_rules_apply() {
        let input =
            BaselineInput { histories: &[], recent_orders: &[], window: 0.0, horizon: 3.0, before: None };
        assert_eq!(baselines(&input), vec![(Baseline::RecencyCutOff, vec![])]);
    }
}
