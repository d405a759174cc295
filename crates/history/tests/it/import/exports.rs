//! Exports as shops and payment services write them, with made-up rows.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, TimestampMicrosecondArray};
use history::import::{ReadOptions, RefundRule, Source};
use parquet::arrow::ArrowWriter;

use super::{eur, read, read_all, shown};

#[test]
fn shopify_orders_have_their_total_on_the_first_line_only() {
    let text = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,\
                Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount\n\
        #1001,anna@x.it,paid,2024-03-01 10:00:00 +0100,EUR,20.00,5.00,0.00,25.00,0.00,2024-03-01 10:00:00 +0100,1,Lamp,10.00,L1,,0.00\n\
        #1001,,,,,,,,,,2024-03-01 10:00:00 +0100,1,Bulb,10.00,B1,,\n\
        #1002,ben@x.it,refunded,2024-03-02 10:00:00 +0100,EUR,9.00,0.00,0.00,9.00,0.00,2024-03-02 10:00:00 +0100,1,Cup,9.00,C1,,9.00\n\
        #1003,ben@x.it,partially_refunded,2024-04-02 10:00:00 +0200,EUR,30.00,0.00,0.00,30.00,0.00,2024-04-02 10:00:00 +0200,3,Cup,10.00,C1,,10.00\n\
        #1004,anna@x.it,voided,,EUR,7.00,0.00,0.00,7.00,0.00,2024-04-03 10:00:00 +0200,1,Cup,7.00,C1,2024-04-03 11:00:00 +0200,0.00\n";
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["anna@x.it 2024-03-01 2500 1", "ben@x.it 2024-04-02 2000 1"]);
    let counts = &done.import.counts;
    assert_eq!((counts.continuation_rows, counts.cancelled_orders), (1, 2));
    assert_eq!((counts.refund_rows, counts.refund_minor), (2, 1_900));
    assert!(done.rejects.is_empty());

    let all = ReadOptions { refunds: RefundRule::Ignore, ..ReadOptions::default() };
    assert_eq!(read(text, &all).unwrap().import.log.days().len(), 4);
}

#[test]
fn woocommerce_lines_repeat_the_total_of_their_order() {
    let text = "Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Item Name,Quantity\n\
        501,wc-completed,2024-05-01 09:00,anna@x.it,30.00,Lamp,1\n501,wc-completed,2024-05-01 09:00,anna@x.it,30.00,Bulb,4\n\
        502,wc-failed,2024-05-02 09:00,anna@x.it,12.00,Lamp,1\n503,wc-cancelled,2024-05-03 09:00,ben@x.it,12.00,Lamp,1\n\
        504,wc-processing,2024-05-04 09:00,ben@x.it,8.00,Lamp,1\n";
    let done = read(text, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["anna@x.it 2024-05-01 3000 1", "ben@x.it 2024-05-04 800 1"]);
    assert_eq!(done.import.counts.cancelled_orders, 2);
}

#[test]
fn the_item_cost_of_woocommerce_is_a_price_and_no_cost_of_goods() {
    let text = "Order ID,Order Date,Order Status,Billing Email Address,Order Currency,Order Total,Item Name,Quantity,Item Cost\n\
        501,2024-05-01 09:00:00,completed,anna@x.it,GBP,30.00,Lamp,1,10.00\n501,2024-05-01 09:00:00,completed,anna@x.it,GBP,30.00,Bulb,4,5.00\n\
        502,2024-05-02 09:00:00,completed,ben@x.it,GBP,8.00,Cup,1,8.00\n";
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["anna@x.it 2024-05-01 3000 1", "ben@x.it 2024-05-02 800 1"]);
    assert!(!done.import.log.has_costs());
    let costs = text.replace("Item Cost", "Unit Cost");
    assert!(read(&costs, &ReadOptions::default()).unwrap().import.log.has_costs());

    // Without a total the price charged is all there is.
    let lines = text.replace("Order Total", "Order Shipping");
    let done = read(&lines, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["anna@x.it 2024-05-01 3000 1", "ben@x.it 2024-05-02 800 1"]);
}

#[test]
fn money_in_an_object_has_its_currency_beside_it() {
    let text = r#"{"id":"o1","customer":{"email":"a@x.de"},"created_at":"2024-01-01T10:00:00Z","total":{"amount":"12.50","currency":"EUR"}}
{"id":"o2","customer":{"email":"b@x.de"},"created_at":"2024-01-02T10:00:00Z","total":{"amount":"7.00","currency":"EUR"}}
"#;
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(done.import.reading.currency, eur().currency);
    assert!(done.import.reading.currency_why.contains("total.currency"));
    assert_eq!(shown(&done.import.log), ["a@x.de 2024-01-01 1250 1", "b@x.de 2024-01-02 700 1"]);
}

/// A Parquet file of two orders at these instants, in microseconds, in a zone.
fn parquet_in(zone: Option<&str>, instants: Vec<i64>) -> Vec<u8> {
    let times = TimestampMicrosecondArray::from(instants).with_timezone_opt(zone);
    let batch = RecordBatch::try_from_iter([
        ("customer_id", Arc::new(Int64Array::from(vec![7, 8])) as ArrayRef),
        ("order_date", Arc::new(times) as ArrayRef),
        ("amount", Arc::new(Float64Array::from(vec![5.0, 6.0])) as ArrayRef),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn times_of_a_parquet_file_have_the_days_of_their_own_zone() {
    // Midnight in Berlin in winter and in summer: 23:00 and 22:00 UTC of the day before.
    let midnights = vec![1_640_991_600_000_000, 1_656_626_400_000_000];
    let days = |zone, options: &ReadOptions| {
        let file = Source::bytes("orders.parquet", parquet_in(zone, midnights.clone()));
        let done = read_all(&[file], options).unwrap();
        let sample = done.import.reading.files[0].columns[1].sample.clone();
        (done.import.log.days().iter().map(|d| d.day.to_string()).collect::<Vec<_>>(), sample)
    };
    let (there, sample) = days(Some("Europe/Berlin"), &eur());
    assert_eq!(
        (there.as_slice(), sample.as_str()),
        (&["2022-01-01".into(), "2022-07-01".into()][..], "2022-01-01")
    );
    let (fixed, _) = days(Some("+01:00"), &eur());
    assert_eq!(fixed, ["2022-01-01", "2022-06-30"]);
    let (utc, sample) = days(Some("UTC"), &eur());
    assert_eq!((utc[0].as_str(), sample.as_str()), ("2021-12-31", "2021-12-31 23:00:00"));
    // A clock on the wall keeps its day, whatever zone is asked for.
    let tokyo = ReadOptions { time_zone: "Asia/Tokyo".parse().ok(), ..eur() };
    assert_eq!(days(None, &tokyo).0[0], "2021-12-31");
    assert_eq!(days(Some("Europe/Berlin"), &tokyo).0, ["2022-01-01", "2022-07-01"]);
}

#[test]
fn stripe_charges_net_what_was_refunded_and_leave_out_what_failed() {
    let text = "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Status,Customer ID,Customer Email\n\
        ch_1,x,2024-01-01 23:30,10.00,0.00,eur,10.00,Paid,cus_1,a@x.it\n\
        ch_2,x,2024-01-02 10:00,20.00,5.00,eur,20.00,Paid,cus_1,a@x.it\n\
        ch_3,x,2024-01-03 10:00,20.00,0.00,eur,20.00,Failed,cus_2,b@x.it\n\
        ch_4,x,2024-01-04 10:00,8.00,8.00,eur,8.00,Refunded,cus_2,b@x.it\n\
        ch_5,x,2024-01-05 10:00,8.00,0.00,eur,8.00,Paid,,\n";
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["cus_1 2024-01-01 1000 1", "cus_1 2024-01-02 1500 1"]);
    assert_eq!((done.import.counts.anonymous_rows, done.import.counts.anonymous_minor), (1, 800));
    assert_eq!(done.import.counts.cancelled_orders, 2);
}

#[test]
fn a_german_export_reads_without_a_question() {
    let text = "Bestellnummer;Kunden-Nr.;Bestelldatum;Betrag (EUR);Währung\n\
        1;0017;31.03.2024;1.234,50 €;EUR\n2;0018;01.04.2024;-;EUR\n3;0017;02.04.2024;12,5;EUR\n";
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["0017 2024-03-31 123450 1", "0017 2024-04-02 1250 1"]);
    assert_eq!(done.rejects.len(), 1);
}

#[test]
fn json_lines_keep_the_digits_of_their_numbers() {
    let text = r#"{"order":{"id":"A1"},"order_id":"A1","customer_id":12345678901234567890,"created_at":"2024-01-01T10:00:00Z","total":10.10,"currency":"EUR"}
{"order_id":"A2","customer_id":7,"created_at":"2024-01-02T10:00:00Z","total":1.234,"currency":"EUR","items":[{"sku":"x"}]}
not json
{"order_id":"A3","customer_id":7,"created_at":"2024-01-03T10:00:00Z","total":null,"currency":"EUR"}
"#;
    let done = read(text, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&done.import.log), ["12345678901234567890 2024-01-01 1010 1", "7 2024-01-02 123 1"]);
    let rejects: Vec<_> = done.rejects.iter().map(|r| (r.line, r.reason.code())).collect();
    assert_eq!(rejects, [(3, "bad_json"), (4, "missing_amount")]);
}

#[test]
fn no_header_and_columns_by_number() {
    let text = "x,2,2024-01-01,9,5.00\ny,3,2024-01-02,9,6.00\n";
    let options =
        ReadOptions { header: Some(false), mapping: "customer=2,time=3,amount=5".parse().unwrap(), ..eur() };
    let done = read(text, &options).unwrap();
    assert_eq!(shown(&done.import.log), ["2 2024-01-01 500 1", "3 2024-01-02 600 1"]);
    let wrong = ReadOptions { mapping: "customer=9".parse().unwrap(), ..eur() };
    assert!(read(text, &wrong).err().unwrap().to_string().contains("has no column 9"));
}

#[test]
fn what_was_settled_reads_the_file_again() {
    let text = "wer;wann;wieviel\na;01/02/2024;1,50\nb;03/02/2024;2,50\n";
    let options = ReadOptions {
        mapping: "customer=wer,time=wann,amount=wieviel".parse().unwrap(),
        date_format: "dmy".parse().ok(),
        ..eur()
    };
    let first = read(text, &options).unwrap();
    let saved = history::import::Mapping::from_toml(&first.import.mapping.to_toml()).unwrap();
    let again = read(text, &ReadOptions { mapping: saved, ..ReadOptions::default() }).unwrap();
    assert_eq!(again.import.log, first.import.log);
    assert_eq!(shown(&again.import.log)[0], "a 2024-02-01 150 1");
}

#[test]
fn rows_of_several_formats_are_one_log() {
    let csv = "order_id,customer_id,order_date,amount\n1,7,2024-01-01,5\n";
    let json = "{\"order_id\":\"2\",\"customer_id\":7.0,\"order_date\":\"2024-01-02\",\"amount\":6}\n";
    let files = [Source::bytes("a.csv", csv), Source::bytes("b.jsonl", json)];
    let done = read_all(&files, &eur()).unwrap();
    assert_eq!(shown(&done.import.log), ["7 2024-01-01 500 1", "7 2024-01-02 600 1"]);
}
