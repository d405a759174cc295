//! PostHog's events in Segment's shape.

use serde_json::{Map, Value};

/// The same event as Segment's senders would write it.
pub(super) fn as_segment(mut event: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut properties = match event.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let name = match event.remove("event") {
        Some(Value::String(name)) if !name.trim().is_empty() => name.trim().to_owned(),
        _ => return Err("it has no event name".to_owned()),
    };
    let given = |value: &Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
    let person = event
        .remove("distinct_id")
        .filter(given)
        .or_else(|| properties.get("distinct_id").cloned().filter(given))
        .ok_or("it has no distinct_id")?;

    let mut out = Map::new();
    let kind = match name.as_str() {
        "$identify" | "$set" => "identify",
        "$create_alias" | "$merge_dangerously" => "alias",
        "$groupidentify" => "group",
        "$pageview" => "page",
        "$screen" => "screen",
        _ => "track",
    };
    if kind == "alias" {
        // The event carries one id, its property `alias` the other; they are one person.
        if let Some(alias) = properties.remove("alias").filter(given) {
            out.insert("userId".to_owned(), alias);
            out.insert("previousId".to_owned(), person);
        } else {
            out.insert("userId".to_owned(), person);
        }
    } else {
        let nobody_yet = properties.get("$is_identified") == Some(&Value::Bool(false))
            || properties.get("$process_person_profile") == Some(&Value::Bool(false))
            || properties.get("$device_id") == Some(&person);
        let space = if nobody_yet && kind != "identify" { "anonymousId" } else { "userId" };
        out.insert(space.to_owned(), person);
        if let Some(before) = properties.remove("$anon_distinct_id").filter(given) {
            out.insert("anonymousId".to_owned(), before);
        }
    }
    if kind == "group"
        && let Some(group) = properties.get("$group_key")
    {
        out.insert("groupId".to_owned(), group.clone());
    }
    out.insert("type".to_owned(), Value::from(kind));
    out.insert("event".to_owned(), Value::from(name));
    for (theirs, ours) in [
        ("uuid", "messageId"),
        ("messageId", "messageId"),
        ("timestamp", "timestamp"),
        ("sent_at", "sentAt"),
        ("$set", "$set"),
        ("$set_once", "$set_once"),
        ("context", "context"),
    ] {
        if let Some(value) = event.remove(theirs) {
            out.insert(ours.to_owned(), value);
        }
    }
    for (name, value) in event {
        out.entry(name).or_insert(value);
    }
    // These say which project the event belongs to: the write key, which is kept nowhere.
    for secret in ["token", "api_key"] {
        properties.remove(secret);
    }
    out.insert("properties".to_owned(), Value::Object(properties));
    Ok(out)
}
