//! Schemas.
/// Number of the newest schema.
pub const SCHEMA: i32 = 2;
