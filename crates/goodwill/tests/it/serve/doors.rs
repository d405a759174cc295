//! The paths, the keys, the encodings, and the statuses SDKs know how to act on.

use std::io::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

use super::{asked, figure, viewed};
use crate::serving::{Answer, Serving, get, post, request, write_key};

fn started() -> (tempfile::TempDir, String, Serving) {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    (data, key, serving)
}

fn ok(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}\n{}", answer.head, answer.body);
}

#[test]
fn every_path_takes_events_in() {
    let (data, key, serving) = started();
    let mut sent = 0;
    let names =
        [("identify", "i"), ("track", "t"), ("page", "p"), ("screen", "s"), ("group", "g"), ("alias", "a")];
    for (name, letter) in names {
        for path in
            [format!("/v1/{name}"), format!("/v1/{letter}"), format!("/v1/{name}/"), format!("/api/s/{name}")]
        {
            sent += 1;
            let body = format!(
                r#"{{"messageId":"m{sent}","userId":"u1","event":"Seen","name":"Home","groupId":"g1","previousId":"old{sent}","timestamp":"2026-01-01T10:00:00Z"}}"#
            );
            ok(&post(&serving.address, &key, &path, &body).unwrap());
        }
    }
    for path in ["/v1/batch", "/v1/b", "/v1/import", "/v1/batch/"] {
        sent += 1;
        let body = format!(r#"{{"batch":[{}]}}"#, viewed(&format!("m{sent}"), "u1"));
        ok(&post(&serving.address, &key, path, &body).unwrap());
    }
    for path in ["/batch/", "/batch"] {
        sent += 1;
        let body = format!(
            r#"{{"api_key":"{key}","historical_migration":false,"batch":[{{"event":"seen","distinct_id":"u1","uuid":"0190a1b2-0000-4000-8000-{sent:012}","timestamp":"2026-01-01T10:00:00+00:00","properties":{{}}}}]}}"#
        );
        let head = format!("POST {path} HTTP/1.1\r\nContent-Type: application/json");
        let answer = request(&serving.address, &head, body.as_bytes()).unwrap();
        ok(&answer);
        assert_eq!(answer.body, r#"{"status":1}"#);
    }
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), f64::from(sent));
    assert_eq!(figure(&serving, "goodwill_events_quarantined_total"), 0.0);
    // The questions of a folder see what was just answered.
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM events")[0]["n"], sent);
}

#[test]
fn the_key_is_found_wherever_an_sdk_puts_it() {
    let (_data, key, serving) = started();
    let basic = BASE64_STANDARD.encode(format!("{key}:"));
    let heads = [
        format!("POST /v1/track HTTP/1.1\r\nAuthorization: Basic {basic}"),
        format!("POST /v1/track HTTP/1.1\r\nX-Write-Key: {key}"),
        format!("POST /v1/track?writeKey={key} HTTP/1.1"),
    ];
    for (n, head) in heads.iter().enumerate() {
        ok(&request(&serving.address, head, viewed(&format!("m{n}"), "u").as_bytes()).unwrap());
    }
    let in_body = format!(r#"{{"writeKey":"{key}","batch":[{}]}}"#, viewed("m9", "u"));
    ok(&request(&serving.address, "POST /v1/batch HTTP/1.1", in_body.as_bytes()).unwrap());
    for head in ["POST /v1/track HTTP/1.1", "POST /v1/track HTTP/1.1\r\nX-Write-Key: gwk_wrong"] {
        let answer = request(&serving.address, head, viewed("m10", "u").as_bytes()).unwrap();
        assert_eq!(answer.status, 401, "{head}");
        assert!(answer.body.contains("write key"), "{}", answer.body);
    }
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 4.0);
}

#[test]
fn json_is_json_whatever_the_headers_say() {
    let (_data, key, serving) = started();
    let gzip = |text: &str| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let kinds = ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"];
    for (n, kind) in kinds.iter().enumerate() {
        let head = format!("POST /v1/track HTTP/1.1\r\nContent-Type: {kind}\r\nX-Write-Key: {key}");
        ok(&request(&serving.address, &head, viewed(&format!("plain{n}"), "u").as_bytes()).unwrap());
        ok(&request(&serving.address, &head, &gzip(&viewed(&format!("bare{n}"), "u"))).unwrap());
        let head = format!("{head}\r\nContent-Encoding: gzip");
        ok(&request(&serving.address, &head, &gzip(&viewed(&format!("named{n}"), "u"))).unwrap());
    }
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 9.0);
    // A bomb is measured after expanding.
    let bomb = gzip(&format!("{{\"batch\":[{}]}}", " ".repeat(20_000_000)));
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    let head = format!("POST /v1/batch HTTP/1.1\r\nX-Write-Key: {key}");
    assert_eq!(request(&serving.address, &head, &bomb).unwrap().status, 413);
    let cut = &gzip(&viewed("cut", "u"));
    assert_eq!(request(&serving.address, &head, &cut[..cut.len() - 9]).unwrap().status, 400);
}

#[test]
fn what_is_no_json_or_too_large_is_refused_with_a_sentence() {
    let (_data, key, serving) = started();
    for broken in ["", "{", "userId=u1", "{\"batch\":[}", "\u{0}\u{1}"] {
        let answer = post(&serving.address, &key, "/v1/batch", broken).unwrap();
        assert_eq!(answer.status, 400, "{broken:?}");
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(told["success"], false);
        assert!(told["error"].as_str().unwrap().len() > 10, "{told}");
    }
    let large = format!("{{\"batch\":[{}]}}", " ".repeat(5_100_000));
    let answer = post(&serving.address, &key, "/v1/batch", &large).unwrap();
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert!(answer.head.to_lowercase().contains("connection: close"), "{}", answer.head);
    assert_eq!(get(&serving.address, "/nothing").unwrap().status, 404);
    assert_eq!(get(&serving.address, "/v1/track").unwrap().status, 405);
}

#[test]
fn the_same_batch_twice_is_kept_once() {
    let (data, key, serving) = started();
    let body = format!(r#"{{"batch":[{},{},{}]}}"#, viewed("a", "u1"), viewed("b", "u2"), viewed("a", "u1"));
    for _ in 0..3 {
        ok(&post(&serving.address, &key, "/v1/batch", &body).unwrap());
    }
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 2.0);
    assert_eq!(figure(&serving, "goodwill_events_repeated_total"), 7.0);
    assert_eq!(asked(data.path(), "SELECT count(*) AS n FROM events")[0]["n"], 2);
}

#[test]
fn browsers_may_send_from_any_page() {
    let (_data, key, serving) = started();
    let head = "OPTIONS /v1/t HTTP/1.1\r\nOrigin: https://shop.example\r\nAccess-Control-Request-Method: POST\r\n\
                Access-Control-Request-Headers: authorization,content-type,x-retry-count";
    let answer = request(&serving.address, head, b"").unwrap();
    ok(&answer);
    let told = answer.head.to_lowercase();
    assert!(told.contains("access-control-allow-origin: *"), "{told}");
    for header in ["authorization", "content-type", "x-retry-count", "x-write-key", "content-encoding"] {
        assert!(told.contains(header), "{header} is missing: {told}");
    }
    let head = format!("POST /v1/t HTTP/1.1\r\nOrigin: https://shop.example\r\nX-Write-Key: {key}");
    let answer = request(&serving.address, &head, viewed("m1", "u").as_bytes()).unwrap();
    assert!(answer.head.to_lowercase().contains("access-control-allow-origin: *"), "{}", answer.head);
    // A refusal must be readable by the page as well, or its SDK sees only a network error.
    let refused = request(
        &serving.address,
        "POST /v1/t HTTP/1.1\r\nOrigin: https://shop.example",
        viewed("m2", "u").as_bytes(),
    )
    .unwrap();
    assert_eq!(refused.status, 401);
    assert!(refused.head.to_lowercase().contains("access-control-allow-origin: *"), "{}", refused.head);
}

#[test]
fn the_browser_sdk_is_told_to_send_here() {
    let (_data, key, serving) = started();
    let answer = get(&serving.address, &format!("/v1/projects/{key}/settings")).unwrap();
    ok(&answer);
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told["integrations"]["Segment.io"]["apiKey"], key);
    assert_eq!(told["integrations"]["Segment.io"]["apiHost"], format!("{}/v1", serving.address));
    assert_eq!(get(&serving.address, "/v1/projects/gwk_wrong/settings").unwrap().status, 401);
}

#[test]
fn health_and_figures_answer() {
    let (_data, key, serving) = started();
    ok(&get(&serving.address, "/healthz").unwrap());
    ok(&get(&serving.address, "/readyz").unwrap());
    let head = request(&serving.address, "HEAD /healthz HTTP/1.1", b"").unwrap();
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    ok(&post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap());
    assert_eq!(figure(&serving, "goodwill_ready"), 1.0);
    assert_eq!(figure(&serving, "goodwill_inbox_rows"), 1.0);
    assert_eq!(figure(&serving, "goodwill_group_events_count"), 1.0);
    assert_eq!(figure(&serving, "goodwill_commit_seconds_count"), 1.0);
    assert!(figure(&serving, "goodwill_process_resident_memory_bytes") > 1e6);
    assert!((0.0..60.0).contains(&figure(&serving, "goodwill_data_age_seconds")));
    assert_eq!(figure(&serving, "goodwill_last_error_timestamp_seconds"), 0.0);
    assert!(figure(&serving, "goodwill_requests_total{status=\"200\"}") >= 3.0);
}
