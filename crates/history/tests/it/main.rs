//! Tests of what the crate offers, in one program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod ask;
mod functions;
mod ids;
mod import;
mod sql;
mod sql_docs;
mod store;
mod table;
