//! What the data folder knows of how the company is run.

pub(crate) mod actual;
pub(crate) mod balance;
pub(crate) mod evidence;
pub(crate) mod in_use;
pub(crate) mod means;
pub(crate) mod prices;
pub(crate) mod signs;
pub(crate) mod suite;
