//! What is planted on top of the model: channels that differ, late deliveries, complaints.
//!
//! Nothing of this module is used in a plain company.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::life::Complaint;
use crate::{Company, Suite};

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
/// The carrier's bad quarter begins this many months after the company's first.
pub(crate) const BAD_QUARTER_AFTER_MONTHS: i32 = 21;
/// Share of late deliveries in the bad quarter.
pub(crate) const LATE_IN_BAD_QUARTER: f64 = 0.28;
/// A complaint solved within this many days counts as solved fast.
pub(crate) const FAST_DAYS: u8 = 3;

/// How orders are served in a month, and what that does to customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Service {
    /// Chance that a delivery is late.
    pub(crate) late: f64,
    /// Chance of a complaint after a late delivery.
    pub(crate) complaint_if_late: f64,
    /// Chance of a complaint after a delivery in time.
    pub(crate) complaint_if_in_time: f64,
    /// Chance to leave at once for a late delivery without a complaint.
    pub(crate) leave_if_late: f64,
    /// Chance to leave after a complaint that was solved within [`FAST_DAYS`].
    pub(crate) leave_if_solved_fast: f64,
    /// Chance to leave after a complaint that took longer.
    pub(crate) leave_if_solved_slowly: f64,
    /// Complaints are solved within none to so many days, evenly.
    pub(crate) slowest_days: u8,
}

impl Service {
    /// An ordinary month of the planted company.
    pub(crate) const ORDINARY: Self = Self {
        late: 0.06,
        complaint_if_late: 0.40,
        complaint_if_in_time: 0.015,
        leave_if_late: 0.12,
        leave_if_solved_fast: 0.06,
        leave_if_solved_slowly: 0.30,
        slowest_days: 9,
    };

    /// Complaints by order.
    pub(crate) const fn complaint_rate(&self) -> f64 {
        self.late * self.complaint_if_late + (1.0 - self.late) * self.complaint_if_in_time
    }
}

/// How the company serves in the month so many months after its first.
pub(crate) fn service(company: &Company, month: i32) -> Service {
    let bad = (BAD_QUARTER_AFTER_MONTHS..BAD_QUARTER_AFTER_MONTHS + 3).contains(&month);
    match (company.favours, company.suite) {
        (Some(favours), _) => favours.service(),
        // No bad quarter of the carrier beside a suite, or nobody could tell the two apart.
        (None, Suite::Growing | Suite::OverExtended) => company.suite.level(month).service,
        (None, Suite::None) if bad => Service { late: LATE_IN_BAD_QUARTER, ..Service::ORDINARY },
        (None, Suite::None) => Service::ORDINARY,
    }
}

/// What happened to one order after it was placed.
pub(crate) struct Aftermath {
    pub(crate) delivery_days: u8,
    pub(crate) complaint: Option<Complaint>,
    /// Days after the order at which the customer left because of it.
    pub(crate) left_after_days: Option<u8>,
}

/// Throws the dice for one order's delivery, always the same number of times for one outcome.
pub(crate) fn aftermath(rng: &mut ChaCha8Rng, service: &Service) -> Aftermath {
    let late = rng.random_bool(service.late);
    let delivery_days = if late {
        rng.random_range(PROMISED_DAYS + 2..=PROMISED_DAYS + 12)
    } else {
        rng.random_range(1..=PROMISED_DAYS)
    };
    let complains = if late { service.complaint_if_late } else { service.complaint_if_in_time };
    let complaint = rng.random_bool(complains).then(|| {
        const CAUSES: [&str; 3] = ["damaged", "wrong item", "not as described"];
        Complaint {
            cause: if late { "late delivery" } else { CAUSES[rng.random_range(0..CAUSES.len())] },
            received_after_days: delivery_days + rng.random_range(0..=3),
            solved_within_days: rng.random_range(0..=service.slowest_days),
        }
    });
    let (leave, after) = match complaint {
        Some(c) if c.solved_within_days <= FAST_DAYS => {
            (service.leave_if_solved_fast, c.received_after_days + c.solved_within_days)
        }
        Some(c) => (service.leave_if_solved_slowly, c.received_after_days + c.solved_within_days),
        None if late => (service.leave_if_late, delivery_days),
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
