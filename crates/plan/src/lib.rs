//! What should be done.
//!
//! Numbers and their doubts in, choices with their price out. Nothing here knows a store, a file or a
//! clock; chance comes in as a seed, so that the same inputs give the same answer, byte for byte.

pub mod strategy;
