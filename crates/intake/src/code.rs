//! Codes and labels: what may go to history as text.

use sha2::{Digest, Sha256};

/// Longest code, in characters.
const LONGEST_CODE: usize = 128;
/// Longest label, in characters.
const LONGEST_LABEL: usize = 200;

/// A code as history may hold it: one line without blanks around it. What is too long for a code, or looks
/// like an e-mail address or a telephone number, is replaced by a digest under the folder's secret:
/// it still tells two apart, and says nothing. `None` where nothing is left.
pub(crate) fn code(text: &str, secret: &[u8; 32]) -> Option<String> {
    short(text, LONGEST_CODE, secret)
}

/// The same for a label.
pub(crate) fn label(text: &str, secret: &[u8; 32]) -> Option<String> {
    short(text, LONGEST_LABEL, secret)
}

/// A digest in place of a text, however it looks.
pub(crate) fn secret(text: &str, secret: &[u8; 32]) -> Option<String> {
    let clean = text.trim();
    (!clean.is_empty()).then(|| digest(clean, secret))
}

fn short(text: &str, longest: usize, secret: &[u8; 32]) -> Option<String> {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    if clean.is_empty() {
        return None;
    }
    if clean.chars().count() > longest || looks_like_a_person(clean) {
        return Some(digest(clean, secret));
    }
    Some(clean.to_owned())
}

/// Whether a text looks like an e-mail address or a telephone number.
fn looks_like_a_person(text: &str) -> bool {
    text.contains('@') || (text.contains('+') && text.bytes().filter(u8::is_ascii_digit).count() >= 7)
}

fn digest(text: &str, secret: &[u8; 32]) -> String {
    let mut hash = Sha256::new();
    hash.update(secret);
    hash.update(b"code\0");
    hash.update(text);
    hash.finalize()[..8].iter().fold("h:".to_owned(), |out, byte| out + &format!("{byte:02x}"))
}
