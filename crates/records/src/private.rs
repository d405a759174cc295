//! Text of facts that may identify a person.
use crate::{Records, Result};
/// The private fields of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateText {
    /// The kind of fact.
    pub kind: String,
    /// Which fact.
    pub key: [u8; 16],
    /// The customer it is about.
    pub customer: Option<i64>,
    /// Names and texts.
    pub fields: Vec<(String, String)>,
}
impl Records {
    /// What these batches say in private about facts of a kind.
    pub async fn private_of(&self, _kind: &str, _batches: &[i64]) -> Result<Vec<PrivateText>> {
        unimplemented!("private_of")
    }
    /// What is said in private about these customers.
    pub async fn private_of_customer(&self, _keys: &[i64]) -> Result<Vec<PrivateText>> {
        unimplemented!("private_of_customer")
    }
}
