//! Backup, and moving between databases.

use std::io;

use records::{
    Actor, Cause, Link, NewEvent, NewPerson, Place, PrivateText, Publication, Quarantined, Records,
    RecordsError, SeenProperty, Trait,
};

use crate::{
    arrivals::event,
    identities::id,
    places::{Fresh, on_both, wait},
    publishing::{batch, file},
};

on_both!(a_dump_loads_into_the_same, a_dump_of_an_older_schema_loads);

pub async fn filled(place: &Place) -> Records {
    let records = Records::open(place).await.unwrap();
    let number = records.next_batch().await.unwrap();
    let keys = records.keys_of(&[id("a"), id("ö\"\n")], 5, Some(number)).await.unwrap();
    let publication = Publication {
        batch: Some(batch("orders")),
        batch_id: number,
        add: vec![file("orders/2024-01/1-0.parquet", number)],
        private: vec![PrivateText {
            kind: "feedback".to_owned(),
            key: [3; 16],
            customer: Some(keys[0]),
            fields: vec![("text".to_owned(), "said".to_owned())],
        }],
        traits: vec![Trait {
            customer: keys[0],
            name: "name".to_owned(),
            value: "A".to_owned(),
            time: 1,
            tie: -4,
            batch: Some(number),
        }],
        links: vec![
            Link { kept: keys[0], other: keys[1], cause: Cause::Alias, time: 1, tie: 0, batch: None },
            Link {
                kept: keys[1],
                other: keys[0],
                cause: Cause::Identify,
                time: 1,
                tie: 0,
                batch: Some(number),
            },
        ],
        ..Publication::default()
    };
    records.publish(publication).await.unwrap();
    records.unlink(keys[1], keys[0], 3).await.unwrap();
    let nobody = NewEvent { customer: None, body: vec![0, 255, 7], ..event(7) };
    let bad =
        Quarantined { received_at: 1, source: 2, message: None, reason: "bad".to_owned(), body: vec![254] };
    records.append(&[event(1), event(2), nobody], &[bad]).await.unwrap();
    records.add_key("intake", "shop", Some("EUR"), 1).await.unwrap();
    let seen = SeenProperty {
        event: "e".to_owned(),
        property: "p".to_owned(),
        kind: "code".to_owned(),
        goes_to: "records".to_owned(),
        count: 3,
    };
    records.note_properties(&[seen]).await.unwrap();
    records
        .add_fit(records::NewFit {
            as_of: 1,
            fitted_at: 2,
            kind: "full".to_owned(),
            model: "m".to_owned(),
            parameters: "{}".to_owned(),
            summary: "{}".to_owned(),
        })
        .await
        .unwrap();
    records
        .allow_property(
            &records::AllowedProperty {
                event: "e".to_owned(),
                property: "p".to_owned(),
                kind: "code".to_owned(),
            },
            4,
        )
        .await
        .unwrap();
    let by = Actor::person(1);
    let person =
        NewPerson { email: "ann@example.com".to_owned(), role: "owner".to_owned(), ..NewPerson::default() };
    records.add_person(person, &by, 4).await.unwrap();
    records.add_api_key("reports", "values:read", &by, 4).await.unwrap();
    let events = ["import.finished".to_owned()];
    let hook = records.add_webhook("https://x.example/", &events, "whsec_1", &by, 4).await.unwrap();
    records.queue_test(hook.id, &by, 5).await.unwrap();
    records.add_segment("big", "orders:at-least:3", &by, 5).await.unwrap();
    records.add_note(keys[0], "likes tea", Some(1), &by, 5).await.unwrap();
    let scenario = crate::scenarios::named("centric");
    let kept = records.add_scenarios(&[scenario], &by, 5).await.unwrap().remove(0);
    let change = crate::scenarios::change(10.0, 12.5);
    records.change_scenario(kept.id, &kept.text, "name = 'other'", &change, &by, 6).await.unwrap();
    let means = records::Means { cash_minor: Some(5), credit_minor: 0, currency: None };
    records.set_means(&means, &by, 6).await.unwrap();
    let company = records::Company { name: "Ours".to_owned(), ..records::Company::default() };
    records.set_company(&company, &by, 5).await.unwrap();
    records
}

/// All lines, sorted: databases sort texts by different rules.
pub async fn lines(records: &Records) -> Vec<(String, Vec<u8>)> {
    let mut lines = Vec::new();
    records
        .dump(&mut |table, line| {
            lines.push((table.to_owned(), line.to_vec()));
            Ok(())
        })
        .await
        .unwrap();
    lines.sort();
    lines
}

fn reading(
    lines: &[(String, Vec<u8>)],
) -> Box<dyn Iterator<Item = io::Result<(String, Vec<u8>)>> + Send + '_> {
    Box::new(lines.iter().cloned().map(Ok))
}

async fn load(place: &Place, rows: &[(String, Vec<u8>)]) -> records::Result<Records> {
    Records::load(place, &mut *reading(rows)).await
}

/// What holds of a copy, whichever database it is in.
async fn is_a_copy(copy: &Records, of: &Records, dumped: &[(String, Vec<u8>)]) {
    assert_eq!(lines(copy).await, dumped);
    assert_eq!((copy.folder_id(), copy.secret()), (of.folder_id(), of.secret()));
    assert_eq!(copy.snapshot().await.unwrap(), of.snapshot().await.unwrap());
    assert_eq!(copy.check().await.unwrap(), [""; 0]);
    // It goes on where the other one stands.
    assert_eq!(copy.next_batch().await.unwrap(), 2);
    assert_eq!(copy.append(&[event(1), event(3)], &[]).await.unwrap(), [false, true]);
    assert_eq!(copy.find_keys(&[id("a")]).await.unwrap(), of.find_keys(&[id("a")]).await.unwrap());
}

async fn a_dump_loads_into_the_same(place: Place) {
    let records = filled(&place).await;
    let dumped = lines(&records).await;
    let tables: std::collections::BTreeSet<&str> = dumped.iter().map(|(table, _)| &**table).collect();
    assert_eq!(tables.len(), 25, "a line of every table: {tables:?}");
    let fresh = Fresh::sqlite();
    let copy = load(&fresh.place, &dumped).await.unwrap();
    is_a_copy(&copy, &records, &dumped).await;
    let error = load(&fresh.place, &dumped).await.unwrap_err();
    assert!(matches!(error, RecordsError::NotEmpty(_)), "{error}");
    copy.close().await;
    records.close().await;
}

/// A backup made before there were people is loaded, and goes on with them.
async fn a_dump_of_an_older_schema_loads(place: Place) {
    let fresh = Fresh::sqlite();
    let records = filled(&fresh.place).await;
    let later = [
        "person",
        "api_key",
        "audit",
        "webhook",
        "delivery",
        "segment",
        "note",
        "scenario",
        "scenario_change",
        "means",
    ];
    let older: Vec<_> = lines(&records)
        .await
        .into_iter()
        .filter(|(table, line)| {
            let line = String::from_utf8_lossy(line);
            let counter =
                later.iter().chain(&["one_time"]).any(|name| line.contains(&format!(r#"{{"name":"{name}""#)));
            !later.contains(&&**table) && !counter && !line.contains(r#"{"name":"audit""#)
        })
        .map(|(table, line)| {
            let line = String::from_utf8(line).unwrap();
            (table, line.replace(r#""schema","value":"4""#, r#""schema","value":"2""#).into_bytes())
        })
        .collect();
    let copy = load(&place, &older).await.unwrap();
    assert_eq!(copy.check().await.unwrap(), [""; 0]);
    copy.add_person(crate::people::new("ann@example.com", "owner"), &Actor::command(), 9).await.unwrap();
    assert!(copy.verify_audit(None).await.unwrap().holds());
    copy.close().await;
    records.close().await;
}

#[test]
fn sqlite_moves_to_postgres() {
    wait(async {
        let Some(there) = Fresh::postgres().await else { return };
        let here = Fresh::sqlite();
        let records = filled(&here.place).await;
        let dumped = lines(&records).await;
        let copy = load(&there.place, &dumped).await.unwrap();
        is_a_copy(&copy, &records, &dumped).await;
        copy.close().await;
        there.remove().await;
    });
}

#[test]
fn a_dump_that_cannot_be_understood_leaves_nothing() {
    wait(async {
        let fresh = Fresh::sqlite();
        let records = filled(&fresh.place).await;
        let dumped = lines(&records).await;
        let last = dumped.len() - 1;
        let spoilt = |at: usize, table: &str, line: &[u8]| {
            let mut lines = dumped.clone();
            lines[at] = (table.to_owned(), line.to_vec());
            lines
        };
        let newer: Vec<_> = dumped
            .iter()
            .map(|(table, line)| {
                let text = String::from_utf8(line.clone()).unwrap();
                (
                    table.clone(),
                    text.replace(r#"{"name":"schema","value":"4"}"#, r#"{"name":"schema","value":"99"}"#)
                        .into_bytes(),
                )
            })
            .collect();
        let no_meta: Vec<_> = dumped.iter().filter(|(table, _)| table != "meta").cloned().collect();
        let cases = [
            (spoilt(last, "elsewhere", b"{}"), "there is no table"),
            (spoilt(last, "unlinked", b"{\"kept\":1}"), "missing field"),
            (spoilt(last, "unlinked", b"{"), "EOF"),
            (no_meta, "of which schema"),
            (newer, "schema 99"),
        ];
        for (lines, why) in cases {
            let fresh = Fresh::sqlite();
            let error = load(&fresh.place, &lines).await.unwrap_err();
            assert!(error.to_string().contains(why), "{error} – {why}");
            assert_eq!(Records::state(&fresh.place).await.unwrap(), records::State::Absent);
        }
    });
}
