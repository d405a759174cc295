//! Table `outside_id`: who a customer is outside. History knows only the key.
//!
//! The key is random, drawn when an id is first seen. An id is found by a digest keyed with the
//! folder's secret, so that ids of any length fit an index and the index alone tells nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ColumnDef, Expr, ExprTrait, Index, Query, Table},
};
use sha2::{Digest, Sha256};

use crate::{Records, RecordsError, Result, batches, bulk, counters, migrations, migrations::Step};

/// An id as the outside world knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutsideId {
    /// What kind of id: `id` (the company's own), `anonymous`, `email` …
    pub space: String,
    /// The id.
    pub id: String,
}

impl OutsideId {
    pub(crate) fn digest(&self, secret: &[u8; 32]) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update(secret);
        hash.update(&self.space);
        hash.update([0]);
        hash.update(&self.id);
        let mut digest = [0; 16];
        digest.copy_from_slice(&hash.finalize()[..16]);
        digest
    }
}

/// A customer the records know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCustomer {
    /// The internal key, 1 to 2⁵³ − 1: as JSON and as a float it stays what it is.
    pub key: i64,
    /// When first seen, microseconds since 1970-01-01 UTC.
    pub first_seen: i64,
    /// The ids behind it, sorted.
    pub ids: Vec<OutsideId>,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "outside_id")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        #[serde(with = "crate::bulk::as_hex")]
        pub digest: Vec<u8>,
        pub customer: i64,
        pub space: String,
        pub id: String,
        pub first_seen: i64,
        pub batch: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("outside_id")
        .col(ColumnDef::new("digest").blob().not_null().primary_key())
        .col(ColumnDef::new("customer").big_integer().not_null())
        .col(ColumnDef::new("space").text().not_null())
        .col(ColumnDef::new("id").text().not_null())
        .col(ColumnDef::new("first_seen").big_integer().not_null())
        .col(ColumnDef::new("batch").big_integer())
        .to_owned();
    let index = Index::create().name("outside_id_customer").table("outside_id").col("customer").to_owned();
    vec![table.into(), index.into()]
}

/// How many ids are found or made in one transaction, so that others get their turn.
const PIECE: usize = 8_192;

impl Records {
    /// The key of each id, in the same order; one is made where there is none.
    ///
    /// # Errors
    ///
    /// If the records cannot be written.
    pub async fn keys_of(&self, ids: &[OutsideId], first_seen: i64, batch: Option<i64>) -> Result<Vec<i64>> {
        let mut keys = Vec::with_capacity(ids.len());
        for piece in ids.chunks(PIECE) {
            let digests: Vec<_> = piece.iter().map(|id| id.digest(self.secret())).collect();
            let known = find(self.reader(), &digests).await?;
            if digests.iter().all(|digest| known.contains_key(digest))
                && unpublished(self.reader(), &known, batch).await?.is_empty()
            {
                keys.extend(digests.iter().map(|digest| known[digest].customer));
                continue;
            }
            let wanted: Vec<Wanted> = piece
                .iter()
                .zip(&digests)
                .map(|(id, digest)| Wanted { digest: *digest, id, first_seen })
                .collect();
            let tx = self.begin().await?;
            let done = find_or_make(&tx, &wanted, batch).await;
            let found = self.end(tx, done).await?;
            keys.extend(digests.iter().map(|digest| found[digest]));
        }
        Ok(keys)
    }

    /// The key of each id, in the same order, where it is known; an id that only an import brought
    /// that never was published is not.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn find_keys(&self, ids: &[OutsideId]) -> Result<Vec<Option<i64>>> {
        let digests: Vec<_> = ids.iter().map(|id| id.digest(self.secret())).collect();
        let mut found = find(self.reader(), &digests).await?;
        for digest in unpublished(self.reader(), &found, None).await? {
            found.remove(&digest);
        }
        Ok(digests.iter().map(|digest| found.get(digest).map(|found| found.customer)).collect())
    }

    /// The ids behind keys, by key and id.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn ids_of(&self, keys: &[i64]) -> Result<Vec<(i64, OutsideId)>> {
        let keys: Vec<_> = keys.iter().map(|key| (*key).into()).collect();
        let columns = [Column::Customer, Column::Space, Column::Id];
        let mut ids = Vec::new();
        for row in bulk::select_in::<Entity>(self.reader(), "ids", &columns, Column::Customer, &keys).await? {
            let id = OutsideId { space: row.try_get_by_index(1)?, id: row.try_get_by_index(2)? };
            ids.push((row.try_get_by_index(0)?, id));
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// All customers, by key; without those whom only an import brought that never was published.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn customers(&self) -> Result<Vec<KnownCustomer>> {
        let mut customers: Vec<KnownCustomer> = Vec::new();
        let tx = self.moment().await?;
        let mut after = i64::MIN;
        loop {
            // A customer's ids lie together; a piece may end inside them and is then taken up again.
            let mut piece: Vec<(i64, String, String, i64)> = Entity::find()
                .select_only()
                .columns([Column::Customer, Column::Space, Column::Id, Column::FirstSeen])
                .filter(Column::Customer.gt(after))
                .filter(counts())
                .order_by_asc(Column::Customer)
                .limit(50_000)
                .into_tuple()
                .all(&tx)
                .await?;
            let last = piece.len() < 50_000;
            if !last {
                let open = piece.last().map_or(after, |row| row.0);
                if piece.iter().any(|row| row.0 != open) {
                    piece.retain(|row| row.0 != open);
                }
            }
            for (key, space, id, first_seen) in piece {
                after = key;
                let id = OutsideId { space, id };
                match customers.last_mut() {
                    Some(customer) if customer.key == key => {
                        customer.first_seen = Ord::min(customer.first_seen, first_seen);
                        customer.ids.push(id);
                    }
                    _ => customers.push(KnownCustomer { key, first_seen, ids: vec![id] }),
                }
            }
            if last {
                break;
            }
        }
        for customer in &mut customers {
            customer.ids.sort_unstable();
        }
        Ok(customers)
    }

    /// How many customers `customers` lists, before links between them are applied.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn customer_count(&self) -> Result<u64> {
        Ok(Entity::find()
            .filter(counts())
            .select_only()
            .column(Column::Customer)
            .distinct()
            .count(self.reader())
            .await?)
    }
}

/// An id to be found or made.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) digest: [u8; 16],
    pub(crate) id: &'a OutsideId,
    pub(crate) first_seen: i64,
}

/// What is known of an id.
#[derive(Clone, Copy)]
struct Found {
    customer: i64,
    /// The import it came with.
    batch: Option<i64>,
}

async fn find(db: &impl ConnectionTrait, digests: &[[u8; 16]]) -> Result<HashMap<[u8; 16], Found>> {
    let values: Vec<_> = digests.iter().map(|digest| digest.to_vec().into()).collect();
    let mut found = HashMap::with_capacity(digests.len());
    let columns = [Column::Digest, Column::Customer, Column::Batch];
    for row in bulk::select_in::<Entity>(db, "find", &columns, Column::Digest, &values).await? {
        let digest: Vec<u8> = row.try_get_by_index(0)?;
        let one = Found { customer: row.try_get_by_index(1)?, batch: row.try_get_by_index(2)? };
        found.insert(sixteen(&digest)?, one);
    }
    Ok(found)
}

/// Of what was found, the ids that came with an import that never was published: one that was
/// interrupted, or is still under way.
async fn unpublished(
    db: &impl ConnectionTrait,
    found: &HashMap<[u8; 16], Found>,
    own: Option<i64>,
) -> Result<Vec<[u8; 16]>> {
    let mut open: BTreeSet<i64> = found.values().filter_map(|found| found.batch).collect();
    if let Some(own) = own {
        open.remove(&own);
    }
    let values: Vec<_> = open.iter().map(|batch| (*batch).into()).collect();
    let id = batches::row::Column::Id;
    for row in bulk::select_in::<batches::row::Entity>(db, "published", &[id], id, &values).await? {
        open.remove(&row.try_get_by_index(0)?);
    }
    let is_open = |found: &Found| found.batch.is_some_and(|batch| open.contains(&batch));
    Ok(found.iter().filter(|(_, found)| is_open(found)).map(|(digest, _)| *digest).collect())
}

/// Ids that count: of running systems, and of imports that were published. What an interrupted
/// import has left is not seen until somebody else brings it.
fn counts() -> Expr {
    let published = Query::select().column(batches::row::Column::Id).from(batches::row::Entity).to_owned();
    Expr::col(Column::Batch).is_null().or(Expr::col(Column::Batch).in_subquery(published))
}

/// Inside a transaction that writes: no one else makes keys at the same time.
pub(crate) async fn find_or_make(
    tx: &impl ConnectionTrait,
    wanted: &[Wanted<'_>],
    batch: Option<i64>,
) -> Result<HashMap<[u8; 16], i64>> {
    let mut first: BTreeMap<[u8; 16], Wanted> = BTreeMap::new();
    for one in wanted {
        let earliest = first.entry(one.digest).or_insert(*one);
        earliest.first_seen = Ord::min(earliest.first_seen, one.first_seen);
    }
    let digests: Vec<_> = first.keys().copied().collect();
    let known = find(tx, &digests).await?;
    // What an interrupted import left belongs from now on to whoever brings it.
    for piece in unpublished(tx, &known, batch).await?.chunks(500) {
        Entity::update_many()
            .col_expr(Column::Batch, Expr::val(batch))
            .filter(Column::Digest.is_in(piece.iter().map(|digest| digest.to_vec())))
            .exec(tx)
            .await?;
    }
    let mut found: HashMap<[u8; 16], i64> =
        known.into_iter().map(|(digest, one)| (digest, one.customer)).collect();
    let missing: Vec<Wanted> = first.into_values().filter(|one| !found.contains_key(&one.digest)).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let keys = unused_keys(tx, missing.len()).await?;
    let rows: Vec<Model> = missing
        .iter()
        .zip(&keys)
        .map(|(one, key)| Model {
            digest: one.digest.to_vec(),
            customer: *key,
            space: bulk::plain(&one.id.space),
            id: bulk::plain(&one.id.id),
            first_seen: one.first_seen,
            batch,
        })
        .collect();
    bulk::insert::<Entity>(tx, &rows, "new", None).await?;
    found.extend(missing.iter().map(|one| one.digest).zip(keys));
    Ok(found)
}

async fn unused_keys(tx: &impl ConnectionTrait, n: usize) -> Result<Vec<i64>> {
    let mut keys = Vec::with_capacity(n);
    let mut taken: HashSet<i64> = HashSet::with_capacity(n);
    while keys.len() < n {
        let mut drawn = Vec::with_capacity(n - keys.len());
        while drawn.len() < n - keys.len() {
            for eight in migrations::random::<4096>()?.chunks_exact(8).take(n - keys.len() - drawn.len()) {
                let key = eight.iter().fold(0_i64, |all, byte| all << 8 | i64::from(*byte)) & ((1 << 53) - 1);
                if key != 0 && taken.insert(key) {
                    drawn.push(key);
                }
            }
        }
        let values: Vec<_> = drawn.iter().map(|key| (*key).into()).collect();
        let mut used = HashSet::new();
        for row in
            bulk::select_in::<Entity>(tx, "used", &[Column::Customer], Column::Customer, &values).await?
        {
            used.insert(row.try_get_by_index::<i64>(0)?);
        }
        keys.extend(drawn.into_iter().filter(|key| !used.contains(key)));
    }
    Ok(keys)
}

/// Forgets customers altogether.
pub(crate) async fn forget(tx: &impl ConnectionTrait, keys: &[i64]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    for piece in keys.chunks(1_000) {
        Entity::delete_many().filter(Column::Customer.is_in(piece.iter().copied())).exec(tx).await?;
    }
    counters::next(tx, counters::FORGOTTEN, 1).await?;
    Ok(())
}

pub(crate) fn sixteen(bytes: &[u8]) -> Result<[u8; 16]> {
    bytes.try_into().map_err(|_| RecordsError::Damaged(format!("a digest has {} bytes, not 16", bytes.len())))
}

/// Keys that were found lately, so that the hot way in need not ask for them.
///
/// Two generations: the older one is dropped as a whole when the younger is full.
#[derive(Default)]
pub(crate) struct KnownKeys {
    /// How often customers had been forgotten when these were found.
    forgotten: i64,
    young: HashMap<[u8; 16], i64>,
    old: HashMap<[u8; 16], i64>,
}

impl KnownKeys {
    /// As many as a table of 2¹⁹ places holds before it doubles.
    const MOST: usize = 7 << 16;

    pub(crate) fn get(&mut self, forgotten: i64, digest: [u8; 16]) -> Option<i64> {
        if forgotten != self.forgotten {
            return None;
        }
        if let Some(key) = self.young.get(&digest) {
            return Some(*key);
        }
        let key = self.old.get(&digest).copied()?;
        self.put(digest, key);
        Some(key)
    }

    pub(crate) fn learn(&mut self, forgotten: i64, found: impl IntoIterator<Item = ([u8; 16], i64)>) {
        if forgotten != self.forgotten {
            *self = Self { forgotten, ..Self::default() };
        }
        for (digest, key) in found {
            self.put(digest, key);
        }
    }

    fn put(&mut self, digest: [u8; 16], key: i64) {
        if self.young.len() >= Self::MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(digest, key);
    }
}
