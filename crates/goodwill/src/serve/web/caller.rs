//! Who calls: a person with a session or a program with a key, and what they may do.

use access::{Right, Rights};
use axum::{extract::FromRequestParts, http::request::Parts};
use pages::Reader;

use super::Problem;

/// Who calls. The door puts it into every request it lets through.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// For the audit log: `person:7`, `key:3`.
    pub(crate) actor: String,
    /// The person; none for a key.
    pub(crate) person: Option<i64>,
    /// What they may do.
    pub(crate) rights: Rights,
    /// How pages are written for them.
    pub(crate) reader: Reader,
}

impl Caller {
    /// Whether they may do this.
    pub(crate) const fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_signed_in)
    }
}
