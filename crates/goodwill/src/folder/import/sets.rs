//! Orders that come with all their lines: whether the lines as a whole say anything new.

use std::collections::{HashMap, HashSet};

use facts::{FactRow, RowKey, Value, schema::Kind};
use history::store::Known;

/// What history knows, by kind and key.
pub(super) type KnownRows = HashMap<(Kind, RowKey), Known>;

/// Which order a row belongs to.
pub(super) fn order_of(row: &FactRow) -> Option<(String, String)> {
    let order = row.value("order_id").text()?;
    Some((order.to_owned(), row.value("source").text().unwrap_or_default().to_owned()))
}

/// For a numbered line of a complete set, the key of the line after it: where history knows that
/// one and the set does not hold it, the set has shrunk.
pub(super) fn next_line(row: &FactRow) -> Option<RowKey> {
    if row.kind != Kind::OrderLines || !row.complete_set {
        return None;
    }
    let number: u32 = row.value("line").text()?.parse().ok()?;
    let next = Value::Text(number.checked_add(1)?.to_string());
    let schema = row.kind.schema();
    let line = schema.position("line")?;
    let parts = schema.public().enumerate().filter(|(_, field)| field.natural_key);
    Some(RowKey::of(row.kind, parts.map(|(at, _)| if at == line { &next } else { &row.values[at] })))
}

/// Orders whose complete set of lines differs from what history knows: all lines of such a set are
/// written, because a new set ends the old one as a whole.
pub(super) fn changed(
    rows: &[FactRow],
    known: &KnownRows,
    says_nothing_new: impl Fn(&FactRow, &Known) -> bool,
) -> HashSet<(String, String)> {
    let keys: HashSet<RowKey> =
        rows.iter().filter(|row| row.kind == Kind::OrderLines).map(|row| row.key).collect();
    let mut changed = HashSet::new();
    for row in rows.iter().filter(|row| row.kind == Kind::OrderLines && row.complete_set) {
        let same = known.get(&(row.kind, row.key)).is_some_and(|known| says_nothing_new(row, known));
        let shrunk =
            next_line(row).is_some_and(|next| !keys.contains(&next) && known.contains_key(&(row.kind, next)));
        if !same || shrunk {
            changed.extend(order_of(row));
        }
    }
    changed
}
