//! What the data folder knows of how the company is run.

pub(crate) mod actual;
pub(crate) mod balance;
pub(crate) mod evidence;
pub(crate) mod in_use;
pub(crate) mod means;
pub(crate) mod prices;
pub(crate) mod signs;
pub(crate) mod suite;

/// In SQL the sum of numbers, to nine decimals: the same in whatever order threads add them up.
fn sum_of(numbers: &str) -> String {
    format!("CAST(sum(TRY_CAST({numbers} AS DECIMAL(38, 9))) AS DOUBLE)")
}

/// The same of rows of which something holds.
fn sum_where(numbers: &str, which: &str) -> String {
    format!("CAST(sum(TRY_CAST({numbers} AS DECIMAL(38, 9))) FILTER (WHERE {which}) AS DOUBLE)")
}
