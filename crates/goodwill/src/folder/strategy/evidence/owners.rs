//! Owners of one and of several product lines, and what they brought in the year after.

use facts::schema::Kind;
use plan::propose::{Counted, Owners};

use super::asked::{Asked, days};
use crate::folder::{
    FolderError,
    strategy::{sum_of, sum_where},
};

/// Days of the year after.
const YEAR: i32 = 365;

/// Lines are counted up to a year ago, margin since: what is bought in the year makes nobody an owner
/// of more in the same breath. Only customers who ordered in the year before that are looked at, and only
/// customers with as many orders are laid against each other.
pub(super) fn count(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    if !asked.has(Kind::Products) || !asked.has(Kind::OrderLines) {
        return Ok(());
    }
    let cut = asked.as_of.plus(-YEAR);
    let before = asked.as_of.plus(-2 * YEAR);
    let age = days("h.first", &format!("DATE '{cut}'"));
    let sql = format!(
        "{}, h AS (SELECT customer, min(CASE WHEN orders > 0 THEN day END) AS first, \
         max(CASE WHEN orders > 0 AND day <= DATE '{cut}' THEN day END) AS last, \
         sum(CASE WHEN day <= DATE '{cut}' THEN orders ELSE 0 END) AS n, \
         {} AS margin \
         FROM (SELECT customer, day, margin, 1 AS orders FROM o \
         UNION ALL SELECT customer, day, -margin, 0 FROM r) u GROUP BY customer), \
         l AS (SELECT x.customer, count(DISTINCT p.line) AS lines FROM order_lines x JOIN products p ON x.product = p.product \
         WHERE x.customer IS NOT NULL AND p.line IS NOT NULL AND CAST(x.\"time\" AS DATE) <= DATE '{cut}' \
         AND coalesce(x.quantity, 1) > 0 GROUP BY x.customer), \
         m AS (SELECT least(h.n, 6) * 10 + CASE WHEN {age} < 183 THEN 0 WHEN {age} < 365 THEN 1 WHEN {age} < 730 THEN 2 ELSE 3 END \
         AS band, CASE WHEN l.lines > 1 THEN 1 ELSE 0 END AS several, h.margin \
         FROM h JOIN l ON h.customer = l.customer WHERE h.n > 0 AND h.last > DATE '{before}') \
         SELECT band, several, count(*), {}, {} FROM m GROUP BY band, several ORDER BY band, several",
        asked.orders(),
        sum_where("margin", &format!("day > DATE '{cut}'")),
        sum_of("margin"),
        sum_of("margin * margin")
    );
    let owners = &mut counted.owners;
    asked.numbers::<5>(&sql, &mut |[band, several, many, sum, squares]| {
        let band = band as u32;
        if owners.last().is_none_or(|last| last.band != band) {
            owners.push(Owners { band, ..Owners::default() });
        }
        let Some(last) = owners.last_mut() else { return };
        *(if several > 0.0 { &mut last.several } else { &mut last.one }) = [many, sum, squares];
    })
}
