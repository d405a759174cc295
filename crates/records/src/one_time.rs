//! Table `one_time`: links that open one door once. Only digests of their tokens are kept.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;

use crate::{
    Actor, NewPerson, Person, Records, RecordsError, Result, bulk, counters, migrations::Step, people,
};

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Making the first owner.
    Setup,
    /// Joining with a role.
    Invitation,
    /// Setting a new password.
    Reset,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }
}

/// A link to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOneTime {
    /// What it opens.
    pub purpose: Purpose,
    /// SHA-256 of its token.
    pub digest: [u8; 32],
    /// Whom it is for.
    pub email: Option<String>,
    /// The role that comes with it.
    pub role: Option<String>,
    /// The person whose password it sets.
    pub person: Option<i64>,
    /// Until when it opens.
    pub expires_at: i64,
}

/// A link that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTime {
    /// Its number.
    pub id: i64,
    /// What it opens.
    pub purpose: Purpose,
    /// Whom it is for.
    pub email: Option<String>,
    /// The role that comes with it.
    pub role: Option<String>,
    /// The person whose password it sets.
    pub person: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// Until when it opens.
    pub expires_at: i64,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "one_time")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub purpose: String,
        pub digest: Vec<u8>,
        pub email: Option<String>,
        pub role: Option<String>,
        pub person: Option<i64>,
        pub created_at: i64,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("one_time")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("purpose").text().not_null())
        .col(ColumnDef::new("digest").blob().not_null())
        .col(ColumnDef::new("email").text())
        .col(ColumnDef::new("role").text())
        .col(ColumnDef::new("person").big_integer())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("expires_at").big_integer().not_null())
        .to_owned();
    let index = Index::create().name("one_time_digest").table("one_time").col("digest").unique().to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Makes a link. It takes the place of earlier ones: of every set-up link, and of those for the
    /// same address or the same person.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_one_time(&self, new: NewOneTime, by: &Actor, now: i64) -> Result<OneTime> {
        let tx = self.begin().await?;
        let done = self.add_one_time_in(&tx, new, by, now).await;
        self.end(tx, done).await
    }

    async fn add_one_time_in(
        &self,
        tx: &impl ConnectionTrait,
        new: NewOneTime,
        by: &Actor,
        now: i64,
    ) -> Result<OneTime> {
        let email = new.email.as_deref().map(people::normal_email);
        let earlier = Entity::delete_many().filter(Column::Purpose.eq(new.purpose.word()));
        match new.purpose {
            Purpose::Setup => earlier.exec(tx).await?,
            Purpose::Invitation => earlier.filter(Column::Email.eq(email.clone())).exec(tx).await?,
            Purpose::Reset => earlier.filter(Column::Person.eq(new.person)).exec(tx).await?,
        };
        let row = Model {
            id: counters::next(tx, counters::ONE_TIME, 1).await?,
            purpose: new.purpose.word().to_owned(),
            digest: new.digest.to_vec(),
            email,
            role: new.role.as_deref().map(bulk::plain),
            person: new.person,
            created_at: now,
            expires_at: new.expires_at,
        };
        bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
        let action = match new.purpose {
            Purpose::Setup => "person.setup-link",
            Purpose::Invitation => "person.invited",
            Purpose::Reset => "person.reset-link",
        };
        let subject = row.person.map_or_else(|| format!("link:{}", row.id), |id| format!("person:{id}"));
        self.noted_by(tx, by, action, &subject, json!({ "link": row.id, "role": row.role }), now).await?;
        of(row)
    }

    /// The link with this digest, where it is open.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn one_time(&self, digest: [u8; 32], now: i64) -> Result<Option<OneTime>> {
        open(self.reader(), digest, now).await
    }

    /// Uses a link up; gives it to exactly one of those who ask.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn use_one_time(&self, digest: [u8; 32], now: i64) -> Result<Option<OneTime>> {
        let tx = self.begin().await?;
        let done = take(&tx, digest, now).await;
        self.end(tx, done).await
    }

    /// Uses a link up and does what it is for, both or neither: adds the person who was invited (or
    /// the first owner), or sets the new password. Where the link names an address or a role, these
    /// hold and not what is given.
    ///
    /// # Errors
    ///
    /// `Taken` if somebody signs in with the address already, or there is an owner already; or if the
    /// records cannot be written. The link is then still open.
    pub async fn accept_one_time(
        &self,
        digest: [u8; 32],
        given: NewPerson,
        now: i64,
    ) -> Result<Option<Person>> {
        let tx = self.begin().await?;
        let done = self.accept_in(&tx, digest, given, now).await;
        self.end(tx, done).await
    }

    async fn accept_in(
        &self,
        tx: &impl ConnectionTrait,
        digest: [u8; 32],
        given: NewPerson,
        now: i64,
    ) -> Result<Option<Person>> {
        let Some(link) = take(tx, digest, now).await? else { return Ok(None) };
        if link.purpose == Purpose::Reset {
            let Some(id) = link.person else { return Ok(None) };
            let phc = given.password.unwrap_or_default();
            if !self.set_password_in(tx, id, &phc, None, &Actor::person(id), now).await? {
                return Ok(None);
            }
            return people::one(tx, id).await;
        }
        if link.purpose == Purpose::Setup && people::has_owner_in(tx).await? {
            return Err(RecordsError::Taken("there is an owner already".to_owned()));
        }
        let role = match link.purpose {
            Purpose::Setup => "owner".to_owned(),
            _ => link.role.unwrap_or(given.role),
        };
        let new = NewPerson { email: link.email.unwrap_or(given.email), role, ..given };
        let by = Actor { text: format!("link:{}", link.id) };
        self.add_person_in(tx, new, &by, now).await.map(Some)
    }

    /// Links that were not used, also those whose time is over, oldest first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn one_times(&self) -> Result<Vec<OneTime>> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.reader()).await?;
        rows.into_iter().map(of).collect()
    }

    /// Takes a link back; says whether it was there.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn revoke_one_time(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let gone = Entity::delete_by_id(id).exec(&tx).await?.rows_affected > 0;
            if gone {
                self.noted_by(&tx, by, "person.link-revoked", &format!("link:{id}"), json!({}), now).await?;
            }
            Ok(gone)
        }
        .await;
        self.end(tx, done).await
    }
}

async fn open(db: &impl ConnectionTrait, digest: [u8; 32], now: i64) -> Result<Option<OneTime>> {
    let row = Entity::find()
        .filter(Column::Digest.eq(digest.to_vec()))
        .filter(Expr::col(Column::ExpiresAt).gt(now))
        .one(db)
        .await?;
    row.map(of).transpose()
}

async fn take(tx: &impl ConnectionTrait, digest: [u8; 32], now: i64) -> Result<Option<OneTime>> {
    let Some(link) = open(tx, digest, now).await? else { return Ok(None) };
    // Writers stand in one line, so this is the only one who found it.
    let gone = Entity::delete_by_id(link.id).exec(tx).await?.rows_affected;
    Ok((gone == 1).then_some(link))
}

/// Takes back the links of a person.
pub(crate) async fn end_of(tx: &impl ConnectionTrait, person: i64) -> Result<()> {
    Entity::delete_many().filter(Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}

/// Deletes links whose time is over.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, now: i64) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx).await?.rows_affected)
}

fn of(row: Model) -> Result<OneTime> {
    let purpose = match row.purpose.as_str() {
        "setup" => Purpose::Setup,
        "invitation" => Purpose::Invitation,
        "reset" => Purpose::Reset,
        _ => return Err(RecordsError::Damaged(format!("link {} has an unknown purpose", row.id))),
    };
    let Model { id, email, role, person, created_at, expires_at, .. } = row;
    Ok(OneTime { id, purpose, email, role, person, created_at, expires_at })
}
