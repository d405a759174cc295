//! Webhooks and what they are told; segments, notes, the company.

use records::{
    Actor, Attempt, Company, DeliveryState, NewFit, Place, Publication, Quarantined, Records, RecordsError,
    Retention,
};

use crate::{places::on_both, publishing::batch};

on_both!(
    what_happens_is_told_to_those_who_want_it,
    a_try_ends_in_one_of_three_ways,
    a_secret_is_replaced_and_shown_to_nobody,
    quarantine_is_told_once_for_many,
    segments_are_kept,
    notes_are_kept_and_deleted,
    the_company_says_what_it_is,
    what_is_due_is_deleted,
);

const DAY: i64 = 86_400 * 1_000_000;

async fn hook(records: &Records, events: &[&str]) -> i64 {
    let events: Vec<String> = events.iter().map(|event| (*event).to_owned()).collect();
    let by = Actor::command();
    records.add_webhook("https://x.example/", &events, "whsec_secret", &by, 1).await.unwrap().id
}

async fn what_happens_is_told_to_those_who_want_it(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let both = hook(&records, &["import.finished", "import.undone"]).await;
    let fits = hook(&records, &["values.fitted"]).await;
    let off = hook(&records, &["import.finished"]).await;
    let by = Actor::command();
    let url = "https://x.example/";
    assert!(records.change_webhook(off, url, &["import.finished".to_owned()], false, &by, 2).await.unwrap());
    let number = records.next_batch().await.unwrap();
    let publication =
        Publication { batch: Some(batch("orders")), batch_id: number, ..Publication::default() };
    // What did not happen is not told.
    let refused = Publication { expect_generation: Some(9), ..publication.clone() };
    assert!(matches!(records.publish(refused).await, Err(RecordsError::Changed)));
    assert_eq!(records.next_delivery_at().await.unwrap(), None);
    records.publish(publication).await.unwrap();
    records.undo(number, &[], 80).await.unwrap();
    for kind in ["refresh", "full"] {
        let fit = NewFit {
            as_of: 1,
            fitted_at: 81,
            kind: kind.to_owned(),
            model: "bg_nbd".to_owned(),
            parameters: "{}".to_owned(),
            summary: "{}".to_owned(),
        };
        records.add_fit(fit).await.unwrap();
    }
    let told = records.deliveries(both, None, 9).await.unwrap();
    let bodies: Vec<&str> = told.iter().map(|told| &*told.body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"type":"import.undone","timestamp":"1970-01-01T00:00:00Z","data":{"import":1}}"#,
            r#"{"type":"import.finished","timestamp":"1970-01-01T00:00:00Z","data":{"import":1,"kind":"orders","rows":10,"new":4,"updated":3,"unchanged":2,"rejected":1}}"#,
        ]
    );
    assert_ne!(told[0].message, told[1].message);
    assert_eq!(records.deliveries(both, Some(told[0].id), 9).await.unwrap(), told[1..]);
    let fitted = records.deliveries(fits, None, 9).await.unwrap();
    assert_eq!(fitted.len(), 1, "a refresh is no news");
    assert_eq!(records.deliveries(off, None, 9).await.unwrap(), []);
    let due = records.due_deliveries(77, 9).await.unwrap();
    assert_eq!(due.iter().map(|due| &*due.delivery.event).collect::<Vec<_>>(), ["import.finished"]);
    assert_eq!(due[0].url, url);
    assert_eq!(records.due_deliveries(81, 9).await.unwrap().len(), 3);
    assert!(records.delete_webhook(both, &by, 90).await.unwrap());
    assert!(!records.delete_webhook(both, &by, 90).await.unwrap());
    assert_eq!(records.due_deliveries(81, 9).await.unwrap().len(), 1);
    assert_eq!(records.check().await.unwrap().len(), 0, "nothing is left of it");
    records.close().await;
}

async fn a_try_ends_in_one_of_three_ways(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::server();
    let id = hook(&records, &["a.b"]).await;
    for at in 1..=3 {
        assert_eq!(records.queue_delivery("a.b", &serde_json::json!({ "n": at }), at).await.unwrap(), 1);
    }
    let of = async |n: usize| {
        let mut told = records.deliveries(id, None, 9).await.unwrap();
        told.reverse();
        told.swap_remove(n)
    };
    let fails = Attempt::Failed { status: Some(500), why: "x".repeat(9_000), again_at: Some(50) };
    records.note_attempt(of(0).await.id, &fails, &by, 10).await.unwrap();
    let told = of(0).await;
    assert_eq!((told.state, told.attempts, told.next_at), (DeliveryState::Waiting, 1, Some(50)));
    assert_eq!((told.last_at, told.last_status), (Some(10), Some(500)));
    assert_eq!(told.last_error.unwrap().len(), 500, "what the other side says is cut");
    assert_eq!(records.next_delivery_at().await.unwrap(), Some(2));
    records.note_attempt(told.id, &Attempt::Delivered { status: 204 }, &by, 50).await.unwrap();
    let told = of(0).await;
    assert_eq!((told.state, told.attempts, told.next_at), (DeliveryState::Delivered, 2, None));
    assert_eq!(told.last_error, None);
    let last = Attempt::Failed { status: None, why: "nobody answers".to_owned(), again_at: None };
    records.note_attempt(of(1).await.id, &last, &by, 60).await.unwrap();
    assert_eq!(of(1).await.state, DeliveryState::Failed);
    // Gone: it is switched off, and what waits is given up.
    records.queue_delivery("a.b", &serde_json::json!({}), 70).await.unwrap();
    records.note_attempt(of(2).await.id, &Attempt::Gone { status: 410 }, &by, 80).await.unwrap();
    let hook = records.webhook(id).await.unwrap().unwrap();
    assert_eq!(
        (hook.disabled_at, hook.disabled_why.as_deref()),
        (Some(80), Some("the server answered 410: gone"))
    );
    assert_eq!((of(2).await.state, of(3).await.state), (DeliveryState::Failed, DeliveryState::Failed));
    assert_eq!(records.next_delivery_at().await.unwrap(), None);
    assert_eq!(records.queue_delivery("a.b", &serde_json::json!({}), 90).await.unwrap(), 0);
    // Switched on again it is told from then on.
    let events = ["a.b".to_owned()];
    records.change_webhook(id, "https://x.example/", &events, true, &by, 95).await.unwrap();
    assert_eq!(records.queue_delivery("a.b", &serde_json::json!({}), 96).await.unwrap(), 1);
    records.close().await;
}

async fn a_secret_is_replaced_and_shown_to_nobody(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::command();
    let id = hook(&records, &["a.b"]).await;
    assert!(records.rotate_secret(id, "whsec_newer", 100, &by, 10).await.unwrap());
    let secret = records.webhook_secret(id, 99).await.unwrap().unwrap();
    assert_eq!(
        (&*secret.secret, secret.before.clone()),
        ("whsec_newer", Some(("whsec_secret".to_owned(), 100)))
    );
    assert_eq!(records.webhook_secret(id, 100).await.unwrap().unwrap().before, None, "a day later");
    assert!(!records.rotate_secret(99, "x", 100, &by, 10).await.unwrap());
    assert!(!format!("{secret:?}").contains("newer"));
    let entries = records.audit_page(None, 9, &records::AuditFilter::default()).await.unwrap();
    assert!(!format!("{entries:?}").contains("whsec"));
    let test = records.queue_test(id, &by, 11).await.unwrap();
    assert_eq!(test.event, "webhook.test");
    assert!(matches!(records.queue_test(99, &by, 11).await, Err(RecordsError::NotThere(_))));
    for _ in 1..50 {
        hook(&records, &["a.b"]).await;
    }
    let one_more = records.add_webhook("https://x.example/", &[], "s", &by, 12).await;
    assert!(matches!(one_more, Err(RecordsError::TooMany(_))), "{one_more:?}");
    records.close().await;
}

async fn quarantine_is_told_once_for_many(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let id = hook(&records, &["quarantine.added"]).await;
    let bad = |n: u8, at: i64| Quarantined {
        received_at: at,
        source: 1,
        message: None,
        reason: "bad".to_owned(),
        body: vec![n],
    };
    records.append(&[], &[bad(1, 100), bad(2, 100)]).await.unwrap();
    records.append(&[], &[bad(3, 200)]).await.unwrap();
    records.append(&[], &[bad(3, 300)]).await.unwrap();
    let told = records.deliveries(id, None, 9).await.unwrap();
    assert_eq!(told.len(), 1, "one stands for all that follow");
    assert!(told[0].body.contains(r#""data":{"from":1}"#), "{}", told[0].body);
    assert_eq!(told[0].next_at, Some(100 + 60_000_000), "after a minute");
    let done = Attempt::Delivered { status: 200 };
    records.note_attempt(told[0].id, &done, &Actor::server(), 500).await.unwrap();
    records.append(&[], &[bad(3, 600)]).await.unwrap();
    assert_eq!(records.deliveries(id, None, 9).await.unwrap().len(), 1, "the same once more is no news");
    records.append(&[], &[bad(4, 700)]).await.unwrap();
    assert_eq!(records.deliveries(id, None, 9).await.unwrap().len(), 2);
    records.close().await;
}

async fn segments_are_kept(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(2);
    let one = records.add_segment(" big ", "orders:at-least:3", &by, 1).await.unwrap();
    let other = records.add_segment("new", "", &by, 2).await.unwrap();
    assert_eq!((&*one.name, &*one.created_by), ("big", "person:2"));
    assert_eq!(records.segments().await.unwrap(), [one.clone(), other.clone()]);
    assert_eq!(records.segments_page(Some(one.id), 9).await.unwrap(), [other]);
    assert!(records.change_segment(one.id, "bigger", "orders:at-least:4", &by, 3).await.unwrap());
    assert!(!records.change_segment(9, "x", "", &by, 3).await.unwrap());
    let changed = records.segment(one.id).await.unwrap().unwrap();
    assert_eq!((&*changed.name, &*changed.filter, changed.changed_at), ("bigger", "orders:at-least:4", 3));
    assert!(records.delete_segment(one.id, &by, 4).await.unwrap());
    assert!(!records.delete_segment(one.id, &by, 4).await.unwrap());
    assert_eq!(records.segment(one.id).await.unwrap(), None);
    records.close().await;
}

async fn notes_are_kept_and_deleted(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(2);
    let one = records.add_note(7, "likes t\0ea", Some(2), &by, 1).await.unwrap();
    let other = records.add_note(8, "<b>", None, &by, 2).await.unwrap();
    records.add_note(9, "elsewhere", None, &by, 2).await.unwrap();
    assert_eq!(one.text, "likes t\u{2400}ea");
    assert_eq!(records.notes_of(&[7, 8], None, 9).await.unwrap(), [other.clone(), one.clone()]);
    assert_eq!(records.notes_of(&[7, 8], Some(other.id), 9).await.unwrap(), std::slice::from_ref(&one));
    assert!(records.delete_note(one.id, &by, 3).await.unwrap());
    assert!(!records.delete_note(one.id, &by, 4).await.unwrap());
    assert_eq!(records.notes_of(&[7, 8], None, 9).await.unwrap(), [other]);
    let gone = records.note(one.id).await.unwrap().unwrap();
    assert_eq!((&*gone.text, gone.deleted_at), ("", Some(3)));
    let entries = records.audit_page(None, 9, &records::AuditFilter::default()).await.unwrap();
    assert!(!format!("{entries:?}").contains("likes"), "the log holds no text of a note");
    records.close().await;
}

async fn the_company_says_what_it_is(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.company().await.unwrap(), Company::default());
    let company = Company {
        name: "Ours & Co".to_owned(),
        currency: Some("HUF".to_owned()),
        margin: Some(0.3),
        fiscal_year_month: 4,
        ..Company::default()
    };
    records.set_company(&company, &Actor::person(1), 5).await.unwrap();
    assert_eq!(records.company().await.unwrap(), company);
    let entry = &records.audit_page(None, 1, &records::AuditFilter::default()).await.unwrap()[0];
    assert_eq!(
        entry.detail,
        r#"{"name":"changed","currency":{"from":null,"to":"HUF"},"margin":{"from":null,"to":0.3},"fiscal_year_month":{"from":1,"to":4}}"#
    );
    // A field a later program adds has what is usual.
    records.set_meta("company", r#"{"discount":0.2}"#).await.unwrap();
    assert_eq!(records.company().await.unwrap(), Company { discount: 0.2, ..Company::default() });
    records.close().await;
}

async fn what_is_due_is_deleted(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let id = hook(&records, &["a.b"]).await;
    let retention = Retention { quarantine_days: 10, deliveries_days: 20, ..Retention::default() };
    let by = Actor::command();
    records.set_company(&Company { retention, ..Company::default() }, &by, 0).await.unwrap();
    let bad = |n: u8, at: i64| Quarantined {
        received_at: at,
        source: 1,
        message: None,
        reason: "bad".to_owned(),
        body: vec![n],
    };
    records.append(&[], &[bad(1, 0), bad(2, 5 * DAY), bad(3, 15 * DAY)]).await.unwrap();
    for at in [0, 0, 10 * DAY] {
        records.queue_delivery("a.b", &serde_json::json!({}), at).await.unwrap();
    }
    for told in records.deliveries(id, None, 9).await.unwrap() {
        if told.id != 1 {
            let done = Attempt::Delivered { status: 200 };
            records.note_attempt(told.id, &done, &by, told.created_at).await.unwrap();
        }
    }
    let swept = records.sweep_retention(21 * DAY).await.unwrap();
    assert_eq!((swept.quarantine, swept.deliveries, swept.audit), (2, 1, 0));
    assert_eq!(records.quarantine(0, 9).await.unwrap().len(), 1);
    let left: Vec<i64> = records.deliveries(id, None, 9).await.unwrap().iter().map(|told| told.id).collect();
    assert_eq!(left, [3, 1], "what still waits is kept however old it is");
    records.close().await;
}
