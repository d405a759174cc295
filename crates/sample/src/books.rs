//! A company that keeps its books: what winning, keeping and serving customers costs, what staff gave
//! to make somebody happy, and when it got in touch of its own accord.
//!
//! Nothing of it changes how customers are served or how long they stay; only when they are won
//! follows from the spending.

use crate::Company;
use crate::suite::{HANDLING_MINUTES, Level, QUESTIONS};
use crate::winning::{Budget, UP_AND_DOWN};

/// What is spent on winning customers: twice the usual spending wins 1.7 times as many.
pub(crate) const BUDGET: Budget =
    Budget { steepness: 0.356_674_943_938_732_45, cost_of_a_customer: 34.0, factors: &UP_AND_DOWN };

/// How much it cares for its customers in a month, beside the usual; then it begins anew.
const CARE: [f64; 7] = [0.5, 1.0, 1.5, 0.75, 2.0, 1.0, 0.6];
/// Chance that it gets in touch after an order, in a month of usual care.
pub(crate) const IN_TOUCH: f64 = 0.08;
/// So many days after the order.
pub(crate) const IN_TOUCH_DAYS: std::ops::RangeInclusive<i32> = 14..=35;
/// Mean minutes that takes.
pub(crate) const IN_TOUCH_MINUTES: f64 = 4.0;

/// Cents on keeping customers, by order, in a month of usual care.
pub(crate) const RETENTION_BY_ORDER: f64 = 60.0;
/// Cents for a minute of somebody at the desk.
pub(crate) const DESK_BY_MINUTE: f64 = 30.0;
/// Cents for what is sent again or made good, by complaint.
pub(crate) const GOODS_BY_COMPLAINT: f64 = 600.0;
/// Cents on everything else, by month, for each customer of the plan.
pub(crate) const OPERATING_BY_MONTH: f64 = 65.0;

/// Share of the complaints after which the desk gives something.
pub(crate) const GIVEN_AFTER_COMPLAINT: f64 = 0.45;
/// Share of the orders, from this one of a customer on, with which something is given unasked.
pub(crate) const GIVEN_UNASKED: f64 = 0.03;
/// See [`GIVEN_UNASKED`].
pub(crate) const UNASKED_FROM_ORDER: usize = 3;
/// People at the desk.
pub(crate) const DESK: u32 = 4;

/// Something that is given: its name, the share of it, and what it costs in cents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gift {
    pub(crate) kind: &'static str,
    pub(crate) share: f64,
    pub(crate) cents: i64,
}

/// What is given after a complaint.
pub(crate) const AFTER_COMPLAINT: [Gift; 3] = [
    Gift { kind: "voucher", share: 0.45, cents: 1_000 },
    Gift { kind: "shipping refunded", share: 0.35, cents: 490 },
    Gift { kind: "part refunded", share: 0.20, cents: 1_500 },
];
/// What is given unasked.
pub(crate) const UNASKED: [Gift; 2] = [
    Gift { kind: "small gift", share: 0.6, cents: 600 },
    Gift { kind: "handwritten card", share: 0.4, cents: 250 },
];

/// A competitor: how its usual price of a product compares with ours, evenly between two factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rival {
    pub(crate) name: &'static str,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// Who offers the products of the core too. Nobody's demand follows it.
pub(crate) const RIVALS: [Rival; 2] = [
    Rival { name: "Tafelgut", least: 0.90, most: 1.06 },
    Rival { name: "Kornblume", least: 0.97, most: 1.15 },
];
/// Its price of a month is off the usual by up to this share of ours.
pub(crate) const OFFER_SWING: f64 = 0.02;
/// Offers were noted in so many last months, on this day after the month's first.
pub(crate) const OFFER_MONTHS: u32 = 12;
/// See [`OFFER_MONTHS`].
pub(crate) const OFFER_DAY: i32 = 9;

/// The gift that this even chance takes.
pub(crate) fn gift(gifts: &'static [Gift], chance: f64) -> &'static Gift {
    let mut below = 0.0;
    gifts
        .iter()
        .find(|gift| {
            below += gift.share;
            chance < below
        })
        .unwrap_or(&gifts[gifts.len() - 1])
}

/// How much the company cares in the month so many months after its first.
pub(crate) fn care(month: i32) -> f64 {
    CARE[month.rem_euclid(CARE.len() as i32) as usize]
}

/// What a month's orders and complaints cost in cents, beside winning customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Upkeep {
    /// On keeping customers, by order.
    pub(crate) retention_by_order: f64,
    /// On serving them, by order: the questions that are asked.
    pub(crate) service_by_order: f64,
    /// On serving them, by complaint.
    pub(crate) service_by_complaint: f64,
    /// On everything else.
    pub(crate) operating: f64,
}

impl Upkeep {
    /// In the month so many months after the first. The desk is paid for all of its time: a case costs
    /// its minutes over the share of their time in which the hands are busy.
    pub(crate) fn of(company: &Company, month: i32) -> Self {
        let level: Level = company.suite.level(month);
        let case = DESK_BY_MINUTE * HANDLING_MINUTES / level.utilisation;
        Self {
            retention_by_order: RETENTION_BY_ORDER * care(month),
            service_by_order: QUESTIONS * case,
            service_by_complaint: case + GOODS_BY_COMPLAINT,
            operating: OPERATING_BY_MONTH * company.customers as f64,
        }
    }
}
