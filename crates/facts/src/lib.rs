//! What happened: days, months, money, orders, and every other kind of fact with its schema.
//!
//! Facts know nothing of models, files or tables. Money is whole minor units of one ISO 4217
//! currency; expected money is another type. A day is a calendar day as the company wrote it.

mod day;
mod money;
mod orders;
mod row;
pub mod schema;

pub use day::{Day, ImpossibleDay, Month, Quarter};
pub use money::{Currency, ExpectedMoney, Money, MoneyError};
pub use orders::{OrderDay, OrderLog, OrderLogBuilder};
pub use row::{FactRow, Private, RowKey, Value, Version};
