//! What the folder counted: sums over customers, months and ages, nobody by name.

use facts::{Currency, Month};

use super::{Lack, Matched, Staying};

/// One calendar month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MonthCounted {
    /// Orders.
    pub orders: f64,
    /// Margin of all orders less returns, whole units.
    pub margin: f64,
    /// Customers with their first order in it.
    pub joined: f64,
    /// Those of them who came by word of mouth; none where nobody says how they came.
    pub referred: Option<f64>,
    /// Spent on winning customers, whole units; none where no entry is there.
    pub acquisition: Option<f64>,
    /// Spent on word of mouth.
    pub referral: f64,
    /// Running costs.
    pub operating: Option<f64>,
    /// Spent on service.
    pub service: Option<f64>,
    /// Spent on keeping customers.
    pub retention: Option<f64>,
    /// Gestures that belong to a case, an order or a cause.
    pub gestures: f64,
    /// Complaints.
    pub complaints: f64,
}

/// Customers who joined in one month, at one age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Month in which they joined, as [`Month::index`].
    pub joined: i32,
    /// Months since.
    pub age_months: u32,
    /// Margin of their orders at that age, whole units.
    pub margin: f64,
    /// Their orders.
    pub orders: f64,
    /// Their complaints.
    pub complaints: f64,
    /// How many of them were there at that age, where it is counted: contracts begin and end. None where
    /// nobody says goodbye.
    pub present: Option<f64>,
}

/// Customers who joined in one month, as each of them is expected to be there on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StillThere {
    /// Months since they joined, in the last month that is over.
    pub age_months: u32,
    /// The sum of the chances that they are there.
    pub customers: f64,
    /// Months from the middle of the last month that is over to the day this is said of.
    pub later_months: f64,
}

/// How complaints were answered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answered {
    /// Complaints long enough ago to say.
    pub complaints: f64,
    /// Of which a day of solution is known.
    pub solved: f64,
    /// Solved within three days.
    pub fast: f64,
}

/// Customers of one age band by how many product lines they have bought of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Owners {
    /// Age band.
    pub band: u32,
    /// Customers of one line, their margin of the year, and the sum of its squares.
    pub one: [f64; 3],
    /// Customers of several, likewise.
    pub several: [f64; 3],
}

/// Everything that was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// In what money.
    pub currency: Option<Currency>,
    /// The last month that is over.
    pub last_month: Month,
    /// Months ahead the company looks.
    pub horizon_months: u32,
    /// Discount a year.
    pub discount: f64,
    /// Whether the company said so.
    pub discount_said: bool,
    /// Where the margin is known from: `stated`, `cost column`, `assumed`.
    pub margin_words: String,
    /// Money kept per unit of revenue.
    pub margin_share: f64,
    /// Customers with an order.
    pub customers: u64,
    /// How long customers stay.
    pub staying: Option<Staying>,
    /// Calendar months, oldest first, up to the last that is over.
    pub months: Vec<(Month, MonthCounted)>,
    /// Cohorts by age.
    pub cells: Vec<Cell>,
    /// Customers expected to be there, as each one's own orders say; empty where cells count them.
    pub base: Vec<StillThere>,
    /// Orders with and without complaints.
    pub matched: Vec<Matched>,
    /// How complaints were answered.
    pub answered: Answered,
    /// Owners of one and of several lines.
    pub owners: Vec<Owners>,
    /// What was missing already while counting.
    pub missing: Vec<Lack>,
}
