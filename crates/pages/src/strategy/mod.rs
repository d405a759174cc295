//! Strategy: which way to run the company, as people read it.

pub mod actual;
pub mod balance;
pub mod main_page;
pub mod prices;
pub mod report;
pub mod scenario;
pub mod spectrum;
pub mod suite;
pub mod what_if;
pub mod words;
