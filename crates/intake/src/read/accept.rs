//! What an event must have, and what is strange about one that has it.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    Envelope,
    time::{DAY, YEAR_1990, kept, moment},
    type_of,
};
use crate::{Accepted, EventType, Flag, identity::stands_for_nobody};

/// Longest id that is taken, in characters.
const LONGEST_ID: usize = 512;

/// Reads one event of Segment's shape.
pub(super) fn accept(
    mut event: Map<String, Value>,
    door_type: Option<EventType>,
    envelope: &Envelope,
    corrected: bool,
    bytes: &[u8],
    received_at: i64,
) -> Result<Accepted, String> {
    let kind = match door_type {
        Some(kind) => kind,
        None => type_of(&event)?,
    };
    let user = id(&event, "userId")?;
    let anonymous = id(&event, "anonymousId")?;
    if user.is_none() && anonymous.is_none() {
        return Err("it has neither userId nor anonymousId".to_owned());
    }
    let previous = id(&event, "previousId")?;
    let group = id(&event, "groupId")?;
    let mut warnings = Vec::new();
    for (what, id) in [("userId", &user), ("anonymousId", &anonymous)] {
        if id.as_deref().is_some_and(stands_for_nobody) {
            warnings.push(format!(
                "its {what} is a word for nobody; all who send it are taken for one customer: check the sender"
            ));
        }
    }

    let mut properties = take_object(&mut event, "properties");
    let mut context = take_object(&mut event, "context");
    if let (true, Some(Value::Object(shared))) = (context.is_empty(), &envelope.context) {
        context.clone_from(shared);
    }
    let name = name(kind, &event, &properties)?;

    let own_time = match event.get("originalTimestamp") {
        None | Some(Value::Null) => event.get("timestamp"),
        own => own,
    };
    let original_time = moment(own_time).map_err(|()| {
        "its timestamp cannot be read; write it as 2026-11-22T10:15:00.000Z, in the years 1 to 9999"
            .to_owned()
    })?;
    let sent_at = match event.get("sentAt").or_else(|| event.get("sent_at")) {
        None | Some(Value::Null) => moment(envelope.sent_at.as_ref()),
        own => moment(own),
    };
    let sent_at = sent_at.unwrap_or_else(|()| {
        warnings.push("its sentAt cannot be read; its clock is not corrected".to_owned());
        None
    });
    let time = match (original_time, sent_at) {
        (Some(own), Some(sent)) if corrected => received_at.saturating_add(own - sent),
        (Some(own), _) => own,
        (None, _) => received_at,
    };
    if !kept(time) {
        return Err("its time lies outside of the years 1 to 9999".to_owned());
    }
    let flag = if time > received_at.saturating_add(DAY) {
        Some(Flag::Future)
    } else {
        (time < YEAR_1990).then_some(Flag::Past)
    };

    let message_id = match event.get("messageId") {
        None | Some(Value::Null) => None,
        Some(id) => Some(plain(id).ok_or("its messageId is neither text nor a number of at most 19 digits")?),
    };
    let message_id = message_id
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| made_id(bytes, envelope, original_time, received_at));

    let traits = traits(kind, &mut event, &mut context, &mut properties);
    if kind == EventType::Group
        && let Some(Value::Object(about)) = event.remove("traits")
    {
        properties.insert("traits".to_owned(), Value::Object(about));
    }
    beside(kind, event, &mut properties, &mut context);
    Ok(Accepted {
        message_id,
        kind,
        name,
        user,
        anonymous,
        previous,
        group,
        time,
        original_time,
        sent_at,
        received_at,
        flag,
        traits,
        properties,
        context,
        warnings,
        problems: Vec::new(),
    })
}

/// An id as text: what is text or a number. A whole number written as a fraction is whole; one of
/// so many digits that it is read inexactly would be one id with its neighbours, and is none.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(x) if x.abs() >= EXACT => None,
            Some(x) if x.fract() == 0.0 => Some(format!("{}", x as i64)),
            _ => Some(number.to_string()),
        },
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// 2⁵³: below it a number with a fraction's sign holds every whole number exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn id(event: &Map<String, Value>, what: &str) -> Result<Option<String>, String> {
    let Some(value) = event.get(what).filter(|value| !value.is_null()) else { return Ok(None) };
    let text = plain(value)
        .ok_or_else(|| format!("its {what} is neither text nor a number of at most 19 digits"))?;
    if text.chars().count() > LONGEST_ID {
        return Err(format!("its {what} is longer than {LONGEST_ID} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("its {what} holds control characters"));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn take_object(event: &mut Map<String, Value>, what: &str) -> Map<String, Value> {
    match event.remove(what) {
        Some(Value::Object(object)) => object,
        None | Some(Value::Null) => Map::new(),
        // Kept under its own name: nothing sent is dropped in silence.
        Some(other) => Map::from_iter([(what.to_owned(), other)]),
    }
}

fn name(
    kind: EventType,
    event: &Map<String, Value>,
    properties: &Map<String, Value>,
) -> Result<String, String> {
    let given = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    };
    match kind {
        EventType::Track => given(event.get("event")).ok_or_else(|| "it has no event name".to_owned()),
        EventType::Page | EventType::Screen => Ok(given(event.get("event"))
            .or_else(|| given(event.get("name")))
            .or_else(|| given(properties.get("name")))
            .unwrap_or_else(|| kind.name().to_owned())),
        _ => Ok(given(event.get("event")).unwrap_or_else(|| kind.name().to_owned())),
    }
}

/// Traits of the person: `traits`, then `context.traits`, then `$set`; what was read first stays.
/// The traits of a group are about the group.
fn traits(
    kind: EventType,
    event: &mut Map<String, Value>,
    context: &mut Map<String, Value>,
    properties: &mut Map<String, Value>,
) -> Vec<(String, String)> {
    let own = if kind == EventType::Group { None } else { event.remove("traits") };
    let given = [
        own,
        context.remove("traits"),
        event.remove("$set"),
        properties.remove("$set"),
        event.remove("$set_once"),
        properties.remove("$set_once"),
    ];
    let mut traits: Vec<(String, String)> = Vec::new();
    for object in given.into_iter().flatten() {
        let Value::Object(object) = object else { continue };
        for (name, value) in object {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                other => other.to_string(),
            };
            if !text.is_empty() && traits.iter().all(|(known, _)| *known != name) {
                traits.push((name, text));
            }
        }
    }
    traits.sort();
    traits
}

/// Fields that are read elsewhere, or say nothing of the event: how it is to be passed on, by what
/// software it was sent, and the write key, which is kept nowhere.
const READ: [&str; 27] = [
    "type",
    "event",
    "name",
    "userId",
    "anonymousId",
    "previousId",
    "groupId",
    "messageId",
    "timestamp",
    "originalTimestamp",
    "sentAt",
    "sent_at",
    "properties",
    "traits",
    "context",
    "$set",
    "$set_once",
    "batch",
    "integrations",
    "_metadata",
    "channel",
    "version",
    "receivedAt",
    "writeKey",
    "write_key",
    "api_key",
    "token",
];

/// What stands beside the fields of an event is kept with its surroundings; the category of a page is
/// a property of it.
fn beside(
    kind: EventType,
    event: Map<String, Value>,
    properties: &mut Map<String, Value>,
    context: &mut Map<String, Value>,
) {
    let mut other = Map::new();
    for (name, value) in event {
        if READ.contains(&name.as_str()) || value.is_null() {
            continue;
        }
        let of_page = name == "category" && matches!(kind, EventType::Page | EventType::Screen);
        if of_page && !properties.contains_key(&name) {
            properties.insert(name, value);
        } else {
            other.insert(name, value);
        }
    }
    if !other.is_empty() {
        context.insert("beside".to_owned(), Value::Object(other));
    }
}

/// The id of a message that has none: a digest of its bytes, so that the same bytes sent again are
/// the same message. Where it names no time of its own, the moment of arrival is its time and
/// belongs to it: otherwise the same click tomorrow would be lost.
fn made_id(bytes: &[u8], envelope: &Envelope, own_time: Option<i64>, received_at: i64) -> String {
    let mut hash = Sha256::new();
    hash.update(bytes);
    if let Some(sent_at) = &envelope.sent_at {
        hash.update(sent_at.to_string());
    }
    if own_time.is_none() {
        hash.update(received_at.to_le_bytes());
    }
    let digest = hash.finalize();
    digest[..16].iter().fold("made-".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}
