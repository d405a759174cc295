//! A file as the manifest lists it.

use std::{fmt, str::FromStr};

use facts::schema::Kind;

/// What a file of the history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Facts, one statement a row.
    Rows,
    /// Keys of facts that may have more than one live row; for lines of orders, the digests of
    /// their orders ([`super::line_group`]).
    Repeated,
    /// Digests of message ids that are in history.
    Ids,
    /// Values of customers as of a day.
    Values,
}

impl Role {
    /// The word for it in the manifest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Repeated => "repeated",
            Self::Ids => "ids",
            Self::Values => "values",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no such role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no role of a file: there are rows, repeated, ids and values")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Rows, Self::Repeated, Self::Ids, Self::Values]
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// One file of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it is, from the folder `history`, with `/`.
    pub path: String,
    /// What its facts are.
    pub kind: Kind,
    /// What it holds.
    pub role: Role,
    /// The batch it came with.
    pub batch: i64,
    /// How many rows (keys, ids) it has.
    pub rows: i64,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its content, hexadecimal.
    pub checksum: String,
    /// Earliest time of a fact in it, microseconds since 1970-01-01 UTC.
    pub first: Option<i64>,
    /// Latest time of a fact in it.
    pub last: Option<i64>,
    /// Public fields that some row of it leaves open.
    pub gaps: Vec<String>,
}
