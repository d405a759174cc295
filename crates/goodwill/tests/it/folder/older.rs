//! Folders of other versions: an older one is copied and migrated, a newer one refused.
//!
//! `schema-N.tar.gz` is a folder as a program with schema N left it: the customers and orders of
//! these tests, imported.

use std::{fs, path::Path};

use super::{CUSTOMERS, ORDERS, Place};

fn unpacked(schema: &str) -> Place {
    let place = Place::new();
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/schema-{schema}.tar.gz"));
    let packed = flate2::read::GzDecoder::new(fs::File::open(packed).unwrap());
    tar::Archive::new(packed).unpack(place.path("")).unwrap();
    place
}

#[test]
fn every_older_folder_opens_after_a_copy_and_says_the_same() {
    let fresh = Place::new();
    fresh.imports("customers", &fresh.file("customers.csv", CUSTOMERS));
    fresh.imports("orders", &fresh.file("orders.csv", ORDERS));
    let place = unpacked("1");
    assert!(place.does(&["doctor"]).contains("older than this program's"));
    assert!(!place.path("data/goodwill.db.before-1").exists(), "the doctor changes nothing");
    let before = fs::read(place.path("data/goodwill.db")).unwrap();
    assert_eq!(fresh.everything(), place.everything());
    assert!(place.does(&["check"]).contains("everything holds"));
    assert_eq!(fs::read(place.path("data/goodwill.db.before-1")).unwrap(), before);
    // It goes on from there.
    place.imports("customers", &place.file("more.csv", "customer_id,country\nC9,AT\n"));
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn the_copy_is_a_folder_to_go_back_to() {
    let place = unpacked("1");
    place.does(&["check"]);
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(place.path(&format!("data/goodwill.db{ending}")));
    }
    fs::rename(place.path("data/goodwill.db.before-1"), place.path("data/goodwill.db")).unwrap();
    assert!(place.does(&["doctor"]).contains("older than this program's"));
    assert_eq!(place.asks("SELECT count(*) AS n FROM orders")[0]["n"], 4);
}

#[test]
fn a_newer_folder_is_refused_with_a_sentence_and_left_as_it_is() {
    let place = unpacked("1");
    // The one text that says the schema, in the page of its table.
    let file = place.path("data/goodwill.db");
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(7).position(|window| window == b"schema1").unwrap();
    bytes[at + 6] = b'9';
    fs::write(&file, &bytes).unwrap();
    for words in [&["check"][..], &["sql", "SELECT 1"], &["import", "list"], &["backup", "never.tar"]] {
        let (status, said) = place.fails(words);
        assert!(status == 1 && said.contains("has schema 9"), "{said}");
        assert!(said.contains("newer program"), "{said}");
    }
    assert!(place.does(&["doctor"]).contains("newer than this program's"));
    assert_eq!(fs::read(&file).unwrap(), bytes);
    assert!(!place.path("data/goodwill.db.before-9").exists());
}
