//! The senders people have: installed from PyPI and npm, unmodified, and pointed at the running
//! program. Where they cannot be installed, a test says that it was skipped.

mod flaky;
mod orders;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    run::{json, says},
    serving::{Serving, write_key},
};

/// When the orders of the story were placed: 2026-01-15T10:00:00Z, and the minutes around it.
const ORDERED: [&str; 2] = ["2026-01-15T10:0", "2026-01-15T09:59:5"];

/// A sender and the program that makes it tell the story.
#[derive(Clone, Copy)]
struct Sender {
    name: &'static str,
    drive: &'static str,
    /// Whether the sender can say when the order was placed.
    tells_time: bool,
}

impl Sender {
    const fn new(name: &'static str, drive: &'static str) -> Self {
        Self { name, drive, tells_time: true }
    }
}

/// Where `.ci/sdks` put the senders; it installs them when they are not there yet.
pub(crate) fn installed() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.ci/sdks");
        let output = Command::new("bash").arg(script).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        Some(PathBuf::from(said.trim())).filter(|folder| folder.is_dir())
    });
    folder.as_deref()
}

/// The command that runs a sender, or why it cannot.
fn driver(drive: &str) -> Result<Command, String> {
    let folder = installed().ok_or("the senders cannot be installed here")?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sdk");
    let python = Path::new(drive).extension().is_some_and(|extension| extension == "py");
    let (part, program) = if python { ("py", folder.join("py/bin/python")) } else { ("node", "node".into()) };
    if !folder.join(part).join("complete").exists() {
        return Err(format!("the packages of {} are not installed", if python { "PyPI" } else { "npm" }));
    }
    let mut command = Command::new(program);
    command.arg(here.join(if python { "python" } else { "node" }).join(drive));
    command.env("NODE_PATH", folder.join("node/node_modules"));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// A folder with one server and one key.
struct Shop {
    data: TempDir,
    serving: Option<Serving>,
    address: String,
    key: String,
}

impl Shop {
    fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let key = write_key(data.path(), "shop");
        let serving = Serving::start(data.path());
        Self { address: serving.address.clone(), data, serving: Some(serving), key }
    }

    /// Stops the server, which moves what waits in the inbox into history.
    fn close(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.stop();
        }
        let data = self.data.path().to_str().unwrap();
        says(&["compact", "--data", data]);
    }

    fn ask(&self, sql: &str) -> Vec<Value> {
        let data = self.data.path().to_str().unwrap();
        match json(&["sql", sql, "--data", data, "--format", "json"]) {
            Value::Array(rows) => rows,
            other => panic!("no rows: {other}"),
        }
    }

    /// Lets a sender tell its story to this address.
    fn hear(&self, mut driver: Command, name: &str, address: &str, orders: usize, batch: usize) {
        let output = driver
            .env("GOODWILL_URL", format!("http://{address}"))
            .env("GOODWILL_KEY", &self.key)
            .env("GOODWILL_STORY", name)
            .env("GOODWILL_TIMES", orders.to_string())
            .env("GOODWILL_BATCH", batch.to_string())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{name} did not deliver: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// The story is there exactly once: a page, who it was, and these orders with their lines.
    fn holds(&self, sender: Sender, orders: usize) {
        let name = sender.name;
        let events = self.ask("SELECT type, name, customer, message_id, time FROM events");
        assert_eq!(events.len(), orders + 2, "{name}: {events:?}");
        let count = |kind: &str| events.iter().filter(|event| event["type"] == kind).count();
        assert_eq!((count("page"), count("identify"), count("track")), (1, 1, orders), "{name}");
        let ids: BTreeSet<&str> = events.iter().map(|event| event["message_id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), events.len(), "{name}: message ids are told apart");
        // The anonymous visit before is the customer's, too.
        let customers: BTreeSet<String> = events.iter().map(|event| event["customer"].to_string()).collect();
        assert_eq!(customers.len(), 1, "{name}: {events:?}");
        assert!(!customers.contains("null"), "{name}");

        let rows = self.ask(
            "SELECT order_id, source, customer, time, currency, amount, discount, shipping, tax, status, \
             lines, lines_amount FROM orders ORDER BY order_id",
        );
        assert_eq!(rows.len(), orders, "{name}: {rows:?}");
        let wanted: BTreeSet<String> = (0..orders).map(|n| format!("{name}-{}", 1001 + n)).collect();
        let found: BTreeSet<String> =
            rows.iter().map(|row| row["order_id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, wanted, "{name}");
        for row in &rows {
            assert!(customers.contains(&row["customer"].to_string()), "{name}: {row}");
            let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
            assert_eq!(
                (text("source"), text("currency"), text("status")),
                ("shop".to_owned(), "EUR".to_owned(), "completed".to_owned())
            );
            let number = |field: &str| row[field].as_i64();
            assert_eq!(number("amount"), Some(4000), "{name}: {row}");
            assert_eq!(number("discount"), Some(150), "{name}: {row}");
            assert_eq!((number("shipping"), number("tax")), (Some(400), Some(250)), "{name}: {row}");
            assert_eq!((number("lines"), number("lines_amount")), (Some(2), Some(4000)), "{name}: {row}");
            if sender.tells_time {
                // By the sender's own clock; a request that had to be sent again was under way longer.
                let time = text("time").replace(' ', "T");
                assert!(ORDERED.iter().any(|start| time.starts_with(start)), "{name}: {time}");
            }
        }
        let lines = self.ask(
            "SELECT product, quantity, price, amount, count(*) AS n FROM order_lines \
             GROUP BY product, quantity, price, amount ORDER BY product",
        );
        let shown: Vec<String> = lines
            .iter()
            .map(|line| {
                format!(
                    "{} {} {} {} {}",
                    line["product"], line["quantity"], line["price"], line["amount"], line["n"]
                )
            })
            .collect();
        let twice = |text: &str| text.replace(".0", "");
        assert_eq!(
            shown.iter().map(|line| twice(line)).collect::<Vec<_>>(),
            [format!("\"A-1\" 2 1500 3000 {orders}"), format!("\"B-2\" 1 1000 1000 {orders}")],
            "{name}"
        );
    }
}

/// The story arrives once, as it was told.
fn delivers(sender: Sender) {
    let driver = match driver(sender.drive) {
        Ok(driver) => driver,
        Err(why) => return println!("skipped: {}: {why}", sender.name),
    };
    let mut shop = Shop::open();
    shop.hear(driver, sender.name, &shop.address, 1, 20);
    shop.holds(sender, 1);
    // What the inbox told, history tells.
    shop.close();
    shop.holds(sender, 1);
}

/// The story arrives once though three requests of ten are refused and one in ten loses its answer.
fn delivers_in_bad_weather(sender: Sender) {
    let driver = match driver(sender.drive) {
        Ok(driver) => driver,
        Err(why) => return println!("skipped: {}: {why}", sender.name),
    };
    let mut shop = Shop::open();
    let weather = flaky::Flaky::before(&shop.address);
    shop.hear(driver, sender.name, &weather.address, 38, 2);
    let told = weather.told();
    println!("{}: {told:?}", sender.name);
    assert!(told.refused > 0, "{}: {told:?}", sender.name);
    shop.holds(sender, 38);
    shop.close();
    shop.holds(sender, 38);
}

const SEGMENT_PYTHON: Sender = Sender::new("segment-python", "drive_segment.py");
const SEGMENT_NODE: Sender = Sender::new("segment-node", "drive-segment.cjs");
const RUDDER_PYTHON: Sender = Sender::new("rudder-python", "drive_rudder.py");
const RUDDER_NODE: Sender = Sender::new("rudder-node", "drive-rudder.cjs");
const POSTHOG_PYTHON: Sender = Sender::new("posthog-python", "drive_posthog.py");
const POSTHOG_NODE: Sender = Sender::new("posthog-node", "drive-posthog.cjs");
const BROWSER: Sender = Sender::new("browser", "drive-browser.cjs");
/// Its calls take no time: an order happens when it is told.
const JITSU: Sender = Sender { name: "jitsu", drive: "drive-jitsu.cjs", tells_time: false };

#[test]
fn segment_python_delivers() {
    delivers(SEGMENT_PYTHON);
}

#[test]
fn segment_node_delivers() {
    delivers(SEGMENT_NODE);
}

#[test]
fn segment_in_the_browser_delivers() {
    if Command::new("chromium").arg("--version").output().is_err() {
        return println!("skipped: browser: chromium is not installed");
    }
    delivers(BROWSER);
}

#[test]
fn rudderstack_python_delivers() {
    delivers(RUDDER_PYTHON);
}

#[test]
fn rudderstack_node_delivers() {
    delivers(RUDDER_NODE);
}

#[test]
fn posthog_python_delivers() {
    delivers(POSTHOG_PYTHON);
}

#[test]
fn posthog_node_delivers() {
    delivers(POSTHOG_NODE);
}

#[test]
fn jitsu_delivers() {
    delivers(JITSU);
}

#[test]
fn refusals_lose_and_double_nothing_of_segment_python() {
    delivers_in_bad_weather(SEGMENT_PYTHON);
}

#[test]
fn refusals_lose_and_double_nothing_of_segment_node() {
    delivers_in_bad_weather(SEGMENT_NODE);
}

#[test]
fn refusals_lose_and_double_nothing_of_rudderstack_python() {
    delivers_in_bad_weather(RUDDER_PYTHON);
}

#[test]
fn refusals_lose_and_double_nothing_of_rudderstack_node() {
    delivers_in_bad_weather(RUDDER_NODE);
}

#[test]
fn refusals_lose_and_double_nothing_of_posthog_python() {
    delivers_in_bad_weather(POSTHOG_PYTHON);
}

#[test]
fn refusals_lose_and_double_nothing_of_posthog_node() {
    delivers_in_bad_weather(POSTHOG_NODE);
}
