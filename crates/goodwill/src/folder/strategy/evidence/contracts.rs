//! A company of contracts: who stayed how long, and what was paid, by the months since the start.

use std::collections::BTreeMap;

use facts::Month;
use plan::propose::{Cell, Counted, MonthCounted, Staying};

use super::asked::{Asked, month};
use crate::folder::FolderError;

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
         count(*), sum(coalesce(price, 0) * {a_month}) FROM contracts WHERE start <= DATE '{as_of}' \
         AND (until IS NULL OR until >= start) \
         AND (currency IS NULL OR currency = '{}') GROUP BY 1, 2 ORDER BY 1, 2",
        asked.currency.code()
    );
    let mut ages: Vec<(f64, f64)> = Vec::new();
    let mut months: BTreeMap<i32, MonthCounted> = BTreeMap::new();
    let mut base: BTreeMap<u32, f64> = BTreeMap::new();
    let mut cells: BTreeMap<(i32, u32), f64> = BTreeMap::new();
    let mut customers = 0.0;
    asked.numbers::<4>(&sql, &mut |[joined, life, many, price]| {
        let joined = joined as i32;
        if joined > last {
            return;
        }
        customers += many;
        months.entry(joined).or_default().joined += many;
        // The contract runs at ages 0 to `stays`, and may be left at the end of each but the last seen.
        let (ended, seen) = (life >= 0.0, (last - joined).min(MOST_AGE));
        let stays = if ended { (life as i32).min(seen) } else { seen };
        for age in 0..=stays {
            let at = age as usize;
            if ages.len() <= at {
                ages.resize(at + 1, (0.0, 0.0));
            }
            let leaves = ended && age == life as i32;
            if age < seen || leaves {
                ages[at].0 += many;
                ages[at].1 += if leaves { many } else { 0.0 };
            }
            *cells.entry((joined, age.unsigned_abs())).or_default() += price * share / minor;
            months.entry(joined + age).or_default().margin += price * share / minor;
        }
        if !(ended && life as i32 <= seen) {
            *base.entry(seen.unsigned_abs()).or_default() += many;
        }
    })?;
    counted.customers = customers as u64;
    counted.staying = (customers > 0.0).then_some(Staying::Contracts(ages));
    counted.base = base.into_iter().collect();
    counted.cells = cells
        .into_iter()
        .map(|((joined, age_months), margin)| Cell {
            joined,
            age_months,
            margin,
            orders: 0.0,
            complaints: 0.0,
        })
        .collect();
    if let Some((&first, _)) = months.first_key_value() {
        counted.months =
            (first..=last).map(|i| (Month::from_index(i), months.remove(&i).unwrap_or_default())).collect();
    }
    Ok(())
}
