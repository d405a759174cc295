//! What is known at one moment: read in one transaction, so that an event on its way from the inbox
//! into a file is seen in one of the two, never in both and never in neither.

use sea_orm::ConnectionTrait;

use crate::{
    AllowedProperty, InboxRow, Link, Listed, Records, Result, counters, event_schema, files, inbox, keys,
    links,
};

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
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let tx = self.moment().await?;
        let seen = see(&tx).await;
        drop(tx.rollback().await);
        seen
    }
}

async fn see(tx: &impl ConnectionTrait) -> Result<Snapshot> {
    Ok(Snapshot {
        generation: counters::last(tx, counters::GENERATION).await?,
        live: files::all(tx).await?,
        inbox: inbox::after_number(tx, 0, u64::MAX).await?,
        links: links::all(tx).await?,
        allowed: event_schema::all(tx).await?,
        sources: keys::all(tx).await?.into_iter().map(|key| (key.id, key.name)).collect(),
    })
}
