//! Table `seen_property`: which properties events had and where they went, so that the rule can be
//! seen at work.

use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, EntityTrait, PaginatorTrait,
    sea_query::{Alias, ColumnDef, Expr, ExprTrait, Index, OnConflict, Table},
};

use crate::{Records, Result, bulk, migrations::Step};

/// A property as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenProperty {
    /// The event's name.
    pub event: String,
    /// The property's name.
    pub property: String,
    /// What it held.
    pub kind: String,
    /// `history` or `records`.
    pub goes_to: String,
    /// How often.
    pub count: u64,
}
pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "seen_property")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub property: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub goes_to: String,
        pub count: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

/// Rows of the table at most: a sender that makes up names without end fills no disk. What comes
/// later is counted only where its row is already there.
const MOST: u64 = 20_000;

pub(crate) fn create() -> Vec<Step> {
    let mut table = Table::create();
    table.table("seen_property");
    for text in ["event", "property", "kind", "goes_to"] {
        table.col(ColumnDef::new(text).text().not_null());
    }
    table
        .col(ColumnDef::new("count").big_integer().not_null())
        .primary_key(Index::create().col("event").col("property").col("kind").col("goes_to"));
    vec![table.into()]
}

impl Records {
    /// Adds to the counts of properties.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn note_properties(&self, seen: &[SeenProperty]) -> Result<()> {
        if seen.is_empty() {
            return Ok(());
        }
        let tx = self.begin().await?;
        let done = add(&tx, seen).await;
        self.end(tx, done).await
    }

    /// All properties that were seen, sorted.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn seen_properties(&self) -> Result<Vec<SeenProperty>> {
        all(self.reader()).await
    }
}

async fn all(db: &impl ConnectionTrait) -> Result<Vec<SeenProperty>> {
    let rows = Entity::find().all(db).await?;
    let mut seen: Vec<_> = rows
        .into_iter()
        .map(|Model { event, property, kind, goes_to, count }| SeenProperty {
            event,
            property,
            kind,
            goes_to,
            count: count.unsigned_abs(),
        })
        .collect();
    seen.sort_unstable();
    Ok(seen)
}

async fn add(tx: &impl ConnectionTrait, seen: &[SeenProperty]) -> Result<()> {
    let mut counts: BTreeMap<[String; 4], i64> = BTreeMap::new();
    for one in seen {
        let name = [&one.event, &one.property, &one.kind, &one.goes_to].map(|text| bulk::name(text));
        let count = counts.entry(name).or_default();
        *count = count.saturating_add(i64::try_from(one.count).unwrap_or(i64::MAX));
    }
    if Entity::find().count(tx).await? + counts.len() as u64 > MOST {
        let known: std::collections::HashSet<[String; 4]> =
            all(tx).await?.into_iter().map(|one| [one.event, one.property, one.kind, one.goes_to]).collect();
        counts.retain(|name, _| known.contains(name));
    }
    let rows: Vec<Model> = counts
        .into_iter()
        .map(|([event, property, kind, goes_to], count)| Model { event, property, kind, goes_to, count })
        .collect();
    let more = Expr::col((Entity, Column::Count)).add(Expr::col((Alias::new("excluded"), Column::Count)));
    let conflict = OnConflict::columns([Column::Event, Column::Property, Column::Kind, Column::GoesTo])
        .value(Column::Count, more)
        .to_owned();
    bulk::insert::<Entity>(tx, &rows, "more", Some(conflict)).await?;
    Ok(())
}
