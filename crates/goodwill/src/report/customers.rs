//! Customers whose value at risk is greatest.

use maud::{Markup, html};

use super::definitions::BESIDE_ITS_RANGE;
use super::parts::{Column, opened, table};
use crate::value::valuation::{AtRisk, Valuation};
use crate::words;

/// How many stand on the page before the rest must be opened.
const FIRST: usize = 15;

/// The list; `None` where there is nobody on it.
pub(super) fn section(valuation: &Valuation) -> Option<Markup> {
    let (first, rest) = valuation.at_risk.split_at(valuation.at_risk.len().min(FIRST));
    if first.is_empty() || valuation.value.expected.is_none() {
        return None;
    }
    Some(html! {
        @if valuation.of_contracts() {
            p.lead { "Running contracts with most to lose at their next renewal: what one brings if it is renewed, times the chance that it is not. Whether a call or an offer helps, only a holdout can show." }
        } @else { p.lead { "Good customers who have been silent for longer than is usual for them: a call or an offer here saves most, if it works. Whether it works, only a holdout can show." } }
        (list(valuation, "at-risk-table", first))
        @if valuation.at_risk.iter().any(|c| c.expected < c.low || c.expected > c.high) { p.note { (BESIDE_ITS_RANGE) } }
        @if !rest.is_empty() {
            (opened(&format!("{} more", words::count(rest.len() as u64)), &list(valuation, "at-risk-rest", rest)))
        }
    })
}

fn list(valuation: &Valuation, id: &str, customers: &[AtRisk]) -> Markup {
    let (currency, contracts) = (valuation.value.currency, valuation.of_contracts());
    let rows: Vec<Vec<String>> = customers
        .iter()
        .map(|c| {
            let mut row = vec![
                words::shortened(&c.customer, 28),
                words::expected(c.at_risk, currency),
                words::percent(c.alive),
                words::span(f64::from(valuation.as_of.since(c.last_order))),
            ];
            if !contracts {
                row.push(c.usual_gap_days.map_or_else(String::new, words::span));
            }
            row.extend([
                words::count(c.orders),
                words::paid(c.to_date, currency),
                words::expected(c.expected, currency),
                format!("{} to {}", words::expected(c.low, currency), words::expected(c.high, currency)),
            ]);
            row
        })
        .collect();
    let mut columns = vec![
        Column::Text("Customer"),
        Column::Number("Value at risk"),
        Column::Number(if contracts { "Chance to renew" } else { "Still active" }),
        Column::Number(if contracts { "Running for" } else { "Silent for" }),
    ];
    if !contracts {
        columns.push(Column::Number("Usual gap"));
    }
    columns.extend([
        Column::Number(if contracts { "Payments" } else { "Orders" }),
        Column::Number("To date"),
        Column::Number("Expected"),
        Column::Number("Range"),
    ]);
    table(id, &format!("Greatest value at risk first, money {}", words::in_unit(currency)), &columns, &rows)
}
