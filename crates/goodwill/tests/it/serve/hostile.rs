//! Senders that are slow, broken or hostile: the server answers, lets go, and goes on.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::{Duration, Instant},
};

use super::{figure, until, viewed};
use crate::serving::{Serving, get, post, write_key};

fn connect(serving: &Serving) -> TcpStream {
    let stream = TcpStream::connect(&serving.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// What comes until the server closes the connection.
fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::ConnectionReset => {}
        Err(e) => panic!("the server holds on to the connection: {e}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn broken_http_is_answered_and_forgotten() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let long_header =
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "a".repeat(2_000_000));
    let many_headers = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(10_000));
    let lies = format!("POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: {key}\r\n");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("garbage", b"\x00\x01\x02\xff\xfe\r\n\r\n".to_vec()),
        ("a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec()),
        ("no version", b"GET /healthz\r\n\r\n".to_vec()),
        ("a long header", long_header.into_bytes()),
        ("many headers", many_headers.into_bytes()),
        ("a long path", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000)).into_bytes()),
        ("a negative length", format!("{lies}Content-Length: -5\r\n\r\n").into_bytes()),
        ("two lengths", format!("{lies}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!").into_bytes()),
        (
            "a length beyond counting",
            format!("{lies}Content-Length: 99999999999999999999999\r\n\r\n").into_bytes(),
        ),
        (
            "a broken chunk",
            format!("{lies}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n").into_bytes(),
        ),
        (
            "a huge chunk",
            format!("{lies}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n").into_bytes(),
        ),
        (
            "an escape that is none",
            b"GET /v1/projects/%zz%00%ff/settings HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(),
        ),
    ];
    for (what, bytes) in cases {
        let mut stream = connect(&serving);
        // The server may close before everything is sent.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let said = rest(&mut stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{what}: {said}");
        assert_eq!(get(&serving.address, "/healthz").unwrap().status, 200, "after {what}");
    }
    assert_eq!(post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap().status, 200);
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 1.0);
}

#[test]
fn a_body_in_chunks_is_a_body() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let mut stream = connect(&serving);
    write!(
        stream,
        "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: {key}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    .unwrap();
    for part in viewed("m1", "u").as_bytes().chunks(7) {
        write!(stream, "{:x}\r\n", part.len()).unwrap();
        stream.write_all(part).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let said = rest(&mut stream);
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 1.0);
}

#[test]
fn a_request_that_breaks_off_keeps_nothing() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let body = viewed("m1", "u");
    let head = format!(
        "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: {key}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for cut in [1, head.len() / 2, head.len(), head.len() + 10, head.len() + body.len() - 1] {
        let mut stream = connect(&serving);
        let whole = format!("{head}{body}");
        stream.write_all(&whole.as_bytes()[..cut]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let said = rest(&mut stream);
        assert!(!said.starts_with("HTTP/1.1 200"), "{cut}: {said}");
    }
    until("the places are free again", || figure(&serving, "goodwill_requests_in_work") == 0.0);
    assert_eq!(figure(&serving, "goodwill_events_accepted_total"), 0.0);
    // Half-closed after the whole request: the answer still comes.
    let mut stream = connect(&serving);
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    rest(&mut stream);
    until("it is kept or its sender is gone", || figure(&serving, "goodwill_requests_in_work") == 0.0);
}

#[test]
fn the_slow_are_let_go() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start_with(data.path(), &["--request-time", "1"]);
    // A slow body is told so.
    let mut body = connect(&serving);
    write!(
        body,
        "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: {key}\r\nContent-Length: 100000\r\n\r\n{{"
    )
    .unwrap();
    let said = rest(&mut body);
    assert!(said.starts_with("HTTP/1.1 503"), "{said}");
    // Slow headers, one byte at a time, end too.
    let mut headers = connect(&serving);
    let began = Instant::now();
    let mut sent = 0;
    while began.elapsed() < Duration::from_secs(20) {
        if headers.write_all(b"G").is_err() {
            break;
        }
        sent += 1;
        thread::sleep(Duration::from_millis(200));
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{sent} bytes in {:?}", began.elapsed());
    until("the doors are free again", || figure(&serving, "goodwill_connections") <= 1.0);
}

#[test]
fn who_takes_no_answers_is_let_go() {
    let data = tempfile::tempdir().unwrap();
    let serving = Serving::start_with(data.path(), &["--request-time", "1"]);
    let mut greedy = connect(&serving);
    greedy.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    // Questions without end, and not one answer is read: at last the line is full both ways.
    let questions = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    let mut asked = 0;
    while asked < 2000 && greedy.write_all(questions.as_bytes()).is_ok() {
        asked += 1;
    }
    assert!(asked < 2000, "the line is never full");
    until("its place is free", || figure(&serving, "goodwill_connections") <= 1.0);
}

#[test]
fn a_request_of_very_many_events_is_too_large() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let many = format!("[{}1]", "1,".repeat(60_000));
    // Each event would carry a copy of what is said for all.
    let shared =
        format!(r#"{{"context":{{"a":"{}"}},"batch":[{}{{}}]}}"#, "x".repeat(1_000_000), "{},".repeat(1000));
    for body in [many, shared] {
        let answer = post(&serving.address, &key, "/v1/batch", &body).unwrap();
        assert_eq!(answer.status, 413, "{}", answer.body);
        assert!(answer.body.contains("send smaller batches"), "{}", answer.body);
    }
    assert_eq!(figure(&serving, "goodwill_events_quarantined_total"), 0.0, "nothing of it was kept");
}

#[test]
fn no_json_makes_it_fall() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_event = format!(
        r#"{{"batch":[{{"type":"track","event":"x","userId":"u","properties":{{"a":{}1{}}}}}]}}"#,
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let odd = [
        "null",
        "[]",
        "{}",
        "1e999",
        "\"text\"",
        "[[[]]]",
        r#"{"batch":null}"#,
        r#"{"batch":{}}"#,
        r#"{"batch":[null,1,"x",[],{}]}"#,
        r#"{"type":"track","event":{},"userId":[]}"#,
        r#"{"type":"track","event":"x","userId":"u","timestamp":"9999999999999999999"}"#,
        r#"{"type":"track","event":"x","userId":"u","timestamp":"-9999-01-01T00:00:00Z","sentAt":"+99999"}"#,
        r#"{"type":"track","event":"Order Completed","userId":"u","properties":{"order_id":"1","total":1e308,"currency":"EUR","products":[{"price":"1e400"}]}}"#,
        "{\"type\":\"track\",\"event\":\"\\u0000\\ud800\",\"userId\":\"\\u0000\"}",
        deep.as_str(),
        deep_event.as_str(),
    ];
    for path in ["/v1/batch", "/v1/track", "/v1/import", "/batch/", "/api/s/track", "/v1/alias"] {
        for body in odd {
            let answer = post(&serving.address, &key, path, body).unwrap();
            let short: String = body.chars().take(80).collect();
            assert!([200, 400].contains(&answer.status), "{path} {short}: {} {}", answer.status, answer.body);
        }
    }
    assert_eq!(get(&serving.address, "/readyz").unwrap().status, 200);
    assert_eq!(post(&serving.address, &key, "/v1/track", &viewed("m1", "u")).unwrap().status, 200);
}
