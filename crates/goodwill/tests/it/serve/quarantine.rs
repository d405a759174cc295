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

#[test]
fn what_cannot_be_made_of_an_event_stands_in_quarantine_when_it_is_answered() {
    let data = tempfile::tempdir().unwrap();
    let mut add = command(&["key", "add", "intake", "--name", "shop"]);
    let key = String::from_utf8(add.arg("--data").arg(data.path()).output().unwrap().stdout).unwrap();
    let serving = Serving::start(data.path());
    let order = r#"{"messageId":"o1","userId":"u1","event":"Order Completed","timestamp":"2026-01-01T10:00:00Z","properties":{"order_id":"1001","total":12.5}}"#;
    for _ in 0..2 {
        assert_eq!(post(&serving.address, key.trim(), "/v1/track", order).unwrap().status, 200);
        let aside = listed(data.path());
        assert_eq!(aside.as_array().unwrap().len(), 1, "{aside}");
        assert!(aside[0]["reason"].as_str().unwrap().contains("goodwill key currency"), "{aside}");
        assert_eq!(figure(&serving, "goodwill_events_quarantined_total"), 1.0);
    }
    // What the reason names can be done, and then the order is there.
    says(data.path(), &["key", "currency", "1", "EUR"]);
    says(data.path(), &["quarantine", "repair", "--all"]);
    assert_eq!(listed(data.path()), serde_json::json!([]));
    serving.stop();
    says(data.path(), &["compact"]);
    assert_eq!(listed(data.path()), serde_json::json!([]), "compaction does not bring it back");
    let orders = asked(data.path(), "SELECT order_id, amount, currency FROM orders");
    assert_eq!(orders, serde_json::json!([{"order_id":"1001","amount":1250,"currency":"EUR"}]));
}

#[test]
fn a_repair_that_fails_names_what_is_wrong_with_the_event() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let nobody = r#"{"batch":[{"event":"seen","uuid":"1","timestamp":"2026-01-01T10:00:00Z"}]}"#;
    assert_eq!(post(&serving.address, &key, "/batch/", nobody).unwrap().status, 200);
    let large =
        format!(r#"{{"event":"Large","messageId":"l","userId":"u","note":"{}"}}"#, "x".repeat(40_000));
    assert_eq!(post(&serving.address, &key, "/v1/track", &large).unwrap().status, 200);
    let aside = listed(data.path());
    let reason = aside[0]["reason"].as_str().unwrap();
    let output = command(&["quarantine", "repair", "1"]).arg("--data").arg(data.path()).output().unwrap();
    assert!(error(&output).contains(reason), "{reason}: {}", error(&output));
    // A large event is kept by whoever says so, and its path said its type.
    says(data.path(), &["quarantine", "repair", "2"]);
    assert_eq!(asked(data.path(), "SELECT name, type FROM events")[0]["name"], "Large");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let bad: Vec<String> =
        (0..3000).map(|n| format!(r#"{{"type":"track","messageId":"{n}","userId":"u"}}"#)).collect();
    let body = format!(r#"{{"batch":[{}]}}"#, bad.join(","));
    assert_eq!(post(&serving.address, &key, "/v1/batch", &body).unwrap().status, 200);
    for words in
        [&["quarantine", "list", "--rows", "3000"][..], &["quarantine", "list", "--rows", "3000", "--json"]]
    {
        let mut list = command(words);
        let mut list = list.arg("--data").arg(data.path()).stdout(std::process::Stdio::piped());
        list = list.stderr(std::process::Stdio::piped());
        let mut child = list.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", error(&output));
    }
}
