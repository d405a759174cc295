//! What is watched, and how its weeks are read.

use models::cusum::Kind;
use serde::Serialize;

use super::super::{CoreDay, ResponseFrom};

/// A complaint is joined to an order within so many days.
pub(super) const COMPLAINT_DAYS: i32 = 30;
/// A delivery is known so many days after the order.
const DELIVERY_DAYS: i32 = 21;
/// Feared: complaints so many times as usual.
const MORE_COMPLAINTS: f64 = 1.5;
/// Feared: odds of being late so many times the usual.
const LATER_ODDS: f64 = 1.75;
/// Feared: first responses that take so many times as long.
const SLOWER: f64 = 1.5;

/// The fewest events that say what is usual.
pub(super) const LEAST_EVENTS: f64 = 5.0;

/// One of the three measures of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Complaints an order.
    Complaints,
    /// Share of orders that come late.
    Late,
    /// Time to the first response.
    Response,
}

/// So many weeks taken together: what was observed, of how many, and how far single ones vary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    /// Complaints, late orders, or the mean logarithm of minutes.
    pub observed: f64,
    /// Orders, due orders, or responses.
    pub size: f64,
    /// Variance of one response's logarithm; none for counts.
    pub variance: f64,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Complaints, Self::Late, Self::Response];

    /// Its name in answers and texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complaints => "complaints",
            Self::Late => "late",
            Self::Response => "response",
        }
    }

    /// Days after which everything about a day is known.
    pub(super) const fn settles_days(self, response_from: ResponseFrom) -> i32 {
        match (self, response_from) {
            (Self::Complaints, _) | (Self::Response, ResponseFrom::Solutions) => COMPLAINT_DAYS,
            (Self::Late, _) => DELIVERY_DAYS,
            (Self::Response, _) => 1,
        }
    }

    /// What days together say of it.
    pub(super) fn seen(self, sum: &CoreDay) -> Seen {
        match self {
            Self::Complaints => {
                Seen { observed: sum.complaints as f64, size: sum.orders as f64, variance: 0.0 }
            }
            Self::Late => Seen { observed: sum.late as f64, size: sum.due as f64, variance: 0.0 },
            Self::Response => {
                let size = sum.answered as f64;
                let mean = if size > 0.0 { sum.log_minutes / size } else { 0.0 };
                let variance = if size > 1.0 {
                    ((sum.log_minutes_squared - size * mean * mean) / (size - 1.0)).max(0.0)
                } else {
                    0.0
                };
                Seen { observed: mean, size, variance }
            }
        }
    }

    /// What is usual, from a baseline; none where too little was seen.
    pub(super) fn usual(self, base: &Seen) -> Option<f64> {
        match self {
            Self::Complaints | Self::Late => {
                let usual = base.observed / base.size;
                (base.size >= 100.0 && base.observed >= LEAST_EVENTS && usual < 0.6).then_some(usual)
            }
            Self::Response => (base.size >= 30.0 && base.variance > 1e-9).then_some(base.observed),
        }
    }

    /// What is counted, and how far the feared level lies above the usual one.
    pub(super) fn feared(self, deviation: f64) -> (Kind, f64) {
        match self {
            Self::Complaints => (Kind::Rate, MORE_COMPLAINTS.ln()),
            Self::Late => (Kind::Share, LATER_ODDS.ln()),
            Self::Response => (Kind::Mean { deviation }, SLOWER.ln()),
        }
    }

    /// A level as people read it: complaints an order, share late, minutes.
    pub(super) fn level(self, raw: f64) -> f64 {
        match self {
            Self::Complaints | Self::Late => raw,
            Self::Response => raw.exp_m1().max(0.0),
        }
    }

    /// Variance of a level estimated from what was seen.
    pub(super) fn variance_of(self, seen: &Seen, phi: f64) -> f64 {
        let size = seen.size.max(1.0);
        match self {
            // Half an event more, so that none at all is not certainty.
            Self::Complaints => phi * (seen.observed + 0.5) / (size * size),
            Self::Late => {
                let p = (seen.observed + 0.5) / (size + 1.0);
                phi * p * (1.0 - p) / size
            }
            Self::Response => phi * seen.variance / size,
        }
    }

    /// A level in which a week is expected to vary around the usual: its squared distance in units of
    /// chance.
    pub(super) fn surprise(self, seen: &Seen, usual: f64, variance: f64) -> f64 {
        let size = seen.size;
        match self {
            Self::Complaints => (seen.observed - usual * size).powi(2) / (usual * size),
            Self::Late => (seen.observed - usual * size).powi(2) / (usual * (1.0 - usual) * size),
            Self::Response => size * (seen.observed - usual).powi(2) / variance,
        }
    }
}
