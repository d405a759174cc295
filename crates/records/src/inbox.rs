//! Events that are acknowledged and not yet in history.
use crate::{Cause, OutsideId, Quarantined, Records, Result};
/// An event to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Digest of its message id.
    pub message: [u8; 16],
    /// When it came, microseconds since 1970-01-01 UTC.
    pub received_at: i64,
    /// The write key's number; 0 for a file.
    pub source: i64,
    /// Who it is about.
    pub customer: Option<OutsideId>,
    /// What it says; opaque here.
    pub body: Vec<u8>,
    /// What it says about who is who.
    pub links: Vec<NewLink>,
    /// What it says about the person.
    pub traits: Vec<NewTrait>,
}
/// Two outside ids that are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The one that stays.
    pub kept: OutsideId,
    /// The other one.
    pub other: OutsideId,
    /// What says so.
    pub cause: Cause,
    /// When it was stated.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
}
/// Something about the person an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrait {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: String,
    /// When it was stated.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
}
/// An event in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Its number.
    pub id: i64,
    /// Digest of its message id.
    pub message: [u8; 16],
    /// When it came.
    pub received_at: i64,
    /// The write key's number.
    pub source: i64,
    /// The customer's raw key.
    pub customer: Option<i64>,
    /// What it says.
    pub body: Vec<u8>,
}
/// How full the inbox is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InboxSize {
    /// Events.
    pub rows: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// When the oldest came.
    pub oldest: Option<i64>,
    /// The greatest number, 0 when empty.
    pub last_id: i64,
}
impl Records {
    /// Keeps events; true for each that is new.
    pub async fn append(&self, _events: &[NewEvent], _bad: &[Quarantined]) -> Result<Vec<bool>> {
        unimplemented!("append")
    }
    /// Events after a number.
    pub async fn inbox(&self, _after: i64, _limit: u64) -> Result<Vec<InboxRow>> {
        unimplemented!("inbox")
    }
    /// How full the inbox is.
    pub async fn inbox_size(&self) -> Result<InboxSize> {
        unimplemented!("inbox_size")
    }
}
