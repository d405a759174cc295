//! What becomes of ecommerce events.

use facts::{Value, schema::Kind};
use intake::{Allowed, GoesTo, PropertyKind, Rules, facts_of};

use crate::shop::{SECRET, all_shown, event, of, shown, told, told_in, track};

#[test]
fn an_order_is_its_own_amounts_and_lines() {
    let order = track(
        "Order Completed",
        r#"{"order_id":1001,"total":"27.50","shipping":"3.00","tax":2,"discount":-2.5,"currency":"usd",
            "affiliation":"web","products":[{"sku":"G-32","price":"9.995","quantity":3},{"product_id":505,"price":4}]}"#,
    );
    let derived = told(&order);
    assert_eq!(derived.problems, [""; 0]);
    assert_eq!(
        all_shown(&derived, Kind::Orders),
        [
            "order_id=1001 source=shop customer=42 time=arrival-5s currency=USD amount=2250 discount=250 shipping=300 tax=200 status=completed channel=web"
        ]
    );
    assert_eq!(
        all_shown(&derived, Kind::OrderLines),
        [
            "order_id=1001 source=shop line=1 product=G-32 quantity=3 price=1000 amount=2999 currency=USD",
            "order_id=1001 source=shop line=2 product=505 quantity=1 price=400 amount=400 currency=USD",
        ]
    );
    assert!(of(&derived, Kind::OrderLines).iter().all(|line| line.complete_set));
    let event = of(&derived, Kind::Events)[0];
    assert_eq!(event.value("order_id"), &Value::Text("1001".to_owned()));
    assert_eq!(event.value("amount"), &Value::Money(2250));
    // The raw amounts stay readable.
    let details = &event.private.0[0].1;
    assert!(details.contains(r#""total":"27.50""#) && details.contains(r#""price":"9.995""#), "{details}");
}

#[test]
fn minor_units_follow_the_currency() {
    let amount = |currency: &str, revenue: &str| {
        let order = track(
            "Order Completed",
            &format!(r#"{{"order_id":"1","revenue":{revenue},"currency":"{currency}"}}"#),
        );
        of(&told(&order), Kind::Orders)[0].value("amount").clone()
    };
    assert_eq!(amount("JPY", "980.5"), Value::Money(981));
    assert_eq!(amount("BHD", "\"1.2345\""), Value::Money(1235));
    assert_eq!(amount("EUR", "1.005"), Value::Money(101));
    assert_eq!(amount("EUR", "0.1"), Value::Money(10));
}

#[test]
fn without_a_currency_the_sources_counts_or_the_order_waits() {
    let order = track("Order Completed", r#"{"order_id":"1","revenue":5,"products":[{"price":5}]}"#);
    let nothing = told(&order);
    assert_eq!(nothing.rows.len(), 1);
    assert!(
        nothing.problems[0].contains("names no currency and its source has none"),
        "{:?}",
        nothing.problems
    );
    let kept = told_in(&order, Some("RON"));
    assert_eq!(of(&kept, Kind::Orders)[0].value("currency"), &Value::Text("RON".to_owned()));
    // An unknown code is no reason to take another one.
    let unknown = track("Order Completed", r#"{"order_id":"1","revenue":5,"currency":"EURO"}"#);
    let nothing = told_in(&unknown, Some("RON"));
    assert_eq!((nothing.rows.len(), nothing.problems.len()), (1, 1));
    // Only lines have a price.
    let lines = track("Order Completed", r#"{"order_id":"1","products":[{"price":5}]}"#);
    assert_eq!(told(&lines).rows.len(), 1);
}

#[test]
fn an_order_that_cannot_be_read_is_an_event_with_a_reason() {
    for (properties, reason) in [
        (r#"{"revenue":5,"currency":"EUR"}"#, "it has no order_id"),
        (r#"{"order_id":"1","total":"1,234","currency":"EUR"}"#, "its total cannot be read"),
        (r#"{"order_id":"1","total":-3,"currency":"EUR"}"#, "its amount is negative"),
        (r#"{"order_id":"1","revenue":1e300,"currency":"EUR"}"#, "its revenue cannot be read"),
        (r#"{"order_id":"1","revenue":99999999999999,"currency":"EUR"}"#, "99999999999999 EUR is too large"),
    ] {
        let derived = told(&track("Order Completed", properties));
        assert_eq!(derived.rows.len(), 1, "{properties}");
        assert!(derived.problems[0].contains(reason), "{:?}", derived.problems);
    }
    // A detail that cannot be read costs only itself.
    let derived = told(&track(
        "Order Completed",
        r#"{"order_id":"1","revenue":5,"tax":"some","currency":"EUR","products":[7,{"product_id":"A","price":"dear"}]}"#,
    ));
    assert_eq!(
        all_shown(&derived, Kind::OrderLines),
        ["order_id=1 source=shop line=2 product=A quantity=1 currency=EUR"]
            .map(|line| line.replace(" quantity=1", ""))
    );
    assert_eq!(of(&derived, Kind::Orders).len(), 1);
    assert_eq!(derived.problems.len(), 3, "{:?}", derived.problems);
}

#[test]
fn an_update_restates_amounts_and_lines_but_not_the_day() {
    let update = track(
        "Order Updated",
        r#"{"order_id":"1","revenue":12,"currency":"EUR","products":[{"product_id":"B","price":12,"quantity":1}]}"#,
    );
    let derived = told(&update);
    let orders = of(&derived, Kind::Orders);
    assert_eq!(shown(orders[0]), "order_id=1 source=shop currency=EUR amount=1200");
    assert_eq!(shown(orders[1]), "order_id=1 source=shop customer=42 time=arrival-5s");
    // Its time counts only where nobody else knows one, and then the earliest.
    assert!(orders[1].version.time < -1_000_000_000_000_000_000);
    let earlier = told(&event(
        r#"{"type":"track","userId":"ada","messageId":"m-0","event":"Order Updated",
            "timestamp":"2026-11-21T00:00:00Z","properties":{"order_id":"1"}}"#,
    ));
    assert!(of(&earlier, Kind::Orders)[1].version > orders[1].version);
    assert!(of(&derived, Kind::OrderLines)[0].complete_set);

    let cancelled = told(&track("Order Cancelled", r#"{"order_id":"1","total":12}"#));
    assert_eq!(shown(of(&cancelled, Kind::Orders)[0]), "order_id=1 source=shop status=cancelled");
    assert_eq!(orders[0].key, of(&cancelled, Kind::Orders)[0].key);
}

#[test]
fn a_refund_is_of_its_products_or_of_the_whole_order() {
    let whole = told(&track("Order Refunded", r#"{"order_id":"1"}"#));
    // A refund without a number has one made of what it is: the same event gives the same.
    let numbered = |told| {
        let all: Vec<String> = all_shown(told, Kind::Returns);
        all.iter()
            .map(|row| {
                let (number, rest) = row.split_once(' ').unwrap();
                assert!(number.starts_with("return_id=e:") && number.len() == 32, "{row}");
                rest.to_owned()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(numbered(&whole), ["source=shop order_id=1 customer=42 time=arrival-5s whole_order=true"]);
    let stated = told(&track(
        "Order Refunded",
        r#"{"order_id":"1","total":-12.5,"currency":"EUR","reason":"Ada was sad"}"#,
    ));
    assert_eq!(
        numbered(&stated),
        ["source=shop order_id=1 customer=42 time=arrival-5s currency=EUR amount=1250 whole_order=true"]
    );
    assert_eq!(of(&stated, Kind::Returns)[0].private.0, [("comment".to_owned(), "Ada was sad".to_owned())]);
    let parts = told(&track(
        "Order Refunded",
        r#"{"order_id":"1","refund_id":"R9","currency":"EUR","products":[
            {"product_id":"A","price":3,"quantity":2},{"product_id":"B","price":1},{"product_id":"A","price":3,"quantity":1}]}"#,
    ));
    let start = "return_id=R9 source=shop order_id=1 customer=42 time=arrival-5s currency=EUR";
    assert_eq!(
        all_shown(&parts, Kind::Returns),
        [
            format!("{start} amount=900 product=A quantity=3 whole_order=false"),
            format!("{start} amount=100 product=B quantity=1 whole_order=false"),
        ]
    );
    // Products without prices, and what was paid back for all of them.
    let sum = told(&track(
        "Order Refunded",
        r#"{"order_id":"1","total":7,"currency":"EUR","products":[{"product_id":"A","quantity":2},{"product_id":"B"}]}"#,
    ));
    let start = "source=shop order_id=1 customer=42 time=arrival-5s currency=EUR";
    assert_eq!(
        numbered(&sum),
        [
            format!("{start} product=A quantity=2 whole_order=false"),
            format!("{start} product=B quantity=1 whole_order=false"),
            format!("{start} amount=700 whole_order=false"),
        ]
    );
}

#[test]
fn a_review_is_feedback_and_its_words_stay_in_the_records() {
    let review = track(
        "Product Reviewed",
        r#"{"product_id":"A","review_id":"v1","rating":"4","review_body":"Call me: +40 722 000 111"}"#,
    );
    let derived = told(&review);
    assert_eq!(
        all_shown(&derived, Kind::Feedback),
        [
            "feedback_id=v1 source=shop customer=42 product=A time=arrival-5s kind=review measure=stars score=4 scale_low=1 scale_high=5"
        ]
    );
    assert_eq!(of(&derived, Kind::Feedback)[0].private.0[0].0, "text");
    let odd = told(&track("Product Reviewed", r#"{"product_id":"A","rating":87}"#));
    assert_eq!(of(&odd, Kind::Feedback)[0].value("scale_high"), &Value::Null);
    // Its feedback is kept with what is known of it: nothing waits in quarantine.
    assert_eq!(odd.problems, Vec::<String>::new());
}

#[test]
fn names_are_known_however_they_are_written() {
    for name in ["order_completed", "ORDER COMPLETED", "Completed Order", "orderCompleted"] {
        let derived = told(&track(name, r#"{"order_id":"1","revenue":1,"currency":"EUR"}"#));
        assert_eq!(of(&derived, Kind::Orders).len(), 1, "{name}");
    }
    assert_eq!(told(&track("Order Dreamt", r#"{"order_id":"1","revenue":1}"#)).rows.len(), 1);
}

#[test]
fn an_order_of_tomorrow_waits() {
    let order = event(
        r#"{"type":"track","userId":"ada","event":"Order Completed","timestamp":"2099-01-01T00:00:00Z",
            "properties":{"order_id":"1","revenue":1,"currency":"EUR"}}"#,
    );
    let derived = told(&order);
    assert_eq!(derived.rows.len(), 1);
    assert_eq!(derived.rows[0].value("flag"), &Value::Text("future".to_owned()));
    assert!(derived.problems[0].contains("more than a day ahead"));
}

#[test]
fn what_the_schema_names_goes_to_history_and_the_rest_to_the_records() {
    let seen = event(
        r#"{"type":"track","userId":"ada","messageId":"m","event":"Product Viewed","properties":{
            "product_id":"A-1","price":"19,90","category":"mail@shop.example","note":"for Ada","gift":true,"depth":12},
            "context":{"ip":"192.0.2.1"}}"#,
    );
    let mut allowed = Allowed::default();
    allowed.allow("product viewed", "gift", PropertyKind::YesNo);
    allowed.allow("*", "depth", PropertyKind::Code);
    allowed.allow("Other", "note", PropertyKind::Code);
    let derived =
        facts_of(&seen, None, &Rules { source: "shop", currency: None, allowed: &allowed, secret: &SECRET });
    let row = &derived.rows[0];
    let Value::Map(pairs) = row.value("properties") else { panic!("{row:?}") };
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["category", "depth", "gift", "price", "product_id"]);
    assert!(pairs[0].1.starts_with("h:") && pairs[0].1.len() == 18, "{}", pairs[0].1);
    assert_eq!((pairs[2].1.as_str(), pairs[3].1.as_str()), ("true", "19.9"));
    let details = &row.private.0[0].1;
    for kept in ["for Ada", "192.0.2.1", "19,90", "mail@shop.example"] {
        assert!(details.contains(kept), "{details}");
    }
    assert!(!details.contains("A-1") && !details.contains("gift"), "{details}");
    let note = derived.seen.iter().find(|seen| seen.property == "note").unwrap();
    assert_eq!((note.kind, note.goes_to), ("text", GoesTo::Records));
    let gift = derived.seen.iter().find(|seen| seen.property == "gift").unwrap();
    assert_eq!((gift.kind, gift.goes_to), ("yes_no", GoesTo::History));
    assert_eq!(row.value("customer"), &Value::Null);
}
