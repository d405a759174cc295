//! The token that every form of a session carries: a page of somebody else's cannot know it.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(one: &str, other: &str) -> bool {
    // Both are put under one key first: equal texts have equal codes, and a code's time tells nothing.
    let code = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"goodwill compares").ok()?;
        mac.update(text.as_bytes());
        Some(mac)
    };
    match (code(one), code(other)) {
        (Some(one), Some(other)) => one.verify(&other.finalize().into_bytes()).is_ok(),
        _ => false,
    }
}
