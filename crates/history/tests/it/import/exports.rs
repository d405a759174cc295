//! Exports as shops and payment services write them, with made-up rows.

use history::import::{ReadOptions, RefundRule, Source};

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
