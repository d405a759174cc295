//! What was acknowledged is there, once, whatever happened: killed at any moment, at any system
//! call, without power, on a full disk.
//!
//! The number of rounds is small by default; `GOODWILL_ROUNDS` sets it (20 for a full run).

mod crash_points;
mod disk_full;
pub(crate) mod kill;
mod power_cut;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use crate::run::{command, error};

/// How often a test of this kind goes round.
pub(crate) fn rounds(usual: u32) -> u32 {
    std::env::var("GOODWILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Whether a program can be started.
pub(crate) fn there(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .is_ok_and(|found| found.status.success())
}

pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"))
}

/// The program on a data folder.
pub(crate) fn on(data: &Path, words: &[&str]) -> Command {
    let mut command = command(words);
    command.arg("--data").arg(data);
    command
}

pub(crate) fn done(data: &Path, words: &[&str]) -> Output {
    let output = on(data, words).output().unwrap();
    assert!(
        output.status.success(),
        "goodwill {}: {}: {}{}",
        words.join(" "),
        output.status,
        error(&output),
        String::from_utf8_lossy(&output.stdout)
    );
    output
}

/// The answer to a question, as JSON rows.
pub(crate) fn asked(data: &Path, sql: &str) -> Vec<Value> {
    let output = done(data, &["sql", sql, "--format", "json"]);
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    rows.as_array().unwrap().clone()
}

pub(crate) fn number(data: &Path, sql: &str) -> i64 {
    let rows = asked(data, sql);
    let row = rows[0].as_object().unwrap();
    row.values().next().unwrap().as_i64().unwrap()
}

/// How often each message is in the table of events.
pub(crate) fn stored(data: &Path) -> HashMap<String, i64> {
    asked(data, "SELECT message_id, count(*) AS n FROM events GROUP BY message_id")
        .into_iter()
        .map(|row| (row["message_id"].as_str().unwrap().to_owned(), row["n"].as_i64().unwrap()))
        .collect()
}

/// Every acknowledged message is stored, none twice, and the folder says of itself that it is whole.
pub(crate) fn nothing_lost_or_doubled<'a>(data: &Path, acknowledged: impl IntoIterator<Item = &'a String>) {
    let stored = stored(data);
    let doubled: Vec<_> = stored.iter().filter(|(_, n)| **n != 1).take(5).collect();
    assert!(doubled.is_empty(), "stored more than once: {doubled:?}");
    let lost: Vec<_> = acknowledged.into_iter().filter(|id| !stored.contains_key(*id)).take(5).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    done(data, &["check"]);
}

/// A file of orders in a folder: `rows` rows of a few customers.
pub(crate) fn order_file(folder: &Path, name: &str, rows: u32, amount: u32) -> PathBuf {
    let mut text = String::from("order_id,customer_id,date,total,currency\n");
    for n in 0..rows {
        let (month, day) = (n % 12 + 1, n % 28 + 1);
        text.push_str(&format!(
            "o{n},c{},2024-{month:02}-{day:02},{}.{:02},EUR\n",
            n % 97,
            amount + n % 50,
            n % 100
        ));
    }
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// What the folder holds of orders, in one line.
pub(crate) fn orders_in_short(data: &Path) -> String {
    let rows = asked(
        data,
        "SELECT count(*) AS n, count(DISTINCT customer) AS customers, sum(amount) AS amount FROM orders",
    );
    rows[0].to_string()
}
