//! What a question sees of an empty history, and what it cannot see.

use std::fs;

use facts::schema::Kind;
use history::ask::{Format, NamedFile};

use super::{History, fact, limits};

#[test]
fn an_empty_history_has_every_table_with_every_field() {
    let history = History::new();
    for kind in Kind::tables() {
        let names: Vec<&str> = kind.schema().public().map(|field| field.name).collect();
        // Without quotes: no name is a word of SQL.
        let answer = history.csv(&format!("SELECT {} FROM {kind}", names.join(", ")));
        assert_eq!(answer, format!("{}\n", names.join(",")), "{kind}");
    }
    assert_eq!(history.csv("SELECT count(*) AS n FROM orders"), "n\n0\n");
    assert_eq!(history.csv("SELECT first_seen FROM customers"), "first_seen\n");
    let shown = history.csv("SHOW TABLES");
    for kind in Kind::tables() {
        assert!(shown.contains(&format!(",{kind},")), "{shown}");
    }
    assert!(!shown.contains(",_"), "{shown}");
}

#[test]
fn columns_have_the_same_types_with_and_without_rows() {
    let mut history = History::new();
    let types = |history: &History| {
        Kind::tables()
            .map(|kind| history.csv(&format!("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{kind}' ORDER BY ordinal_position")))
            .collect::<Vec<_>>()
    };
    let empty = types(&history);
    assert!(empty[2].contains("time,\"Timestamp(µs, \"\"+00:00\"\")\""), "{}", empty[2]);
    history.batch(
        1,
        &[
            fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5")]),
            fact(
                Kind::OrderLines,
                1,
                &[("order_id", "A"), ("line", "1"), ("amount", "100"), ("currency", "EUR")],
            ),
            fact(Kind::Returns, 1, &[("order_id", "A"), ("time", "6")]),
            fact(Kind::Customers, 1, &[("customer", "7"), ("country", "IT")]),
            fact(
                Kind::Events,
                1,
                &[("message_id", "m"), ("name", "Seen"), ("time", "1"), ("properties", "size=4")],
            ),
        ],
    );
    assert_eq!(types(&history), empty);
    history.tables.fresh.push(fact(Kind::Orders, 2, &[("order_id", "A"), ("amount", "5")]));
    history.tables.links.push((7, 8));
    assert_eq!(types(&history), empty);
}

#[test]
fn a_question_reads_no_file_but_the_named_and_the_live_ones() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5"), ("amount", "100")])]);
    let live = history.store.root().join(&history.tables.live[0].path);
    let secret = history.folder.path().join("secret.csv");
    fs::write(&secret, "a\n1\n").unwrap();
    for sql in [
        format!("SELECT * FROM '{}'", secret.display()),
        format!("SELECT * FROM '{}'", live.display()),
        "SELECT * FROM _orders".to_owned(),
        "SELECT * FROM _orders_files".to_owned(),
        "SELECT * FROM _orders_filled".to_owned(),
        "SELECT _key FROM orders".to_owned(),
        "SELECT * FROM customer_ids".to_owned(),
        format!("CREATE EXTERNAL TABLE p STORED AS csv LOCATION '{}'", secret.display()),
        format!("COPY (SELECT * FROM orders) TO '{}/out.csv'", history.folder.path().display()),
        "DROP TABLE orders".to_owned(),
        "INSERT INTO orders SELECT * FROM orders".to_owned(),
    ] {
        assert!(history.try_csv(&sql).is_err(), "{sql}");
    }
    assert!(!history.folder.path().join("out.csv").exists());
    assert_eq!(history.csv("SELECT amount FROM orders"), "amount\n100\n");
}

#[test]
fn a_named_file_stands_beside_the_tables_and_hides_one_of_its_name() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5"), ("amount", "100")])]);
    let path = history.folder.path().join("list.csv");
    fs::write(&path, "order_id,rank\nA,1\n").unwrap();
    let ask = |name: &str, sql: &str| {
        let mut out = Vec::new();
        let named = [NamedFile::new(name, &path).unwrap()];
        history.store.ask(&history.tables, &named, sql, Format::Csv, &limits(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let joined = "SELECT amount, rank FROM orders JOIN list USING (order_id)";
    assert_eq!(ask("list", joined), "amount,rank\n100,1\n");
    assert_eq!(ask("orders", "SELECT * FROM orders"), "order_id,rank\nA,1\n");
}

#[test]
fn facts_of_one_row_each_cost_a_plain_scan() {
    let mut history = History::new();
    let order = |id: &str, at| {
        let known = [
            ("order_id", id),
            ("source", "shop"),
            ("customer", "7"),
            ("time", "5"),
            ("amount", "100"),
            ("currency", "EUR"),
            ("lines_amount", "100"),
            ("lines", "1"),
        ];
        fact(Kind::Orders, at, &known)
    };
    history.batch(1, &[order("A", 1), order("B", 1)]);
    let line = [("order_id", "A"), ("source", "shop"), ("line", "1"), ("amount", "100"), ("currency", "EUR")];
    history.batch(2, &[fact(Kind::OrderLines, 1, &line)]);
    let plan = history.csv("EXPLAIN SELECT * FROM orders");
    let work = |plan: &str| {
        ["Join", "Aggregate", "Sort", "StatementsExec", "Union"]
            .into_iter()
            .filter(|step| plan.contains(step))
            .count()
    };
    assert_eq!(work(&plan), 0, "{plan}");
    // Planted: with a second statement it is more work, and so it is where lines fill something in.
    history.batch(3, &[order("A", 2)]);
    assert!(work(&history.csv("EXPLAIN SELECT * FROM orders")) > 2);
    history.undo(3);
    history.batch(4, &[fact(Kind::Orders, 1, &[("order_id", "C"), ("time", "5")])]);
    let plan = history.csv("EXPLAIN SELECT amount FROM orders");
    assert!(plan.contains("Join"), "{plan}");
    let plan = history.csv("EXPLAIN SELECT count(*), max(status) FROM orders");
    assert!(!plan.contains("Join"), "{plan}");
}
