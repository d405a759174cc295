//! Publishing: one transaction in which files become history.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Link, Listed, NewBatch, Origin, PrivateText, Records, RecordsError, Result, Trait, batches, counters,
    deliveries, files, inbox, links, private, traits,
};

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
    /// Publishes files and all that belongs to them, at once; returns the new generation. The files
    /// must be on disk, synced, under their last names.
    ///
    /// # Errors
    ///
    /// `Changed` if the generation is no longer the expected one or a file to be removed is not
    /// listed; or if the records cannot be written. Nothing has happened then.
    pub async fn publish(&self, publication: Publication) -> Result<i64> {
        let tx = self.begin().await?;
        let told = publication.batch.clone().filter(|batch| batch.origin == Origin::File);
        let number = publication.batch_id;
        let done = async {
            let generation = publish(&tx, publication).await?;
            if let Some(batch) = told {
                self.tell(&tx, number, &batch).await?;
            }
            Ok(generation)
        }
        .await;
        self.end(tx, done).await
    }

    /// An import is told to whoever wants to know, and noted.
    async fn tell(&self, tx: &impl ConnectionTrait, number: i64, batch: &NewBatch) -> Result<()> {
        let data = json!({
            "import": number,
            "kind": batch.kind,
            "rows": batch.rows,
            "new": batch.created,
            "updated": batch.updated,
            "unchanged": batch.unchanged,
            "rejected": batch.rejected,
        });
        deliveries::queue(tx, "import.finished", &data, batch.published_at).await?;
        self.noted_in(tx, "import.published", &format!("batch:{number}"), data, batch.published_at).await
    }
}

async fn publish(tx: &impl ConnectionTrait, publication: Publication) -> Result<i64> {
    let Publication {
        batch,
        batch_id,
        add,
        remove,
        private,
        traits,
        links,
        inbox_through,
        expect_generation,
    } = publication;
    let generation = counters::next(tx, counters::GENERATION, 1).await?;
    if expect_generation.is_some_and(|expected| expected != generation - 1) {
        return Err(RecordsError::Changed);
    }
    if let Some(batch) = batch {
        batches::add(tx, batch_id, &batch).await?;
    }
    files::remove(tx, &remove).await?;
    files::add(tx, add).await?;
    private::add(tx, batch_id, private).await?;
    traits::add(tx, traits).await?;
    links::add(tx, links).await?;
    if let Some(through) = inbox_through {
        inbox::file_through(tx, through).await?;
    }
    Ok(generation)
}
