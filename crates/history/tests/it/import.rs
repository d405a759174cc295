//! The order import.

mod exports;
mod facts_docs;
mod facts_kinds;
mod facts_orders;
mod facts_real;
mod properties;
mod real;
mod said;
mod traps;

use facts::{Currency, Day, OrderLog, Value, schema::Kind};
use history::import::{
    ImportError, OrderImport, ReadOptions, RefundRule, Reject, Source,
    facts::{FactImport, FactMapping, FactOptions, KeptOrder, KeptReturn, ReadRow},
};

/// What an import gave, with its rejects.
struct Done {
    import: OrderImport,
    rejects: Vec<Reject>,
}

fn eur() -> ReadOptions {
    ReadOptions { currency: Currency::from_code("EUR").ok(), ..ReadOptions::default() }
}

fn read_all(files: &[Source], options: &ReadOptions) -> Result<Done, ImportError> {
    let mut rejects = Vec::new();
    let import = OrderImport::read(
        files,
        options,
        &mut |r| {
            rejects.push(r.clone());
            Ok(())
        },
        &mut |_| {},
    )?;
    if options.refunds == RefundRule::Net {
        // What is kept of a file gives the log of the file, whatever the file.
        let kept = keep(Kind::Orders, files, &kept_as(options)).unwrap();
        let again = OrderImport::of_rows(&kept_orders(&kept.rows), &kept_returns(&kept.rows), options);
        match again {
            Ok(again) if import.has_amounts || import.log.is_empty() => {
                assert_eq!(shown(&again.log), shown(&import.log));
                assert_eq!(again.log.days(), import.log.days(), "costs");
            }
            Ok(again) => assert_eq!(shown(&again.log), shown(&import.log)),
            Err(e) => panic!("{e}"),
        }
        assert_eq!(kept.rejects, rejects);
    }
    Ok(Done { import, rejects })
}

/// What an import of facts gave.
struct Facts {
    import: FactImport,
    rows: Vec<ReadRow>,
    rejects: Vec<Reject>,
}

fn kept_as(options: &ReadOptions) -> FactOptions {
    FactOptions {
        read: options.clone(),
        mapping: FactMapping::from(&options.mapping),
        source: "shop".to_owned(),
        secret: [7; 32],
        properties: Vec::new(),
    }
}

fn keep(kind: Kind, files: &[Source], options: &FactOptions) -> Result<Facts, ImportError> {
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let import = FactImport::read(
        kind,
        files,
        options,
        &mut |row: ReadRow| {
            // What a row holds must be what its schema admits.
            let values = row.values.clone();
            let _ = facts::FactRow::new(
                row.kind,
                facts::Version { time: 0, tie: 0 },
                values,
                row.private.clone(),
            );
            rows.push(row);
            Ok(())
        },
        &mut |r| {
            rejects.push(r.clone());
            Ok(())
        },
        &mut |_| {},
    )?;
    Ok(Facts { import, rows, rejects })
}

fn value<'a>(row: &'a ReadRow, name: &str) -> &'a Value {
    &row.values[row.kind.schema().position(name).unwrap()]
}

fn text(row: &ReadRow, name: &str) -> Option<String> {
    value(row, name).text().map(str::to_owned)
}

fn day(row: &ReadRow) -> Day {
    let Value::Day(day) = value(row, "day") else { panic!("no day") };
    Day::from_epoch(*day).unwrap()
}

fn minor(row: &ReadRow, name: &str) -> Option<i64> {
    let at = row.kind.schema().position(name)?;
    match row.values[at] {
        Value::Money(minor) => Some(minor),
        _ => None,
    }
}

fn currency(row: &ReadRow) -> Option<Currency> {
    text(row, "currency").map(|code| Currency::from_code(&code).unwrap())
}

fn customer(row: &ReadRow) -> Option<String> {
    row.customers.first().map(|(_, id)| id.clone())
}

fn kept_orders(rows: &[ReadRow]) -> Vec<KeptOrder> {
    let orders = rows.iter().filter(|r| r.kind == Kind::Orders);
    let kept: Vec<KeptOrder> = orders
        .map(|row| KeptOrder {
            order: text(row, "order_id").unwrap(),
            source: text(row, "source").unwrap(),
            customer: customer(row),
            day: day(row),
            currency: currency(row),
            amount_minor: minor(row, "amount"),
            cost_minor: minor(row, "cost"),
            status: text(row, "status"),
        })
        .collect();
    let mut keys: Vec<_> = kept.iter().map(|o| (&o.order, &o.source)).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all, "each order has a key of its own");
    kept
}

fn kept_returns(rows: &[ReadRow]) -> Vec<KeptReturn> {
    let returns = rows.iter().filter(|r| r.kind == Kind::Returns);
    let one = |row: &ReadRow| KeptReturn {
        number: text(row, "return_id"),
        source: text(row, "source").unwrap(),
        order: text(row, "order_id"),
        customer: customer(row),
        day: day(row),
        currency: currency(row),
        amount_minor: minor(row, "amount"),
        cost_minor: minor(row, "cost"),
        whole_order: *value(row, "whole_order") == Value::YesNo(true),
    };
    returns.map(one).collect()
}

fn read(text: &str, options: &ReadOptions) -> Result<Done, ImportError> {
    read_all(&[Source::bytes("orders.csv", text)], options)
}

/// The log in lines: customer, day, amount in minor units, orders.
fn shown(log: &OrderLog) -> Vec<String> {
    let mut lines = Vec::new();
    for customer in 0..log.len() {
        for d in log.of(customer) {
            lines.push(format!("{} {} {} {}", log.id(customer), d.day, d.amount_minor, d.orders));
        }
    }
    lines
}
