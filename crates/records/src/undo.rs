//! Undoing a batch: one transaction in which its files are history no longer.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use crate::{
    Records, RecordsError, Result, batches, bulk, counters, deliveries, files, identity, inbox, links,
    private, traits,
};

impl Records {
    /// Undoes a batch: its files, private texts, traits and links no longer count.
    ///
    /// Of the customers in `forget`, whom no other batch's files name, those are forgotten who came
    /// with a batch that is undone and whom nothing else in the records names either.
    ///
    /// # Errors
    ///
    /// If there is no such live batch, or the records cannot be written.
    pub async fn undo(&self, batch: i64, forget: &[i64], now: i64) -> Result<()> {
        let tx = self.begin().await?;
        let done = async {
            undo(&tx, batch, forget, now).await?;
            deliveries::queue(&tx, "import.undone", &json!({ "import": batch }), now).await?;
            self.noted_in(&tx, "import.undone", &format!("batch:{batch}"), json!({}), now).await
        }
        .await;
        self.end(tx, done).await
    }
}

async fn undo(tx: &impl ConnectionTrait, batch: i64, forget: &[i64], now: i64) -> Result<()> {
    if !batches::mark_undone(tx, batch, now).await? {
        let why = match batches::one(tx, batch).await? {
            None => format!("there is no batch {batch}"),
            Some(_) => format!("batch {batch} is undone already"),
        };
        return Err(RecordsError::NotThere(why));
    }
    counters::next(tx, counters::GENERATION, 1).await?;
    files::remove_batch(tx, batch).await?;
    private::remove_batch(tx, batch).await?;
    traits::remove_batch(tx, batch).await?;
    links::remove_batch(tx, batch).await?;
    let forgotten = nobody_needs(tx, forget).await?;
    identity::forget(tx, &forgotten).await
}

async fn nobody_needs(tx: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<i64>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut needed: HashSet<i64> = HashSet::new();
    let waiting: Vec<Option<i64>> = inbox::row::Entity::find()
        .select_only()
        .column(inbox::row::Column::Customer)
        .distinct()
        .filter(inbox::row::Column::Id.gt(inbox::filed_through(tx).await?))
        .filter(inbox::row::Column::Customer.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    needed.extend(waiting.into_iter().flatten());
    needed.extend(links::all(tx).await?.into_iter().flat_map(|link| [link.kept, link.other]));
    let values: Vec<_> = keys.iter().map(|key| (*key).into()).collect();
    let told = traits::row::Column::Customer;
    for row in bulk::select_in::<traits::row::Entity>(tx, "told", &[told], told, &values).await? {
        needed.insert(row.try_get_by_index(0)?);
    }
    let undone = batches::undone(tx).await?;
    let (customer, came_with) = (identity::row::Column::Customer, identity::row::Column::Batch);
    for row in bulk::select_in::<identity::row::Entity>(tx, "came", &[customer, came_with], customer, &values)
        .await?
    {
        // This batch is marked as undone already; an earlier one may have been undone before it.
        if row.try_get_by_index::<Option<i64>>(1)?.is_none_or(|came_with| !undone.contains(&came_with)) {
            needed.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(keys.iter().copied().filter(|key| !needed.contains(key)).collect())
}
