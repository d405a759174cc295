//! The orders behind a cell of the triangle, read the way the fit read them.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use book::{Direction, Filter, Sort};
use facts::{Currency, Day, Month};
use history::import::ReadOptions;
use pages::cohorts::CellRow;

use super::{
    super::{
        Problem, Web,
        valued::{Cohort, Valued},
    },
    view,
};
use crate::{
    folder::{FolderError, Want, now, values},
    value::Margin,
};

/// The orders of so many cohorts are remembered: whoever opens one cell opens its neighbours.
const REMEMBERED: usize = 4;
/// Orders are read for so many customers at a time: each time reads the whole history, and a month's
/// cohort of a million customers is below it.
const AT_A_TIME: usize = 30_000;
/// No relationship is older, in months.
const OLDEST: u32 = 1_200;

/// The cohorts whose orders were looked at last.
#[derive(Default)]
pub(crate) struct Cells(Mutex<VecDeque<(Key, Arc<ByAge>)>>);

/// A cohort as of a fit and a state of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    fit: i64,
    generation: i64,
    period: String,
}

/// The orders of a cohort by month of age; by day, then by customer.
type ByAge = BTreeMap<u32, Vec<Row>>;

/// The orders of one cohort in one month of age.
#[derive(Debug, Clone)]
pub(super) struct CellRows {
    /// The last month of the cohort's life that has begun.
    pub(super) last_age: u32,
    /// Customers of the cohort.
    pub(super) customers: u64,
    /// Those with an order in the month.
    pub(super) ordered: u64,
    /// By day, then by customer.
    pub(super) rows: Vec<Row>,
    /// The money; none without amounts.
    pub(super) currency: Option<Currency>,
    /// Whether something other than all of it was kept.
    pub(super) margin: bool,
}

/// The orders of one customer on one day, in minor units; what was kept is a share of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) day: Day,
    pub(super) key: i64,
    pub(super) paid_minor: i64,
    pub(super) kept_minor: f64,
}

/// Where a list of them goes on: after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    day: i32,
    key: i64,
}

impl Place {
    /// Reads a place.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        text.split_once('.')
            .and_then(|(day, key)| Some(Self { day: day.parse().ok()?, key: key.parse().ok()? }))
            .ok_or_else(|| Problem::invalid("after", "it is no place that a list named as its next"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.day, self.key)
    }
}

impl Row {
    fn place(&self) -> Place {
        Place { day: self.day.days_since_epoch(), key: self.key }
    }
}

impl CellRows {
    /// A part of the rows, and where the list goes on.
    pub(super) fn part(&self, after: Option<Place>, most: usize) -> (&[Row], Option<Place>) {
        let from = after.map_or(0, |after| self.rows.partition_point(|row| row.place() <= after));
        let rest = &self.rows[from..];
        let part = &rest[..rest.len().min(most)];
        (part, part.last().filter(|_| rest.len() > most).map(Row::place))
    }

    /// Paid and kept by all, exact in what was paid.
    pub(super) fn money(&self) -> Option<(f64, f64, Currency)> {
        let currency = self.currency?;
        let unit = currency.minor_per_unit();
        let paid: i128 = self.rows.iter().map(|row| i128::from(row.paid_minor)).sum();
        let kept: f64 = self.rows.iter().map(|row| row.kept_minor).sum();
        Some((paid as f64 / unit, kept / unit, currency))
    }

    fn unit(&self) -> f64 {
        self.currency.map_or(1.0, Currency::minor_per_unit)
    }

    /// What was paid, in whole units.
    pub(super) fn paid(&self, row: &Row) -> f64 {
        row.paid_minor as f64 / self.unit()
    }

    /// What was kept of it.
    pub(super) fn kept(&self, row: &Row) -> f64 {
        row.kept_minor / self.unit()
    }

    /// A row as the page shows it.
    pub(super) fn shown(&self, row: &Row, name: String) -> CellRow {
        CellRow { key: row.key, name, day: row.day, paid: self.paid(row), kept: self.kept(row) }
    }
}

/// The orders of one cohort in one month of age.
///
/// # Errors
///
/// If there is no such cohort, if lists are not made yet, or if the folder cannot be read.
pub(super) async fn cell(web: &Arc<Web>, period: &str, age: u32) -> Result<CellRows, Problem> {
    let missing = || Problem::not_found("cohort");
    let valued = web.valued().await?.ok_or_else(missing)?;
    let (_, cohort) = valued.cohort(period).ok_or_else(missing)?;
    let (first, _) = view::months(period).ok_or_else(missing)?;
    let last_age = last_age(&valued, cohort, first);
    if age > last_age {
        return Err(Problem::not_found("month of this cohort's life"));
    }
    let generation = web.desk.folder.records().generation().await?;
    let key = Key { fit: valued.fit, generation, period: period.to_owned() };
    let known = {
        let cells = web.cells.0.lock().unwrap_or_else(PoisonError::into_inner);
        cells.iter().find(|(known, _)| *known == key).map(|(_, orders)| Arc::clone(orders))
    };
    let orders = match known {
        Some(orders) => orders,
        None => {
            let (name, fit) = (period.to_owned(), Arc::clone(&valued));
            let orders = Arc::new(web.blocking(move |web| read(&web, &fit, &name)).await?);
            let mut cells = web.cells.0.lock().unwrap_or_else(PoisonError::into_inner);
            cells.retain(|(known, _)| *known != key);
            cells.push_front((key, Arc::clone(&orders)));
            cells.truncate(REMEMBERED);
            orders
        }
    };
    let rows = orders.get(&age).cloned().unwrap_or_default();
    let ordered = rows.iter().map(|row| row.key).collect::<HashSet<_>>().len() as u64;
    Ok(CellRows {
        last_age,
        customers: cohort.customers,
        ordered,
        rows,
        currency: valued.money(),
        margin: valued.is_margin(),
    })
}

/// The last month of a cohort's life that has begun: no link leads further. What the fit says of an age
/// can be opened.
fn last_age(v: &Valued, cohort: &Cohort, first: Month) -> u32 {
    let begun = u32::try_from(v.as_of.month().index() - first.index()).unwrap_or(0);
    let told = cohort.ages.iter().filter(|point| !point.expected).map(|point| point.age_months).max();
    begun.max(told.unwrap_or(0)).min(OLDEST)
}

/// The orders of a cohort, as they are now, until the day of the fit.
fn read(web: &Web, v: &Valued, name: &str) -> Result<ByAge, Problem> {
    let book = web
        .shelf
        .book()
        .ok_or_else(|| Problem::later("the lists of customers are being made: ask again in a few seconds"))?;
    let mut filter = Filter::default();
    for condition in view::conditions(name).unwrap_or_default() {
        filter.all.push(condition.parse().map_err(|e: book::BadCondition| Problem::failed(e.to_string()))?);
    }
    let found = book.list(&filter, Sort::Recency, Direction::Descending, None, book.len());
    let keys: Vec<i64> = found.entries.iter().map(|entry| entry.key).collect();
    let folder = &web.desk.folder;
    let tables = folder.tables(Want::default())?;
    let currency = v.money();
    let options = ReadOptions {
        today: Some(values::day_of(now())?),
        currency: currency.filter(|currency| currency.code() != "XXX"),
        ..ReadOptions::default()
    };
    let margin = Margin::kept(v.value.margin, &v.value.margin_source);
    let mut rows = ByAge::new();
    for some in keys.chunks(AT_A_TIME) {
        let only: HashSet<i64> = some.iter().copied().collect();
        let import = match values::order_log(folder, &tables, Some(&only), &options, &|key| key.to_string()) {
            // Nobody of them has an order that counts.
            Err(FolderError::Import(_)) => continue,
            import => import?,
        };
        let log = &import.log;
        for customer in 0..log.len() {
            let days = log.of(customer);
            let Some(first) = days.first() else { continue };
            let first = first.day.month().index();
            let Ok(key) = log.id(customer).parse() else { continue };
            for d in days.iter().take_while(|d| d.day <= v.as_of) {
                let age = (d.day.month().index() - first).unsigned_abs();
                let kept_minor = margin.kept_minor(d);
                let row = Row { day: d.day, key, paid_minor: d.amount_minor, kept_minor };
                rows.entry(age).or_default().push(row);
            }
        }
    }
    for rows in rows.values_mut() {
        rows.sort_unstable_by_key(Row::place);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_cell_together_are_the_cell() {
        let day = |n: i32| Day::from_epoch(n).expect("a day");
        let rows: Vec<Row> = (0..137)
            .map(|n| Row { day: day(20_000 + n / 9), key: i64::from(n % 9), paid_minor: 1, kept_minor: 0.5 })
            .collect();
        let cell = CellRows { last_age: 1, customers: 9, ordered: 9, rows, currency: None, margin: true };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let (part, next) = cell.part(after, 10);
            all.extend_from_slice(part);
            let Some(next) = next else { break };
            after = Some(Place::read(&next.to_string()).unwrap_or_else(|_| panic!("{next} is read again")));
        }
        assert_eq!(all, cell.rows);
        for none in ["", "1", "1.", ".1", "a.b", "1.2.3", "99999999999.1"] {
            assert!(Place::read(none).is_err(), "{none}");
        }
    }
}
