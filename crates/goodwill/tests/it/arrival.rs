//! Events that come late, twice, in another order and in other batches tell the same story.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    durable::{asked, done, kill::scrambled},
    serving::{Serving, post, write_key},
};

/// A small shop's month: visitors who become customers, orders that change, are cancelled and sent back.
fn story() -> Vec<Value> {
    let mut events = Vec::new();
    let at = |minute: u64| {
        format!("2026-03-{:02}T{:02}:{:02}:00Z", 1 + minute / 1440 % 28, minute / 60 % 24, minute % 60)
    };
    for person in 0..12u64 {
        let (user, visitor, start) = (format!("u{person}"), format!("v{person}"), person * 977);
        let mut add = |n: u64, minute: u64, event: Value| {
            let mut event = event;
            event["messageId"] = json!(format!("p{person}-{n}"));
            event["timestamp"] = json!(at(start + minute));
            event["sentAt"] = event["timestamp"].clone();
            events.push(event);
        };
        let order = format!("o{person}");
        add(0, 0, json!({"type": "page", "anonymousId": visitor, "name": "Home"}));
        add(
            1,
            1,
            json!({"type": "track", "anonymousId": visitor, "event": "Product Viewed",
            "properties": {"product_id": "p1", "price": "12.50", "currency": "EUR"}}),
        );
        add(
            2,
            2,
            json!({"type": "identify", "anonymousId": visitor, "userId": user,
            "traits": {"email": format!("{user}@example.com"), "name": "Somebody"}}),
        );
        add(
            3,
            3,
            json!({"type": "track", "userId": user, "event": "Order Completed", "properties": {
            "order_id": order, "total": 30.5, "revenue": 25.5, "shipping": 5, "currency": "EUR", "products": [
                {"product_id": "p1", "price": 12.5, "quantity": 1}, {"product_id": "p2", "price": "6.50", "quantity": 2}]}}),
        );
        if person % 3 == 0 {
            add(
                4,
                10,
                json!({"type": "track", "userId": user, "event": "Order Updated", "properties": {
                "order_id": order, "revenue": 12.5, "currency": "EUR", "products": [
                    {"product_id": "p1", "price": 12.5, "quantity": 1}]}}),
            );
        }
        if person % 4 == 1 {
            add(
                5,
                20,
                json!({"type": "track", "userId": user, "event": "Order Cancelled",
                "properties": {"order_id": order}}),
            );
        }
        if person % 4 == 2 {
            add(
                6,
                30,
                json!({"type": "track", "userId": user, "event": "Order Refunded", "properties": {
                "order_id": order, "currency": "EUR", "products": [{"product_id": "p2", "price": 6.5, "quantity": 1}]}}),
            );
        }
        if person % 4 == 3 {
            add(
                7,
                40,
                json!({"type": "track", "userId": user, "event": "Order Refunded",
                "properties": {"order_id": order, "currency": "EUR"}}),
            );
        }
        add(
            8,
            50,
            json!({"type": "track", "userId": user, "event": "Product Reviewed", "properties": {
            "product_id": "p1", "rating": 1 + person % 5, "review_body": "well"}}),
        );
        if person % 6 == 5 {
            add(9, 60, json!({"type": "alias", "userId": user, "previousId": format!("old-{user}")}));
        }
        add(
            10,
            5,
            json!({"type": "track", "userId": format!("old-{user}"), "event": "Coupon Applied",
            "properties": {"coupon_id": "c1"}}),
        );
    }
    events
}

fn send(data: &Path, batches: &[Vec<Value>]) {
    let key = write_key(data, "shop");
    let serving = Serving::start_with(data, &["--compact-rows", "25"]);
    for batch in batches {
        let body = json!({ "batch": batch }).to_string();
        let answer = post(&serving.address, &key, "/v1/import", &body).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    serving.stop();
    done(data, &["check"]);
}

/// The tables, with the company's own ids in place of keys that are random.
fn tables(data: &Path) -> Vec<String> {
    let who = "(SELECT customer, min(id) AS id FROM customer_ids WHERE space = 'id' GROUP BY customer)";
    [
        format!("SELECT o.order_id, o.source, w.id, o.time, o.day, o.amount, o.shipping, o.status, o.lines, o.lines_amount \
                 FROM orders o LEFT JOIN {who} w ON w.customer = o.customer ORDER BY 1, 2"),
        format!("SELECT l.order_id, l.line, w.id, l.product, l.quantity, l.price, l.amount \
                 FROM order_lines l LEFT JOIN {who} w ON w.customer = l.customer ORDER BY 1, 2, 4"),
        format!("SELECT r.order_id, w.id, r.time, r.product, r.quantity, r.amount, r.whole_order \
                 FROM returns r LEFT JOIN {who} w ON w.customer = r.customer ORDER BY 1, 3, 4"),
        format!("SELECT f.product, w.id, f.time, f.measure, f.score \
                 FROM feedback f LEFT JOIN {who} w ON w.customer = f.customer ORDER BY 2, 3"),
        format!("SELECT e.message_id, e.name, e.type, w.id, e.time, e.product, e.amount \
                 FROM events e LEFT JOIN {who} w ON w.customer = e.customer ORDER BY 1"),
        "SELECT count(*) AS customers FROM customers".to_owned(),
    ]
    .iter()
    .map(|sql| {
        let output = done(data, &["sql", sql, "--format", "csv", "--ids"]);
        String::from_utf8(output.stdout).unwrap()
    })
    .collect()
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let orderly = story();
    let data = folder.path().join("orderly");
    send(&data, std::slice::from_ref(&orderly));
    let wanted = tables(&data);
    assert_eq!(asked(&data, "SELECT count(*) AS n FROM orders")[0]["n"], 12);
    for seed in 0..3u64 {
        // Shuffled, a third of them twice, in batches of changing size.
        let mut events = orderly.clone();
        events.extend(
            orderly.iter().enumerate().filter(|(n, _)| n % 3 == seed as usize).map(|(_, e)| e.clone()),
        );
        let mut keyed: Vec<(u64, Value)> =
            events.into_iter().enumerate().map(|(n, e)| (scrambled(n as u64 * 31 + seed), e)).collect();
        keyed.sort_by_key(|(random, _)| *random);
        let mut batches: Vec<Vec<Value>> = vec![Vec::new()];
        for (random, event) in keyed {
            if random % 9 == 0 {
                batches.push(Vec::new());
            }
            batches.last_mut().unwrap().push(event);
        }
        batches.retain(|batch| !batch.is_empty());
        let data = folder.path().join(format!("shuffled-{seed}"));
        send(&data, &batches);
        for (wanted, found) in wanted.iter().zip(tables(&data)) {
            assert_eq!(*wanted, found, "arrival {seed}");
        }
    }
}
