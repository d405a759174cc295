//! The book: what lists, totals and conditions must always be.

mod conditions;
mod lists;
mod places;
mod speed;

use book::{Codes, Entry, Field, Stage, Words};
use models::health::Health;
use proptest::prelude::*;

pub(crate) const AS_OF: i32 = 20_000;

/// A customer with few different figures, so that many are alike.
pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    let figure = || prop::option::of(prop_oneof![Just(0.0), Just(-1.5), 0.0..9.0, Just(5.0)]);
    let estimate =
        prop::option::of((0.0..9.0_f64).prop_map(|x| [x.floor(), x.floor() - 1.0, x.floor() + 1.0]));
    let days = (AS_OF - 40..AS_OF, 0..40_i32);
    let alive = prop::option::of(prop_oneof![0.0..1.0, Just(0.7)]);
    (1..60_i64, 0..4_u32, days, figure(), estimate, figure(), alive).prop_map(
        |(key, orders, (first, more), spend, value, at_risk, alive)| {
            if orders == 0 {
                return Entry::prospect(key, AS_OF);
            }
            let last = (first + more).min(AS_OF);
            Entry {
                key,
                orders,
                first_day: first,
                last_day: last,
                spend,
                to_date: spend.map(|x| x / 2.0),
                alive,
                expected_orders: value,
                value,
                at_risk,
                health: alive.map(Health::of),
                stage: Stage::of(orders, alive, first, last, AS_OF),
                codes: Codes::NONE,
            }
        },
    )
}

/// Entries of different customers, and their words.
pub(crate) fn entries() -> impl Strategy<Value = (Vec<Entry>, Words)> {
    let one = (entry(), prop::option::of("[a-c]"));
    prop::collection::vec(one, 0..80).prop_map(|mut all| {
        all.sort_by_key(|(entry, _)| entry.key);
        all.dedup_by_key(|(entry, _)| entry.key);
        let mut words = Words::default();
        let entries = all.into_iter().map(|(mut entry, channel)| {
            if let Some(channel) = channel.filter(|_| entry.orders > 0) {
                words.put(&mut entry.codes, Field::Channel, &channel);
            }
            entry
        });
        (entries.collect(), words)
    })
}
