//! A made-up company whose truth is known.
//!
//! A [`Company`] is a plan: how many customers, which model they buy by, over which months. A
//! [`Generator`] lives their lives, each from its own stream of chance, so that a larger company
//! starts with the same customers and the number of threads changes nothing. [`write_company`]
//! writes what such a company would export, and the truth beside it.
//!
//! Two modes. *Plain*: orders come exactly from the stated model, for tests that recover
//! parameters and count how often intervals cover. *Planted*: on top of it channels differ, late
//! deliveries make customers complain and leave, goods come back and guests order without a name.

mod books;
mod company;
mod contracts;
mod donations;
mod error;
mod favours;
mod generate;
mod goods;
mod life;
mod model;
mod planted;
mod stream;
mod suite;
mod winning;
mod write;

pub use company::Company;
pub use contracts::{Contract, Contracts, write_contracts};
pub use donations::{Donations, Donor, write_donations};
pub use error::SampleError;
pub use favours::Favours;
pub use generate::{Generator, PlainOrder};
pub use goods::{PRODUCTS, Product, Stage};
pub use life::{Complaint, CustomerLife, Leaving, Left, LeftBy, Order};
pub use model::{TrueModel, TrueSpending};
pub use planted::{CHANNELS, Channel};
pub use suite::Suite;
pub use write::{Shape, WriteOptions, Written, customer_id, write_company};

/// The currency of every sample company.
pub const CURRENCY: &str = "EUR";
