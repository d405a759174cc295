//! Tests of the plan.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod balance;
mod company;
mod compare;
mod complained;
mod counted;
mod draws;
mod illustrative;
mod lived_again;
mod observed;
mod prices;
mod properties;
mod propose;
mod recursion;
mod retrospect;
mod spectrum;
mod suite;
mod unrecorded;
mod unsure;
mod verdict;
mod what_if;
mod written;
