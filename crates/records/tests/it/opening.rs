//! Opening, migrating, refusing.

use records::{Place, Records, RecordsError, SCHEMA, State};
use sea_orm::{ConnectionTrait, Database};

use crate::{
    arrivals::event,
    identities::id,
    places::{Fresh, on_both, wait},
};

on_both!(
    an_older_schema_is_migrated,
    the_second_schema_gets_people_and_an_audit_log,
    a_newer_schema_is_refused,
    several_may_open_at_once,
    reading_only_does_not_write,
);

async fn an_older_schema_is_migrated(place: Place) {
    assert_eq!(Records::state(&place).await.unwrap(), State::Absent);
    let error = Records::open_read_only(&place).await.unwrap_err();
    assert!(matches!(error, RecordsError::Absent(_)), "{error}");

    let old = Records::open_at(&place, 1).await.unwrap();
    let key = old.keys_of(&[id("a")], 1, None).await.unwrap();
    old.append(&[event(1)], &[]).await.unwrap();
    let (folder, secret) = (old.folder_id().to_owned(), *old.secret());
    old.close().await;
    assert_eq!(Records::state(&place).await.unwrap(), State::Older { found: 1 });
    let error = Records::open_read_only(&place).await.unwrap_err();
    assert!(matches!(error, RecordsError::Older { found: 1, known: SCHEMA }), "{error}");

    let new = Records::open(&place).await.unwrap();
    assert_eq!(Records::state(&place).await.unwrap(), State::Current);
    assert_eq!((new.folder_id(), *new.secret()), (&*folder, secret));
    assert_eq!(new.keys_of(&[id("a")], 1, None).await.unwrap(), key);
    assert_eq!(new.inbox_size().await.unwrap().rows, 1);
    assert_eq!(new.links().await.unwrap(), []);
    new.close().await;
    Records::open_read_only(&place).await.unwrap().close().await;
}

async fn the_second_schema_gets_people_and_an_audit_log(place: Place) {
    let old = Records::open_at(&place, 2).await.unwrap();
    let (key, _) = old.add_key("intake", "shop", None, 1).await.unwrap();
    old.close().await;
    let new = Records::open(&place).await.unwrap();
    assert_eq!(new.keys().await.unwrap(), [key]);
    assert!(!new.has_owner().await.unwrap());
    let verdict = new.verify_audit(None).await.unwrap();
    assert!(verdict.holds() && verdict.entries == 0, "{verdict:?}");
    new.add_person(crate::people::new("ann@example.com", "owner"), &records::Actor::command(), 2)
        .await
        .unwrap();
    let verdict = new.verify_audit(None).await.unwrap();
    assert!(verdict.holds() && verdict.entries == 1, "{verdict:?}");
    assert_eq!(new.check().await.unwrap(), [""; 0]);
    new.close().await;
}

async fn a_newer_schema_is_refused(place: Place) {
    let records = Records::open(&place).await.unwrap();
    records.set_meta("schema", "1000").await.unwrap();
    records.close().await;
    assert_eq!(Records::state(&place).await.unwrap(), State::Newer { found: 1_000 });
    for error in
        [Records::open(&place).await.unwrap_err(), Records::open_read_only(&place).await.unwrap_err()]
    {
        let said = format!(
            "the records are of schema 1000, this program knows schemas up to {SCHEMA}: use the newer program that made them"
        );
        assert_eq!(error.to_string(), said);
    }
}

async fn several_may_open_at_once(place: Place) {
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let place = place.clone();
            tokio::spawn(async move {
                // PostgreSQL may refuse to make the same table twice at the same moment; one is enough.
                match Records::open(&place).await {
                    Ok(records) => Some(records.folder_id().to_owned()),
                    Err(error) => {
                        assert!(matches!(place, Place::Url(_)), "{error}");
                        None
                    }
                }
            })
        })
        .collect();
    let mut names = std::collections::HashSet::new();
    for task in tasks {
        names.extend(task.await.unwrap());
    }
    assert_eq!(names.len(), 1, "one folder was made");
}

async fn reading_only_does_not_write(place: Place) {
    let records = Records::open(&place).await.unwrap();
    records.append(&[event(1)], &[]).await.unwrap();
    let reader = Records::open_read_only(&place).await.unwrap();
    assert_eq!(reader.inbox_size().await.unwrap().rows, 1);
    assert!(matches!(reader.append(&[event(2)], &[]).await.unwrap_err(), RecordsError::ReadOnly));
    assert!(matches!(reader.set_meta("a", "b").await.unwrap_err(), RecordsError::ReadOnly));
    // It sees what is written after it was opened.
    records.append(&[event(3)], &[]).await.unwrap();
    assert_eq!(reader.inbox_size().await.unwrap().rows, 2);
    reader.close().await;
    records.close().await;
}

#[test]
fn what_was_committed_is_there_after_a_kill() {
    wait(async {
        let fresh = Fresh::sqlite();
        let records = Records::open(&fresh.place).await.unwrap();
        records.append(&[event(1), event(2)], &[]).await.unwrap();
        // Nothing is closed: file and log as a killed process leaves them, with and without the
        // shared index beside them.
        for left in
            [&["goodwill.db", "goodwill.db-wal"][..], &["goodwill.db", "goodwill.db-wal", "goodwill.db-shm"]]
        {
            let after = Fresh::sqlite();
            for name in left {
                std::fs::copy(fresh.folder().unwrap().join(name), after.folder().unwrap().join(name))
                    .unwrap();
            }
            assert_eq!(Records::state(&after.place).await.unwrap(), State::Current);
            let reader = Records::open_read_only(&after.place).await.unwrap();
            assert_eq!(reader.inbox_size().await.unwrap().rows, 2);
            reader.close().await;
            let again = Records::open(&after.place).await.unwrap();
            assert_eq!(again.append(&[event(2), event(3)], &[]).await.unwrap(), [false, true]);
            assert_eq!(again.check().await.unwrap(), [""; 0]);
            again.close().await;
        }
        records.close().await;
    });
}

#[test]
fn something_else_is_not_taken_for_records() {
    wait(async {
        let fresh = Fresh::sqlite();
        let Place::File(path) = &fresh.place else { unreachable!() };
        std::fs::write(path, b"customer,amount\n1,2\n".repeat(100)).unwrap();
        let error = Records::state(&fresh.place).await.unwrap_err();
        assert!(matches!(error, RecordsError::Damaged(_)), "{error}");
        Records::open(&fresh.place).await.unwrap_err();
        assert!(std::fs::read(path).unwrap().starts_with(b"customer,amount"), "it is left as it is");

        let other = Fresh::sqlite();
        let Place::File(path) = &other.place else { unreachable!() };
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared("create table meta (name text, value text)").await.unwrap();
        db.close().await.unwrap();
        let error = Records::open(&other.place).await.unwrap_err();
        assert!(matches!(error, RecordsError::Foreign(_)), "{error}");
    });
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    wait(async {
        let fresh = Fresh::sqlite();
        let records = Records::open(&fresh.place).await.unwrap();
        records.append(&[event(1)], &[]).await.unwrap();
        for file in std::fs::read_dir(fresh.folder().unwrap()).unwrap() {
            let file = file.unwrap();
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{:?} has mode {mode:o}", file.path());
        }
        records.close().await;
    });
}

#[test]
fn sqlite_is_as_durable_as_promised() {
    wait(async {
        let fresh = Fresh::sqlite();
        let records = Records::open(&fresh.place).await.unwrap();
        let settings = records.settings().await.unwrap();
        let expected =
            [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1")];
        for (name, value) in expected {
            assert_eq!(settings.iter().find(|one| one.0 == name).map(|one| &*one.1), Some(value), "{name}");
        }
        records.close().await;
    });
}

#[test]
fn a_place_is_shown_without_its_password() {
    let place = Place::Url("postgres://ann:s@cret@host:5432/db".to_owned());
    assert_eq!(place.to_string(), "postgres://ann@host:5432/db");
}
