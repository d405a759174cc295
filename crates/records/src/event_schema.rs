//! Table `allowed_property`: what the company lets into history beyond the built-in schemas.

use sea_orm::{
    ConnectionTrait, EntityTrait,
    sea_query::{ColumnDef, Index, OnConflict, Table},
};
use serde_json::json;

use crate::{Records, Result, bulk, migrations::Step};

/// A property of an event that may go to history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AllowedProperty {
    /// The event's name.
    pub event: String,
    /// The property's name.
    pub property: String,
    /// `number`, `yes_no`, `code` or `product`.
    pub kind: String,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "allowed_property")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub property: String,
        pub kind: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("allowed_property")
        .col(ColumnDef::new("event").text().not_null())
        .col(ColumnDef::new("property").text().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .primary_key(Index::create().col("event").col("property"))
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// Lets a property into history from now on; one that is already let in gets the new kind.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn allow_property(&self, allowed: &AllowedProperty, now: i64) -> Result<()> {
        let row = Model {
            event: bulk::plain(&allowed.event),
            property: bulk::plain(&allowed.property),
            kind: bulk::plain(&allowed.kind),
        };
        let replace =
            OnConflict::columns([Column::Event, Column::Property]).update_column(Column::Kind).to_owned();
        let tx = self.begin().await?;
        let done = async {
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "set", Some(replace)).await?;
            let detail = json!({ "event": row.event, "property": row.property, "kind": row.kind });
            self.noted_in(&tx, "property.allowed", "", detail, now).await
        }
        .await;
        self.end(tx, done).await
    }

    /// Lets a property into history no longer; says whether it was let in.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn forget_property(&self, event: &str, property: &str, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let gone = Entity::delete_by_id((event.to_owned(), property.to_owned())).exec(&tx).await?;
            if gone.rows_affected > 0 {
                let detail = json!({ "event": event, "property": property });
                self.noted_in(&tx, "property.forgotten", "", detail, now).await?;
            }
            Ok(gone.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }

    /// All properties that are let in, sorted.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn allowed_properties(&self) -> Result<Vec<AllowedProperty>> {
        all(self.reader()).await
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<AllowedProperty>> {
    let rows = Entity::find().all(db).await?;
    let mut allowed: Vec<_> = rows
        .into_iter()
        .map(|Model { event, property, kind }| AllowedProperty { event, property, kind })
        .collect();
    allowed.sort_unstable();
    Ok(allowed)
}
