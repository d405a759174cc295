//! Table `segment`: filters of customers that were given a name.

use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, Table},
};
use serde_json::json;

use crate::{Actor, Records, RecordsError, Result, bulk, counters, migrations::Step};

/// More of them nobody finds again.
const MOST: u64 = 1_000;

/// A filter that was given a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its conditions, as they are written, with `&` between them.
    pub filter: String,
    /// Who made it, as the audit log names it.
    pub created_by: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed last.
    pub changed_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "segment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        pub filter: String,
        pub created_by: String,
        pub created_at: i64,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("segment")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("filter").text().not_null())
        .col(ColumnDef::new("created_by").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("changed_at").big_integer().not_null())
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// All segments, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn segments(&self) -> Result<Vec<Segment>> {
        self.segments_page(None, u64::MAX).await
    }

    /// At most `limit` segments after a number.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn segments_page(&self, after: Option<i64>, limit: u64) -> Result<Vec<Segment>> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after.unwrap_or(0)))
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// One segment.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn segment(&self, id: i64) -> Result<Option<Segment>> {
        Ok(Entity::find_by_id(id).one(self.reader()).await?.map(of))
    }

    /// Keeps a filter under a name.
    ///
    /// # Errors
    ///
    /// If there are 1,000 already, or the records cannot be written.
    pub async fn add_segment(&self, name: &str, filter: &str, by: &Actor, now: i64) -> Result<Segment> {
        let tx = self.begin().await?;
        let done = async {
            if Entity::find().count(&tx).await? >= MOST {
                return Err(RecordsError::TooMany(format!("there are {MOST} segments already: delete one")));
            }
            let row = Model {
                id: counters::next(&tx, counters::SEGMENT, 1).await?,
                name: bulk::plain(name.trim()),
                filter: bulk::plain(filter),
                created_by: by.text.clone(),
                created_at: now,
                changed_at: now,
            };
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            self.noted_by(&tx, by, "segment.made", &format!("segment:{}", row.id), json!({}), now).await?;
            Ok(of(row))
        }
        .await;
        self.end(tx, done).await
    }

    /// Changes a segment; says whether there is such a one.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn change_segment(
        &self,
        id: i64,
        name: &str,
        filter: &str,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let done = Entity::update_many()
                .col_expr(Column::Name, Expr::val(bulk::plain(name.trim())))
                .col_expr(Column::Filter, Expr::val(bulk::plain(filter)))
                .col_expr(Column::ChangedAt, Expr::val(now))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            if done.rows_affected > 0 {
                self.noted_by(&tx, by, "segment.changed", &format!("segment:{id}"), json!({}), now).await?;
            }
            Ok(done.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }

    /// Deletes a segment; says whether there was such a one.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn delete_segment(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let gone = Entity::delete_by_id(id).exec(&tx).await?.rows_affected > 0;
            if gone {
                self.noted_by(&tx, by, "segment.deleted", &format!("segment:{id}"), json!({}), now).await?;
            }
            Ok(gone)
        }
        .await;
        self.end(tx, done).await
    }
}

fn of(row: Model) -> Segment {
    let Model { id, name, filter, created_by, created_at, changed_at } = row;
    Segment { id, name, filter, created_by, created_at, changed_at }
}
