//! What is taken, what is refused and why.

use intake::{Door, EventType, Flag, Limits, Received, Taken, Unreadable, read};

use crate::shop::{ARRIVAL, SECOND, event, events, refusal, taken};

#[test]
fn one_bad_event_harms_no_other() {
    let body = r#"{"batch":[
        {"type":"track","userId":"a","event":"One","messageId":"1"},
        {"type":"track","userId":"a","messageId":"2"},
        17,
        {"type":"track","userId":"a","event":"Two","messageId":"3"}]}"#;
    let found = taken(Door::Segment(None), body);
    let names: Vec<String> = found
        .iter()
        .map(|taken| match taken {
            Taken::Event(event) => event.name.clone(),
            Taken::Bad { reason, message_id, .. } => {
                format!("{reason} ({})", message_id.as_deref().unwrap_or("-"))
            }
        })
        .collect();
    assert_eq!(
        names,
        ["One", "it has no event name (2)", "it is not an object; an event is written as { … } (-)", "Two"]
    );
    let Taken::Bad { body, .. } = &found[2] else { panic!() };
    assert_eq!(body, b"17");
}

#[test]
fn each_refusal_says_why() {
    let deep = format!(
        r#"{{"type":"track","userId":"a","event":"E","properties":{}1{}}}"#,
        "[".repeat(99),
        "]".repeat(99)
    );
    let deeper = format!(r#"{{"type":"track","properties":{}1{}}}"#, "[".repeat(9000), "]".repeat(9000));
    let long = format!(
        r#"{{"type":"track","userId":"a","event":"E","properties":{{"p":"{}"}}}}"#,
        "x".repeat(33_000)
    );
    for (json, reason) in [
        (r#"{"userId":"a","event":"E"}"#, "it has no type"),
        (r#"{"type":"trakc","userId":"a","event":"E"}"#, "its type is none of"),
        (r#"{"type":7,"userId":"a"}"#, "its type is not text"),
        (r#"{"type":"track","userId":"a","event":"  "}"#, "it has no event name"),
        (r#"{"type":"track","event":"E"}"#, "it has neither userId nor anonymousId"),
        (r#"{"type":"track","event":"E","userId":"","anonymousId":null}"#, "it has neither userId"),
        (r#"{"type":"track","event":"E","userId":["a"]}"#, "its userId is neither text nor a number"),
        (r#"{"type":"track","event":"E","userId":true}"#, "its userId is neither text nor a number"),
        (r#"{"type":"track","event":"E","userId":"a","messageId":{}}"#, "its messageId is neither"),
        (
            r#"{"type":"track","event":"E","userId":"a","timestamp":"yesterday"}"#,
            "its timestamp cannot be read",
        ),
        (
            r#"{"type":"track","event":"E","userId":"a","timestamp":"2026-02-30"}"#,
            "its timestamp cannot be read",
        ),
        (r#"{"type":"track","event":"E","userId":"a","timestamp":1e300}"#, "its timestamp cannot be read"),
        (
            r#"{"type":"track","event":"E","userId":"a","properties":{"n":1e999}}"#,
            "it cannot be read: number out",
        ),
        (&deep, "its brackets are nested 100 deep"),
        (&deeper, "its brackets are nested 9001 deep"),
        (&long, "it has 33"),
        ("null", "it is not an object"),
        (r#"{"batch":"all"}"#, "its batch is not a list"),
    ] {
        let found = refusal(json);
        assert!(found.starts_with(reason), "{found}: {json}");
    }
    let nobody = taken(Door::PostHog, r#"{"batch":[{"event":"E","properties":{}}]}"#);
    assert!(matches!(&nobody[0], Taken::Bad { reason, .. } if reason == "it has no distinct_id"));
}

#[test]
fn what_is_no_json_is_no_request() {
    for body in ["", " ", "{", "userId=a", "{\"batch\":[}", "[1,]", "{} {}", "{\"a\":1,}", "\u{feff}"] {
        let received = Received { door: Door::Segment(None), body: body.as_bytes(), received_at: ARRIVAL };
        let error = read(&received, &Limits::default()).unwrap_err().to_string();
        assert!(error.starts_with("the body is not JSON: "), "{body}: {error}");
    }
    let bom = "\u{feff}{\"type\":\"page\",\"userId\":\"a\"}\n";
    assert_eq!(events(Door::Segment(None), bom)[0].kind, EventType::Page);
}

#[test]
fn half_an_emoji_loses_neither_event_nor_batch() {
    let body = r#"[{"type":"track","userId":"a","event":"Cut \ud83d","properties":{"whole":"\ud83d\ude00","back":"\\ud83d"}}]"#;
    let found = events(Door::Segment(None), body);
    assert_eq!(found[0].name, "Cut \u{fffd}");
    assert_eq!(found[0].properties["whole"], "😀");
    assert_eq!(found[0].properties["back"], "\\ud83d");
    let broken =
        b"{\"batch\":[{\"type\":\"page\",\"userId\":\"\xff\"},{\"type\":\"page\",\"userId\":\"b\"}]}";
    let received = Received { door: Door::Segment(None), body: broken, received_at: ARRIVAL };
    let found = read(&received, &Limits::default()).unwrap();
    assert!(matches!(&found[0], Taken::Bad { reason, .. } if reason == "it is not UTF-8 text"));
    assert!(matches!(&found[1], Taken::Event(_)));
}

#[test]
fn numbers_are_ids_and_words_for_nobody_are_loud() {
    let id = |json: &str| event(&format!(r#"{{"type":"page","userId":{json}}}"#)).user.unwrap();
    assert_eq!(id("10482"), "10482");
    assert_eq!(id("10482.0"), "10482");
    assert_eq!(id("9007199254740993"), "9007199254740993");
    assert_eq!(id(r#"" 007 ""#), "007");
    for word in [r#""null""#, r#""undefined""#, "0", r#""Anonymous""#, r#""[object Object]""#] {
        let found = event(&format!(r#"{{"type":"page","userId":{word}}}"#));
        assert_eq!(found.warnings.len(), 1, "{word}");
    }
    assert!(event(r#"{"type":"page","userId":"ada"}"#).warnings.is_empty());
}

#[test]
fn the_senders_clock_is_corrected_where_it_was_running() {
    // Its clock is a year behind; the event was made five seconds before it was sent.
    let of = |door, extra: &str| {
        let body = format!(
            r#"{{"batch":[{{"type":"page","userId":"a","timestamp":"2025-11-22T01:00:00Z"}}],
                "sentAt":"2025-11-22T01:00:05Z"{extra}}}"#
        );
        events(door, &body).remove(0)
    };
    let found = of(Door::Segment(None), "");
    assert_eq!(found.time, ARRIVAL - 5 * SECOND);
    assert_eq!(found.original_time, Some(ARRIVAL - 365 * 86_400 * SECOND - 3600 * SECOND));
    let import = of(Door::Import, "");
    assert_eq!(Some(import.time), import.original_time);
    let body = r#"{"api_key":"k","historical_migration":true,"sent_at":"2026-11-22T02:00:05Z","batch":[
        {"event":"E","distinct_id":"a","timestamp":"2020-01-01T00:00:00Z"}]}"#;
    let migrated = events(Door::PostHog, body).remove(0);
    assert_eq!(Some(migrated.time), migrated.original_time);

    // originalTimestamp is the event's own time where both are there.
    let both = event(
        r#"{"type":"page","userId":"a","timestamp":"2026-11-22T03:00:00Z",
            "originalTimestamp":"2026-11-22T01:00:00Z","sentAt":"2026-11-22T01:00:01Z"}"#,
    );
    assert_eq!(both.time, ARRIVAL - SECOND);
    assert_eq!(event(r#"{"type":"page","userId":"a"}"#).time, ARRIVAL);
    for written in [
        r#""2026-11-22T01:00:00.000Z""#,
        r#""2026-11-22T02:00:00+01:00""#,
        r#""2026-11-22 01:00""#,
        "1795309200",
        "1795309200000",
        r#""1795309200000""#,
    ] {
        let found = event(&format!(r#"{{"type":"page","userId":"a","timestamp":{written}}}"#));
        assert_eq!(found.time, ARRIVAL - 3600 * SECOND, "{written}");
    }
    let unreadable =
        event(r#"{"type":"page","userId":"a","sentAt":"soon","timestamp":"2026-11-22T01:00:00Z"}"#);
    assert_eq!(unreadable.warnings.len(), 1);
}

#[test]
fn impossible_times_are_flagged_and_kept() {
    let flag = |time: &str| event(&format!(r#"{{"type":"page","userId":"a","timestamp":"{time}"}}"#)).flag;
    assert_eq!(flag("2026-11-23T01:59:59Z"), None);
    assert_eq!(flag("2026-11-23T02:00:01Z"), Some(Flag::Future));
    assert_eq!(flag("9999-12-01T00:00:00Z"), Some(Flag::Future));
    assert_eq!(flag("1990-01-01T00:00:00Z"), None);
    assert_eq!(flag("1989-12-31T23:59:59Z"), Some(Flag::Past));
}

#[test]
fn a_message_without_an_id_is_known_again_by_its_bytes() {
    let dated = r#"{"type":"page","userId":"a","timestamp":"2026-11-22T01:00:00Z"}"#;
    let undated = r#"{"type":"page","userId":"a"}"#;
    let id = |body: &str, later: i64| {
        let received =
            Received { door: Door::Segment(None), body: body.as_bytes(), received_at: ARRIVAL + later };
        match read(&received, &Limits::default()).unwrap().remove(0) {
            Taken::Event(event) => event.message_id,
            Taken::Bad { reason, .. } => panic!("{reason}"),
        }
    };
    assert_eq!(id(dated, 0), id(dated, 60 * SECOND));
    assert_ne!(id(dated, 0), id(undated, 0));
    // The same click tomorrow is another click.
    assert_eq!(id(undated, 0), id(undated, 0));
    assert_ne!(id(undated, 0), id(undated, 60 * SECOND));
}

#[test]
fn paths_lead_to_their_doors() {
    for (path, door) in [
        ("/v1/batch", Door::Segment(None)),
        ("/v1/b", Door::Segment(None)),
        ("/v1/i", Door::Segment(Some(EventType::Identify))),
        ("/v1/track", Door::Segment(Some(EventType::Track))),
        ("/v1/import", Door::Import),
        ("/batch/", Door::PostHog),
        ("/batch", Door::PostHog),
        ("/api/s/track", Door::Jitsu(EventType::Track)),
        ("/api/s/s2s/page", Door::Jitsu(EventType::Page)),
    ] {
        assert_eq!(Door::of_path(path), Some(door), "{path}");
    }
    for path in ["/", "/v1/", "/v1/x", "/v2/batch", "/api/s/", "/v1/batch/track"] {
        assert_eq!(Door::of_path(path), None, "{path}");
    }
}

#[test]
fn what_the_inbox_holds_reads_back() {
    let found = event(
        r#"{"type":"track","userId":"a","event":"E","timestamp":"1989-01-01","properties":{"n":0.1,"s":"x"},
            "context":{"ip":"192.0.2.1"},"traits":{"email":"a@b.example"}}"#,
    );
    let bytes = serde_json::to_vec(&found).unwrap();
    assert_eq!(serde_json::from_slice::<intake::Accepted>(&bytes).unwrap(), found);
}

#[test]
fn what_stands_beside_an_event_is_kept_but_not_the_key() {
    let found = event(
        r#"{"type":"page","userId":"a","category":"Docs","plan":"gold","writeKey":"gwk_x","integrations":{"All":true}}"#,
    );
    assert_eq!(found.properties["category"], "Docs");
    assert_eq!(found.context["beside"].to_string(), r#"{"plan":"gold"}"#);
    let body = r#"{"event":"E","distinct_id":"a","api_key":"gwk_x","token":"gwk_x","ip":"192.0.2.1"}"#;
    let found = events(Door::PostHog, body).remove(0);
    assert_eq!(found.context["beside"].to_string(), r#"{"ip":"192.0.2.1"}"#);
    assert!(!serde_json::to_string(&found).unwrap().contains("gwk_x"));
}

#[test]
fn a_request_says_no_more_than_one_may() {
    let received = |body: &'static str| Received {
        door: Door::Segment(None),
        body: body.as_bytes(),
        received_at: ARRIVAL,
    };
    let few = Limits { events: 2, ..Limits::default() };
    for body in ["[1,2,3]", r#"{"batch":[{},{},{}]}"#] {
        let refused = read(&received(body), &few).unwrap_err();
        assert!(
            matches!(&refused, Unreadable::TooMuch(why) if why.contains("more than 2 events")),
            "{refused}"
        );
    }
    assert_eq!(read(&received("[1,2]"), &few).unwrap().len(), 2);
    // What is said once for all is copied to each: 9 bytes are nothing, 9 bytes for each are something.
    let shared = Limits { shared_bytes: 20, ..Limits::default() };
    let refused = read(&received(r#"{"batch":[{},{},{}],"context":{"a":"b"}}"#), &shared).unwrap_err();
    assert!(matches!(refused, Unreadable::TooMuch(_)), "{refused}");
    assert_eq!(read(&received(r#"{"batch":[{},{}],"context":{"a":"b"}}"#), &shared).unwrap().len(), 2);
}

#[test]
fn two_long_numbers_are_not_one_id() {
    for id in ["123456789012345678901", "1e300", "9007199254740993.0"] {
        let json = format!(r#"{{"type":"track","event":"E","userId":{id}}}"#);
        assert!(refusal(&json).contains("at most 19 digits"), "{id}");
    }
    assert_eq!(
        event(r#"{"type":"track","event":"E","userId":18446744073709551615}"#).user.as_deref(),
        Some("18446744073709551615")
    );
}
