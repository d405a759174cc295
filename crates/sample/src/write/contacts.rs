//! When customers were in touch about their orders: `contacts.csv`.
//!
//! Every complaint begins a contact, and some orders a plain question, so that the time to the first
//! response can be measured in every month.

use std::collections::HashMap;

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Exp1;

use super::customer_id;
use super::files::Files;
use crate::life::{DAY_SECONDS, day_of, midnight};
use crate::suite::{HANDLING_MINUTES, QUESTIONS};
use crate::{Company, Order, SampleError};

const CHANNELS: [&str; 3] = ["telephone", "mail", "chat"];
/// The desk is open from eight to six.
const OPEN_SECONDS: std::ops::Range<i64> = 28_800..64_800;
/// A plain question comes within so many days after the order.
const QUESTION_DAYS: i32 = 5;

struct Contact {
    second: i64,
    customer: u64,
    channel: &'static str,
    minutes: i64,
    waiting_minutes: i64,
    /// Position of the order that is complained about; none for a question.
    complaint_about: Option<usize>,
}

/// The contacts of a company, until they can be sorted by time.
#[derive(Default)]
pub(super) struct Contacts(Vec<Contact>);

impl Contacts {
    /// Keeps what one order brings, always with the same number of dice for the same order.
    pub(super) fn keep(
        &mut self,
        company: &Company,
        rng: &mut ChaCha8Rng,
        customer: u64,
        (sale, order): (usize, &Order),
    ) {
        let asks = rng.random_bool(QUESTIONS);
        let asked = order.day().plus(rng.random_range(0..=QUESTION_DAYS));
        let question = Self::one(company, rng, customer, asked);
        self.0.extend(question.filter(|_| asks));
        if let Some(complaint) = order.complaint {
            let received = order.day().plus(i32::from(complaint.received_after_days));
            let contact = Self::one(company, rng, customer, received);
            self.0.extend(contact.map(|c| Contact { complaint_about: Some(sale), ..c }));
        }
    }

    /// None after the export's last day.
    fn one(company: &Company, rng: &mut ChaCha8Rng, customer: u64, day: Day) -> Option<Contact> {
        let second = midnight(day) + rng.random_range(OPEN_SECONDS);
        let channel = CHANNELS[rng.random_range(0..CHANNELS.len())];
        let level = company.suite.level(day.month().index() - company.first_day.month().index());
        let mut minutes = |mean: f64| (mean * rng.sample::<f64, _>(Exp1)).round() as i64;
        let taken = minutes(HANDLING_MINUTES).max(1);
        let waiting_minutes = minutes(level.response_minutes());
        let contact =
            Contact { second, customer, channel, minutes: taken, waiting_minutes, complaint_about: None };
        (day <= company.last_day()).then_some(contact)
    }

    /// Writes `contacts.csv`; `complaints` has the number of each complaint by its order's position.
    pub(super) fn write(
        mut self,
        complaints: &HashMap<usize, u64>,
        files: &mut Files,
    ) -> Result<(), SampleError> {
        self.0.sort_by_key(|c| (c.second, c.customer, c.complaint_about));
        let mut file = files.create("contacts.csv")?;
        file.line(format_args!(
            "contact_id,customer_id,time,direction,channel,case_id,minutes,waiting_minutes"
        ))?;
        for (number, contact) in (1u64..).zip(&self.0) {
            let clock = contact.second.rem_euclid(DAY_SECONDS);
            let case = contact.complaint_about.and_then(|sale| complaints.get(&sale));
            file.line(format_args!(
                "T{number:06},{},{} {:02}:{:02}:{:02},in,{},{},{},{}",
                customer_id(contact.customer),
                day_of(contact.second),
                clock / 3600,
                clock / 60 % 60,
                clock % 60,
                contact.channel,
                case.map(|&number| super::complaint_id(number)).unwrap_or_default(),
                contact.minutes,
                contact.waiting_minutes,
            ))?;
        }
        file.close()
    }
}
