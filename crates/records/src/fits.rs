//! Fitted parameters.
use crate::{Records, Result};
/// A fit to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFit {
    /// The day looked from, days since 1970-01-01.
    pub as_of: i32,
    /// When it was fitted.
    pub fitted_at: i64,
    /// `full` or `refresh`.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// Parameters, JSON.
    pub parameters: String,
    /// What it says in short, JSON.
    pub summary: String,
}
/// A fit that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFit {
    /// Its number.
    pub id: i64,
    /// The day looked from, days since 1970-01-01.
    pub as_of: i32,
    /// When it was fitted.
    pub fitted_at: i64,
    /// `full` or `refresh`.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// Parameters, JSON.
    pub parameters: String,
    /// What it says in short, JSON.
    pub summary: String,
}
impl Records {
    /// Keeps a fit.
    pub async fn add_fit(&self, _fit: NewFit) -> Result<KeptFit> {
        unimplemented!("add_fit")
    }
    /// The latest fits, newest first.
    pub async fn fits(&self, _limit: u64) -> Result<Vec<KeptFit>> {
        unimplemented!("fits")
    }
    /// The latest.
    pub async fn latest_fit(&self) -> Result<Option<KeptFit>> {
        unimplemented!("latest_fit")
    }
}
