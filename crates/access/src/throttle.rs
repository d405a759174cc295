//! How long somebody who failed to sign in must wait.
//!
//! Five failures are free; from then on each makes one wait twice as long, up to a quarter of an
//! hour. It is counted for an account and for an address of the network: the first stops guessing
//! one password, the second trying one password on many accounts.
//!
//! Whoever fails on purpose could so lock somebody out. So an account is counted by itself from
//! addresses its person has signed in from: what strangers do elsewhere makes nobody wait there.

use sha2::{Digest, Sha256};

/// Failures that cost nothing.
const FREE: u32 = 5;

/// The longest wait, seconds.
const LONGEST_SECONDS: u64 = 15 * 60;

/// Failures are forgotten after so long without another, microseconds.
const FORGOTTEN_MICROS: i64 = 24 * 3600 * 1_000_000;

/// Seconds to wait from the last failure on, after so many failures.
pub fn penalty_seconds(failures: u32) -> u64 {
    if failures < FREE {
        return 0;
    }
    1u64.checked_shl(failures - FREE).map_or(LONGEST_SECONDS, |seconds| seconds.min(LONGEST_SECONDS))
}

/// Seconds still to wait, rounded up. Moments are microseconds since 1970-01-01 UTC; a clock that was
/// set back makes nobody wait longer than the penalty.
pub fn wait_seconds(failures: u32, last_at: i64, now: i64) -> u64 {
    let since = now.saturating_sub(last_at);
    if since >= FORGOTTEN_MICROS {
        return 0;
    }
    let penalty = penalty_seconds(failures);
    let passed = u64::try_from(since).unwrap_or(0) / 1_000_000;
    penalty.saturating_sub(passed)
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted<'a> {
    /// Failures to sign in as this person, by e-mail, whether there is such a person or not.
    Account(&'a str),
    /// Failures to sign in as this person, from an address they have signed in from.
    AccountFrom(&'a str, &'a str),
    /// Failures from this address of the network.
    Network(&'a str),
    /// None: that this person has signed in from this address.
    KnownPlace(&'a str, &'a str),
}

/// The key under which failures are counted: no e-mail or address is kept.
pub fn key(counted: Counted<'_>) -> [u8; 32] {
    let text = match counted {
        Counted::Account(email) => format!("account\0{email}"),
        Counted::AccountFrom(email, address) => format!("account from\0{address}\0{email}"),
        Counted::Network(address) => format!("network\0{address}"),
        Counted::KnownPlace(email, address) => format!("known place\0{address}\0{email}"),
    };
    Sha256::digest(text).into()
}
