//! Scenarios, their changes, and what cash and credit there is.

use records::{
    Actor, AuditFilter, KeptMeans, KeptScenario, MOST_SCENARIOS, Means, NewScenario, NumberChange, Place,
    Records, RecordsError,
};
use serde_json::json;

use crate::places::on_both;

on_both!(
    scenarios_are_kept_changed_and_removed,
    a_change_tells_who_and_why,
    reasons_go_with_their_scenario,
    a_change_of_what_was_changed_in_between_is_refused,
    names_are_taken_once_and_all_are_kept_or_none,
    what_cash_there_is_is_one_row,
    the_third_schema_gets_scenarios,
);

/// A scenario of this name.
pub fn named(name: &str) -> NewScenario {
    NewScenario { name: name.to_owned(), text: format!("name = '{name}'"), start: Some("2026-01".to_owned()) }
}

/// A change of the new customers a month.
pub fn change(before: f64, after: f64) -> NumberChange {
    NumberChange {
        quantity: "retention.Ann's stage".to_owned(),
        noted_as: "retention.1".to_owned(),
        before: json!({ "value": before }),
        after: json!({ "value": after }),
        reason: "Ann counted again".to_owned(),
    }
}

async fn log(records: &Records) -> Vec<(String, String, String)> {
    let entries = records.audit_page(None, 100, &AuditFilter::default()).await.unwrap();
    entries.into_iter().map(|e| (e.action, e.subject, e.detail)).collect()
}

async fn scenarios_are_kept_changed_and_removed(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.scenarios().await.unwrap(), []);
    let by = Actor::person(3);
    let kept = records.add_scenarios(&[named("focused"), named("centric")], &by, 7).await.unwrap();
    let ids: Vec<i64> = kept.iter().map(|s| s.id).collect();
    assert_eq!(ids, [1, 2]);
    assert_eq!(records.scenarios().await.unwrap(), kept);
    let first = KeptScenario {
        id: 1,
        name: "focused".to_owned(),
        text: "name = 'focused'".to_owned(),
        start: Some("2026-01".to_owned()),
        created_by: "person:3".to_owned(),
        created_at: 7,
        changed_by: "person:3".to_owned(),
        changed_at: 7,
    };
    assert_eq!(kept[0], first);
    records
        .change_scenario(1, &first.text, "name = 'x'", &change(1.0, 2.0), &Actor::key(4), 9)
        .await
        .unwrap();
    let changed = KeptScenario {
        text: "name = 'x'".to_owned(),
        changed_by: "key:4".to_owned(),
        changed_at: 9,
        ..first
    };
    assert_eq!(records.scenarios().await.unwrap()[0], changed);
    assert!(records.remove_scenario(2, &by, 10).await.unwrap());
    assert!(!records.remove_scenario(2, &by, 10).await.unwrap());
    let left: Vec<i64> = records.scenarios().await.unwrap().iter().map(|s| s.id).collect();
    assert_eq!(left, [1]);
    // A name that is free again may be taken; the number is another one.
    assert_eq!(records.add_scenarios(&[named("centric")], &by, 11).await.unwrap()[0].id, 3);
    records.close().await;
}

async fn a_change_tells_who_and_why(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(3);
    let kept = records.add_scenarios(&[named("a")], &by, 1).await.unwrap().remove(0);
    records.change_scenario(1, &kept.text, "second", &change(0.1, 1.0 / 3.0), &by, 2).await.unwrap();
    records.change_scenario(1, "second", "third", &change(0.2, 0.25), &Actor::person(4), 3).await.unwrap();
    let found = records.scenario_changes(1, 10).await.unwrap();
    let told: Vec<_> =
        found.iter().map(|c| (&*c.changed_by, c.changed_at, &*c.quantity, &*c.reason)).collect();
    let (quantity, reason) = ("retention.Ann's stage", "Ann counted again");
    assert_eq!(told, [("person:4", 3, quantity, reason), ("person:3", 2, quantity, reason)]);
    assert_eq!(found[1].before["value"].as_f64(), Some(0.1));
    assert_eq!(records.scenario_changes(1, 1).await.unwrap().len(), 1);
    assert_eq!(records.scenario_changes(2, 10).await.unwrap(), []);

    // The log says what was changed from what to what, and nothing that somebody wrote.
    let log = log(&records).await;
    let changed: Vec<_> = log.iter().filter(|(action, ..)| action == "scenario.changed").collect();
    assert_eq!(changed.len(), 2);
    for (_, subject, detail) in &log {
        assert!(!detail.contains("Ann") && !subject.contains("Ann"), "{subject} {detail}");
    }
    assert!(changed.iter().all(|(_, subject, detail)| subject == "scenario:1"
        && detail.contains("retention.1")
        && detail.contains("from")));
    assert!(records.verify_audit(None).await.unwrap().holds());
    records.close().await;
}

async fn reasons_go_with_their_scenario(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(3);
    let kept = records.add_scenarios(&[named("a"), named("b")], &by, 1).await.unwrap();
    for one in &kept {
        records.change_scenario(one.id, &one.text, "second", &change(1.0, 2.0), &by, 2).await.unwrap();
    }
    assert!(records.remove_scenario(1, &by, 3).await.unwrap());
    assert_eq!(records.scenario_changes(1, 10).await.unwrap(), []);
    assert_eq!(records.scenario_changes(2, 10).await.unwrap().len(), 1, "the other one's stay");
    // The log still says that it was changed, without the reason.
    let log = log(&records).await;
    assert!(log.iter().any(|(action, subject, _)| action == "scenario.changed" && subject == "scenario:1"));
    assert!(records.verify_audit(None).await.unwrap().holds());
    records.close().await;
}

async fn a_change_of_what_was_changed_in_between_is_refused(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(3);
    records.add_scenarios(&[named("a")], &by, 1).await.unwrap();
    let error = records.change_scenario(1, "older", "new", &change(1.0, 2.0), &by, 2).await.unwrap_err();
    assert!(matches!(error, RecordsError::Taken(_)), "{error}");
    let error = records.change_scenario(9, "older", "new", &change(1.0, 2.0), &by, 2).await.unwrap_err();
    assert!(matches!(error, RecordsError::NotThere(_)), "{error}");
    assert_eq!(records.scenario_changes(1, 10).await.unwrap(), []);
    assert_eq!(log(&records).await.len(), 1, "what was refused is not noted");
    records.close().await;
}

async fn names_are_taken_once_and_all_are_kept_or_none(place: Place) {
    let records = Records::open(&place).await.unwrap();
    let by = Actor::person(3);
    records.add_scenarios(&[named("a")], &by, 1).await.unwrap();
    let error = records.add_scenarios(&[named("b"), named("a")], &by, 1).await.unwrap_err();
    assert!(matches!(error, RecordsError::Taken(_)), "{error}");
    assert_eq!(records.scenarios().await.unwrap().len(), 1);
    let many: Vec<NewScenario> = (1..MOST_SCENARIOS).map(|n| named(&format!("n{n}"))).collect();
    records.add_scenarios(&many, &by, 1).await.unwrap();
    let error = records.add_scenarios(&[named("one more")], &by, 1).await.unwrap_err();
    assert!(matches!(error, RecordsError::TooMany(_)), "{error}");
    records.close().await;
}

async fn what_cash_there_is_is_one_row(place: Place) {
    let records = Records::open(&place).await.unwrap();
    assert_eq!(records.means().await.unwrap(), None);
    let means =
        Means { cash_minor: Some(50_000_000), credit_minor: 20_000_000, currency: Some("EUR".to_owned()) };
    records.set_means(&means, &Actor::person(3), 4).await.unwrap();
    let kept = KeptMeans { means, said_by: "person:3".to_owned(), said_at: 4 };
    assert_eq!(records.means().await.unwrap(), Some(kept));
    let nothing = Means { cash_minor: None, credit_minor: 0, currency: None };
    let kept = records.set_means(&nothing, &Actor::person(4), 5).await.unwrap();
    assert_eq!(records.means().await.unwrap(), Some(kept));
    let log = log(&records).await;
    assert_eq!(log.iter().filter(|(action, ..)| action == "means.changed").count(), 2);
    assert!(log.iter().any(|(_, _, detail)| detail.contains("50000000") && detail.contains("null")));
    records.close().await;
}

async fn the_third_schema_gets_scenarios(place: Place) {
    let old = Records::open_at(&place, 3).await.unwrap();
    old.add_segment("big", "orders:at-least:3", &Actor::person(1), 1).await.unwrap();
    old.close().await;
    let new = Records::open(&place).await.unwrap();
    assert_eq!(new.segments().await.unwrap().len(), 1);
    assert_eq!(new.means().await.unwrap(), None);
    new.add_scenarios(&[named("a")], &Actor::person(1), 2).await.unwrap();
    assert!(new.verify_audit(None).await.unwrap().holds());
    assert_eq!(new.check().await.unwrap(), [""; 0]);
    new.close().await;
}
