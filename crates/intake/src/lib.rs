//! What running systems send, read into events and the facts they tell of.
//!
//! Bytes go in, events come out ([`read`]); an event goes in, the rows of every table it tells of
//! come out ([`facts_of`]). Nothing here touches a disk or a clock: the moment of arrival is an
//! argument, so the same bytes give the same rows whatever the order they came in.

mod accepted;
mod amount;
mod code;
mod door;
mod identity;
mod key;
mod read;
mod rules;
mod tell;

pub use accepted::{Accepted, EventType, Flag};
pub use door::{Door, Limits, Received};
pub use identity::{Cause, Identity, Link, Outside, Trait, ids_of, message_digest};
pub use key::key_of;
pub use read::{Taken, Unreadable, read, read_each};
pub use rules::{Allowed, BuiltIn, PropertyKind, UnknownPropertyKind, built_in};
pub use tell::{Derived, GoesTo, Rules, Seen, facts_of, problems_of, properties_of};
