//! Tables `scenario` and `scenario_change`: ways of running the company that somebody keeps, and who
//! changed which number of them, and why.
//!
//! A scenario is kept as the text of its file; what it means is not known here. A change is only ever
//! added, and goes with its scenario. Its reason stands in its own table and not in the audit log, which
//! holds no free text and stays.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, Index, Table},
};
use serde_json::{Value, json};

use crate::{Actor, Records, RecordsError, Result, bulk, counters, migrations::Step};

/// Scenarios that are kept at one time: as many as can be laid side by side.
pub const MOST_SCENARIOS: u64 = 8;
/// Changes of one scenario that are kept.
const MOST_CHANGES: u64 = 10_000;

/// A scenario that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptScenario {
    /// Its number.
    pub id: i64,
    /// Its name; no other has it.
    pub name: String,
    /// Its file.
    pub text: String,
    /// The first month it looks at: `2026-01`.
    pub start: Option<String>,
    /// Who made it, as the audit log names it.
    pub created_by: String,
    /// When it was made.
    pub created_at: i64,
    /// Who changed it last.
    pub changed_by: String,
    /// When it was changed last.
    pub changed_at: i64,
}

/// A scenario that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScenario {
    /// Its name.
    pub name: String,
    /// Its file.
    pub text: String,
    /// The first month it looks at.
    pub start: Option<String>,
}

/// A number of a scenario that is to be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberChange {
    /// How the number is called: `retention.core`.
    pub quantity: String,
    /// How the audit log calls it: without words that somebody made up.
    pub noted_as: String,
    /// What it was, as JSON.
    pub before: Value,
    /// What it is from now on, as JSON.
    pub after: Value,
    /// Why.
    pub reason: String,
}

/// A number of a scenario that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioChange {
    /// Its number.
    pub id: i64,
    /// The scenario's number.
    pub scenario: i64,
    /// How the number is called.
    pub quantity: String,
    /// What it was, as JSON.
    pub before: Value,
    /// What it is since, as JSON.
    pub after: Value,
    /// Why.
    pub reason: String,
    /// Who changed it, as the audit log names it.
    pub changed_by: String,
    /// When.
    pub changed_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "scenario")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        pub text: String,
        pub start: Option<String>,
        pub created_by: String,
        pub created_at: i64,
        pub changed_by: String,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod change {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "scenario_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub scenario: i64,
        pub quantity: String,
        pub before: String,
        pub after: String,
        pub reason: String,
        pub changed_by: String,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let scenario = Table::create()
        .table("scenario")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("name").text().not_null().unique_key())
        .col(ColumnDef::new("text").text().not_null())
        .col(ColumnDef::new("start").text())
        .col(ColumnDef::new("created_by").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("changed_by").text().not_null())
        .col(ColumnDef::new("changed_at").big_integer().not_null())
        .to_owned();
    let change = Table::create()
        .table("scenario_change")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("scenario").big_integer().not_null())
        .col(ColumnDef::new("quantity").text().not_null())
        .col(ColumnDef::new("before").text().not_null())
        .col(ColumnDef::new("after").text().not_null())
        .col(ColumnDef::new("reason").text().not_null())
        .col(ColumnDef::new("changed_by").text().not_null())
        .col(ColumnDef::new("changed_at").big_integer().not_null())
        .to_owned();
    let by_scenario = Index::create()
        .name("scenario_change_of")
        .table("scenario_change")
        .col("scenario")
        .col("id")
        .to_owned();
    vec![scenario.into(), change.into(), by_scenario.into()]
}

impl Records {
    /// All scenarios that are kept, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn scenarios(&self) -> Result<Vec<KeptScenario>> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.reader()).await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// What was changed of a scenario, newest first, at most `limit` entries.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn scenario_changes(&self, scenario: i64, limit: u64) -> Result<Vec<ScenarioChange>> {
        let rows = change::Entity::find()
            .filter(change::Column::Scenario.eq(scenario))
            .order_by_desc(change::Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(change_of).collect()
    }

    /// Keeps scenarios, all or none.
    ///
    /// # Errors
    ///
    /// `Taken` if a name is, `TooMany` if there would be more than [`MOST_SCENARIOS`]; or if the
    /// records cannot be written.
    pub async fn add_scenarios(
        &self,
        scenarios: &[NewScenario],
        by: &Actor,
        now: i64,
    ) -> Result<Vec<KeptScenario>> {
        let tx = self.begin().await?;
        let done = self.add_in(&tx, scenarios, by, now).await;
        self.end(tx, done).await
    }

    async fn add_in(
        &self,
        tx: &impl ConnectionTrait,
        scenarios: &[NewScenario],
        by: &Actor,
        now: i64,
    ) -> Result<Vec<KeptScenario>> {
        let mut rows = Vec::with_capacity(scenarios.len());
        for new in scenarios {
            if Entity::find().count(tx).await? >= MOST_SCENARIOS {
                return Err(RecordsError::TooMany(format!(
                    "there are {MOST_SCENARIOS} scenarios already: remove one"
                )));
            }
            let name = bulk::plain(&new.name);
            if Entity::find().filter(Column::Name.eq(&*name)).count(tx).await? > 0 {
                return Err(RecordsError::Taken(
                    "there is a scenario of this name already: give it another".to_owned(),
                ));
            }
            let row = Model {
                id: counters::next(tx, counters::SCENARIO, 1).await?,
                name,
                text: bulk::plain(&new.text),
                start: new.start.clone(),
                created_by: by.text.clone(),
                created_at: now,
                changed_by: by.text.clone(),
                changed_at: now,
            };
            bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
            self.noted_by(tx, by, "scenario.made", &format!("scenario:{}", row.id), json!({}), now).await?;
            rows.push(of(row));
        }
        Ok(rows)
    }

    /// Changes one number of a scenario: `text` is its file with the number changed. `seen` is the file
    /// that was changed; where another stands there by now, nothing is written.
    ///
    /// # Errors
    ///
    /// `NotThere` if there is no such scenario, `Taken` if somebody has changed it in between,
    /// `TooMany` after ten thousand changes; or if the records cannot be written.
    pub async fn change_scenario(
        &self,
        id: i64,
        seen: &str,
        text: &str,
        changed: &NumberChange,
        by: &Actor,
        now: i64,
    ) -> Result<()> {
        let tx = self.begin().await?;
        let done = async {
            let found = Entity::find_by_id(id).one(&tx).await?;
            let there =
                found.ok_or_else(|| RecordsError::NotThere("there is no such scenario".to_owned()))?;
            if there.text != seen {
                return Err(RecordsError::Taken(
                    "somebody has changed the scenario in between: look at it and repeat the change"
                        .to_owned(),
                ));
            }
            let of_it = change::Entity::find().filter(change::Column::Scenario.eq(id));
            if of_it.count(&tx).await? >= MOST_CHANGES {
                return Err(RecordsError::TooMany(format!(
                    "the scenario was changed {MOST_CHANGES} times already: go on with a copy"
                )));
            }
            Entity::update_many()
                .col_expr(Column::Text, Expr::val(bulk::plain(text)))
                .col_expr(Column::ChangedBy, Expr::val(by.text.clone()))
                .col_expr(Column::ChangedAt, Expr::val(now))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            let row = change::Model {
                id: counters::next(&tx, counters::SCENARIO_CHANGE, 1).await?,
                scenario: id,
                quantity: bulk::plain(&changed.quantity),
                before: bulk::plain(&changed.before.to_string()),
                after: bulk::plain(&changed.after.to_string()),
                reason: bulk::plain(&changed.reason),
                changed_by: by.text.clone(),
                changed_at: now,
            };
            bulk::insert::<change::Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            let detail = json!({
                "quantity": changed.noted_as, "from": changed.before, "to": changed.after,
            });
            self.noted_by(&tx, by, "scenario.changed", &format!("scenario:{id}"), detail, now).await
        }
        .await;
        self.end(tx, done).await
    }

    /// Removes a scenario; says whether there was such a one. Its changes and their reasons go with it;
    /// what the audit log says of them stays.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn remove_scenario(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let gone = Entity::delete_by_id(id).exec(&tx).await?.rows_affected > 0;
            if gone {
                let of_it = change::Entity::delete_many().filter(change::Column::Scenario.eq(id));
                of_it.exec(&tx).await?;
                self.noted_by(&tx, by, "scenario.removed", &format!("scenario:{id}"), json!({}), now).await?;
            }
            Ok(gone)
        }
        .await;
        self.end(tx, done).await
    }
}

fn of(row: Model) -> KeptScenario {
    let Model { id, name, text, start, created_by, created_at, changed_by, changed_at } = row;
    KeptScenario { id, name, text, start, created_by, created_at, changed_by, changed_at }
}

fn change_of(row: change::Model) -> Result<ScenarioChange> {
    let number = |text: &str| {
        serde_json::from_str(text)
            .map_err(|error| RecordsError::Damaged(format!("change {} of a scenario: {error}", row.id)))
    };
    Ok(ScenarioChange {
        id: row.id,
        scenario: row.scenario,
        before: number(&row.before)?,
        after: number(&row.after)?,
        quantity: row.quantity,
        reason: row.reason,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
    })
}
