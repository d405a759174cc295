//! Who a customer is outside.

use std::collections::{BTreeSet, HashSet};

use records::{OutsideId, Place, Publication, Records};

use crate::places::on_both;

on_both!(
    a_key_is_found_again,
    many_at_once_make_one_key_each,
    customers_are_listed_whole,
    strange_ids_are_kept_apart,
    an_interrupted_import_leaves_no_customers,
);

pub fn id(text: &str) -> OutsideId {
    OutsideId { space: "id".to_owned(), id: text.to_owned() }
}

async fn a_key_is_found_again(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let ids = [id("a"), id("b"), id("a"), OutsideId { space: "email".to_owned(), id: "a".to_owned() }];
    let keys = records.keys_of(&ids, 7, Some(3)).await.unwrap();
    assert_eq!(keys[0], keys[2], "the same id twice");
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 3, "an id of another space is somebody else");
    assert!(keys.iter().all(|key| (1..1 << 53).contains(key)));
    assert_eq!(records.keys_of(&ids, 9, None).await.unwrap(), keys);
    assert_eq!(records.find_keys(&[id("b"), id("nobody")]).await.unwrap(), [Some(keys[1]), None]);
    assert_eq!(records.ids_of(&[keys[1], 5]).await.unwrap(), [(keys[1], id("b"))]);
    records.close().await;

    let again = Records::open(&place).await.unwrap();
    assert_eq!(again.find_keys(&ids).await.unwrap(), keys.into_iter().map(Some).collect::<Vec<_>>());
    again.close().await;
}

async fn many_at_once_make_one_key_each(place: Place) {
    // Two openings stand for two processes; each has its own connections.
    let (one, two) = (Records::open(&place).await.unwrap(), Records::open(&place).await.unwrap());
    let tasks: Vec<_> = (0..12)
        .map(|n| {
            let records = if n % 2 == 0 { one.clone() } else { two.clone() };
            tokio::spawn(async move {
                let mut ids: Vec<_> = (0..300).map(|i| id(&format!("c{i}"))).collect();
                ids.rotate_left(n * 20);
                let keys = records.keys_of(&ids, 1, None).await.unwrap();
                let mut pairs: Vec<_> = ids.into_iter().zip(keys).collect();
                pairs.sort();
                pairs
            })
        })
        .collect();
    let mut answers = HashSet::new();
    for task in tasks {
        answers.insert(task.await.unwrap());
    }
    assert_eq!(answers.len(), 1, "everybody got the same keys");
    assert_eq!(one.customer_count().await.unwrap(), 300);
    assert_eq!(two.customers().await.unwrap().len(), 300);
    one.close().await;
    two.close().await;
}

async fn customers_are_listed_whole(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let ids: Vec<_> = (0..20_001).map(|i| id(&format!("customer {i}"))).collect();
    let keys = records.keys_of(&ids, 5, None).await.unwrap();
    let customers = records.customers().await.unwrap();
    assert_eq!(customers.len(), ids.len());
    assert!(customers.is_sorted_by(|a, b| a.key < b.key));
    let known: HashSet<(i64, &OutsideId)> = customers.iter().map(|one| (one.key, &one.ids[0])).collect();
    assert_eq!(known, keys.iter().copied().zip(&ids).collect());
    assert!(customers.iter().all(|one| one.first_seen == 5 && one.ids.len() == 1));
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
}

async fn strange_ids_are_kept_apart(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let ids =
        ["", " ", "\0", "a\0b", "ab", "Ä", "A\u{308}", "'; drop table outside_id; --", &"x".repeat(100_000)]
            .map(id);
    let keys = records.keys_of(&ids, 1, None).await.unwrap();
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), ids.len());
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
}

async fn an_interrupted_import_leaves_no_customers(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let publish = async |batch| {
        let new = crate::publishing::batch("customers");
        records
            .publish(Publication { batch: Some(new), batch_id: batch, ..Publication::default() })
            .await
            .unwrap();
    };
    let listed = async || {
        let customers = records.customers().await.unwrap();
        assert_eq!(records.customer_count().await.unwrap(), customers.len() as u64);
        customers.into_iter().map(|one| one.ids[0].id.clone()).collect::<BTreeSet<_>>()
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let interrupted = records.next_batch().await.unwrap();
    let keys = records.keys_of(&["a", "b", "c"].map(id), 1, Some(interrupted)).await.unwrap();
    assert_eq!(listed().await, names(&[]));
    assert_eq!(records.find_keys(&["a", "b"].map(id)).await.unwrap(), [None, None]);
    // The next import brings two of them again, and an event of a running system one.
    let batch = records.next_batch().await.unwrap();
    assert_eq!(records.keys_of(&["a", "b"].map(id), 1, Some(batch)).await.unwrap(), keys[..2]);
    assert_eq!(listed().await, names(&[]));
    publish(batch).await;
    assert_eq!(listed().await, names(&["a", "b"]));
    let found = records.find_keys(&["a", "b", "c"].map(id)).await.unwrap();
    assert_eq!(found, [Some(keys[0]), Some(keys[1]), None]);
    let event = records::NewEvent { customer: Some(id("c")), ..crate::arrivals::event(1) };
    records.append(&[event], &[]).await.unwrap();
    assert_eq!(listed().await, names(&["a", "b", "c"]));
    // Brought again by a third import, known from the second: it goes only when both are undone.
    let third = records.next_batch().await.unwrap();
    records.keys_of(&[id("a")], 1, Some(third)).await.unwrap();
    publish(third).await;
    records.undo(batch, &[keys[1]], 9).await.unwrap();
    assert_eq!(listed().await, names(&["a", "c"]));
    records.undo(third, &[keys[0], keys[2]], 9).await.unwrap();
    assert_eq!(listed().await, names(&["c"]));
    records.close().await;
}
