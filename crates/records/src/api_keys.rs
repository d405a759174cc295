//! Table `api_key`: keys with which programs ask and act, each with the rights it was given. A token
//! is shown once; only its digest is kept.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;

use crate::{AccessKey, Actor, Records, RecordsError, Result, bulk, counters, migrations, migrations::Step};

/// That a key was used is written down this often.
const TOUCH_MICROS: i64 = 60 * 1_000_000;

/// A key; its token is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Names of rights, with spaces between them.
    pub scopes: String,
    /// Who made it, as the audit log names it.
    pub created_by: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was used last, to the minute.
    pub last_used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// The token's last four characters.
    pub hint: String,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "api_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        pub scopes: String,
        pub created_by: String,
        pub created_at: i64,
        pub last_used_at: Option<i64>,
        pub revoked_at: Option<i64>,
        #[serde(with = "crate::bulk::as_hex")]
        pub digest: Vec<u8>,
        pub hint: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("api_key")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("scopes").text().not_null())
        .col(ColumnDef::new("created_by").text().not_null())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("last_used_at").big_integer())
        .col(ColumnDef::new("revoked_at").big_integer())
        .col(ColumnDef::new("digest").blob().not_null())
        .col(ColumnDef::new("hint").text().not_null())
        .to_owned();
    let index = Index::create().name("api_key_digest").table("api_key").col("digest").unique().to_owned();
    vec![table.into(), index.into()]
}

impl Records {
    /// Makes a key. The token (`gwa_…`) is returned this once and cannot be had again.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_api_key(
        &self,
        name: &str,
        scopes: &str,
        by: &Actor,
        now: i64,
    ) -> Result<(ApiKey, String)> {
        let token = access::token::make(access::token::Kind::ApiKey, &migrations::random::<32>()?);
        let tx = self.begin().await?;
        let done = async {
            let row = Model {
                id: counters::next(&tx, counters::API_KEY, 1).await?,
                name: bulk::plain(name.trim()),
                scopes: bulk::plain(scopes.trim()),
                created_by: by.text.clone(),
                created_at: now,
                last_used_at: None,
                revoked_at: None,
                digest: AccessKey::digest_of(&token).to_vec(),
                hint: token[token.len() - 4..].to_owned(),
            };
            bulk::insert::<Entity>(&tx, std::slice::from_ref(&row), "new", None).await?;
            let detail = json!({ "scopes": row.scopes });
            self.noted_by(&tx, by, "api-key.made", &format!("key:{}", row.id), detail, now).await?;
            of(row)
        }
        .await;
        Ok((self.end(tx, done).await?, token))
    }

    /// All keys, also revoked ones, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>> {
        self.api_keys_page(None, u64::MAX).await
    }

    /// At most `limit` keys after a number.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn api_keys_page(&self, after: Option<i64>, limit: u64) -> Result<Vec<ApiKey>> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after.unwrap_or(0)))
            .order_by_asc(Column::Id)
            .limit(Ord::min(limit, i64::MAX as u64))
            .all(self.reader())
            .await?;
        rows.into_iter().map(of).collect()
    }

    /// The valid key whose token has this digest.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn api_key_by_digest(&self, digest: [u8; 32]) -> Result<Option<ApiKey>> {
        let row = Entity::find()
            .filter(Column::Digest.eq(digest.to_vec()))
            .filter(Expr::col(Column::RevokedAt).is_null())
            .one(self.reader())
            .await?;
        row.map(of).transpose()
    }

    /// Revokes a key; says whether it was valid until now.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn revoke_api_key(&self, id: i64, by: &Actor, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let done = Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::val(now))
                .filter(Column::Id.eq(id))
                .filter(Expr::col(Column::RevokedAt).is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected > 0 {
                self.noted_by(&tx, by, "api-key.revoked", &format!("key:{id}"), json!({}), now).await?;
            }
            Ok(done.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }

    /// Notes that a key was used; writes at most once a minute.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn touch_api_key(&self, key: &ApiKey, now: i64) -> Result<()> {
        if key.last_used_at.is_some_and(|at| at.saturating_add(TOUCH_MICROS) > now) {
            return Ok(());
        }
        let tx = self.begin().await?;
        let done = Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::val(now))
            .filter(Column::Id.eq(key.id))
            .exec(&tx)
            .await;
        self.end(tx, done.map(|_| ()).map_err(Into::into)).await
    }
}

fn of(row: Model) -> Result<ApiKey> {
    let digest = <[u8; 32]>::try_from(&row.digest[..])
        .map_err(|_| RecordsError::Damaged(format!("the digest of API key {} has not 32 bytes", row.id)))?;
    let Model { id, name, scopes, created_by, created_at, last_used_at, revoked_at, hint, .. } = row;
    Ok(ApiKey { id, name, scopes, created_by, created_at, last_used_at, revoked_at, digest, hint })
}
