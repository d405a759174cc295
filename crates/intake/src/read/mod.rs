//! Bytes into events.

mod accept;
mod posthog;
mod time;
mod walk;

use serde_json::{Map, Value};

use crate::{Accepted, Door, EventType, Limits, Received};
pub(crate) use accept::plain;
use walk::elements;
pub(crate) use walk::{Walk, first, members};

/// Why nothing of a request is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The body is no JSON at all.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// It says more than one request may.
    #[error("the request is too large: {0}; send smaller batches")]
    TooMuch(String),
}

/// What became of one event of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// It can be kept.
    Event(Box<Accepted>),
    /// It cannot; its neighbours are not harmed.
    Bad {
        /// Why, and what to do.
        reason: String,
        /// Its message id, where it could be read.
        message_id: Option<String>,
        /// Its bytes as they came.
        body: Vec<u8>,
    },
}

/// What a request says of all its events.
#[derive(Debug, Default)]
struct Envelope {
    sent_at: Option<Value>,
    context: Option<Value>,
    historical: bool,
}

/// The events of a request, good and bad, in their order.
///
/// # Errors
///
/// If the body is no JSON at all, or says more than one request may.
pub fn read(received: &Received<'_>, limits: &Limits) -> Result<Vec<Taken>, Unreadable> {
    let mut taken = Vec::new();
    read_each(received, limits, &mut |one| taken.push(one))?;
    Ok(taken)
}

/// As [`read`], one event after the other: a request is small beside all that is read from it at once.
///
/// # Errors
///
/// As [`read`]; what was handed out before is then not to be kept.
pub fn read_each(
    received: &Received<'_>,
    limits: &Limits,
    each: &mut dyn FnMut(Taken),
) -> Result<(), Unreadable> {
    let whole = Walk::whole(received.body).map_err(Unreadable::NotJson)?;
    if whole.first() == Some(&b'[') {
        return all(whole, &Envelope::default(), 0, received, limits, each);
    }
    if whole.first() != Some(&b'{') {
        each(one(whole, &Envelope::default(), received, limits));
        return Ok(());
    }
    let mut envelope = Envelope::default();
    let (mut batch, mut shared) = (None, 0);
    let wanted = ["batch", "sentAt", "sent_at", "context", "historical_migration"];
    for (name, value) in members(whole, &wanted).map_err(Unreadable::NotJson)? {
        match name {
            "batch" => batch = Some(value),
            "context" => {
                shared = value.len();
                envelope.context = small(value);
            }
            "historical_migration" => envelope.historical = value == b"true",
            _ => envelope.sent_at = small(value),
        }
    }
    match batch {
        None => each(one(whole, &Envelope { context: None, ..envelope }, received, limits)),
        Some(list) if list.first() == Some(&b'[') => {
            return all(list, &envelope, shared, received, limits, each);
        }
        Some(_) => each(Taken::Bad {
            reason: "its batch is not a list of events".to_owned(),
            message_id: None,
            body: whole.to_vec(),
        }),
    }
    Ok(())
}

/// Each event of a list, as long as they are not too many. What is said once for all of them counts
/// with each.
fn all(
    list: &[u8],
    envelope: &Envelope,
    shared: usize,
    received: &Received<'_>,
    limits: &Limits,
    each: &mut dyn FnMut(Taken),
) -> Result<(), Unreadable> {
    let mut events = 0;
    elements(list, &mut |event| {
        events += 1;
        if events > limits.events {
            return Err(Unreadable::TooMuch(format!("it has more than {} events", limits.events)));
        }
        if shared.saturating_mul(events) > limits.shared_bytes {
            return Err(Unreadable::TooMuch(format!("its context of {shared} bytes belongs to every event")));
        }
        each(one(event, envelope, received, limits));
        Ok(())
    })
}

/// A value of the envelope; one too deep to be read says nothing.
fn small(bytes: &[u8]) -> Option<Value> {
    (walk::depth(bytes) <= Limits::default().depth).then(|| serde_json::from_slice(bytes).ok()).flatten()
}

fn one(bytes: &[u8], envelope: &Envelope, received: &Received<'_>, limits: &Limits) -> Taken {
    let bad =
        |reason: String, message_id: Option<String>| Taken::Bad { reason, message_id, body: bytes.to_vec() };
    if bytes.len() > limits.event_bytes {
        let reason =
            format!("it has {} bytes; an event may have at most {}", bytes.len(), limits.event_bytes);
        return bad(reason, id_in(bytes));
    }
    let depth = walk::depth(bytes);
    if depth > limits.depth {
        return bad(format!("its brackets are nested {depth} deep; at most {} are read", limits.depth), None);
    }
    let event = match object(bytes) {
        Ok(event) => event,
        Err(reason) => return bad(reason, None),
    };
    let message_id = message_id(&event);
    let (event, door_type) = match received.door {
        Door::PostHog => match posthog::as_segment(event) {
            Ok(event) => (event, None),
            Err(reason) => return bad(reason, message_id),
        },
        Door::Segment(kind) => (event, kind),
        Door::Jitsu(kind) => (event, Some(kind)),
        Door::Import => (event, None),
    };
    let corrected = received.door != Door::Import && !envelope.historical;
    match accept::accept(event, door_type, envelope, corrected, bytes, received.received_at) {
        Ok(accepted) => Taken::Event(Box::new(accepted)),
        Err(reason) => bad(reason, message_id),
    }
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        // Half an emoji, cut by a sender that counts UTF-16 units, is valid JSON and no text.
        Err(error) => walk::without_lone_surrogates(bytes)
            .and_then(|repaired| serde_json::from_slice(&repaired).ok())
            .ok_or_else(|| match std::str::from_utf8(bytes) {
                Err(_) => "it is not UTF-8 text".to_owned(),
                Ok(_) => format!("it cannot be read: {error}"),
            })?,
    };
    match value {
        Value::Object(event) => Ok(event),
        _ => Err("it is not an object; an event is written as { … }".to_owned()),
    }
}

fn message_id(event: &Map<String, Value>) -> Option<String> {
    ["messageId", "uuid"].iter().find_map(|name| event.get(*name)).and_then(plain)
}

/// The message id of an event that is too large to be read whole.
fn id_in(bytes: &[u8]) -> Option<String> {
    let members = members(bytes, &["messageId", "uuid"]).ok()?;
    let (_, value) = members.first()?;
    if value.len() > 1024 {
        return None;
    }
    serde_json::from_slice(value).ok().as_ref().and_then(plain)
}

/// The type named in an event.
fn type_of(event: &Map<String, Value>) -> Result<EventType, String> {
    const NONE: &str = "has no type; there are track, page, screen, identify, group and alias";
    match event.get("type") {
        None | Some(Value::Null) => Err(format!("it {NONE}")),
        Some(Value::String(name)) => match EventType::of(&name.trim().to_ascii_lowercase()) {
            Some(kind) if name.trim().len() > 1 => Ok(kind),
            _ => Err("its type is none of track, page, screen, identify, group and alias".to_owned()),
        },
        Some(_) => Err("its type is not text".to_owned()),
    }
}
