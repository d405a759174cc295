//! The chain of the audit log: each entry's code covers the entry and the code of the one before, so
//! that nothing can be changed, left out or moved without the folder's secret.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What stands before the first entry.
pub const START: [u8; 32] = [0; 32];

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its number.
    pub id: i64,
    /// When it was written, microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who did it: `person:7`, `key:3`, `command`, `server`.
    pub actor: &'a str,
    /// What was done.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// More, as JSON.
    pub detail: &'a str,
}

/// The code of an entry. Texts are counted before they are taken, so that no two entries read alike.
pub fn link(secret: &[u8], previous: &[u8; 32], entry: &Entry<'_>) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(b"goodwill audit 1");
    mac.update(previous);
    mac.update(&entry.id.to_be_bytes());
    mac.update(&entry.at.to_be_bytes());
    for text in [entry.actor, entry.action, entry.subject, entry.detail] {
        mac.update(&(text.len() as u64).to_be_bytes());
        mac.update(text.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// Whether a code is the one of an entry.
pub fn holds(secret: &[u8], previous: &[u8; 32], entry: &Entry<'_>, code: &[u8; 32]) -> bool {
    // Who checks has the secret; how long it takes tells nobody anything.
    link(secret, previous, entry) == *code
}
