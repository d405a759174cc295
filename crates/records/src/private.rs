//! Table `private_block`: text of facts that may identify a person.
//!
//! A batch's texts are sorted by customer and kept in compressed blocks that can only be read as a
//! whole, so that a million comments cost no million rows.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{ColumnDef, ExprTrait, Index, Table},
};

use crate::{Records, RecordsError, Result, bulk, identity::sixteen, migrations::Step};

/// The private fields of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateText {
    /// The kind of fact.
    pub kind: String,
    /// Which fact.
    pub key: [u8; 16],
    /// The customer it is about.
    pub customer: Option<i64>,
    /// Names and texts.
    pub fields: Vec<(String, String)>,
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
    #[sea_orm(table_name = "private_block")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// None where no fact of the block is about a customer.
        pub first_customer: Option<i64>,
        pub last_customer: Option<i64>,
        pub rows: i64,
        #[serde(with = "crate::bulk::as_hex")]
        pub data: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

/// Facts in a block, and bytes of their text, at most.
const MOST_ROWS: usize = 4_096;
const MOST_BYTES: usize = 4 << 20;

/// One fact in a block.
type Packed = (String, Option<i64>, Vec<(String, String)>);

pub(crate) fn create() -> Vec<Step> {
    let table = Table::create()
        .table("private_block")
        .col(ColumnDef::new("batch").big_integer().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("number").big_integer().not_null())
        .col(ColumnDef::new("first_customer").big_integer())
        .col(ColumnDef::new("last_customer").big_integer())
        .col(ColumnDef::new("rows").big_integer().not_null())
        .col(ColumnDef::new("data").blob().not_null())
        .primary_key(Index::create().col("batch").col("kind").col("number"))
        .to_owned();
    vec![table.into()]
}

impl Records {
    /// What these batches say in private about facts of a kind, by batch.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn private_of(&self, kind: &str, batches: &[i64]) -> Result<Vec<PrivateText>> {
        let mut texts = Vec::new();
        for batch in batches {
            let blocks = Entity::find()
                .filter(Column::Batch.eq(*batch))
                .filter(Column::Kind.eq(kind))
                .order_by_asc(Column::Number)
                .all(self.reader())
                .await?;
            for block in &blocks {
                texts.extend(unpack(block)?);
            }
        }
        Ok(texts)
    }

    /// What is said in private about these customers, of all kinds, by batch.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn private_of_customer(&self, keys: &[i64]) -> Result<Vec<PrivateText>> {
        let mut texts = Vec::new();
        for piece in keys.chunks(100) {
            let ranges = piece.iter().fold(Condition::any(), |any, key| {
                any.add(Column::FirstCustomer.lte(*key).and(Column::LastCustomer.gte(*key)))
            });
            let blocks = Entity::find()
                .filter(ranges)
                .order_by_asc(Column::Batch)
                .order_by_asc(Column::Kind)
                .order_by_asc(Column::Number)
                .all(self.reader())
                .await?;
            for block in &blocks {
                let about = |text: &PrivateText| text.customer.is_some_and(|key| piece.contains(&key));
                texts.extend(unpack(block)?.into_iter().filter(about));
            }
        }
        Ok(texts)
    }
}

pub(crate) async fn add(tx: &impl ConnectionTrait, batch: i64, mut texts: Vec<PrivateText>) -> Result<()> {
    texts.sort_by(|a, b| (&a.kind, a.customer, a.key).cmp(&(&b.kind, b.customer, b.key)));
    let mut number = 0;
    let mut at = 0;
    while at < texts.len() {
        // Facts about nobody lie in blocks of their own.
        let first = &texts[at];
        let mut bytes = 0;
        let n = texts[at..]
            .iter()
            .take(MOST_ROWS)
            .take_while(|text| {
                let alike = text.kind == first.kind && text.customer.is_some() == first.customer.is_some();
                let fits = bytes < MOST_BYTES;
                bytes += text.fields.iter().map(|(name, text)| name.len() + text.len()).sum::<usize>();
                alike && fits
            })
            .count();
        let block = pack(batch, number, &texts[at..at + n])?;
        bulk::insert::<Entity>(tx, &[block], "new", None).await?;
        number += 1;
        at += n;
    }
    Ok(())
}

fn pack(batch: i64, number: i64, texts: &[PrivateText]) -> Result<Model> {
    let packed: Vec<Packed> =
        texts.iter().map(|text| (bulk::hex(&text.key), text.customer, text.fields.clone())).collect();
    let json = serde_json::to_vec(&packed).map_err(|error| RecordsError::Dump(error.to_string()))?;
    let data = zstd::bulk::compress(&json, 3).map_err(|error| RecordsError::Dump(error.to_string()))?;
    Ok(Model {
        batch,
        kind: texts[0].kind.clone(),
        number,
        first_customer: texts[0].customer,
        last_customer: texts[texts.len() - 1].customer,
        rows: texts.len() as i64,
        data,
    })
}

pub(crate) fn unpack(block: &Model) -> Result<Vec<PrivateText>> {
    let damaged = |why: String| {
        RecordsError::Damaged(format!(
            "private texts {} of {} in batch {}: {why}",
            block.number, block.kind, block.batch
        ))
    };
    let json = zstd::stream::decode_all(&block.data[..]).map_err(|error| damaged(error.to_string()))?;
    let packed: Vec<Packed> = serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))?;
    packed
        .into_iter()
        .map(|(key, customer, fields)| {
            let key = sixteen(&bulk::unhex(&key).unwrap_or_default())?;
            Ok(PrivateText { kind: block.kind.clone(), key, customer, fields })
        })
        .collect()
}

pub(crate) async fn remove_batch(tx: &impl ConnectionTrait, batch: i64) -> Result<()> {
    Entity::delete_many().filter(Column::Batch.eq(batch)).exec(tx).await?;
    Ok(())
}
