//! Who may do what, and how that is proved: roles and rights, passwords, tokens, throttling,
//! signatures, the chain of the audit log.
//!
//! Nothing here reads a clock, a disk or chance: moments and random bytes come in as arguments.

mod right;
mod role;

pub use right::{Right, Rights, UnknownRight};
pub use role::{Role, UnknownRole};
