//! One row a contract: what `customers.csv` and `customers.parquet` hold.

use std::borrow::Cow;

use history::table::{Column, ColumnValues};
use models::estimate::Estimate;

use super::{
    ahead::{Ahead, Expected},
    book::Book,
};
use crate::value::valuation::AtRisk;

/// What is lost at the next renewal in expectation: the value if it is renewed, less the value.
pub fn at_risk(one: &Expected, kept: f64) -> f64 {
    if one.renewal > 0.0 { kept * one.discounted.expected * (1.0 / one.renewal - 1.0) } else { 0.0 }
}

/// The columns, the same for CSV and Parquet; money only where a price was given.
pub fn columns<'a>(book: &'a Book, ahead: Option<&Ahead>, kept: Option<f64>) -> Vec<Column<'a>> {
    let n = book.len();
    let paid: Vec<u32> = (0..n).map(|i| book.paid(i, book.as_of)).collect();
    let ends = book.ends.iter().map(|end| end.map(|day| Cow::Owned(day.to_string()))).collect();
    let mut columns = vec![
        Column::text("customer", book.ids.iter().map(String::as_str)),
        Column::day("start", book.starts.iter().map(|s| s.days_since_epoch())),
        Column { name: "end".into(), values: ColumnValues::Text(ends) },
        Column::int("periods", paid.iter().map(|&p| i64::from(p))),
        Column::int("alive", book.ends.iter().map(|end| i64::from(end.is_none()))),
    ];
    if let Some(ahead) = ahead {
        let column = |name, pick: &dyn Fn(&Expected) -> f64| {
            Column::float(name, (0..n).map(|i| ahead.of(i).map_or(0.0, pick)).collect::<Vec<_>>())
        };
        columns.push(column("renewal_probability", &|e| e.renewal));
        columns.push(column("expected_payments", &|e| e.payments.expected));
        columns.push(column("expected_payments_low", &|e| e.payments.low));
        columns.push(column("expected_payments_high", &|e| e.payments.high));
        if let Some(kept) = kept {
            let value = |e: &Expected| -> Estimate { e.discounted.scaled(kept) };
            columns.push(column("expected_value", &|e| value(e).expected));
            columns.push(column("expected_value_low", &|e| value(e).low));
            columns.push(column("expected_value_high", &|e| value(e).high));
            columns.push(column("value_at_risk", &|e| at_risk(e, kept)));
        }
    }
    if let Some(kept) = kept {
        columns.push(Column::float("value_to_date", paid.iter().map(|&p| kept * f64::from(p))));
    }
    let cohorts = book.cohort_of.iter().map(|&c| book.cohort_names[c as usize].as_str());
    columns.push(Column::text("cohort", cohorts));
    columns
}

/// Running contracts whose value at risk is greatest, at most `most`; without a price those least
/// likely to be renewed are not told apart by value, and nobody is listed.
pub fn listed(book: &Book, ahead: &Ahead, kept: f64, most: usize) -> Vec<AtRisk> {
    if book.ids.is_empty() || kept == 0.0 {
        return Vec::new();
    }
    let mut ranked: Vec<(f64, usize)> = (0..book.len())
        .filter_map(|i| Some((at_risk(ahead.of(i)?, kept), i)))
        .filter(|(risk, _)| *risk > 0.0)
        .collect();
    // Equal risks keep the order of the file, so that the list is the same in every run.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(most);
    ranked
        .into_iter()
        .filter_map(|(risk, i)| {
            let one = ahead.of(i)?;
            let value = one.discounted.scaled(kept);
            let paid = book.paid(i, book.as_of);
            Some(AtRisk {
                customer: book.ids[i].clone(),
                orders: u64::from(paid),
                last_order: book.starts[i],
                to_date: kept * f64::from(paid),
                alive: one.renewal,
                expected: value.expected,
                low: value.low,
                high: value.high,
                at_risk: risk,
                usual_gap_days: None,
            })
        })
        .collect()
}
