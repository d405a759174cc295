//! Events on their way in.

use records::{Cause, NewEvent, NewLink, NewTrait, OutsideId, Place, Publication, Quarantined, Records};

use crate::{identities::id, places::on_both};

on_both!(
    what_is_appended_is_there_once,
    events_say_who_is_who,
    writers_stand_in_line,
    quarantine_keeps_the_bad_ones,
    forgotten_customers_are_not_remembered,
);

pub fn event(n: u32) -> NewEvent {
    let mut message = [0; 16];
    message[..4].copy_from_slice(&n.wrapping_mul(0x9E37_79B9).to_be_bytes());
    message[4..8].copy_from_slice(&n.to_be_bytes());
    NewEvent {
        message,
        received_at: 1_000 + i64::from(n),
        source: 1,
        customer: Some(id(&format!("customer {}", n % 50))),
        body: format!("body {n}").into_bytes(),
        links: Vec::new(),
        traits: Vec::new(),
        problems: Vec::new(),
    }
}

fn bad(reason: &str, body: &str) -> Quarantined {
    Quarantined {
        received_at: 9,
        source: 1,
        message: Some([7; 16]),
        reason: reason.to_owned(),
        body: body.into(),
    }
}

async fn what_is_appended_is_there_once(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.append(&[], &[]).await.unwrap(), [false; 0]);
    let first: Vec<_> = (0..1_500).map(event).collect();
    assert!(records.append(&first, &[]).await.unwrap().iter().all(|new| *new));
    // A repeat of half of them, new ones, and one of the new ones twice in the same call.
    let second: Vec<_> = (750..2_000).map(event).chain([event(1_999)]).collect();
    let new = records.append(&second, &[]).await.unwrap();
    assert_eq!(new.iter().filter(|new| **new).count(), 500);
    assert!(!new[0] && new[750] && new[1_249] && !new[1_250]);

    let all = records.inbox(0, 10_000).await.unwrap();
    assert_eq!(all.len(), 2_000);
    for (n, row) in all.iter().enumerate() {
        let sent = event(n as u32);
        assert_eq!(
            (row.message, row.received_at, row.source, &row.body),
            (sent.message, sent.received_at, 1, &sent.body)
        );
        assert_eq!(records.find_keys(&[sent.customer.unwrap()]).await.unwrap(), [row.customer]);
    }
    assert_eq!(records.inbox(all[9].id, 5).await.unwrap(), all[10..15]);
    let size = records.inbox_size().await.unwrap();
    assert_eq!((size.rows, size.oldest, size.last_id), (2_000, Some(1_000), all[1_999].id));
    assert_eq!(size.bytes, all.iter().map(|row| row.body.len() as u64).sum::<u64>());
    assert_eq!(records.customer_count().await.unwrap(), 50);

    // What is history is no longer in the inbox, and its numbers do not come back.
    let batch = records.next_batch().await.unwrap();
    let through = all[1_989].id;
    let publication = Publication { batch_id: batch, inbox_through: Some(through), ..Publication::default() };
    records.publish(publication.clone()).await.unwrap();
    assert_eq!(records.inbox(0, 100).await.unwrap(), all[1_990..]);
    records.publish(Publication { inbox_through: Some(all[1_999].id), ..publication.clone() }).await.unwrap();
    assert_eq!(records.inbox_size().await.unwrap(), records::InboxSize::default());
    records.append(&[event(5_000)], &[]).await.unwrap();
    assert!(records.inbox(0, 9).await.unwrap()[0].id > all[1_999].id);
    let too_far = Publication { inbox_through: Some(1 << 40), ..publication };
    records.publish(too_far).await.unwrap_err();
    assert_eq!(records.inbox_size().await.unwrap().rows, 1);
    records.close().await;
}

async fn events_say_who_is_who(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let anonymous = OutsideId { space: "anonymous".to_owned(), id: "device".to_owned() };
    let named = |n, name: &str, time| NewEvent {
        customer: Some(id("anna")),
        traits: vec![NewTrait { name: "name".to_owned(), value: name.to_owned(), time, tie: 0 }],
        links: vec![NewLink {
            kept: id("anna"),
            other: anonymous.clone(),
            cause: Cause::Identify,
            time,
            tie: 0,
        }],
        ..event(n)
    };
    // The later statement arrives first, and two arrive together.
    records.append(&[named(1, "Anna B.", 30)], &[]).await.unwrap();
    records.append(&[named(2, "Anna", 10), named(3, "Anna A.", 20)], &[]).await.unwrap();
    records.append(&[named(1, "Nobody", 99)], &[]).await.unwrap();
    let keys = records.find_keys(&[id("anna"), anonymous]).await.unwrap();
    let (anna, device) = (keys[0].unwrap(), keys[1].unwrap());
    let traits = records.traits_of(&[anna, device]).await.unwrap();
    assert_eq!(traits.len(), 1);
    assert_eq!((&*traits[0].name, &*traits[0].value, traits[0].time), ("name", "Anna B.", 30));
    let links = records.links().await.unwrap();
    assert_eq!((links.len(), links[0].kept, links[0].other, links[0].time), (1, anna, device, 10));
    assert_eq!(records.check().await.unwrap(), [""; 0]);
    records.close().await;
}

async fn writers_stand_in_line(place: Place) {
    let (one, two) = (Records::open(&place).await.unwrap(), Records::open(&place).await.unwrap());
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let records = if n % 2 == 0 { one.clone() } else { two.clone() };
            // Every event is sent by two of them.
            tokio::spawn(async move {
                let mut new = 0;
                for group in 0..10 {
                    let start = (n / 2) * 100 + group * 10;
                    let events: Vec<_> = (start..start + 10).map(event).collect();
                    new += records.append(&events, &[]).await.unwrap().iter().filter(|new| **new).count();
                }
                new
            })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += task.await.unwrap();
    }
    let all = one.inbox(0, 10_000).await.unwrap();
    assert_eq!((new, all.len()), (400, 400), "each of 400 events was new once");
    assert!(all.is_sorted_by(|a, b| a.id < b.id));
    assert_eq!(one.customer_count().await.unwrap(), 50);
    one.close().await;
    two.close().await;
}

async fn quarantine_keeps_the_bad_ones(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let no_message = Quarantined { message: None, ..bad("no id", "{}") };
    let new = records.append(&[event(1)], &[bad("no event name", "{1}"), no_message.clone()]).await.unwrap();
    assert_eq!(new, [true]);
    // The sender sends its batch once more; the reason holds a sign PostgreSQL does not know.
    records.append(&[event(1)], &[bad("no event name", "{1}"), bad("a \0 in it", "{2}")]).await.unwrap();
    assert_eq!(records.quarantine_count().await.unwrap(), 3);
    let kept = records.quarantine(0, 10).await.unwrap();
    assert_eq!(kept[0].event, bad("no event name", "{1}"));
    assert_eq!(kept[1].event, no_message);
    assert_eq!(kept[2].event.reason, "a \u{2400} in it");
    assert_eq!(records.quarantine(kept[0].id, 1).await.unwrap(), kept[1..2]);
    assert_eq!(records.quarantine_get(kept[2].id).await.unwrap().as_ref(), Some(&kept[2]));
    assert_eq!(
        records.quarantine_remove(&[kept[0].id, 999], records::Removal::Discarded, 9).await.unwrap(),
        1
    );
    assert_eq!(records.quarantine_get(kept[0].id).await.unwrap(), None);
    records.close().await;
}

async fn forgotten_customers_are_not_remembered(place: Place) {
    let (server, command) = (Records::open(&place).await.unwrap(), Records::open(&place).await.unwrap());
    let batch = command.next_batch().await.unwrap();
    let key = command.keys_of(&[id("customer 1")], 1, Some(batch)).await.unwrap()[0];
    let new = crate::publishing::batch("orders");
    command
        .publish(Publication { batch: Some(new), batch_id: batch, ..Publication::default() })
        .await
        .unwrap();
    // The server knows the key by heart; its event has gone to history and away again.
    server.append(&[event(1)], &[]).await.unwrap();
    let through = server.inbox_size().await.unwrap().last_id;
    command
        .publish(Publication { batch_id: batch, inbox_through: Some(through), ..Publication::default() })
        .await
        .unwrap();
    command.undo(batch, &[key], 9).await.unwrap();
    assert_eq!(server.find_keys(&[id("customer 1")]).await.unwrap(), [None]);
    server.append(&[event(51)], &[]).await.unwrap();
    let row = &server.inbox(0, 9).await.unwrap()[0];
    assert_ne!(row.customer, Some(key));
    assert_eq!(server.find_keys(&[id("customer 1")]).await.unwrap(), [row.customer]);
    assert_eq!(server.check().await.unwrap(), [""; 0]);
    server.close().await;
    command.close().await;
}
