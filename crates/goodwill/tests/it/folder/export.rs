//! Exports: everything out, and in again without a change.

use std::fs;

use crate::serving::{Serving, post, write_key};

use super::{CUSTOMERS, FEEDBACK, ORDERS, Place, name};

fn filled() -> Place {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.imports("feedback", &place.file("feedback.csv", FEEDBACK));
    place.imports(
        "products",
        &place.file("products.csv", "product_id,name,price,currency\nP1,Tea,10.00,EUR\n"),
    );
    place
}

#[test]
fn an_export_that_is_imported_changes_nothing() {
    for format in ["csv", "parquet"] {
        let place = filled();
        let before = place.everything();
        let out = place.path("out");
        place.does(&["export", "--all", "--out", &out.display().to_string(), "--format", format]);
        for entry in fs::read_dir(&out).unwrap() {
            let path = entry.unwrap().path();
            let kind = name(&path).split('.').next().unwrap().to_owned();
            let said = place.does(&["import", &kind, &path.display().to_string()]);
            assert!(said.contains("Nothing new"), "{format} {kind}: {said}");
        }
        assert_eq!(before, place.everything(), "{format}");
    }
}

#[test]
fn an_export_fills_an_empty_folder_with_the_same_facts() {
    let place = filled();
    let out = place.path("out");
    place.does(&["export", "--all", "--out", &out.display().to_string()]);
    let other = Place::new();
    for kind in ["customers", "products", "orders", "order_lines", "feedback"] {
        other.imports(kind, &out.join(format!("{kind}.csv")).display().to_string());
    }
    // How many lines an order has is said by the file it came in; all else is the same.
    let asked = "SELECT o.order_id, i.id, o.time, o.amount, o.currency FROM orders o JOIN customer_ids i ON i.customer = \
                 o.customer ORDER BY o.order_id";
    assert_eq!(place.asks(asked), other.asks(asked));
    for kind in ["customers", "products", "order_lines", "feedback"] {
        let to = other.path("out");
        other.does(&["export", kind, "--out", &to.display().to_string()]);
        let file = format!("{kind}.csv");
        assert_eq!(fs::read_to_string(out.join(&file)).unwrap(), fs::read_to_string(to.join(&file)).unwrap());
    }
}

#[test]
fn a_pseudonymous_export_names_nobody() {
    let place = filled();
    let out = place.path("out");
    place.does(&["export", "--all", "--pseudonymous", "--out", &out.display().to_string()]);
    for entry in fs::read_dir(&out).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for word in ["C1,", "Albers", "ada@example.com", "Arrived late"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_file_that_is_there_is_not_replaced_unasked() {
    let place = filled();
    let out = place.path("out").display().to_string();
    place.does(&["export", "orders", "--out", &out]);
    let (_, said) = place.fails(&["export", "orders", "--out", &out]);
    assert!(said.contains("orders.csv"), "{said}");
    place.does(&["export", "orders", "--out", &out, "--overwrite"]);
}

#[test]
fn orders_of_two_sources_with_one_number_come_back_as_they_were() {
    let place = Place::new();
    let text = "order_id,source,customer_id,date,total,currency\n7,web,C1,2024-03-01,10.00,EUR\n\
                7,till,C2,2024-03-02,20.00,EUR\n8,web,C1,2024-03-03,30.00,EUR\n8,till,C1,2024-03-03,40.00,EUR\n";
    place.imports("orders", &place.file("orders.csv", text));
    let orders = place.asks("SELECT order_id, source, amount FROM orders ORDER BY 1, 2");
    let rows: Vec<String> = orders.as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows.iter().all(|row| !row.contains('~')), "{rows:?}");
    let out = place.path("out").display().to_string();
    place.does(&["export", "orders", "--out", &out]);
    let said = place.does(&["import", "orders", &format!("{out}/orders.csv")]);
    assert!(said.contains("Nothing new"), "{said}");
}

#[test]
fn cancelled_orders_are_kept_and_said_to_be_and_name_no_currency_to_value() {
    let place = Place::new();
    let mut text = String::from("order_id,customer_id,date,total,currency,status\n");
    for n in 0..40 {
        text += &format!("{n},C{},2024-0{}-11,10.00,EUR,paid\n", n % 9, n % 8 + 1);
    }
    text += "x1,C1,2024-03-01,900,JPY,cancelled\n";
    let said = place.imports("orders", &place.file("orders.csv", &text));
    assert!(said.contains("1 order cancelled or not paid: kept"), "{said}");
    place.does(&["value"]);
}

#[test]
fn what_running_systems_told_comes_back_as_it_was() {
    let place = Place::new();
    let key = write_key(&place.path("data"), "shop");
    let serving = Serving::start(&place.path("data"));
    let tell = |id: &str, event: &str, properties: &str| {
        let body = format!(
            r#"{{"type":"track","messageId":"{id}","userId":"u1","event":"{event}","timestamp":"2026-01-0{id}T10:00:00.123Z","properties":{properties}}}"#
        );
        assert_eq!(post(&serving.address, &key, "/v1/track", &body).unwrap().status, 200);
    };
    tell("1", "Order Completed", r#"{"order_id":"1","total":20,"currency":"EUR"}"#);
    tell("2", "Order Refunded", r#"{"order_id":"1"}"#);
    tell("3", "Product Reviewed", r#"{"product_id":"P1","rating":4,"review_body":"Fine"}"#);
    serving.stop();
    let before = place.everything();
    let out = place.path("out").display().to_string();
    place.does(&["export", "orders", "returns", "feedback", "--out", &out]);
    for kind in ["orders", "returns", "feedback"] {
        let said = place.does(&["import", kind, &format!("{out}/{kind}.csv")]);
        assert!(said.contains("Nothing new"), "{kind}: {said}");
    }
    assert_eq!(before, place.everything());
}
