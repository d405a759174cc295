//! What people see: pages, charts, and words and numbers in the language of the reader.
//!
//! A page is a function of who reads it ([`Reader`]) and of what is shown (a plain structure in the
//! page's own file). Nothing here asks a store, decides a right or computes a value.

pub mod assets;
pub mod chart;
pub mod frame;
pub mod parts;
mod reader;
pub mod settings;
pub mod text;
pub mod words;
mod writing;

pub use reader::{LOCALES, Reader};
