//! Table `web_session`: who is signed in. The browser has a token, here is its digest.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;

use crate::{Actor, Person, Records, Result, bulk, migrations::Step, people};

/// A session nobody used for so long has ended: 12 hours.
const IDLE_MICROS: i64 = 12 * 3_600 * 1_000_000;
/// That somebody was seen is written down this often.
const TOUCH_MICROS: i64 = 60 * 1_000_000;

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// Whose it is.
    pub person: i64,
    /// What forms must bring.
    pub csrf: String,
    /// When it ends, however it is used.
    pub expires_at: i64,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// Whose it is.
    pub person: i64,
    /// What forms must bring.
    pub csrf: String,
    /// When it began.
    pub created_at: i64,
    /// When it was used last, to the minute.
    pub seen_at: i64,
    /// When it ends, however it is used.
    pub expires_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "web_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: Vec<u8>,
        pub person: i64,
        pub csrf: String,
        pub created_at: i64,
        pub seen_at: i64,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("web_session")
        .col(ColumnDef::new("digest").blob().not_null().primary_key())
        .col(ColumnDef::new("person").big_integer().not_null())
        .col(ColumnDef::new("csrf").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("seen_at").big_integer().not_null())
        .col(ColumnDef::new("expires_at").big_integer().not_null())
        .to_owned();
    let index = Index::create().name("web_session_person").table("web_session").col("person").to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Begins a session.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_session(&self, new: NewSession, now: i64) -> Result<Session> {
        let row = Model {
            digest: new.digest.to_vec(),
            person: new.person,
            csrf: bulk::plain(&new.csrf),
            created_at: now,
            seen_at: now,
            expires_at: new.expires_at,
        };
        let tx = self.begin().await?;
        let done = async {
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            people::seen(&tx, new.person, now).await?;
            let subject = format!("person:{}", new.person);
            self.noted_by(&tx, &Actor::person(new.person), "session.begun", &subject, json!({}), now).await
        }
        .await;
        self.end(tx, done).await?;
        Ok(of(row))
    }

    /// The session with this digest and whose it is, where it has not ended and the person has not
    /// been taken away.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn session(&self, digest: [u8; 32], now: i64) -> Result<Option<(Session, Person)>> {
        let Some(row) = Entity::find_by_id(digest.to_vec()).one(self.reader()).await? else {
            return Ok(None);
        };
        let session = of(row);
        if session.expires_at <= now || session.seen_at.saturating_add(IDLE_MICROS) <= now {
            return Ok(None);
        }
        let person = self.person(session.person).await?.filter(|person| person.disabled_at.is_none());
        Ok(person.map(|person| (session, person)))
    }

    /// Notes that a session was used; writes at most once a minute.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn touch_session(&self, session: &Session, now: i64) -> Result<()> {
        if session.seen_at.saturating_add(TOUCH_MICROS) > now {
            return Ok(());
        }
        let tx = self.begin().await?;
        let done = async {
            Entity::update_many()
                .col_expr(Column::SeenAt, Expr::val(now))
                .filter(Column::Digest.eq(session.digest.to_vec()))
                .filter(Expr::col(Column::SeenAt).lt(now))
                .exec(&tx)
                .await?;
            people::seen(&tx, session.person, now).await
        }
        .await;
        self.end(tx, done).await
    }

    /// Ends a session; says whether it was there.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn end_session(&self, digest: [u8; 32], now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(session) = Entity::find_by_id(digest.to_vec()).one(&tx).await? else {
                return Ok(false);
            };
            Entity::delete_by_id(digest.to_vec()).exec(&tx).await?;
            let subject = format!("person:{}", session.person);
            self.noted_by(&tx, &Actor::person(session.person), "session.ended", &subject, json!({}), now)
                .await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }

    /// Ends a person's sessions but the one that is named; says how many.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn end_sessions_of(
        &self,
        person: i64,
        keep: Option<[u8; 32]>,
        by: &Actor,
        now: i64,
    ) -> Result<u64> {
        let tx = self.begin().await?;
        let done = async {
            let ended = end_of(&tx, person, keep).await?;
            let detail = json!({ "sessions_ended": ended });
            self.noted_by(&tx, by, "session.ended", &format!("person:{person}"), detail, now).await?;
            Ok(ended)
        }
        .await;
        self.end(tx, done).await
    }
}

pub(crate) async fn end_of(tx: &impl ConnectionTrait, person: i64, keep: Option<[u8; 32]>) -> Result<u64> {
    let mut gone = Entity::delete_many().filter(Column::Person.eq(person));
    if let Some(keep) = keep {
        gone = gone.filter(Column::Digest.ne(keep.to_vec()));
    }
    Ok(gone.exec(tx).await?.rows_affected)
}

/// Deletes sessions that have ended.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, now: i64) -> Result<u64> {
    let over = Expr::col(Column::ExpiresAt)
        .lte(now)
        .or(Expr::col(Column::SeenAt).lte(now.saturating_sub(IDLE_MICROS)));
    Ok(Entity::delete_many().filter(over).exec(tx).await?.rows_affected)
}

fn of(row: Model) -> Session {
    let Model { digest, person, csrf, created_at, seen_at, expires_at } = row;
    Session { digest: digest.try_into().unwrap_or([0; 32]), person, csrf, created_at, seen_at, expires_at }
}
