//! Tests of the crate as others see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod always;
mod docs;
mod keys;
mod orders;
mod people;
mod reading;
mod senders;
mod shop;
