//! Table `fit`: fitted parameters, as of which day and by which model.

use sea_orm::{
    EntityTrait, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Table},
};
use serde_json::json;

use crate::{Records, Result, bulk, counters, deliveries, migrations::Step};

/// A fit to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFit {
    /// The day looked from, days since 1970-01-01.
    pub as_of: i32,
    /// When it was fitted.
    pub fitted_at: i64,
    /// `full` or `refresh`.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// Parameters, JSON.
    pub parameters: String,
    /// What it says in short, JSON.
    pub summary: String,
}
/// A fit that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFit {
    /// Its number.
    pub id: i64,
    /// The day looked from, days since 1970-01-01.
    pub as_of: i32,
    /// When it was fitted.
    pub fitted_at: i64,
    /// `full` or `refresh`.
    pub kind: String,
    /// Which model.
    pub model: String,
    /// Parameters, JSON.
    pub parameters: String,
    /// What it says in short, JSON.
    pub summary: String,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "fit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub as_of: i32,
        pub fitted_at: i64,
        pub kind: String,
        pub model: String,
        pub parameters: String,
        pub summary: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("fit")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("as_of").integer().not_null())
        .col(ColumnDef::new("fitted_at").big_integer().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("model").text().not_null())
        .col(ColumnDef::new("parameters").text().not_null())
        .col(ColumnDef::new("summary").text().not_null())
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// Keeps a fit.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_fit(&self, fit: NewFit) -> Result<KeptFit> {
        let tx = self.begin().await?;
        let done = async {
            let kept = add(&tx, fit).await?;
            // A refresh comes with every few facts; a full fit is news.
            if kept.kind == "full" {
                let data = json!({ "fit": kept.id, "model": kept.model });
                deliveries::queue(&tx, "values.fitted", &data, kept.fitted_at).await?;
                self.noted_in(&tx, "values.fitted", &format!("fit:{}", kept.id), data, kept.fitted_at)
                    .await?;
            }
            Ok(kept)
        }
        .await;
        self.end(tx, done).await
    }

    /// The latest fits, newest first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn fits(&self, limit: u64) -> Result<Vec<KeptFit>> {
        let rows = Entity::find()
            .order_by_desc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// The latest fit.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn latest_fit(&self) -> Result<Option<KeptFit>> {
        Ok(self.fits(1).await?.pop())
    }
}

async fn add(tx: &sea_orm::DatabaseTransaction, fit: NewFit) -> Result<KeptFit> {
    let row = Model {
        id: counters::next(tx, counters::FIT, 1).await?,
        as_of: fit.as_of,
        fitted_at: fit.fitted_at,
        kind: bulk::plain(&fit.kind),
        model: bulk::plain(&fit.model),
        parameters: bulk::plain(&fit.parameters),
        summary: bulk::plain(&fit.summary),
    };
    bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
    Ok(of(row))
}

fn of(row: Model) -> KeptFit {
    let Model { id, as_of, fitted_at, kind, model, parameters, summary } = row;
    KeptFit { id, as_of, fitted_at, kind, model, parameters, summary }
}
