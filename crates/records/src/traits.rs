//! Table `trait`: what identifies a person – name, e-mail, phone, address, notes.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Alias, ColumnDef, Expr, ExprTrait, Index, OnConflict, Table},
};

use crate::{Records, Result, bulk, migrations::Step};

/// One trait of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// The customer's key.
    pub customer: i64,
    /// What it is: `name`, `email`, `phone` …
    pub name: String,
    /// What it says.
    pub value: String,
    /// When it was stated, microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
    /// The import that said so, if it was one.
    pub batch: Option<i64>,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "trait")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// 0 where it was no import.
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch: i64,
        pub value: String,
        pub time: i64,
        pub tie: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("trait")
        .col(ColumnDef::new("customer").big_integer().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("batch").big_integer().not_null())
        .col(ColumnDef::new("value").text().not_null())
        .col(ColumnDef::new("time").big_integer().not_null())
        .col(ColumnDef::new("tie").big_integer().not_null())
        .primary_key(Index::create().col("customer").col("name").col("batch"))
        .to_owned();
    let index = Index::create().name("trait_batch").table("trait").col("batch").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// The current traits of these keys, by key and name: of each the statement made last.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn traits_of(&self, keys: &[i64]) -> Result<Vec<Trait>> {
        let keys: Vec<_> = keys.iter().map(|key| (*key).into()).collect();
        let columns =
            [Column::Customer, Column::Name, Column::Batch, Column::Value, Column::Time, Column::Tie];
        let mut last: BTreeMap<(i64, String), (i64, i64, i64, String)> = BTreeMap::new();
        for row in bulk::select_in::<Entity>(self.reader(), "of", &columns, Column::Customer, &keys).await? {
            let stated = (
                row.try_get_by_index(4)?,
                row.try_get_by_index(5)?,
                row.try_get_by_index(2)?,
                row.try_get_by_index(3)?,
            );
            let known = last
                .entry((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
                .or_insert_with(|| stated.clone());
            if *known < stated {
                *known = stated;
            }
        }
        Ok(last
            .into_iter()
            .map(|((customer, name), (time, tie, batch, value))| {
                let batch = (batch != 0).then_some(batch);
                Trait { customer, name, value, time, tie, batch }
            })
            .collect())
    }
}

/// Keeps traits; within one source, of each the statement made last.
pub(crate) async fn add(tx: &impl ConnectionTrait, traits: Vec<Trait>) -> Result<()> {
    let mut last: BTreeMap<(i64, String, i64), (i64, i64, String)> = BTreeMap::new();
    for one in traits {
        let stated = (one.time, one.tie, bulk::plain(&one.value));
        let key = (one.customer, bulk::name(&one.name), one.batch.unwrap_or(0));
        match last.entry(key) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(stated);
            }
            std::collections::btree_map::Entry::Occupied(mut known) => {
                if *known.get() < stated {
                    known.insert(stated);
                }
            }
        }
    }
    let rows: Vec<Model> = last
        .into_iter()
        .map(|((customer, name, batch), (time, tie, value))| Model {
            customer,
            name,
            batch,
            value,
            time,
            tie,
        })
        .collect();
    let (new_time, old_time) =
        (Expr::col((Alias::new("excluded"), Column::Time)), Expr::col((Entity, Column::Time)));
    let (new_tie, old_tie) =
        (Expr::col((Alias::new("excluded"), Column::Tie)), Expr::col((Entity, Column::Tie)));
    let later = new_time.clone().gt(old_time.clone()).or(new_time.eq(old_time).and(new_tie.gt(old_tie)));
    let conflict = OnConflict::columns([Column::Customer, Column::Name, Column::Batch])
        .update_columns([Column::Value, Column::Time, Column::Tie])
        .action_and_where(later)
        .to_owned();
    bulk::insert::<Entity>(tx, &rows, "latest", Some(conflict)).await?;
    Ok(())
}

pub(crate) async fn remove_batch(tx: &impl ConnectionTrait, batch: i64) -> Result<()> {
    Entity::delete_many().filter(Column::Batch.eq(batch)).exec(tx).await?;
    Ok(())
}
