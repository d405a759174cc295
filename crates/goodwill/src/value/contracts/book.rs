//! The contracts on the calendar: who held when, and what was paid.

use facts::Day;
use history::contracts::{ContractsFile, ReadContracts};
use models::sbg::Contract;

use crate::value::{
    ValueError,
    period::{Period, months_between, plus_months},
    settings::{CohortPeriod, Settings},
};

/// Survivors of one table at most: every customer is followed.
const MOST_SURVIVORS: u64 = 5_000_000;
/// Histories up to this many months are divided by month, longer ones by quarter.
const BY_MONTH_UP_TO: i32 = 24;

/// All contracts known on one day.
pub struct Book {
    /// The day looked from.
    pub as_of: Day,
    /// Length of one period.
    pub period: Period,
    /// The company's ids; empty for a table of survivors, which knows nobody by name.
    pub ids: Vec<String>,
    /// First days.
    pub starts: Vec<Day>,
    /// Last days, as far as they are known at `as_of`.
    pub ends: Vec<Option<Day>>,
    /// The cohort of each contract.
    pub cohort_of: Vec<u32>,
    /// Names of the cohorts, oldest first.
    pub cohort_names: Vec<String>,
    /// `month`, `quarter` or `cohort`, by what the cohorts are divided.
    pub cohorts_by: &'static str,
    /// The last day that the file names; `None` for a table of survivors, which names none.
    pub last_named: Option<Day>,
    /// Contracts in the file that begin after `as_of` and are left out.
    pub later: u64,
}

impl Book {
    /// Contracts of a file. The day looked from is the one asked for, else the last day the file
    /// names; `today` for a table of survivors, which names none.
    ///
    /// # Errors
    ///
    /// If no contract had begun by then, or a table has too many survivors to follow.
    pub fn new(
        read: &ReadContracts,
        period: Period,
        settings: &Settings,
        today: Day,
    ) -> Result<Self, ValueError> {
        match &read.file {
            ContractsFile::Contracts(list) => {
                let last = list.iter().map(|c| c.end.unwrap_or(c.start).max(c.start)).max();
                let first = list.iter().map(|c| c.start).min();
                let (Some(first), Some(last)) = (first, last) else { return Err(ValueError::NoContracts) };
                let as_of = settings.as_of.unwrap_or(last);
                if as_of < first {
                    return Err(ValueError::NobodyYet { as_of, first });
                }
                let known: Vec<_> = list.iter().filter(|c| c.start <= as_of).collect();
                let starts: Vec<Day> = known.iter().map(|c| c.start).collect();
                let by = cohort_period(&starts, as_of, settings.cohorts);
                let (cohort_of, cohort_names) = divided(&starts, by);
                Ok(Self {
                    as_of,
                    period,
                    ids: known.iter().map(|c| c.customer.clone()).collect(),
                    ends: known.iter().map(|c| c.end.filter(|&end| end <= as_of)).collect(),
                    last_named: Some(last),
                    later: (list.len() - known.len()) as u64,
                    starts,
                    cohort_of,
                    cohort_names,
                    cohorts_by: by.name(),
                })
            }
            ContractsFile::Survival(cohorts) => {
                let all: u64 = cohorts.iter().filter_map(|c| c.customers.first()).sum();
                if all > MOST_SURVIVORS {
                    return Err(ValueError::TooManySurvivors { customers: all, most: MOST_SURVIVORS });
                }
                let as_of = settings.as_of.unwrap_or(today);
                let mut book = Self {
                    as_of,
                    period,
                    ids: Vec::new(),
                    starts: Vec::new(),
                    ends: Vec::new(),
                    cohort_of: Vec::new(),
                    cohort_names: Vec::new(),
                    cohorts_by: "cohort",
                    last_named: None,
                    later: 0,
                };
                for (number, cohort) in cohorts.iter().enumerate() {
                    let name = if cohort.cohort.is_empty() { "all" } else { &cohort.cohort };
                    book.cohort_names.push(name.to_owned());
                    book.survivors(number as u32, &cohort.customers);
                }
                if book.starts.is_empty() { Err(ValueError::NoContracts) } else { Ok(book) }
            }
        }
    }

    /// Customers of one table: they began as many periods ago as the table is long.
    fn survivors(&mut self, cohort: u32, survivors: &[u64]) {
        let periods = survivors.len().saturating_sub(1) as i32;
        let start = plus_months(self.as_of, -periods * self.period.months());
        let mut push = |customers: u64, end: Option<Day>| {
            for _ in 0..customers {
                self.starts.push(start);
                self.ends.push(end);
                self.cohort_of.push(cohort);
            }
        };
        for (number, pair) in survivors.windows(2).enumerate() {
            let end = plus_months(start, (number as i32 + 1) * self.period.months());
            push(pair[0].saturating_sub(pair[1]), Some(end.min(self.as_of)));
        }
        push(survivors.last().copied().unwrap_or(0), None);
    }

    /// How many contracts.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Renewal dates of contract `i` until the end of `day`, whether it still ran or not.
    pub fn renewal_dates(&self, i: usize, day: Day) -> u32 {
        (months_between(self.starts[i], day).max(0) / self.period.months()) as u32
    }

    /// The day of the renewal after so many.
    pub fn renewal_day(&self, i: usize, renewals: u32) -> Day {
        plus_months(self.starts[i], (renewals as i32 + 1) * self.period.months())
    }

    /// What is known of contract `i` at the end of `day`; `None` before it began. One that ended
    /// within a period ended at that period's renewal; it was paid for until there.
    pub fn state(&self, i: usize, day: Day) -> Option<Contract> {
        if self.starts[i] > day {
            return None;
        }
        Some(match self.ends[i].filter(|&end| end <= day) {
            Some(end) => Contract::Ended(self.renewal_dates(i, end.plus(-1)) + 1),
            None => Contract::Held(self.renewal_dates(i, day)),
        })
    }

    /// Periods that contract `i` was paid for until the end of `day`; each is paid at its start.
    pub fn paid(&self, i: usize, day: Day) -> u32 {
        match self.state(i, day) {
            None => 0,
            Some(Contract::Ended(periods)) => periods,
            Some(Contract::Held(renewals)) => renewals + 1,
        }
    }
}

fn cohort_period(starts: &[Day], as_of: Day, asked: Option<CohortPeriod>) -> CohortPeriod {
    let first = starts.iter().map(|s| s.month().index()).min().unwrap_or_default();
    let span = as_of.month().index() - first;
    asked.unwrap_or(if span <= BY_MONTH_UP_TO { CohortPeriod::Month } else { CohortPeriod::Quarter })
}

/// The cohort of each start, and the names, oldest first.
fn divided(starts: &[Day], by: CohortPeriod) -> (Vec<u32>, Vec<String>) {
    let key = |day: &Day| match by {
        CohortPeriod::Month => day.month().index(),
        CohortPeriod::Quarter => day.month().index().div_euclid(3),
    };
    let mut keys: Vec<i32> = starts.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    let of = starts.iter().map(|s| keys.partition_point(|k| *k < key(s)) as u32).collect();
    let names = keys
        .iter()
        .map(|&k| match by {
            CohortPeriod::Month => facts::Month::from_index(k).to_string(),
            CohortPeriod::Quarter => facts::Month::from_index(k * 3).quarter().to_string(),
        })
        .collect();
    (of, names)
}
