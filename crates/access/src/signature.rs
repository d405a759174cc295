//! Signatures of what is told to other systems: Standard Webhooks 1.0.
//!
//! Signed is `{id}.{timestamp}.{body}` with HMAC-SHA-256; several signatures, separated by spaces,
//! stand beside each other while a secret is being replaced.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::AccessError;

/// What a receiver takes as now, seconds either way.
pub const TOLERANCE_SECONDS: i64 = 5 * 60;

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// A secret that two systems share. It does not show itself in messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// The secret of 32 random bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads `whsec_…`.
    ///
    /// # Errors
    ///
    /// If it is not so, or holds fewer than 24 or more than 64 bytes.
    pub fn parse(text: &str) -> Result<Self, AccessError> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
        bytes.filter(|bytes| (24..=64).contains(&bytes.len())).map(Self).ok_or(AccessError::Secret)
    }

    /// As it is shown once and kept: `whsec_…`.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    fn mac(&self, id: &str, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        mac
    }
}

/// The value of `webhook-signature`: one signature for each secret. `timestamp` is in seconds.
pub fn sign(secrets: &[Secret], id: &str, timestamp: i64, body: &[u8]) -> String {
    let signatures: Vec<String> = secrets
        .iter()
        .map(|secret| {
            format!("v1,{}", STANDARD.encode(secret.mac(id, timestamp, body).finalize().into_bytes()))
        })
        .collect();
    signatures.join(" ")
}

/// Checks what a receiver got; `now` is in seconds.
///
/// # Errors
///
/// If the message is more than five minutes off, or no signature fits.
pub fn check(
    secret: &Secret,
    id: &str,
    timestamp: i64,
    body: &[u8],
    signatures: &str,
    now: i64,
) -> Result<(), AccessError> {
    if now.saturating_sub(timestamp).saturating_abs() > TOLERANCE_SECONDS {
        return Err(AccessError::Stale);
    }
    let fits = |signature: &str| {
        let bytes = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        bytes.is_some_and(|bytes| secret.mac(id, timestamp, body).verify_slice(&bytes).is_ok())
    };
    if signatures.split(' ').any(fits) { Ok(()) } else { Err(AccessError::Signature) }
}
