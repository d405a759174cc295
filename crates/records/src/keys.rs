//! Table `access_key`: keys with which systems write. A token is shown once; only its digest is kept.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Table},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Records, RecordsError, Result, bulk, counters, migrations, migrations::Step};

/// A key; its token is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Its number.
    pub id: i64,
    /// What it opens.
    pub scope: String,
    /// Its name: the source of what comes with it.
    pub name: String,
    /// The currency of amounts that name none.
    pub currency: Option<String>,
    /// When it was made.
    pub created_at: i64,
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
    #[sea_orm(table_name = "access_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub scope: String,
        pub name: String,
        pub currency: Option<String>,
        pub created_at: i64,
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
        .table("access_key")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("scope").text().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("currency").text())
        .col(ColumnDef::new("created_at").big_integer().not_null())
        .col(ColumnDef::new("revoked_at").big_integer())
        .col(ColumnDef::new("digest").blob().not_null())
        .col(ColumnDef::new("hint").text().not_null())
        .to_owned();
    let index =
        Index::create().name("access_key_digest").table("access_key").col("digest").unique().to_owned();
    vec![table.into(), index.into()]
}

impl AccessKey {
    /// The digest of a token, by which its key is found.
    #[must_use]
    pub fn digest_of(token: &str) -> [u8; 32] {
        Sha256::digest(token).into()
    }
}

impl Records {
    /// Makes a key. The token is returned this once and cannot be had again.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn add_key(
        &self,
        scope: &str,
        name: &str,
        currency: Option<&str>,
        now: i64,
    ) -> Result<(AccessKey, String)> {
        let token = token()?;
        let tx = self.begin().await?;
        let done = async {
            let key = add(&tx, &token, scope, name, currency, now).await?;
            let subject = format!("write-key:{}", key.id);
            self.noted_in(&tx, "write-key.made", &subject, json!({ "currency": key.currency }), now).await?;
            Ok(key)
        }
        .await;
        Ok((self.end(tx, done).await?, token))
    }

    /// All keys, also revoked ones.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn keys(&self) -> Result<Vec<AccessKey>> {
        all(self.reader()).await
    }

    /// Names the currency of a valid key's amounts that name none; says whether there is such a key.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn set_key_currency(&self, id: i64, currency: &str, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let done = Entity::update_many()
                .col_expr(Column::Currency, Expr::val(bulk::plain(currency)))
                .filter(Column::Id.eq(id))
                .filter(Expr::col(Column::RevokedAt).is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected > 0 {
                let (subject, detail) = (format!("write-key:{id}"), json!({ "currency": currency }));
                self.noted_in(&tx, "write-key.currency", &subject, detail, now).await?;
            }
            Ok(done.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }

    /// Revokes a key; says whether it was valid until now.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn revoke_key(&self, id: i64, now: i64) -> Result<bool> {
        let tx = self.begin().await?;
        let done = async {
            let done = Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::val(now))
                .filter(Column::Id.eq(id))
                .filter(Expr::col(Column::RevokedAt).is_null())
                .exec(&tx)
                .await?;
            if done.rows_affected > 0 {
                let subject = format!("write-key:{id}");
                self.noted_in(&tx, "write-key.revoked", &subject, json!({}), now).await?;
            }
            Ok(done.rows_affected > 0)
        }
        .await;
        self.end(tx, done).await
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<AccessKey>> {
    Entity::find().order_by_asc(Column::Id).all(db).await?.into_iter().map(of).collect()
}

async fn add(
    tx: &impl ConnectionTrait,
    token: &str,
    scope: &str,
    name: &str,
    currency: Option<&str>,
    now: i64,
) -> Result<AccessKey> {
    let row = Model {
        id: counters::next(tx, counters::KEY, 1).await?,
        scope: bulk::plain(scope),
        name: bulk::plain(name),
        currency: currency.map(bulk::plain),
        created_at: now,
        revoked_at: None,
        digest: AccessKey::digest_of(token).to_vec(),
        hint: token[token.len() - 4..].to_owned(),
    };
    bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
    of(row)
}

fn of(row: Model) -> Result<AccessKey> {
    let digest = <[u8; 32]>::try_from(&row.digest[..])
        .map_err(|_| RecordsError::Damaged(format!("the digest of key {} has not 32 bytes", row.id)))?;
    let Model { id, scope, name, currency, created_at, revoked_at, hint, .. } = row;
    Ok(AccessKey { id, scope, name, currency, created_at, revoked_at, digest, hint })
}

/// `gwk_` and 32 letters and digits, each as likely as any other: 190 bits.
fn token() -> Result<String> {
    const SIGNS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut token = "gwk_".to_owned();
    while token.len() < 36 {
        for byte in migrations::random::<64>()? {
            // 248 is the greatest multiple of 62 a byte can reach.
            if byte < 248 && token.len() < 36 {
                token.push(SIGNS[usize::from(byte % 62)] as char);
            }
        }
    }
    Ok(token)
}
