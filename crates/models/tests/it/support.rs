//! What the tests share: customers, closeness and the published data.

use std::{fs, path::Path};

use models::history::{Cell, OrderHistory, cells};

/// A customer's history; panics on an impossible one.
pub(crate) fn customer(repeat_orders: u32, last_order: f64, age: f64) -> OrderHistory {
    OrderHistory::new(repeat_orders, last_order, age).unwrap()
}

/// Asserts closeness in absolute terms.
#[track_caller]
pub(crate) fn near(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance, "{got} is not within {tolerance} of {want}");
}

/// Asserts closeness relative to the wanted value.
#[track_caller]
pub(crate) fn near_relative(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs(), "{got:e} is not within {tolerance:e} of {want:e}");
}

/// The text of a published data set, or `None`, said aloud, where it is not at hand.
pub(crate) fn published(name: &str) -> Option<String> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/clv")).join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not at hand", path.display());
    }
    text
}

/// The CDNOW sample as its authors published it: 2,357 customers, calibration weeks 1 to 39,
/// times rounded to hundredths of a week.
pub(crate) fn cdnow() -> Option<Vec<Cell>> {
    let text = published("cdnow_summary.csv")?;
    let histories: Vec<OrderHistory> = text
        .lines()
        .skip(1)
        .map(|line| {
            let field: Vec<&str> = line.trim().split(',').collect();
            customer(field[1].parse().unwrap(), field[2].parse().unwrap(), field[3].parse().unwrap())
        })
        .collect();
    assert_eq!(histories.len(), 2357);
    Some(cells(&histories).0)
}
