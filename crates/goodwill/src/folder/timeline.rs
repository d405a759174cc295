//! Everything that happened with one customer, newest first: facts of history, and facts that are
//! still in the inbox.

use facts::{FactRow, schema::Kind};

use super::{Folder, FolderError, listed, tables::Telling};

/// The kinds of facts that happen with a customer. Lines are told by their orders.
pub(crate) const KINDS: [Kind; 8] = [
    Kind::Customers,
    Kind::Orders,
    Kind::Returns,
    Kind::Events,
    Kind::Feedback,
    Kind::Gestures,
    Kind::Contacts,
    Kind::Contracts,
];

/// Events of the inbox that are looked at for one customer, the newest.
const MOST_WAITING: u64 = 2_000;
/// The current facts of these kinds about a customer, given by all keys, the canonical one first;
/// in the order of a timeline. Blocks.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn facts_of(
    folder: &Folder,
    keys: &[i64],
    kinds: &[Kind],
    before: Option<i64>,
    most: usize,
) -> Result<Vec<FactRow>, FolderError> {
    // The inbox first: an event that moves on in between is seen twice, which is once.
    let waiting = folder.wait(folder.records().inbox_of(keys, MOST_WAITING))?;
    let mut fresh = Vec::new();
    if !waiting.is_empty() {
        let telling = Telling::new(folder, &folder.wait(folder.records().allowed_properties())?)?;
        fresh = waiting.iter().filter_map(|row| telling.told(row).ok()).flat_map(|told| told.rows).collect();
    }
    let live = listed::all_known(&folder.wait(folder.records().live())?)?;
    Ok(folder.store().customer_rows_with(&live, &fresh, keys, kinds, before, most)?)
}

/// Of facts in the order of a timeline those of these kinds before a moment (microseconds since
/// 1970-01-01 UTC) or without a time; at most so many, or a few more where several happened at the
/// very moment of the last.
pub(crate) fn part(rows: &[FactRow], kinds: &[Kind], before: Option<i64>, most: usize) -> Vec<FactRow> {
    let mut part: Vec<FactRow> = Vec::new();
    let wanted = rows.iter().filter(|row| kinds.contains(&row.kind));
    for row in wanted.filter(|row| before.is_none_or(|before| row.time().is_none_or(|at| at < before))) {
        let last = part.last().and_then(FactRow::time);
        if part.len() >= most && (last.is_none() || row.time() != last) {
            break;
        }
        part.push(row.clone());
    }
    part
}

#[cfg(test)]
mod tests {
    use facts::{Private, Value, Version};

    use super::*;

    fn row(kind: Kind, time: Option<i64>) -> FactRow {
        let fields = kind.schema().public().map(|field| match (field.name, time) {
            ("time", Some(time)) => Value::Time(time),
            _ => Value::Null,
        });
        FactRow::new(kind, Version { time: 1, tie: 0 }, fields.collect(), Private::default())
    }

    #[test]
    fn a_part_ends_after_the_moment_of_its_last_and_begins_before_another() {
        let (orders, events) = (Kind::Orders, Kind::Events);
        let rows = [
            row(orders, Some(9)),
            row(events, Some(8)),
            row(orders, Some(7)),
            row(orders, Some(7)),
            row(orders, Some(5)),
            row(orders, None),
            row(orders, None),
        ];
        let times = |kinds: &[Kind], before, most| -> Vec<Option<i64>> {
            part(&rows, kinds, before, most).iter().map(FactRow::time).collect()
        };
        assert_eq!(times(&[orders], None, 2), [Some(9), Some(7), Some(7)]);
        assert_eq!(times(&[orders, events], None, 2), [Some(9), Some(8)]);
        assert_eq!(times(&[orders], Some(7), 9), [Some(5), None, None]);
        assert_eq!(times(&[orders], Some(7), 2), [Some(5), None]);
        assert_eq!(times(&[orders], None, 0), []);
    }
}
