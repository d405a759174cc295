//! The schemas the records have had, each made from the one before in one transaction.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, Statement,
    sea_query::{IndexCreateStatement, TableCreateStatement},
};

use crate::{
    RecordsError, Result, api_keys, audit, batches, bulk, connect, counters, deliveries, event_schema, files,
    fits, identity, inbox, keys, links, means, meta, notes, one_time, people, private, quarantine, scenarios,
    search, seen_property, segments, sessions, throttle, traits, webhooks,
};

/// Number of the newest schema.
pub const SCHEMA: i32 = MIGRATIONS.len() as i32;

/// One change of the schema.
pub(crate) enum Step {
    Table(Box<TableCreateStatement>),
    Index(Box<IndexCreateStatement>),
    /// What the statements above cannot say, in the words of a database.
    Text(Box<dyn Fn(DbBackend) -> String + Send>),
}

impl From<TableCreateStatement> for Step {
    fn from(statement: TableCreateStatement) -> Self {
        Self::Table(Box::new(statement))
    }
}

impl From<IndexCreateStatement> for Step {
    fn from(statement: IndexCreateStatement) -> Self {
        Self::Index(Box::new(statement))
    }
}

/// One entry a schema. An entry never changes once a program with it has been given away; a column
/// that comes later has a default, so that a dump of an older schema can be loaded.
const MIGRATIONS: [fn() -> Vec<Step>; 4] = [first, unlinked, people_and_rights, strategy];

fn first() -> Vec<Step> {
    [
        meta::create,
        counters::create,
        identity::create,
        links::create,
        traits::create,
        batches::create,
        files::create,
        private::create,
        inbox::create,
        quarantine::create,
        keys::create,
        event_schema::create,
        seen_property::create,
        fits::create,
    ]
    .iter()
    .flat_map(|create| create())
    .collect()
}

/// What was joined wrongly stays apart, however often a system says it again.
fn unlinked() -> Vec<Step> {
    links::create_unlinked()
}

/// People and what they may do, what was done by whom, and who is told of it.
fn people_and_rights() -> Vec<Step> {
    [
        people::create,
        one_time::create,
        sessions::create,
        throttle::create,
        api_keys::create,
        audit::create,
        webhooks::create,
        deliveries::create,
        segments::create,
        notes::create,
        inbox::create_of_customer,
        search::create,
    ]
    .iter()
    .flat_map(|create| create())
    .collect()
}

/// Ways of running the company that somebody keeps, and what cash and credit there is.
fn strategy() -> Vec<Step> {
    [scenarios::create, means::create].iter().flat_map(|create| create()).collect()
}

/// Takes the records from one schema to another, a transaction each.
pub(crate) async fn run(db: &DatabaseConnection, from: i32, to: i32) -> Result<()> {
    for schema in from..to.min(SCHEMA) {
        let tx = connect::begin_immediate(db).await?;
        // Someone else may have been faster.
        let found = if meta::table_exists(&tx).await? { meta::get(&tx, meta::SCHEMA).await? } else { None };
        if found.and_then(|text| text.parse::<i32>().ok()).unwrap_or(0) > schema {
            tx.rollback().await?;
            continue;
        }
        step(&tx, schema).await?;
        begin(&tx, schema).await?;
        meta::set(&tx, meta::SCHEMA, &(schema + 1).to_string()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Makes the schema after the given one.
pub(crate) async fn step(db: &impl ConnectionTrait, schema: i32) -> Result<()> {
    let Some(steps) = usize::try_from(schema).ok().and_then(|at| MIGRATIONS.get(at)) else {
        return Ok(());
    };
    for step in steps() {
        match step {
            Step::Table(statement) => db.execute(&*statement).await?,
            Step::Index(statement) => db.execute(&*statement).await?,
            Step::Text(of) => {
                let backend = db.get_database_backend();
                db.execute_raw(Statement::from_string(backend, of(backend))).await?
            }
        };
    }
    Ok(())
}

/// The rows the schema after the given one begins with.
pub(crate) async fn begin(db: &impl ConnectionTrait, schema: i32) -> Result<()> {
    match schema {
        0 => {
            meta::set(db, meta::FOLDER, &bulk::hex(&random::<16>()?)).await?;
            meta::set(db, meta::SECRET, &bulk::hex(&random::<32>()?)).await?;
            begin_counters(db, &counters::FIRST).await
        }
        2 => {
            begin_counters(db, &counters::THIRD).await?;
            audit::begin(db).await
        }
        3 => begin_counters(db, &counters::FOURTH).await,
        _ => Ok(()),
    }
}

async fn begin_counters(db: &impl ConnectionTrait, names: &[&str]) -> Result<()> {
    let counters: Vec<_> =
        names.iter().map(|name| counters::row::Model { name: (*name).to_owned(), value: 0 }).collect();
    bulk::insert::<counters::row::Entity>(db, &counters, "new", None).await?;
    Ok(())
}

/// Bytes nobody can guess.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| RecordsError::Random(error.to_string()))?;
    Ok(bytes)
}
