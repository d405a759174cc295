//! The desk where customers get in touch, and what was sold beyond the core.

use std::collections::BTreeMap;

use facts::{Currency, Day, Month};
use plan::suite::{
    CoreDay, Record, ResponseFrom,
    mechanism::{DeskMonth, Evidence, LineSold},
};

use super::{
    asked::{Asked, SOLVED_MINUTES, count, number},
    core::{Beyond, ORDERS, month},
};
use crate::folder::{
    FolderError,
    strategy::{sum_of, sum_where},
};

/// Lines are looked at over so many days.
const LATELY_DAYS: i32 = 182;
/// The desk is looked at as it was in so many days.
const DESK_DAYS: i32 = 91;
/// Days of a month, on average.
const MONTH_DAYS: f64 = 30.437;

/// What the mechanism is known from.
pub(super) fn evidence(
    asked: &Asked<'_>,
    record: &Record,
    beyond: &Beyond,
    last: Day,
    currency: Option<Currency>,
) -> Result<Evidence, FolderError> {
    let (people, handling) = desk(asked, last)?;
    Ok(Evidence {
        months: months(asked, record, beyond, last)?,
        lines: lines(asked, beyond, last, currency)?,
        launches: u32::try_from(record.launches.len()).unwrap_or(u32::MAX),
        people,
        handling,
        margin_share: margin_share(asked, currency)?,
    })
}

fn months(
    asked: &Asked<'_>,
    record: &Record,
    beyond: &Beyond,
    last: Day,
) -> Result<Vec<DeskMonth>, FolderError> {
    let mut months: BTreeMap<i32, DeskMonth> = BTreeMap::new();
    // Only months that are over, and from the first whole one on.
    let whole = |month: Month| {
        month.last_day() <= last && beyond.first.is_some_and(|first| month.first_day() >= first.plus(-3))
    };
    let sql = format!(
        "WITH {ORDERS} SELECT CAST(date_trunc('month', day) AS DATE), count(DISTINCT customer) FROM o \
         WHERE customer IS NOT NULL AND day IS NOT NULL GROUP BY 1"
    );
    asked.rows(&sql, &mut |row| {
        if let Some(month) = month(row.first()).filter(|m| whole(*m)) {
            let customers = count(row.get(1));
            months.insert(month.index(), DeskMonth { customers, ..empty(month) });
        }
    })?;
    let mut of = |sql: &str, each: &mut dyn FnMut(&mut DeskMonth, &[facts::Value])| {
        asked.rows(sql, &mut |row| {
            if let Some(found) = month(row.first()).and_then(|m| months.get_mut(&m.index())) {
                each(found, row);
            }
        })
    };
    let owned = format!(
        "{} SELECT CAST(month AS DATE), count(*) FROM (
            SELECT DISTINCT date_trunc('month', l.\"time\") AS month, l.customer, date_trunc('month', b.launched) AS launch
            FROM order_lines l JOIN beyond b ON l.product = b.product
            WHERE l.customer IS NOT NULL AND l.\"time\" IS NOT NULL
        ) GROUP BY month",
        beyond.tables()
    );
    of(&owned, &mut |found, row| found.beyond = count(row.get(1)))?;
    // One case is counted once, however often somebody called about it.
    let contacts = "SELECT CAST(date_trunc('month', \"time\") AS DATE), \
                    count(DISTINCT case_id) + count(*) FILTER (WHERE case_id IS NULL) \
                    FROM contacts WHERE direction = 'in' GROUP BY 1";
    of(contacts, &mut |found, row| found.cases = count(row.get(1)))?;
    let complaints = format!(
        "SELECT CAST(date_trunc('month', \"time\") AS DATE), count(*), count(*) FILTER (WHERE solved IS NOT NULL AND {SOLVED_MINUTES} < 43200.0), \
         count(solved) FROM feedback WHERE kind = 'complaint' GROUP BY 1"
    );
    let mut any_solved = false;
    of(&complaints, &mut |found, row| {
        let (said, solved) = (count(row.get(1)), count(row.get(2)));
        found.cases = found.cases.max(said);
        any_solved |= count(row.get(3)) > 0;
        // As a share, laid upon the complaints of the month's orders below.
        found.solved = (said > 0).then_some(solved * 1_000 / said);
    })?;
    let mut core: BTreeMap<i32, CoreDay> = BTreeMap::new();
    for day in &record.orders {
        core.entry(day.day.month().index()).or_insert_with(|| CoreDay::empty(day.day)).add(day);
    }
    let known_until = record.complaints_until.map_or(last, |until| until.min(last));
    // How long a solution took says whether the core is served as before, but not how long the queue is.
    let answers = record.response_from == ResponseFrom::Contacts;
    for (index, found) in &mut months {
        let Some(sum) = core.get(index) else { continue };
        found.wait_minutes = (answers && sum.answered > 0).then(|| sum.minutes / sum.answered as f64);
        if found.month.last_day().plus(30) <= known_until {
            (found.orders, found.complaints) = (sum.orders, sum.complaints);
        }
        found.solved = found.solved.filter(|_| any_solved).map(|share| share * found.complaints / 1_000);
    }
    Ok(months.into_values().collect())
}

const fn empty(month: Month) -> DeskMonth {
    DeskMonth {
        month,
        customers: 0,
        beyond: 0,
        cases: 0,
        wait_minutes: None,
        orders: 0,
        complaints: 0,
        solved: None,
    }
}

/// What was sold lately of each line beyond the core.
fn lines(
    asked: &Asked<'_>,
    beyond: &Beyond,
    last: Day,
    currency: Option<Currency>,
) -> Result<Vec<LineSold>, FolderError> {
    let Some(currency) = currency.filter(|_| !beyond.launches.is_empty()) else { return Ok(Vec::new()) };
    let from = last.plus(-LATELY_DAYS);
    let mut found: Vec<LineSold> = Vec::new();
    let sql = format!(
        "{} SELECT CAST(date_trunc('month', b.launched) AS DATE) AS launch, count(DISTINCT l.customer),
                {}
         FROM order_lines l JOIN beyond b ON l.product = b.product
         WHERE l.customer IS NOT NULL AND CAST(l.\"time\" AS DATE) > DATE '{from}'
         GROUP BY 1 ORDER BY launch",
        beyond.tables(),
        sum_where(
            "coalesce(l.amount, l.price * l.quantity)",
            &format!("l.currency IS NULL OR l.currency = '{}'", currency.code())
        )
    );
    let unit = currency.minor_per_unit();
    asked.rows(&sql, &mut |row| {
        let month = month(row.first());
        let place = beyond.launches.iter().position(|launch| Some(launch.day.month()) == month);
        let Some(launch) = place else { return };
        let days = last.since(beyond.launches[launch].day.max(from)).max(1);
        found.push(LineSold {
            launch,
            owners: count(row.get(1)),
            customers: 0,
            revenue: number(row.get(2)).unwrap_or(0.0) / unit,
            months: f64::from(days) / MONTH_DAYS,
        });
    })?;
    // Who ordered anything since: lines that were all there for the whole time share the answer.
    let mut since: BTreeMap<i32, u64> = BTreeMap::new();
    for line in &mut found {
        let day = beyond.launches[line.launch].day.max(from);
        let customers = match since.get(&day.days_since_epoch()) {
            Some(customers) => *customers,
            None => {
                let sql =
                    format!("WITH {ORDERS} SELECT count(DISTINCT customer) FROM o WHERE day > DATE '{day}'");
                let customers = count(asked.row(&sql)?.first());
                since.insert(day.days_since_epoch(), customers);
                customers
            }
        };
        line.customers = customers.max(line.owners);
    }
    Ok(found)
}

/// Minutes a case takes: their mean, their standard deviation, and of how many cases.
type Handling = (f64, f64, u64);

/// People who answer on a day, and how long a case takes them.
fn desk(asked: &Asked<'_>, last: Day) -> Result<(Option<u32>, Option<Handling>), FolderError> {
    let from = last.plus(-DESK_DAYS);
    let there = format!("direction = 'in' AND CAST(\"time\" AS DATE) > DATE '{from}'");
    let row = asked.row(&format!(
        "SELECT avg(CAST(people AS DOUBLE)) FROM (
            SELECT CAST(\"time\" AS DATE) AS day, count(DISTINCT staff) AS people
            FROM contacts WHERE {there} AND staff IS NOT NULL GROUP BY 1
        )"
    ))?;
    let people = number(row.first()).map(|people| people.round().clamp(1.0, 10_000.0) as u32);
    let row = asked.row(&format!(
        "SELECT {}, {}, count(minutes) FROM contacts WHERE {there} AND minutes > 0",
        sum_of("minutes"),
        sum_of("minutes * minutes")
    ))?;
    let handling = match (number(row.first()), number(row.get(1)), count(row.get(2))) {
        (Some(sum), Some(squares), cases) if cases > 0 => {
            let n = cases as f64;
            let variance = if cases > 1 { (squares - sum * sum / n) / (n - 1.0) } else { 0.0 };
            Some((sum / n, variance.max(0.0).sqrt(), cases))
        }
        _ => None,
    };
    Ok((people, handling))
}

/// The share of what orders brought that was left after the cost of the goods.
fn margin_share(asked: &Asked<'_>, currency: Option<Currency>) -> Result<Option<f64>, FolderError> {
    let Some(currency) = currency else { return Ok(None) };
    let row = asked.row(&format!(
        "SELECT sum(amount), sum(cost) FROM orders WHERE cost IS NOT NULL AND amount > 0 AND currency = '{}' \
         AND (status IS NULL OR status NOT IN ('cancelled', 'failed'))",
        currency.code()
    ))?;
    Ok(match (number(row.first()), number(row.get(1))) {
        (Some(amount), Some(cost)) if amount > 0.0 && cost > 0.0 => {
            Some((1.0 - cost / amount).clamp(-1.0, 1.0))
        }
        _ => None,
    })
}
