//! Table `person`: who works with the product, and in which role.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;

use crate::{Actor, Records, RecordsError, Result, bulk, counters, migrations::Step, sessions};

/// The role that may change people, keys and settings.
const OWNER: &str = "owner";

/// A person who works with the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its number.
    pub id: i64,
    /// Where it signs in: trimmed, lower case.
    pub email: String,
    /// Its name.
    pub name: String,
    /// The role's name.
    pub role: String,
    /// The digest of the password with all that made it (PHC); none before the first one is set.
    pub password: Option<String>,
    /// How numbers and days are written.
    pub locale: Option<String>,
    /// In which language.
    pub language: Option<String>,
    /// When it was added.
    pub created_at: i64,
    /// When it was taken away.
    pub disabled_at: Option<i64>,
    /// When it was seen last.
    pub seen_at: Option<i64>,
}

/// A person to add.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Where it signs in.
    pub email: String,
    /// Its name.
    pub name: String,
    /// The role's name.
    pub role: String,
    /// The digest of the password (PHC).
    pub password: Option<String>,
    /// How numbers and days are written.
    pub locale: Option<String>,
    /// In which language.
    pub language: Option<String>,
}

/// An address as it is kept and looked for: trimmed, lower case.
#[must_use]
pub fn normal_email(email: &str) -> String {
    bulk::plain(email.trim()).to_lowercase()
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub email: String,
        pub name: String,
        pub role: String,
        pub password: Option<String>,
        pub locale: Option<String>,
        pub language: Option<String>,
        pub created_at: i64,
        pub disabled_at: Option<i64>,
        pub seen_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("person")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("email").text().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("role").text().not_null())
        .col(ColumnDef::new("password").text())
        .col(ColumnDef::new("locale").text())
        .col(ColumnDef::new("language").text())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("disabled_at").big_integer())
        .col(ColumnDef::new("seen_at").big_integer())
        .to_owned();
    let index = Index::create().name("person_email").table("person").col("email").unique().to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// All people, also those who were taken away, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn people(&self) -> Result<Vec<Person>> {
        self.people_page(None, u64::MAX).await
    }

    /// At most `limit` people after a number.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn people_page(&self, after: Option<i64>, limit: u64) -> Result<Vec<Person>> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after.unwrap_or(0)))
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// One person.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn person(&self, id: i64) -> Result<Option<Person>> {
        one(self.reader(), id).await
    }

    /// The person who signs in with this address, also where it was taken away.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>> {
        by_email(self.reader(), email).await
    }

    /// Whether anybody may change people, keys and settings.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn has_owner(&self) -> Result<bool> {
        has_owner_in(self.reader()).await
    }

    /// Adds a person. Who was taken away and comes back keeps the number.
    ///
    /// # Errors
    ///
    /// `Taken` if somebody signs in with this address; or if the records cannot be written.
    pub async fn add_person(&self, new: NewPerson, by: &Actor, now: i64) -> Result<Person> {
        let tx = self.begin().await?;
        let done = self.add_person_in(&tx, new, by, now).await;
        self.end(tx, done).await
    }

    pub(crate) async fn add_person_in(
        &self,
        tx: &impl ConnectionTrait,
        new: NewPerson,
        by: &Actor,
        now: i64,
    ) -> Result<Person> {
        let known = by_email(tx, &new.email).await?;
        if known.as_ref().is_some_and(|person| person.disabled_at.is_none()) {
            return Err(RecordsError::Taken("somebody signs in with this address already".to_owned()));
        }
        let id = match &known {
            Some(person) => person.id,
            None => counters::next(tx, counters::PERSON, 1).await?,
        };
        let row = Model {
            id,
            email: normal_email(&new.email),
            name: bulk::plain(new.name.trim()),
            role: bulk::plain(&new.role),
            password: new.password.as_deref().map(bulk::plain),
            locale: new.locale.as_deref().map(bulk::plain),
            language: new.language.as_deref().map(bulk::plain),
            created_at: known.as_ref().map_or(now, |person| person.created_at),
            disabled_at: None,
            seen_at: known.and_then(|person| person.seen_at),
        };
        Entity::delete_by_id(id).exec(tx).await?;
        bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
        self.noted_by(tx, by, "person.added", &format!("person:{id}"), json!({ "role": row.role }), now)
            .await?;
        Ok(of(row))
    }

    /// Gives a person another role; says whether there is such a person.
    ///
    /// # Errors
    ///
    /// `LastOwner` if nobody else is an owner; or if the records cannot be written.
    pub async fn change_role(&self, id: i64, role: &str, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(person) = one(&tx, id).await?.filter(|person| person.disabled_at.is_none()) else {
                return Ok(false);
            };
            if role != OWNER {
                refuse_last_owner(&tx, &person).await?;
            }
            Entity::update_many()
                .col_expr(Column::Role, Expr::val(bulk::plain(role)))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            let detail = json!({ "from": person.role, "to": role });
            self.noted_by(&tx, by, "person.role", &format!("person:{id}"), detail, now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }

    /// Takes a person away: it cannot sign in any more, and where it is signed in that ends.
    ///
    /// # Errors
    ///
    /// `LastOwner` if nobody else is an owner; or if the records cannot be written.
    pub async fn disable_person(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let Some(person) = one(&tx, id).await?.filter(|person| person.disabled_at.is_none()) else {
                return Ok(false);
            };
            refuse_last_owner(&tx, &person).await?;
            Entity::update_many()
                .col_expr(Column::DisabledAt, Expr::val(now))
                .col_expr(Column::Password, Expr::val(None::<String>))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            sessions::end_of(&tx, id, None).await?;
            crate::one_time::end_of(&tx, id).await?;
            self.noted_by(&tx, by, "person.removed", &format!("person:{id}"), json!({}), now).await?;
            Ok(true)
        }
        .await;
        self.end(tx, done).await
    }

    /// Sets a person's password and ends all its sessions but the one that is named.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_password(
        &self,
        id: i64,
        phc: &str,
        keep: Option<[u8; 32]>,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let done = self.set_password_in(&tx, id, phc, keep, by, now).await;
        self.end(tx, done).await
    }

    pub(crate) async fn set_password_in(
        &self,
        tx: &impl ConnectionTrait,
        id: i64,
        phc: &str,
        keep: Option<[u8; 32]>,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let done = Entity::update_many()
            .col_expr(Column::Password, Expr::val(bulk::plain(phc)))
            .filter(Column::Id.eq(id))
            .filter(Expr::col(Column::DisabledAt).is_null())
            .exec(tx)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        let ended = sessions::end_of(tx, id, keep).await?;
        // A link that was made for the password before opens nothing any more.
        crate::one_time::end_of(tx, id).await?;
        let detail = json!({ "sessions_ended": ended });
        self.noted_by(tx, by, "person.password", &format!("person:{id}"), detail, now).await?;
        Ok(true)
    }

    /// Changes what a person may change about itself; says whether there is such a person.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_own(
        &self,
        id: i64,
        name: &str,
        locale: Option<&str>,
        language: Option<&str>,
        by: &Actor,
        now: i64,
    ) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let done = Entity::update_many()
                .col_expr(Column::Name, Expr::val(bulk::plain(name.trim())))
                .col_expr(Column::Locale, Expr::val(locale.map(bulk::plain)))
                .col_expr(Column::Language, Expr::val(language.map(bulk::plain)))
                .filter(Column::Id.eq(id))
                .filter(Expr::col(Column::DisabledAt).is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected > 0 {
                self.noted_by(&tx, by, "person.own", &format!("person:{id}"), json!({}), now).await?;
            }
            Ok(done.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }
}

pub(crate) async fn one(db: &impl ConnectionTrait, id: i64) -> Result<Option<Person>> {
    Ok(Entity::find_by_id(id).one(db).await?.map(of))
}

pub(crate) async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Person>> {
    Ok(Entity::find().filter(Column::Email.eq(normal_email(email))).one(db).await?.map(of))
}

/// Notes that a person was seen.
pub(crate) async fn seen(tx: &impl ConnectionTrait, id: i64, now: i64) -> Result<()> {
    Entity::update_many().col_expr(Column::SeenAt, Expr::val(now)).filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

pub(crate) async fn has_owner_in(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(owners_but(db, 0).await? > 0)
}

async fn owners_but(db: &impl ConnectionTrait, id: i64) -> Result<u64> {
    let owners = Entity::find()
        .filter(Column::Role.eq(OWNER))
        .filter(Expr::col(Column::DisabledAt).is_null())
        .filter(Column::Id.ne(id));
    Ok(owners.count(db).await?)
}

async fn refuse_last_owner(tx: &impl ConnectionTrait, person: &Person) -> Result<()> {
    if person.role == OWNER && owners_but(tx, person.id).await? == 0 {
        return Err(RecordsError::LastOwner);
    }
    Ok(())
}

fn of(row: Model) -> Person {
    let Model { id, email, name, role, password, locale, language, created_at, disabled_at, seen_at } = row;
    Person { id, email, name, role, password, locale, language, created_at, disabled_at, seen_at }
}
