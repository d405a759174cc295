//! Which kept values are taken out: every day is kept for a month, after that the last of a month.

use std::collections::{BTreeMap, HashSet};

use facts::{Day, Month, schema::Kind};
use history::store::{Listed, Role};

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
    let goes = |file: &Listed| {
        as_of(file).is_some_and(|known| {
            known == day
                || (day.since(known) > EVERY_DAY && last_of_month.get(&known.month()) != Some(&known))
        })
    };
    let stay: HashSet<i64> =
        values().filter(|file| file.role == Role::Rows && !goes(file)).map(|file| file.batch).collect();
    // What names the repeated keys of a batch has no day of its own: it goes with the last of them.
    values()
        .filter(|file| match file.role {
            Role::Rows => goes(file),
            _ => !stay.contains(&file.batch),
        })
        .map(|file| file.path.clone())
        .collect()
}

/// Paths of the value files that were made since a batch: what is undone is in them.
pub(super) fn made_since(live: &[Listed], batch: i64) -> Vec<String> {
    live.iter()
        .filter(|file| file.kind == Kind::CustomerValues && file.batch > batch)
        .map(|file| file.path.clone())
        .collect()
}

#[cfg(test)]
mod tests {
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
    fn repeated_keys_go_with_the_last_values_of_their_batch() {
        let day = |day| Day::new(2026, 3, day).expect("a day");
        let of = |batch, path: &str, when: Day, role| Listed {
            path: path.to_owned(),
            batch,
            role,
            first: file(when).first.filter(|_| role == Role::Rows),
            ..file(when)
        };
        let live = [
            of(1, "rows 1", day(30), Role::Rows),
            of(1, "keys 1", day(30), Role::Repeated),
            of(2, "rows 2", day(31), Role::Rows),
            of(2, "keys 2", day(31), Role::Repeated),
        ];
        assert_eq!(stale(&live, day(31)), ["rows 2", "keys 2"]);
        assert_eq!(made_since(&live, 1), ["rows 2", "keys 2"]);
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
