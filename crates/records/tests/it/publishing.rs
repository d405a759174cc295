//! Publishing and undoing.

use records::{
    BatchState, Listed, NewBatch, Origin, Place, PrivateText, Publication, Records, RecordsError, Trait,
};

use crate::{arrivals::event, identities::id, places::on_both};

on_both!(
    a_publication_is_all_or_nothing,
    undo_takes_back_what_the_batch_brought,
    private_texts_are_found_by_batch_and_by_customer,
    a_snapshot_sees_one_moment,
);

pub fn batch(kind: &str) -> NewBatch {
    NewBatch {
        kind: kind.to_owned(),
        origin: Origin::File,
        source: "shop".to_owned(),
        names: vec!["orders, old.csv".to_owned(), "ä\"b.csv".to_owned()],
        digest: "ab12".to_owned(),
        mapping: "{}".to_owned(),
        rows: 10,
        created: 4,
        updated: 3,
        unchanged: 2,
        rejected: 1,
        published_at: 77,
    }
}

pub fn file(path: &str, batch: i64) -> Listed {
    Listed {
        path: path.to_owned(),
        kind: "orders".to_owned(),
        role: "rows".to_owned(),
        batch,
        rows: 10,
        bytes: 1_000,
        checksum: "00ff".to_owned(),
        first: Some(1),
        last: None,
        gaps: "amount,currency".to_owned(),
    }
}

fn text(n: i64, customer: Option<i64>) -> PrivateText {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&n.to_be_bytes());
    PrivateText {
        kind: "feedback".to_owned(),
        key,
        customer,
        fields: vec![("text".to_owned(), format!("what {n} said, \0 too"))],
    }
}

async fn a_publication_is_all_or_nothing(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.generation().await.unwrap(), 0);
    let (first, second) = (records.next_batch().await.unwrap(), records.next_batch().await.unwrap());
    assert_eq!((first, second), (1, 2));
    let add = vec![file("orders/2024-01/1-0.parquet", first), file("orders/2024-02/1-1.parquet", first)];
    let publication = Publication {
        batch: Some(batch("orders")),
        batch_id: first,
        add: add.clone(),
        ..Publication::default()
    };
    assert_eq!(records.publish(publication.clone()).await.unwrap(), 1);
    assert_eq!(records.live().await.unwrap(), add);
    let kept = records.batch(first).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.names.len(), kept.created, kept.published_at), (BatchState::Live, 2, 4, 77));
    assert_eq!(records.same_import("orders", "ab12").await.unwrap(), Some(kept.clone()));
    assert_eq!(records.same_import("products", "ab12").await.unwrap(), None);

    // Built on an older generation; a file that is not there to remove; a path that is taken.
    let merged = file("orders/2024-01/2-0.parquet", second);
    let replace = Publication {
        batch: Some(NewBatch { origin: Origin::Merge, ..batch("orders") }),
        batch_id: second,
        add: vec![merged.clone()],
        remove: vec![add[0].path.clone()],
        private: vec![text(1, None)],
        expect_generation: Some(0),
        ..Publication::default()
    };
    let stale = records.publish(replace.clone()).await.unwrap_err();
    assert!(matches!(stale, RecordsError::Changed), "{stale}");
    let gone = Publication { remove: vec!["nowhere".to_owned()], expect_generation: None, ..replace.clone() };
    assert!(matches!(records.publish(gone).await.unwrap_err(), RecordsError::Changed));
    let taken = Publication { add: vec![add[1].clone()], expect_generation: Some(1), ..replace.clone() };
    records.publish(taken).await.unwrap_err();
    assert_eq!((records.live().await.unwrap(), records.generation().await.unwrap()), (add.clone(), 1));
    assert_eq!(records.batch(second).await.unwrap(), None);
    assert_eq!(records.private_of("feedback", &[second]).await.unwrap(), []);

    assert_eq!(records.publish(Publication { expect_generation: Some(1), ..replace }).await.unwrap(), 2);
    assert_eq!(records.live().await.unwrap(), [merged, add[1].clone()]);
    let listed = records.batches(None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|batch| batch.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(records.batches(Some(1), 10).await.unwrap(), listed[1..]);
    let latest = listed.iter().map(|batch| batch.published_at).max();
    assert_eq!(records.latest_publication().await.unwrap(), latest);
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
}

async fn undo_takes_back_what_the_batch_brought(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let said = |customer, value: &str, time, batch| Trait {
        customer,
        name: "name".to_owned(),
        value: value.to_owned(),
        time,
        tie: 0,
        batch,
    };
    let mut keys = Vec::new();
    for (n, ids) in [["a", "b"], ["b", "c"]].iter().enumerate() {
        let number = records.next_batch().await.unwrap();
        keys = records.keys_of(&ids.map(id), 1, Some(number)).await.unwrap();
        records
            .publish(Publication {
                batch: Some(batch("customers")),
                batch_id: number,
                add: vec![file(&format!("customers/none/{number}-0.parquet"), number)],
                private: vec![text(number, Some(keys[1]))],
                traits: vec![
                    said(keys[0], ["first", "second"][n], number, Some(number)),
                    said(keys[1], "x", 1, Some(number)),
                ],
                links: vec![],
                ..Publication::default()
            })
            .await
            .unwrap();
    }
    let (b, c) = (keys[0], keys[1]);
    assert_eq!(records.traits_of(&[b]).await.unwrap()[0].value, "second");
    // An event about c has come meanwhile: c stays known although the command says nobody needs it.
    let waiting = records::NewEvent { customer: Some(id("c")), ..event(1) };
    records.append(&[waiting], &[]).await.unwrap();
    records.undo(2, &[b, c], 99).await.unwrap();
    assert_eq!(
        records.traits_of(&[b]).await.unwrap()[0].value,
        "x",
        "what the first import said of b counts again"
    );
    assert_eq!(records.live().await.unwrap().len(), 1);
    assert_eq!(records.private_of("feedback", &[1, 2]).await.unwrap().len(), 1);
    assert_eq!(records.find_keys(&[id("b"), id("c")]).await.unwrap(), [Some(b), Some(c)]);
    let undone = records.batch(2).await.unwrap().unwrap();
    assert_eq!((undone.state, undone.undone_at), (BatchState::Undone, Some(99)));
    assert_eq!(records.same_import("customers", "ab12").await.unwrap().unwrap().id, 1);
    assert_eq!(records.generation().await.unwrap(), 3);

    let again = records.undo(2, &[], 100).await.unwrap_err();
    assert_eq!(again.to_string(), "batch 2 is undone already");
    assert_eq!(records.undo(7, &[], 100).await.unwrap_err().to_string(), "there is no batch 7");
    let a = records.find_keys(&[id("a")]).await.unwrap()[0].unwrap();
    records.undo(1, &[a], 100).await.unwrap();
    assert_eq!(records.find_keys(&[id("a")]).await.unwrap(), [None], "only the first import knew a");
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
}

async fn private_texts_are_found_by_batch_and_by_customer(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let mut texts: Vec<_> =
        (0..10_000).map(|n| text(n, (n % 10 != 0).then_some(1 + (n * 7_919) % 3_000))).collect();
    let big = PrivateText {
        fields: vec![("text".to_owned(), "long ".repeat(2_000_000))],
        ..text(10_000, Some(17))
    };
    texts.push(big.clone());
    let contacts = PrivateText { kind: "contacts".to_owned(), ..text(5, Some(17)) };
    texts.push(contacts.clone());
    records
        .publish(Publication { batch_id: 1, private: texts.clone(), ..Publication::default() })
        .await
        .unwrap();
    records
        .publish(Publication { batch_id: 2, private: vec![text(1, Some(17))], ..Publication::default() })
        .await
        .unwrap();

    let sorted = |mut texts: Vec<PrivateText>| {
        texts.sort_by_key(|text| (text.key, text.kind.clone()));
        texts
    };
    let feedback: Vec<_> = texts.iter().filter(|text| text.kind == "feedback").cloned().collect();
    assert!(sorted(records.private_of("feedback", &[1]).await.unwrap()) == sorted(feedback));
    assert_eq!(records.private_of("contacts", &[1, 2]).await.unwrap(), [contacts]);
    let of_two = |texts: &[PrivateText]| -> Vec<_> {
        texts.iter().filter(|text| matches!(text.customer, Some(17 | 2_999))).cloned().collect()
    };
    let mut wanted = of_two(&texts);
    wanted.push(text(1, Some(17)));
    let found = records.private_of_customer(&[17, 2_999]).await.unwrap();
    assert!(sorted(found) == sorted(wanted));
    assert_eq!(records.private_of_customer(&[3_001]).await.unwrap(), []);
    records.close().await;
}

async fn a_snapshot_sees_one_moment(place: Place) {
    let records = Records::open(&place).await.unwrap();
    records.add_key("intake", "shop", None, 1).await.unwrap();
    // As events go into files, their sum with the inbox stays. of files and inbox stays.
    let events: Vec<_> = (0..100).map(event).collect();
    records.append(&events, &[]).await.unwrap();
    let writer = {
        let records = records.clone();
        tokio::spawn(async move {
            for row in records.inbox(0, 100).await.unwrap() {
                let batch = records.next_batch().await.unwrap();
                let publication = Publication {
                    batch_id: batch,
                    add: vec![Listed { rows: 1, ..file(&format!("events/{batch}.parquet"), batch) }],
                    inbox_through: Some(row.id),
                    ..Publication::default()
                };
                records.publish(publication).await.unwrap();
            }
        })
    };
    let mut seen = 0;
    while !writer.is_finished() {
        let snapshot = records.snapshot().await.unwrap();
        assert_eq!(snapshot.live.len() + snapshot.inbox.len(), 100);
        assert_eq!(snapshot.generation, snapshot.live.len() as i64);
        seen += 1;
    }
    writer.await.unwrap();
    assert!(seen > 3, "the snapshots lay between the publications");
    let snapshot = records.snapshot().await.unwrap();
    assert_eq!((snapshot.live.len(), snapshot.inbox.len()), (100, 0));
    assert_eq!(snapshot.sources, [(1, "shop".to_owned())]);
    records.close().await;
}
