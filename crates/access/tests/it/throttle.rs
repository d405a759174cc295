//! How long somebody who failed must wait.

use access::throttle::{Counted, key, penalty_seconds, wait_seconds};
use proptest::prelude::*;

const SECOND: i64 = 1_000_000;

#[test]
fn five_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() {
    let waits: Vec<u64> = (0..18).map(penalty_seconds).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    assert_eq!(penalty_seconds(u32::MAX), 900);
}

#[test]
fn a_wait_passes_and_failures_are_forgotten() {
    assert_eq!(wait_seconds(10, 0, 0), 32);
    assert_eq!(wait_seconds(10, 0, 31 * SECOND), 1);
    assert_eq!(wait_seconds(10, 0, 32 * SECOND), 0);
    assert_eq!(wait_seconds(u32::MAX, 0, 24 * 3600 * SECOND), 0);
}

/// A guesser who never rests: how many passwords in a day.
#[test]
fn a_day_is_worth_few_guesses() {
    let (mut guesses, mut failures, mut at) = (0u32, 0u32, 0i64);
    while at < 24 * 3600 * SECOND {
        guesses += 1;
        failures += 1;
        at += penalty_seconds(failures) as i64 * SECOND;
    }
    assert!(guesses < 120, "{guesses}");
}

#[test]
fn what_is_counted_is_kept_apart_and_unreadable() {
    let account = key(Counted::Account("anna@shop.example"));
    assert_ne!(account, key(Counted::Network("anna@shop.example")));
    assert_eq!(account, key(Counted::Account("anna@shop.example")));
    let from = key(Counted::AccountFrom("anna@shop.example", "192.0.2.1"));
    assert!(from != account && from != key(Counted::AccountFrom("anna@shop.example", "192.0.2.2")));
    assert_ne!(from, key(Counted::KnownPlace("anna@shop.example", "192.0.2.1")));
    assert!(!String::from_utf8_lossy(&account).contains("anna"));
}

proptest! {
    #[test]
    fn nobody_waits_longer_than_the_penalty(failures: u32, last: i64, now: i64) {
        let wait = wait_seconds(failures, last, now);
        prop_assert!(wait <= penalty_seconds(failures) && wait <= 900);
    }
}
