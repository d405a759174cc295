//! Table `manifest`: which files are history. One that is not named here does not count.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ColumnDef, Index, Table},
};

use crate::{Records, RecordsError, Result, bulk, counters, migrations::Step};

/// A file of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it is, relative to `history/`.
    pub path: String,
    /// The kind of fact.
    pub kind: String,
    /// `rows`, `repeated`, `ids` or `values`.
    pub role: String,
    /// The batch that wrote it.
    pub batch: i64,
    /// How many rows.
    pub rows: i64,
    /// How many bytes.
    pub bytes: i64,
    /// SHA-256, hexadecimal.
    pub checksum: String,
    /// The earliest time in it.
    pub first: Option<i64>,
    /// The latest time in it.
    pub last: Option<i64>,
    /// Public fields of which some value is not known, separated by commas.
    pub gaps: String,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "manifest")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub path: String,
        pub kind: String,
        pub role: String,
        pub batch: i64,
        pub rows: i64,
        pub bytes: i64,
        pub checksum: String,
        pub first: Option<i64>,
        pub last: Option<i64>,
        pub gaps: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("manifest")
        .col(ColumnDef::new("path").text().not_null().primary_key())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("role").text().not_null())
        .col(ColumnDef::new("batch").big_integer().not_null())
        .col(ColumnDef::new("rows").big_integer().not_null())
        .col(ColumnDef::new("bytes").big_integer().not_null())
        .col(ColumnDef::new("checksum").text().not_null())
        .col(ColumnDef::new("first").big_integer())
        .col(ColumnDef::new("last").big_integer())
        .col(ColumnDef::new("gaps").text().not_null())
        .to_owned();
    let index = Index::create().name("manifest_batch").table("manifest").col("batch").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// How often the list of files has changed.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn generation(&self) -> Result<i64> {
        counters::last(self.reader(), counters::GENERATION).await
    }

    /// The files that are history, by path.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn live(&self) -> Result<Vec<Listed>> {
        all(self.reader()).await
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Listed>> {
    let rows = Entity::find().order_by_asc(Column::Path).all(db).await?;
    let mut files: Vec<Listed> = rows
        .into_iter()
        .map(|row| Listed {
            path: row.path,
            kind: row.kind,
            role: row.role,
            batch: row.batch,
            rows: row.rows,
            bytes: row.bytes,
            checksum: row.checksum,
            first: row.first,
            last: row.last,
            gaps: row.gaps,
        })
        .collect();
    // Databases sort text by different rules.
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

pub(crate) async fn add(tx: &impl ConnectionTrait, files: Vec<Listed>) -> Result<()> {
    let rows: Vec<Model> = files
        .into_iter()
        .map(|file| Model {
            path: file.path,
            kind: file.kind,
            role: file.role,
            batch: file.batch,
            rows: file.rows,
            bytes: file.bytes,
            checksum: file.checksum,
            first: file.first,
            last: file.last,
            gaps: file.gaps,
        })
        .collect();
    bulk::insert::<Entity>(tx, &rows, "new", None).await?;
    Ok(())
}

/// Takes files out of the list. Where one is not in it, somebody else was faster.
pub(crate) async fn remove(tx: &impl ConnectionTrait, paths: &[String]) -> Result<()> {
    for piece in paths.chunks(500) {
        let gone = Entity::delete_many().filter(Column::Path.is_in(piece.iter().cloned())).exec(tx).await?;
        if gone.rows_affected != piece.len() as u64 {
            return Err(RecordsError::Changed);
        }
    }
    Ok(())
}

pub(crate) async fn remove_batch(tx: &impl ConnectionTrait, batch: i64) -> Result<()> {
    Entity::delete_many().filter(Column::Batch.eq(batch)).exec(tx).await?;
    Ok(())
}
