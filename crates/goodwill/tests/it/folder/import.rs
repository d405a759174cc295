//! Imports: what becomes of rows that are new, known or wrong.

use super::{CUSTOMERS, FEEDBACK, ORDERS, Place};

#[test]
fn orders_of_a_file_are_tables_and_the_same_file_changes_nothing() {
    let place = Place::new();
    let orders = place.file("orders.csv", ORDERS);
    let said = place.imports("orders", &orders);
    assert!(said.contains("orders: 4 new"), "{said}");
    assert!(said.contains("order_lines: 5 new"), "{said}");
    let rows = place.asks("SELECT order_id, amount, lines FROM orders ORDER BY order_id");
    assert_eq!(rows.as_array().unwrap().len(), 4, "{rows}");
    assert_eq!(rows[0]["amount"], 2550, "{rows}");
    assert_eq!(rows[0]["lines"], 2, "{rows}");

    let before = place.everything();
    let said = place.imports("orders", &orders);
    assert!(said.contains("imported before"), "{said}");
    let said = place.does(&["import", "orders", &orders, "--again"]);
    assert!(said.contains("Nothing new"), "{said}");
    // The same orders in another file, latest first: nothing new either.
    let lines: Vec<&str> = ORDERS.lines().collect();
    let turned = [lines[0], lines[5], lines[4], lines[3], lines[1], lines[2], ""].join("\r\n");
    let said = place.imports("orders", &place.file("again.csv", &turned));
    assert!(said.contains("Nothing new"), "{said}");
    assert_eq!(before, place.everything());
}

#[test]
fn a_customer_is_known_by_the_same_key_in_every_table() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("feedback", &place.file("feedback.csv", FEEDBACK));
    let rows = place.asks(
        "SELECT i.id, count(*) AS orders FROM orders o JOIN customer_ids i ON i.customer = o.customer GROUP BY i.id ORDER \
         BY i.id",
    );
    assert_eq!(rows[0]["id"], "C1", "{rows}");
    assert_eq!(rows[0]["orders"], 2, "{rows}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM customers WHERE country = 'IT'")[0]["n"], 2);
}

#[test]
fn what_identifies_people_is_in_no_file_of_history() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("feedback", &place.file("feedback.csv", FEEDBACK));
    for file in super::history(&place.data()) {
        let bytes = std::fs::read(&file).unwrap();
        for word in ["Albers", "ada@example.com", "Arrived late"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} is in {}", file.display());
        }
    }
    // It is kept, though: an export has it.
    let everything = place.everything();
    for word in ["Albers", "ada@example.com", "Arrived late"] {
        assert!(everything.contains(word), "{word} is lost: {everything}");
    }
}

#[test]
fn a_later_file_corrects_field_by_field() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    let said = place.imports(
        "customers",
        &place
            .file("later.csv", "customer_id,country,email\nC2,FR,\nC3,IT,clara.conti@example.com\nC4,ES,\n"),
    );
    assert!(said.contains("customers: 1 new, 2 updated"), "{said}");
    let rows = place.asks(
        "SELECT i.id, c.country, c.channel FROM customers c JOIN customer_ids i ON i.customer = c.customer ORDER BY i.id",
    );
    assert_eq!((&rows[1]["country"], &rows[1]["channel"]), (&"FR".into(), &"friends".into()), "{rows}");
    let everything = place.everything();
    assert!(everything.contains("clara.conti@example.com"), "{everything}");
    assert!(!everything.contains("clara@example.com"), "{everything}");
}

#[test]
fn the_mode_leaves_known_or_new_facts_alone() {
    let place = Place::new();
    place.imports("products", &place.file("p1.csv", "product_id,name,price,currency\nP1,Tea,4.00,EUR\n"));
    let more = place.file("p2.csv", "product_id,name,price,currency\nP1,Tea,5.00,EUR\nP2,Pot,20.00,EUR\n");
    let said = place.does(&["import", "products", &more, "--mode", "create"]);
    assert!(said.contains("1 new, 0 updated, 0 unchanged, 1 left alone"), "{said}");
    assert_eq!(place.asks("SELECT price FROM products WHERE product = 'P1'")[0]["price"], 400);
    let other = place.file("p3.csv", "product_id,name,price,currency\nP1,Tea,6.00,EUR\nP3,Cup,7.00,EUR\n");
    let said = place.does(&["import", "products", &other, "--mode", "update"]);
    assert!(said.contains("0 new, 1 updated, 0 unchanged, 1 left alone"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM products")[0]["n"], 2);
}

#[test]
fn an_update_makes_nobody_known_but_whom_a_known_fact_names() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("orders", &place.file("orders.csv", ORDERS));
    // The same new customer twice: the second row is no better known than the first.
    let more = place.file("more.csv", "customer_id,country\nC1,AT\nC9,AT\nC9,AT\nC9,ES\n");
    let said = place.does(&["import", "customers", &more, "--mode", "update"]);
    assert!(said.contains("0 new, 1 updated, 0 unchanged, 3 left alone"), "{said}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM customers")[0]["n"], 3);
    let orders = "order_id,order_time,customer_id,product_id,quantity,unit_price,currency\n1002,2024-01-07 11:30:00,\
                  C7,P1,1,10.00,EUR\n2000,2024-01-08 11:30:00,C8,P1,1,10.00,EUR\n";
    place.does(&["import", "orders", &place.file("o2.csv", orders), "--mode", "update"]);
    let rows = place.asks(
        "SELECT o.order_id, i.id FROM orders o JOIN customer_ids i ON i.customer = o.customer \
         WHERE i.id NOT IN ('C1', 'C3')",
    );
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!((&rows[0]["order_id"], &rows[0]["id"]), (&"1002".into(), &"C7".into()), "{rows}");
    assert_eq!(place.asks("SELECT count(*) AS n FROM customer_ids")[0]["n"], 4);
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn a_look_shows_and_writes_nothing() {
    let place = Place::new();
    let customers = place.file("customers.csv", CUSTOMERS);
    let said = place.does(&["import", "customers", &customers, "--dry-run"]);
    assert!(said.contains("nothing was written") && said.contains("3 new"), "{said}");
    assert!(said.contains("customer=C1") && said.contains("country=DE"), "{said}");
    assert!(!place.path("data").exists());
    place.imports("customers", &customers);
    let before = place.everything();
    let more = place.file("more.csv", "customer_id,country\nC1,AT\nC9,AT\n");
    let said = place.does(&["import", "customers", &more, "--dry-run"]);
    assert!(said.contains("1 new, 1 updated"), "{said}");
    assert_eq!(before, place.everything());
    assert_eq!(place.asks("SELECT count(*) AS n FROM customers")[0]["n"], 3);
}

#[test]
fn a_bad_row_is_refused_by_line_and_its_neighbours_are_kept() {
    let place = Place::new();
    let costs = place.file(
        "costs.csv",
        "day,kind,channel,amount,currency\n2024-01-01,acquisition,search,100.00,EUR\n2024-01-02,acquisition,search,\
         a lot,EUR\n2024-01-03,acquisition,search,50.00,EUR\n",
    );
    let rejects = place.path("rejects.csv").display().to_string();
    let said = place.does(&["import", "costs", &costs, "--rejects", &rejects]);
    assert!(said.contains("costs: 2 new"), "{said}");
    let rejects = std::fs::read_to_string(rejects).unwrap();
    assert!(rejects.lines().count() == 2 && rejects.contains(",3,"), "{rejects}");
}

#[test]
fn events_of_a_file_are_told_apart_by_their_messages() {
    let place = Place::new();
    let events = place.file(
        "events.csv",
        "message_id,customer_id,event,timestamp\nm1,C1,Product Viewed,2024-01-01T10:00:00Z\nm2,C1,Cart \
         Viewed,2024-01-01T10:01:00Z\nm1,C1,Product Viewed,2024-01-01T10:00:00Z\n",
    );
    let said = place.imports("events", &events);
    assert!(said.contains("events: 2 new, 0 updated, 1 unchanged"), "{said}");
    let more = place.file(
        "more.csv",
        "message_id,customer_id,event,timestamp\nm2,C1,Cart Viewed,2024-01-01T10:01:00Z\nm3,C2,Cart \
         Viewed,2024-01-02T10:01:00Z\n",
    );
    let said = place.imports("events", &more);
    assert!(said.contains("events: 1 new, 0 updated, 1 unchanged"), "{said}");
    let rows = place.asks("SELECT count(*) AS n, count(DISTINCT message_id) AS ids FROM events");
    assert_eq!((&rows[0]["n"], &rows[0]["ids"]), (&3.into(), &3.into()), "{rows}");
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn two_ids_of_one_person_are_one_customer() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.imports("aliases", &place.file("aliases.csv", "customer_id,other_id,date\nC1,C2,2024-04-01\n"));
    let rows = place.asks("SELECT count(*) AS n, count(DISTINCT customer) AS people FROM orders");
    assert_eq!((&rows[0]["n"], &rows[0]["people"]), (&4.into(), &2.into()), "{rows}");
    place.does(&["import", "undo", "2"]);
    assert_eq!(place.asks("SELECT count(DISTINCT customer) AS people FROM orders")[0]["people"], 3);
}

#[test]
fn an_order_whose_lines_shrank_has_the_new_lines_only() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    let shorter = "order_id,order_time,customer_id,product_id,quantity,unit_price,currency
1001,2024-01-05 10:00:00,C1,P1,2,10.00,EUR
";
    place.imports("orders", &place.file("shorter.csv", shorter));
    let rows = place.asks("SELECT product FROM order_lines WHERE order_id = '1001'");
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!(place.asks("SELECT amount FROM orders WHERE order_id = '1001'")[0]["amount"], 2000);
}

#[test]
fn a_folder_that_is_not_there_is_a_sentence() {
    let place = Place::new();
    for words in
        [&["sql", "SELECT 1"][..], &["check"], &["export", "orders", "--out", "x"], &["import", "list"]]
    {
        let (status, said) = place.fails(words);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("there is no data folder at"), "{said}");
    }
}

#[test]
fn the_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    let mode = std::fs::metadata(place.path("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
