//! Tests of the crate as others see it: each on SQLite, and on PostgreSQL where
//! `GOODWILL_TEST_POSTGRES` names a server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod arrivals;
mod audit;
mod checks;
mod dumps;
mod full;
mod identities;
mod joining;
mod opening;
mod people;
mod places;
mod publishing;
mod scenarios;
mod small;
mod speed;
mod telling;
