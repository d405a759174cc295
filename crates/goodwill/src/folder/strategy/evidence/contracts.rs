//! A company of contracts: who stayed how long, what was paid and who complained, by the months since the
//! start.

use std::{collections::BTreeMap, ops::ControlFlow};

use facts::{Currency, Day, Month, Value, schema::Kind};
use history::ask::Limits;
use plan::propose::{Cell, Counted, MonthCounted, Staying};

use super::asked::{Asked, month};
use crate::folder::{Folder, FolderError, strategy::sum_of, tables::Want};

/// Ages in months that are followed.
const MOST_AGE: i32 = 600;

pub(super) fn count(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    let (last, as_of) = (asked.last_month().index(), asked.as_of);
    let (share, minor) = (asked.margin.share, asked.currency.minor_per_unit());
    let (start, end) = (month("start"), month("until"));
    let a_month = "CASE coalesce(period, 'month') WHEN 'week' THEN 4.348 WHEN 'quarter' THEN 1.0 / 3.0 \
                   WHEN 'year' THEN 1.0 / 12.0 ELSE 1.0 END";
    let sql = format!(
        "SELECT {start} AS joined, CASE WHEN until IS NULL OR until > DATE '{as_of}' THEN -1 ELSE {end} - {start} END AS life, \
         count(*), {} FROM contracts WHERE {} GROUP BY 1, 2 ORDER BY 1, 2",
        sum_of(&format!("coalesce(price, 0) * {a_month}")),
        known(asked)
    );
    let mut ages: Vec<(f64, f64)> = Vec::new();
    let mut months: BTreeMap<i32, MonthCounted> = BTreeMap::new();
    let mut cells: BTreeMap<(i32, u32), Cell> = BTreeMap::new();
    let mut customers = 0.0;
    asked.numbers::<4>(&sql, &mut |[joined, life, many, price]| {
        let joined = joined as i32;
        if joined > last {
            return;
        }
        customers += many;
        months.entry(joined).or_default().joined += many;
        // It runs at ages 0 to `stays`, and may be left at the end of each: of all of them it is known who
        // did, those in the last month that is over included.
        let (ended, seen) = (life >= 0.0, (last - joined).min(MOST_AGE));
        let stays = if ended { (life as i32).min(seen) } else { seen };
        for age in 0..=stays {
            let at = age as usize;
            if ages.len() <= at {
                ages.resize(at + 1, (0.0, 0.0));
            }
            ages[at].0 += many;
            ages[at].1 += if ended && age == life as i32 { many } else { 0.0 };
            let cell = cell(&mut cells, joined, age);
            cell.margin += price * share / minor;
            *cell.present.get_or_insert(0.0) += many;
            months.entry(joined + age).or_default().margin += price * share / minor;
        }
    })?;
    complaints(asked, &mut |joined, age, at, complaints| {
        if at <= last && joined + age <= last && age <= MOST_AGE {
            cell(&mut cells, joined, age).complaints += complaints;
            months.entry(at).or_default().complaints += complaints;
        }
    })?;
    counted.customers = customers as u64;
    counted.staying = (customers > 0.0).then_some(Staying::Contracts(ages));
    counted.cells = cells.into_values().collect();
    if let Some((&first, _)) = months.first_key_value() {
        counted.months =
            (first..=last).map(|i| (Month::from_index(i), months.remove(&i).unwrap_or_default())).collect();
    }
    Ok(())
}

fn cell(cells: &mut BTreeMap<(i32, u32), Cell>, joined: i32, age: i32) -> &mut Cell {
    let age_months = age.unsigned_abs();
    cells.entry((joined, age_months)).or_insert(Cell {
        joined,
        age_months,
        margin: 0.0,
        orders: 0.0,
        complaints: 0.0,
        present: Some(0.0),
    })
}

/// Complaints by the month in which the customer's latest contract before began, its age then (at its end
/// where it had ended), and the month of the complaint.
fn complaints(asked: &Asked<'_>, each: &mut dyn FnMut(i32, i32, i32, f64)) -> Result<(), FolderError> {
    if !asked.has(Kind::Feedback) {
        return Ok(());
    }
    let (start, at) = (month("start"), month("day"));
    let when = month("CASE WHEN until < day THEN until ELSE day END");
    let sql = format!(
        "WITH c AS (SELECT customer, CAST(\"time\" AS DATE) AS day, row_number() OVER (ORDER BY customer, \"time\") AS id \
         FROM feedback WHERE kind = 'complaint' AND customer IS NOT NULL AND CAST(\"time\" AS DATE) <= DATE '{as_of}'), \
         x AS (SELECT c.id, c.day, k.start, k.until, \
         row_number() OVER (PARTITION BY c.id ORDER BY k.start DESC, k.until DESC) AS newest \
         FROM c JOIN (SELECT customer, start, until FROM contracts WHERE {known}) k \
         ON c.customer = k.customer AND k.start <= c.day) \
         SELECT {start} AS joined, {when} - {start} AS age, {at} AS at, count(*) FROM x WHERE newest = 1 \
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        as_of = asked.as_of,
        known = known(asked)
    );
    asked.numbers::<4>(&sql, &mut |[joined, age, at, many]| each(joined as i32, age as i32, at as i32, many))
}

/// Contracts that had begun and are in the money that is counted, as SQL.
fn known(asked: &Asked<'_>) -> String {
    format!(
        "start <= DATE '{}' AND (until IS NULL OR until >= start) AND (currency IS NULL OR currency = '{}')",
        asked.as_of,
        asked.currency.code()
    )
}

/// What contracts say of themselves: the last day they name that is not ahead of today, and the money most
/// of them are in.
pub(super) fn said(folder: &Folder, today: Day) -> Result<(Option<Day>, Option<Currency>), FolderError> {
    let tables = folder.tables(Want::default())?;
    let (mut day, mut currency) = (None, None);
    let sql = format!(
        "SELECT currency, count(*), max(start), max(CASE WHEN until <= DATE '{today}' THEN until END) FROM contracts \
         WHERE start <= DATE '{today}' GROUP BY currency ORDER BY 2 DESC, 1"
    );
    folder.store().rows(&tables, &sql, &Limits::default(), &mut |row| {
        let [code, _, start, until] = row else { return ControlFlow::Continue(()) };
        for named in [start, until] {
            if let Value::Day(named) = named {
                day = day.max(Some(*named));
            }
        }
        currency = currency.or_else(|| code.text().and_then(|code| Currency::from_code(code).ok()));
        ControlFlow::Continue(())
    })?;
    Ok((day.and_then(|day| Day::from_epoch(day).ok()), currency))
}
