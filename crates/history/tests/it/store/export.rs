//! Exported tables: under the company's own ids, whole, and readable again.

use std::fs;

use facts::{Private, RowKey, schema::Kind};
use history::{
    ask::{Format, NamedFile, ask},
    store::{ExportFormat, Outside},
    table::Overwrite,
};

use super::{History, fact, limits};

struct Records;

impl Outside for Records {
    fn id(&self, key: i64) -> Option<String> {
        (key != 9).then(|| format!("=C{key}"))
    }

    fn private(&self, row: RowKey) -> Option<Private> {
        let own = fact(Kind::Customers, 1, &[("customer", "7")]).key;
        (row == own).then(|| Private(vec![("name".to_owned(), "Anna".to_owned())]))
    }
}

fn exported(history: &History, kind: Kind, format: ExportFormat, name: &str) -> String {
    let path = history.folder.path().join(name);
    let written =
        history.store.export(&history.tables, kind, &path, format, Overwrite::Refuse, &Records).unwrap();
    assert!(written.rows > 0);
    let again = history.store.export(&history.tables, kind, &path, format, Overwrite::Refuse, &Records);
    assert!(again.unwrap_err().to_string().contains("exists already"));
    match format {
        ExportFormat::Csv => fs::read_to_string(path).unwrap(),
        ExportFormat::Parquet => {
            let mut out = Vec::new();
            let named = [NamedFile::new("t", path).unwrap()];
            ask("SELECT * FROM t", &named, Format::Csv, &limits(), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        }
    }
}

#[test]
fn amounts_are_in_units_and_customers_under_their_own_ids() {
    let mut history = History::new();
    history.batch(
        1,
        &[
            fact(
                Kind::Returns,
                1,
                &[
                    ("return_id", "r1"),
                    ("customer", "7"),
                    ("time", "5"),
                    ("amount", "1234"),
                    ("currency", "EUR"),
                    ("whole_order", "true"),
                    ("quantity", "1.5"),
                ],
            ),
            fact(
                Kind::Returns,
                1,
                &[
                    ("return_id", "r2"),
                    ("customer", "9"),
                    ("time", "6"),
                    ("amount", "1234"),
                    ("currency", "JPY"),
                ],
            ),
        ],
    );
    history.tables.links = vec![(9, 7)];
    let header = "return_id,source,order_id,customer,time,day,currency,amount,product,quantity,whole_order,reason,comment\n";
    assert_eq!(
        exported(&history, Kind::Returns, ExportFormat::Csv, "returns.csv"),
        format!(
            "{header}r1,,,'=C7,1970-01-01T05:00:00Z,,EUR,12.34,,1.5,true,,\nr2,,,9,1970-01-01T06:00:00Z,,JPY,1234,,,,,\n"
        )
    );
    assert_eq!(
        exported(&history, Kind::Returns, ExportFormat::Parquet, "returns.parquet"),
        format!(
            "{header}r1,,,'=C7,1970-01-01T05:00:00Z,,EUR,12.34,,1.5,true,,\nr2,,,9,1970-01-01T06:00:00Z,,JPY,1234.00,,,,,\n"
        )
    );
}

#[test]
fn names_come_back_from_the_records() {
    let mut history = History::new();
    history.batch(1, &[fact(Kind::Customers, 1, &[("customer", "7"), ("country", "IT"), ("since", "0")])]);
    let text = exported(&history, Kind::Customers, ExportFormat::Csv, "customers.csv");
    assert!(text.contains("'=C7,Anna,,,,,1970-01-01,,,IT"), "{text}");
}
