//! Table `meta`: named words about the folder itself.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter,
    sea_query::{Alias, ColumnDef, Expr, ExprTrait, Func, OnConflict, Query, Table},
};

use crate::{Records, Result, migrations::Step};

/// The folder's name.
pub(crate) const FOLDER: &str = "folder";
/// The folder's secret, hexadecimal.
pub(crate) const SECRET: &str = "secret";
/// The schema's number.
pub(crate) const SCHEMA: &str = "schema";

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "meta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("meta")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(ColumnDef::new("value").text().not_null())
        .to_owned();
    vec![table.into()]
}

/// Whether the table is there: a place without it holds no records.
pub(crate) async fn table_exists(db: &impl ConnectionTrait) -> Result<bool> {
    let mut ask = Query::select();
    ask.expr(Expr::val(1));
    if db.get_database_backend() == DbBackend::Postgres {
        ask.from((Alias::new("information_schema"), Alias::new("tables")))
            .and_where(Expr::col("table_name").eq("meta"))
            .and_where(Expr::col("table_schema").eq(Func::cust("current_schema")));
    } else {
        ask.from("sqlite_master")
            .and_where(Expr::col("type").eq("table"))
            .and_where(Expr::col("name").eq("meta"));
    }
    Ok(db.query_one(&ask).await?.is_some())
}

pub(crate) async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    Ok(row::Entity::find_by_id(name.to_owned()).one(db).await?.map(|row| row.value))
}

pub(crate) async fn set(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<()> {
    let replace = OnConflict::column(row::Column::Name).update_column(row::Column::Value).to_owned();
    let row = row::Model { name: name.to_owned(), value: value.to_owned() };
    crate::bulk::insert::<row::Entity>(db, &[row], "set", Some(replace)).await?;
    Ok(())
}

impl Records {
    /// A named word.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn meta(&self, name: &str) -> Result<Option<String>> {
        get(self.reader(), name).await
    }

    /// Sets a named word.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_meta(&self, name: &str, value: &str) -> Result<()> {
        let tx = self.begin().await?;
        let done = set(&tx, name, value).await;
        self.end(tx, done).await
    }

    /// Removes a named word.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn remove_meta(&self, name: &str) -> Result<()> {
        let tx = self.begin().await?;
        let done = row::Entity::delete_many().filter(row::Column::Name.eq(name)).exec(&tx).await;
        self.end(tx, done.map(|_| ()).map_err(Into::into)).await
    }
}
