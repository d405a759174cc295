//! What must always hold.

use std::collections::HashMap;

use facts::{Currency, FactRow, schema::Kind};
use intake::{
    Accepted, Allowed, Door, EventType, Limits, Received, Rules, Taken, facts_of, ids_of, key_of,
    message_digest, read,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Number, Value, json};

use crate::shop::{ARRIVAL, SECOND, SECRET};

const NAMES: [&str; 26] = [
    "type",
    "userId",
    "anonymousId",
    "previousId",
    "groupId",
    "event",
    "name",
    "messageId",
    "uuid",
    "timestamp",
    "originalTimestamp",
    "sentAt",
    "sent_at",
    "properties",
    "traits",
    "context",
    "batch",
    "products",
    "order_id",
    "total",
    "revenue",
    "currency",
    "distinct_id",
    "$set",
    "rating",
    "quantity",
];
const WORDS: [&str; 16] = [
    "track",
    "identify",
    "Order Completed",
    "Order Refunded",
    "Order Updated",
    "Product Reviewed",
    "EUR",
    "JPY",
    "2026-11-22T00:00:00Z",
    "19.99",
    "1,234",
    "-5",
    "null",
    "\u{0}\u{202e}",
    "a@b.example",
    "",
];
const DOORS: [Door; 5] = [
    Door::Segment(None),
    Door::Segment(Some(EventType::Track)),
    Door::Import,
    Door::PostHog,
    Door::Jitsu(EventType::Identify),
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(&NAMES[..]).prop_map(str::to_owned), 1 => ".{0,6}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let number = any::<f64>().prop_map(|x| Number::from_f64(x).map_or(Value::Null, Value::Number));
    let leaf = prop_oneof![
        select(&WORDS[..]).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        number,
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::Array),
            vec((name(), inner), 0..8).prop_map(|pairs| Value::Object(Map::from_iter(pairs))),
        ]
    })
}

fn all_of(received: &Received<'_>) -> usize {
    let Ok(found) = read(received, &Limits::default()) else { return 0 };
    for taken in &found {
        if let Taken::Event(event) = taken {
            let _ = ids_of(event);
            for currency in [None, Currency::from_code("EUR").ok()] {
                let rules = Rules { source: "shop", currency, allowed: &Allowed::default(), secret: &SECRET };
                let derived = facts_of(event, Some(1), &rules);
                assert_eq!(derived.rows[0].kind, Kind::Events);
                assert_eq!(derived, facts_of(event, Some(1), &rules));
            }
            let bytes = serde_json::to_vec(event).unwrap();
            serde_json::from_slice::<Accepted>(&bytes).unwrap();
        }
    }
    found.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_makes_it_panic(body in any_json(), wrapped in any::<bool>(), door in select(&DOORS[..])) {
        let body = if wrapped { json!({ "batch": [body, {"type": "page", "userId": "good", "event": "e", "distinct_id": "d"}] }) } else { body };
        let body = body.to_string();
        let found = all_of(&Received { door, body: body.as_bytes(), received_at: ARRIVAL });
        // Whatever its neighbour is, a good event arrives.
        prop_assert!(!wrapped || found == 2);
        let _ = key_of(None, None, None, body.as_bytes());
    }

    #[test]
    fn no_event_of_a_known_shape_makes_it_panic(
        event in select(vec!["Order Completed", "Order Updated", "Order Cancelled", "Order Refunded", "Product Reviewed", "E"]),
        properties in vec((name(), any_json()), 0..10),
        products in option::of(vec(any_json(), 0..4)),
        time in any_json(),
        received_at in any::<i64>(),
    ) {
        let mut properties = Map::from_iter(properties);
        properties.insert("order_id".to_owned(), Value::from("1"));
        if let Some(products) = products {
            properties.insert("products".to_owned(), Value::from(products));
        }
        let body = json!({"type": "track", "userId": "a", "event": event, "properties": properties, "timestamp": time}).to_string();
        all_of(&Received { door: Door::Segment(None), body: body.as_bytes(), received_at });
    }

    #[test]
    fn no_bytes_make_it_panic(body in vec(any::<u8>(), 0..200), header in ".{0,40}", door in select(&DOORS[..])) {
        all_of(&Received { door, body: &body, received_at: ARRIVAL });
        let _ = key_of(Some(&header), Some(&header), Some(&header), &body);
        let _ = key_of(Some(&format!("Basic {header}")), None, None, &body);
    }

    #[test]
    fn damaged_json_is_refused_or_read_and_never_more(at in 0usize..300, byte in any::<u8>()) {
        let mut body = br#"{"batch":[{"type":"track","userId":"a","event":"Order Completed","messageId":"1","properties":{"order_id":"1","revenue":12.5,"currency":"EUR"}},{"type":"page","userId":"\ud83d\ude00"}],"sentAt":"2026-11-22T02:00:00Z"}"#.to_vec();
        let at = at % body.len();
        body[at] = byte;
        let found = all_of(&Received { door: Door::Segment(None), body: &body, received_at: ARRIVAL });
        prop_assert!(found <= 2);
    }

    #[test]
    fn what_the_inbox_holds_reads_back(
        pairs in vec((name(), prop_oneof![".{0,9}".prop_map(Value::from), any::<i32>().prop_map(|n| Value::from(f64::from(n) / 1000.0))]), 0..6),
        time in -62_000_000_000_000i64..253_000_000_000_000,
    ) {
        let body = json!({"type": "track", "userId": "a", "event": "E", "timestamp": jiff_text(time * 1000),
            "traits": Map::from_iter(pairs.clone()), "properties": Map::from_iter(pairs)});
        for taken in read(&Received { door: Door::Segment(None), body: body.to_string().as_bytes(), received_at: ARRIVAL }, &Limits::default()).unwrap() {
            if let Taken::Event(event) = taken {
                let bytes = serde_json::to_vec(&event).unwrap();
                prop_assert_eq!(&serde_json::from_slice::<Accepted>(&bytes).unwrap(), &*event);
            }
        }
    }

    #[test]
    fn money_in_text_is_exact(minor in 0i64..=99_999_999_999, grouped in any::<bool>(), comma in any::<bool>()) {
        let (whole, cents) = (minor / 100, minor % 100);
        let (thousands, decimal) = if comma { (".", ",") } else { (",", ".") };
        let mut text = whole.to_string();
        if grouped {
            let digits = text.clone();
            text = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect::<Vec<_>>().join(thousands);
        }
        let properties = json!({"order_id": "1", "currency": "EUR", "revenue": format!("{text}{decimal}{cents:02}")});
        let row = order(&properties);
        prop_assert_eq!(row.value("amount"), &facts::Value::Money(minor));
        // The same amount as a number.
        let number: Value = serde_json::from_str(&format!("{whole}.{cents:02}")).unwrap();
        let row = order(&json!({"order_id": "1", "currency": "EUR", "revenue": number}));
        prop_assert_eq!(row.value("amount"), &facts::Value::Money(minor));
    }

    #[test]
    fn shuffled_doubled_and_split_requests_tell_the_same(
        story in vec((0u8..6, 0u8..3, 0u8..20, 0i64..3000), 1..25),
        order in vec(any::<u32>(), 25),
        doubled in vec(any::<bool>(), 25),
        size in 1usize..6,
    ) {
        let messages: Vec<Value> = (0i64..).zip(&story).map(|(n, step)| message(n, *step)).collect();
        let orderly = rows_after(&messages, messages.len());
        let mut shuffled: Vec<(u32, Value)> = Vec::new();
        for (n, message) in messages.iter().enumerate() {
            shuffled.push((order[n], message.clone()));
            if doubled[n] {
                shuffled.push((order[n].wrapping_mul(2_654_435_761), message.clone()));
            }
        }
        shuffled.sort_by_key(|(rank, _)| *rank);
        let shuffled: Vec<Value> = shuffled.into_iter().map(|(_, message)| message).collect();
        prop_assert_eq!(orderly, rows_after(&shuffled, size));
    }
}

fn order(properties: &Value) -> FactRow {
    let body = json!({"type": "track", "userId": "a", "event": "Order Completed", "properties": properties});
    let found = crate::shop::told(&crate::shop::event(&body.to_string()));
    assert_eq!(found.problems, [""; 0]);
    found.rows.into_iter().find(|row| row.kind == Kind::Orders).unwrap()
}

/// One message of a made-up story, as a sender would write it.
fn message(n: i64, (what, order_id, amount, minutes_ago): (u8, u8, u8, i64)) -> Value {
    let own = ARRIVAL - minutes_ago * 60 * SECOND;
    let time = |micros: i64| jiff_text(micros);
    let event = [
        "Order Completed",
        "Order Updated",
        "Order Cancelled",
        "Order Refunded",
        "Product Reviewed",
        "Looked",
    ];
    json!({
        "type": "track", "userId": "ada", "messageId": format!("m{n}"), "event": event[usize::from(what)],
        "timestamp": time(own), "sentAt": time(ARRIVAL),
        "properties": {"order_id": order_id, "revenue": amount, "currency": "EUR", "rating": 4,
            "products": [{"product_id": "A", "price": amount, "quantity": 1}]},
    })
}

/// Milliseconds since 1970, a form of time that is read.
fn jiff_text(micros: i64) -> String {
    (micros / 1000).to_string()
}

/// All rows told by requests of so many messages each, later ones arriving later; repeats absorbed.
fn rows_after(messages: &[Value], size: usize) -> Vec<(String, FactRow)> {
    let mut known: HashMap<[u8; 16], Vec<FactRow>> = HashMap::new();
    for (n, request) in (0i64..).zip(messages.chunks(size)) {
        // Each request arrives a second later, and its sender's clock says so.
        let received_at = ARRIVAL + n * SECOND;
        let events: Vec<Value> = request
            .iter()
            .map(|message| {
                let mut message = message.clone();
                message["sentAt"] = Value::from(jiff_text(received_at));
                message
            })
            .collect();
        let body = json!({ "batch": events }).to_string();
        let received = Received { door: Door::Segment(None), body: body.as_bytes(), received_at };
        for taken in read(&received, &Limits::default()).unwrap() {
            let Taken::Event(mut event) = taken else { panic!("refused") };
            let digest = message_digest(&SECRET, &event.message_id);
            // When it arrived is what no later arrival can repeat.
            event.received_at = ARRIVAL;
            let allowed = Allowed::default();
            let rules = Rules { source: "shop", currency: None, allowed: &allowed, secret: &SECRET };
            known.entry(digest).or_insert_with(|| facts_of(&event, Some(1), &rules).rows);
        }
    }
    let mut rows: Vec<(String, FactRow)> =
        known.into_values().flatten().map(|row| (format!("{row:?}"), row)).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}
