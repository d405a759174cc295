//! Table `batch`: imports and compactions, each of which can be listed, and undone.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, Index, Table},
};

use crate::{Records, RecordsError, Result, bulk, counters, migrations::Step};

/// Where the rows of a batch came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Files.
    File,
    /// Running systems.
    Intake,
    /// Other batches, put together.
    Merge,
    /// What was made of the facts: values of customers.
    Values,
}
/// Whether a batch counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// It counts.
    Live,
    /// It was undone.
    Undone,
}
/// A batch that is about to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The kind of fact, `-` for several.
    pub kind: String,
    /// Where its rows came from.
    pub origin: Origin,
    /// The source's name.
    pub source: String,
    /// Names of the files.
    pub names: Vec<String>,
    /// Digest of files and mapping, hexadecimal.
    pub digest: String,
    /// How columns were read.
    pub mapping: String,
    /// Rows read.
    pub rows: u64,
    /// Facts that are new.
    pub created: u64,
    /// Facts that were known and say something new.
    pub updated: u64,
    /// Facts that were known and say the same.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// When, microseconds since 1970-01-01 UTC.
    pub published_at: i64,
}
/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// The kind of fact, `-` for several.
    pub kind: String,
    /// Where its rows came from.
    pub origin: Origin,
    /// The source's name.
    pub source: String,
    /// Names of the files.
    pub names: Vec<String>,
    /// Digest of files and mapping, hexadecimal.
    pub digest: String,
    /// How columns were read.
    pub mapping: String,
    /// Rows read.
    pub rows: u64,
    /// Facts that are new.
    pub created: u64,
    /// Facts that were known and say something new.
    pub updated: u64,
    /// Facts that were known and say the same.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Whether it counts.
    pub state: BatchState,
    /// When, microseconds since 1970-01-01 UTC.
    pub published_at: i64,
    /// When it was undone.
    pub undone_at: Option<i64>,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "batch")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub kind: String,
        pub origin: String,
        pub source: String,
        /// JSON: a list of texts.
        pub names: String,
        pub digest: String,
        pub mapping: String,
        pub rows: i64,
        pub created: i64,
        pub updated: i64,
        pub unchanged: i64,
        pub rejected: i64,
        pub state: String,
        pub published_at: i64,
        pub undone_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let mut table = Table::create();
    table.table("batch").col(ColumnDef::new("id").big_integer().not_null().primary_key());
    for text in ["kind", "origin", "source", "names", "digest", "mapping"] {
        table.col(ColumnDef::new(text).text().not_null());
    }
    for number in ["rows", "created", "updated", "unchanged", "rejected"] {
        table.col(ColumnDef::new(number).big_integer().not_null());
    }
    table
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("published_at").big_integer().not_null())
        .col(ColumnDef::new("undone_at").big_integer());
    let index = Index::create().name("batch_digest").table("batch").col("digest").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Reserves a number for a batch; it is never given again, even if nothing comes of it.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn next_batch(&self) -> Result<i64> {
        let tx = self.begin().await?;
        let done = counters::next(&tx, counters::BATCH, 1).await;
        self.end(tx, done).await
    }

    /// At most `limit` batches after a number, in their order.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn batches(&self, after: Option<i64>, limit: u64) -> Result<Vec<Batch>> {
        after_number(self.reader(), after.unwrap_or(0), limit).await
    }

    /// At most `limit` imports of files below a number, the newest first; undone ones too.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn imports(&self, before: Option<i64>, limit: u64) -> Result<Vec<Batch>> {
        let rows = Entity::find()
            .filter(Column::Origin.eq("file"))
            .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
            .order_by_desc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(of).collect()
    }

    /// One batch.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn batch(&self, id: i64) -> Result<Option<Batch>> {
        one(self.reader(), id).await
    }

    /// When the latest batch was published, microseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn latest_publication(&self) -> Result<Option<i64>> {
        let row = Entity::find().order_by_desc(Column::PublishedAt).one(self.reader()).await?;
        Ok(row.map(|row| row.published_at))
    }

    /// The live import of the same kind and the same files, read in the same way.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn same_import(&self, kind: &str, digest: &str) -> Result<Option<Batch>> {
        let row = Entity::find()
            .filter(Column::Digest.eq(digest))
            .filter(Column::Kind.eq(kind))
            .filter(Column::State.eq("live"))
            .order_by_asc(Column::Id)
            .one(self.reader())
            .await?;
        row.map(of).transpose()
    }
}

pub(crate) async fn after_number(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<Batch>> {
    let rows = Entity::find()
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(Ord::min(limit, i64::MAX as u64))
        .all(db)
        .await?;
    rows.into_iter().map(of).collect()
}

pub(crate) async fn one(db: &impl ConnectionTrait, id: i64) -> Result<Option<Batch>> {
    Entity::find_by_id(id).one(db).await?.map(of).transpose()
}

/// The numbers of batches that are undone.
pub(crate) async fn undone(db: &impl ConnectionTrait) -> Result<std::collections::HashSet<i64>> {
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq("undone"))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

pub(crate) async fn add(tx: &impl ConnectionTrait, id: i64, new: &NewBatch) -> Result<()> {
    let origin = match new.origin {
        Origin::File => "file",
        Origin::Intake => "intake",
        Origin::Merge => "merge",
        Origin::Values => "values",
    };
    let names = serde_json::to_string(&new.names).map_err(|error| RecordsError::Dump(error.to_string()))?;
    let row = Model {
        id,
        kind: bulk::plain(&new.kind),
        origin: origin.to_owned(),
        source: bulk::plain(&new.source),
        names,
        digest: bulk::plain(&new.digest),
        mapping: bulk::plain(&new.mapping),
        rows: number(new.rows),
        created: number(new.created),
        updated: number(new.updated),
        unchanged: number(new.unchanged),
        rejected: number(new.rejected),
        state: "live".to_owned(),
        published_at: new.published_at,
        undone_at: None,
    };
    bulk::insert::<Entity>(tx, &[row], "new", None).await?;
    Ok(())
}

/// Marks a live batch as undone; says whether it was live.
pub(crate) async fn mark_undone(tx: &impl ConnectionTrait, id: i64, now: i64) -> Result<bool> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::val("undone"))
        .col_expr(Column::UndoneAt, Expr::val(now))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq("live"))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn of(row: Model) -> Result<Batch> {
    let damaged = |what: &str| RecordsError::Damaged(format!("batch {} has an unknown {what}", row.id));
    let origin = match row.origin.as_str() {
        "file" => Origin::File,
        "intake" => Origin::Intake,
        "merge" => Origin::Merge,
        "values" => Origin::Values,
        _ => return Err(damaged("origin")),
    };
    let state = match row.state.as_str() {
        "live" => BatchState::Live,
        "undone" => BatchState::Undone,
        _ => return Err(damaged("state")),
    };
    Ok(Batch {
        id: row.id,
        origin,
        state,
        names: serde_json::from_str(&row.names).map_err(|_| damaged("list of names"))?,
        kind: row.kind,
        source: row.source,
        digest: row.digest,
        mapping: row.mapping,
        rows: row.rows.unsigned_abs(),
        created: row.created.unsigned_abs(),
        updated: row.updated.unsigned_abs(),
        unchanged: row.unchanged.unsigned_abs(),
        rejected: row.rejected.unsigned_abs(),
        published_at: row.published_at,
        undone_at: row.undone_at,
    })
}
