//! What is there and in no count: orders, contracts and costs in other money, and complaints without a time.

use std::collections::BTreeMap;

use facts::{Currency, schema::Kind};
use plan::propose::{Counted, Lack, OtherMoney};

use super::asked::{Asked, number};
use crate::folder::FolderError;

pub(super) fn count(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    other_money(asked, counted)?;
    if asked.has(Kind::Feedback) {
        let sql = "SELECT count(*) FROM feedback WHERE kind = 'complaint' AND \"time\" IS NULL";
        let missing = &mut counted.missing;
        asked.numbers::<1>(sql, &mut |[untimed]| {
            if untimed > 0.0 {
                missing.push(Lack::UntimedComplaints(untimed as u64));
            }
        })?;
    }
    Ok(())
}

/// Rows by their money, where that is not the one of the answer. One that names no money is counted in it.
fn other_money(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    let Some(own) = counted.currency else { return Ok(()) };
    let rows: Vec<&str> = [
        (Kind::Orders, "SELECT currency, 1 AS what FROM orders WHERE coalesce(status, 'completed') NOT IN ('cancelled', 'failed')"),
        (Kind::Contracts, "SELECT currency, 2 AS what FROM contracts"),
        (
            Kind::Costs,
            "SELECT currency, CASE coalesce(kind, 'acquisition') WHEN 'acquisition' THEN 3 WHEN 'service' THEN 4 ELSE 5 END AS what \
             FROM costs WHERE amount IS NOT NULL",
        ),
    ]
    .into_iter()
    .filter(|(kind, _)| asked.has(*kind))
    .map(|(_, sql)| sql)
    .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let code = own.code();
    let sql = format!(
        "SELECT currency, what, count(*) FROM ({}) WHERE currency IS NOT NULL AND currency <> '{code}' GROUP BY 1, 2 ORDER BY 1, 2",
        rows.join(" UNION ALL ")
    );
    let mut found: BTreeMap<&'static str, OtherMoney> = BTreeMap::new();
    asked.rows(&sql, &mut |row| {
        let [money, what, many] = row else { return };
        let Some(Ok(money)) = money.text().map(Currency::from_code) else { return };
        let other = found.entry(money.code()).or_insert(OtherMoney {
            code: money.code(),
            counted: code,
            ..OtherMoney::default()
        });
        let field = match number(what) as u8 {
            1 => &mut other.orders,
            2 => &mut other.contracts,
            3 => &mut other.winning,
            4 => &mut other.service,
            _ => &mut other.running,
        };
        *field = number(many) as u64;
    })?;
    counted.missing.extend(found.into_values().map(Lack::OtherMoney));
    Ok(())
}
