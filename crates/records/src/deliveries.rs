//! Table `delivery`: what each webhook is told, and how that goes.
//!
//! A delivery is queued in the transaction of what it tells: it is told if and only if it happened.
//! It may be told more than once, and not in order.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::{Value, json};

use crate::{
    Actor, Records, RecordsError, Result, WebhookSecret, bulk, counters, migrations, migrations::Step,
    webhooks,
};

/// How long whoever asked for a test has to try it.
const TEST_MICROS: i64 = 60 * 1_000_000;
/// What the webhook's server says is kept up to this length.
const LONGEST_ERROR: usize = 500;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It will be tried (again).
    Waiting,
    /// It was taken.
    Delivered,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// Something a webhook is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub webhook: i64,
    /// The message's id, the same at each try.
    pub message: String,
    /// What happened: `import.finished`, …
    pub event: String,
    /// The message, JSON.
    pub body: String,
    /// When it happened.
    pub created_at: i64,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_at: Option<i64>,
    /// When it was tried last.
    pub last_at: Option<i64>,
    /// What the webhook's server answered last.
    pub last_status: Option<u16>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// A delivery whose time has come, with all that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The delivery.
    pub delivery: Delivery,
    /// Where to.
    pub url: String,
    /// What it is signed with.
    pub secret: WebhookSecret,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// It was taken.
    Delivered {
        /// What was answered.
        status: u16,
    },
    /// It was not; it is tried again at a moment, or given up.
    Failed {
        /// What was answered, if anything was.
        status: Option<u16>,
        /// Why.
        why: String,
        /// When it is tried again.
        again_at: Option<i64>,
    },
    /// The server says that the webhook is gone: it is switched off.
    Gone {
        /// What was answered.
        status: u16,
    },
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub webhook: i64,
        pub message: String,
        pub event: String,
        pub body: String,
        pub created_at: i64,
        pub state: String,
        pub attempts: i64,
        pub next_at: Option<i64>,
        pub last_at: Option<i64>,
        pub last_status: Option<i64>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("delivery")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("webhook").big_integer().not_null())
        .col(ColumnDef::new("message").text().not_null())
        .col(ColumnDef::new("event").text().not_null())
        .col(ColumnDef::new("body").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("attempts").big_integer().not_null())
        .col(ColumnDef::new("next_at").big_integer())
        .col(ColumnDef::new("last_at").big_integer())
        .col(ColumnDef::new("last_status").big_integer())
        .col(ColumnDef::new("last_error").text())
        .to_owned();
    let due = Index::create().name("delivery_next").table("delivery").col("next_at").to_owned();
    let of = Index::create().name("delivery_webhook").table("delivery").col("webhook").col("id").to_owned();
    vec![table.into(), due.into(), of.into()]
}

impl Records {
    /// Queues a message for every webhook that wants it; `data` holds numbers and counts only.
    /// Returns how many are told. Imports, undos, fits and quarantine are queued by themselves.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn queue_delivery(&self, event: &str, data: &Value, now: i64) -> Result<u64> {
        let tx = self.begin().await?;
        let done = queue(&tx, event, data, now).await;
        self.end(tx, done).await
    }

    /// Queues a message for one webhook, whatever it wants, also where it is switched off.
    ///
    /// # Errors
    ///
    /// If there is no such webhook, or the records cannot be written.
    pub async fn queue_test(&self, webhook: i64, by: &Actor, now: i64) -> Result<Delivery> {
        let tx = self.begin().await?;
        let done = async {
            if webhooks::row::Entity::find_by_id(webhook).one(&tx).await?.is_none() {
                return Err(RecordsError::NotThere(format!("there is no webhook {webhook}")));
            }
            // Whoever asked tries it at once; the server takes it over where that came to nothing.
            let later = now.saturating_add(TEST_MICROS);
            let data = json!({ "webhook": webhook });
            let rows = add(&tx, &[webhook], "webhook.test", &data, now, later).await?;
            self.noted_by(&tx, by, "webhook.tested", &format!("webhook:{webhook}"), json!({}), now).await?;
            rows.into_iter()
                .next()
                .ok_or_else(|| RecordsError::NotThere(format!("there is no webhook {webhook}")))
                .and_then(of)
        }
        .await;
        self.end(tx, done).await
    }

    /// What was told to a webhook, newest first: at most `limit` below a number.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn deliveries(&self, webhook: i64, before: Option<i64>, limit: u64) -> Result<Vec<Delivery>> {
        let rows = Entity::find()
            .filter(Column::Webhook.eq(webhook))
            .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
            .order_by_desc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(of).collect()
    }

    /// Deliveries whose time has come, those that wait longest first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn due_deliveries(&self, now: i64, limit: u64) -> Result<Vec<Due>> {
        let rows = Entity::find()
            .filter(Expr::col(Column::NextAt).lte(now))
            .order_by_asc(Column::NextAt)
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(to) = webhooks::row::Entity::find_by_id(row.webhook).one(self.reader()).await? else {
                continue;
            };
            let secret = WebhookSecret {
                before: to.old_secret.zip(to.old_until).filter(|(_, until)| *until > now),
                secret: to.secret,
            };
            due.push(Due { delivery: of(row)?, url: to.url, secret });
        }
        Ok(due)
    }

    /// When the next delivery is due.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn next_delivery_at(&self) -> Result<Option<i64>> {
        let row = Entity::find()
            .filter(Expr::col(Column::NextAt).is_not_null())
            .order_by_asc(Column::NextAt)
            .one(self.reader())
            .await?;
        Ok(row.and_then(|row| row.next_at))
    }

    /// Writes down how a try ended. Where the webhook is gone it is switched off.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn note_attempt(&self, id: i64, attempt: &Attempt, by: &Actor, now: i64) -> Result<()> {
        let (state, next_at, status, why) = match attempt {
            Attempt::Delivered { status } => (DeliveryState::Delivered, None, Some(*status), None),
            Attempt::Failed { status, why, again_at } => {
                let state = if again_at.is_some() { DeliveryState::Waiting } else { DeliveryState::Failed };
                (state, *again_at, *status, Some(short(why)))
            }
            Attempt::Gone { status } => {
                (DeliveryState::Failed, None, Some(*status), Some("the webhook is gone".to_owned()))
            }
        };
        let tx = self.begin().await?;
        let done = async {
            let Some(row) = Entity::find_by_id(id).one(&tx).await? else { return Ok(()) };
            Entity::update_many()
                .col_expr(Column::State, Expr::val(state.word()))
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
                .col_expr(Column::NextAt, Expr::val(next_at))
                .col_expr(Column::LastAt, Expr::val(now))
                .col_expr(Column::LastStatus, Expr::val(status.map(i64::from)))
                .col_expr(Column::LastError, Expr::val(why))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            if let Attempt::Gone { status } = attempt {
                let why = format!("the server answered {status}: gone");
                self.disable_webhook_in(&tx, row.webhook, &why, by, now).await?;
            }
            Ok(())
        }
        .await;
        self.end(tx, done).await
    }
}

/// Queues a message for every webhook that wants it, in the transaction of what it tells.
pub(crate) async fn queue(tx: &impl ConnectionTrait, event: &str, data: &Value, now: i64) -> Result<u64> {
    let wanted: Vec<i64> = webhooks::all(tx)
        .await?
        .into_iter()
        .filter(|hook| hook.disabled_at.is_none() && hook.events.iter().any(|one| one == event))
        .map(|hook| hook.id)
        .collect();
    Ok(add(tx, &wanted, event, data, now, now).await?.len() as u64)
}

/// As `queue`, for what may happen many times a second: one message a minute at most waits for each
/// webhook, and stands for all that follow until it is told.
pub(crate) async fn queue_gathered(
    tx: &impl ConnectionTrait,
    event: &str,
    data: &Value,
    now: i64,
) -> Result<()> {
    const GATHER_MICROS: i64 = 60 * 1_000_000;
    let mut wanted = Vec::new();
    for hook in webhooks::all(tx).await? {
        if hook.disabled_at.is_some() || !hook.events.iter().any(|one| one == event) {
            continue;
        }
        let waits = Entity::find()
            .filter(Column::Webhook.eq(hook.id))
            .filter(Column::Event.eq(event))
            .filter(Column::Attempts.eq(0))
            .filter(Column::State.eq(DeliveryState::Waiting.word()))
            .one(tx)
            .await?;
        if waits.is_none() {
            wanted.push(hook.id);
        }
    }
    add(tx, &wanted, event, data, now, now.saturating_add(GATHER_MICROS)).await.map(|_| ())
}

async fn add(
    tx: &impl ConnectionTrait,
    hooks: &[i64],
    event: &str,
    data: &Value,
    now: i64,
    next_at: i64,
) -> Result<Vec<Model>> {
    if hooks.is_empty() {
        return Ok(Vec::new());
    }
    let body = json!({ "type": event, "timestamp": rfc3339(now), "data": data }).to_string();
    let first = counters::next(tx, counters::DELIVERY, hooks.len() as i64).await?;
    let mut rows = Vec::with_capacity(hooks.len());
    for (webhook, id) in hooks.iter().zip(first..) {
        rows.push(Model {
            id,
            webhook: *webhook,
            message: format!("msg_{}", bulk::hex(&migrations::random::<16>()?)),
            event: bulk::plain(event),
            body: bulk::plain(&body),
            created_at: now,
            state: DeliveryState::Waiting.word().to_owned(),
            attempts: 0,
            next_at: Some(next_at),
            last_at: None,
            last_status: None,
            last_error: None,
        });
    }
    bulk::insert::<Entity>(tx, &rows, "new", None).await?;
    Ok(rows)
}

/// Gives up what waits for a webhook.
pub(crate) async fn give_up(tx: &impl ConnectionTrait, webhook: i64, why: &str, now: i64) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::val(DeliveryState::Failed.word()))
        .col_expr(Column::NextAt, Expr::val(None::<i64>))
        .col_expr(Column::LastAt, Expr::val(now))
        .col_expr(Column::LastError, Expr::val(short(why)))
        .filter(Column::Webhook.eq(webhook))
        .filter(Column::State.eq(DeliveryState::Waiting.word()))
        .exec(tx)
        .await?;
    Ok(())
}

pub(crate) async fn delete_of(tx: &impl ConnectionTrait, webhook: i64) -> Result<()> {
    Entity::delete_many().filter(Column::Webhook.eq(webhook)).exec(tx).await?;
    Ok(())
}

/// Deletes what was told or given up before a moment.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, before: i64) -> Result<u64> {
    let done = Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::State.ne(DeliveryState::Waiting.word()))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

fn short(text: &str) -> String {
    bulk::plain(&text.chars().take(LONGEST_ERROR).collect::<String>())
}

/// A moment as RFC 3339 writes it, to the second, in UTC.
fn rfc3339(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 1970-01-01 to year, month, day: Howard Hinnant, "chrono-compatible low-level date
    // algorithms".
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

fn of(row: Model) -> Result<Delivery> {
    let state = match row.state.as_str() {
        "waiting" => DeliveryState::Waiting,
        "delivered" => DeliveryState::Delivered,
        "failed" => DeliveryState::Failed,
        _ => return Err(RecordsError::Damaged(format!("delivery {} has an unknown state", row.id))),
    };
    Ok(Delivery {
        id: row.id,
        webhook: row.webhook,
        message: row.message,
        event: row.event,
        body: row.body,
        created_at: row.created_at,
        state,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        next_at: row.next_at,
        last_at: row.last_at,
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error,
    })
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn moments_are_written_as_others_write_them() {
        // From `date -u -d @… +%FT%TZ`.
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_795_320_000, "2026-11-22T04:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds * 1_000_000), text);
        }
    }
}
