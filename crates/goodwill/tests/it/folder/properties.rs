//! Properties of events that come in files.

use std::path::Path;

use super::Place;
use crate::serving::{Serving, post, write_key};

const EVENTS: &str =
    "message_id;customer_id;event;timestamp;product_id;cart_id;rating;brand;Waist size;free text;newsletter
m1;C1;Product Added;2024-01-01T10:00:00Z;P1;cart-7;4,5;ada@example.com;98;hello;yes
m2;C1;Product Reviewed;2024-01-02T10:00:00Z;P1;cart-7;4,5;Acme;98;;
m3;C2;Fitting;2024-01-03T10:00:00Z;;;;;98,5;hello again;no
m4;C2;Page Opened;2024-01-04T10:00:00Z;;;;Acme;98;;maybe
";

const KEPT: &str = "SELECT message_id, properties FROM events WHERE message_id LIKE 'm%' ORDER BY message_id";

#[test]
fn a_file_brings_the_properties_that_the_events_schemas_name() {
    let place = Place::new();
    let file = place.file("events.csv", EVENTS);
    let key = write_key(Path::new(&place.data()), "shop");
    place.does(&["events", "allow", "Fitting", "Waist size", "number"]);
    place.does(&["events", "allow", "*", "newsletter", "yes_no"]);
    let said = crate::run::goodwill(&["import", "events", &file, "--data", &place.data()]);
    let said = format!("{}{}", String::from_utf8_lossy(&said.stdout), crate::run::error(&said));
    let left_out = said.lines().find(|line| line.trim_start().starts_with("left out")).unwrap();
    assert!(left_out.contains("free text") && !left_out.contains("cart_id"), "{said}");
    assert!(said.contains("kept with events whose schema names it"), "{said}");
    let kept = place.asks(KEPT);
    let of = |n: usize, name: &str| kept[n]["properties"][name].as_str().map(str::to_owned);
    assert_eq!(of(0, "cart_id").as_deref(), Some("cart-7"), "{kept}");
    // What looks like an address is a digest, as from a running system.
    assert!(of(0, "brand").unwrap().starts_with("h:"), "{kept}");
    assert_eq!((of(0, "rating"), of(0, "Waist size"), of(1, "cart_id")), (None, None, None), "{kept}");
    assert_eq!(of(1, "rating").as_deref(), Some("4.5"), "{kept}");
    assert_eq!(of(2, "Waist size").as_deref(), Some("98.5"), "{kept}");
    assert_eq!(
        (of(2, "newsletter").as_deref(), of(0, "newsletter").as_deref()),
        (Some("false"), Some("true"))
    );
    assert!(kept[3]["properties"].is_null(), "{kept}");
    assert!(place.does(&["check"]).contains("everything holds"));

    // The same event from a running system has the same properties.
    let sent = r#"{"batch":[{"type":"track","messageId":"s1","userId":"C1","event":"Product Added","timestamp":"2024-01-01T10:00:00Z",
        "properties":{"cart_id":"cart-7","rating":"4.5","brand":"ada@example.com","Waist size":"98","free text":"hello","newsletter":"yes"}}]}"#;
    let serving = Serving::start(Path::new(&place.data()));
    assert_eq!(post(&serving.address, &key, "/v1/import", sent).unwrap().status, 200);
    serving.stop();
    let sent = place.asks("SELECT properties FROM events WHERE message_id = 's1'");
    assert_eq!(sent[0]["properties"], kept[0]["properties"]);
}
