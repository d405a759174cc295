//! From the inbox into history while the server runs, and at its end.

use super::{asked, figure, says, until, viewed};
use crate::serving::{Serving, batch, post, write_key};

fn ids(from: u32, to: u32) -> Vec<String> {
    (from..to).map(|n| format!("message-{n}")).collect()
}

#[test]
fn what_moved_into_history_is_still_known() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start_with(data.path(), &["--compact-rows", "100"]);
    for n in 0..5 {
        assert_eq!(batch(&serving.address, &key, &ids(n * 60, n * 60 + 60)).unwrap(), 200);
    }
    until("events moved", || figure(&serving, "goodwill_compacted_events_total") >= 100.0);
    // The same again, over the border between inbox and history.
    assert_eq!(batch(&serving.address, &key, &ids(0, 300)).unwrap(), 200);
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 300.0);
    assert_eq!(figure(&serving, "goodwill_events_repeated_total"), 300.0);
    let n = asked(data.path(), "SELECT count(*) AS n, count(DISTINCT message_id) AS ids FROM events");
    assert_eq!((n[0]["n"].as_i64(), n[0]["ids"].as_i64()), (Some(300), Some(300)));
    says(data.path(), &["check"]);
}

#[test]
fn a_server_that_stops_leaves_a_small_inbox_empty() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    assert_eq!(batch(&serving.address, &key, &ids(0, 20)).unwrap(), 200);
    serving.stop();
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM events")[0]["n"], 20);
    says(data.path(), &["check"]);
    // And after the next start they are still known.
    let serving = Serving::start(data.path());
    assert_eq!(figure(&serving, "goodwill_inbox_rows"), 0.0);
    assert_eq!(batch(&serving.address, &key, &ids(0, 30)).unwrap(), 200);
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 10.0);
}

#[test]
fn events_age_into_history_however_few_they_are() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start_with(data.path(), &["--compact-seconds", "1"]);
    assert_eq!(post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap().status, 200);
    until("the event moved", || figure(&serving, "goodwill_compacted_events_total") == 1.0);
    assert_eq!(figure(&serving, "goodwill_inbox_rows"), 0.0);
}
