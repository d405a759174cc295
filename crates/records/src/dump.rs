//! Tables as lines of JSON: for a backup, and to move between SQLite and PostgreSQL.
//!
//! All but three: who is signed in, links that are used once, and failed tries to sign in end with
//! the place they were made in.

use std::io;

use sea_orm::{ConnectionTrait, EntityTrait, Iterable, PrimaryKeyToColumn, QueryOrder, QuerySelect};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Place, Records, RecordsError, Result, api_keys, audit, batches, bulk, connect, counters, deliveries,
    event_schema, files, fits, identity, inbox, keys, links, means, meta, migrations, notes, people, private,
    quarantine, scenarios, seen_property, segments, traits, webhooks,
};

/// Calls a macro with all tables: name, entity, and how many rows are held at a time.
macro_rules! with_tables {
    ($call:ident) => {
        $call! {
            "meta", meta::row, 1000;
            "counter", counters::row, 1000;
            "outside_id", identity::row, 20_000;
            "link", links::row, 20_000;
            "unlinked", links::unlinked, 20_000;
            "trait", traits::row, 10_000;
            "batch", batches::row, 1000;
            "manifest", files::row, 5000;
            "private_block", private::row, 16;
            "inbox", inbox::row, 5000;
            "quarantine", quarantine::row, 500;
            "access_key", keys::row, 1000;
            "allowed_property", event_schema::row, 5000;
            "seen_property", seen_property::row, 5000;
            "fit", fits::row, 100;
            "person", people::row, 1000;
            "api_key", api_keys::row, 1000;
            "audit", audit::row, 5000;
            "webhook", webhooks::row, 1000;
            "delivery", deliveries::row, 500;
            "segment", segments::row, 1000;
            "note", notes::row, 1000;
            "scenario", scenarios::row, 100;
            "scenario_change", scenarios::change, 1000;
            "means", means::row, 10;
        }
    };
}

/// Takes one line of a table.
type Out<'a> = &'a mut (dyn FnMut(&str, &[u8]) -> io::Result<()> + Send);

impl Records {
    /// Every table that is kept as lines of JSON, all of one moment, while others go on writing.
    ///
    /// # Errors
    ///
    /// If the records cannot be read, or `out` fails.
    pub async fn dump(&self, out: Out<'_>) -> Result<()> {
        let tx = self.moment().await?;
        macro_rules! dump_all {
            ($($name:literal, $($module:ident)::+, $rows:literal;)*) => {
                $(dump_table::<$($module)::+::Entity>(&tx, $name, $rows, out).await?;)*
            };
        }
        with_tables!(dump_all);
        Ok(())
    }

    /// Fills an empty place with the lines of a dump, all or none, and opens it. The folder keeps
    /// its name and its secret.
    ///
    /// # Errors
    ///
    /// If the place is not empty, the dump is of a later program or cannot be understood, or the
    /// records cannot be written.
    pub async fn load(
        place: &Place,
        rows: &mut (dyn Iterator<Item = io::Result<(String, Vec<u8>)>> + Send),
    ) -> Result<Self> {
        let writer = Self::prepare(place).await?;
        let tx = connect::begin_immediate(&writer).await?;
        if meta::table_exists(&tx).await? {
            return Err(RecordsError::NotEmpty(place.to_string()));
        }
        fill(&tx, rows).await?;
        tx.commit().await?;
        Self::with(place, Some(writer), migrations::SCHEMA).await
    }
}

async fn dump_table<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    name: &str,
    rows: u64,
    out: Out<'_>,
) -> Result<()>
where
    E::Model: Serialize,
{
    let mut done = 0;
    loop {
        let mut query = E::find();
        for key in E::PrimaryKey::iter() {
            query = query.order_by_asc(key.into_column());
        }
        let piece = query.offset(done).limit(rows).all(tx).await?;
        for row in &piece {
            let line = serde_json::to_vec(row).map_err(|error| RecordsError::Dump(error.to_string()))?;
            out(name, &line).map_err(RecordsError::Unwritten)?;
        }
        done += piece.len() as u64;
        if (piece.len() as u64) < rows {
            return Ok(());
        }
    }
}

async fn fill(
    tx: &sea_orm::DatabaseTransaction,
    rows: &mut (dyn Iterator<Item = io::Result<(String, Vec<u8>)>> + Send),
) -> Result<()> {
    for schema in 0..migrations::SCHEMA {
        migrations::step(tx, schema).await?;
    }
    let mut table = String::new();
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for row in rows {
        let (name, line) = row.map_err(|error| RecordsError::Dump(error.to_string()))?;
        if name != table || lines.len() >= most(&name) {
            store(tx, &table, &mut lines).await?;
            table = name;
        }
        lines.push(line);
    }
    store(tx, &table, &mut lines).await?;

    let schema = meta::get(tx, meta::SCHEMA).await?.and_then(|text| text.parse::<i32>().ok());
    match schema {
        None => return Err(RecordsError::Dump("they do not say of which schema they are".to_owned())),
        Some(found) if found > migrations::SCHEMA => {
            return Err(RecordsError::Newer { found, known: migrations::SCHEMA });
        }
        Some(found) => {
            for schema in found..migrations::SCHEMA {
                migrations::begin(tx, schema).await?;
            }
            meta::set(tx, meta::SCHEMA, &migrations::SCHEMA.to_string()).await?;
        }
    }
    Ok(())
}

fn most(table: &str) -> usize {
    macro_rules! find {
        ($($name:literal, $($module:ident)::+, $rows:literal;)*) => {
            match table { $($name => $rows,)* _ => 1000 }
        };
    }
    with_tables!(find)
}

async fn store(tx: &impl ConnectionTrait, table: &str, lines: &mut Vec<Vec<u8>>) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    macro_rules! store_one {
        ($($name:literal, $($module:ident)::+, $rows:literal;)*) => {
            match table {
                $($name => insert::<$($module)::+::Entity>(tx, $name, lines).await,)*
                other => Err(RecordsError::Dump(format!("there is no table {other:?}"))),
            }
        };
    }
    let stored = with_tables!(store_one);
    lines.clear();
    stored
}

async fn insert<E: EntityTrait>(tx: &impl ConnectionTrait, table: &str, lines: &[Vec<u8>]) -> Result<()>
where
    E::Model: DeserializeOwned,
{
    let rows: Vec<E::Model> = lines
        .iter()
        .map(|line| {
            serde_json::from_slice(line).map_err(|error| RecordsError::Dump(format!("{table}: {error}")))
        })
        .collect::<Result<_>>()?;
    bulk::insert::<E>(tx, &rows, "load", None).await?;
    Ok(())
}
