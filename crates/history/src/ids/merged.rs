//! The ids of several segments as one sorted sequence.

use std::{cmp::Reverse, collections::BinaryHeap, path::Path};

use super::segment::Reading;
use crate::store::{Listed, StoreError};

/// Hands over every id once, in order.
pub(super) fn each(
    root: &Path,
    segments: &[Listed],
    take: &mut dyn FnMut(&[u8; 16]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut readings = Vec::with_capacity(segments.len());
    let mut next = BinaryHeap::with_capacity(segments.len());
    for (at, listed) in segments.iter().enumerate() {
        let ids = u64::try_from(listed.rows).unwrap_or(0);
        let mut reading = Reading::open(&root.join(&listed.path), ids)?;
        next.extend(reading.next()?.map(|id| Reverse((id, at))));
        readings.push(reading);
    }
    let mut last = None;
    while let Some(Reverse((id, at))) = next.pop() {
        if last != Some(id) {
            take(&id)?;
            last = Some(id);
        }
        next.extend(readings[at].next()?.map(|id| Reverse((id, at))));
    }
    Ok(())
}
