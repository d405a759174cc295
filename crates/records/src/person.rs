//! Which keys are one person: from the links alone, whatever their order.
//!
//! Aliases join for good: whoever is one with either is one with both. An identify joins an
//! anonymous past to a user. An anonymous id stands for a device, and a device may be shared: so its
//! past belongs to one user only, the one who was stated earliest, and two users never become one
//! through it. Hence an anonymous id that an alias has already made part of somebody is not given
//! to anybody else.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{Cause, Link};

/// Which keys are one person: (raw, canonical), only where they differ, sorted by raw key.
///
/// The canonical key is the smallest of the user's own keys; keys of anonymous pasts follow it.
#[must_use]
pub fn canonical(links: &[Link]) -> Vec<(i64, i64)> {
    let mut groups = Groups::default();
    for link in links.iter().filter(|link| link.cause == Cause::Alias) {
        groups.join(link.kept, link.other);
    }
    let anonymous: HashSet<i64> =
        links.iter().filter(|link| link.cause == Cause::Identify).map(|link| link.other).collect();
    // Whoever is somebody: named in an identify, or as the one that stays of an alias.
    let mut somebody: HashSet<i64> = HashSet::new();
    for link in links {
        if link.cause == Cause::Identify || !anonymous.contains(&link.kept) {
            somebody.insert(groups.of(link.kept));
        }
    }
    // The earliest statement about each group that is nobody's yet.
    let mut owners: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
    for link in links.iter().filter(|link| link.cause == Cause::Identify) {
        let (past, user) = (groups.of(link.other), groups.of(link.kept));
        if past == user || somebody.contains(&past) {
            continue;
        }
        let stated = (link.time, link.tie, user);
        owners.entry(past).and_modify(|first| *first = (*first).min(stated)).or_insert(stated);
    }
    let mut keys: Vec<i64> = links.iter().flat_map(|link| [link.kept, link.other]).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| {
            let group = groups.of(key);
            let canonical = owners.get(&group).map_or(group, |owner| owner.2);
            (canonical != key).then_some((key, canonical))
        })
        .collect()
}

/// Groups of keys, each named by its smallest.
#[derive(Default)]
struct Groups(HashMap<i64, i64>);

impl Groups {
    fn of(&mut self, key: i64) -> i64 {
        let mut root = key;
        while let Some(next) = self.0.get(&root) {
            root = *next;
        }
        // The way is short the next time.
        let mut at = key;
        while at != root {
            at = self.0.insert(at, root).unwrap_or(root);
        }
        root
    }

    fn join(&mut self, one: i64, other: i64) {
        let (one, other) = (self.of(one), self.of(other));
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }
}
