//! Tests of the crate as others see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[test]
fn stands() {
    assert_eq!(Some(1).unwrap(), 1);
}
