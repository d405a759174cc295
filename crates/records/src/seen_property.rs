//! Which properties events had, and where they went.
use crate::{Records, Result};
/// A property as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenProperty {
    /// The event's name.
    pub event: String,
    /// The property's name.
    pub property: String,
    /// What it held.
    pub kind: String,
    /// `history` or `records`.
    pub goes_to: String,
    /// How often.
    pub count: u64,
}
impl Records {
    /// Counts properties.
    pub async fn note_properties(&self, _seen: &[SeenProperty]) -> Result<()> {
        unimplemented!("note_properties")
    }
    /// All that were seen.
    pub async fn seen_properties(&self) -> Result<Vec<SeenProperty>> {
        unimplemented!("seen_properties")
    }
}
