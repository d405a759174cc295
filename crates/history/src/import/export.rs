//! Orders written as a CSV file that the import reads back unchanged.

use std::io;

use facts::OrderLog;
use rust_decimal::Decimal;

use crate::table::guarded;

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
        let id = guarded(log.id(customer));
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
