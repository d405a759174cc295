//! The files themselves: made whole, named when damaged, swept when nobody lists them.

use std::{collections::HashSet, fs, time::Duration};

use facts::schema::Kind;
use history::{
    ask::AskError,
    store::{Role, StoreError},
};

use super::{History, fact};

fn order(id: usize, month: usize) -> facts::FactRow {
    let (id, time) = (id.to_string(), (month * 31 * 24 + id % 600).to_string());
    let customer = (id.len() * 7919 + id.parse::<usize>().unwrap() * 31 % 1000).to_string();
    fact(
        Kind::Orders,
        1,
        &[("order_id", &id), ("source", "shop"), ("time", &time), ("amount", "100"), ("customer", &customer)],
    )
}

#[test]
fn files_lie_by_month_and_say_what_they_hold() {
    let mut history = History::new();
    let listed = history.batch(
        3,
        &[
            fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5"), ("amount", "1")]),
            fact(Kind::Orders, 1, &[("order_id", "B"), ("time", "1000"), ("amount", "1")]),
            fact(Kind::Orders, 1, &[("order_id", "B"), ("time", "1001")]),
            fact(Kind::Orders, 1, &[("order_id", "C")]),
        ],
    );
    let paths: Vec<(&str, i64, Role)> =
        listed.iter().map(|file| (file.path.as_str(), file.rows, file.role)).collect();
    assert_eq!(
        paths,
        [
            ("orders/1970-01/3-1.parquet", 1, Role::Rows),
            ("orders/1970-02/3-1.parquet", 2, Role::Rows),
            ("orders/none/3-1.parquet", 1, Role::Rows),
            ("orders/repeated/3-1.parquet", 1, Role::Repeated),
        ]
    );
    assert_eq!(listed[0].first, Some(5 * super::HOUR));
    assert!(!listed[0].gaps.contains(&"amount".to_owned()) && listed[1].gaps.contains(&"amount".to_owned()));
    assert_eq!(listed[0].checksum.len(), 64);
    let left = fs::read_dir(history.store.root()).unwrap().count();
    assert_eq!(left, 1, "the unfinished folder is gone");
}

#[test]
fn a_writer_that_is_dropped_leaves_nothing() {
    let history = History::new();
    let mut writer = history.store.writer(1).holding(0);
    for id in 0..40_000 {
        writer.push(order(id, 3), false).unwrap();
    }
    assert_eq!(fs::read_dir(history.store.root()).unwrap().count(), 1, "unfinished files");
    drop(writer);
    assert_eq!(fs::read_dir(history.store.root()).unwrap().count(), 0);
}

#[test]
fn rows_beyond_memory_come_out_the_same_and_sorted_by_customer() {
    let mut history = History::new();
    let rows: Vec<_> = (0..50_000).map(|id| order(id, id % 3)).collect();
    let mut writer = history.store.writer(1).holding(1 << 20);
    for row in &rows {
        writer.push(row.clone(), false).unwrap();
    }
    history.tables.live = writer.finish().unwrap();
    assert_eq!(history.tables.live.len(), 3);
    let spilled =
        history.csv("SELECT count(*), count(DISTINCT order_id), sum(amount), sum(customer) FROM orders");
    let mut held = History::new();
    held.batch(1, &rows);
    assert_eq!(
        spilled,
        held.csv("SELECT count(*), count(DISTINCT order_id), sum(amount), sum(customer) FROM orders")
    );
    // The same rows make the same file, whichever way they went.
    let sums =
        |history: &History| history.tables.live.iter().map(|file| file.checksum.clone()).collect::<Vec<_>>();
    assert_eq!(sums(&history), sums(&held));
    let customers = history.store.customers_in(&history.tables.live).unwrap();
    assert_eq!(
        customers,
        rows.iter()
            .filter_map(|row| match row.value("customer") {
                facts::Value::Customer(key) => Some(*key),
                _ => None,
            })
            .collect::<HashSet<i64>>()
    );
}

#[test]
fn damage_is_told_by_file_and_the_rest_stays_readable() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5")])]);
    history.batch(
        2,
        &[fact(Kind::Products, 1, &[("product", "p")]), fact(Kind::Products, 2, &[("product", "p")])],
    );
    let mut heard = Vec::new();
    assert_eq!(history.store.verify(&history.tables.live, &mut |path| heard.push(path.to_owned())), vec![]);
    assert_eq!(heard.len(), 3);

    let whole = |at: usize| history.store.root().join(&history.tables.live[at].path);
    for at in 0..3 {
        let path = whole(at);
        let bytes = fs::read(&path).unwrap();
        // Each byte in turn would do; these lie in head, rows and foot.
        for place in [0, 40, bytes.len() / 2, bytes.len() - 5] {
            let mut flipped = bytes.clone();
            flipped[place] ^= 0x55;
            fs::write(&path, &flipped).unwrap();
            let damage = history.store.verify(&history.tables.live, &mut |_| {});
            assert_eq!(damage.len(), 1, "{at} {place}");
            assert_eq!(damage[0].path, history.tables.live[at].path);
        }
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(history.store.verify(&history.tables.live, &mut |_| {})[0].problem.contains("bytes"));
        fs::write(&path, &bytes).unwrap();
    }
    fs::remove_file(whole(0)).unwrap();
    let damage = history.store.verify(&history.tables.live, &mut |_| {});
    assert_eq!((damage.len(), damage[0].problem.as_str()), (1, "is missing"));
    assert!(matches!(history.try_csv("SELECT count(*) FROM orders"), Err(AskError::File { .. })));
    assert_eq!(history.csv("SELECT count(*) AS n FROM products"), "n\n1\n");
    let keys = HashSet::from([fact(Kind::Orders, 1, &[("order_id", "A")]).key]);
    let lookup = history.store.lookup(&history.tables.live, Kind::Orders, &keys);
    assert!(matches!(lookup, Err(StoreError::Io { .. })));
}

#[test]
fn a_file_that_is_no_parquet_is_an_error_and_no_panic() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5")])]);
    let file = history.tables.live[0].clone();
    let path = history.store.root().join(&file.path);
    let bytes = fs::read(&path).unwrap();
    for place in (0..bytes.len()).step_by(37) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 0xff;
        fs::write(&path, &flipped).unwrap();
        let keys = HashSet::from([facts::RowKey([1; 16])]);
        // Whatever comes out: it comes out.
        let _ = history.store.lookup(&history.tables.live, Kind::Orders, &keys);
        let _ = history.store.customers_in(&history.tables.live);
    }
    fs::write(&path, vec![7; bytes.len()]).unwrap();
    assert!(history.store.customers_in(&history.tables.live).is_err());
    assert!(history.try_csv("SELECT * FROM orders").is_err());
}

#[test]
fn sweeping_removes_what_nobody_lists_once_it_is_old() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Orders, 1, &[("order_id", "A"), ("time", "5")])]);
    let live: HashSet<String> = history.tables.live.iter().map(|file| file.path.clone()).collect();
    let root = history.store.root().to_owned();
    fs::create_dir_all(root.join(".tmp-9-abc")).unwrap();
    fs::write(root.join(".tmp-9-abc/part-1"), "half").unwrap();
    fs::write(root.join("orders/1970-01/8-1.parquet"), "unlisted").unwrap();
    fs::create_dir_all(root.join("ids")).unwrap();
    fs::write(root.join("ids/1-1.ids"), "").unwrap();
    fs::write(root.join("ids/1-1.ids.bloom"), "").unwrap();
    fs::write(root.join("ids/2-1.ids.bloom"), "").unwrap();
    let mut listed = live.clone();
    listed.insert("ids/1-1.ids".to_owned());
    let written = fs::metadata(root.join(&history.tables.live[0].path)).unwrap().modified().unwrap();
    let long_ago = written - Duration::from_hours(1);
    assert_eq!(history.store.sweep(&listed, long_ago).unwrap(), Vec::<String>::new());
    let soon = written + Duration::from_hours(1);
    assert_eq!(
        history.store.sweep(&listed, soon).unwrap(),
        [".tmp-9-abc", "ids/2-1.ids.bloom", "orders/1970-01/8-1.parquet"]
    );
    assert_eq!(history.store.verify(&history.tables.live, &mut |_| {}), vec![]);
    assert!(root.join("ids/1-1.ids.bloom").exists());
}
