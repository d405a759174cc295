//! Rights: what somebody may do. Every route names the one it needs.

use std::{fmt, str::FromStr};

/// One thing somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// See what the company's customers are worth together: today, cohorts, cash.
    ValuesRead,
    /// See customers, one by one and in lists.
    CustomersRead,
    /// See who a customer is: names, addresses, outside ids, free text. Without it they are masked.
    IdentityRead,
    /// Write notes on customers.
    NotesWrite,
    /// Save and change segments.
    SegmentsWrite,
    /// Change the scenarios of the strategy, and what cash and credit there is.
    StrategyWrite,
    /// Take lists away as files.
    Export,
    /// See imports, quarantine, rejects, and the age of the data.
    DataRead,
    /// Import, undo, repair and discard.
    DataWrite,
    /// Change the company's settings.
    SettingsWrite,
    /// Invite people, change their roles, and take them away.
    PeopleWrite,
    /// Make and revoke keys.
    KeysWrite,
    /// Change where the company's systems are told of what happened.
    WebhooksWrite,
    /// Read the audit log.
    AuditRead,
}

impl Right {
    /// All rights, in the order in which they are listed.
    pub const ALL: [Self; 14] = [
        Self::ValuesRead,
        Self::CustomersRead,
        Self::IdentityRead,
        Self::NotesWrite,
        Self::SegmentsWrite,
        Self::StrategyWrite,
        Self::Export,
        Self::DataRead,
        Self::DataWrite,
        Self::SettingsWrite,
        Self::PeopleWrite,
        Self::KeysWrite,
        Self::WebhooksWrite,
        Self::AuditRead,
    ];

    /// Its name, as the API and the keys' scopes know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ValuesRead => "values:read",
            Self::CustomersRead => "customers:read",
            Self::IdentityRead => "identity:read",
            Self::NotesWrite => "notes:write",
            Self::SegmentsWrite => "segments:write",
            Self::StrategyWrite => "strategy:write",
            Self::Export => "export",
            Self::DataRead => "data:read",
            Self::DataWrite => "data:write",
            Self::SettingsWrite => "settings:write",
            Self::PeopleWrite => "people:write",
            Self::KeysWrite => "keys:write",
            Self::WebhooksWrite => "webhooks:write",
            Self::AuditRead => "audit:read",
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no such right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no right '{0}'")]
pub struct UnknownRight(String);

impl FromStr for Right {
    type Err = UnknownRight;

    fn from_str(text: &str) -> Result<Self, UnknownRight> {
        Self::ALL.into_iter().find(|right| right.name() == text).ok_or_else(|| UnknownRight(text.to_owned()))
    }
}

/// A set of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u16);

impl Rights {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// With one more.
    #[must_use]
    pub const fn and(self, right: Right) -> Self {
        Self(self.0 | 1 << right as u16)
    }

    /// Whether it holds the right.
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u16) != 0
    }

    /// What both hold.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The rights it holds, in their order.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        rights.into_iter().fold(Self::NONE, Self::and)
    }
}
