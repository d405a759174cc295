//! The order import.

mod exports;
mod properties;
mod real;
mod said;
mod traps;

use facts::{Currency, OrderLog};
use history::import::{ImportError, OrderImport, ReadOptions, Reject, Source};

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
    Ok(Done { import, rejects })
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
