//! `goodwill serve` seen from outside: what is taken in, what is answered, what it survives.

mod doors;
mod hostile;
mod keys;
mod moving;
mod people;
mod pressure;
mod quarantine;

use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    run::{command, error},
    serving::{Serving, get},
};

/// What a command on the folder prints; it must succeed.
fn says(data: &Path, words: &[&str]) -> String {
    let output = command(words).arg("--data").arg(data).output().unwrap();
    assert!(output.status.success(), "goodwill {}: {}", words.join(" "), error(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a question about the folder gives.
fn asked(data: &Path, sql: &str) -> Value {
    serde_json::from_str(&says(data, &["sql", sql, "--format", "json"])).unwrap()
}

/// A figure of `/metrics`.
fn figure(serving: &Serving, name: &str) -> f64 {
    let text = get(&serving.address, "/metrics").unwrap().body;
    let line = text.lines().find_map(|line| line.strip_prefix(name).filter(|rest| rest.starts_with(' ')));
    line.unwrap_or_else(|| panic!("no {name} in:\n{text}")).trim().parse().unwrap()
}

/// Waits until it is so, and fails where it never is.
fn until(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_mins(2), "never: {what}");
        sleep(Duration::from_millis(50));
    }
}

/// A product was viewed.
fn viewed(message: &str, user: &str) -> String {
    format!(
        r#"{{"type":"track","messageId":"{message}","userId":"{user}","event":"Product Viewed","timestamp":"2026-01-01T10:00:00Z","properties":{{"product_id":"p1"}}}}"#
    )
}
