//! Table `note`: what people wrote about customers. It identifies: it stays in the records.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;

use crate::{Actor, Records, Result, bulk, counters, migrations::Step};

/// A note about a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// The customer's key.
    pub customer: i64,
    /// What was written; empty when it was deleted.
    pub text: String,
    /// The person who wrote it; none for a program.
    pub by_person: Option<i64>,
    /// The API key with which it was written; none for a person.
    pub by_key: Option<i64>,
    /// When.
    pub at: i64,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub customer: i64,
        pub text: String,
        /// A person's number; below zero, the number of an API key.
        pub by_person: Option<i64>,
        pub at: i64,
        pub deleted_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("note")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("customer").big_integer().not_null())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("by_person").big_integer())
        .col(ColumnDef::new("at").big_integer().not_null())
        .col(ColumnDef::new("deleted_at").big_integer())
        .to_owned();
    let index = Index::create().name("note_customer").table("note").col("customer").col("id").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Writes a note about a customer: of a person, or of the API key that `by` is.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_note(
        &self,
        customer: i64,
        text: &str,
        by_person: Option<i64>,
        by: &Actor,
        now: i64,
    ) -> Result<Note> {
        let tx = self.begin().await?;
        let done = async {
            let row = Model {
                id: counters::next(&tx, counters::NOTE, 1).await?,
                customer,
                text: bulk::plain(text),
                by_person: by_person.or_else(|| by.key_number().map(|key| -key)),
                at: now,
                deleted_at: None,
            };
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            let detail = json!({ "note": row.id });
            self.noted_by(&tx, by, "note.written", &format!("customer:{customer}"), detail, now).await?;
            Ok(of(row))
        }
        .await;
        self.end(tx, done).await
    }

    /// Notes about a customer, by all its keys, newest first: at most `limit` below a number. Deleted
    /// ones are left out.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn notes_of(&self, keys: &[i64], before: Option<i64>, limit: u64) -> Result<Vec<Note>> {
        let rows = Entity::find()
            .filter(Column::Customer.is_in(keys.iter().copied()))
            .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
            .filter(Expr::col(Column::DeletedAt).is_null())
            .order_by_desc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// One note, also where it was deleted.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn note(&self, id: i64) -> Result<Option<Note>> {
        Ok(Entity::find_by_id(id).one(self.reader()).await?.map(of))
    }

    /// Deletes a note and its text; says whether it was there.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn delete_note(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(note) = Entity::find_by_id(id).one(&tx).await?.filter(|note| note.deleted_at.is_none())
            else {
                return Ok(false);
            };
            Entity::update_many()
                .col_expr(Column::Text, Expr::val(""))
                .col_expr(Column::DeletedAt, Expr::val(now))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            let subject = format!("customer:{}", note.customer);
            self.noted_by(&tx, by, "note.deleted", &subject, json!({ "note": id }), now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }
}

fn of(row: Model) -> Note {
    let Model { id, customer, text, by_person, at, deleted_at } = row;
    let (by_person, by_key) = match by_person {
        Some(key) if key < 0 => (None, key.checked_neg()),
        person => (person, None),
    };
    Note { id, customer, text, by_person, by_key, at, deleted_at }
}
