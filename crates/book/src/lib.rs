//! The book of business: every customer with the figures that lists sort, filter and count by.
//!
//! It is built from what history and records hold and never changes; a newer one takes its place.
//! Columns lie in memory, so that a list of a million customers is sorted, filtered and counted while
//! a page is drawn. Nothing here identifies anybody: a customer is a key.

mod condition;
mod entry;
mod list;

pub use condition::{BadCondition, Condition, Filter};
pub use entry::{Book, Entry, Stage};
pub use list::{Cursor, Direction, Found, Sort, Totals};
