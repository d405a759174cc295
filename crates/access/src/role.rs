//! Roles: the rights of a person, by what the person does in the company.

use std::{fmt, str::FromStr};

use crate::{Right, Rights};

/// What a person does in the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Everything, and the only one who changes people, keys and settings.
    Owner,
    /// Figures, customers and data.
    Analyst,
    /// The front line: one customer at a time, with who they are, and notes.
    Desk,
    /// Figures and customers without who they are; changes nothing.
    Reader,
}

impl Role {
    /// All roles, the one with most rights first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Analyst, Self::Desk, Self::Reader];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Analyst => "analyst",
            Self::Desk => "desk",
            Self::Reader => "reader",
        }
    }

    /// Its rights.
    pub fn rights(self) -> Rights {
        use Right::{
            CustomersRead, DataRead, DataWrite, Export, IdentityRead, NotesWrite, SegmentsWrite,
            StrategyWrite, ValuesRead,
        };
        match self {
            Self::Owner => Right::ALL.into_iter().collect(),
            Self::Analyst => [
                ValuesRead,
                CustomersRead,
                IdentityRead,
                NotesWrite,
                SegmentsWrite,
                StrategyWrite,
                Export,
                DataRead,
                DataWrite,
            ]
            .into_iter()
            .collect(),
            Self::Desk => [CustomersRead, IdentityRead, NotesWrite].into_iter().collect(),
            Self::Reader => [ValuesRead, CustomersRead].into_iter().collect(),
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
#[error("there is no role '{0}': owner, analyst, desk or reader")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
