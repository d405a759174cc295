//! Groups of customers that may have seen a launch at other times: regions, else countries.

use std::collections::BTreeMap;

use facts::{Day, Month, Value};
use plan::suite::spillover::{GroupMonth, Groups};

use super::{
    asked::{Asked, count},
    core::{Beyond, COMPLAINED, OWN, month},
};
use crate::folder::FolderError;

/// A group has seen a launch in the first month with more orders beyond the core than this.
const HANDFUL: u64 = 5;
/// Groups that are compared: the largest ones.
const MOST_GROUPS: usize = 50;

/// Orders of customers of the core alone, by group and month.
pub(super) fn groups(asked: &Asked<'_>, beyond: &Beyond, last: Day) -> Result<Groups, FolderError> {
    let sql = format!(
        "{}, {COMPLAINED}, places AS (
            SELECT customer, coalesce(region, country) AS place FROM customers
            WHERE coalesce(region, country) IS NOT NULL
        ) SELECT g.place, CAST(date_trunc('month', m.day) AS DATE) AS month,
                 count(*) FILTER (WHERE m.wide), count(*) FILTER (WHERE {OWN}),
                 count(*) FILTER (WHERE {OWN} AND c.complained)
          FROM m JOIN places g ON m.customer = g.customer
          LEFT JOIN since s ON m.customer = s.customer
          LEFT JOIN complained c ON m.order_id = c.order_id AND m.source = c.source
          WHERE m.day IS NOT NULL GROUP BY 1, 2",
        beyond.tables()
    );
    let mut found: BTreeMap<String, BTreeMap<i32, (u64, u64, u64)>> = BTreeMap::new();
    asked.rows(&sql, &mut |row| {
        if let (Some(place), Some(month)) = (row.first().and_then(Value::text), month(row.get(1))) {
            let [wide, orders, complaints] = [2, 3, 4].map(|n| count(row.get(n)));
            found.entry(place.to_owned()).or_default().insert(month.index(), (wide, orders, complaints));
        }
    })?;
    let size = |months: &BTreeMap<i32, (u64, u64, u64)>| months.values().map(|m| m.1).sum::<u64>();
    let mut largest: Vec<_> = found.into_iter().collect();
    largest.sort_by(|a, b| size(&b.1).cmp(&size(&a.1)).then_with(|| a.0.cmp(&b.0)));
    largest.truncate(MOST_GROUPS);
    let mut groups = Groups::default();
    for (group, (_, months)) in largest.into_iter().enumerate() {
        let first = months.iter().find(|(_, m)| m.0 > HANDFUL).map(|(index, _)| Month::from_index(*index));
        groups.launched.push(first);
        for (index, (_, orders, complaints)) in months {
            let month = Month::from_index(index);
            // Later complaints are still to come.
            if month.last_day().plus(30) <= last {
                groups.months.push(GroupMonth { group, month, orders, complaints });
            }
        }
    }
    Ok(groups)
}
