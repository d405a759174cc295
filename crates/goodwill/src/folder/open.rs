//! Opening a data folder: made where it is wanted, migrated where it is older, refused where it is newer.

use std::{
    fs,
    future::Future,
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use history::store::Store;
use records::{Actor, BatchState, Place, Records, State};
use tokio::runtime::Runtime;

use super::{FolderArgs, FolderError, Guarded, Lock, names::LastRead};

/// What a folder is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It must be there.
    Existing,
    /// It is made where it is not there.
    Create,
}

/// A data folder: records, history, and the locks between processes that use it.
///
/// Its methods block; inside an asynchronous task they are called through `spawn_blocking`.
#[derive(Clone)]
pub(crate) struct Folder {
    dir: PathBuf,
    records: Records,
    store: Arc<Store>,
    runtime: Arc<Runtime>,
    who_is_who: Arc<LastRead>,
}

impl Folder {
    /// Opens the folder these arguments name.
    ///
    /// # Errors
    ///
    /// If there is none and it is not to be made, if a later version wrote it, or if it cannot be
    /// read or written.
    pub(crate) fn open(args: &FolderArgs, access: Access) -> Result<Self, FolderError> {
        let dir = args.dir();
        let place = place(args, &dir);
        let runtime = Arc::new(runtime().map_err(|e| FolderError::io(&dir, e))?);
        match access {
            Access::Create => make(&dir)?,
            Access::Existing if !is_there(&dir)? => return Err(FolderError::Absent(dir)),
            Access::Existing => {}
        }
        let state = || match runtime.block_on(Records::state(&place))? {
            State::Absent if has_history(&dir) => {
                Err(FolderError::RecordsLost { path: dir.clone(), records: place.to_string() })
            }
            state => Ok(state),
        };
        let _migrating = match state()? {
            State::Absent if access == Access::Existing => return Err(FolderError::Absent(dir)),
            State::Absent | State::Current => None,
            State::Older { .. } => {
                // Nobody writes while the copy is made and the records are migrated.
                let import = Lock::wait(&dir, Guarded::Import)?;
                match state()? {
                    State::Older { found } => {
                        let in_use = || FolderError::OlderInUse { path: dir.clone(), found };
                        let serve = Lock::attempt(&dir, Guarded::Serve)?.ok_or_else(in_use)?;
                        keep_a_copy(&dir, &place, found)?;
                        Some((import, serve))
                    }
                    _ => None,
                }
            }
            State::Newer { found } => {
                return Err(FolderError::Newer { path: dir, found, known: records::SCHEMA });
            }
        };
        let records = {
            // Two processes that make or migrate the same folder do it one after the other.
            let _lock = Lock::wait(&dir, Guarded::Ids)?;
            runtime.block_on(Records::open(&place))?
        };
        let store = Arc::new(Store::open(&dir.join("history"))?);
        Ok(Self { dir, records, store, runtime, who_is_who: Arc::default() })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.dir
    }

    /// Where its history is.
    pub(crate) fn history(&self) -> PathBuf {
        self.dir.join("history")
    }

    /// Its records.
    pub(crate) const fn records(&self) -> &Records {
        &self.records
    }

    /// The same folder, used by somebody: they are named in the audit log.
    pub(crate) fn by(&self, actor: Actor) -> Self {
        Self { records: self.records.by(actor), ..self.clone() }
    }

    /// Its history.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Who is who, as it was read last.
    pub(crate) fn who_is_who(&self) -> &LastRead {
        &self.who_is_who
    }

    /// The runtime the records work on; a server runs on it too.
    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Waits for the records.
    pub(crate) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// The numbers of all batches that count.
    ///
    /// # Errors
    ///
    /// If the records cannot be read.
    pub(crate) fn live_batches(&self) -> Result<Vec<i64>, FolderError> {
        let batches = self.wait(self.records.batches(None, i64::MAX.unsigned_abs()))?;
        Ok(batches.into_iter().filter(|b| b.state == BatchState::Live).map(|b| b.id).collect())
    }

    /// Waits for one of the folder's locks.
    ///
    /// # Errors
    ///
    /// If the system refuses it.
    pub(crate) fn lock(&self, what: Guarded) -> Result<Lock, FolderError> {
        Lock::wait(&self.dir, what)
    }

    /// Takes one of the folder's locks where nobody holds it.
    ///
    /// # Errors
    ///
    /// If the system refuses it.
    pub(crate) fn try_lock(&self, what: Guarded) -> Result<Option<Lock>, FolderError> {
        Lock::attempt(&self.dir, what)
    }
}

/// Where the records of a folder are.
pub(crate) fn place(args: &FolderArgs, dir: &Path) -> Place {
    args.url().map_or_else(|| Place::File(dir.join("goodwill.db")), Place::Url)
}

/// A runtime for the records.
pub(crate) fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Whether the folder is there.
///
/// # Errors
///
/// If that cannot be told: a folder one may not look into is no absent one.
pub(crate) fn is_there(dir: &Path) -> Result<bool, FolderError> {
    match fs::metadata(dir) {
        Ok(about) => Ok(about.is_dir()),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(e) => Err(FolderError::io(dir, e)),
    }
}

/// Whether there are files of facts: they belong to records, and without them they are nothing.
pub(crate) fn has_history(dir: &Path) -> bool {
    let names = |dir: &Path| -> Vec<String> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    names(&dir.join("history")).iter().any(|name| !name.starts_with('.'))
}

/// Makes the folder, for its owner alone: it holds what identifies people.
fn make(dir: &Path) -> Result<(), FolderError> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|e| FolderError::io(dir, e))?;
    // Parents that had to be made have their usual mode; the folder itself has this one.
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(|e| FolderError::io(dir, e))
}

/// Copies the records before they are migrated: `goodwill.db.before-<schema>`.
///
/// A copy that is already there stays: it is of before the first try.
fn keep_a_copy(dir: &Path, place: &Place, found: i32) -> Result<(), FolderError> {
    let Place::File(database) = place else { return Ok(()) };
    let name = format!("goodwill.db.before-{found}");
    if dir.join(&name).exists() {
        return Ok(());
    }
    // What is in the write-ahead log belongs to it; under the copy's own name SQLite finds it.
    let log = dir.join("goodwill.db-wal");
    if log.exists() {
        copy(&log, &dir.join(format!("{name}-wal")))?;
    }
    copy(database, &dir.join(name))
}

/// Copies a file so that it appears whole or not at all.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), FolderError> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    fs::copy(from, &part)
        .and_then(|_| fs::File::open(&part)?.sync_all())
        .and_then(|()| fs::rename(&part, to))
        .and_then(|()| to.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all()))
        .map_err(|e| FolderError::io(to, e))
}
