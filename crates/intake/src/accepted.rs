//! An event as it was taken in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What kind of message an event came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventType {
    /// Somebody did something.
    Track,
    /// Somebody saw a page.
    Page,
    /// Somebody saw a screen of an app.
    Screen,
    /// Who somebody is.
    Identify,
    /// What somebody belongs to.
    Group,
    /// Two ids that are one person.
    Alias,
}

impl EventType {
    /// Its name, as senders and the table `events` write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Identify => "identify",
            Self::Group => "group",
            Self::Alias => "alias",
        }
    }

    /// The type of that name, or of the letter that stands for it in a path: `track` or `t`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "track" | "t" => Self::Track,
            "page" | "p" => Self::Page,
            "screen" | "s" => Self::Screen,
            "identify" | "i" => Self::Identify,
            "group" | "g" => Self::Group,
            "alias" | "a" => Self::Alias,
            _ => return None,
        })
    }
}

/// Why the time of an event cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// More than a day ahead of its arrival.
    Future,
    /// Before 1990.
    Past,
}

impl Flag {
    /// The word the table `events` has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Future => "future",
            Self::Past => "past",
        }
    }
}

/// An event that can be kept. Times are microseconds since 1970-01-01 UTC.
///
/// Written as JSON it is what the inbox holds until the event is in history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// What makes the message unique: the sender's id, or a digest where it sent none.
    pub message_id: String,
    /// Kind of message.
    pub kind: EventType,
    /// What was done; for a message without a name its type.
    pub name: String,
    /// The company's own id of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The id a device or browser gave itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<String>,
    /// For an alias: the id used before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// For a group: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// When it happened, corrected for a wrong clock.
    pub time: i64,
    /// The time as the sender's clock wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_time: Option<i64>,
    /// When the sender's clock said it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<i64>,
    /// When it arrived.
    pub received_at: i64,
    /// Set where the time cannot be right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flag>,
    /// What the sender says of the person, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<(String, String)>,
    /// What the sender says of the event.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
    /// What the sender says of its surroundings.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub context: Map<String, Value>,
    /// What is strange about it, though it is kept: sentences for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What could not be made of it, where that was put into quarantine when it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}
