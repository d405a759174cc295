//! What is planted on top of the model: channels that differ, late deliveries, complaints.
//!
//! Nothing of this module is used in a plain company.

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::life::Complaint;

/// A way customers are won.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channel {
    /// Its name in the files.
    pub name: &'static str,
    /// Share of the customers it wins.
    pub share: f64,
    /// What one customer costs to win in cents, before the month's noise.
    pub cost_cents: f64,
    /// Its customers' order rates are this many times the model's.
    pub order_rate_factor: f64,
    /// Its customers' leaving rates, or odds of leaving after an order, are this many times the
    /// model's.
    pub leaving_factor: f64,
}

/// The channels of the sample company; the shares sum to 1.
pub const CHANNELS: [Channel; 5] = [
    channel("search", 0.32, 3_300.0, 1.0, 1.0),
    channel("social", 0.26, 4_000.0, 0.8, 1.35),
    channel("marketplace", 0.18, 3_600.0, 0.9, 1.15),
    channel("partner", 0.14, 3_000.0, 1.15, 0.85),
    channel("referral", 0.10, 2_500.0, 1.3, 0.6),
];

const fn channel(
    name: &'static str,
    share: f64,
    cost_cents: f64,
    order_rate_factor: f64,
    leaving_factor: f64,
) -> Channel {
    Channel { name, share, cost_cents, order_rate_factor, leaving_factor }
}

/// Days within which a delivery is promised.
pub(crate) const PROMISED_DAYS: u8 = 3;
/// Chance that a delivery is late, in an ordinary month and in the carrier's bad quarter.
pub(crate) const LATE: (f64, f64) = (0.06, 0.28);
/// The bad quarter begins this many months after the company's first.
pub(crate) const BAD_QUARTER_AFTER_MONTHS: i32 = 21;
/// Chance of a complaint after a late delivery and after one in time.
pub(crate) const COMPLAINT: (f64, f64) = (0.40, 0.015);
/// Chance to leave at once for a late delivery without a complaint.
pub(crate) const LEAVE_LATE: f64 = 0.12;
/// Chance to leave after a complaint that was solved within three days, and later than that.
pub(crate) const LEAVE_COMPLAINT: (f64, f64) = (0.06, 0.30);
/// A complaint solved within this many days counts as solved fast.
pub(crate) const FAST_DAYS: u8 = 3;

/// What happened to one order after it was placed.
pub(crate) struct Aftermath {
    pub(crate) delivery_days: u8,
    pub(crate) complaint: Option<Complaint>,
    /// Days after the order at which the customer left because of it.
    pub(crate) left_after_days: Option<u8>,
}

/// Throws the dice for one order's delivery, always the same number of times for one outcome.
pub(crate) fn aftermath(rng: &mut ChaCha8Rng, first_day: Day, order_day: Day) -> Aftermath {
    let months = order_day.month().index() - first_day.month().index();
    let bad = (BAD_QUARTER_AFTER_MONTHS..BAD_QUARTER_AFTER_MONTHS + 3).contains(&months);
    let late = rng.random_bool(if bad { LATE.1 } else { LATE.0 });
    let delivery_days = if late {
        rng.random_range(PROMISED_DAYS + 2..=PROMISED_DAYS + 12)
    } else {
        rng.random_range(1..=PROMISED_DAYS)
    };
    let complaint = rng.random_bool(if late { COMPLAINT.0 } else { COMPLAINT.1 }).then(|| {
        const CAUSES: [&str; 3] = ["damaged", "wrong item", "not as described"];
        Complaint {
            cause: if late { "late delivery" } else { CAUSES[rng.random_range(0..CAUSES.len())] },
            received_after_days: delivery_days + rng.random_range(0..=3),
            solved_within_days: rng.random_range(0..=9),
        }
    });
    let (leave, after) = match complaint {
        Some(c) if c.solved_within_days <= FAST_DAYS => {
            (LEAVE_COMPLAINT.0, c.received_after_days + c.solved_within_days)
        }
        Some(c) => (LEAVE_COMPLAINT.1, c.received_after_days + c.solved_within_days),
        None if late => (LEAVE_LATE, delivery_days),
        None => (0.0, delivery_days),
    };
    Aftermath { delivery_days, complaint, left_after_days: rng.random_bool(leave).then_some(after) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channels_shares_sum_to_one() {
        assert!((CHANNELS.iter().map(|c| c.share).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
