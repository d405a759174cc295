//! When customers were in touch about their orders: `contacts.csv`.
//!
//! Every complaint begins a contact, and some orders a plain question, so that the time to the first
//! response can be measured in every month. A company that keeps its books also tells when it got in
//! touch of its own accord.

use std::collections::HashMap;

use facts::Day;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Exp1;

use super::customer_id;
use super::files::Files;
use crate::books::{IN_TOUCH, IN_TOUCH_DAYS, IN_TOUCH_MINUTES, care};
use crate::life::{DAY_SECONDS, day_of, midnight};
use crate::suite::{HANDLING_MINUTES, QUESTIONS};
use crate::{Company, Order, SampleError};

const CHANNELS: [&str; 3] = ["telephone", "mail", "chat"];
/// How the company gets in touch of its own accord.
const OWN_CHANNELS: [&str; 2] = ["mail", "telephone"];
/// The desk is open from eight to six.
const OPEN_SECONDS: std::ops::Range<i64> = 28_800..64_800;
/// A plain question comes within so many days after the order.
const QUESTION_DAYS: i32 = 5;

struct Contact {
    second: i64,
    customer: u64,
    channel: &'static str,
    minutes: i64,
    /// None where the company began it.
    waiting_minutes: Option<i64>,
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

    /// Keeps the company's own word after an order, if there is one, always with the same number of dice.
    pub(super) fn keep_own(&mut self, company: &Company, rng: &mut ChaCha8Rng, customer: u64, order: &Order) {
        let chance: f64 = rng.random();
        let day = order.day().plus(rng.random_range(IN_TOUCH_DAYS));
        let second = midnight(day) + rng.random_range(OPEN_SECONDS);
        let channel = OWN_CHANNELS[rng.random_range(0..OWN_CHANNELS.len())];
        let minutes = (IN_TOUCH_MINUTES * rng.sample::<f64, _>(Exp1)).round().max(1.0) as i64;
        let care = care(day.month().index() - company.first_day.month().index());
        if chance < IN_TOUCH * care && day <= company.last_day() {
            let (waiting_minutes, complaint_about) = (None, None);
            self.0.push(Contact { second, customer, channel, minutes, waiting_minutes, complaint_about });
        }
    }

    /// None after the export's last day.
    fn one(company: &Company, rng: &mut ChaCha8Rng, customer: u64, day: Day) -> Option<Contact> {
        let second = midnight(day) + rng.random_range(OPEN_SECONDS);
        let channel = CHANNELS[rng.random_range(0..CHANNELS.len())];
        let level = company.suite.level(day.month().index() - company.first_day.month().index());
        let mut minutes = |mean: f64| (mean * rng.sample::<f64, _>(Exp1)).round() as i64;
        let taken = minutes(HANDLING_MINUTES).max(1);
        let waiting_minutes = Some(minutes(level.response_minutes()));
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
                "T{number:06},{},{} {:02}:{:02}:{:02},{},{},{},{},{}",
                customer_id(contact.customer),
                day_of(contact.second),
                clock / 3600,
                clock / 60 % 60,
                clock % 60,
                if contact.waiting_minutes.is_some() { "in" } else { "out" },
                contact.channel,
                case.map(|&number| super::complaint_id(number)).unwrap_or_default(),
                contact.minutes,
                contact.waiting_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            ))?;
        }
        file.close()
    }
}
