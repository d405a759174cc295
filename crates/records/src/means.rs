//! Table `means`: what cash there is and what credit can be drawn, as somebody said it last. One row.

use sea_orm::{
    EntityTrait,
    sea_query::{ColumnDef, OnConflict, Table},
};
use serde_json::json;

use crate::{Actor, Records, Result, bulk, migrations::Step};

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// Cash at hand, in the currency's smallest units; none where nobody says.
    pub cash_minor: Option<i64>,
    /// Credit that can be drawn, in the currency's smallest units.
    pub credit_minor: i64,
    /// In what money, as its ISO code; none where the company's figures name none, and then hundredths.
    pub currency: Option<String>,
}

/// What there is, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMeans {
    /// What there is.
    pub means: Means,
    /// Who said so, as the audit log names it.
    pub said_by: String,
    /// When.
    pub said_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "means")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub cash_minor: Option<i64>,
        pub credit_minor: i64,
        pub currency: Option<String>,
        pub said_by: String,
        pub said_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

/// The number of the only row.
const ONLY: i64 = 1;

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("means")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("cash_minor").big_integer())
        .col(ColumnDef::new("credit_minor").big_integer().not_null())
        .col(ColumnDef::new("currency").text())
        .col(ColumnDef::new("said_by").text().not_null())
        .col(ColumnDef::new("said_at").big_integer().not_null())
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// What cash and credit there is; none where nobody has said it.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn means(&self) -> Result<Option<KeptMeans>> {
        Ok(Entity::find_by_id(ONLY).one(self.reader()).await?.map(of))
    }

    /// Keeps what cash and credit there is, in the place of what was said before.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_means(&self, means: &Means, by: &Actor, now: i64) -> Result<KeptMeans> {
        let tx = self.begin().await?;
        let done = async {
            let before = Entity::find_by_id(ONLY).one(&tx).await?.map(|row| of(row).means);
            let row = Model {
                id: ONLY,
                cash_minor: means.cash_minor,
                credit_minor: means.credit_minor,
                currency: means.currency.clone(),
                said_by: by.text.clone(),
                said_at: now,
            };
            let replace = OnConflict::column(Column::Id)
                .update_columns([
                    Column::CashMinor,
                    Column::CreditMinor,
                    Column::Currency,
                    Column::SaidBy,
                    Column::SaidAt,
                ])
                .to_owned();
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "set", Some(replace)).await?;
            let said = |means: &Means| {
                json!({
                    "cash_minor": means.cash_minor,
                    "credit_minor": means.credit_minor,
                    "currency": means.currency,
                })
            };
            let detail = json!({ "from": before.as_ref().map(said), "to": said(means) });
            self.noted_by(&tx, by, "means.changed", "", detail, now).await?;
            Ok(of(row))
        }
        .await;
        self.end(tx, done).await
    }
}

fn of(row: Model) -> KeptMeans {
    let Model { id: _, cash_minor, credit_minor, currency, said_by, said_at } = row;
    KeptMeans { means: Means { cash_minor, credit_minor, currency }, said_by, said_at }
}
