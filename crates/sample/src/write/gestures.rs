//! What staff gave to make somebody happy: `gestures.csv`.

use std::collections::HashMap;

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::files::Files;
use super::{CURRENCY, Cents, customer_id};
use crate::books::{
    AFTER_COMPLAINT, DESK, GIVEN_AFTER_COMPLAINT, GIVEN_UNASKED, Gift, UNASKED, UNASKED_FROM_ORDER, gift,
};
use crate::life::{DAY_SECONDS, day_of, midnight};
use crate::{Order, SampleError};

/// The desk is open from eight to six.
const OPEN_SECONDS: std::ops::Range<i64> = 28_800..64_800;

struct Gesture {
    second: i64,
    customer: u64,
    gift: &'static Gift,
    staff: u32,
    /// Position of the order that was complained about, and what was wrong; none where nobody asked.
    complaint: Option<(usize, &'static str)>,
}

/// The gestures of a company, until they can be sorted by time.
pub(super) struct Gestures {
    last_day: Day,
    given: Vec<Gesture>,
}

impl Gestures {
    pub(super) const fn until(last_day: Day) -> Self {
        Self { last_day, given: Vec::new() }
    }

    /// Keeps what one order brings, always with the same number of dice. `before` counts the
    /// customer's orders before it.
    pub(super) fn keep(
        &mut self,
        rng: &mut ChaCha8Rng,
        customer: u64,
        before: usize,
        (sale, order): (usize, &Order),
    ) {
        let (chance, when, which): (f64, f64, f64) = (rng.random(), rng.random(), rng.random());
        let clock = rng.random_range(OPEN_SECONDS);
        let staff = rng.random_range(1..=DESK);
        let (day, share, gifts): (_, _, &'static [Gift]) = match order.complaint {
            Some(complaint) => {
                // While the case is open, or on the day it is closed.
                let open = f64::from(complaint.solved_within_days) + 1.0;
                let day = order.day().plus(i32::from(complaint.received_after_days) + (when * open) as i32);
                (day, GIVEN_AFTER_COMPLAINT, &AFTER_COMPLAINT)
            }
            None if before + 1 >= UNASKED_FROM_ORDER => (order.day(), GIVEN_UNASKED, &UNASKED),
            None => return,
        };
        if chance < share && day <= self.last_day {
            let complaint = order.complaint.map(|complaint| (sale, complaint.cause));
            let second = midnight(day) + clock;
            self.given.push(Gesture { second, customer, gift: gift(gifts, which), staff, complaint });
        }
    }

    /// Writes `gestures.csv`; `complaints` has the number of each complaint by its order's position.
    pub(super) fn write(
        mut self,
        numbers: &[u64],
        complaints: &HashMap<usize, u64>,
        files: &mut Files,
    ) -> Result<(), SampleError> {
        self.given.sort_by_key(|g| (g.second, g.customer));
        let mut file = files.create("gestures.csv")?;
        file.line(format_args!(
            "gesture_id,customer_id,time,kind,amount,currency,staff,order_id,case_id,cause"
        ))?;
        for (number, gesture) in (1u64..).zip(&self.given) {
            let clock = gesture.second.rem_euclid(DAY_SECONDS);
            let (order, case, cause) = match gesture.complaint {
                Some((sale, cause)) => {
                    let case = complaints.get(&sale).map(|&number| super::complaint_id(number));
                    (numbers[sale].to_string(), case.unwrap_or_default(), cause)
                }
                None => Default::default(),
            };
            file.line(format_args!(
                "G{number:05},{},{} {:02}:{:02}:{:02},{},{},{CURRENCY},desk-{},{order},{case},{cause}",
                customer_id(gesture.customer),
                day_of(gesture.second),
                clock / 3600,
                clock / 60 % 60,
                clock % 60,
                gesture.gift.kind,
                Cents(gesture.gift.cents),
                gesture.staff,
            ))?;
        }
        file.close()
    }
}
