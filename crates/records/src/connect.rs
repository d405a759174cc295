//! Opening the records, and the one way to write to them.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::ErrorKind,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        Connection as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

use crate::{Actor, Place, RecordsError, Result, State, counters, identity::KnownKeys, meta, migrations};

/// The records, open. Copies share the connections.
#[derive(Clone)]
pub struct Records {
    pub(crate) inner: Arc<Inner>,
    /// Who is named in the audit log where a function does not ask who acts.
    actor: Actor,
}

pub(crate) struct Inner {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: Option<DatabaseConnection>,
    pub(crate) folder_id: String,
    /// Which schema they are of: the newest, but for tests of older ones.
    pub(crate) schema: i32,
    pub(crate) secret: [u8; 32],
    /// Set by the first failure of the disk; nothing is written from then on.
    broken: AtomicBool,
    pub(crate) known: Mutex<KnownKeys>,
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("folder_id", &self.inner.folder_id).finish_non_exhaustive()
    }
}

/// How often, and how long each time, one waits for others who open a new file at the same moment.
const OPENING_WAITS: u32 = 600;
const OPENING_WAIT: Duration = Duration::from_millis(50);

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Looking from outside: nothing is written, not even a log.
    Look,
    Read,
    Write,
}

impl Records {
    /// In what state the records at a place are. Never writes.
    ///
    /// # Errors
    ///
    /// If the place cannot be read, or holds something else.
    pub async fn state(place: &Place) -> Result<State> {
        if let Place::File(path) = place {
            match std::fs::metadata(path) {
                Ok(file) if file.len() > 0 => {}
                Ok(_) => return Ok(State::Absent),
                Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    return Ok(State::Absent);
                }
                // Records one may not read are no absent ones.
                Err(e) => return Err(RecordsError::Unreadable(format!("{}: {e}", path.display()))),
            }
        }
        let db = connect(place, Use::Look).await?;
        let found = schema_of(&db, place).await;
        drop(db.close().await);
        Ok(match found? {
            None => State::Absent,
            Some(found) if found == migrations::SCHEMA => State::Current,
            Some(found) if found < migrations::SCHEMA => State::Older { found },
            Some(found) => State::Newer { found },
        })
    }

    /// Opens the records; makes them where there are none, and migrates them where they are older.
    ///
    /// # Errors
    ///
    /// If they are newer than this program, or cannot be read or written.
    pub async fn open(place: &Place) -> Result<Self> {
        Self::open_at(place, migrations::SCHEMA).await
    }

    /// As `open`, but goes no further than a schema: for tests and fixtures of older folders.
    ///
    /// # Errors
    ///
    /// As `open`.
    #[doc(hidden)]
    pub async fn open_at(place: &Place, schema: i32) -> Result<Self> {
        let writer = Self::prepare(place).await?;
        match schema_of(&writer, place).await? {
            Some(found) if found > migrations::SCHEMA => {
                return Err(RecordsError::Newer { found, known: migrations::SCHEMA });
            }
            found => migrations::run(&writer, found.unwrap_or(0), schema).await?,
        }
        Self::with(place, Some(writer), schema).await
    }

    /// Opens the records for reading only.
    ///
    /// # Errors
    ///
    /// If they are not there, are of another schema, or cannot be read.
    pub async fn open_read_only(place: &Place) -> Result<Self> {
        let known = migrations::SCHEMA;
        match Self::state(place).await? {
            State::Current => Self::with(place, None, known).await,
            State::Absent => Err(RecordsError::Absent(place.to_string())),
            State::Older { found } => Err(RecordsError::Older { found, known }),
            State::Newer { found } => Err(RecordsError::Newer { found, known }),
        }
    }

    /// Connects for writing; makes the file where there is none.
    pub(crate) async fn prepare(place: &Place) -> Result<DatabaseConnection> {
        if let Place::File(path) = place
            && !path.exists()
        {
            make_file(path).map_err(|error| RecordsError::Disk(format!("{}: {error}", path.display())))?;
        }
        let mut waits = OPENING_WAITS;
        loop {
            match connect(place, Use::Write).await {
                // SQLite does not wait where two turn a new file to its write-ahead log at the same moment.
                Err(RecordsError::Busy(_)) if waits > 0 => waits -= 1,
                connected => return connected,
            }
            tokio::time::sleep(OPENING_WAIT).await;
        }
    }

    pub(crate) async fn with(place: &Place, writer: Option<DatabaseConnection>, schema: i32) -> Result<Self> {
        let reader = connect(place, if writer.is_some() { Use::Read } else { Use::Look }).await?;
        let damaged = || RecordsError::Damaged("the name or the secret of the folder is missing".to_owned());
        let folder_id = meta::get(&reader, meta::FOLDER).await?.ok_or_else(damaged)?;
        let secret = meta::get(&reader, meta::SECRET).await?.ok_or_else(damaged)?;
        let secret =
            crate::bulk::unhex(&secret).and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)?;
        Ok(Self {
            inner: Arc::new(Inner {
                reader,
                writer,
                folder_id,
                schema,
                secret,
                broken: AtomicBool::new(false),
                known: Mutex::new(KnownKeys::default()),
            }),
            actor: Actor::command(),
        })
    }

    /// The same records, used by somebody: they are named in the audit log where a function does not
    /// ask who acts. Records that were opened are used by the command.
    #[must_use]
    pub fn by(&self, actor: Actor) -> Self {
        Self { inner: Arc::clone(&self.inner), actor }
    }

    /// Who uses them.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Closes the records once nobody uses them; what was committed is safe without it.
    pub async fn close(self) {
        if let Some(writer) = &self.inner.writer {
            drop(writer.clone().close().await);
        }
        drop(self.inner.reader.clone().close().await);
    }

    /// Takes SQLite's log over into its file and empties it; nothing to do on PostgreSQL.
    ///
    /// # Errors
    ///
    /// If the disk fails.
    pub async fn checkpoint(&self) -> Result<()> {
        let writer = self.writer()?;
        if writer.get_database_backend() == DbBackend::Sqlite {
            self.noted(
                writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.map_err(Into::into),
            )?;
        }
        Ok(())
    }

    /// What the writing connection of SQLite is set to, by name, for whoever explains the
    /// installation; empty on PostgreSQL.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub async fn settings(&self) -> Result<Vec<(String, String)>> {
        let db = self.inner.writer.as_ref().unwrap_or(&self.inner.reader);
        let mut settings = Vec::new();
        if db.get_database_backend() == DbBackend::Sqlite {
            for name in ["journal_mode", "synchronous", "foreign_keys", "secure_delete", "page_size"] {
                let row = db
                    .query_one_raw(Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}")))
                    .await?;
                let Some(row) = row else { continue };
                let value = row
                    .try_get_by_index::<String>(0)
                    .or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))?;
                settings.push((name.to_owned(), value));
            }
        }
        Ok(settings)
    }

    /// Random name of the data folder, made with it.
    #[must_use]
    pub fn folder_id(&self) -> &str {
        &self.inner.folder_id
    }

    /// The folder's own secret, made with it: digests keyed with it cannot be guessed from outside.
    #[must_use]
    pub fn secret(&self) -> &[u8; 32] {
        &self.inner.secret
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    fn writer(&self) -> Result<&DatabaseConnection> {
        if self.inner.broken.load(Ordering::SeqCst) {
            return Err(RecordsError::Disk("it failed earlier".to_owned()));
        }
        self.inner.writer.as_ref().ok_or(RecordsError::ReadOnly)
    }

    /// A transaction that writes; every other writer waits until it has ended.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        let begun = write(self.writer()?).await;
        if matches!(begun, Err(RecordsError::Full(_))) {
            self.renew().await;
        }
        self.noted(begun)
    }

    /// Commits what was done, or takes it back.
    pub(crate) async fn end<T>(&self, tx: DatabaseTransaction, done: Result<T>) -> Result<T> {
        let ended = match done {
            Ok(value) => match tx.commit().await {
                Ok(()) => return Ok(value),
                Err(error) => {
                    // Whether the database still holds the transaction is not known.
                    self.renew().await;
                    Err(error.into())
                }
            },
            Err(error) => {
                if tx.rollback().await.is_err() {
                    self.renew().await;
                }
                Err(error)
            }
        };
        self.noted(ended)
    }

    /// Drops the writing connection of SQLite: after a full disk the database has taken the
    /// transaction back by itself and the connection's own count of transactions is wrong.
    async fn renew(&self) {
        if let Some(writer) = &self.inner.writer
            && writer.get_database_backend() == DbBackend::Sqlite
            && let Ok(connection) = writer.get_sqlite_connection_pool().acquire().await
        {
            drop(connection.detach().close_hard().await);
        }
    }

    fn noted<T>(&self, done: Result<T>) -> Result<T> {
        if matches!(done, Err(RecordsError::Disk(_))) {
            self.inner.broken.store(true, Ordering::SeqCst);
        }
        done
    }

    /// A transaction that sees one moment.
    pub(crate) async fn moment(&self) -> Result<DatabaseTransaction> {
        let options = match self.reader().get_database_backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        Ok(self.reader().begin_with_options(options).await?)
    }
}

/// Begins a transaction that writes.
pub(crate) async fn write(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let tx = begin_immediate(db).await?;
    // SQLite has one writer already.
    if tx.get_database_backend() == DbBackend::Postgres {
        counters::next(&tx, counters::WRITES, 1).await?;
    }
    Ok(tx)
}

pub(crate) async fn begin_immediate(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(db.begin_with_options(options).await?)
}

/// The schema that is there; `None` where there are no tables at all.
pub(crate) async fn schema_of(db: &DatabaseConnection, place: &Place) -> Result<Option<i32>> {
    if !meta::table_exists(db).await? {
        return Ok(None);
    }
    let schema = meta::get(db, meta::SCHEMA).await?;
    schema
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| RecordsError::Foreign(place.to_string()))
}

fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.sync_all()?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

async fn connect(place: &Place, how: Use) -> Result<DatabaseConnection> {
    let mut options = match place {
        Place::File(path) => {
            let mut options = ConnectOptions::new("sqlite::memory:");
            let path = path.clone();
            options.map_sqlx_sqlite_opts(move |_| sqlite(&path, how));
            options.max_connections(if how == Use::Write { 1 } else { 6 });
            options
        }
        Place::Url(url) => {
            let mut options = ConnectOptions::new(url.as_str());
            options.max_connections(if how == Use::Write { 4 } else { 8 });
            options
        }
    };
    // A writer may have to wait for an import to end its piece.
    options.sqlx_logging(false).test_before_acquire(matches!(place, Place::Url(_)));
    options.acquire_timeout(Duration::from_mins(2));
    // A connection is kept as long as the records are open. The task of the pool that would close idle
    // ones may spin for ever, and a program that ends waits for it: sqlx 0.9.0, its issue 3645.
    options.idle_timeout(None).max_lifetime(None);
    Ok(Database::connect(options).await?)
}

fn sqlite(path: &Path, how: Use) -> SqliteConnectOptions {
    use sea_orm::sqlx::ConnectOptions as _;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(Duration::from_mins(1))
        .statement_cache_capacity(512)
        // Rows cross from SQLite's own thread: many at a time save changes between threads.
        .row_buffer_size(2_048)
        .disable_statement_logging();
    match how {
        Use::Look => options.read_only(true),
        Use::Read => options.pragma("query_only", "ON"),
        Use::Write => options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "ON")
            .pragma("cache_size", "-65536")
            .pragma("wal_autocheckpoint", "4000")
            .pragma("journal_size_limit", "67108864"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Records, RecordsError};
    use crate::Publication;

    #[tokio::test]
    async fn no_connection_is_closed_for_being_idle_or_old() {
        let folder = tempfile::tempdir().unwrap();
        let records = Records::open(&Place::File(folder.path().join("goodwill.db"))).await.unwrap();
        for db in [Some(&records.inner.reader), records.inner.writer.as_ref()].into_iter().flatten() {
            let options = db.get_sqlite_connection_pool().options();
            assert_eq!((options.get_idle_timeout(), options.get_max_lifetime()), (None, None));
            assert_eq!(options.get_min_connections(), 0, "the pool's task is begun for these, too");
        }
        records.close().await;
    }

    #[tokio::test]
    async fn after_a_failure_of_the_disk_nothing_is_written_until_it_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("goodwill.db"));
        let records = Records::open(&place).await.unwrap();
        records.set_meta("a", "1").await.unwrap();
        let failed: Result<(), _> = records.noted(Err(RecordsError::Disk("fsync failed".to_owned())));
        failed.unwrap_err();
        assert!(matches!(records.set_meta("a", "2").await, Err(RecordsError::Disk(_))));
        let copy = records.clone();
        assert!(matches!(copy.publish(Publication::default()).await, Err(RecordsError::Disk(_))));
        assert_eq!(records.meta("a").await.unwrap().as_deref(), Some("1"), "reading goes on");
        records.close().await;

        let again = Records::open(&place).await.unwrap();
        again.set_meta("a", "2").await.unwrap();
        again.close().await;
    }
}
