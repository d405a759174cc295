//! What can go wrong with the records.

use std::borrow::Cow;

use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// Why the records could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordsError {
    /// Nothing is there yet.
    #[error("there are no records at {0}")]
    Absent(String),
    /// The records were made by a later program.
    #[error(
        "the records are of schema {found}, this program knows schemas up to {known}: use the newer program that made them"
    )]
    Newer {
        /// The schema that is there.
        found: i32,
        /// The newest one this program knows.
        known: i32,
    },
    /// The system does not let one read them.
    #[error("the records cannot be read: {0}")]
    Unreadable(String),
    /// The records must be migrated first.
    #[error(
        "the records are of schema {found}, this program needs schema {known}: open them for writing once, which migrates them"
    )]
    Older {
        /// The schema that is there.
        found: i32,
        /// The one this program needs.
        known: i32,
    },
    /// There is something else.
    #[error("{0} holds no records of Goodwill")]
    Foreign(String),
    /// The records were opened for reading.
    #[error("the records were opened for reading only")]
    ReadOnly,
    /// What a change was built on has changed in between.
    #[error("the records have changed in between: repeat it")]
    Changed,
    /// There is no room left. The same may be tried again when there is.
    #[error("the disk of the records is full: free some space and repeat it")]
    Full(String),
    /// Another program has been writing for longer than one waits. The same may be tried again.
    #[error("another program is writing to the records: repeat it ({0})")]
    Busy(String),
    /// Reading or writing the disk failed; nothing more is written until the records are opened anew.
    #[error(
        "the disk of the records failed: nothing more is written until the program is started again ({0})"
    )]
    Disk(String),
    /// What is stored cannot be read.
    #[error("the records are damaged: {0}")]
    Damaged(String),
    /// What was asked for does not exist.
    #[error("{0}")]
    NotThere(String),
    /// Nobody would be left who may change people, keys and settings.
    #[error("the last owner must stay: make somebody else an owner first")]
    LastOwner,
    /// What is to be made is there already.
    #[error("{0}")]
    Taken(String),
    /// More of them than there may be.
    #[error("{0}")]
    TooMany(String),
    /// A place into which records are to be loaded holds some already.
    #[error("{0} holds records already")]
    NotEmpty(String),
    /// The lines of a dump could not be handed on.
    #[error("the lines of a dump could not be written")]
    Unwritten(#[source] std::io::Error),
    /// The lines to load, or where they are written to.
    #[error("lines of a dump: {0}")]
    Dump(String),
    /// No randomness could be had.
    #[error("no random numbers from the system: {0}")]
    Random(String),
    /// Anything else the database says.
    #[error("records: {0}")]
    Database(DatabaseProblem),
}

/// What the database said.
#[derive(Debug)]
pub struct DatabaseProblem(DbErr);

impl std::fmt::Display for DatabaseProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl RecordsError {
    /// Whether the same may be tried again later.
    #[must_use]
    pub const fn may_be_repeated(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Changed | Self::Busy(_))
    }
}

impl From<DbErr> for RecordsError {
    fn from(error: DbErr) -> Self {
        let code = match &error {
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => match &**inner {
                SqlxError::Database(said) => said.code().map(Cow::into_owned),
                _ => None,
            },
            _ => None,
        };
        match code.as_deref() {
            // PostgreSQL: five characters.
            Some("53100") => Self::Full(error.to_string()),
            Some("40001" | "40P01" | "55P03") => Self::Busy(error.to_string()),
            Some("58030") => Self::Disk(error.to_string()),
            Some("XX001" | "XX002") => Self::Damaged(error.to_string()),
            Some(code) if code.len() != 5 => match code.parse::<i32>() {
                // SQLITE_FULL, and no room for the shared index of the log.
                Ok(13 | 4874) => Self::Full(error.to_string()),
                Ok(code) if code & 0xff == 10 => Self::Disk(error.to_string()),
                Ok(code) if matches!(code & 0xff, 5 | 6) => Self::Busy(error.to_string()),
                Ok(code) if matches!(code & 0xff, 11 | 26) => Self::Damaged(error.to_string()),
                _ => Self::Database(DatabaseProblem(error)),
            },
            _ if matches!(error, DbErr::ConnectionAcquire(_)) => Self::Busy(error.to_string()),
            _ => Self::Database(DatabaseProblem(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, error::Error, sync::Arc};

    use sea_orm::{
        DbErr, RuntimeErr,
        sqlx::error::{DatabaseError, ErrorKind},
    };

    use super::RecordsError;

    #[derive(Debug)]
    struct Said(&'static str);

    impl std::fmt::Display for Said {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Said {}

    impl DatabaseError for Said {
        fn message(&self) -> &str {
            self.0
        }
        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }
        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }
        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }
        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }
        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    fn after(code: &'static str) -> RecordsError {
        let said = sea_orm::sqlx::Error::Database(Box::new(Said(code)));
        DbErr::Exec(RuntimeErr::SqlxError(Arc::new(said))).into()
    }

    #[test]
    fn what_the_disk_does_is_told_apart() {
        // SQLITE_FULL, SQLITE_IOERR_SHMSIZE, and PostgreSQL's disk_full.
        for code in ["13", "4874", "53100"] {
            assert!(matches!(after(code), RecordsError::Full(_)), "{code}");
        }
        // SQLITE_IOERR, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE, and PostgreSQL's io_error.
        for code in ["10", "1034", "778", "58030"] {
            assert!(matches!(after(code), RecordsError::Disk(_)), "{code}");
            assert!(!after(code).may_be_repeated());
        }
        for code in ["11", "26", "XX001"] {
            assert!(matches!(after(code), RecordsError::Damaged(_)), "{code}");
        }
        // SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, and a deadlock on PostgreSQL.
        for code in ["5", "517", "40P01"] {
            assert!(matches!(after(code), RecordsError::Busy(_)), "{code}");
        }
        for code in ["1", "2067", "23505", "10000"] {
            assert!(matches!(after(code), RecordsError::Database(_)), "{code}");
        }
    }
}
