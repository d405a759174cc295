//! Orders as they are kept: orders, their lines and returns.

use facts::{Value, schema::Kind};
use history::import::{OrderImport, ReadOptions, Reason, RefundRule, Source, facts::ReadRow};

use super::{Facts, customer, eur, keep, kept_as, kept_orders, kept_returns, minor, shown, text, value};

fn read(csv: &str) -> Facts {
    match keep(Kind::Orders, &[Source::bytes("orders.csv", csv)], &kept_as(&eur())) {
        Ok(facts) => facts,
        Err(e) => panic!("{e}"),
    }
}

fn of(facts: &Facts, kind: Kind) -> Vec<&ReadRow> {
    facts.rows.iter().filter(|r| r.kind == kind).collect()
}

const INVOICES: &str = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Shipping\n";

#[test]
fn lines_of_an_order_are_one_order_with_lines_and_returns() {
    let csv = format!(
        "{INVOICES}100,A1,3,2024-01-01 10:00:00,2.00,17,1.50\n100,B2,1,2024-01-01 10:00:00,9.00,17,0.50\n\
         C100,A1,-1,2024-01-05 09:00:00,2.00,17,\n101,A1,1,2024-01-06,2.00,,\n"
    );
    let done = read(&csv);
    let orders = of(&done, Kind::Orders);
    assert_eq!(orders.len(), 2);
    assert_eq!(text(orders[0], "order_id").as_deref(), Some("100"));
    assert_eq!((minor(orders[0], "amount"), minor(orders[0], "shipping")), (Some(1_500), Some(200)));
    assert_eq!(*value(orders[0], "lines"), Value::Whole(2));
    assert_eq!(*value(orders[0], "time"), Value::Time(1_704_103_200_000_000));
    assert_eq!((customer(orders[0]).as_deref(), customer(orders[1])), (Some("17"), None));
    let lines = of(&done, Kind::OrderLines);
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|l| l.complete_set));
    assert_eq!((text(lines[1], "product").as_deref(), minor(lines[1], "price")), (Some("B2"), Some(900)));
    assert_eq!(
        (text(lines[1], "line").as_deref(), value(lines[0], "quantity")),
        (Some("2"), &Value::Number(3.0))
    );
    let returns = of(&done, Kind::Returns);
    assert_eq!(
        (text(returns[0], "return_id").as_deref(), text(returns[0], "order_id").as_deref()),
        (Some("C100"), Some("100"))
    );
    assert_eq!(
        (minor(returns[0], "amount"), value(returns[0], "quantity")),
        (Some(200), &Value::Number(1.0))
    );
    // What belongs together comes together.
    let kinds: Vec<Kind> = done.rows.iter().map(|r| r.kind).collect();
    let names: Vec<_> = kinds.iter().map(|k| k.name()).collect();
    assert_eq!(names, ["orders", "order_lines", "order_lines", "returns", "orders", "order_lines"]);
}

#[test]
fn a_shop_that_writes_the_total_on_the_first_row_only_keeps_all_lines() {
    let csv = "Name,Email,Financial Status,Created at,Total,Lineitem quantity,Lineitem sku,Lineitem price\n\
               #1001,a@x.it,paid,2024-01-01 10:00:00 +0100,30.00,1,A,10.00\n#1001,a@x.it,,,,2,B,10.00\n\
               #1002,b@x.it,refunded,2024-01-02 10:00:00 +0100,5.00,1,A,5.00\n";
    let done = read(csv);
    let orders = of(&done, Kind::Orders);
    assert_eq!(orders.iter().map(|o| minor(o, "amount").unwrap()).collect::<Vec<_>>(), [3_000, 500]);
    let lines = of(&done, Kind::OrderLines);
    let sold: Vec<_> =
        lines.iter().map(|l| (text(l, "product").unwrap(), minor(l, "price").unwrap())).collect();
    assert_eq!(sold, [("A".into(), 1_000), ("B".into(), 1_000), ("A".into(), 500)]);
    assert_eq!(minor(lines[0], "amount"), None, "the total is of the order");
    let returns = of(&done, Kind::Returns);
    assert_eq!(
        (*value(returns[0], "whole_order") == Value::YesNo(true), minor(returns[0], "amount")),
        (true, Some(500))
    );
}

#[test]
fn rows_without_a_number_are_the_same_orders_in_another_file() {
    let done = read("customer,date,amount\na,2024-01-01,5\na,2024-01-01,5\nb,2024-01-02,7\n");
    let again = read("date;customer;amount\n2024-01-02;b;7,00\n2024-01-01;a;5,00\n");
    let ids =
        |f: &Facts| of(f, Kind::Orders).iter().map(|o| text(o, "order_id").unwrap()).collect::<Vec<_>>();
    let (first, second) = (ids(&done), ids(&again));
    assert!(first.iter().all(|id| id.starts_with("r:")) && first[0] != first[1]);
    assert_eq!(second, [first[2].clone(), first[0].clone()]);
    assert_eq!(done.import.counts.numbered, 3);
}

#[test]
fn every_currency_is_kept_and_one_is_valued() {
    let csv =
        "order_id,customer_id,order_date,total,currency\n1,a,2024-01-01,5,EUR\n2,a,2024-01-02,600,JPY\n";
    let done = keep(Kind::Orders, &[Source::bytes("o.csv", csv)], &kept_as(&ReadOptions::default())).unwrap();
    let amounts: Vec<_> =
        done.rows.iter().map(|r| (text(r, "currency").unwrap(), minor(r, "amount").unwrap())).collect();
    assert_eq!(amounts, [("EUR".into(), 500), ("JPY".into(), 600)]);
    let orders = kept_orders(&done.rows);
    let question = OrderImport::of_rows(&orders, &[], &ReadOptions::default()).err().unwrap().to_string();
    assert!(question.contains("--currency JPY"), "{question}");
    let import = OrderImport::of_rows(&orders, &[], &eur()).unwrap();
    assert_eq!((shown(&import.log), import.counts.set_aside["JPY"]), (vec!["a 2024-01-01 500 1".into()], 1));
}

#[test]
fn cancelled_and_failed_orders_are_kept_and_not_valued() {
    let csv = "order_id,customer_id,order_date,total,status\n1,a,2024-01-01,5,Cancelled\n2,a,2024-01-02,6,failed\n\
               3,a,2024-01-03,7,processing\n4,a,2024-01-04,8,shipped\n";
    let done = read(csv);
    let states: Vec<_> = done.rows.iter().map(|r| text(r, "status").unwrap()).collect();
    assert_eq!(states, ["cancelled", "failed", "pending", "completed"]);
    let orders = kept_orders(&done.rows);
    let ignore = ReadOptions { refunds: RefundRule::Ignore, ..eur() };
    assert_eq!(OrderImport::of_rows(&orders, &[], &eur()).unwrap().log.days().len(), 2);
    assert_eq!(OrderImport::of_rows(&orders, &[], &ignore).unwrap().log.days().len(), 3);
}

#[test]
fn two_sources_may_have_the_same_numbers() {
    let mut one =
        kept_orders(&read("order_id,customer,date,amount\n1,a,2024-01-01,5\n2,b,2024-01-01,5\n").rows);
    let mut other = one.clone();
    for order in &mut other {
        order.source = "till".into();
    }
    one.extend(other);
    let import = OrderImport::of_rows(&one, &[], &eur()).unwrap();
    assert_eq!(shown(&import.log), ["a 2024-01-01 1000 2", "b 2024-01-01 1000 2"]);
    let mut back =
        kept_returns(&read("order_id,customer,date,amount\nC1,a,2024-01-02,-5\n9,z,2024-01-01,1\n").rows);
    back[0].source = "till".into();
    let import = OrderImport::of_rows(&one, &back, &eur()).unwrap();
    assert_eq!(shown(&import.log), ["a 2024-01-01 500 1", "b 2024-01-01 1000 2"]);
}

#[test]
fn a_saved_mapping_reads_the_same_orders() {
    let csv = "Nummer;Kunde;Bestelldatum;Betrag;Rabatt;Menge;Artikelnummer;Tax\n1;a;31.01.2024;10,50;1,00;2;X;0,5\n2;b;01.02.2024;3;0;1;Y;0\n";
    let files = [Source::bytes("o.csv", csv)];
    let first = keep(Kind::Orders, &files, &kept_as(&eur())).unwrap();
    let mapping = first.import.mapping.to_toml();
    let mapping = history::import::facts::FactMapping::from_toml(&mapping).unwrap();
    let told = history::import::facts::FactOptions { mapping, ..kept_as(&ReadOptions::default()) };
    assert_eq!(keep(Kind::Orders, &files, &told).unwrap().rows, first.rows);
    assert_eq!(minor(&first.rows[0], "tax"), Some(50));
}

#[test]
fn a_return_inside_an_order_is_the_same_when_its_price_is_corrected() {
    let codes = |price: &str| {
        let csv = format!(
            "{INVOICES}100,A1,3,2024-01-01,{price},17,\n100,A1,-1,2024-01-05,{price},17,\n\
             100,A1,-1,2024-01-05,{price},17,\n100,B2,-1,2024-01-05,{price},17,\n"
        );
        of(&read(&csv), Kind::Returns).iter().map(|r| text(r, "return_id")).collect::<Vec<_>>()
    };
    let first = codes("2.00");
    assert_eq!(first, codes("2.50"));
    assert!(first.len() == 3 && first[0] != first[1] && first[1] != first[2], "{first:?}");
}

#[test]
fn dollars_are_no_euros() {
    let done = read(
        "order_id,customer,date,amount\n1,a,2024-01-01,€ 9.50\n2,a,2024-01-02,$ 9.50\n3,b,2024-01-03,£ 2.00\n4,b,2024-01-04,5\n",
    );
    let kept: Vec<_> =
        of(&done, Kind::Orders).iter().map(|r| (text(r, "currency").unwrap(), minor(r, "amount"))).collect();
    let wanted = [("EUR", 950), ("GBP", 200), ("EUR", 500)];
    assert_eq!(kept, wanted.map(|(code, amount)| (code.to_owned(), Some(amount))));
    assert_eq!(
        done.rejects.iter().map(|r| (r.line, r.reason)).collect::<Vec<_>>(),
        [(3, Reason::OtherCurrency)]
    );
}
