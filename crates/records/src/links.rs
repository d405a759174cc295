//! Table `link`: facts that two keys are one person. Table `unlinked`: those that are not to count.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Alias, ColumnDef, Expr, ExprTrait, Index, OnConflict, Table},
};
use serde_json::json;

use crate::{Records, RecordsError, Result, bulk, counters, migrations::Step};

/// What says that two keys are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Someone anonymous has said who they are: `other` is the anonymous one. Of several users the
    /// one stated earliest owns the anonymous past.
    Identify,
    /// The two are one, and so is whoever is one with either.
    Alias,
}

impl Cause {
    const fn word(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Alias => "alias",
        }
    }
}

/// Two keys that are one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The key that stays: the user.
    pub kept: i64,
    /// The other one.
    pub other: i64,
    /// What says so.
    pub cause: Cause,
    /// When it was stated first, microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
    /// The import that said so, if it was one.
    pub batch: Option<i64>,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kept: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub other: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cause: String,
        /// 0 where it was no import.
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch: i64,
        pub time: i64,
        pub tie: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod unlinked {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "unlinked")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kept: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub other: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("link")
        .col(ColumnDef::new("kept").big_integer().not_null())
        .col(ColumnDef::new("other").big_integer().not_null())
        .col(ColumnDef::new("cause").text().not_null())
        .col(ColumnDef::new("batch").big_integer().not_null())
        .col(ColumnDef::new("time").big_integer().not_null())
        .col(ColumnDef::new("tie").big_integer().not_null())
        .primary_key(Index::create().col("kept").col("other").col("cause").col("batch"))
        .to_owned();
    vec![table.into()]
}

pub(crate) fn create_unlinked() -> Vec<Step> {
    let table = Table::create()
        .table("unlinked")
        .col(ColumnDef::new("kept").big_integer().not_null())
        .col(ColumnDef::new("other").big_integer().not_null())
        .primary_key(Index::create().col("kept").col("other"))
        .to_owned();
    vec![table.into()]
}

/// What is to be the same where links read earlier are to stand still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinksMark {
    generation: i64,
    links: u64,
    unlinked: Vec<(i64, i64)>,
}

impl Records {
    /// A cheap sign of which links hold: while it is the same, so are they. Only an earlier moment of
    /// a statement that was known already is seen with the next generation.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn links_mark(&self) -> Result<LinksMark> {
        let tx = self.moment().await?;
        let generation = counters::last(&tx, counters::GENERATION).await?;
        let links = Entity::find().count(&tx).await?;
        let unlinked = unlinked::Entity::find()
            .order_by_asc(unlinked::Column::Kept)
            .order_by_asc(unlinked::Column::Other)
            .all(&tx)
            .await?;
        let unlinked = unlinked.into_iter().map(|pair| (pair.kept, pair.other)).collect();
        Ok(LinksMark { generation, links, unlinked })
    }

    /// All links that hold, sorted.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn links(&self) -> Result<Vec<Link>> {
        let tx = self.moment().await?;
        all(&tx).await
    }

    /// Takes two keys apart again, for good: the same statement made once more joins them no longer.
    /// Says whether they were joined.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn unlink(&self, kept: i64, other: i64, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let parted = part(&tx, kept, other).await?;
            if parted {
                let (subject, detail) = (format!("customer:{kept}"), json!({ "other": other }));
                self.noted_in(&tx, "link.undone", &subject, detail, now).await?;
            }
            Ok(parted)
        }
        .await;
        self.end(tx, done).await
    }

    /// Takes an `unlink` back; says whether there was one.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn relink(&self, kept: i64, other: i64, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let gone = unlinked::Entity::delete_by_id((kept, other)).exec(&tx).await?;
            if gone.rows_affected > 0 {
                let (subject, detail) = (format!("customer:{kept}"), json!({ "other": other }));
                self.noted_in(&tx, "link.redone", &subject, detail, now).await?;
            }
            Ok(gone.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }
}

async fn part(tx: &impl ConnectionTrait, kept: i64, other: i64) -> Result<bool> {
    if !all(tx).await?.iter().any(|link| link.kept == kept && link.other == other) {
        return Ok(false);
    }
    bulk::insert::<unlinked::Entity>(tx, &[unlinked::Model { kept, other }], "new", None).await?;
    Ok(true)
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Link>> {
    let apart: std::collections::HashSet<(i64, i64)> =
        unlinked::Entity::find().all(db).await?.into_iter().map(|row| (row.kept, row.other)).collect();
    let rows = Entity::find()
        .order_by_asc(Column::Kept)
        .order_by_asc(Column::Other)
        .order_by_asc(Column::Cause)
        .order_by_asc(Column::Batch)
        .all(db)
        .await?;
    rows.into_iter().filter(|row| !apart.contains(&(row.kept, row.other))).map(|row| of(&row)).collect()
}

fn of(row: &Model) -> Result<Link> {
    let cause = match row.cause.as_str() {
        "identify" => Cause::Identify,
        "alias" => Cause::Alias,
        other => return Err(RecordsError::Damaged(format!("a link has the cause {other:?}"))),
    };
    let batch = (row.batch != 0).then_some(row.batch);
    Ok(Link { kept: row.kept, other: row.other, cause, time: row.time, tie: row.tie, batch })
}

/// Keeps links; of one that is stated several times, the earliest statement.
pub(crate) async fn add(tx: &impl ConnectionTrait, links: Vec<Link>) -> Result<()> {
    let mut earliest: BTreeMap<(i64, i64, &str, i64), (i64, i64)> = BTreeMap::new();
    for link in links {
        // Nobody is someone else by being himself.
        if link.kept == link.other {
            continue;
        }
        let stated = (link.time, link.tie);
        let key = (link.kept, link.other, link.cause.word(), link.batch.unwrap_or(0));
        earliest.entry(key).and_modify(|first| *first = (*first).min(stated)).or_insert(stated);
    }
    let rows: Vec<Model> = earliest
        .into_iter()
        .map(|((kept, other, cause, batch), (time, tie))| Model {
            kept,
            other,
            cause: cause.to_owned(),
            batch,
            time,
            tie,
        })
        .collect();
    let (new_time, old_time) =
        (Expr::col((Alias::new("excluded"), Column::Time)), Expr::col((Entity, Column::Time)));
    let (new_tie, old_tie) =
        (Expr::col((Alias::new("excluded"), Column::Tie)), Expr::col((Entity, Column::Tie)));
    let earlier = new_time.clone().lt(old_time.clone()).or(new_time.eq(old_time).and(new_tie.lt(old_tie)));
    let conflict = OnConflict::columns([Column::Kept, Column::Other, Column::Cause, Column::Batch])
        .update_columns([Column::Time, Column::Tie])
        .action_and_where(earlier)
        .to_owned();
    bulk::insert::<Entity>(tx, &rows, "earliest", Some(conflict)).await?;
    Ok(())
}

pub(crate) async fn remove_batch(tx: &impl ConnectionTrait, batch: i64) -> Result<()> {
    Entity::delete_many().filter(Condition::all().add(Column::Batch.eq(batch))).exec(tx).await?;
    Ok(())
}
