//! Facts that two keys are one person.
use crate::{Records, Result};
/// What says that two keys are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// Someone anonymous has said who they are: `other` is the anonymous one. Of several users the
    /// one stated earliest owns the anonymous past.
    Identify,
    /// The two are one, and so is whoever is one with either.
    Alias,
}
/// Two keys that are one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The key that stays: the user.
    pub kept: i64,
    /// The other one.
    pub other: i64,
    /// What says so.
    pub cause: Cause,
    /// When it was stated, microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// Decides between two statements of the same moment.
    pub tie: i64,
    /// The import that said so, if it was one.
    pub batch: Option<i64>,
}
impl Records {
    /// All links that hold.
    pub async fn links(&self) -> Result<Vec<Link>> {
        unimplemented!("links")
    }
    /// Undoes the joining of two keys; says whether they were joined.
    pub async fn unlink(&self, _kept: i64, _other: i64) -> Result<bool> {
        unimplemented!("unlink")
    }
}
