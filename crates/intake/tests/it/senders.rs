//! One recorded request of each sender goes in and comes out as the same story. The requests were
//! recorded from the unmodified packages; only the address of the page is made up.

use facts::schema::Kind;
use intake::{Accepted, Door, EventType, Limits, Received, Taken, ids_of, key_of, read};

use crate::shop::{ARRIVAL, SECOND, all_shown, told};

const KEY: &str = "gwk_0123456789abcdef0123456789abcdef";
/// 2026-01-15T10:00:00Z.
const ORDERED: i64 = 1_768_471_200_000_000;

struct Sender {
    name: &'static str,
    requests: &'static str,
    /// Whether the sender says when the order was placed, or takes the moment of the call.
    tells_time: bool,
}

const SENDERS: [Sender; 8] = [
    Sender {
        name: "segment-python",
        requests: include_str!("requests/segment-python.http"),
        tells_time: true,
    },
    Sender { name: "segment-node", requests: include_str!("requests/segment-node.http"), tells_time: true },
    Sender { name: "browser", requests: include_str!("requests/browser.http"), tells_time: true },
    Sender { name: "rudder-python", requests: include_str!("requests/rudder-python.http"), tells_time: true },
    Sender { name: "rudder-node", requests: include_str!("requests/rudder-node.http"), tells_time: true },
    Sender {
        name: "posthog-python",
        requests: include_str!("requests/posthog-python.http"),
        tells_time: true,
    },
    Sender { name: "posthog-node", requests: include_str!("requests/posthog-node.http"), tells_time: true },
    Sender { name: "jitsu", requests: include_str!("requests/jitsu.http"), tells_time: false },
];

/// The events of a recording, and the key each request had.
fn replay(requests: &str) -> (Vec<Accepted>, Vec<Option<String>>) {
    let (mut events, mut keys) = (Vec::new(), Vec::new());
    for request in requests.split("\n=====\n") {
        let (head, body) = request.split_once("\n\n").unwrap();
        let header = |wanted: &str| {
            head.lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| *name == wanted)
                .map(|(_, v)| v)
        };
        let path = head.split(' ').nth(1).unwrap().lines().next().unwrap();
        let body = body.trim_end().as_bytes();
        keys.push(key_of(header("authorization"), header("x-write-key"), None, body));
        let received = Received { door: Door::of_path(path).unwrap(), body, received_at: ARRIVAL };
        for taken in read(&received, &Limits::default()).unwrap() {
            match taken {
                Taken::Event(event) => events.push(*event),
                Taken::Bad { reason, .. } => panic!("{path}: {reason}"),
            }
        }
    }
    (events, keys)
}

#[test]
fn each_sender_tells_the_same_story() {
    for Sender { name, requests, tells_time } in SENDERS {
        let (events, keys) = replay(requests);
        assert!(keys.iter().all(|key| key.as_deref() == Some(KEY)), "{name}: {keys:?}");
        let kinds: Vec<EventType> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventType::Page, EventType::Identify, EventType::Track], "{name}");
        let [page, identify, order] = events.as_slice() else { panic!("{name}") };

        let customer = format!("{name}-ada");
        let device = ids_of(page).customer.unwrap();
        assert_eq!(device.space, "anonymous", "{name}");
        let who = ids_of(identify);
        assert_eq!(who.customer.as_ref().unwrap().id, customer, "{name}");
        assert_eq!(who.links.len(), 1, "{name}");
        assert_eq!(
            (who.links[0].kept.id.as_str(), &who.links[0].other),
            (customer.as_str(), &device),
            "{name}"
        );
        let traits: Vec<(&str, &str)> =
            who.traits.iter().map(|t| (t.name.as_str(), t.value.as_str())).collect();
        let email = format!("{name}@shop.example");
        assert_eq!(traits, [("email", email.as_str()), ("name", "Ada Example"), ("visits", "3")], "{name}");
        assert_eq!(ids_of(order).customer.unwrap().id, customer, "{name}");

        // The order's own time, by our clock: all were sent a moment after they were made.
        let wanted = if tells_time { ORDERED + (ARRIVAL - order.sent_at.unwrap()) } else { ARRIVAL };
        assert!((order.time - wanted).abs() < SECOND, "{name}: {} is not {wanted}", order.time);
        assert_eq!(order.warnings, [""; 0], "{name}");

        let derived = told(order);
        assert_eq!(derived.problems, [""; 0], "{name}");
        let row = &all_shown(&derived, Kind::Orders)[0];
        assert!(row.starts_with(&format!("order_id={name}-1001 source=shop customer=42 ")), "{name}: {row}");
        assert!(
            row.ends_with("currency=EUR amount=4000 discount=150 shipping=400 tax=250 status=completed"),
            "{name}: {row}"
        );
        let lines = all_shown(&derived, Kind::OrderLines);
        let end = |n: usize| lines[n].split_once(" line=").unwrap().1.to_owned();
        assert_eq!(end(0), "1 product=A-1 quantity=2 price=1500 amount=3000 currency=EUR", "{name}");
        assert_eq!(end(1), "2 product=B-2 quantity=1 price=1000 amount=1000 currency=EUR", "{name}");

        // Nothing that identifies the person goes to history.
        let public = format!("{:?}", derived.rows.iter().map(|row| &row.values).collect::<Vec<_>>());
        assert!(!public.contains("Cup") && !public.contains('@'), "{name}: {public}");
    }
}
