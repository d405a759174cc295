//! How fast a book of a million is. Not a promise: printed for whoever asks.
//!
//! `cargo test -p book --test it -- --ignored --nocapture speed`

use std::time::Instant;

use book::{Book, Codes, Cursor, Direction, Entry, Filter, Sort, Stage};
use models::health::Health;

const CUSTOMERS: i64 = 1_000_000;

fn customer(n: i64) -> Entry {
    // Figures spread like chance, the same each time.
    let mixed = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let part = |bits: u32| ((mixed >> bits) & 0xFFFF) as f64 / 65_536.0;
    let orders = 1 + (30.0 * part(0).powi(4)) as u32;
    let (alive, value) = (part(16), 900.0 * part(32).powi(3));
    let last = 20_000 - (900.0 * part(40)) as i32;
    Entry {
        key: mixed as i64 >> 11,
        orders,
        first_day: last - 300,
        last_day: last,
        spend: Some(40.0 * f64::from(orders) * (0.5 + part(8))),
        to_date: Some(9.0),
        alive: Some(alive),
        expected_orders: Some([1.0, 0.0, 3.0]),
        value: Some([value, value / 2.0, value * 2.0]),
        at_risk: Some(value * (1.0 - alive)),
        health: Some(Health::of(alive)),
        stage: Stage::of(orders, Some(alive), last - 300, last, 20_000),
        codes: Codes::NONE,
    }
}

fn timed<T>(what: &str, times: u32, mut work: impl FnMut(u32) -> T) -> T {
    let mut last = work(0);
    let mut all: Vec<f64> = (1..=times)
        .map(|n| {
            let start = Instant::now();
            last = work(n);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    all.sort_by(f64::total_cmp);
    println!("{what}: p50 {:.2} ms, worst {:.2} ms", all[all.len() / 2], all[all.len() - 1]);
    last
}

#[test]
#[ignore = "prints times, checks nothing"]
fn a_book_of_a_million() {
    let entries: Vec<Entry> = (1..=CUSTOMERS).map(customer).collect();
    let start = Instant::now();
    let book = Book::new(entries, 20_000, None);
    println!("made in {:.2} s, {} MB", start.elapsed().as_secs_f64(), book.bytes() >> 20);
    let filter = |text: &str| text.parse::<Filter>().unwrap();
    for text in ["", "orders:at-least:3", "stage:is:at-risk&spend:at-least:200", "orders:at-least:31"] {
        let filter = filter(text);
        let mut after: Option<Cursor> = None;
        timed(&format!("50 of '{text}', part after part"), 200, |_| {
            let found = book.list(&filter, Sort::AtRisk, Direction::Descending, after, 50);
            after = found.next;
        });
        timed(&format!("totals of '{text}'"), 20, |_| book.totals(&filter));
    }
    timed("5 neighbours", 20, |n| book.neighbours(customer(i64::from(n) + 1).key, 5));
    timed("rank and share", 20, |n| book.share(customer(i64::from(n) + 1).key, Sort::Value));
    timed("100 changed", 5, |n| book.with(&[customer(i64::from(n) + 1)], 20_000).len());
}
