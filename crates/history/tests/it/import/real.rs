//! Real order files, where they are at hand.

use std::path::{Path, PathBuf};

use facts::Currency;
use history::import::{ReadOptions, Source};

use super::{read_all, shown};

/// A file of the shared data, or nothing where it is absent.
pub(super) fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    if !path.exists() {
        println!("skipped: {name} is not at hand");
        return None;
    }
    Some(path)
}

fn options(currency: &str) -> ReadOptions {
    ReadOptions { currency: Currency::from_code(currency).ok(), ..ReadOptions::default() }
}

#[test]
fn cdnow_sample_reads_without_a_header() {
    // 2,357 customers with 6,919 orders; orders of one customer and day merge into 6,696 days.
    let Some(path) = data("clv/cdnow_sample.txt") else { return };
    let done = read_all(&[Source::path(path)], &options("USD")).unwrap();
    let log = &done.import.log;
    assert_eq!((log.len(), log.days().len(), done.rejects.len()), (2_357, 6_696, 0));
    assert_eq!(log.days().iter().map(|d| d.orders).sum::<u32>(), 6_919);
    assert_eq!(shown(log)[0], "00004 1997-01-01 2933 1");
    assert_eq!(done.import.counts.duplicate_rows, 21);
}

#[test]
fn grocery_log_has_orders_without_amounts() {
    // 10,483 rows of 1,525 customers, 2006 and 2007.
    let Some(path) = data("clv/btydplus_grocery_elog.csv") else { return };
    let done = read_all(&[Source::path(path)], &ReadOptions::default()).unwrap();
    assert!(!done.import.has_amounts);
    assert_eq!((done.import.log.len(), done.import.log.days().len()), (1_525, 10_483));
}

#[test]
fn adventure_works_takes_the_order_date_and_not_the_ship_date() {
    // 58,168 lines of 25,429 orders, 22,239,730.47 in all.
    let Some(path) = data("decisions/aw_sales.csv.gz") else { return };
    let done = read_all(&[Source::path(path)], &options("USD")).unwrap();
    let log = &done.import.log;
    assert_eq!(log.days().iter().map(|d| d.orders).sum::<u32>(), 25_429);
    assert_eq!(log.days().iter().map(|d| d.amount_minor).sum::<i64>(), 2_223_973_047);
    assert_eq!(log.span().unwrap().1.to_string(), "2023-01-28");
}

#[test]
fn trap_10_olist_asks_for_the_person_behind_the_id_of_each_order() {
    let Some(orders) = data("olist/olist_orders_dataset.csv") else { return };
    let join = |name: &str| Source::path(data(name).unwrap());
    let mut options = ReadOptions {
        joins: vec![
            join("olist/olist_order_payments_dataset.csv"),
            join("olist/olist_customers_dataset.csv"),
        ],
        ..options("BRL")
    };
    let question = read_all(&[Source::path(&orders)], &options).err().unwrap().to_string();
    assert!(question.contains("--map customer=customer_unique_id"), "{question}");

    options.mapping = "customer=customer_unique_id".parse().unwrap();
    let done = read_all(&[Source::path(&orders)], &options).unwrap();
    // Trap 17 and 20: payments of several rows are summed by order, and no row is doubled.
    assert_eq!((done.import.counts.rows, done.import.counts.cancelled_orders), (8_135, 625));
    assert_eq!(done.import.log.days().iter().map(|d| d.orders).sum::<u32>(), 7_510);
    assert_eq!(done.import.log.days().iter().map(|d| d.amount_minor).sum::<i64>(), 128_534_721);
}
