//! What the months show of a way to spend as it is today, and why one of them cannot be weighed.

use models::estimate::Estimate;
use serde::Serialize;

use super::{
    Evidence, Purpose, SpendingMonth,
    weigh::{LATEST, latest},
};

/// A way of which nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// Which.
    pub purpose: Purpose,
    /// Why.
    pub why: WhyAbsent,
}

/// Why nothing can be said of a way to spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyAbsent {
    /// Nothing says what one who is reached is worth.
    NoWorth,
    /// One who is reached is worth nothing.
    WorthNothing,
    /// Customers are under contract, and who comes back is counted from orders.
    UnderContract,
    /// There is nobody to spend it on.
    NobodyThere,
    /// Nobody was won in the latest months.
    NobodyWon,
    /// Nothing was spent on it, and nobody stated what spending would reach.
    NothingSpent,
}

/// Why a way is not among those that were weighed.
pub(super) fn why_absent(evidence: &Evidence, purpose: Purpose) -> WhyAbsent {
    let last = evidence.months.last();
    let (worth, people) = match purpose {
        Purpose::Acquisition => (&evidence.value_of_new, 1.0),
        Purpose::Retention => (&evidence.value_of_kept, last.map_or(0.0, |m| m.active)),
        Purpose::Reactivation => (&evidence.value_of_won_back, last.map_or(0.0, |m| m.lapsed)),
    };
    if evidence.under_contract && purpose == Purpose::Reactivation {
        WhyAbsent::UnderContract
    } else if worth.is_none() {
        WhyAbsent::NoWorth
    } else if worth.as_ref().is_some_and(|worth| worth.value <= 0.0) {
        WhyAbsent::WorthNothing
    } else if people < 1.0 {
        WhyAbsent::NobodyThere
    } else if purpose == Purpose::Acquisition && latest(evidence, |m| m.won) <= 0.0 {
        WhyAbsent::NobodyWon
    } else {
        WhyAbsent::NothingSpent
    }
}

/// Whom a month reaches as things are, in the latest months: won, kept or won back. Months differ by more
/// than counting: the range holds four of five of them.
pub(super) fn reached_now(evidence: &Evidence, purpose: Purpose) -> Option<Estimate> {
    let last = evidence.months.last()?;
    match purpose {
        Purpose::Acquisition => over(evidence, |m| Some(m.won)),
        Purpose::Retention => {
            let staying = evidence.staying.as_ref().filter(|_| last.active >= 1.0)?;
            Some(
                Estimate { expected: staying.value, low: staying.low, high: staying.high }
                    .scaled(last.active),
            )
        }
        Purpose::Reactivation => {
            over(evidence, |m| (m.lapsed >= 1.0).then(|| last.lapsed * m.won_back / m.lapsed))
        }
    }
}

fn over(evidence: &Evidence, of: impl Fn(&SpendingMonth) -> Option<f64>) -> Option<Estimate> {
    let from = evidence.months.len().saturating_sub(LATEST);
    let mut seen: Vec<f64> = evidence.months[from..].iter().filter_map(of).collect();
    if seen.len() < 3 {
        return None;
    }
    seen.sort_by(f64::total_cmp);
    let at = |share: f64| seen[((seen.len() - 1) as f64 * share).round() as usize];
    let mean = seen.iter().sum::<f64>() / seen.len() as f64;
    Some(Estimate { expected: mean, low: at(0.1).min(mean), high: at(0.9).max(mean) })
}
