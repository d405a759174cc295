//! Who an event is about.

use crate::Accepted;

/// An id somebody outside gave to a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Outside {
    /// Whose ids they are: `id` for the company's own, `anonymous` for those devices make up.
    pub space: &'static str,
    /// The id.
    pub id: String,
}

/// Why two ids are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A device's past belongs to a customer.
    Identify,
    /// The company says that two of its ids are one.
    Alias,
}

/// A statement that two ids are one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The id that stays.
    pub kept: Outside,
    /// The id that is joined to it.
    pub other: Outside,
    /// Why.
    pub cause: Cause,
    /// When it was stated, microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two of the same moment.
    pub tie: i64,
}

/// What is known of a person, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trait {
    /// What: `email`, `name`, …
    pub name: String,
    /// The value as text; what is no text is written as JSON.
    pub value: String,
    /// When it was stated, microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two of the same moment.
    pub tie: i64,
}

/// What an event says about who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person the event is about.
    pub customer: Option<Outside>,
    /// Ids that are one person.
    pub links: Vec<Link>,
    /// What is known of the person.
    pub traits: Vec<Trait>,
}

/// What the event says about who somebody is.
#[must_use]
pub fn ids_of(_event: &Accepted) -> Identity {
    unimplemented!("identities")
}

/// What stands for a message id where messages are told apart: a digest under the folder's secret,
/// so that nobody can try out ids.
#[must_use]
pub fn message_digest(_secret: &[u8; 32], _message_id: &str) -> [u8; 16] {
    unimplemented!("message digest")
}
