//! Table `webhook`: where the company's systems are told of what happened.
//!
//! The secret each message is signed with is kept readable, because signing needs it. It is shown
//! when it is made and never again.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{ColumnDef, Expr, ExprTrait, Table},
};
use serde_json::json;

use crate::{Actor, Records, RecordsError, Result, bulk, counters, deliveries, migrations::Step};

/// More of them would slow every change down that is told.
const MOST: u64 = 50;

/// A place that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub id: i64,
    /// Where.
    pub url: String,
    /// Of which events.
    pub events: Vec<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it was switched off.
    pub disabled_at: Option<i64>,
    /// Why.
    pub disabled_why: Option<String>,
}

/// What messages to a webhook are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret {
    /// The one of now.
    pub secret: String,
    /// The one before, which signs as well until a moment.
    pub before: Option<(String, i64)>,
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "webhook")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub url: String,
        /// JSON: a list of texts.
        pub events: String,
        pub secret: String,
        pub old_secret: Option<String>,
        pub old_until: Option<i64>,
        pub created_at: i64,
        pub disabled_at: Option<i64>,
        pub disabled_why: Option<String>,
    }

    /// Without its secrets.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Model").field("id", &self.id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("webhook")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("url").text().not_null())
        .col(ColumnDef::new("events").text().not_null())
        .col(ColumnDef::new("secret").text().not_null())
        .col(ColumnDef::new("old_secret").text())
        .col(ColumnDef::new("old_until").big_integer())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("disabled_at").big_integer())
        .col(ColumnDef::new("disabled_why").text())
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// Adds a webhook. Whether its address may be called is the caller's to check.
    ///
    /// # Errors
    ///
    /// If there are 50 already, or the records cannot be written.
    pub async fn add_webhook(
        &self,
        url: &str,
        events: &[String],
        secret: &str,
        by: &Actor,
        now: i64,
    ) -> Result<Webhook> {
        let tx = self.begin().await?;
        let done = async {
            if Entity::find().count(&tx).await? >= MOST {
                return Err(RecordsError::TooMany(format!("there are {MOST} webhooks already: delete one")));
            }
            let row = Model {
                id: counters::next(&tx, counters::WEBHOOK, 1).await?,
                url: bulk::plain(url),
                events: names(events)?,
                secret: bulk::plain(secret),
                old_secret: None,
                old_until: None,
                created_at: now,
                disabled_at: None,
                disabled_why: None,
            };
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            let detail = json!({ "events": events });
            self.noted_by(&tx, by, "webhook.made", &format!("webhook:{}", row.id), detail, now).await?;
            of(row)
        }
        .await;
        self.end(tx, done).await
    }

    /// All webhooks, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>> {
        all(self.reader()).await
    }

    /// One webhook.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn webhook(&self, id: i64) -> Result<Option<Webhook>> {
        Entity::find_by_id(id).one(self.reader()).await?.map(of).transpose()
    }

    /// What messages to it are signed with: for signing only, never to be shown.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn webhook_secret(&self, id: i64, now: i64) -> Result<Option<WebhookSecret>> {
        let row = Entity::find_by_id(id).one(self.reader()).await?;
        Ok(row.map(|row| WebhookSecret {
            secret: row.secret,
            before: row.old_secret.zip(row.old_until).filter(|(_, until)| *until > now),
        }))
    }

    /// Changes where it is and of what it is told, and switches it on (again) or off. Says whether
    /// there is such a webhook.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn change_webhook(
        &self,
        id: i64,
        url: &str,
        events: &[String],
        enabled: bool,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(before) = Entity::find_by_id(id).one(&tx).await? else { return Ok(false) };
            let (disabled_at, why) = if enabled {
                (None, None)
            } else {
                (
                    Some(before.disabled_at.unwrap_or(now)),
                    Some(before.disabled_why.unwrap_or_else(|| "switched off".to_owned())),
                )
            };
            Entity::update_many()
                .col_expr(Column::Url, Expr::val(bulk::plain(url)))
                .col_expr(Column::Events, Expr::val(names(events)?))
                .col_expr(Column::DisabledAt, Expr::val(disabled_at))
                .col_expr(Column::DisabledWhy, Expr::val(why))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            if !enabled {
                deliveries::give_up(&tx, id, "the webhook was switched off", now).await?;
            }
            let detail = json!({ "events": events, "enabled": enabled, "url_changed": before.url != url });
            self.noted_by(&tx, by, "webhook.changed", &format!("webhook:{id}"), detail, now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }

    /// Switches a webhook off that is not there any more; what waits for it is given up.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn disable_webhook(&self, id: i64, why: &str, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = self.disable_webhook_in(&tx, id, why, by, now).await;
        self.end(tx, done).await
    }

    pub(crate) async fn disable_webhook_in(
        &self,
        tx: &impl ConnectionTrait,
        id: i64,
        why: &str,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let done = Entity::update_many()
            .col_expr(Column::DisabledAt, Expr::val(now))
            .col_expr(Column::DisabledWhy, Expr::val(bulk::plain(why)))
            .filter(Column::Id.eq(id))
            .filter(Expr::col(Column::DisabledAt).is_null())
            .exec(tx)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        deliveries::give_up(tx, id, why, now).await?;
        let detail = json!({ "why": why });
        self.noted_by(tx, by, "webhook.disabled", &format!("webhook:{id}"), detail, now).await?;
        Ok(true)
    }

    /// Gives a webhook a new secret; the one before signs as well until a moment. Says whether there
    /// is such a webhook.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn rotate_secret(
        &self,
        id: i64,
        secret: &str,
        old_until: i64,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(before) = Entity::find_by_id(id).one(&tx).await? else { return Ok(false) };
            Entity::update_many()
                .col_expr(Column::Secret, Expr::val(bulk::plain(secret)))
                .col_expr(Column::OldSecret, Expr::val(Some(before.secret)))
                .col_expr(Column::OldUntil, Expr::val(Some(old_until)))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            self.noted_by(&tx, by, "webhook.rotated", &format!("webhook:{id}"), json!({}), now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }

    /// Deletes a webhook and what was told to it; says whether there was one.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn delete_webhook(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            if Entity::delete_by_id(id).exec(&tx).await?.rows_affected == 0 {
                return Ok(false);
            }
            deliveries::delete_of(&tx, id).await?;
            self.noted_by(&tx, by, "webhook.deleted", &format!("webhook:{id}"), json!({}), now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Webhook>> {
    Entity::find().order_by_asc(Column::Id).all(db).await?.into_iter().map(of).collect()
}

fn names(events: &[String]) -> Result<String> {
    serde_json::to_string(events)
        .map(|text| bulk::plain(&text))
        .map_err(|error| RecordsError::Dump(error.to_string()))
}

fn of(row: Model) -> Result<Webhook> {
    let events = serde_json::from_str(&row.events)
        .map_err(|_| RecordsError::Damaged(format!("webhook {} has an unreadable list of events", row.id)))?;
    let Model { id, url, created_at, disabled_at, disabled_why, .. } = row;
    Ok(Webhook { id, url, events, created_at, disabled_at, disabled_why })
}
