//! Tests of what the crate offers, in one program.

mod import;
