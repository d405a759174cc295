//! Codes: short, without what may identify a person; and numbers for facts that have none.

use ::facts::Value;
use sha2::{Digest, Sha256};

/// Longest code and longest label, in characters.
pub(super) const LONGEST_CODE: usize = 128;
pub(super) const LONGEST_LABEL: usize = 200;

/// Whether a code looks like an e-mail address or a telephone number; as the intake of events
/// has it.
pub(super) fn may_identify(code: &str) -> bool {
    code.contains('@') || (code.contains('+') && code.bytes().filter(u8::is_ascii_digit).count() >= 7)
}

/// `h:` and a digest that is the same for the same code in the same folder, from whichever door.
pub(super) fn digest(secret: &[u8; 32], code: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(secret);
    hash.update(b"code\0");
    hash.update(code);
    format!("h:{}", hex(&hash.finalize()[..8]))
}

/// What tells facts without a number apart, before their occurrences are counted.
pub(super) struct Numbering {
    hash: Sha256,
}

impl Numbering {
    pub(super) fn new(secret: &[u8; 32], kind: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(secret);
        hash.update(b"number\0");
        hash.update(kind);
        Self { hash }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.hash.update([0]),
            Value::Text(text) => self.text(text),
            Value::Whole(n) | Value::Time(n) | Value::Money(n) | Value::Customer(n) => {
                self.hash.update([1]);
                self.hash.update(n.to_le_bytes());
            }
            Value::Number(x) => self.hash.update(x.to_bits().to_le_bytes()),
            Value::YesNo(b) => self.hash.update([2, u8::from(*b)]),
            Value::Day(d) => self.hash.update(d.to_le_bytes()),
            Value::Map(pairs) => pairs.iter().for_each(|(name, value)| {
                self.text(name);
                self.text(value);
            }),
        }
    }

    pub(super) fn finish(self) -> [u8; 16] {
        let mut out = [0; 16];
        out.copy_from_slice(&self.hash.finalize()[..16]);
        out
    }
}

/// The number of the `nth` fact, from 1, that has this digest.
pub(super) fn number(digest: &[u8; 16], nth: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(digest);
    hash.update(nth.to_le_bytes());
    format!("r:{}", hex(&hash.finalize()[..10]))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_telephone_numbers_are_seen_and_codes_are_left_alone() {
        for code in ["anna@example.org", "+39 02 123 4567", "+4915112345678"] {
            assert!(may_identify(code), "{code}");
        }
        for code in ["85123A", "0012345678", "+12", "SO43697", "2024-01-01"] {
            assert!(!may_identify(code), "{code}");
        }
        assert_eq!(digest(&[7; 32], "a@b"), digest(&[7; 32], "a@b"));
        assert_ne!(digest(&[7; 32], "a@b"), digest(&[8; 32], "a@b"));
    }
}
