//! Where facts are kept and asked: import of files, SQL over them, tables written out.
//!
//! Arrow and DataFusion types end at this door: no public name here shows one.

pub mod ask;
pub mod contracts;
pub mod costs;
mod functions;
pub mod ids;
pub mod import;
pub mod store;
pub mod table;
mod written;
