//! A suite that grows beyond the core, with or without the hands to serve it.
//!
//! Four product lines are launched. Customers who are open to them add their products to orders
//! and order them alone, so that there are more cases to serve. Where staff grows with the cases
//! the core is served as before; where it does not, cases wait as at a desk without enough hands,
//! and orders of nothing but core products come late and are complained about more and more.

use facts::{Day, Month};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Exp1;

use crate::goods::{BEYOND, LAUNCH_PRODUCTS, Product};
use crate::life::{day_of, later};
use crate::planted::Service;
use crate::{Company, Stage};

/// Whether a company launches further product lines beside its core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suite {
    /// The core only.
    #[default]
    None,
    /// Four launches, and staff that grows with the cases: the core is served as before.
    Growing,
    /// The same launches, but no more hands after the first: the core is served worse and worse.
    OverExtended,
}

/// Months after the company's first at which a product line is launched, on the month's first day.
pub(crate) const LAUNCH_AFTER_MONTHS: [i32; 4] = [24, 27, 30, 33];
/// The export must reach so many months, or nothing could be seen of the last launch.
pub(crate) const LEAST_MONTHS: u32 = 36;
/// Share of the customers who are open to what is beyond the core, by stage of life.
pub(crate) const OPEN: [(Stage, f64); 4] =
    [(Stage::StartingOut, 0.20), (Stage::FirstHome, 0.28), (Stage::FullHouse, 0.35), (Stage::Settled, 0.26)];
/// With all lines launched an open customer adds products beyond the core to this share of her core
/// orders; with fewer, in proportion.
pub(crate) const ADDED: f64 = 0.30;
/// What is added is worth this share of an ordinary order.
pub(crate) const ADDED_SHARE: f64 = 0.5;
/// With all lines launched an open customer places this many orders beyond the core for each core
/// order; with fewer, in proportion.
pub(crate) const ALONE: f64 = 0.8;
/// What an order beyond the core is worth, as a share of an ordinary order.
pub(crate) const ALONE_SHARE: f64 = 0.8;
/// Mean minutes that a case takes once somebody has it.
pub(crate) const HANDLING_MINUTES: f64 = 24.0;
/// Share of the orders about which the customer asks a plain question.
pub(crate) const QUESTIONS: f64 = 0.08;

/// How the core is served while so many lines are launched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    /// Work that comes, as a share of what the hands can do.
    pub(crate) utilisation: f64,
    pub(crate) service: Service,
}

impl Level {
    const ORDINARY: Self = Self { utilisation: 0.70, service: Service::ORDINARY };

    const fn strained(utilisation: f64, late: f64, complaint_if_in_time: f64, slowest_days: u8) -> Self {
        Self {
            utilisation,
            service: Service { late, complaint_if_in_time, slowest_days, ..Service::ORDINARY },
        }
    }

    /// Mean minutes to the first response: the wait in a queue with exponential handling (M/M/1).
    pub(crate) fn response_minutes(&self) -> f64 {
        HANDLING_MINUTES * self.utilisation / (1.0 - self.utilisation)
    }
}

/// By number of launches: the first one is still carried by the hands that are there.
const OVER_EXTENDED: [Level; LAUNCH_AFTER_MONTHS.len() + 1] = [
    Level::ORDINARY,
    Level::ORDINARY,
    Level::strained(0.80, 0.10, 0.020, 11),
    Level::strained(0.87, 0.14, 0.027, 13),
    Level::strained(0.92, 0.20, 0.036, 16),
];

impl Suite {
    /// Its name in commands and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Growing => "growing",
            Self::OverExtended => "over-extended",
        }
    }

    /// Lines launched by the month so many months after the company's first.
    pub(crate) fn launched(self, month: i32) -> usize {
        match self {
            Self::None => 0,
            Self::Growing | Self::OverExtended => {
                LAUNCH_AFTER_MONTHS.iter().filter(|&&launch| launch <= month).count()
            }
        }
    }

    /// How the core is served in the month so many months after the company's first.
    pub(crate) fn level(self, month: i32) -> Level {
        match self {
            Self::None | Self::Growing => Level::ORDINARY,
            Self::OverExtended => OVER_EXTENDED[self.launched(month)],
        }
    }

    /// The first month in which the core is truly served worse, in months after the first.
    pub(crate) fn eroded_after_months(self) -> Option<i32> {
        LAUNCH_AFTER_MONTHS.into_iter().find(|&month| self.level(month) != Level::ORDINARY)
    }

    /// The day on which the line at this place is launched.
    pub(crate) fn launch_day(company: &Company, line: usize) -> Day {
        Month::from_index(company.first_day.month().index() + LAUNCH_AFTER_MONTHS[line]).first_day()
    }
}

/// The products beyond the core while so many lines are launched.
pub(crate) fn beyond(launched: usize) -> &'static [Product] {
    &BEYOND[..launched * LAUNCH_PRODUCTS]
}

/// What one customer buys beyond the core: a second, thinned stream of orders, with dice of its own
/// so that her core orders are the same as without the launches until the service differs.
pub(crate) struct Beyond {
    pub(crate) rng: ChaCha8Rng,
    suite: Suite,
    first_month: i32,
    birth_year: i32,
    /// Evenly between 0 and 1; she is open to more while it is below her stage's share.
    openness: f64,
    rate_per_week: f64,
    /// Second of the next occasion.
    next: i64,
}

impl Beyond {
    /// None for a customer who is never open to what is beyond the core.
    pub(crate) fn new(
        company: &Company,
        mut rng: ChaCha8Rng,
        first_order: i64,
        birth_year: i32,
        order_rate_per_week: f64,
    ) -> Option<Self> {
        if company.suite == Suite::None {
            return None;
        }
        let openness = rng.random();
        let launch = crate::life::midnight(Suite::launch_day(company, 0));
        let mut beyond = Self {
            rng,
            suite: company.suite,
            first_month: company.first_day.month().index(),
            birth_year,
            openness,
            rate_per_week: ALONE * order_rate_per_week,
            next: first_order.max(launch),
        };
        beyond.step();
        OPEN.iter().any(|(_, share)| openness < *share).then_some(beyond)
    }

    fn step(&mut self) {
        let gap: f64 = self.rng.sample(Exp1);
        // A second at least, so that an endless rate does not stand still.
        self.next = later(self.next, gap / self.rate_per_week).max(self.next.saturating_add(1));
    }

    /// Share of the lines that are launched at this second, if she is open to them.
    fn offered(&self, second: i64) -> f64 {
        let day = day_of(second);
        let stage = Stage::at_age(day.month().year() - self.birth_year);
        let open = OPEN.iter().any(|&(s, share)| s == stage && self.openness < share);
        let launched = self.suite.launched(day.month().index() - self.first_month);
        if open { launched as f64 / LAUNCH_AFTER_MONTHS.len() as f64 } else { 0.0 }
    }

    /// The next second before `until` at which she orders beyond the core.
    pub(crate) fn next_before(&mut self, until: i64) -> Option<i64> {
        while self.next < until {
            let second = self.next;
            self.step();
            let taken: f64 = self.rng.random();
            if taken < self.offered(second) {
                return Some(second);
            }
        }
        None
    }

    /// Whether she adds something to the core order of this second.
    pub(crate) fn adds(&mut self, second: i64) -> bool {
        let taken: f64 = self.rng.random();
        taken < ADDED * self.offered(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_as_in_a_queue_and_only_without_hands() {
        let minutes =
            |suite: Suite| [0, 24, 27, 30, 33, 600].map(|m| suite.level(m).response_minutes().round());
        assert_eq!(minutes(Suite::OverExtended), [56.0, 56.0, 96.0, 161.0, 276.0, 276.0]);
        assert_eq!(minutes(Suite::Growing), [56.0; 6]);
        assert_eq!(Suite::OverExtended.eroded_after_months(), Some(27));
        assert_eq!(Suite::Growing.eroded_after_months(), None);
    }

    #[test]
    fn every_launch_has_its_line() {
        assert_eq!(beyond(LAUNCH_AFTER_MONTHS.len()).len(), BEYOND.len());
        assert_eq!(Suite::OverExtended.launched(23), 0);
        assert_eq!(Suite::Growing.launched(24), 1);
        assert_eq!(Suite::None.launched(40), 0);
    }
}
