//! The chain of the audit log.

use access::chain::{Entry, START, holds, link};
use proptest::prelude::*;

const ENTRY: Entry<'_> = Entry {
    id: 1,
    at: 1_700_000_000_000_000,
    actor: "person:7",
    action: "import.undone",
    subject: "import:3",
    detail: "{}",
};

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Recomputed with Python: hmac.new(key, b"goodwill audit 1" + previous + id + at + each text with its
/// length before it, all numbers of eight bytes, greatest first, hashlib.sha256).
#[test]
fn links_are_as_computed_elsewhere() {
    let first = link(b"secret", &START, &ENTRY);
    assert_eq!(hex(first), "7ebba4dea8bcbf260251b82eac058be7422649774fae08bee69e7b97f7a1aa44");
    let second = link(b"secret", &first, &Entry { id: 2, detail: "{\"rows\":5}", ..ENTRY });
    assert_eq!(hex(second), "cf6d41686d895405d84c8d1c6b6877ac72a24dc4653d6c91fb7a07d322fe1a8e");
}

#[test]
fn nothing_can_be_moved_between_fields() {
    let one = link(b"secret", &START, &Entry { actor: "ab", action: "c", ..ENTRY });
    let other = link(b"secret", &START, &Entry { actor: "a", action: "bc", ..ENTRY });
    assert_ne!(one, other);
}

proptest! {
    #[test]
    fn any_change_breaks_the_link(
        id in 1i64..1000, at: i64, actor in "[a-z:0-9]{0,9}", detail in "\\PC{0,40}",
        other_id in 1i64..1000, other_detail in "\\PC{0,40}", bit in 0usize..256,
    ) {
        let entry = Entry { id, at, actor: &actor, detail: &detail, ..ENTRY };
        let code = link(b"secret", &START, &entry);
        prop_assert!(holds(b"secret", &START, &entry, &code));
        prop_assert!(!holds(b"other", &START, &entry, &code));
        prop_assert_eq!(holds(b"secret", &START, &Entry { id: other_id, ..entry }, &code), other_id == id);
        prop_assert_eq!(holds(b"secret", &START, &Entry { detail: &other_detail, ..entry }, &code), other_detail == detail);
        let later = Entry { at: at.wrapping_add(1), ..entry };
        prop_assert!(!holds(b"secret", &START, &later, &code));
        let mut flipped = code;
        flipped[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!holds(b"secret", &START, &entry, &flipped));
        prop_assert!(!holds(b"secret", &flipped, &entry, &code));
    }
}
