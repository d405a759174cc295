//! Sample companies are what they say.
#![expect(clippy::unwrap_used, reason = "a test's helpers may panic as its tests may")]

mod books;
mod company;
mod favours;
mod read;
mod suite;
