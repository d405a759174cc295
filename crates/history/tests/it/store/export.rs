//! Exported tables: under the company's own ids, whole, and readable again.

use std::fs;

use facts::{
    FactRow, Private, RowKey, Value,
    schema::{FieldKind, Kind},
};
use history::{
    ask::{Format, NamedFile, ask},
    import::{
        ReadOptions, Source,
        facts::{FactImport, FactMapping, FactOptions, ReadRow},
    },
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
    let header = "return_id,source,order_id,customer,time,day,currency,amount,cost,product,quantity,whole_order,reason,comment\n";
    assert_eq!(
        exported(&history, Kind::Returns, ExportFormat::Csv, "returns.csv"),
        format!(
            "{header}r1,,,'=C7,1970-01-01T05:00:00Z,,EUR,12.34,,,1.5,true,,\nr2,,,9,1970-01-01T06:00:00Z,,JPY,1234,,,,,,\n"
        )
    );
    assert_eq!(
        exported(&history, Kind::Returns, ExportFormat::Parquet, "returns.parquet"),
        format!(
            "{header}r1,,,'=C7,1970-01-01T05:00:00Z,,EUR,12.34,,,1.5,true,,\nr2,,,9,1970-01-01T06:00:00Z,,JPY,1234.00,,,,,,\n"
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

/// A fact of which every field is known.
fn full(kind: Kind, number: i64) -> FactRow {
    let given: Vec<(&str, String)> = kind
        .schema()
        .public()
        .map(|field| {
            let text = match field.kind {
                FieldKind::Customer if field.name == "other" => (80 + number).to_string(),
                FieldKind::Customer => (70 + number).to_string(),
                FieldKind::Code => format!("{}-{number}", &field.name[..2]),
                FieldKind::Choice(words) => words[0].to_owned(),
                FieldKind::Label => format!("Blue shirt {number}"),
                FieldKind::Currency => "EUR".to_owned(),
                FieldKind::Number => format!("{}", number as f64 + 0.5),
                FieldKind::YesNo => (number == 1).to_string(),
                FieldKind::Time => (400_000 + number).to_string(),
                FieldKind::Day => (16_666 + number).to_string(),
                FieldKind::Map => "size=4".to_owned(),
                FieldKind::Whole if field.name == "birth_year" => (1980 + number).to_string(),
                FieldKind::Money | FieldKind::Whole | FieldKind::Text => (1230 + number).to_string(),
            };
            (field.name, text)
        })
        .collect();
    let given: Vec<(&str, &str)> = given.iter().map(|(name, text)| (*name, text.as_str())).collect();
    fact(kind, number, &given)
}

struct Everything;

impl Outside for Everything {
    fn id(&self, key: i64) -> Option<String> {
        Some(format!("C-{key}"))
    }

    fn private(&self, _: RowKey) -> Option<Private> {
        let words = ["name", "comment", "note", "text", "answer"];
        Some(Private(words.into_iter().map(|name| (name.to_owned(), format!("= {name} in words"))).collect()))
    }
}

#[test]
fn an_import_of_the_same_kind_reads_an_export_back() {
    // Orders are settled anew when they are read: their own tests look at that. Events keep their
    // properties in the form of events only.
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Orders) {
        let mut history = History::new();
        let stated = [full(kind, 1), full(kind, 2)];
        history.batch(1, &stated);
        for (format, name) in [(ExportFormat::Csv, "again.csv"), (ExportFormat::Parquet, "again.parquet")] {
            let path = history.folder.path().join(name);
            history
                .store
                .export(&history.tables, kind, &path, format, Overwrite::Refuse, &Everything)
                .unwrap();
            let options = FactOptions {
                read: ReadOptions::default(),
                mapping: FactMapping::default(),
                source: "elsewhere".to_owned(),
                secret: [7; 32],
                properties: Vec::new(),
            };
            let mut rows = Vec::new();
            let read = FactImport::read(
                kind,
                &[Source::path(path)],
                &options,
                &mut |row| {
                    rows.push(row);
                    Ok(())
                },
                &mut |reject| panic!("{kind} {name}: {reject:?}"),
                &mut |_| {},
            );
            read.unwrap_or_else(|e| panic!("{kind} {name}: {e}"));
            rows.sort_by_key(|row| row.line);
            assert_eq!(rows.len(), 2, "{kind} {name}");
            for stated in &stated {
                let found = rows.iter().any(|row| same(kind, stated, row));
                assert!(found, "{kind} {name}\n{stated:?}\nis not among\n{rows:#?}");
            }
        }
    }
}

fn same(kind: Kind, stated: &FactRow, read: &ReadRow) -> bool {
    let public = kind.schema().public().zip(stated.values.iter().zip(&read.values)).enumerate();
    public.into_iter().all(|(at, (field, (stated, read_value)))| match (field.kind, stated) {
        (FieldKind::Map, _) => true,
        (FieldKind::Customer, Value::Customer(key)) => {
            read.customers.contains(&(at, Everything.id(*key).unwrap()))
        }
        _ => stated == read_value,
    }) && kind.schema().private().all(|field| {
        let of = |private: &Private| {
            private.0.iter().find(|(name, _)| name == field.name).map(|(_, text)| text.clone())
        };
        of(&read.private) == Everything.private(stated.key).as_ref().and_then(of)
    })
}
