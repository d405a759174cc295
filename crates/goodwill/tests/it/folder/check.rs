//! What `goodwill check` and `goodwill doctor` say.

use std::fs;

use super::{CUSTOMERS, ORDERS, Place, history, name};

#[test]
fn each_changed_missing_or_cut_file_is_named() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("orders", &place.file("orders.csv", ORDERS));
    assert!(place.does(&["check"]).contains("everything holds"));
    let files = history(&place.data());
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let whole = fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x40;
        for (what, bytes) in
            [("flipped", Some(&flipped[..])), ("cut", Some(&whole[..middle])), ("missing", None)]
        {
            match bytes {
                Some(bytes) => fs::write(&file, bytes).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            let (status, _) = place.fails(&["check"]);
            let data = place.data();
            let said = crate::run::goodwill(&["check", "--data", &data]);
            let said = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(status == 1 && said.contains(&name(&file)), "{what} {}: {said}", file.display());
            fs::write(&file, &whole).unwrap();
        }
    }
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn what_is_damaged_does_not_hide_the_rest() {
    let place = Place::new();
    place.imports("customers", &place.file("customers.csv", CUSTOMERS));
    place.imports("orders", &place.file("orders.csv", ORDERS));
    let file =
        history(&place.data()).into_iter().find(|f| f.display().to_string().contains("/orders/")).unwrap();
    fs::write(&file, b"nothing").unwrap();
    assert_eq!(place.asks("SELECT count(*) AS n FROM customers")[0]["n"], 3);
    let (status, said) = place.fails(&["sql", "SELECT sum(amount) FROM orders"]);
    assert!(status == 1 && said.contains(&name(&file)), "{said}");
}

#[test]
fn history_without_its_records_is_not_begun_anew() {
    let place = Place::new();
    let orders = place.file("orders.csv", ORDERS);
    place.imports("orders", &orders);
    let records = ["goodwill.db", "goodwill.db-wal", "goodwill.db-shm"];
    for name in records {
        let _ = fs::rename(place.path("data").join(name), place.path(name));
    }
    for words in [&["check"][..], &["sql", "SELECT 1 FROM orders"], &["import", "orders", &orders]] {
        let (status, said) = place.fails(words);
        assert!(status == 1 && said.contains("its records are missing"), "{words:?}: {said}");
        assert!(!place.path("data/goodwill.db").exists());
    }
    let said = place.does(&["doctor"]);
    assert!(said.contains("history is here, its records are not") && said.contains("restore"), "{said}");
    for name in records {
        let _ = fs::rename(place.path(name), place.path("data").join(name));
    }
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn what_may_not_be_read_is_not_called_absent() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    // Root may read everything: a name that leads round in a circle cannot be read by anybody.
    let circle = place.path("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    for words in [["check"], ["doctor"]] {
        let output = crate::run::command(&words).arg("--data").arg(&circle).output().unwrap();
        let said = crate::run::error(&output);
        assert!(!output.status.success() && !said.contains("there is no data folder"), "{said}");
        assert!(said.contains("circle"), "{said}");
    }
    fs::remove_file(place.path("data/goodwill.db")).unwrap();
    std::os::unix::fs::symlink(&circle, place.path("data/goodwill.db")).unwrap();
    let (_, said) = place.fails(&["check"]);
    assert!(said.contains("cannot be read") && said.contains("goodwill.db"), "{said}");
}

#[test]
fn a_question_that_cannot_read_a_file_names_it() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    let file =
        history(&place.data()).into_iter().find(|f| f.display().to_string().contains("/orders/")).unwrap();
    let whole = fs::read(&file).unwrap();
    let mut refused = 0;
    for at in (4..whole.len()).step_by(whole.len() / 60) {
        // Cut, not flipped: some flipped bytes keep the engine reading until the question's time is up.
        fs::write(&file, &whole[..at]).unwrap();
        for words in [&["sql", "SELECT sum(amount), min(customer), max(time) FROM orders"][..], &["fit"]] {
            let output = crate::run::command(words).arg("--data").arg(place.data()).output().unwrap();
            let said = crate::run::error(&output);
            if !output.status.success() && (words[0] == "sql" || said.contains("rror")) {
                refused += 1;
                assert!(said.contains(&name(&file)), "{words:?}, cut at {at}: {said}");
            }
        }
    }
    assert!(refused > 10, "only {refused} questions met the damage");
}

#[test]
fn a_file_nobody_lists_is_no_fault() {
    let place = Place::new();
    place.imports("orders", &place.file("orders.csv", ORDERS));
    let folder = place.path("data/history/.tmp-77-x");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("0.parquet"), b"half").unwrap();
    assert!(place.does(&["check"]).contains("everything holds"));
}

#[test]
fn lines_without_an_order_are_a_note() {
    let place = Place::new();
    let lines = "order_id,line,product_id,quantity,amount,currency\n77,1,P1,1,5.00,EUR\n";
    place.imports("order_lines", &place.file("lines.csv", lines));
    let said = place.does(&["check"]);
    assert!(
        said.contains("name an order that is not known") || said.contains("names an order that is not known"),
        "{said}"
    );
}

#[test]
fn the_doctor_says_where_things_are_and_what_is_next() {
    let place = Place::new();
    let said = place.does(&["doctor"]);
    assert!(said.contains("there is no data folder yet") && said.contains("goodwill import"), "{said}");
    place.imports("orders", &place.file("orders.csv", ORDERS));
    let said = place.does(&["doctor"]);
    for word in ["orders", "4 statements", "customers known", "synced", "SQLite", "goodwill key add"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}
