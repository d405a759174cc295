//! The guard on the core: is it still served as before the suite grew?
//!
//! Three measures of the core are watched by the week from the first launch on: how many orders are
//! complained about, how many come late, how long a first response takes. Each has a CUSUM, which adds
//! up how much likelier each week is if the core is served worse than if nothing has changed; what is
//! usual is taken from the twelve months before the first launch, with the doubt that they leave, and
//! from weeks since that were as usual where they are fewer. The limits are set so that over the three
//! together one false alarm comes in about ten years.
//!
//! | symbol | here | unit | range |
//! |---|---|---|---|
//! | λ0, λ1 | usual complaints an order, and 1.5 times as many | an order | above 0 |
//! | p0, p1 | usual share late, and the share at 1.75 times its odds | share | 0 to 1 |
//! | μ0, μ1 | usual mean logarithm of minutes + 1, and ln 1.5 more | – | any |
//! | φ | how much more weeks differ than chance alone would have it | times | 1 and above |
//! | h | limit of a sum for one false alarm in 30 years (`limit.rs`) | – | 1 and above |
//!
//! Weeks are weighed with all the φ that the baseline leaves possible, so that a company whose weeks
//! vary anyway is not alarmed by it. A week counts when all its complaints and deliveries can be known.
//!
//! Sources: Page 1954; Hawkins 1987 (`models::cusum::DoubtedCusum`); Hawkins & Olwell 1998, "Cumulative
//! Sum Charts and Charting for Quality Improvement", for the estimate of where the change began.
//!
//! Where it is wrong: what else changes with a launch (a season, a carrier, a price) looks the same; an
//! alarm says that the core is served worse, and which launch came before, not that it was the launch.
//! The size of a change is measured from where it likeliest began, which overstates it a little.

mod limit;
mod measure;
mod watch;

use facts::{Day, Month};
use serde::Serialize;

use super::{CoreDay, CoreIs, Launch, Record, ResponseFrom};
pub use measure::Measure;
pub use watch::{Alarm, Interval, Watch, Week};

/// Days of a baseline.
const BASELINE_DAYS: i32 = 364;
/// The fewest days before the first launch that say what is usual.
const LEAST_BASELINE_DAYS: i32 = 84;
/// Years between two false alarms, over the three measures together.
pub const FALSE_ALARM_YEARS: f64 = 10.0;
/// A change that begins so many days after a launch, or later, is not taken for its doing.
const OF_A_LAUNCH_DAYS: i32 = 366;
/// Orders a month, in the median, from which on customers who own only the core are enough to look at.
const ENOUGH_ORDERS: u64 = 100;

/// Whose orders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Of customers who until then had bought nothing beyond the core.
    CoreOnlyOwners,
    /// Of everybody, where an order holds nothing but core products.
    CoreOrders,
}

/// How the core is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No order of the core at all.
    NoOrders,
    /// Nothing was ever launched beside it.
    NothingToGuard,
    /// Too little before the first launch, or of any measure, to know what is usual.
    NotKnown,
    /// As usual.
    Quiet,
    /// One of the sums has gone half of the way to its limit.
    Watch,
    /// One of them is over it.
    Alarm,
}

/// One month of the core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GuardMonth {
    /// The month.
    pub month: Month,
    /// Orders of the core.
    pub orders: u64,
    /// Share complained about within 30 days; none where it cannot be known yet.
    pub complaint_rate: Option<f64>,
    /// Share that came by the promised day; none where nothing is known.
    pub on_time: Option<f64>,
    /// Mean minutes to the first response; none where nothing is known.
    pub response_minutes: Option<f64>,
    /// Typical minutes to it, their geometric mean, which a few long waits move less.
    pub typical_response_minutes: Option<f64>,
}

/// Whether the core holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guard {
    /// How it is.
    pub state: State,
    /// How it is known which products are the core.
    pub core: CoreIs,
    /// Whose orders are looked at.
    pub of: Of,
    /// Where the time to a first response is known from.
    pub response_from: ResponseFrom,
    /// What was launched, in the order of time.
    pub launches: Vec<Launch>,
    /// The core by month.
    pub months: Vec<GuardMonth>,
    /// The measures that can be watched.
    pub watches: Vec<Watch>,
    /// Whole months of core orders before the first launch.
    pub months_before: u32,
    /// The last day that the data reach.
    pub last: Option<Day>,
}

impl Guard {
    /// The alarm to act on: the one that was raised first among those that still stand.
    pub fn alarm(&self) -> Option<&Alarm> {
        let standing = self.watches.iter().flat_map(|w| &w.alarms).filter(|a| a.until.is_none());
        standing.min_by_key(|alarm| alarm.raised)
    }
}

/// Looks whether the core is still served as it was.
pub fn guard(record: &Record) -> Guard {
    let (of, days) = whose(record);
    let mut found = Guard {
        state: State::NoOrders,
        core: record.core,
        of,
        response_from: record.response_from,
        launches: record.launches.clone(),
        months: Vec::new(),
        watches: Vec::new(),
        months_before: 0,
        last: record.last,
    };
    let Some(first) = days.iter().find(|d| d.orders > 0).map(|d| d.day).filter(|_| record.last.is_some())
    else {
        return found;
    };
    found.months = by_month(days, record);
    let Some(launch) = record.launches.first().map(|l| l.day) else {
        found.state = State::NothingToGuard;
        return found;
    };
    found.months_before = (launch.since(first).max(0) / 30).unsigned_abs();
    let before = launch.since(first).clamp(0, BASELINE_DAYS) / 7 * 7;
    if before < LEAST_BASELINE_DAYS {
        found.state = State::NotKnown;
        return found;
    }
    for measure in Measure::ALL {
        if let Some(watch) = watch::watch(measure, record, days, launch, before) {
            found.watches.push(watch);
        }
    }
    found.state = found.watches.iter().map(|w| w.state).max_by_key(|s| *s as u8).unwrap_or(State::NotKnown);
    found
}

/// The day until which a measure is known.
fn known_until(measure: Measure, record: &Record) -> Option<Day> {
    let last = record.last?;
    let from_complaints = measure == Measure::Complaints
        || (measure == Measure::Response && record.response_from == ResponseFrom::Solutions);
    // Some days without a complaint are nothing; weeks of them are a file that was not handed over.
    let until =
        record.complaints_until.filter(|_| from_complaints).map_or(last, |day| day.plus(14).min(last));
    Some(until.plus(-measure.settles_days(record.response_from)))
}

/// Customers who own only the core are the purest, where there are enough of them.
fn whose(record: &Record) -> (Of, &[CoreDay]) {
    if record.launches.is_empty() {
        return (Of::CoreOrders, &record.orders);
    }
    let mut months: std::collections::BTreeMap<i32, u64> = std::collections::BTreeMap::new();
    for day in &record.owners {
        *months.entry(day.day.month().index()).or_default() += day.orders;
    }
    let mut orders: Vec<u64> = months.into_values().collect();
    orders.sort_unstable();
    match orders.get(orders.len() / 2) {
        Some(&median) if median >= ENOUGH_ORDERS => (Of::CoreOnlyOwners, &record.owners),
        _ => (Of::CoreOrders, &record.orders),
    }
}

fn by_month(days: &[CoreDay], record: &Record) -> Vec<GuardMonth> {
    let mut months: Vec<(Month, CoreDay)> = Vec::new();
    for day in days.iter().filter(|d| record.last.is_some_and(|last| d.day <= last)) {
        let month = day.day.month();
        match months.last_mut() {
            Some((of, sum)) if *of == month => sum.add(day),
            _ => months.push((month, *day)),
        }
    }
    let shown = |(month, sum): (Month, CoreDay)| {
        let known =
            |measure: Measure| known_until(measure, record).is_some_and(|until| month.last_day() <= until);
        let share = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
        GuardMonth {
            month,
            orders: sum.orders,
            complaint_rate: share(sum.complaints, sum.orders)
                .filter(|_| record.complaints_until.is_some() && known(Measure::Complaints)),
            on_time: share(sum.late, sum.due).filter(|_| known(Measure::Late)).map(|late| 1.0 - late),
            response_minutes: (sum.answered > 0 && known(Measure::Response))
                .then(|| sum.minutes / sum.answered as f64),
            typical_response_minutes: (sum.answered > 0 && known(Measure::Response))
                .then(|| Measure::Response.level(sum.log_minutes / sum.answered as f64)),
        }
    };
    months.into_iter().map(shown).collect()
}
