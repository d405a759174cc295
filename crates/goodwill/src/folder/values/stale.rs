//! Which kept values are taken out: every day is kept for a month, after that the last of a month.

use std::collections::BTreeMap;

use facts::{Day, Month, schema::Kind};
use history::store::Listed;

const DAY_MICROS: i64 = 86_400_000_000;
/// For so many days values of every day are kept.
const EVERY_DAY: i32 = 31;

/// The day looked from of a file of values.
fn as_of(file: &Listed) -> Option<Day> {
    let days = i32::try_from(file.first?.div_euclid(DAY_MICROS)).ok()?;
    Day::from_epoch(days).ok()
}

/// Paths of the value files that a full fit as of `day` makes superfluous: those of the same day,
/// and those of old days that are not the last of their month.
pub(super) fn stale(live: &[Listed], day: Day) -> Vec<String> {
    let values = || live.iter().filter(|file| file.kind == Kind::CustomerValues);
    let mut last_of_month: BTreeMap<Month, Day> = BTreeMap::new();
    for known in values().filter_map(as_of) {
        let last = last_of_month.entry(known.month()).or_insert(known);
        *last = known.max(*last);
    }
    values()
        .filter(|file| {
            as_of(file).is_some_and(|known| {
                known == day
                    || (day.since(known) > EVERY_DAY && last_of_month.get(&known.month()) != Some(&known))
            })
        })
        .map(|file| file.path.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use history::store::Role;

    use super::*;

    fn file(day: Day) -> Listed {
        let at = i64::from(day.days_since_epoch()) * DAY_MICROS;
        Listed {
            path: day.to_string(),
            kind: Kind::CustomerValues,
            role: Role::Rows,
            batch: 1,
            rows: 1,
            bytes: 1,
            checksum: String::new(),
            first: Some(at),
            last: Some(at),
            gaps: Vec::new(),
        }
    }

    #[test]
    fn a_month_of_days_and_then_a_day_a_month_are_kept() {
        let day = |month, day| Day::new(2026, month, day).expect("a day");
        let live: Vec<Listed> =
            [day(1, 5), day(1, 31), day(3, 1), day(3, 20), day(3, 31)].into_iter().map(file).collect();
        assert_eq!(stale(&live, day(3, 31)), ["2026-01-05", "2026-03-31"]);
        assert_eq!(stale(&live, day(6, 30)), ["2026-01-05", "2026-03-01", "2026-03-20"]);
    }
}
