//! A data folder whose records are in PostgreSQL, from the first key to a move to SQLite and back.
//! Skipped, and said so, unless `GOODWILL_TEST_POSTGRES` names a server (`.ci/postgres start`).

use std::{
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{CUSTOMERS, FEEDBACK, ORDERS, Place};
use crate::serving::{Serving, batch, post, token_in};

/// A database of its own; gone when dropped.
struct Database {
    server: String,
    name: String,
}

impl Database {
    /// An empty one on the server of the tests, if there is one.
    fn new() -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("GOODWILL_TEST_POSTGRES") else {
            println!(
                "skipped: PostgreSQL, because GOODWILL_TEST_POSTGRES names no server (.ci/postgres start)"
            );
            return None;
        };
        let name = format!("folder_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name };
        let made = database.tells(&format!("create database {}", database.name));
        assert!(made, "psql could not make a database on {}", database.server);
        Some(database)
    }

    fn url(&self) -> String {
        let (start, _) = self.server.rsplit_once('/').expect("postgres://user@host:port/database");
        format!("{start}/{}", self.name)
    }

    fn tells(&self, sql: &str) -> bool {
        let psql = Command::new("psql").args(["-X", "-q", "-c", sql, &self.server]).output();
        psql.expect("psql, which comes with PostgreSQL").status.success()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.tells(&format!("drop database {} with (force)", self.name));
    }
}

fn whole(place: &Place) {
    let said = place.does(&["check"]);
    assert!(said.contains("everything holds"), "{said}");
}

fn orders(place: &Place) -> (i64, i64) {
    let rows = place.asks("SELECT count(*) AS n, count(DISTINCT customer) AS customers FROM orders");
    (rows[0]["n"].as_i64().unwrap(), rows[0]["customers"].as_i64().unwrap())
}

#[test]
fn a_folder_in_postgresql_does_what_one_in_sqlite_does() {
    let Some(database) = Database::new() else { return };
    let url = database.url();
    let place = Place::with_records(&url);
    let key = token_in(&place.does(&["key", "add", "intake", "--name", "shop", "--currency", "EUR"]));
    assert!(!place.path("data/goodwill.db").exists(), "the records are not in the folder");

    // Events come in while some of them are compacted already.
    let serving =
        Serving::start_with(Path::new(&place.data()), &["--records", &url, "--compact-rows", "100"]);
    let ids: Vec<String> = (0..350).map(|n| format!("m{n}")).collect();
    for ids in ids.chunks(70).chain(ids.chunks(100)) {
        assert_eq!(batch(&serving.address, &key, ids).unwrap(), 200);
    }
    let order = r#"{"batch":[{"type":"track","messageId":"o1","userId":"C1","event":"Order Completed",
        "timestamp":"2024-04-01T10:00:00Z","properties":{"order_id":"2001","revenue":"12.50","currency":"EUR"}},
        {"type":"identify","messageId":"i1","userId":"C1","anonymousId":"a1","traits":{"email":"ada@example.com"}}]}"#;
    assert_eq!(post(&serving.address, &key, "/v1/import", order).unwrap().status, 200);
    // A question and an import go on beside the server.
    place.imports("orders", &place.file("orders.csv", ORDERS));
    assert_eq!(orders(&place), (5, 3));
    serving.stop();
    whole(&place);
    let events =
        "SELECT count(*) AS n, count(DISTINCT message_id) AS ids FROM events WHERE name = 'Page Opened'";
    assert_eq!(place.asks(events)[0], serde_json::json!({"n": 350, "ids": 350}));

    let said = place.imports("orders", &place.path("orders.csv").display().to_string());
    assert!(said.contains("imported before"), "{said}");
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    let before = place.everything();
    place.imports("feedback", &place.file("feedback.csv", FEEDBACK));
    assert_ne!(before, place.everything());
    let list: serde_json::Value = serde_json::from_str(&place.does(&["import", "list", "--json"])).unwrap();
    let feedback = list.as_array().unwrap().iter().find(|batch| batch["kind"] == "feedback").unwrap();
    place.does(&["import", "undo", &feedback["batch"].to_string()]);
    assert_eq!(before, place.everything());
    whole(&place);

    // To SQLite, and from there into another database.
    let file = place.path("backup.tar").display().to_string();
    place.does(&["backup", &file]);
    let lite = Place::new();
    lite.does(&["restore", &file]);
    assert!(lite.path("data/goodwill.db").exists());
    whole(&lite);
    assert_eq!(before, lite.everything());
    let file = lite.path("back.tar").display().to_string();
    lite.does(&["backup", &file]);
    let Some(another) = Database::new() else { return };
    let back = Place::with_records(&another.url());
    back.does(&["restore", &file]);
    whole(&back);
    assert_eq!(before, back.everything());

    // It goes on from there: what was sent before is known, numbers are not given twice.
    let serving = Serving::start_with(Path::new(&back.data()), &["--records", &another.url()]);
    assert_eq!(batch(&serving.address, &key, &ids[..100]).unwrap(), 200);
    assert_eq!(batch(&serving.address, &key, &["new".to_owned()]).unwrap(), 200);
    serving.stop();
    assert_eq!(back.asks(events)[0], serde_json::json!({"n": 351, "ids": 351}));
    back.imports("feedback", &back.file("feedback.csv", FEEDBACK));
    whole(&back);

    // A database that holds records is left alone.
    let third = Place::with_records(&url);
    let (status, said) = third.fails(&["restore", &file]);
    assert!(status == 1 && !third.path("data").exists(), "{said}");
}
