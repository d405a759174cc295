//! Bytes into events.

use crate::{Accepted, Limits, Received};

/// The body cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the body is not JSON: {0}")]
pub struct NotJson(pub String);

/// What became of one event of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// It can be kept.
    Event(Box<Accepted>),
    /// It cannot; its neighbours are not harmed.
    Bad {
        /// Why, and what to do.
        reason: String,
        /// Its message id, where it could be read.
        message_id: Option<String>,
        /// Its bytes as they came.
        body: Vec<u8>,
    },
}

/// The events of a request, good and bad, in their order.
///
/// # Errors
///
/// If the body is no JSON at all.
pub fn read(_received: &Received<'_>, _limits: &Limits) -> Result<Vec<Taken>, NotJson> {
    unimplemented!("events")
}
