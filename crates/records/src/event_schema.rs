//! What the company lets into history beyond the built-in schemas.
use crate::{Records, Result};
/// A property of an event that may go to history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedProperty {
    /// The event's name.
    pub event: String,
    /// The property's name.
    pub property: String,
    /// `number`, `yes_no`, `code` or `product`.
    pub kind: String,
}
impl Records {
    /// Lets a property into history.
    pub async fn allow_property(&self, _allowed: &AllowedProperty) -> Result<()> {
        unimplemented!("allow_property")
    }
    /// No longer; says whether it was.
    pub async fn forget_property(&self, _event: &str, _property: &str) -> Result<bool> {
        unimplemented!("forget_property")
    }
    /// All of them.
    pub async fn allowed_properties(&self) -> Result<Vec<AllowedProperty>> {
        unimplemented!("allowed_properties")
    }
}
