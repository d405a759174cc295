//! What complaints do: orders followed by one, laid against orders like them that were not so far.

use facts::schema::Kind;
use plan::propose::{Answered, Counted, Matched, Waited};

use super::asked::{Asked, days};
use crate::folder::FolderError;

/// Days without a further order after which a customer counts as gone.
const USUAL_WAITING: i32 = 180;
/// Days within which a solution is fast.
const FAST: i32 = 3;
/// Days after an order within which a complaint is about it.
const ABOUT: i32 = 90;

pub(super) fn count(asked: &Asked<'_>, counted: &mut Counted) -> Result<(), FolderError> {
    if !asked.has(Kind::Feedback) {
        return Ok(());
    }
    let as_of = asked.as_of;
    let (to_solve, left_for) = (days("day", "solved"), days("day", &format!("DATE '{as_of}'")));
    let sql = format!(
        "{} SELECT count(*), count(solved), sum(CASE WHEN solved IS NOT NULL AND {to_solve} <= {FAST} THEN 1 ELSE 0 END) \
         FROM c WHERE {left_for} > {FAST}",
        asked.orders()
    );
    asked.numbers::<3>(&sql, &mut |[complaints, solved, fast]| {
        let known = |x: f64| if x.is_finite() { x } else { 0.0 };
        counted.answered =
            Answered { complaints: known(complaints), solved: known(solved), fast: known(fast) };
    })?;
    if counted.answered.complaints <= 0.0 {
        return Ok(());
    }

    // One row an order day, with the next; a complaint belongs to the last order day before it. Orders are
    // read once: they are what is dear.
    let waited = days("day", "next");
    let (age, seen) = (days("first", "day"), days("day", &format!("DATE '{as_of}'")));
    let (about, solved) = (days("d.day", "c.day"), days("c.day", "c.solved"));
    let sql = format!(
        "{}, e AS (SELECT DISTINCT customer, day FROM o), \
         d AS (SELECT customer, day, row_number() OVER (PARTITION BY customer ORDER BY day) AS n, \
         lead(day) OVER (PARTITION BY customer ORDER BY day) AS next, \
         first_value(day) OVER (PARTITION BY customer ORDER BY day) AS first FROM e), \
         w AS (SELECT d.customer, d.day, d.n, d.next, d.first, min(CASE WHEN c.day IS NULL THEN 2 \
         WHEN c.solved IS NOT NULL AND {solved} <= {FAST} THEN 1 ELSE 0 END) AS said, min({about}) AS after \
         FROM d LEFT JOIN c ON d.customer = c.customer AND c.day >= d.day AND (d.next IS NULL OR c.day < d.next) \
         AND {about} <= {ABOUT} GROUP BY d.customer, d.day, d.n, d.next, d.first), \
         m AS (SELECT least(n, 6) * 10 + CASE WHEN {age} < 61 THEN 0 WHEN {age} < 183 THEN 1 WHEN {age} < 365 THEN 2 ELSE 3 END \
         AS band, CASE WHEN next IS NULL OR {waited} > {USUAL_WAITING} THEN -1 ELSE {waited} END AS next, said, \
         coalesce(after, -1) AS after FROM w WHERE {seen} > {USUAL_WAITING}) \
         SELECT band, said, after, next, count(*) FROM m GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        asked.orders()
    );
    let mut orders = Vec::new();
    asked.numbers::<5>(&sql, &mut |[band, said, after, next, orders_alike]| {
        orders.push(Waited {
            band: band as u32,
            complaint: (after >= 0.0).then_some((after as u32, said > 0.0)),
            next_days: (next >= 0.0).then_some(next as u32),
            orders: orders_alike,
        });
    })?;
    counted.matched = Matched::of(&orders);
    Ok(())
}
