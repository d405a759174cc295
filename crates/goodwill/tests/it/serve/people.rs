//! What systems say of people can be seen, written out, and taken back.

use super::{asked, says};
use crate::serving::{Serving, post, write_key};

#[test]
fn who_is_who_can_be_seen_and_undone_and_what_is_said_of_people_written_out() {
    let data = tempfile::tempdir().unwrap();
    let key = write_key(data.path(), "shop");
    let serving = Serving::start(data.path());
    for (path, body) in [
        (
            "identify",
            r#"{"messageId":"1","userId":"u1","anonymousId":"d1","timestamp":"2026-01-01T10:00:00Z","traits":{"email":"ada@example.com","firstName":"Ada","lastName":"Byron","plan":"gold"}}"#,
        ),
        (
            "track",
            r#"{"messageId":"2","anonymousId":"d1","event":"Seen","timestamp":"2026-01-01T09:00:00Z"}"#,
        ),
        (
            "track",
            r#"{"messageId":"3","anonymousId":"d2","event":"Seen","timestamp":"2026-01-01T09:00:00Z"}"#,
        ),
        ("alias", r#"{"messageId":"4","userId":"u2","previousId":"u1","timestamp":"2026-01-02T10:00:00Z"}"#),
    ] {
        assert_eq!(post(&serving.address, &key, &format!("/v1/{path}"), body).unwrap().status, 200);
    }
    let links = says(data.path(), &["links", "list", "u1"]);
    assert!(links.contains("u1  =  anonymous:d1  (identify of 2026-01-01"), "{links}");
    assert!(links.contains("u2  =  u1  (alias of 2026-01-02"), "{links}");
    let people = "SELECT count(DISTINCT customer) AS n FROM events WHERE name <> 'alias'";
    assert_eq!(asked(data.path(), people)[0]["n"], 2);

    let out = tempfile::tempdir().unwrap();
    says(data.path(), &["export", "customers", "--out", out.path().to_str().unwrap()]);
    let written = std::fs::read_to_string(out.path().join("customers.csv")).unwrap();
    assert!(written.contains("u1,Ada Byron,ada@example.com,,,plan: gold,"), "{written}");
    assert_eq!(written.lines().filter(|line| line.starts_with("u2,")).count(), 1, "{written}");
    assert!(!written.contains("d2,"), "a device of which nothing is said is no customer: {written}");

    says(data.path(), &["links", "undo", "anonymous:d1", "u1"]);
    assert!(!says(data.path(), &["links", "list"]).contains("d1"));
    assert_eq!(asked(data.path(), people)[0]["n"], 3, "the device is somebody of its own again");
    // The same statement made once more joins them no longer; only a person does.
    let again = r#"{"messageId":"5","userId":"u1","anonymousId":"d1"}"#;
    assert_eq!(post(&serving.address, &key, "/v1/identify", again).unwrap().status, 200);
    assert!(!says(data.path(), &["links", "list"]).contains("d1"));
    says(data.path(), &["links", "redo", "u1", "anonymous:d1"]);
    assert!(says(data.path(), &["links", "list", "--json"]).contains("anonymous:d1"));
}
