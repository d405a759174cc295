//! Table `inbox`: events that are acknowledged and not yet in history. The hot way in.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, ColumnDef, Expr, ExprTrait, Func, Index, Query, Table},
};

use crate::{
    Cause, Link, OutsideId, Quarantined, Records, RecordsError, Result, Trait, bulk, counters,
    identity::{self, Wanted, sixteen},
    links, meta,
    migrations::Step,
    quarantine, traits,
};

/// An event to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Digest of its message id.
    pub message: [u8; 16],
    /// When it came, microseconds since 1970-01-01 UTC.
    pub received_at: i64,
    /// The write key's number; 0 for a file.
    pub source: i64,
    /// Who it is about.
    pub customer: Option<OutsideId>,
    /// What it says; opaque here.
    pub body: Vec<u8>,
    /// What it says about who is who.
    pub links: Vec<NewLink>,
    /// What it says about the person.
    pub traits: Vec<NewTrait>,
    /// What could not be made of it: put into quarantine where the event is new.
    pub problems: Vec<Quarantined>,
}
/// Two outside ids that are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The one that stays.
    pub kept: OutsideId,
    /// The other one.
    pub other: OutsideId,
    /// What says so.
    pub cause: Cause,
    /// When it was stated.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
}
/// Something about the person an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrait {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: String,
    /// When it was stated.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
}
/// An event in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Its number.
    pub id: i64,
    /// Digest of its message id.
    pub message: [u8; 16],
    /// When it came.
    pub received_at: i64,
    /// The write key's number.
    pub source: i64,
    /// The customer's raw key.
    pub customer: Option<i64>,
    /// What it says.
    pub body: Vec<u8>,
}
/// How full the inbox is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InboxSize {
    /// Events.
    pub rows: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// When the oldest came.
    pub oldest: Option<i64>,
    /// The greatest number, 0 when empty.
    pub last_id: i64,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "inbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        #[serde(with = "crate::bulk::as_hex")]
        pub message: Vec<u8>,
        pub received_at: i64,
        pub source: i64,
        pub customer: Option<i64>,
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
        .table("inbox")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("message").blob().not_null())
        .col(ColumnDef::new("received_at").big_integer().not_null())
        .col(ColumnDef::new("source").big_integer().not_null())
        .col(ColumnDef::new("customer").big_integer())
        .col(ColumnDef::new("body").blob().not_null())
        .to_owned();
    let index = Index::create().name("inbox_message").table("inbox").col("message").unique().to_owned();
    vec![table.into(), index.into()]
}

/// A customer's page shows what has not become history yet.
pub(crate) fn create_of_customer() -> Vec<Step> {
    vec![Index::create().name("inbox_customer").table("inbox").col("customer").to_owned().into()]
}

impl Records {
    /// Keeps events, and apart from them those that could not be understood. What is returned says
    /// for each event whether it is new; a message that is in the inbox already, or came earlier in
    /// the same call, is not. When this returns, everything is on disk.
    ///
    /// # Errors
    ///
    /// If the records cannot be written; nothing is kept then.
    pub async fn append(&self, events: &[NewEvent], bad: &[Quarantined]) -> Result<Vec<bool>> {
        if events.is_empty() && bad.is_empty() {
            return Ok(Vec::new());
        }
        let tx = self.begin().await?;
        let done = self.append_in(&tx, events, bad).await;
        let appended = self.end(tx, done).await?;
        // Keys are remembered only once they are on disk.
        self.known().learn(appended.forgotten, appended.learned);
        Ok(appended.new)
    }

    async fn append_in(
        &self,
        tx: &impl ConnectionTrait,
        events: &[NewEvent],
        bad: &[Quarantined],
    ) -> Result<Appended> {
        let new = new_ones(tx, events).await?;
        let fresh: Vec<&NewEvent> =
            events.iter().zip(&new).filter(|(_, new)| **new).map(|(event, _)| event).collect();
        let problems = fresh.iter().flat_map(|event| &event.problems);
        quarantine::add(tx, bad.iter().chain(problems)).await?;
        if fresh.is_empty() {
            return Ok(Appended { new, forgotten: 0, learned: HashMap::new() });
        }

        let digest = |id: &OutsideId| id.digest(self.secret());
        let forgotten = counters::last(tx, counters::FORGOTTEN).await?;
        let mut keys: HashMap<[u8; 16], i64> = HashMap::new();
        let mut wanted: Vec<Wanted> = Vec::new();
        {
            let mut known = self.known();
            for event in &fresh {
                let linked = event.links.iter().flat_map(|link| [&link.kept, &link.other]);
                for id in event.customer.iter().chain(linked) {
                    let digest = digest(id);
                    if keys.contains_key(&digest) {
                        continue;
                    }
                    match known.get(forgotten, digest) {
                        Some(key) => drop(keys.insert(digest, key)),
                        None => wanted.push(Wanted { digest, id, first_seen: event.received_at }),
                    }
                }
            }
        }
        let learned = identity::find_or_make(tx, &wanted, None).await?;
        keys.extend(learned.iter().map(|(digest, key)| (*digest, *key)));
        let key = |id: &OutsideId| keys[&digest(id)];

        let first = counters::next(tx, counters::INBOX, fresh.len() as i64).await?;
        let rows: Vec<Model> = fresh
            .iter()
            .zip(first..)
            .map(|(event, id)| Model {
                id,
                message: event.message.to_vec(),
                received_at: event.received_at,
                source: event.source,
                customer: event.customer.as_ref().map(key),
                body: event.body.clone(),
            })
            .collect();
        bulk::insert::<Entity>(tx, &rows, "new", None).await?;
        let (mut stated, mut said) = (Vec::new(), Vec::new());
        for (event, row) in fresh.iter().zip(&rows) {
            for link in &event.links {
                let (kept, other) = (key(&link.kept), key(&link.other));
                stated.push(Link {
                    kept,
                    other,
                    cause: link.cause,
                    time: link.time,
                    tie: link.tie,
                    batch: None,
                });
            }
            let Some(customer) = row.customer else { continue };
            for NewTrait { name, value, time, tie } in &event.traits {
                let (name, value) = (name.clone(), value.clone());
                said.push(Trait { customer, name, value, time: *time, tie: *tie, batch: None });
            }
        }
        links::add(tx, stated).await?;
        traits::add(tx, said).await?;
        Ok(Appended { new, forgotten, learned })
    }

    fn known(&self) -> std::sync::MutexGuard<'_, identity::KnownKeys> {
        self.inner.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// At most `limit` events after a number, in the order in which they were kept.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn inbox(&self, after: i64, limit: u64) -> Result<Vec<InboxRow>> {
        after_number(self.reader(), after, limit).await
    }

    /// The newest events of these raw keys, newest first, at most so many.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn inbox_of(&self, customers: &[i64], limit: u64) -> Result<Vec<InboxRow>> {
        let filed = filed_through(self.reader()).await?;
        let mut rows = Vec::new();
        for piece in customers.chunks(500) {
            rows.extend(
                Entity::find()
                    .filter(Column::Customer.is_in(piece.iter().copied()))
                    .filter(Column::Id.gt(filed))
                    .order_by_desc(Column::Id)
                    .limit(limit)
                    .all(self.reader())
                    .await?,
            );
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        rows.into_iter().map(of_row).collect()
    }

    /// How full the inbox is.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn inbox_size(&self) -> Result<InboxSize> {
        let whole = |sum: Expr| sum.cast_as(Alias::new("bigint"));
        let mut ask = Query::select();
        ask.expr(whole(Expr::col(Column::Id).count()))
            .expr(whole(Expr::from(Func::cust("length").arg(Expr::col(Column::Body))).sum()))
            .expr(Expr::col(Column::ReceivedAt).min())
            .expr(Expr::col(Column::Id).max())
            .from(Entity)
            .and_where(Expr::col(Column::Id).gt(filed_through(self.reader()).await?));
        let row = self.reader().query_one(&ask).await?;
        let Some(row) = row else { return Ok(InboxSize::default()) };
        let bytes: Option<i64> = row.try_get_by_index(1)?;
        Ok(InboxSize {
            rows: row.try_get_by_index::<i64>(0)?.unsigned_abs(),
            bytes: bytes.unwrap_or(0).unsigned_abs(),
            oldest: row.try_get_by_index(2)?,
            last_id: row.try_get_by_index::<Option<i64>>(3)?.unwrap_or(0),
        })
    }

    /// Clears away at most `limit` events that have become history; gives how many. Until they are
    /// cleared away nobody sees them any more, so that this can be done in small steps: whoever
    /// waits to write waits for one of them only.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn clear_filed(&self, limit: u32) -> Result<u64> {
        let tx = self.begin().await?;
        let done = clear(&tx, i64::from(limit)).await;
        self.end(tx, done).await
    }
}

/// In the table of facts about the folder: the number up to which events have become history.
const FILED: &str = "inbox_filed_through";

/// The number up to which events have become history.
pub(crate) async fn filed_through(db: &impl ConnectionTrait) -> Result<i64> {
    let Some(text) = meta::get(db, FILED).await? else { return Ok(0) };
    text.parse().map_err(|_| RecordsError::Damaged(format!("'{text}' is no number of an event")))
}

async fn clear(tx: &impl ConnectionTrait, limit: i64) -> Result<u64> {
    let filed = filed_through(tx).await?;
    let Some(first) = Entity::find().order_by_asc(Column::Id).one(tx).await? else { return Ok(0) };
    if first.id > filed {
        return Ok(0);
    }
    let to = Ord::min(filed, first.id.saturating_add(limit - 1));
    Ok(Entity::delete_many().filter(Column::Id.lte(to)).exec(tx).await?.rows_affected)
}

/// What an `append` did.
struct Appended {
    new: Vec<bool>,
    forgotten: i64,
    learned: HashMap<[u8; 16], i64>,
}

async fn new_ones(tx: &impl ConnectionTrait, events: &[NewEvent]) -> Result<Vec<bool>> {
    let messages: Vec<_> = events.iter().map(|event| event.message.to_vec().into()).collect();
    let mut seen: std::collections::HashSet<[u8; 16]> =
        std::collections::HashSet::with_capacity(events.len());
    for row in bulk::select_in::<Entity>(tx, "known", &[Column::Message], Column::Message, &messages).await? {
        seen.insert(sixteen(&row.try_get_by_index::<Vec<u8>>(0)?)?);
    }
    Ok(events.iter().map(|event| seen.insert(event.message)).collect())
}

pub(crate) async fn after_number(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<InboxRow>> {
    let after = Ord::max(after, filed_through(db).await?);
    let rows = Entity::find()
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(Ord::min(limit, i64::MAX as u64))
        .all(db)
        .await?;
    rows.into_iter().map(of_row).collect()
}

fn of_row(row: Model) -> Result<InboxRow> {
    Ok(InboxRow {
        id: row.id,
        message: sixteen(&row.message)?,
        received_at: row.received_at,
        source: row.source,
        customer: row.customer,
        body: row.body,
    })
}

/// Events up to this number have become history: from now on nobody sees them here.
pub(crate) async fn file_through(tx: &impl ConnectionTrait, id: i64) -> Result<()> {
    if id > counters::last(tx, counters::INBOX).await? {
        return Err(RecordsError::NotThere(format!("the inbox has never had a number {id}")));
    }
    if id > filed_through(tx).await? {
        meta::set(tx, FILED, &id.to_string()).await?;
    }
    Ok(())
}
