//! Which keys are one person.
use crate::Link;
/// Which keys are one person: (raw, canonical), only where they differ, sorted by raw key.
pub fn canonical(_links: &[Link]) -> Vec<(i64, i64)> {
    unimplemented!("canonical")
}
