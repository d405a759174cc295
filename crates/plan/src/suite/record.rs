//! What was counted of the core: launches, orders, complaints, deliveries and first responses by day.

use facts::Day;
use serde::Serialize;

/// How it is known which products are the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CoreIs {
    /// The products say so.
    Marked,
    /// They do not, but some were launched after the first orders: the core is the rest.
    BeforeLaunches,
    /// Neither: everything is taken as the core.
    Everything,
}

/// Where the time to a first response is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseFrom {
    /// How long customers who got in touch waited.
    Contacts,
    /// How long complaints took until they were solved: longer than a first response.
    Solutions,
    /// Nothing says it.
    Nothing,
}

/// Products beyond the core that were first sold in one month: one line more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Launch {
    /// The first day.
    pub day: Day,
    /// What it is called: the product line, else a product.
    pub name: String,
    /// Products launched.
    pub products: u32,
}

/// One day of the core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoreDay {
    /// The day of the orders; for responses the day on which a customer got in touch.
    pub day: Day,
    /// Orders of nothing but core products.
    pub orders: u64,
    /// Of these, how many were complained about within 30 days.
    pub complaints: u64,
    /// Orders whose promised day is known and past, with their delivery.
    pub due: u64,
    /// Of these, how many came late.
    pub late: u64,
    /// First responses whose time is known.
    pub answered: u64,
    /// Minutes until these, together.
    pub minutes: f64,
    /// Natural logarithms of minutes + 1, together.
    pub log_minutes: f64,
    /// Their squares, together.
    pub log_minutes_squared: f64,
}

impl CoreDay {
    /// A day on which nothing happened.
    pub const fn empty(day: Day) -> Self {
        Self {
            day,
            orders: 0,
            complaints: 0,
            due: 0,
            late: 0,
            answered: 0,
            minutes: 0.0,
            log_minutes: 0.0,
            log_minutes_squared: 0.0,
        }
    }

    /// Adds another day's numbers.
    pub fn add(&mut self, other: &Self) {
        self.orders += other.orders;
        self.complaints += other.complaints;
        self.due += other.due;
        self.late += other.late;
        self.answered += other.answered;
        self.minutes += other.minutes;
        self.log_minutes += other.log_minutes;
        self.log_minutes_squared += other.log_minutes_squared;
    }
}

/// What was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// How it is known which products are the core.
    pub core: CoreIs,
    /// Where the time to a first response is known from.
    pub response_from: ResponseFrom,
    /// Launches in the order of time.
    pub launches: Vec<Launch>,
    /// By day, of all orders with nothing but core products.
    pub orders: Vec<CoreDay>,
    /// By day, of such orders by customers who until then had bought nothing beyond the core.
    pub owners: Vec<CoreDay>,
    /// The last day that the data reach.
    pub last: Option<Day>,
    /// The day of the last complaint: where complaints stop being handed over, none are not none made.
    pub complaints_until: Option<Day>,
}

impl Record {
    /// Nothing counted.
    pub const fn empty() -> Self {
        Self {
            core: CoreIs::Everything,
            response_from: ResponseFrom::Nothing,
            launches: Vec::new(),
            orders: Vec::new(),
            owners: Vec::new(),
            last: None,
            complaints_until: None,
        }
    }
}
