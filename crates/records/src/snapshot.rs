//! What is known at one moment.
use crate::{AllowedProperty, InboxRow, Link, Listed, Records, Result};
/// What is known at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// How often the manifest had changed.
    pub generation: i64,
    /// The files that are history.
    pub live: Vec<Listed>,
    /// Events not yet in them.
    pub inbox: Vec<InboxRow>,
    /// Keys that are one person.
    pub links: Vec<Link>,
    /// Properties that may go to history.
    pub allowed: Vec<AllowedProperty>,
    /// Numbers and names of the write keys.
    pub sources: Vec<(i64, String)>,
}
impl Records {
    /// What is known at one moment.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        unimplemented!("snapshot")
    }
}
