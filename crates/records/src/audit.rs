//! Table `audit`: who did what and when, each entry chained to the one before.
//!
//! An entry's digest is an HMAC, keyed with the folder's secret, over the digest before it and all
//! its own fields; the last number and digest are kept once more beside the table, with a seal of
//! their own. So an entry that is edited, taken out, put elsewhere or cut off at the end is noticed.
//!
//! *Where it is weak*: whoever can write the records can read the secret too, and could make the
//! whole chain anew. Against them a head that was noted elsewhere helps: it is then no longer in the
//! chain. Nothing that identifies a customer or a person stands in an entry; subjects are numbers.

use std::fmt;

use access::chain::{self, Entry as Said, START};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Index, Table},
};
use serde_json::Value;

use crate::{Records, RecordsError, Result, bulk, meta, migrations::Step};

/// The schema with which the log began.
const SINCE: i32 = 3;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `person:7`, `key:3`, `command`, `server`.
    pub text: String,
}

impl Actor {
    /// A person.
    #[must_use]
    pub fn person(id: i64) -> Self {
        Self { text: format!("person:{id}") }
    }

    /// A program with an API key.
    #[must_use]
    pub fn key(id: i64) -> Self {
        Self { text: format!("key:{id}") }
    }

    /// The number of the API key, where it is one.
    #[must_use]
    pub fn key_number(&self) -> Option<i64> {
        self.text.strip_prefix("key:")?.parse().ok().filter(|key| *key > 0)
    }

    /// Whoever has the machine.
    #[must_use]
    pub fn command() -> Self {
        Self { text: "command".to_owned() }
    }

    /// The server by itself.
    #[must_use]
    pub fn server() -> Self {
        Self { text: "server".to_owned() }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number; they follow one another without a gap.
    pub id: i64,
    /// When, microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What: `import.published`, `person.invited`, …
    pub action: String,
    /// To what: `batch:4`, `person:7`; empty where there is nothing to name.
    pub subject: String,
    /// More about it, JSON: counts, numbers, names of fields.
    pub detail: String,
    /// What chains it to the one before.
    pub digest: [u8; 32],
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only by this one; `person` and `key` stand for all people and all keys.
    pub actor: Option<String>,
    /// Only this action; `person` stands for all actions that begin with `person.`.
    pub action: Option<String>,
}

/// Whether the chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditVerdict {
    /// How many entries there are.
    pub entries: u64,
    /// The first number at which it does not hold.
    pub first_broken: Option<i64>,
    /// Why.
    pub why: Option<String>,
    /// The digest of the last entry.
    pub head: [u8; 32],
    /// Whether a head that was noted is in the chain; none where none was asked for.
    pub knows_head: Option<bool>,
}

impl AuditVerdict {
    /// Whether all of it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.first_broken.is_none() && self.knows_head != Some(false)
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub at: i64,
        pub actor: String,
        pub action: String,
        pub subject: String,
        pub detail: String,
        #[serde(with = "crate::bulk::as_hex")]
        pub digest: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let mut table = Table::create();
    table
        .table("audit")
        .col(ColumnDef::new("id").big_integer().not_null().primary_key())
        .col(ColumnDef::new("at").big_integer().not_null());
    for text in ["actor", "action", "subject", "detail"] {
        table.col(ColumnDef::new(text).text().not_null());
    }
    table.col(ColumnDef::new("digest").blob().not_null());
    let index = Index::create().name("audit_at").table("audit").col("at").to_owned();
    vec![table.into(), index.into()]
}

/// Where the chain begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    /// The number and digest before the first entry that is kept.
    before: i64,
    before_digest: [u8; 32],
    /// The last entry.
    last: i64,
    head: [u8; 32],
}

impl Ends {
    const NAME: &str = "audit";
    const NEW: Self = Self { before: 0, before_digest: START, last: 0, head: START };

    /// As it is kept, with a seal. No entry of the log is by nobody, so no entry's digest is one.
    fn sealed(&self, secret: &[u8; 32]) -> String {
        let (before_digest, head) = (bulk::hex(&self.before_digest), bulk::hex(&self.head));
        let said = Said {
            id: self.last,
            at: self.before,
            actor: "",
            action: "ends",
            subject: &before_digest,
            detail: &head,
        };
        let seal = bulk::hex(&chain::link(secret, &START, &said));
        format!("{} {before_digest} {} {head} {seal}", self.before, self.last)
    }

    /// What was kept; nothing where it is missing or its seal does not hold.
    fn read(text: &str, secret: &[u8; 32]) -> Option<Self> {
        let mut words = text.split(' ');
        let mut number = || words.next()?.parse::<i64>().ok().zip(digest_of(words.next()?));
        let ((before, before_digest), (last, head)) = (number()?, number()?);
        let ends = Self { before, before_digest, last, head };
        (ends.sealed(secret) == text).then_some(ends)
    }

    async fn get(db: &impl ConnectionTrait, secret: &[u8; 32]) -> Result<Option<Self>> {
        Ok(meta::get(db, Self::NAME).await?.and_then(|text| Self::read(&text, secret)))
    }

    async fn set(self, db: &impl ConnectionTrait, secret: &[u8; 32]) -> Result<()> {
        meta::set(db, Self::NAME, &self.sealed(secret)).await
    }
}

/// The chain of a folder begins.
pub(crate) async fn begin(db: &impl ConnectionTrait) -> Result<()> {
    Ends::NEW.set(db, &secret(db).await?).await
}

async fn secret(db: &impl ConnectionTrait) -> Result<[u8; 32]> {
    let damaged = || RecordsError::Damaged("the secret of the folder is missing".to_owned());
    let text = meta::get(db, meta::SECRET).await?.ok_or_else(damaged)?;
    digest_of(&text).ok_or_else(damaged)
}

fn digest_of(text: &str) -> Option<[u8; 32]> {
    bulk::unhex(text)?.try_into().ok()
}

fn link(secret: &[u8; 32], before: &[u8; 32], entry: &Model) -> [u8; 32] {
    let Model { id, at, actor, action, subject, detail, .. } = entry;
    chain::link(secret, before, &Said { id: *id, at: *at, actor, action, subject, detail })
}

impl Records {
    /// Notes what somebody did where no other function does.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn audit(
        &self,
        by: &Actor,
        action: &str,
        subject: &str,
        detail: Value,
        now: i64,
    ) -> Result<AuditEntry> {
        let tx = self.begin().await?;
        let done = note(&tx, self.secret(), by, action, subject, &detail, now).await;
        self.end(tx, done).await
    }

    /// At most `limit` entries below a number, newest first.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn audit_page(
        &self,
        before: Option<i64>,
        limit: u64,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditEntry>> {
        let mut ask = Entity::find().filter(Column::Id.lt(before.unwrap_or(i64::MAX)));
        if let Some(actor) = &filter.actor {
            ask = if actor.contains(':') || !matches!(&**actor, "person" | "key") {
                ask.filter(Column::Actor.eq(actor))
            } else {
                // Both between `person:` and `person;`: the sign after the colon.
                ask.filter(Column::Actor.gte(format!("{actor}:")))
                    .filter(Column::Actor.lt(format!("{actor};")))
            };
        }
        if let Some(action) = &filter.action {
            ask = if action.contains('.') {
                ask.filter(Column::Action.eq(action))
            } else {
                ask.filter(Column::Action.gte(format!("{action}.")))
                    .filter(Column::Action.lt(format!("{action}/")))
            };
        }
        let rows =
            ask.order_by_desc(Column::Id).limit(Ord::min(limit, i64::MAX as u64)).all(self.reader()).await?;
        Ok(rows.into_iter().map(of).collect())
    }

    /// Goes through the whole chain; also says whether a head that was noted earlier is in it.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn verify_audit(&self, head: Option<[u8; 32]>) -> Result<AuditVerdict> {
        let tx = self.moment().await?;
        let verdict = verify(&tx, self.secret(), head).await;
        drop(tx.rollback().await);
        verdict
    }

    /// Notes an action of whoever uses these records, in a transaction.
    pub(crate) async fn noted_in(
        &self,
        tx: &impl ConnectionTrait,
        action: &str,
        subject: &str,
        detail: Value,
        now: i64,
    ) -> Result<()> {
        if self.inner.schema < SINCE {
            return Ok(());
        }
        note(tx, self.secret(), self.actor(), action, subject, &detail, now).await.map(|_| ())
    }

    /// Notes an action of somebody, in a transaction.
    pub(crate) async fn noted_by(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        action: &str,
        subject: &str,
        detail: Value,
        now: i64,
    ) -> Result<()> {
        note(tx, self.secret(), by, action, subject, &detail, now).await.map(|_| ())
    }
}

async fn note(
    tx: &impl ConnectionTrait,
    secret: &[u8; 32],
    by: &Actor,
    action: &str,
    subject: &str,
    detail: &Value,
    now: i64,
) -> Result<AuditEntry> {
    let ends = Ends::get(tx, secret).await?;
    let (last, head) = match ends {
        Some(ends) => (ends.last, ends.head),
        // Somebody changed the ends: it goes on, and `verify` will say so for ever.
        None => match Entity::find().order_by_desc(Column::Id).one(tx).await?.map(of) {
            Some(entry) => (entry.id, entry.digest),
            None => (0, START),
        },
    };
    let mut row = Model {
        id: last + 1,
        at: now,
        actor: bulk::plain(&by.text),
        action: bulk::plain(action),
        subject: bulk::plain(subject),
        detail: bulk::plain(&detail.to_string()),
        digest: Vec::new(),
    };
    let digest = link(secret, &head, &row);
    row.digest = digest.to_vec();
    bulk::insert::<Entity>(tx, std::slice::from_ref(&row), "new", None).await?;
    if let Some(ends) = ends {
        Ends { last: row.id, head: digest, ..ends }.set(tx, secret).await?;
    }
    Ok(of(row))
}

pub(crate) async fn verify(
    tx: &impl ConnectionTrait,
    secret: &[u8; 32],
    wanted: Option<[u8; 32]>,
) -> Result<AuditVerdict> {
    let ends = Ends::get(tx, secret).await?;
    let (mut last, mut head) = ends.map_or((0, START), |ends| (ends.before, ends.before_digest));
    let mut verdict = AuditVerdict {
        entries: 0,
        first_broken: None,
        why: None,
        head,
        knows_head: wanted.map(|wanted| wanted == head),
    };
    let broken = |at: i64, why: String, verdict: &mut AuditVerdict| {
        verdict.first_broken.get_or_insert(at);
        verdict.why.get_or_insert(why);
    };
    let mut after = i64::MIN;
    loop {
        let rows =
            Entity::find().filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(5_000).all(tx).await?;
        let Some(end) = rows.last() else { break };
        after = end.id;
        for row in rows {
            verdict.entries += 1;
            if row.id != last + 1 {
                broken(last + 1, format!("entry {} is missing", last + 1), &mut verdict);
            }
            if link(secret, &head, &row)[..] != row.digest[..] {
                broken(row.id, format!("entry {} does not agree with its digest", row.id), &mut verdict);
            }
            last = row.id;
            head = row.digest.try_into().unwrap_or([0; 32]);
            if wanted == Some(head) {
                verdict.knows_head = Some(true);
            }
        }
    }
    verdict.head = head;
    match ends {
        None => broken(last + 1, "the seal of the audit log's ends is broken".to_owned(), &mut verdict),
        Some(ends) if ends.last > last => {
            broken(last + 1, format!("entries {} to {} are missing", last + 1, ends.last), &mut verdict);
        }
        Some(ends) if ends.last != last || ends.head != head => {
            broken(last, format!("entry {last} is not the one that was written last"), &mut verdict);
        }
        Some(_) => {}
    }
    Ok(verdict)
}

/// Deletes entries before a moment; the chain then begins behind them. Returns how many.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, secret: &[u8; 32], before: i64) -> Result<u64> {
    // Nothing is taken from a chain that does not hold: it is evidence.
    let Some(ends) = Ends::get(tx, secret).await? else { return Ok(0) };
    let kept = Entity::find()
        .filter(Column::At.gte(before))
        .order_by_asc(Column::Id)
        .one(tx)
        .await?
        .map_or(ends.last, |row| row.id);
    let Some(anchor) = Entity::find_by_id(kept - 1).one(tx).await?.map(of) else {
        return Ok(0);
    };
    if verify(tx, secret, None).await?.first_broken.is_some() {
        return Ok(0);
    }
    let gone = Entity::delete_many().filter(Column::Id.lte(anchor.id)).exec(tx).await?.rows_affected;
    Ends { before: anchor.id, before_digest: anchor.digest, ..ends }.set(tx, secret).await?;
    Ok(gone)
}

fn of(row: Model) -> AuditEntry {
    let Model { id, at, actor, action, subject, detail, digest } = row;
    // A digest of another length is a broken one; `verify` says which.
    let digest = digest.try_into().unwrap_or([0; 32]);
    AuditEntry { id, at, actor, action, subject, detail, digest }
}
