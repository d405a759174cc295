//! Who may do what, and how that is proved: roles and rights, passwords, tokens, throttling,
//! signatures, the chain of the audit log, and which addresses outside may be called.
//!
//! Nothing here reads a clock, a disk or chance: moments and random bytes come in as arguments.

pub mod address;
pub mod chain;
pub mod csrf;
mod error;
pub mod password;
mod right;
mod role;
pub mod signature;
pub mod throttle;
pub mod token;

pub use error::AccessError;
pub use right::{Right, Rights, UnknownRight};
pub use role::{Role, UnknownRole};
