//! Where the write key stands.

use intake::key_of;

#[test]
fn the_key_is_found_wherever_the_sender_put_it() {
    let none = b"{}".as_slice();
    // "key:", "key:" without padding, ":key", "key".
    for basic in ["Basic a2V5Og==", "basic a2V5Og", "Basic OmtleQ==", "Basic a2V5"] {
        assert_eq!(key_of(Some(basic), None, None, none).as_deref(), Some("key"), "{basic}");
    }
    assert_eq!(key_of(Some("Bearer key"), None, None, none).as_deref(), Some("key"));
    assert_eq!(key_of(None, Some("shop:key"), None, none).as_deref(), Some("key"));
    assert_eq!(key_of(None, Some("key"), None, none).as_deref(), Some("key"));
    assert_eq!(key_of(None, None, Some("key"), none).as_deref(), Some("key"));
    for body in [
        r#"{"writeKey":"key","batch":[]}"#,
        r#"{"batch":[{"writeKey":"no"}],"api_key":"key"}"#,
        r#"[{"event":"E","properties":{"token":"key"}}]"#,
        r#"{"event":"E","properties":{"a":{"token":"no"},"token":"key"}}"#,
    ] {
        assert_eq!(key_of(None, None, None, body.as_bytes()).as_deref(), Some("key"), "{body}");
    }
    // Headers come before bodies: Jitsu writes a mask into the body.
    assert_eq!(key_of(None, Some("shop:key"), None, br#"{"writeKey":"shop:***"}"#).as_deref(), Some("key"));
    for body in ["", "null", "[]", r#"{"writeKey":7}"#, r#"{"writeKey":""}"#, "writeKey=key"] {
        assert_eq!(key_of(Some("Basic %%%"), Some(" "), Some(""), body.as_bytes()), None, "{body}");
    }
}
