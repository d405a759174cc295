//! The audit log, and everything one can do to it behind the program's back.

use records::{Actor, AuditFilter, Company, Place, Records, Retention, Swept};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{checks::behind, people::new, places::on_both, publishing::batch};

on_both!(
    what_was_done_is_found_again,
    whatever_is_done_to_the_log_is_noticed,
    an_old_log_is_cut_at_its_beginning_and_holds,
    what_was_done_before_is_noted_too,
);

const DAY: i64 = 86_400 * 1_000_000;

async fn written(place: &Place, entries: i64) -> Records {
    let records = Records::open(place).await.unwrap();
    for n in 1..=entries {
        let subject = format!("batch:{n}");
        records
            .audit(&Actor::person(n), "import.published", &subject, json!({ "rows": n }), n)
            .await
            .unwrap();
    }
    records
}

async fn what_was_done_is_found_again(place: Place) {
    let records = written(&place, 5).await;
    records.audit(&Actor::person(10), "export.written", "", json!({}), 6).await.unwrap();
    records.audit(&Actor::server(), "retention.swept", "", json!({}), 7).await.unwrap();
    let page = async |before, limit, actor: &str, action: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let filter = AuditFilter { actor: some(actor), action: some(action) };
        let entries = records.audit_page(before, limit, &filter).await.unwrap();
        entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 3, "", "").await, [7, 6, 5]);
    assert_eq!(page(Some(5), 3, "", "").await, [4, 3, 2]);
    assert_eq!(page(None, 9, "person:1", "").await, [1], "and not person:10");
    assert_eq!(page(None, 9, "person", "").await, [6, 5, 4, 3, 2, 1]);
    assert_eq!(page(None, 9, "server", "").await, [7]);
    assert_eq!(page(None, 9, "", "import").await, [5, 4, 3, 2, 1]);
    assert_eq!(page(None, 9, "", "import.published").await, [5, 4, 3, 2, 1]);
    assert_eq!(page(None, 9, "", "imp").await, [0; 0]);
    let verdict = records.verify_audit(None).await.unwrap();
    assert!(verdict.holds() && verdict.entries == 7 && verdict.knows_head.is_none(), "{verdict:?}");
    // A head that was noted earlier stays in the chain.
    let earlier = records.audit_page(Some(4), 1, &AuditFilter::default()).await.unwrap()[0].digest;
    assert!(records.verify_audit(Some(earlier)).await.unwrap().holds());
    assert!(!records.verify_audit(Some([1; 32])).await.unwrap().holds());
    records.close().await;
}

async fn whatever_is_done_to_the_log_is_noticed(place: Place) {
    written(&place, 6).await.close().await;
    let keep = "create table kept as select * from audit";
    let keep_ends = "create table kept_ends as select * from meta where name = 'audit'";
    let db = behind(&place).await;
    db.execute_unprepared(keep).await.unwrap();
    db.execute_unprepared(keep_ends).await.unwrap();
    db.close().await.unwrap();
    let faults: [(&str, i64, &str); 13] = [
        ("update audit set actor = 'person:9' where id = 3", 3, "entry 3 does not agree"),
        ("update audit set action = 'x.y' where id = 3", 3, "entry 3 does not agree"),
        ("update audit set subject = '' where id = 3", 3, "entry 3 does not agree"),
        ("update audit set detail = '{}' where id = 6", 6, "entry 6 does not agree"),
        ("update audit set at = at + 1 where id = 1", 1, "entry 1 does not agree"),
        ("update audit set digest = (select digest from kept where id = 2) where id = 4", 4, "entry 4"),
        ("delete from audit where id = 1", 1, "entry 1 is missing"),
        ("delete from audit where id = 4", 4, "entry 4 is missing"),
        ("delete from audit where id > 4", 5, "entries 5 to 6 are missing"),
        ("delete from audit", 1, "entries 1 to 6 are missing"),
        // Two change places; a gap in the middle is closed by moving the rest up.
        (
            "update audit set id = case id when 2 then 103 when 3 then 102 else id end;
             update audit set id = id - 100 where id > 100",
            2,
            "entry 2 does not agree",
        ),
        ("delete from audit where id = 3; update audit set id = id - 1 where id > 3", 3, "entry 3 does not"),
        // The end is cut off and the ends are made to fit without the seal.
        (
            "delete from audit where id = 6; update meta set value = replace(value, ' 6 ', ' 5 ') where name = 'audit'",
            6,
            "the seal",
        ),
    ];
    for (change, at, why) in faults {
        let db = behind(&place).await;
        for statement in change.split(';') {
            db.execute_unprepared(statement).await.unwrap();
        }
        db.close().await.unwrap();
        let records = Records::open(&place).await.unwrap();
        let verdict = records.verify_audit(None).await.unwrap();
        assert_eq!(verdict.first_broken, Some(at), "{change}: {verdict:?}");
        assert!(verdict.why.as_deref().unwrap().contains(why), "{change}: {verdict:?}");
        assert!(records.check().await.unwrap().iter().any(|said| said.contains("audit log")), "{change}");
        // It goes on after that, and what was broken stays broken.
        records.audit(&Actor::server(), "a.b", "", json!({}), 9).await.unwrap();
        assert!(!records.verify_audit(None).await.unwrap().holds(), "healed by itself after {change}");
        records.close().await;
        let db = behind(&place).await;
        db.execute_unprepared("delete from audit").await.unwrap();
        db.execute_unprepared("insert into audit select * from kept").await.unwrap();
        db.execute_unprepared("delete from meta where name = 'audit'").await.unwrap();
        let records = Records::open(&place).await.unwrap();
        assert!(!records.verify_audit(None).await.unwrap().holds(), "without its ends");
        db.execute_unprepared("insert into meta select * from kept_ends").await.unwrap();
        db.close().await.unwrap();
        assert!(records.verify_audit(None).await.unwrap().holds(), "put back after {change}");
        records.close().await;
    }
}

async fn an_old_log_is_cut_at_its_beginning_and_holds(place: Place) {
    let records = Records::open(&place).await.unwrap();
    for day in 0..10 {
        records.audit(&Actor::server(), "a.b", "", json!({}), day * 100 * DAY).await.unwrap();
    }
    let head = records.verify_audit(None).await.unwrap().head;
    let now = 950 * DAY;
    let mut company = Company::default();
    assert_eq!(records.sweep_retention(now).await.unwrap(), Swept::default(), "for ever");
    // Ten days are no year: it is kept a year at least.
    company.retention = Retention { audit_days: 10, ..Retention::default() };
    records.set_company(&company, &Actor::command(), now).await.unwrap();
    let swept = records.sweep_retention(now).await.unwrap();
    assert_eq!(swept.audit, 6, "those of the days 0 to 500");
    let verdict = records.verify_audit(Some(head)).await.unwrap();
    assert!(verdict.holds(), "{verdict:?}");
    assert_eq!(verdict.entries, 4 + 2, "the company's change and the sweep are noted");
    assert_eq!(records.sweep_retention(now).await.unwrap().audit, 0);
    records.close().await;
    // What is kept cannot be cut further by hand.
    let db = behind(&place).await;
    db.execute_unprepared("delete from audit where id = 7").await.unwrap();
    db.close().await.unwrap();
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.verify_audit(None).await.unwrap().first_broken, Some(7));
    // Nothing is taken from a log that does not hold.
    assert_eq!(records.sweep_retention(now * 3).await.unwrap().audit, 0);
    records.close().await;
}

async fn what_was_done_before_is_noted_too(place: Place) {
    let records = Records::open(&place).await.unwrap().by(Actor::person(4));
    let number = records.next_batch().await.unwrap();
    let publication =
        records::Publication { batch: Some(batch("orders")), batch_id: number, ..Default::default() };
    records.publish(publication).await.unwrap();
    records.undo(number, &[], 8).await.unwrap();
    let (key, _) = records.add_key("intake", "shop", None, 9).await.unwrap();
    records.set_key_currency(key.id, "EUR", 10).await.unwrap();
    records.revoke_key(key.id, 11).await.unwrap();
    // What does nothing is not noted.
    records.revoke_key(key.id, 12).await.unwrap();
    records.unlink(1, 2, 12).await.unwrap();
    records.forget_property("a", "b", 12).await.unwrap();
    records.add_person(new("Secret.Name@example.com", "owner"), &Actor::command(), 13).await.unwrap();
    let entries = records.audit_page(None, 100, &AuditFilter::default()).await.unwrap();
    let noted: Vec<String> = entries
        .iter()
        .rev()
        .map(|entry| format!("{} {} {} {}", entry.at, entry.actor, entry.action, entry.subject))
        .collect();
    assert_eq!(
        noted,
        [
            "77 person:4 import.published batch:1",
            "8 person:4 import.undone batch:1",
            "9 person:4 write-key.made write-key:1",
            "10 person:4 write-key.currency write-key:1",
            "11 person:4 write-key.revoked write-key:1",
            "13 command person.added person:1",
        ]
    );
    let all = format!("{entries:?}").to_lowercase();
    assert!(!all.contains("secret.name") && !all.contains("old.csv") && !all.contains("shop"), "{all}");
    records.close().await;
}
