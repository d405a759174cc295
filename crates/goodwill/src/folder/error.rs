//! Why something could not be done with a data folder.

use std::{
    io,
    path::{Path, PathBuf},
};

use records::RecordsError;

/// Why something could not be done with a data folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    /// There is no data folder.
    #[error(
        "there is no data folder at {}; 'goodwill import' makes one, --data names another",
        .0.display()
    )]
    Absent(PathBuf),
    /// Facts are there, and the records that say what they are are not.
    #[error(
        "the data folder {} holds history, but its records are missing ({records}): put goodwill.db back or restore a \
         backup with 'goodwill restore'; records in PostgreSQL are named with --records",
        path.display()
    )]
    RecordsLost {
        /// The folder.
        path: PathBuf,
        /// Where the records would be.
        records: String,
    },
    /// The folder was written by a later version of this program.
    #[error(
        "the data folder {} has schema {found}, and this program knows schemas up to {known}: use the newer program that \
         wrote it",
        path.display()
    )]
    Newer {
        /// The folder.
        path: PathBuf,
        /// Its schema.
        found: i32,
        /// The newest schema known.
        known: i32,
    },
    /// The folder must be migrated, which a server that is running forbids.
    #[error(
        "the data folder {} has the older schema {found} and a server is running on it: stop the server, then start this \
         version",
        path.display()
    )]
    OlderInUse {
        /// The folder.
        path: PathBuf,
        /// Its schema.
        found: i32,
    },
    /// A file could not be read or written.
    #[error("{} could not be read or written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The records refused.
    #[error("the records could not be read or written")]
    Records(#[from] RecordsError),
    /// The history refused.
    #[error("the history could not be read or written")]
    Store(#[from] history::store::StoreError),
    /// The files to import could not be read.
    #[error(transparent)]
    Import(#[from] history::import::ImportError),
    /// A question in SQL could not be answered.
    #[error(transparent)]
    Ask(#[from] history::ask::AskError),
    /// The customers could not be valued.
    #[error(transparent)]
    Value(#[from] crate::value::ValueError),
    /// The forecast was asked something impossible: a defect of this program.
    #[error("the forecast could not be made")]
    Forecast(#[from] models::forecast::ImpossibleRequest),
    /// Something in the folder is not as it must be.
    #[error("{0}")]
    Damaged(String),
    /// What was asked cannot be done.
    #[error("{0}")]
    Refused(String),
}

impl FolderError {
    /// A file could not be read or written.
    pub(crate) fn io(path: &Path, cause: io::Error) -> Self {
        Self::Io { path: path.to_owned(), cause }
    }
}
