//! Which keys are one person.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use records::{Cause, Link, Place, Publication, Records, canonical};

use crate::places::on_both;

on_both!(links_are_kept_once_and_undone);

fn identify(user: i64, anonymous: i64, time: i64) -> Link {
    Link { kept: user, other: anonymous, cause: Cause::Identify, time, tie: 0, batch: None }
}

fn alias(kept: i64, other: i64) -> Link {
    Link { kept, other, cause: Cause::Alias, time: 0, tie: 0, batch: None }
}

#[test]
fn a_chain_of_aliases_is_one_person() {
    assert_eq!(
        canonical(&[alias(5, 9), alias(9, 7), alias(3, 7), alias(1, 2)]),
        [(2, 1), (5, 3), (7, 3), (9, 3)]
    );
}

#[test]
fn a_shared_device_belongs_to_the_user_stated_first() {
    let (anna, bert, device) = (10, 20, 5);
    let links = [identify(bert, device, 200), identify(anna, device, 100)];
    assert_eq!(canonical(&links), [(device, anna)], "Bert stays Bert");
}

#[test]
fn an_anonymous_past_an_alias_has_given_away_is_given_to_nobody_else() {
    let (anna, bert, device) = (10, 20, 5);
    // Anna's system said alias, Bert's login said identify: the two are still two.
    let links = [alias(anna, device), identify(bert, device, 1)];
    let whole = canonical(&links);
    assert_eq!(whole, [(anna, device)]);
}

#[test]
fn the_past_follows_a_user_who_is_somebody_elses_alias() {
    assert_eq!(canonical(&[identify(20, 5, 1), alias(10, 20)]), [(5, 10), (20, 10)]);
}

/// Users are 1 to 9, devices 100 to 109.
fn some_links() -> impl Strategy<Value = Vec<Link>> {
    let one = prop_oneof![
        4 => (1_i64..10, 100_i64..110, 0_i64..5, 0_i64..3)
            .prop_map(|(kept, other, time, tie)| Link { kept, other, cause: Cause::Identify, time, tie, batch: None }),
        1 => (1_i64..10, 1_i64..10).prop_map(|(kept, other)| alias(kept, other)),
        1 => (1_i64..10, 100_i64..110).prop_map(|(kept, other)| alias(kept, other)),
    ];
    proptest::collection::vec(one, 0..30)
}

proptest! {
    #[test]
    fn the_order_of_links_does_not_matter((links, shuffled) in some_links()
        .prop_flat_map(|links| (Just(links.clone()), Just(links).prop_shuffle())))
    {
        prop_assert_eq!(canonical(&links), canonical(&shuffled));
    }

    #[test]
    fn identifies_alone_never_join_two_users(links in some_links()) {
        let identifies: Vec<Link> = links.iter().filter(|link| link.cause == Cause::Identify).cloned().collect();
        for (raw, _) in canonical(&identifies) {
            prop_assert!(raw >= 100, "user {} became somebody else", raw);
        }
        // And beside aliases they join no users whom the aliases had not joined.
        let aliases: Vec<Link> = links.iter().filter(|link| link.cause == Cause::Alias).cloned().collect();
        let users = |links: &[Link]| {
            let canonical: BTreeMap<i64, i64> = canonical(links).into_iter().collect();
            let mut groups: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
            for user in 1..10 {
                groups.entry(*canonical.get(&user).unwrap_or(&user)).or_default().insert(user);
            }
            groups.into_values().collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(users(&links), users(&aliases));
    }

    #[test]
    fn a_canonical_key_is_its_own(links in some_links()) {
        let all: BTreeMap<i64, i64> = canonical(&links).into_iter().collect();
        for canonical in all.values() {
            prop_assert!(!all.contains_key(canonical));
        }
    }
}

async fn links_are_kept_once_and_undone(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let batch = records.next_batch().await.unwrap();
    let links =
        vec![identify(10, 5, 300), identify(10, 5, 100), identify(20, 5, 200), alias(10, 30), alias(4, 4)];
    records.publish(Publication { batch_id: batch, links, ..Publication::default() }).await.unwrap();
    // Stated again, later and earlier: the earliest statement stays.
    let links = vec![identify(10, 5, 400), identify(20, 5, 50)];
    records.publish(Publication { batch_id: batch, links, ..Publication::default() }).await.unwrap();
    let kept = records.links().await.unwrap();
    assert_eq!(kept, [identify(10, 5, 100), alias(10, 30), identify(20, 5, 50)]);
    assert_eq!(canonical(&kept), [(5, 20), (30, 10)]);

    assert!(records.unlink(20, 5, 7).await.unwrap());
    assert!(!records.unlink(20, 5, 7).await.unwrap(), "they are apart already");
    assert!(!records.unlink(1, 2, 7).await.unwrap());
    // The system says it again with every page; they stay apart.
    let links = vec![identify(20, 5, 1)];
    records.publish(Publication { batch_id: batch, links, ..Publication::default() }).await.unwrap();
    assert_eq!(canonical(&records.links().await.unwrap()), [(5, 10), (30, 10)]);
    assert!(records.relink(20, 5, 8).await.unwrap());
    assert_eq!(canonical(&records.links().await.unwrap()), [(5, 20), (30, 10)]);
    records.close().await;
}
