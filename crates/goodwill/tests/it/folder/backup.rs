//! Backups: whole, verified, and the same after restoring.

use std::fs;

use super::{CUSTOMERS, FEEDBACK, ORDERS, Place};

fn filled() -> (Place, String) {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("orders", &place.file("orders.csv", ORDERS));
    place.imports("feedback", &place.file("feedback.csv", FEEDBACK));
    let file = place.path("backup.tar").display().to_string();
    place.does(&["backup", &file]);
    (place, file)
}

#[test]
fn what_is_restored_is_what_was_there() {
    let (place, file) = filled();
    let other = Place::new();
    let said = other.does(&["restore", &file]);
    assert!(said.contains("is restored"), "{said}");
    assert_eq!(place.everything(), other.everything());
    assert!(other.does(&["check"]).contains("everything holds"));
    // It goes on from there: the same file changes nothing, a new one is kept.
    let said = other.imports("customers", &place.path("customers.csv").display().to_string());
    assert!(said.contains("imported before"), "{said}");
    other.imports("customers", &other.file("more.csv", "customer_id,country\nC9,AT\n"));
    assert!(other.does(&["check"]).contains("everything holds"));
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let (place, file) = filled();
    let before = place.everything();
    let (status, said) = place.fails(&["restore", &file]);
    assert!(status == 1 && said.contains("holds something already"), "{said}");
    assert_eq!(before, place.everything());
}

#[test]
fn what_an_interrupted_restore_left_goes_and_nothing_else() {
    let (_place, file) = filled();
    let other = Place::new();
    fs::create_dir_all(other.path("data.part/history")).unwrap();
    fs::write(other.path("data.part/letter.txt"), "mine").unwrap();
    let (status, said) = other.fails(&["restore", &file]);
    assert!(status == 1 && said.contains("data.part is in the way"), "{said}");
    assert_eq!(fs::read_to_string(other.path("data.part/letter.txt")).unwrap(), "mine");
    fs::remove_file(other.path("data.part/letter.txt")).unwrap();
    other.does(&["restore", &file]);
    assert!(!other.path("data.part").exists());
    // Everybody is counted, with or without their ids.
    let said = other.does(&["sql", "--format", "csv", "SELECT count(*) AS n FROM Customers"]);
    assert_eq!(said.trim(), "n\n3", "{said}");
}

#[test]
fn a_backup_that_is_cut_or_changed_makes_no_folder() {
    let (place, file) = filled();
    let whole = fs::read(&file).unwrap();
    let content = |word: &[u8]| whole.windows(word.len()).position(|window| window == word).unwrap();
    let mut cases =
        vec![("cut", whole[..whole.len() / 2].to_vec()), ("foreign", b"PAR1 nothing".repeat(200))];
    for (what, at) in [("history", content(b"PAR1") + 40), ("records", content(b"Albers"))] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        cases.push((what, changed));
    }
    for (what, bytes) in cases {
        let damaged = place.path("damaged.tar");
        fs::write(&damaged, bytes).unwrap();
        let other = Place::new();
        let (status, said) = other.fails(&["restore", &damaged.display().to_string()]);
        assert!(status == 1 && said.contains("damaged.tar"), "{what}: {said}");
        assert!(!other.path("data").exists() && !other.path("data.part").exists(), "{what}");
    }
}

#[test]
fn a_damaged_folder_makes_no_backup() {
    let (place, _) = filled();
    let file = super::history(&place.data()).pop().unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let to = place.path("second.tar");
    let (status, said) = place.fails(&["backup", &to.display().to_string()]);
    assert!(status == 1 && said.contains(&super::name(&file)), "{said}");
    assert!(!to.exists());
}
