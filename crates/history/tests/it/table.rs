//! Tables written for others: both files say the same, whole or not at all.

use std::{borrow::Cow, fs};

use history::table::{
    Column, ColumnValues, Overwrite, TableError, unguarded, write_csv, write_order_parquet, write_parquet,
};

use crate::sql::Files;

fn columns() -> Vec<Column<'static>> {
    let texts = vec![Some(Cow::Borrowed("00004")), None, Some(Cow::Borrowed("=cmd"))];
    vec![
        Column { name: "customer".into(), values: ColumnValues::Text(texts) },
        Column::float("alive", [1.0 / 3.0, f64::NAN, -0.5]),
        Column::int("orders", [1, 2, i64::MIN]),
        Column::day("first_order", [19_727, -1, 0]),
    ]
}

#[test]
fn csv_and_parquet_hold_the_same_table() {
    let files = Files::none();
    let (csv, parquet) = (files.path("c.csv"), files.path("c.parquet"));
    write_csv(&csv, &columns(), Overwrite::Refuse).unwrap();
    write_parquet(&parquet, &columns(), Overwrite::Refuse).unwrap();
    let text = fs::read_to_string(&csv).unwrap();
    assert_eq!(
        text,
        "customer,alive,orders,first_order\n00004,0.3333333333333333,1,2024-01-05\n,,2,1969-12-31\n\
         '=cmd,-0.5,-9223372036854775808,1970-01-01\n"
    );
    assert_eq!(unguarded("'=cmd"), "=cmd");
    let files = files.known("p", parquet);
    assert_eq!(files.csv("SELECT * FROM p"), text);
}

#[test]
fn what_is_there_stays_unless_told() {
    let files = Files::none();
    let path = files.path("c.csv");
    fs::write(&path, "mine").unwrap();
    for result in [
        write_csv(&path, &columns(), Overwrite::Refuse),
        write_parquet(&path, &columns(), Overwrite::Refuse),
        write_order_parquet(&path, [(1, 2, 3)], 2, Overwrite::Refuse),
    ] {
        assert!(matches!(result, Err(TableError::Exists(_))));
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    write_csv(&path, &columns(), Overwrite::Replace).unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with("customer,"));
}

#[test]
fn a_table_that_cannot_be_written_leaves_nothing() {
    let files = Files::none();
    let path = files.path("c.csv");
    let uneven = [Column::int("a", [1]), Column::int("b", [1, 2])];
    assert!(matches!(write_parquet(&path, &uneven, Overwrite::Refuse), Err(TableError::Uneven { .. })));
    let far = [Column::day("d", [i32::MAX])];
    assert!(matches!(write_csv(&path, &far, Overwrite::Refuse), Err(TableError::Unwritable { row: 1, .. })));
    let long = [(1, 2, i64::MAX)];
    assert!(write_order_parquet(&path, long, 2, Overwrite::Refuse).is_err());
    assert!(write_csv(&files.path("no/such/folder.csv"), &columns(), Overwrite::Refuse).is_err());
    assert_eq!(fs::read_dir(files.path("")).unwrap().count(), 0);
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let files = Files::none();
    let path = files.path("c.parquet");
    let columns = [Column::text("a", Vec::<String>::new()), Column::float("b", [])];
    write_parquet(&path, &columns, Overwrite::Refuse).unwrap();
    assert_eq!(files.known("p", path).csv("SELECT * FROM p"), "a,b\n");
}

#[test]
fn order_files_of_many_batches_come_back() {
    let files = Files::none();
    let path = files.path("orders.parquet");
    let orders = (0..200_000_u64).map(|i| (i % 1_000, 19_000 + (i % 700) as i32, i as i64));
    write_order_parquet(&path, orders, 2, Overwrite::Refuse).unwrap();
    let files = files.known("o", path);
    assert_eq!(
        files.csv("SELECT count(*) AS n, count(DISTINCT customer) AS c, sum(amount) AS s FROM o"),
        "n,c,s\n200000,1000,199999000.00\n"
    );
}
