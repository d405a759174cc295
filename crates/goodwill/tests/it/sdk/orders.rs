//! The life of some orders, told in the wrong order and twice, as the tables tell it.

use serde_json::{Value, json};

use super::Shop;
use crate::serving::post;

/// One event at this hour of 2026-01-15.
fn event(hour: u32, name: &str, properties: &Value) -> Value {
    let order = properties["order_id"].as_str().unwrap_or("none");
    let time = format!("2026-01-15T{hour:02}:00:00Z");
    json!({"type": "track", "userId": "ada", "messageId": format!("{name} {order}"), "event": name,
        "timestamp": time, "properties": properties})
}

fn story() -> Vec<Value> {
    let product =
        |id: &str, price: f64, quantity: u32| json!({"product_id": id, "price": price, "quantity": quantity});
    vec![
        event(
            9,
            "Order Completed",
            &json!({"order_id": "part", "revenue": 40, "products": [product("A", 15.0, 2), product("B", 10.0, 1)]}),
        ),
        event(10, "Order Refunded", &json!({"order_id": "part", "products": [product("B", 10.0, 1)]})),
        event(
            9,
            "Order Completed",
            &json!({"order_id": "whole", "total": "37.50", "shipping": 5, "tax": 2.5}),
        ),
        event(11, "Order Refunded", &json!({"order_id": "whole", "total": "37.50"})),
        event(
            9,
            "Order Completed",
            &json!({"order_id": "changed", "revenue": 20, "products": [product("A", 5.0, 2), product("B", 10.0, 1)]}),
        ),
        event(
            12,
            "Order Updated",
            &json!({"order_id": "changed", "revenue": 25, "products": [product("C", 25.0, 1)]}),
        ),
        event(9, "Order Completed", &json!({"order_id": "off", "revenue": 7})),
        event(13, "Order Cancelled", &json!({"order_id": "off"})),
        event(14, "Order Updated", &json!({"order_id": "late", "revenue": 3, "currency": "JPY"})),
        event(
            15,
            "Product Reviewed",
            &json!({"product_id": "A", "review_id": "r", "rating": 4, "review_body": "Nice, says Ada"}),
        ),
    ]
}

#[test]
fn orders_told_backwards_and_twice_are_one_order_each() {
    let mut shop = Shop::open();
    for event in story().into_iter().rev() {
        for _ in 0..2 {
            let body = json!({"batch": [event]}).to_string();
            assert_eq!(post(&shop.address, &shop.key, "/v1/batch", &body).unwrap().status, 200);
        }
    }
    for _ in 0..2 {
        let orders = shop.ask(
            "SELECT order_id, amount, currency, lines, status, date_part('hour', time) AS hour FROM orders ORDER BY order_id",
        );
        let shown: Vec<String> = orders.iter().map(words).collect();
        assert_eq!(
            shown,
            [
                "changed 2500 EUR 1 completed 9",
                "late 3 JPY null null 14",
                "off 700 EUR null cancelled 9",
                "part 4000 EUR 2 completed 9",
                "whole 3000 EUR null completed 9",
            ]
        );
        let returns =
            shop.ask("SELECT order_id, amount, product, whole_order FROM returns ORDER BY order_id");
        let shown: Vec<String> = returns.iter().map(words).collect();
        // Of the whole order no more comes back than it brought: delivery and tax are not in it.
        assert_eq!(shown, ["part 1000 B false", "whole 3000 null true"]);
        let feedback = shop.ask("SELECT feedback_id, product, kind, score, measure FROM feedback");
        assert_eq!(feedback.iter().map(words).collect::<Vec<_>>(), ["r A review 4 stars"]);
        assert_eq!(shop.ask("SELECT DISTINCT customer FROM events").len(), 1);
        assert_eq!(shop.ask("SELECT count(*) AS n FROM events")[0]["n"], 10);
        // The same again from history.
        shop.close();
    }
}

/// A row's values in their order.
fn words(row: &Value) -> String {
    let values = row.as_object().unwrap().values().map(|value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string().trim_end_matches(".0").to_owned(),
        other => other.to_string(),
    });
    values.collect::<Vec<_>>().join(" ")
}
