//! Traps of real shop files, one test each, with made-up rows.

use std::io::Write;

use facts::Currency;
use history::import::{Duplicates, NonProducts, ReadOptions, Reason, RefundRule, Source, write_orders};

use super::{eur, read, read_all, shown};

const HEADER: &str = "order_id,customer_id,order_date,amount\n";

/// Rows of order, customer, day and amount under the usual header.
fn rows(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

/// This many rows, made from their numbers.
fn numbered(count: u32, row: impl Fn(u32) -> String) -> String {
    (0..count).map(row).collect::<Vec<_>>().concat()
}

#[test]
fn trap_01_an_integer_id_written_as_a_float_is_the_integer() {
    let text = "customer,date,amount\n10482.0,2024-01-01,5\n10482,2024-01-02,6\n7.0,2024-01-01,1\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(
        shown(&done.import.log),
        ["10482 2024-01-01 500 1", "10482 2024-01-02 600 1", "7 2024-01-01 100 1"]
    );
    assert_eq!(done.import.counts.float_ids, 2);
}

#[test]
fn trap_02_rows_without_a_customer_are_counted_and_in_no_log() {
    let done = read(&rows("1,,2024-01-01,5\n2,anna,2024-01-01,7\n3,NULL,2024-01-02,2.50\n"), &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["anna 2024-01-01 700 1"]);
    assert_eq!((done.import.counts.anonymous_rows, done.import.counts.anonymous_minor), (2, 750));
    assert_eq!(done.import.counts.suspicious_ids["NULL"], 1);
}

const INVOICES: &str = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n";

#[test]
fn trap_03_a_cancellation_with_its_own_number_is_netted_against_its_order() {
    let text = format!(
        "{INVOICES}100198,A1,3,2024-01-01 10:00:00,2.00,17\n100199,A2,1,2024-01-03 10:00:00,9.00,17\n\
         C100198,A1,-1,2024-01-05 09:00:00,2.00,17\nC100240,A2,-1,2024-01-06 09:00:00,4.00,17\n"
    );
    let done = read(&text, &eur()).unwrap();
    // The first names its order; the second takes the latest earlier order.
    assert_eq!(shown(&done.import.log), ["17 2024-01-01 400 1", "17 2024-01-03 500 1"]);
    assert_eq!((done.import.counts.refund_rows, done.import.counts.refund_minor), (2, 600));

    let gross = ReadOptions { refunds: RefundRule::Separate, ..eur() };
    let done = read(&text, &gross).unwrap();
    assert_eq!(shown(&done.import.log), ["17 2024-01-01 600 1", "17 2024-01-03 900 1"]);
    assert_eq!(done.import.counts.refund_minor, 600);
}

#[test]
fn trap_03_an_order_cancelled_in_full_is_no_order() {
    let text = format!(
        "{INVOICES}100198,A1,3,2024-01-01 10:00:00,2.00,17\n100200,A1,1,2024-02-01 10:00:00,2.00,17\n\
         C100200,A1,-1,2024-02-02 10:00:00,2.00,17\n"
    );
    let done = read(&text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["17 2024-01-01 600 1"]);
    assert_eq!(done.import.counts.cancelled_orders, 1);
}

#[test]
fn trap_04_a_cancellation_without_its_order_is_flagged_and_no_customer() {
    let text = format!("{INVOICES}C1,A1,-2,2024-01-01,2.00,17\n5,A1,1,2024-01-02,2.00,18\n");
    let done = read(&text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["18 2024-01-02 200 1"]);
    assert_eq!((done.import.counts.orphan_refunds, done.import.counts.orphan_refund_minor), (1, 400));
}

#[test]
fn trap_05_zero_is_a_free_item_and_a_negative_price_no_order() {
    let text = format!(
        "{INVOICES}1,A1,1,2024-01-01,0.00,17\n2,A1,1,2024-01-02,2.00,17\n3,B,1,2024-01-03,-250.00,17\n"
    );
    let done = read(&text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["17 2024-01-01 0 1", "17 2024-01-02 200 1"]);
    assert_eq!((done.import.counts.adjustment_rows, done.import.counts.adjustment_minor), (1, -25_000));
}

#[test]
fn trap_06_exact_duplicates_are_reported_and_dropped_when_told() {
    let text = rows("1,anna,2024-01-01,5\n1,anna,2024-01-01,5\n2,ben,2024-01-01,7\n");
    let kept = read(&text, &eur()).unwrap();
    assert_eq!(shown(&kept.import.log)[0], "anna 2024-01-01 1000 1");
    assert_eq!((kept.import.counts.duplicate_rows, kept.import.counts.duplicate_rows_dropped), (1, 0));

    let drop = ReadOptions { duplicates: Duplicates::Drop, ..eur() };
    let dropped = read(&text, &drop).unwrap();
    assert_eq!(shown(&dropped.import.log)[0], "anna 2024-01-01 500 1");
    assert_eq!((dropped.import.counts.duplicate_rows, dropped.import.counts.duplicate_rows_dropped), (1, 1));
}

#[test]
fn trap_06_a_file_that_holds_everything_twice_is_a_question() {
    let once = numbered(20, |n| format!("{n},c{n},2024-01-01,{n}\n"));
    let text = rows(&(once.clone() + &once));
    let question = read(&text, &eur()).err().unwrap().to_string();
    assert!(question.contains("20 of 40 rows") && question.contains("--duplicates drop"), "{question}");
    let keep = ReadOptions { duplicates: Duplicates::Keep, ..eur() };
    assert_eq!(read(&text, &keep).unwrap().import.log.len(), 20);
}

#[test]
fn trap_06_a_file_pasted_twice_is_a_question_without_order_numbers_too() {
    let once = numbered(100, |n| format!("c{},2024-01-0{},{n}\n", n % 30, n % 9 + 1));
    let header = "customer,date,amount\n";
    let question = read(&format!("{header}{once}{once}"), &eur()).err().unwrap().to_string();
    assert!(question.contains("100 of 200 rows") && question.contains("--duplicates keep"), "{question}");
    let drop = ReadOptions { duplicates: Duplicates::Drop, ..eur() };
    let dropped = read(&format!("{header}{once}{once}"), &drop).unwrap();
    assert_eq!(dropped.import.log, read(&format!("{header}{once}"), &eur()).unwrap().import.log);

    // Two orders of one customer, day and amount happen.
    let few: String = once.lines().take(19).map(|line| format!("{line}\n")).collect();
    let done = read(&format!("{header}{once}{few}"), &eur()).unwrap();
    assert_eq!(done.import.counts.duplicate_rows, 19);

    // So does a file among several that holds everything twice.
    let other = numbered(20, |n| format!("d{n},2024-02-01,{n}\n"));
    let files = [
        Source::bytes("a.csv", format!("{header}{once}{once}")),
        Source::bytes("b.csv", format!("{header}{other}")),
    ];
    let question = read_all(&files, &eur()).err().unwrap().to_string();
    assert!(question.contains("100 of 220 rows"), "{question}");
}

#[test]
fn trap_07_lines_that_are_no_products_are_proposed_and_left_out_when_told() {
    let text = format!(
        "{INVOICES}1,A1,1,2024-01-01,2.00,17\n1,POST,1,2024-01-01,18.00,17\n2,TEST001,1,2024-01-02,4.50,17\n"
    );
    let kept = read(&text, &eur()).unwrap();
    assert_eq!(shown(&kept.import.log), ["17 2024-01-01 2000 1", "17 2024-01-02 450 1"]);
    assert_eq!((kept.import.counts.non_product_rows, kept.import.counts.non_product_minor), (2, 2_250));

    let mut drop = ReadOptions { non_products: NonProducts::Drop, ..eur() };
    assert_eq!(shown(&read(&text, &drop).unwrap().import.log), ["17 2024-01-01 200 1"]);
    drop.mapping.non_products = Some(vec!["test001".into()]);
    assert_eq!(shown(&read(&text, &drop).unwrap().import.log), ["17 2024-01-01 2000 1"]);
}

#[test]
fn trap_08_descriptions_do_not_matter_where_there_is_a_code() {
    let text = "order_id,customer_id,order_date,description,stock_code,amount\n\
                1,a,2024-01-01,Lamp,L1,5\n2,a,2024-01-02,?,L1,5\n3,b,2024-01-02,lampp,L1,5\n";
    let done = read(text, &eur()).unwrap();
    let columns = &done.import.reading.files[0].columns;
    assert!(columns.iter().any(|c| c.field.name() == "product" && c.column == "stock_code"));
}

#[test]
fn trap_09_ids_that_differ_in_case_only_are_shown_and_kept_apart() {
    let done = read(&rows("1,ab12,2024-01-01,5\n2,AB12,2024-01-01,7\n"), &eur()).unwrap();
    assert_eq!(done.import.log.len(), 2);
    assert_eq!(done.import.counts.near_duplicate_ids, 1);
    assert_eq!(done.import.counts.near_duplicates, [("AB12".to_owned(), "ab12".to_owned())]);
}

#[test]
fn trap_10_an_id_that_is_new_with_each_order_is_questioned() {
    let text = numbered(40, |n| format!("{n},o{n},p{}@x.it,2024-01-0{},5\n", n / 3, n % 9 + 1));
    let text = format!("order_id,customer_id,email,order_date,amount\n{text}");
    let question = read(&text, &eur()).err().unwrap().to_string();
    assert!(question.contains("--map customer=email"), "{question}");
    let told = ReadOptions { mapping: "customer=email".parse().unwrap(), ..eur() };
    assert_eq!(read(&text, &told).unwrap().import.log.len(), 14);
}

#[test]
fn trap_11_newlines_inside_quotes_are_one_row_and_lines_are_those_of_the_file() {
    let text = "order_id,customer_id,note,order_date,amount\n1,a,\"two\nlines\",2024-01-01,5\n\
                2,a,\"three\n\nlines\",2024-01-02,x\n3,b,,2024-01-03,6\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 500 1", "b 2024-01-03 600 1"]);
    assert_eq!((done.rejects[0].line, done.rejects[0].reason), (4, Reason::UnreadableAmount));
    assert_eq!(done.rejects[0].text, "2,a,\"three\n\nlines\",2024-01-02,x");
}

#[test]
fn trap_12_an_order_number_that_two_customers_share_is_two_orders() {
    let done = read(&rows("1,a,2024-01-01,5\n1,b,2024-01-01,7\n1,a,2024-01-01,2\n"), &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 700 1", "b 2024-01-01 700 1"]);
}

#[test]
fn traps_13_and_17_several_payments_of_an_order_are_summed_by_the_join() {
    let orders = "order_id,customer_id,order_date\n1,a,2024-01-01\n2,a,2024-01-05\n3,b,2024-01-02\n";
    let payments = "order_id,sequence,payment_value\n1,1,10.10\n1,2,0.20\n3,1,5.00\n2,1,7.00\n";
    let options = ReadOptions { joins: vec![Source::bytes("payments.csv", payments)], ..eur() };
    let done = read(orders, &options).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 1030 1", "a 2024-01-05 700 1", "b 2024-01-02 500 1"]);
    assert!(done.import.reading.to_string().contains("1 keys have several rows"), "{}", done.import.reading);
}

#[test]
fn trap_14_leading_zeros_make_an_id_text_and_their_loss_is_seen() {
    let with = read(&rows("1,02983,2024-01-01,5\n2,0017,2024-01-01,7\n"), &eur()).unwrap();
    assert_eq!(shown(&with.import.log), ["0017 2024-01-01 700 1", "02983 2024-01-01 500 1"]);
    let mixed = read(&rows("1,02983,2024-01-01,5\n2,2983,2024-01-02,7\n"), &eur()).unwrap();
    assert_eq!((mixed.import.log.len(), mixed.import.counts.near_duplicate_ids), (2, 1));
}

#[test]
fn trap_15_an_order_without_lines_has_the_value_of_its_payments() {
    let orders = "order_id,customer_id,order_date\n1,a,2024-01-01\n2,b,2024-01-02\n";
    let items = "order_id,price\n1,3.00\n1,4.50\n";
    let options = ReadOptions { joins: vec![Source::bytes("items.csv", items)], ..eur() };
    let done = read(orders, &options).unwrap();
    // Order 2 has neither lines nor payments: it waits for an amount that does not come.
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 750 1"]);
    assert_eq!((done.rejects[0].line, done.rejects[0].reason), (3, Reason::MissingAmount));
}

#[test]
fn trap_16_two_sums_that_disagree_are_a_question_and_not_a_guess() {
    let text =
        "order_id,customer_id,order_date,order_total,amount\n1,a,2024-01-01,5,5\n2,a,2024-01-02,7,6.5\n";
    let question = read(text, &eur()).err().unwrap().to_string();
    assert!(
        question.contains("--map amount=order_total") && question.contains("--map amount=amount"),
        "{question}"
    );
    let agreeing = text.replace("6.5", "7");
    assert_eq!(read(&agreeing, &eur()).unwrap().import.log.days().len(), 2);
}

#[test]
fn trap_18_other_times_of_the_order_do_not_matter() {
    let text = "order_id,customer_id,order_purchase_timestamp,order_delivered_date,amount\n\
                1,a,2024-01-05 10:00:00,2024-01-01 10:00:00,5\n";
    assert_eq!(shown(&read(text, &eur()).unwrap().import.log), ["a 2024-01-05 500 1"]);
}

#[test]
fn trap_19_misspelt_headers_are_mapped_by_nearness_and_shown() {
    let text = "ordre_id,custmer_id,order_dat,amuont\n1,a,2024-01-01,5\n2,b,2024-01-02,6\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(done.import.log.len(), 2);
    assert!(done.import.reading.to_string().contains("its name is near 'customer id'"));
}

#[test]
fn trap_20_a_join_that_would_double_rows_is_refused() {
    let orders = "order_id,customer_id,zip_prefix,order_date,amount\n1,a,02983,2024-01-01,5\n";
    let places = "zip_prefix,city\n02983,sao paulo\n02983,são paulo\n";
    let options = ReadOptions { joins: vec![Source::bytes("places.csv", places)], ..eur() };
    let error = read(orders, &options).err().unwrap().to_string();
    assert!(error.contains("would double orders"), "{error}");
    let unique = ReadOptions { joins: vec![Source::bytes("places.csv", &places[..27])], ..eur() };
    assert_eq!(read(orders, &unique).unwrap().import.counts.rows, 1);
}

#[test]
fn trap_21_a_file_from_a_spreadsheet_has_blank_rows_and_open_dates() {
    let blank = ",,,\n".repeat(30_000);
    let open = rows(&format!("1,a,10/2/2017,5\n2,b,3/4/2017,6\n{blank}"));
    let question = read(&open, &eur()).err().unwrap().to_string();
    assert!(question.contains("--date-format dmy") && question.contains("--date-format mdy"), "{question}");
    assert!(question.contains("10/2/2017"), "{question}");

    let settled = rows(&format!("1,a,10/2/2017,5\n2,b,3/14/2017,6\n{blank}"));
    let done = read(&settled, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2017-10-02 500 1", "b 2017-03-14 600 1"]);
    assert_eq!((done.import.counts.rows, done.import.counts.blank_rows, done.rejects.len()), (2, 30_000, 0));
}

#[test]
fn trap_22_exports_that_overlap_are_one_log() {
    let first = rows("1,a,2024-12-30,5\n2,b,2024-12-31,7\n2,b,2024-12-31,7\n");
    let second = rows("2,b,2024-12-31,7\n2,b,2024-12-31,7\n3,a,2025-01-01,9\n");
    let files = [Source::bytes("2024.csv", first), Source::bytes("2025.csv", second)];
    let done = read_all(&files, &eur()).unwrap();
    let want = ["a 2024-12-30 500 1", "a 2025-01-01 900 1", "b 2024-12-31 1400 1"];
    assert_eq!(shown(&done.import.log), want);
    assert_eq!((done.import.counts.overlapping_rows, done.import.counts.duplicate_rows), (2, 2));
    let [a, b] = files;
    assert_eq!(shown(&read_all(&[b, a], &eur()).unwrap().import.log), want);
}

#[test]
fn trap_23_a_column_is_typed_on_the_whole_file() {
    let mut text = numbered(5_000, |n| format!("{n},{}.0,2024-01-01,5\n", n % 900));
    text += "5000,A-77,2024-01-02,5\n5001,8,2024-01-02,5\n";
    let done = read(&rows(&text), &eur()).unwrap();
    // Not all ids are numbers, so `8.0` stays a text of its own.
    assert!(done.import.log.len() == 902 && done.import.counts.float_ids == 0);

    let mut dates = numbered(5_000, |n| format!("{n},c{},0{}/02/2024,5\n", n % 90, n % 9 + 1));
    dates += "5000,c1,13/02/2024,5\n";
    let done = read(&rows(&dates), &eur()).unwrap();
    assert_eq!(done.import.log.span().unwrap().0.to_string(), "2024-02-01");
}

#[test]
fn trap_24_a_short_row_a_long_row_and_an_empty_column_harm_no_neighbour() {
    let text = "order_id,customer_id,empty,order_date,amount\n1,a,,2024-01-01,5\n2,b,\n3,c,,2024-01-01,6,7,8\n\
                4,d,,2024-01-01,7,,\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 500 1", "d 2024-01-01 700 1"]);
    let rejects: Vec<_> = done.rejects.iter().map(|r| (r.line, r.reason, r.detail.as_str())).collect();
    assert_eq!(
        rejects,
        [
            (3, Reason::WrongFieldCount, "3 fields instead of 5"),
            (4, Reason::WrongFieldCount, "7 fields instead of 5")
        ]
    );
}

#[test]
fn trap_25_the_hour_that_occurs_twice_is_flagged_and_mixed_offsets_are_asked() {
    let text = rows("1,a,2026-10-25 02:30,5\n2,a,2026-10-26 02:30,5\n");
    let rome = ReadOptions { time_zone: "Europe/Rome".parse().ok(), ..eur() };
    let done = read(&text, &rome).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2026-10-25 500 1", "a 2026-10-26 500 1"]);
    assert_eq!(done.import.counts.dst_ambiguous, 1);

    let mixed = rows("1,a,2026-10-24T23:30:00Z,5\n2,a,2026-10-26T10:00:00+09:00,5\n");
    assert!(read(&mixed, &eur()).err().unwrap().to_string().contains("--time-zone"));
    let done = read(&mixed, &rome).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2026-10-25 500 1", "a 2026-10-26 500 1"]);
}

#[test]
fn trap_26_a_decimal_comma_is_settled_on_all_rows() {
    let text = rows("1,a,2024-01-01,\"1.234,50\"\n2,b,2024-01-01,\"2.345\"\n3,c,2024-01-01,\"7,5\"\n");
    let done = read(&text, &eur()).unwrap();
    assert_eq!(
        shown(&done.import.log),
        ["a 2024-01-01 123450 1", "b 2024-01-01 234500 1", "c 2024-01-01 750 1"]
    );

    let open = rows("1,a,2024-01-01,1.234\n2,b,2024-01-01,2.345\n");
    assert!(read(&open, &eur()).err().unwrap().to_string().contains("--decimal ,"));
    let point = ReadOptions { decimal: ".".parse().ok(), ..eur() };
    assert_eq!(shown(&read(&open, &point).unwrap().import.log)[0], "a 2024-01-01 123 1");
}

#[test]
fn trap_27_our_own_export_is_guarded_and_read_back_unchanged() {
    let text = rows(
        "1,=cmd(),2024-01-01,5\n2,+39,2024-01-02,6\n3,'=x,2024-01-02,0\n4,\"a,\"\"b\",2024-01-03,1.5\n4,-5,2024-01-03,2\n5,=cmd(),2024-01-01,7\n",
    );
    let log = read(&text, &eur()).unwrap().import.log;
    let mut csv = Vec::new();
    write_orders(&log, &mut csv).unwrap();
    let shown = String::from_utf8(csv.clone()).unwrap();
    assert!(!shown.lines().any(|l| l.starts_with(['=', '+', '-', '@'])), "{shown}");
    let again = read_all(&[Source::bytes("ours.csv", csv)], &ReadOptions::default()).unwrap();
    assert_eq!(again.import.log, log);
}

#[test]
fn several_currencies_are_asked_and_the_others_set_aside() {
    let text = "order_id,customer_id,order_date,total,currency\n1,a,2024-01-01,5,EUR\n2,a,2024-01-02,6,USD\n3,b,2024-01-02,7,EUR\n4,b,2024-01-02,7,QQQ\n";
    let question = read(text, &ReadOptions::default()).err().unwrap().to_string();
    assert!(question.contains("--currency USD") && question.contains("2 rows"), "{question}");
    let done = read(text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["a 2024-01-01 500 1", "b 2024-01-02 700 1"]);
    assert_eq!(done.import.counts.set_aside["USD"], 1);
    assert_eq!(done.rejects[0].reason, Reason::UnknownCurrency);
}

#[test]
fn amounts_follow_the_exponent_of_their_currency() {
    let text = rows("1,a,2024-01-01,12.345\n2,b,2024-01-01,2.5\n");
    for (code, want) in [("EUR", 1_235), ("JPY", 12), ("BHD", 12_345)] {
        let options = ReadOptions { currency: Currency::from_code(code).ok(), ..ReadOptions::default() };
        assert_eq!(read(&text, &options).unwrap().import.log.days()[0].amount_minor, want, "{code}");
    }
    let huge = rows("1,a,2024-01-01,99999999999999.99\n2,b,2024-01-01,2.5\n");
    assert_eq!(read(&huge, &eur()).unwrap().rejects[0].reason, Reason::AmountTooLarge);
}

#[test]
fn gzip_byte_order_marks_and_other_encodings_are_read() {
    let text = rows("1,Jürgen,2024-01-01,5\n2,Zoë,2024-01-02,6\n");
    let want = ["Jürgen 2024-01-01 500 1", "Zoë 2024-01-02 600 1"];
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let wide: Vec<u8> =
        "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    let marked = format!("\u{feff}{text}").into_bytes();
    for bytes in [text.clone().into_bytes(), gzip.clone(), latin, wide, marked] {
        let done = read_all(&[Source::bytes("orders.csv", bytes)], &eur()).unwrap();
        assert_eq!(shown(&done.import.log), want);
    }
    let cut = gzip[..gzip.len() - 9].to_vec();
    let error = read_all(&[Source::bytes("cut.csv.gz", cut)], &eur()).err().unwrap().to_string();
    assert!(error.contains("damaged or cut off"), "{error}");
}

#[test]
fn a_file_that_is_not_what_it_claims_fails_with_a_sentence() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG picture"),
        (b"PK\x03\x04rest", "spreadsheet or a ZIP archive"),
        (b"PAR1 but nothing of the kind", "Parquet file that is damaged"),
        (b"just one column\nof words\n", "has"),
        (b"a,b,c\n", "has no rows"),
        (b"[{\"a\":1}]", "one object a line"),
    ];
    for (bytes, want) in cases {
        let error = read_all(&[Source::bytes("file", bytes)], &eur()).err().unwrap().to_string();
        assert!(error.starts_with("file ") && error.contains(want), "{error}");
    }
    // The cause is the error's source and not part of its own sentence.
    let missing = read_all(&[Source::path("no/such/file.csv")], &eur()).err().unwrap();
    assert!(std::error::Error::source(&missing).is_some());
    let missing = missing.to_string();
    assert_eq!(missing, "cannot read no/such/file.csv");
}

#[test]
fn a_file_that_is_no_text_is_said_in_a_line() {
    // Bytes as of a picture or a program: a tenth of them steers a terminal.
    let bytes: Vec<u8> = (0..60_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let kept = read_all(&[Source::bytes("a.bin", bytes)], &eur());
    let said = kept.err().unwrap().to_string();
    assert!(said.contains("is not text") && said.len() < 200, "{said}");
    // A column whose name is as long as a page.
    let csv = format!("{},b,c\n1,2,3\n", "x".repeat(100_000));
    let kept = read_all(&[Source::bytes("a.csv", csv)], &eur());
    let said = kept.err().unwrap().to_string();
    assert!(said.len() < 4_000, "{}", said.len());
}
