//! Undoing an import, its updates included.

use super::{CUSTOMERS, ORDERS, Place};

#[test]
fn undoing_takes_back_what_was_new_and_what_was_updated() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    let before = place.everything();
    let customers = place.asks("SELECT count(*) AS n FROM customers");
    let more = "customer_id,name,country\nC2,Bruno B.,FR\nC7,Gina,AT\n";
    place.imports("customers", &place.file("more.csv", more));
    assert_ne!(before, place.everything());
    let said = place.does(&["import", "undo", "2"]);
    assert!(said.contains("1 customer known by it alone is forgotten"), "{said}");
    assert_eq!(before, place.everything());
    assert_eq!(customers, place.asks("SELECT count(*) AS n FROM customers"));
    assert!(place.does(&["check"]).contains("everything holds"));

    // What was undone can be brought in again.
    let said = place.imports("customers", &place.path("more.csv").display().to_string());
    assert!(said.contains("1 new, 1 updated"), "{said}");
}

#[test]
fn a_customer_others_know_stays() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.does(&["import", "undo", "2"]);
    let rows = place.asks("SELECT count(*) AS n FROM customer_ids");
    assert_eq!(rows[0]["n"], 3, "{rows}");
    let said = place.does(&["import", "undo", "1"]);
    assert!(said.contains("3 customers known by it alone are forgotten"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM customer_ids")[0]["n"], 0);
    assert_eq!(place.asks("SELECT count(*) AS n FROM orders")[0]["n"], 0);
}

#[test]
fn imports_are_listed_and_undone_once() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.does(&["import", "undo", "1"]);
    let (status, said) = place.fails(&["import", "undo", "1"]);
    assert!(status == 1 && said.contains("undone before"), "{said}");
    let (status, said) = place.fails(&["import", "undo", "99"]);
    assert!(status == 1 && said.contains("no import 99"), "{said}");
    let list: serde_json::Value = serde_json::from_str(&place.does(&["import", "list", "--json"])).unwrap();
    assert_eq!(list[0]["state"], "undone", "{list}");
    assert_eq!(list[0]["kind"], "orders", "{list}");
    assert!(place.does(&["import", "list"]).contains("undone on"));
}

#[test]
fn events_that_were_undone_may_come_again() {
    let place = Place::new();
    let events =
        place.file("events.csv", "message_id,customer_id,event,timestamp\nm1,C1,Seen,2024-01-01T10:00:00Z\n");
    place.imports("events", &events);
    place.does(&["import", "undo", "1"]);
    let said = place.imports("events", &events);
    assert!(said.contains("events: 1 new"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM events")[0]["n"], 1);
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn values_are_made_anew_without_what_was_undone() {
    let place = Place::new();
    let orders = |from: u32, to: u32, customers: u32| {
        let rows = (from..to).map(|n| {
            let (customer, month, day) = (n * 7 % customers, 1 + n % 12, 1 + n * 5 % 28);
            format!("{n},C{customer},2023-{month:02}-{day:02},{}.50,EUR\n", 5 + n % 40)
        });
        std::iter::once("order_id,customer_id,date,amount,currency\n".to_owned())
            .chain(rows)
            .collect::<String>()
    };
    place.imports("orders", &place.file("first.csv", &orders(0, 300, 90)));
    let fitted = |place: &Place| place.asks("SELECT count(*) AS n FROM customer_values")[0]["n"].as_u64();
    place.imports("orders", &place.file("second.csv", &orders(250, 500, 200)));
    place.does(&["fit"]);
    assert_eq!(fitted(&place), Some(200));
    let said = place.does(&["import", "undo", "2"]);
    assert!(said.contains("The values of 90 customers are made anew without it"), "{said}");
    assert_eq!(fitted(&place), Some(90));
    let said = place.does(&["import", "undo", "1"]);
    assert!(said.contains("there are none any more"), "{said}");
    assert_eq!(fitted(&place), Some(0));
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn undoing_names_later_imports_that_said_the_same() {
    let place = Place::new();
    let first = place.file("first.csv", "product_id,name,price,currency\nP1,Tea,4.00,EUR\nP2,Pot,9.00,EUR\n");
    let second =
        place.file("second.csv", "product_id,name,price,currency\nP2,Pot,9.00,EUR\nP3,Cup,7.00,EUR\n");
    place.imports("products", &first);
    place.imports("products", &second);
    let said = place.does(&["import", "undo", "1"]);
    assert!(said.contains("Import 2") && said.contains("1 facts that were known then"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM products")[0]["n"], 1);
    let said = place.does(&["import", "products", &second, "--again"]);
    assert!(said.contains("1 new, 0 updated, 1 unchanged"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM products")[0]["n"], 2);
}
