//! A made-up shop that the tests share.

use facts::{Currency, FactRow, Value, schema::Kind};
use intake::{Accepted, Allowed, Derived, Door, Limits, Received, Rules, Taken, facts_of, read};

/// The folder's secret.
pub const SECRET: [u8; 32] = [7; 32];

/// 2026-11-22T02:00:00Z, when everything arrives.
pub const ARRIVAL: i64 = 1_795_312_800_000_000;

/// One second in microseconds.
pub const SECOND: i64 = 1_000_000;

pub fn taken(door: Door, body: &str) -> Vec<Taken> {
    let received = Received { door, body: body.as_bytes(), received_at: ARRIVAL };
    read(&received, &Limits::default()).unwrap()
}

pub fn events(door: Door, body: &str) -> Vec<Accepted> {
    taken(door, body)
        .into_iter()
        .map(|taken| match taken {
            Taken::Event(event) => *event,
            Taken::Bad { reason, .. } => panic!("refused: {reason}"),
        })
        .collect()
}

/// A single event of `/v1/batch`.
pub fn event(json: &str) -> Accepted {
    events(Door::Segment(None), json).remove(0)
}

/// The reason why a single event of `/v1/batch` is bad.
pub fn refusal(json: &str) -> String {
    match taken(Door::Segment(None), json).remove(0) {
        Taken::Bad { reason, .. } => reason,
        Taken::Event(event) => panic!("taken: {event:?}"),
    }
}

pub fn told(event: &Accepted) -> Derived {
    told_in(event, None)
}

pub fn told_in(event: &Accepted, currency: Option<&str>) -> Derived {
    let currency = currency.map(|code| Currency::from_code(code).unwrap());
    facts_of(
        event,
        Some(42),
        &Rules { source: "shop", currency, allowed: &Allowed::default(), secret: &SECRET },
    )
}

/// A track event of the customer `ada`, five seconds before it arrives.
pub fn track(name: &str, properties: &str) -> Accepted {
    event(&format!(
        r#"{{"type":"track","userId":"ada","messageId":"m-1","event":"{name}",
            "timestamp":"2026-11-22T01:59:55Z","sentAt":"2026-11-22T02:00:00Z","properties":{properties}}}"#
    ))
}

pub fn of(derived: &Derived, kind: Kind) -> Vec<&FactRow> {
    derived.rows.iter().filter(|row| row.kind == kind).collect()
}

/// One row of a kind, as `field=value` of what is known.
pub fn shown(row: &FactRow) -> String {
    let known = row.kind.schema().public().zip(&row.values).filter(|(_, value)| !value.is_null());
    let fields: Vec<String> = known
        .map(|(field, value)| match value {
            Value::Text(text) => format!("{}={text}", field.name),
            Value::Money(minor) => format!("{}={minor}", field.name),
            Value::Number(number) => format!("{}={number}", field.name),
            Value::Time(time) => format!("{}=arrival{:+}s", field.name, (time - ARRIVAL) / SECOND),
            Value::Customer(key) => format!("{}={key}", field.name),
            Value::YesNo(yes) => format!("{}={yes}", field.name),
            other => format!("{}={other:?}", field.name),
        })
        .collect();
    fields.join(" ")
}

pub fn all_shown(derived: &Derived, kind: Kind) -> Vec<String> {
    of(derived, kind).into_iter().map(shown).collect()
}
