//! A bad event harms no other, is seen, and can be repaired.

use serde_json::Value;

use super::{asked, figure, says, until, viewed};
use crate::{
    run::{command, error},
    serving::{Serving, post, write_key},
};

fn listed(data: &std::path::Path) -> Value {
    serde_json::from_str(&says(data, &["quarantine", "list", "--json"])).unwrap()
}

#[test]
fn one_bad_event_is_put_aside_with_its_reason_and_can_be_corrected() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let bad = r#"{"type":"track","messageId":"bad1","userId":"u2","timestamp":"2026-01-01T10:00:00Z"}"#;
    let batch = format!(r#"{{"batch":[{},{bad},{}]}}"#, viewed("a", "u1"), viewed("b", "u1"));
    for _ in 0..2 {
        assert_eq!(post(&serving.address, &key, "/v1/batch", &batch).unwrap().status, 200);
    }
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 2.0);
    let aside = listed(data.path());
    assert_eq!(aside.as_array().unwrap().len(), 1, "a batch that is sent again does not fill it: {aside}");
    assert!(aside[0]["reason"].as_str().unwrap().contains("event"), "{aside}");
    assert_eq!(aside[0]["source"], "shop");
    let number = aside[0]["number"].to_string();

    // As it is it cannot be read; corrected it can, once.
    let output = command(&["quarantine", "repair", &number]).arg("--data").arg(data.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", error(&output));
    let corrected = data.path().with_extension("corrected.json");
    let mut event: Value =
        serde_json::from_str(&says(data.path(), &["quarantine", "show", &number, "--body"])).unwrap();
    event["event"] = "Repaired".into();
    std::fs::write(&corrected, event.to_string()).unwrap();
    says(data.path(), &["quarantine", "repair", &number, "--file", corrected.to_str().unwrap()]);
    std::fs::remove_file(&corrected).unwrap();
    assert_eq!(listed(data.path()), serde_json::json!([]));
    let events = asked(data.path(), "SELECT name FROM events ORDER BY name");
    assert_eq!(
        events,
        serde_json::json!([{"name":"Product Viewed"},{"name":"Product Viewed"},{"name":"Repaired"}])
    );
}

#[test]
fn an_order_without_a_currency_waits_for_one() {
    let data = tempfile::tempdir().unwrap();
    let mut add = command(&["key", "add", "intake", "--name", "shop"]);
    let key = String::from_utf8(add.arg("--data").arg(data.path()).output().unwrap().stdout).unwrap();
    let key = key.trim();
    let serving = Serving::start_with(data.path(), &["--compact-seconds", "1"]);
    let order = r#"{"type":"track","messageId":"o1","userId":"u1","event":"Order Completed","timestamp":"2026-01-01T10:00:00Z","properties":{"order_id":"1001","total":12.5}}"#;
    assert_eq!(post(&serving.address, key, "/v1/track", order).unwrap().status, 200);
    until("the event moved", || figure(&serving, "goodwill_compacted_events_total") == 1.0);
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM events")[0]["n"], 1);
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM orders")[0]["n"], 0);
    let aside = listed(data.path());
    assert!(aside[0]["reason"].as_str().unwrap().contains("currency"), "{aside}");
    let number = aside[0]["number"].to_string();
    let mut event: Value =
        serde_json::from_str(&says(data.path(), &["quarantine", "show", &number, "--body"])).unwrap();
    event["properties"]["currency"] = "EUR".into();
    let corrected = data.path().with_extension("corrected.json");
    std::fs::write(&corrected, event.to_string()).unwrap();
    says(data.path(), &["quarantine", "repair", &number, "--file", corrected.to_str().unwrap()]);
    std::fs::remove_file(&corrected).unwrap();
    let orders = asked(data.path(), "SELECT order_id, amount, currency FROM orders");
    assert_eq!(orders, serde_json::json!([{"order_id":"1001","amount":1250,"currency":"EUR"}]));
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM events")[0]["n"], 1);
    assert_eq!(listed(data.path()), serde_json::json!([]));
}

#[test]
fn what_is_discarded_is_gone() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    for n in 0..3 {
        let bad = format!(r#"{{"type":"track","messageId":"bad{n}","userId":"u"}}"#);
        assert_eq!(post(&serving.address, &key, "/v1/track", &bad).unwrap().status, 200);
    }
    assert_eq!(figure(&serving, "goodwill_events_quarantined_total"), 3.0);
    let first = listed(data.path())[0]["number"].to_string();
    says(data.path(), &["quarantine", "discard", &first]);
    assert_eq!(listed(data.path()).as_array().unwrap().len(), 2);
    says(data.path(), &["quarantine", "discard", "--all"]);
    assert!(says(data.path(), &["quarantine", "list"]).contains("Nothing is in quarantine"));
}
