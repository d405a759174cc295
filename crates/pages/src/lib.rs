//! What people see: pages, charts, and words and numbers in the language of the reader.
//!
//! A page is a function of who reads it ([`Reader`]) and of what is shown (a plain structure in the
//! page's own file). Nothing here asks a store, decides a right or computes a value.

pub mod api_page;
pub mod assets;
pub mod chart;
pub mod cohorts;
pub mod customer;
pub mod customers;
pub mod data;
pub mod entrance;
pub mod frame;
pub mod parts;
mod reader;
pub mod segments;
pub mod settings;
pub mod strategy;
pub mod text;
pub mod today;
pub mod words;
mod writing;

pub use reader::{LOCALES, Reader};
