//! What must hold for any file.

use facts::{Currency, Day, OrderDay, OrderLogBuilder};
use history::import::{ReadOptions, Source, write_orders};
use proptest::prelude::*;

use super::{eur, read, read_all};

const HEADER: &str = "order_id,customer_id,order_date,quantity,unit_price\n";

/// A row of an order file; quantities below zero are refunds.
fn row() -> impl Strategy<Value = String> {
    (0..12u8, 0..5u8, 1..28u8, -3..6i8, 0..900u16).prop_map(|(order, customer, day, quantity, price)| {
        let price = format!("{}.{:02}", price / 100, price % 100);
        format!("{order},c{customer},2024-01-{day:02},{quantity},{price}\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_all(&[Source::bytes("any", bytes)], &eur());
    }

    #[test]
    fn any_text_under_a_good_header_is_read_or_refused(text in "[0-9a-c\",;.\n\r /:\\-€]{0,300}") {
        let _ = read(&format!("{HEADER}1,a,2024-01-01,1,5\n{text}"), &eur());
    }

    #[test]
    fn any_bytes_behind_the_mark_of_a_format_are_read_or_refused(
        mark in prop::sample::select(vec![&b"PAR1"[..], b"\x1f\x8b\x08", b"{\"a\":", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let bytes = [mark, &bytes].concat();
        let _ = read_all(&[Source::bytes("any", bytes)], &eur());
    }

    #[test]
    fn rows_in_any_order_give_the_same_log(
        (rows, shuffled) in prop::collection::vec(row(), 1..40)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let first = read(&format!("{HEADER}{}", rows.concat()), &eur());
        let second = read(&format!("{HEADER}{}", shuffled.concat()), &eur());
        match (first, second) {
            (Ok(a), Ok(b)) => {
                prop_assert_eq!(a.import.log, b.import.log);
                prop_assert_eq!(a.import.counts, b.import.counts);
            }
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
    }

    #[test]
    fn a_bad_row_changes_nothing_for_its_neighbours(
        rows in prop::collection::vec(row(), 5..25),
        bad in prop::sample::select(vec![
            "x\n", "1,2,3,4,5,6,7\n", "9,c1,yesterday,1,5\n", "9,c1,2024-02-30,1,5\n", "9,c1,2024-01-01,many,5\n",
            "9,c1,2024-01-01,1,free\n", "9,c1,2024-01-01,1,\"5\n", ",,,,\n", "9,c1,0001-01-01,1,5\n",
        ]),
        at in 0..25usize,
    ) {
        let at = at.min(rows.len());
        let good = read(&format!("{HEADER}{}", rows.concat()), &eur());
        let with = read(&format!("{HEADER}{}{bad}{}", rows[..at].concat(), rows[at..].concat()), &eur());
        match (good, with) {
            (Ok(a), Ok(b)) => prop_assert_eq!(a.import.log, b.import.log),
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
    }

    #[test]
    fn an_exported_log_reads_back_unchanged(
        days in prop::collection::vec(("[a-zé=+@'\",;A-Z 0-9-]{0,8}x", 0..3_000i32, 0..10_000_000i64, 0..500i64, 1..5u32), 1..30)
    ) {
        let mut builder = OrderLogBuilder::new(Currency::from_code("EUR").unwrap(), true);
        let mut ids: Vec<String> = days.iter().map(|d| d.0.trim().to_owned()).collect();
        ids.sort();
        ids.dedup();
        let numbers: Vec<u32> = ids.iter().map(|id| builder.customer(id)).collect();
        for (id, day, amount_minor, cost_minor, orders) in &days {
            let number = numbers[ids.binary_search(&id.trim().to_owned()).unwrap()];
            let day = Day::from_epoch(15_000 + day).unwrap();
            builder.push(number, OrderDay { day, amount_minor: *amount_minor, cost_minor: *cost_minor, orders: *orders });
        }
        let log = builder.finish();
        let mut csv = Vec::new();
        write_orders(&log, &mut csv).unwrap();
        let again = read_all(&[Source::bytes("ours.csv", csv)], &ReadOptions::default()).unwrap();
        prop_assert_eq!(again.rejects.len(), 0);
        prop_assert_eq!(again.import.log, log);
    }
}
