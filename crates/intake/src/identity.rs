//! Who an event is about.

use sha2::{Digest, Sha256};

use crate::{Accepted, EventType, Flag};

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

/// Words that senders write where they know nobody.
const NOBODY: [&str; 17] = [
    "null",
    "(null)",
    "nil",
    "none",
    "undefined",
    "nan",
    "0",
    "-1",
    "anonymous",
    "anon",
    "guest",
    "unknown",
    "n/a",
    "false",
    "true",
    "[object object]",
    "00000000-0000-0000-0000-000000000000",
];

/// Whether an id is a word for nobody.
pub(crate) fn stands_for_nobody(id: &str) -> bool {
    NOBODY.iter().any(|word| word.eq_ignore_ascii_case(id))
}

/// What the event says about who somebody is.
///
/// An event with a userId is that customer's, one without is the device's. `identify` joins the
/// device's past to the customer; `alias` says that two ids are one person, and as it does not say
/// whether the id used before was a customer's or a device's, both are joined, unless it is the very
/// device that sends. A word for nobody is joined to nobody.
#[must_use]
pub fn ids_of(event: &Accepted) -> Identity {
    let user = event.user.as_ref().map(|id| Outside { space: "id", id: id.clone() });
    let device = event.anonymous.as_ref().map(|id| Outside { space: "anonymous", id: id.clone() });
    let tie = tie_of(&event.message_id);
    // What a clock of the year 2099 says of a person would be the last word for decades.
    let time = if event.flag == Some(Flag::Future) { event.received_at } else { event.time };
    let mut links = Vec::new();
    let mut link = |kept: &Outside, other: Outside, cause| {
        if *kept != other && !stands_for_nobody(&kept.id) && !stands_for_nobody(&other.id) {
            links.push(Link { kept: kept.clone(), other, cause, time, tie });
        }
    };
    if let (EventType::Identify, Some(kept), Some(other)) = (event.kind, &user, &device) {
        link(kept, other.clone(), Cause::Identify);
    }
    if let (EventType::Alias, Some(kept), Some(previous)) =
        (event.kind, user.as_ref().or(device.as_ref()), &event.previous)
    {
        let device = Outside { space: "anonymous", id: previous.clone() };
        // A browser that names its own device says whose its past is, as `identify` does: of two
        // customers who sign up at one device, neither becomes the other.
        if event.anonymous.as_ref() == Some(previous) && kept.space == "id" {
            link(kept, device, Cause::Identify);
        } else {
            link(kept, Outside { space: "id", id: previous.clone() }, Cause::Alias);
            link(kept, device, Cause::Alias);
        }
    }
    let traits = event
        .traits
        .iter()
        .map(|(name, value)| Trait { name: name.clone(), value: value.clone(), time, tie })
        .collect();
    Identity { customer: user.or(device), links, traits }
}

/// Decides between statements of the same moment, whatever the order they came in.
fn tie_of(message_id: &str) -> i64 {
    let digest = Sha256::digest(message_id);
    i64::from_le_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ])
}

/// What stands for a message id where messages are told apart: a digest under the folder's secret,
/// so that nobody can try out ids.
#[must_use]
pub fn message_digest(secret: &[u8; 32], message_id: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(secret);
    hash.update(b"message\0");
    hash.update(message_id);
    let mut digest = [0; 16];
    digest.copy_from_slice(&hash.finalize()[..16]);
    digest
}
