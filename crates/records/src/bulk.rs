//! Many rows in few statements.
//!
//! Building the text of a statement costs more than running it, and a database keeps what it has
//! prepared by its text. So rows go in chunks of a few fixed sizes, and the text of each is built
//! once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use sea_orm::{
    ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryResult, Statement, Value,
    Values,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use sha2::{Digest, Sha256};

use crate::Result;

/// Values in one statement at most; SQLite takes 32,766.
const MOST_VALUES: usize = 8_192;
/// Rows in one statement, and values in one list, at most.
const MOST: usize = 1_024;

/// The greatest of the fixed sizes that is not above `n`: four to each doubling.
fn size_below(n: usize) -> usize {
    if n <= 8 {
        return n;
    }
    let step = (1 << n.ilog2()) / 4;
    n - n % step
}

/// The smallest of the fixed sizes that is not below `n`.
fn size_above(n: usize) -> usize {
    let below = size_below(n);
    if below == n { n } else { below + (1 << n.ilog2()) / 4 }
}

type Texts = HashMap<(u8, &'static str, &'static str, usize), Arc<str>>;

fn text(
    backend: DbBackend,
    table: &'static str,
    what: &'static str,
    size: usize,
    build: impl FnOnce() -> String,
) -> Arc<str> {
    static TEXTS: OnceLock<Mutex<Texts>> = OnceLock::new();
    let mut texts =
        TEXTS.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let backend = u8::from(backend == DbBackend::Postgres);
    texts.entry((backend, table, what, size)).or_insert_with(|| build().into()).clone()
}

/// Inserts rows; returns how many were written. `what` names the way conflicts are settled: the same
/// name must always come with the same `conflict`.
pub(crate) async fn insert<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: &[E::Model],
    what: &'static str,
    conflict: Option<OnConflict>,
) -> Result<u64> {
    let backend = db.get_database_backend();
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let (mut at, mut written) = (0, 0);
    while at < rows.len() {
        let size = size_below((rows.len() - at).min(MOST_VALUES / columns.len()).min(MOST));
        let sql = text(backend, E::default().table_name(), what, size, || {
            let mut insert = Query::insert();
            insert.into_table(E::default().table_ref()).columns(columns.iter().map(IdenStatic::as_str));
            for _ in 0..size {
                insert.values_panic(columns.iter().map(|_| Expr::val(0_i64)));
            }
            if let Some(conflict) = &conflict {
                insert.on_conflict(conflict.clone());
            }
            backend.build(&insert).sql
        });
        let mut values = Vec::with_capacity(size * columns.len());
        for row in &rows[at..at + size] {
            values.extend(columns.iter().map(|column| row.get(*column)));
        }
        let statement = Statement { sql: sql.to_string(), values: Some(Values(values)), db_backend: backend };
        written += db.execute_raw(statement).await?.rows_affected();
        at += size;
    }
    Ok(written)
}

/// The rows whose column is one of these values; `wanted` columns of them.
pub(crate) async fn select_in<E: EntityTrait>(
    db: &impl ConnectionTrait,
    what: &'static str,
    wanted: &[E::Column],
    column: E::Column,
    values: &[Value],
) -> Result<Vec<QueryResult>> {
    let backend = db.get_database_backend();
    let mut found = Vec::new();
    for chunk in values.chunks(MOST) {
        let size = size_above(chunk.len());
        let sql = text(backend, E::default().table_name(), what, size, || {
            let mut select = Query::select();
            select.columns(wanted.iter().map(IdenStatic::as_str)).from(E::default().table_ref());
            select.and_where(Expr::col(column.as_str()).is_in((0..size).map(|_| 0_i64)));
            backend.build(&select).sql
        });
        // The last one again and again, until the list has one of the fixed lengths.
        let mut list = chunk.to_vec();
        list.resize(size, chunk[chunk.len() - 1].clone());
        let statement = Statement { sql: sql.to_string(), values: Some(Values(list)), db_backend: backend };
        found.extend(db.query_all_raw(statement).await?);
    }
    Ok(found)
}

/// Text both databases can hold: PostgreSQL knows no NUL.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\0', "\u{2400}")
}

/// Longest name that is part of a key, in bytes: PostgreSQL's indexes take 2,700 for a whole row.
const LONGEST_NAME: usize = 500;

/// A name as both databases can have it in a key. One that is too long is cut, and told from others
/// by a digest.
pub(crate) fn name(text: &str) -> String {
    let text = plain(text);
    if text.len() <= LONGEST_NAME {
        return text;
    }
    let digest = hex(&Sha256::digest(&text)[..8]);
    let cut = (0..=LONGEST_NAME - 20).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…{digest}", &text[..cut])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)] as char, DIGITS[usize::from(byte & 15)] as char])
        .collect()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Bytes as hexadecimal text in a dump.
pub(crate) mod as_hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::hex(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        super::unhex(&text).ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_NAME, MOST, name, size_above, size_below};

    #[test]
    fn long_names_fit_an_index_and_stay_apart() {
        assert_eq!(name("plan\0"), "plan\u{2400}");
        let (one, other) = (name(&"ü".repeat(10_000)), name(&"ü".repeat(10_001)));
        assert!(one.len() <= LONGEST_NAME && other.len() <= LONGEST_NAME && one != other);
    }

    #[test]
    fn few_sizes_lie_close_to_every_number() {
        let mut sizes = std::collections::BTreeSet::new();
        for n in 1..=MOST {
            let (below, above) = (size_below(n), size_above(n));
            assert!(below <= n && n <= above && above <= MOST, "{below} {n} {above}");
            assert!(above - below <= n / 4, "{below} {n} {above}");
            assert!(size_below(above) == above && size_above(below) == below);
            sizes.extend([below, above]);
        }
        assert!(sizes.len() < 40, "{} texts of each statement", sizes.len());
    }
}
