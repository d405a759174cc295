//! Table `quarantine`: events that could not be understood, kept until somebody looks at them.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Index, OnConflict, Table},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Records, Result, bulk, counters, deliveries, identity::sixteen, migrations::Step};

/// An event that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// When it came.
    pub received_at: i64,
    /// The write key's number.
    pub source: i64,
    /// Digest of its message id, if it has one.
    pub message: Option<[u8; 16]>,
    /// Why.
    pub reason: String,
    /// What came.
    pub body: Vec<u8>,
}
/// Why one is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It was understood after all.
    Repaired,
    /// Nobody wants it.
    Discarded,
}
/// One that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub event: Quarantined,
}
/// How many events of a write key wait for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineGroup {
    /// The write key's number.
    pub source: i64,
    /// Why they are here.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// When the newest came.
    pub newest: i64,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "quarantine")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        /// Of source, reason and body: a repeat of the same is kept once.
        #[serde(with = "crate::bulk::as_hex")]
        pub digest: Vec<u8>,
        pub received_at: i64,
        pub source: i64,
        /// Empty where there is none.
        #[serde(with = "crate::bulk::as_hex")]
        pub message: Vec<u8>,
        pub reason: String,
        #[serde(with = "crate::bulk::as_hex")]
        pub body: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("quarantine")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("digest").blob().not_null())
        .col(ColumnDef::new("received_at").big_integer().not_null())
        .col(ColumnDef::new("source").big_integer().not_null())
        .col(ColumnDef::new("message").blob().not_null())
        .col(ColumnDef::new("reason").text().not_null())
        .col(ColumnDef::new("body").blob().not_null())
        .to_owned();
    let index =
        Index::create().name("quarantine_digest").table("quarantine").col("digest").unique().to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// At most `limit` quarantined events after a number, oldest first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn quarantine(&self, after: i64, limit: u64) -> Result<Vec<QuarantinedRow>> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(of).collect()
    }

    /// The same, only those that are there for this reason.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn quarantine_of(&self, reason: &str, after: i64, limit: u64) -> Result<Vec<QuarantinedRow>> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after))
            .filter(Column::Reason.eq(reason))
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(of).collect()
    }

    /// How many there are by write key and reason, the most frequent first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn quarantine_groups(&self) -> Result<Vec<QuarantineGroup>> {
        let found: Vec<(i64, String, i64, i64)> = Entity::find()
            .select_only()
            .column(Column::Source)
            .column(Column::Reason)
            .column_as(Column::Id.count(), "number")
            .column_as(Column::ReceivedAt.max(), "newest")
            .group_by(Column::Source)
            .group_by(Column::Reason)
            .into_tuple()
            .all(self.reader())
            .await?;
        let group = |(source, reason, count, newest): (i64, String, i64, i64)| QuarantineGroup {
            source,
            reason,
            count: count.unsigned_abs(),
            newest,
        };
        let mut groups: Vec<QuarantineGroup> = found.into_iter().map(group).collect();
        groups.sort_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| (&a.reason, a.source).cmp(&(&b.reason, b.source)))
        });
        Ok(groups)
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn quarantine_count(&self) -> Result<u64> {
        Ok(Entity::find().count(self.reader()).await?)
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn quarantine_get(&self, id: i64) -> Result<Option<QuarantinedRow>> {
        Entity::find_by_id(id).one(self.reader()).await?.map(of).transpose()
    }

    /// Removes some, and why. Returns how many there were.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn quarantine_remove(&self, ids: &[i64], why: Removal, now: i64) -> Result<u64> {
        let tx = self.begin().await?;
        let done = async {
            let gone = remove(&tx, ids).await?;
            if gone > 0 {
                let (action, subject) = match why {
                    Removal::Repaired => ("quarantine.repaired", ids),
                    Removal::Discarded => ("quarantine.discarded", ids),
                };
                let subject = if let [one] = subject { format!("quarantine:{one}") } else { String::new() };
                self.noted_in(&tx, action, &subject, json!({ "events": gone }), now).await?;
            }
            Ok(gone)
        }
        .await;
        self.end(tx, done).await
    }
}

async fn remove(tx: &impl ConnectionTrait, ids: &[i64]) -> Result<u64> {
    let mut gone = 0;
    for piece in ids.chunks(1_000) {
        gone += Entity::delete_many()
            .filter(Column::Id.is_in(piece.iter().copied()))
            .exec(tx)
            .await?
            .rows_affected;
    }
    Ok(gone)
}

pub(crate) async fn add(tx: &impl ConnectionTrait, bad: impl Iterator<Item = &Quarantined>) -> Result<()> {
    let bad: Vec<&Quarantined> = bad.collect();
    if bad.is_empty() {
        return Ok(());
    }
    let first = counters::next(tx, counters::QUARANTINE, bad.len() as i64).await?;
    let rows: Vec<Model> = bad
        .iter()
        .zip(first..)
        .map(|(event, id)| Model {
            id,
            digest: digest(event),
            received_at: event.received_at,
            source: event.source,
            message: event.message.map(Vec::from).unwrap_or_default(),
            reason: bulk::plain(&event.reason),
            body: event.body.clone(),
        })
        .collect();
    let once = OnConflict::column(Column::Digest).do_nothing().to_owned();
    let added = bulk::insert::<Entity>(tx, &rows, "once", Some(once)).await?;
    if added > 0 {
        let now = rows.iter().map(|row| row.received_at).max().unwrap_or(0);
        deliveries::queue_gathered(tx, "quarantine.added", &json!({ "from": first }), now).await?;
    }
    Ok(())
}

/// Deletes what came before a moment.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, before: i64) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ReceivedAt.lt(before)).exec(tx).await?.rows_affected)
}

fn digest(event: &Quarantined) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(event.source.to_le_bytes());
    hash.update((event.reason.len() as u64).to_le_bytes());
    hash.update(&event.reason);
    hash.update(&event.body);
    hash.finalize()[..16].to_vec()
}

fn of(row: Model) -> Result<QuarantinedRow> {
    let message = if row.message.is_empty() { None } else { Some(sixteen(&row.message)?) };
    let Model { id, received_at, source, reason, body, .. } = row;
    Ok(QuarantinedRow { id, event: Quarantined { received_at, source, message, reason, body } })
}
