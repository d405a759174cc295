//! The book of business: every customer with the figures that lists sort, filter and count by.
//!
//! It is built from what history and records hold and never changes; a newer one takes its place.
//! Columns lie in memory, so that a list of a million customers is sorted, filtered and counted while
//! a page is drawn. Nothing here identifies anybody: a customer is a key.
//!
//! ```text
//! Book::new(entries, as_of, currency)       made once
//!   .list(filter, sort, direction, after, most)   a part of a list, from any depth
//!   .totals(filter)                         what a filter finds, together
//!   .rank, .share, .neighbours              where one customer stands
//! ```

mod columns;
mod condition;
mod cursor;
mod entry;
mod field;
mod list;
mod neighbours;
mod rank;
mod stage;
mod test;
mod totals;
mod words;

pub use columns::Book;
pub use condition::{BadCondition, Condition, Filter, Given};
pub use cursor::{BadCursor, Cursor};
pub use entry::Entry;
pub use field::{Field, Holds, Operator};
pub use list::{Direction, Found, Sort, UnknownSort};
pub use rank::Rank;
pub use stage::{ESTABLISHED_FROM_ORDERS, Stage, UnknownStage};
pub use totals::Totals;
pub use words::{Codes, Words};
