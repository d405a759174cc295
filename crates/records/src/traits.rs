//! What identifies a person.
use crate::{Records, Result};
/// One trait of a customer: name, e-mail, phone …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// The customer's key.
    pub customer: i64,
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: String,
    /// When it was stated.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
    /// The import that said so, if it was one.
    pub batch: Option<i64>,
}
impl Records {
    /// The current traits of these keys: the latest of each name.
    pub async fn traits_of(&self, _keys: &[i64]) -> Result<Vec<Trait>> {
        unimplemented!("traits_of")
    }
}
