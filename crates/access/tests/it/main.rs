//! Tests of the whole crate.

mod address;
mod chain;
mod passwords;
mod rights;
mod signature;
mod throttle;
mod token;
