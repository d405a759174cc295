//! Who is who.

use intake::{Cause, Door, ids_of, message_digest};

use crate::shop::{ARRIVAL, SECRET, event, events, shown, told};

fn links(json: &str) -> Vec<String> {
    ids_of(&event(json))
        .links
        .iter()
        .map(|link| {
            let cause = if link.cause == Cause::Alias { "is" } else { "was" };
            format!("{}:{} {cause} {}:{}", link.kept.space, link.kept.id, link.other.space, link.other.id)
        })
        .collect()
}

#[test]
fn identify_joins_a_device_and_alias_two_ids() {
    assert_eq!(links(r#"{"type":"identify","userId":"u","anonymousId":"d"}"#), ["id:u was anonymous:d"]);
    assert_eq!(
        links(r#"{"type":"alias","userId":"new","previousId":"old"}"#),
        ["id:new is id:old", "id:new is anonymous:old"]
    );
    assert_eq!(
        links(r#"{"type":"alias","userId":"new","anonymousId":"d","previousId":"d"}"#),
        ["id:new was anonymous:d"]
    );
    // Only identify and alias join: a shared computer's next visitor is somebody else.
    assert_eq!(links(r#"{"type":"track","event":"E","userId":"u","anonymousId":"d"}"#), [""; 0]);
    // A word for nobody would join the whole world.
    for json in [
        r#"{"type":"identify","userId":"undefined","anonymousId":"d"}"#,
        r#"{"type":"identify","userId":"u","anonymousId":"null"}"#,
        r#"{"type":"alias","userId":"u","previousId":"0"}"#,
    ] {
        assert_eq!(links(json), [""; 0], "{json}");
    }
}

#[test]
fn posthogs_alias_and_persons_without_a_profile_are_understood() {
    let body = r#"{"batch":[
        {"event":"$create_alias","distinct_id":"d","uuid":"1","properties":{"distinct_id":"d","alias":"u"}},
        {"event":"E","distinct_id":"visitor","uuid":"2","properties":{"$is_identified":false}},
        {"event":"E","distinct_id":"u","uuid":"3","properties":{"$set_once":{"plan":"gold"},"token":"gwk_x"}}]}"#;
    let found = events(Door::PostHog, body);
    let alias = ids_of(&found[0]);
    assert!(alias.links.iter().any(|link| link.kept.id == "u" && link.other.id == "d"));
    assert_eq!(ids_of(&found[1]).customer.unwrap().space, "anonymous");
    let known = ids_of(&found[2]);
    assert_eq!((known.customer.unwrap().space, known.traits[0].value.as_str()), ("id", "gold"));
    assert!(!serde_json::to_string(&found[2]).unwrap().contains("gwk_x"), "the write key is kept nowhere");
}

#[test]
fn traits_are_read_from_all_three_places_and_a_groups_are_not_a_persons() {
    let found = event(
        r#"{"type":"identify","userId":"u","traits":{"email":"a@x.example","age":null},
            "context":{"traits":{"email":"b@x.example","phone":"1"}},"$set":{"phone":"2","city":{"n":1}}}"#,
    );
    let traits: Vec<String> = found.traits.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(traits, [r#"city={"n":1}"#, "email=a@x.example", "phone=1"]);
    let group = event(r#"{"type":"group","userId":"u","groupId":"g","traits":{"name":"Firm"}}"#);
    assert!(group.traits.is_empty());
    assert_eq!(group.properties["traits"]["name"], "Firm");
}

#[test]
fn message_digests_depend_on_the_secret() {
    assert_eq!(message_digest(&SECRET, "m"), message_digest(&SECRET, "m"));
    assert_ne!(message_digest(&SECRET, "m"), message_digest(&[8; 32], "m"));
    assert_ne!(message_digest(&SECRET, "m"), message_digest(&SECRET, "n"));
}

#[test]
fn a_clock_of_the_future_does_not_have_the_last_word() {
    let found = event(
        r#"{"type":"identify","userId":"u","anonymousId":"d","timestamp":"2099-01-01T00:00:00Z","traits":{"plan":"gold"}}"#,
    );
    let identity = ids_of(&found);
    assert_eq!((identity.traits[0].time, identity.links[0].time), (ARRIVAL, ARRIVAL));
}

#[test]
fn history_has_neither_a_visit_nor_the_person_in_a_message_id() {
    let told = told(&event(
        r#"{"type":"track","event":"E","userId":"anna-muster","messageId":"click-anna-muster-17",
            "properties":{"session_id":"s3cr3t-cookie"}}"#,
    ));
    let row = shown(&told.rows[0]);
    assert!(!row.contains("anna") && !row.contains("s3cr3t"), "{row}");
    assert!(row.contains("message_id=h:") && row.contains("session=h:"), "{row}");
    // An id of few characters stands in others by chance.
    let told = crate::shop::told(&event(r#"{"type":"track","event":"E","userId":"7","messageId":"m-17"}"#));
    assert!(shown(&told.rows[0]).contains("message_id=m-17"));
}
