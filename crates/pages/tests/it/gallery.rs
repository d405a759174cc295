//! The gallery that people look at is also what the tests check.

#[path = "../../examples/gallery/drawn.rs"]
pub(crate) mod drawn;
