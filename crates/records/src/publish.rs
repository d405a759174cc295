//! Publishing: one transaction in which files become history.
use crate::{Link, Listed, NewBatch, PrivateText, Records, Result, Trait};
/// What becomes history at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// The batch, where it is to be listed.
    pub batch: Option<NewBatch>,
    /// Its number.
    pub batch_id: i64,
    /// Files that become history.
    pub add: Vec<Listed>,
    /// Paths of files that no longer are.
    pub remove: Vec<String>,
    /// Private texts of the batch.
    pub private: Vec<PrivateText>,
    /// Traits.
    pub traits: Vec<Trait>,
    /// Links.
    pub links: Vec<Link>,
    /// Events of the inbox up to this number are now in the files.
    pub inbox_through: Option<i64>,
    /// The generation this was built on.
    pub expect_generation: Option<i64>,
}
impl Records {
    /// Publishes; returns the new generation.
    pub async fn publish(&self, _p: Publication) -> Result<i64> {
        unimplemented!("publish")
    }
}
