//! The OpenAPI document: what the handlers say of themselves, made whole with what holds for all.

use std::collections::BTreeMap;

use access::Right;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::{
    Problem,
    problem::FieldError,
    routes::{Gate, Guard},
};

/// What the API is about, in the order of the page; a tag without operations is left out.
const TAGS: [(&str, &str); 17] = [
    ("me", "Who calls, and what they may do."),
    ("customers", "Customers, one by one and in lists, with what each is expected to bring."),
    ("segments", "Filters that were given a name."),
    ("notes", "What people wrote about a customer."),
    ("today", "The first screen in figures."),
    ("values", "What the customers are worth together."),
    ("cohorts", "Customers by the month they began, and the cash they bring."),
    ("strategy", "Which way to run the company: its scenarios, and what becomes of each."),
    ("data", "Imports, quarantine, rejects, and the age of the data."),
    ("uploads", "Files on their way in."),
    ("imports", "What was brought in, and taking it back."),
    ("company", "The company's settings."),
    ("people", "Who may sign in, and as what."),
    ("keys", "Keys with which programs read the API or send events."),
    ("webhooks", "Addresses that are told of what happened."),
    ("audit", "Who did what, in a chain that shows tampering."),
    ("retention", "What is kept for how long."),
];

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document, made whole.
pub(super) fn finished(of_handlers: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(of_handlers).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Goodwill",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "What every customer relationship is worth, and how far to trust it.",
        "description": "Programs send a key: `Authorization: Bearer gwa_…`. A key has scopes, which are names of \
            rights. Lists are paged by key: give `next` back as `after`. Errors are `application/problem+json`. \
            Moments are microseconds since 1970-01-01 UTC unless said otherwise. Events are sent to other paths, \
            with write keys: POST /v1/batch and its like.",
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    document["servers"] = json!([{ "url": "/", "description": "Where this document came from" }]);
    document["components"]["securitySchemes"] = json!({
        "session": {
            "type": "apiKey", "in": "cookie", "name": "goodwill_session",
            "description": "The session of a person who signed in; `__Host-goodwill` where a public address is set. \
                What changes something also sends the session's token in the header `x-csrf-token`.",
        },
        "key": {
            "type": "http", "scheme": "bearer",
            "description": "A key of the API. An owner makes it under Settings, Keys, and says what it may do.",
        },
    });
    let schemas = &mut document["components"]["schemas"];
    if !schemas.is_object() {
        *schemas = json!({});
    }
    schemas[Problem::name().as_ref()] = serde_json::to_value(Problem::schema()).unwrap_or_default();
    schemas[FieldError::name().as_ref()] = serde_json::to_value(FieldError::schema()).unwrap_or_default();

    let problem = json!({
        "description": "It did not work; the body says why",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let mut used: Vec<String> = Vec::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else { continue };
            for method in METHODS {
                let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else { continue };
                operation.insert("operationId".to_owned(), json!(operation_id(method, path)));
                let responses = operation.entry("responses").or_insert_with(|| json!({}));
                if let Some(responses) = responses.as_object_mut() {
                    responses.insert("default".to_owned(), problem.clone());
                }
                for tag in operation.get("tags").and_then(Value::as_array).into_iter().flatten() {
                    used.extend(tag.as_str().map(str::to_owned));
                }
            }
        }
        // The same order whatever the order of registration.
        let sorted: BTreeMap<String, Value> = std::mem::take(paths).into_iter().collect();
        *paths = sorted.into_iter().collect();
    }
    let known = TAGS.iter().filter(|(name, _)| used.iter().any(|u| u == name));
    let tags: Vec<Value> = known.map(|(name, text)| json!({ "name": name, "description": text })).collect();
    document["tags"] = json!(tags);
    document
}

/// `GET /api/v1/customers/{key}/notes` is `get_customers_key_notes`.
fn operation_id(method: &str, path: &str) -> String {
    let words =
        path.trim_start_matches("/api/v1").split(['/', '{', '}', '.', '-', '_']).filter(|w| !w.is_empty());
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}

/// All operations: method, path, operation.
pub(super) fn operations(
    document: &Value,
) -> impl Iterator<Item = (&'static str, &str, &Map<String, Value>)> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        METHODS
            .into_iter()
            .filter_map(move |method| Some((method, path.as_str(), item.get(method)?.as_object()?)))
    })
}

/// The gate an operation says it has; none where it says nothing, or nothing that is understood.
pub(super) fn guard(operation: &Map<String, Value>) -> Option<Guard> {
    let ways = operation.get("security")?.as_array()?;
    let way = |name: &str| ways.iter().find_map(|way| way.get(name)?.as_array());
    if ways.iter().all(|way| way.as_object().is_some_and(Map::is_empty)) {
        return (!ways.is_empty()).then_some(Guard { gate: Gate::Open, keys: true });
    }
    let session = way("session")?;
    let keys = way("key");
    // Both ways must ask the same, or one of them would be a back door.
    if keys.is_some_and(|keys| keys != session) {
        return None;
    }
    let gate = match session.as_slice() {
        [] => Gate::SignedIn,
        [right] => Gate::Needs(right.as_str()?.parse::<Right>().ok()?),
        _ => return None,
    };
    Some(Guard { gate, keys: keys.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate_of(security: &Value) -> Option<Guard> {
        guard(json!({ "security": security }).as_object().unwrap())
    }

    #[test]
    fn an_operation_that_says_nothing_has_no_gate() {
        assert_eq!(guard(&Map::new()), None);
        assert_eq!(gate_of(&json!([])), None);
        assert_eq!(gate_of(&json!([{ "session": ["customers:reed"] }])), None);
        assert_eq!(gate_of(&json!([{ "key": ["customers:read"] }])), None);
        assert_eq!(gate_of(&json!([{ "session": ["data:write"] }, { "key": ["data:read"] }])), None);
    }

    #[test]
    fn a_gate_is_read_from_what_is_asked() {
        assert_eq!(gate_of(&json!([{}])), Some(Guard { gate: Gate::Open, keys: true }));
        assert_eq!(
            gate_of(&json!([{ "session": [] }, { "key": [] }])),
            Some(Guard { gate: Gate::SignedIn, keys: true })
        );
        assert_eq!(
            gate_of(&json!([{ "session": ["people:write"] }])),
            Some(Guard { gate: Gate::Needs(Right::PeopleWrite), keys: false })
        );
    }

    #[test]
    fn operations_are_named_after_method_and_path() {
        assert_eq!(operation_id("get", "/api/v1/customers/{key}/notes"), "get_customers_key_notes");
    }
}
