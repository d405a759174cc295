//! Why a file of the history could not be written or read.

use std::{
    io,
    path::{Path, PathBuf},
};

use parquet::errors::ParquetError;

/// What went wrong, and with which file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room; it can be repeated once there is.
    #[error("no space left for {}; free some and repeat", .0.display())]
    Full(PathBuf),
    /// The disk or the folder refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file does not hold what it should; `goodwill check` names all of them.
    #[error("{} is damaged: {reason}; run goodwill check", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The engine refused.
    #[error(transparent)]
    Ask(#[from] crate::ask::AskError),
    /// The table could not be written out.
    #[error(transparent)]
    Table(#[from] crate::table::TableError),
}

impl StoreError {
    /// The disk's word about a path; a full disk is told apart.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full(path.to_owned())
            }
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "this is what map_err hands over")]
    pub(crate) fn damaged(path: &Path, reason: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }

    /// The Parquet writer's word: mostly it is the disk's.
    pub(super) fn writing(path: &Path, error: ParquetError) -> Self {
        match error {
            ParquetError::External(cause) => match cause.downcast::<io::Error>() {
                Ok(cause) => Self::io(path, *cause),
                Err(other) => Self::io(path, io::Error::other(other.to_string())),
            },
            other => Self::io(path, io::Error::other(other.to_string())),
        }
    }
}
