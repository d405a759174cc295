//! Orders written as a CSV file that the import reads back unchanged.

use std::{borrow::Cow, io};

use facts::OrderLog;
use rust_decimal::Decimal;

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text cell that no spreadsheet takes for a formula: an apostrophe goes in front of one that
/// begins with `=`, `+`, `-`, `@`, a tab or a return. Numbers are not passed through this.
#[must_use]
pub fn guard_cell(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`guard_cell`] was given.
pub(super) fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

/// Writes a log as CSV: `customer,day,amount,currency,orders`, and `cost` where there are costs.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_orders(log: &OrderLog, out: impl io::Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header = vec!["customer", "day", "amount", "currency", "orders"];
    if log.has_costs() {
        header.push("cost");
    }
    csv.write_record(&header)?;
    let exponent = log.currency().exponent();
    let money = |minor: i64| Decimal::from_i128_with_scale(i128::from(minor), exponent).to_string();
    for customer in 0..log.len() {
        let id = guard_cell(log.id(customer));
        for day in log.of(customer) {
            let mut row = vec![
                id.to_string(),
                day.day.to_string(),
                money(day.amount_minor),
                log.currency().code().to_owned(),
                day.orders.to_string(),
            ];
            if log.has_costs() {
                row.push(money(day.cost_minor));
            }
            csv.write_record(&row)?;
        }
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_guarded_cell_is_no_formula_and_comes_back(text in "['=+@a-]{0,5}") {
            let guarded = guard_cell(&text);
            prop_assert!(!guarded.starts_with(['=', '+', '-', '@']));
            prop_assert_eq!(unguard(&guarded), text.as_str());
        }
    }
}
