//! Table `sign_in_failure`: failed tries to sign in, by digests of the account and of the address.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{ColumnDef, Index, OnConflict, Table},
};

use crate::{Records, Result, bulk, migrations::Step};

/// Failures are forgotten when none followed for a day.
const FORGET_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// A place somebody signed in from is remembered so long.
const KNOWN_MICROS: i64 = 30 * 24 * 3_600 * 1_000_000;

/// Failures so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many in a row.
    pub count: u32,
    /// When the last one was.
    pub last_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: Vec<u8>,
        pub count: i64,
        pub last_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("sign_in_failure")
        .col(ColumnDef::new("key").blob().not_null().primary_key())
        .col(ColumnDef::new("count").big_integer().not_null())
        .col(ColumnDef::new("last_at").big_integer().not_null())
        .to_owned();
    let index = Index::create().name("sign_in_failure_at").table("sign_in_failure").col("last_at").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Failures so far.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn failures(&self, key: [u8; 32], now: i64) -> Result<Failures> {
        so_far(self.reader(), key, now).await
    }

    /// Counts one more and gives what it is then.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn note_failure(&self, key: [u8; 32], now: i64) -> Result<Failures> {
        let tx = self.begin().await?;
        let done = async {
            let before = so_far(&tx, key, now).await?;
            sweep(&tx, now).await?;
            let failures = Failures { count: before.count.saturating_add(1), last_at: now };
            let row = Model { key: key.to_vec(), count: failures.count.into(), last_at: now };
            let replace =
                OnConflict::column(Column::Key).update_columns([Column::Count, Column::LastAt]).to_owned();
            bulk::insert::<Entity>(&tx, &[row], "set", Some(replace)).await?;
            Ok(failures)
        }
        .await;
        self.end(tx, done).await
    }

    /// Forgets them: it worked.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn clear_failures(&self, key: [u8; 32]) -> Result<()> {
        let tx = self.begin().await?;
        let done = Entity::delete_by_id(key.to_vec()).exec(&tx).await;
        self.end(tx, done.map(|_| ()).map_err(Into::into)).await
    }
}

impl Records {
    /// Remembers for 30 days that somebody signed in from a place; it is counted as nothing else is.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn know_place(&self, key: [u8; 32], now: i64) -> Result<()> {
        let tx = self.begin().await?;
        // It is swept with the failures, which are forgotten sooner.
        let last_at = now.saturating_add(KNOWN_MICROS - FORGET_MICROS);
        let row = Model { key: key.to_vec(), count: 0, last_at };
        let replace =
            OnConflict::column(Column::Key).update_columns([Column::Count, Column::LastAt]).to_owned();
        let done = bulk::insert::<Entity>(&tx, &[row], "set", Some(replace)).await;
        self.end(tx, done.map(|_| ())).await
    }

    /// Whether a place is remembered.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn is_known_place(&self, key: [u8; 32], now: i64) -> Result<bool> {
        let row = Entity::find_by_id(key.to_vec()).one(self.reader()).await?;
        Ok(row.is_some_and(|row| row.count == 0 && row.last_at.saturating_add(FORGET_MICROS) > now))
    }
}

async fn so_far(db: &impl ConnectionTrait, key: [u8; 32], now: i64) -> Result<Failures> {
    let row = Entity::find_by_id(key.to_vec()).one(db).await?;
    let row = row.filter(|row| row.last_at.saturating_add(FORGET_MICROS) > now);
    Ok(row.map_or_else(Failures::default, |row| Failures {
        count: u32::try_from(row.count).unwrap_or(u32::MAX),
        last_at: row.last_at,
    }))
}

/// Deletes what is forgotten.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, now: i64) -> Result<u64> {
    let old = now.saturating_sub(FORGET_MICROS);
    Ok(Entity::delete_many().filter(Column::LastAt.lte(old)).exec(tx).await?.rows_affected)
}
