//! What must hold inside the records.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use crate::{
    Batch, BatchState, Origin, Records, Result, api_keys, audit, batches, counters, deliveries, files,
    identity, inbox, keys, links, notes, people, private, sessions, traits, webhooks,
};

impl Records {
    /// What does not hold, a sentence each; empty when all is well.
    ///
    /// # Errors
    ///
    /// If the records cannot be read at all.
    pub async fn check(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        let tx = self.moment().await?;
        if tx.get_database_backend() == DbBackend::Sqlite {
            let ask = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(20)");
            for row in tx.query_all_raw(ask).await? {
                let said: String = row.try_get_by_index(0)?;
                if said != "ok" {
                    wrong.push(format!("SQLite finds in the records: {said}"));
                }
            }
        }
        batches_and_files(&tx, batches::after_number(&tx, 0, i64::MAX as u64).await?, &mut wrong).await?;
        customers(&tx, self.secret(), &mut wrong).await?;
        private_texts(&tx, &mut wrong).await?;
        numbers(&tx, &mut wrong).await?;
        people_and_rights(&tx, &mut wrong).await?;
        let audit = audit::verify(&tx, self.secret(), None).await?;
        if let (Some(at), Some(why)) = (audit.first_broken, audit.why) {
            wrong.push(format!("the audit log does not hold from entry {at} on: {why}"));
        }
        Ok(wrong)
    }
}

async fn batches_and_files(
    tx: &DatabaseTransaction,
    batches: Vec<Batch>,
    wrong: &mut Vec<String>,
) -> Result<()> {
    let merged = batches.iter().filter(|batch| batch.origin == Origin::Merge).map(|batch| batch.id).max();
    let batches: HashMap<i64, Batch> = batches.into_iter().map(|batch| (batch.id, batch)).collect();
    let mut with_files = HashSet::new();
    for file in files::all(tx).await? {
        with_files.insert(file.batch);
        match batches.get(&file.batch) {
            None => wrong
                .push(format!("the file {} belongs to batch {}, which is not listed", file.path, file.batch)),
            Some(batch) if batch.state == BatchState::Undone => {
                wrong.push(format!("the file {} counts, but its batch {} is undone", file.path, file.batch));
            }
            Some(_) => {}
        }
    }
    for batch in batches.values() {
        // What was put together with others lies in the file of a later batch.
        let merged_since = merged.is_some_and(|merge| merge > batch.id);
        let says_something =
            batch.created + batch.updated > 0 && matches!(batch.origin, Origin::File | Origin::Intake);
        if batch.state == BatchState::Live
            && says_something
            && !merged_since
            && !with_files.contains(&batch.id)
        {
            wrong.push(format!(
                "batch {} ({}) counts {} facts, but has no file",
                batch.id,
                batch.kind,
                batch.created + batch.updated
            ));
        }
    }
    wrong.sort_unstable();
    Ok(())
}

async fn customers(tx: &DatabaseTransaction, secret: &[u8; 32], wrong: &mut Vec<String>) -> Result<()> {
    let mut known: HashSet<i64> = HashSet::new();
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = identity::row::Entity::find()
            .filter(identity::row::Column::Digest.gt(after.clone()))
            .order_by_asc(identity::row::Column::Digest)
            .limit(50_000)
            .all(tx)
            .await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.digest);
        for row in rows {
            let id = crate::OutsideId { space: row.space, id: row.id };
            // An id with a sign the database cannot hold was kept without it.
            if id.digest(secret)[..] != row.digest[..]
                && !id.id.contains('\u{2400}')
                && !id.space.contains('\u{2400}')
            {
                wrong.push(format!("an id of customer {} does not agree with its digest", row.customer));
            }
            known.insert(row.customer);
        }
    }
    let mut unknown = |what: &str, keys: &mut dyn Iterator<Item = i64>| {
        let keys: HashSet<i64> = keys.filter(|key| !known.contains(key)).collect();
        if let Some(key) = keys.iter().min() {
            wrong.push(format!("{what} name {} customers nobody knows, for one {key}", keys.len()));
        }
    };
    let linked = links::all(tx).await?;
    unknown("links", &mut linked.iter().flat_map(|link| [link.kept, link.other]));
    let told: Vec<i64> = traits::row::Entity::find()
        .select_only()
        .column(traits::row::Column::Customer)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    unknown("traits", &mut told.into_iter());
    let waiting: Vec<Option<i64>> = inbox::row::Entity::find()
        .select_only()
        .column(inbox::row::Column::Customer)
        .distinct()
        .filter(inbox::row::Column::Id.gt(inbox::filed_through(tx).await?))
        .into_tuple()
        .all(tx)
        .await?;
    unknown("events of the inbox", &mut waiting.into_iter().flatten());
    Ok(())
}

async fn private_texts(tx: &DatabaseTransaction, wrong: &mut Vec<String>) -> Result<()> {
    let names: Vec<(i64, String, i64)> = private::row::Entity::find()
        .select_only()
        .columns([private::row::Column::Batch, private::row::Column::Kind, private::row::Column::Number])
        .into_tuple()
        .all(tx)
        .await?;
    for name in names {
        let Some(block) = private::row::Entity::find_by_id(name).one(tx).await? else { continue };
        match private::unpack(&block) {
            Ok(texts) if texts.len() as i64 != block.rows => {
                wrong.push(format!(
                    "a block of private texts of batch {} has {} rows, not {}",
                    block.batch,
                    texts.len(),
                    block.rows
                ));
            }
            Ok(_) => {}
            Err(error) => wrong.push(error.to_string()),
        }
        if batches::one(tx, block.batch).await?.is_some_and(|batch| batch.state == BatchState::Undone) {
            wrong.push(format!("private texts of batch {} are kept, but it is undone", block.batch));
        }
    }
    Ok(())
}

/// What belongs to a person or a webhook names one that is there.
async fn people_and_rights(tx: &DatabaseTransaction, wrong: &mut Vec<String>) -> Result<()> {
    let people: HashSet<i64> =
        people::row::Entity::find().all(tx).await?.into_iter().map(|row| row.id).collect();
    let signed_in: Vec<i64> = sessions::row::Entity::find()
        .select_only()
        .column(sessions::row::Column::Person)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    let wrote: Vec<Option<i64>> = notes::row::Entity::find()
        .select_only()
        .column(notes::row::Column::ByPerson)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    for (what, named) in [("sessions", signed_in), ("notes", wrote.into_iter().flatten().collect())] {
        if let Some(id) = named.iter().find(|id| !people.contains(id)) {
            wrong.push(format!("{what} name person {id}, whom nobody knows"));
        }
    }
    let hooks: HashSet<i64> = webhooks::all(tx).await?.into_iter().map(|hook| hook.id).collect();
    let told: Vec<i64> = deliveries::row::Entity::find()
        .select_only()
        .column(deliveries::row::Column::Webhook)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    if let Some(id) = told.iter().find(|id| !hooks.contains(id)) {
        wrong.push(format!("deliveries name webhook {id}, which is not there"));
    }
    Ok(())
}

/// A number that was given must not be given again.
async fn numbers(tx: &DatabaseTransaction, wrong: &mut Vec<String>) -> Result<()> {
    let newest_batch =
        batches::row::Entity::find().order_by_desc(batches::row::Column::Id).one(tx).await?.map(|row| row.id);
    let newest_event =
        inbox::row::Entity::find().order_by_desc(inbox::row::Column::Id).one(tx).await?.map(|row| row.id);
    let newest_key =
        keys::row::Entity::find().order_by_desc(keys::row::Column::Id).one(tx).await?.map(|row| row.id);
    let newest_person =
        people::row::Entity::find().order_by_desc(people::row::Column::Id).one(tx).await?.map(|row| row.id);
    let newest_api_key = api_keys::row::Entity::find()
        .order_by_desc(api_keys::row::Column::Id)
        .one(tx)
        .await?
        .map(|row| row.id);
    for (name, newest) in [
        (counters::BATCH, newest_batch),
        (counters::INBOX, newest_event),
        (counters::KEY, newest_key),
        (counters::PERSON, newest_person),
        (counters::API_KEY, newest_api_key),
    ] {
        let last = counters::last(tx, name).await?;
        if newest.is_some_and(|newest| newest > last) {
            wrong.push(format!("the counter {name} stands at {last}, below a number that was given"));
        }
    }
    Ok(())
}
