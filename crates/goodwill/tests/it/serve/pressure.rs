//! Too much at one time: senders are told to come back, and nothing that was answered is lost.

use std::{
    fs::OpenOptions,
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use super::{figure, until, viewed};
use crate::serving::{Serving, post, write_key};

#[test]
fn nothing_is_answered_before_it_is_kept_and_what_waits_is_bounded() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start_with(data.path(), &["--max-waiting", "5"]);
    // Whoever holds this lock may move events: the writer waits for it.
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data.path().join("ids.lock"))
        .unwrap();
    lock.lock().unwrap();
    let waiting = {
        let (address, key) = (serving.address.clone(), key.clone());
        thread::spawn(move || post(&address, &key, "/v1/track", &viewed("m1", "u")).unwrap().status)
    };
    until("one event waits", || figure(&serving, "goodwill_waiting_events") == 1.0);
    let many: Vec<String> = (0..5).map(|n| viewed(&format!("b{n}"), "u")).collect();
    let batch = format!(r#"{{"batch":[{}]}}"#, many.join(","));
    let refused = post(&serving.address, &key, "/v1/batch", &batch).unwrap();
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.head.to_lowercase().contains("retry-after: "), "{}", refused.head);
    thread::sleep(Duration::from_millis(300));
    assert!(!waiting.is_finished(), "answered before it was kept");
    lock.unlock().unwrap();
    assert_eq!(waiting.join().unwrap(), 200);
    assert_eq!(post(&serving.address, &key, "/v1/batch", &batch).unwrap().status, 200);
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 6.0);
}

#[test]
fn more_requests_than_allowed_are_told_to_come_back() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start_with(data.path(), &["--max-requests", "1"]);
    // A request that is still being sent has the only place.
    let mut slow = TcpStream::connect(&serving.address).unwrap();
    let body = viewed("slow", "u");
    write!(
        slow,
        "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: {key}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    until("the slow request is worked on", || figure(&serving, "goodwill_requests_in_work") == 1.0);
    let refused = post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap();
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert!(refused.head.to_lowercase().contains("retry-after: 1"), "{}", refused.head);
    slow.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap().status, 200);
}

#[test]
fn many_at_one_time_share_commits() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    thread::scope(|scope| {
        for sender in 0..16 {
            let (address, key) = (&serving.address, &key);
            scope.spawn(move || {
                for n in 0..20 {
                    let id = format!("{sender}-{n}");
                    assert_eq!(post(address, key, "/v1/track", &viewed(&id, "u")).unwrap().status, 200);
                }
            });
        }
    });
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 320.0);
    assert!(figure(&serving, "goodwill_commit_seconds_count") < 320.0, "each event had its own commit");
}
