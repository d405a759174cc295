//! Everything that must hold in a data folder, verified.

use std::{collections::HashSet, ops::ControlFlow};

use facts::{Value, schema::Kind};
use history::{
    ask::{AskError, Limits},
    ids::Ids,
    store::{Listed, Role, Tables},
};
use serde::Serialize;

use super::{Folder, FolderError, Want, listed};

/// What was found.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Checked {
    /// What does not hold, a sentence each.
    pub(crate) problems: Vec<String>,
    /// What is worth knowing and no fault.
    pub(crate) notes: Vec<String>,
    /// Files of history that were read.
    pub(crate) files: u64,
    /// Rows in them.
    pub(crate) rows: u64,
    /// Events not yet in them.
    pub(crate) inbox: u64,
    /// Customers that are known.
    pub(crate) customers: u64,
}

/// Verifies a folder; `each` hears every file.
///
/// # Errors
///
/// If the records cannot be read at all.
pub(crate) fn check(folder: &Folder, each: &mut dyn FnMut(&str)) -> Result<Checked, FolderError> {
    let records = folder.records();
    let mut found = Checked::default();
    found.problems.extend(folder.wait(records.check())?);

    let snapshot = folder.wait(records.snapshot())?;
    let mut live = Vec::new();
    for file in &snapshot.live {
        match listed::known(file) {
            Ok(file) => live.push(file),
            Err(e) => found.problems.push(e.to_string()),
        }
    }
    found.files = live.len() as u64;
    found.rows = live.iter().filter(|f| f.role == Role::Rows).map(|f| f.rows.unsigned_abs()).sum();
    found.inbox = snapshot.inbox.len() as u64;
    let damage = folder.store().verify(&live, each);
    let damaged: HashSet<String> = damage.iter().map(|damage| damage.path.clone()).collect();
    let named = damage.into_iter().map(|damage| format!("history/{}: {}", damage.path, damage.problem));
    found.problems.extend(named);

    let whole: Vec<Listed> = live.iter().filter(|file| !damaged.contains(&file.path)).cloned().collect();
    messages(folder, &whole, &snapshot.inbox, &mut found);
    customers(folder, &whole, &snapshot.inbox, &mut found)?;
    if damaged.is_empty() {
        across_tables(folder, &mut found)?;
    }
    Ok(found)
}

/// A message is in history or in the inbox, once.
fn messages(folder: &Folder, live: &[Listed], inbox: &[records::InboxRow], found: &mut Checked) {
    let ids = match Ids::open(&folder.history(), &listed::of_ids(live)) {
        Ok(ids) => ids,
        Err(e) => {
            found.problems.push(e.to_string());
            return;
        }
    };
    let waiting: Vec<[u8; 16]> = inbox.iter().map(|row| row.message).collect();
    match ids.contains_many(&waiting) {
        Ok(known) => {
            let doubled = known.iter().filter(|known| **known).count();
            if doubled > 0 {
                found.problems.push(format!("{doubled} events of the inbox are in history already"));
            }
        }
        Err(e) => found.problems.push(format!("the message ids of history cannot be read: {e}")),
    }
    let events: i64 =
        live.iter().filter(|f| f.kind == Kind::Events && f.role == Role::Rows).map(|file| file.rows).sum();
    // There may be more: of an event that nobody could read the id is kept, too.
    if ids.len() < events.unsigned_abs() {
        found
            .problems
            .push(format!("history holds {events} events and the ids of only {} messages", ids.len()));
    }
}

/// Whoever history names is known.
fn customers(
    folder: &Folder,
    live: &[Listed],
    inbox: &[records::InboxRow],
    found: &mut Checked,
) -> Result<(), FolderError> {
    let known: HashSet<i64> =
        folder.wait(folder.records().customers())?.iter().map(|customer| customer.key).collect();
    found.customers = known.len() as u64;
    for kind in Kind::ALL {
        let files: Vec<Listed> =
            live.iter().filter(|f| f.kind == kind && f.role == Role::Rows).cloned().collect();
        if files.is_empty() {
            continue;
        }
        match folder.store().customers_in(&files) {
            Ok(named) => {
                let unknown = named.difference(&known).count();
                if unknown > 0 {
                    found.problems.push(format!(
                        "{kind}: {unknown} customers are unknown to the records; 'goodwill import {kind} FILE --again' \
                         with the file they came from brings them back"
                    ));
                }
            }
            Err(e) => found.problems.push(e.to_string()),
        }
    }
    let unknown = inbox.iter().filter_map(|row| row.customer).filter(|key| !known.contains(key)).count();
    if unknown > 0 {
        found.problems.push(format!("inbox: {unknown} events are of customers unknown to the records"));
    }
    Ok(())
}

/// Numbers that are no fault, and ids that occur twice.
fn across_tables(folder: &Folder, found: &mut Checked) -> Result<(), FolderError> {
    let tables = folder.tables(Want::default())?;
    let doubled = one_number(
        folder,
        &tables,
        "SELECT count(*) FROM (SELECT message_id FROM events WHERE message_id IS NOT NULL GROUP BY message_id \
         HAVING count(*) > 1) AS twice",
    )?;
    if doubled > 0 {
        found.problems.push(format!("events: message ids that occur more than once: {doubled}"));
    }
    for (table, about) in [("order_lines", "lines"), ("returns", "returns")] {
        let sql = format!(
            "SELECT count(*) FROM {table} AS part WHERE part.order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM orders \
             WHERE orders.order_id = part.order_id)"
        );
        let loose = one_number(folder, &tables, &sql)?;
        if loose > 0 {
            found.notes.push(if loose == 1 {
                format!("{table}: 1 of its rows names an order that is not known")
            } else {
                format!("{table}: {loose} {about} name an order that is not known")
            });
        }
    }
    Ok(())
}

/// The number a question of our own has as its answer.
pub(crate) fn one_number(folder: &Folder, tables: &Tables, sql: &str) -> Result<i64, AskError> {
    let mut number = 0;
    folder.store().rows(tables, sql, &Limits::default(), &mut |row| {
        if let [Value::Whole(n)] = row {
            number = *n;
        }
        ControlFlow::Break(())
    })?;
    Ok(number)
}
