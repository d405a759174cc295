//! Tests of what the crate offers, in one program.

mod ask;
mod functions;
mod import;
mod sql;
mod sql_docs;
mod table;
