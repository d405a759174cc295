//! Where records are, and in what state.

use std::{fmt, path::PathBuf};

/// Where records are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database: `postgres://…`.
    Url(String),
}

impl fmt::Display for Place {
    /// The place without a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => match (url.find("://"), url.rfind('@')) {
                (Some(scheme), Some(at)) if scheme < at => {
                    let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
                    write!(f, "{}{user}{}", &url[..scheme + 3], &url[at..])
                }
                _ => f.write_str(url),
            },
        }
    }
}

/// In what state the records at a place are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// There are none.
    Absent,
    /// This program's own schema.
    Current,
    /// Made by an earlier program; opening them migrates them.
    Older {
        /// The schema that is there.
        found: i32,
    },
    /// Made by a later program.
    Newer {
        /// The schema that is there.
        found: i32,
    },
}
