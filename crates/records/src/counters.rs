//! Table `counter`: numbers that only grow.
//!
//! One of them, `writes`, is taken first by every transaction that writes on PostgreSQL: its row
//! makes writers stand in one line, as they do on SQLite, so that numbers given inside a transaction
//! become visible in their order.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{ColumnDef, Expr, ExprTrait, Table},
};

use crate::{RecordsError, Result, migrations::Step};

pub(crate) const WRITES: &str = "writes";
pub(crate) const GENERATION: &str = "generation";
pub(crate) const BATCH: &str = "batch";
pub(crate) const INBOX: &str = "inbox";
pub(crate) const QUARANTINE: &str = "quarantine";
pub(crate) const KEY: &str = "key";
pub(crate) const FIT: &str = "fit";
/// How often customers were forgotten: what is remembered of keys is then no longer true.
pub(crate) const FORGOTTEN: &str = "forgotten";

pub(crate) const PERSON: &str = "person";
pub(crate) const ONE_TIME: &str = "one_time";
pub(crate) const API_KEY: &str = "api_key";
pub(crate) const WEBHOOK: &str = "webhook";
pub(crate) const DELIVERY: &str = "delivery";
pub(crate) const SEGMENT: &str = "segment";
pub(crate) const NOTE: &str = "note";

pub(crate) const SCENARIO: &str = "scenario";
pub(crate) const SCENARIO_CHANGE: &str = "scenario_change";

/// Those of the first schema.
pub(crate) const FIRST: [&str; 8] = [WRITES, GENERATION, BATCH, INBOX, QUARANTINE, KEY, FIT, FORGOTTEN];
/// Those that came with the third schema.
pub(crate) const THIRD: [&str; 7] = [PERSON, ONE_TIME, API_KEY, WEBHOOK, DELIVERY, SEGMENT, NOTE];
/// Those that came with the fourth schema.
pub(crate) const FOURTH: [&str; 2] = [SCENARIO, SCENARIO_CHANGE];

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "counter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("counter")
        .col(ColumnDef::new("name").text().not_null().primary_key())
        .col(ColumnDef::new("value").big_integer().not_null())
        .to_owned();
    vec![table.into()]
}

/// Takes `n` numbers; returns the first of them.
pub(crate) async fn next(db: &impl ConnectionTrait, name: &str, n: i64) -> Result<i64> {
    let taken = row::Entity::update_many()
        .col_expr(row::Column::Value, Expr::col(row::Column::Value).add(n))
        .filter(row::Column::Name.eq(name))
        .exec_with_returning(db)
        .await?;
    match taken.first() {
        Some(row) => Ok(row.value - n + 1),
        None => Err(RecordsError::Damaged(format!("the counter {name} is missing"))),
    }
}

/// The last number taken.
pub(crate) async fn last(db: &impl ConnectionTrait, name: &str) -> Result<i64> {
    let row = row::Entity::find_by_id(name.to_owned()).one(db).await?;
    row.map(|row| row.value).ok_or_else(|| RecordsError::Damaged(format!("the counter {name} is missing")))
}
