//! What should be done.
//!
//! Numbers and their doubts in, choices with their price out. Nothing here knows a store, a file or a
//! clock; chance comes in as a seed, so that the same inputs give the same answer, byte for byte.

pub mod balance;
pub mod prices;
pub mod propose;
pub mod retrospect;
pub mod spectrum;
pub mod strategy;
pub mod suite;
pub mod what_if;
pub mod written;
