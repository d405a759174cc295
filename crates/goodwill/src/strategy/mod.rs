//! The answer to which way to run the company, as commands, pages and programs take it away.

pub(crate) mod tables;
mod told;

pub(crate) use told::told;
