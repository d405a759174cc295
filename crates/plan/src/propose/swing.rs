//! How far the market swings, by the repeat orders of the months.

use super::{Counted, Followed, Measured};

/// Fewest orders expected in a month whose swing is looked at.
const LEAST_ORDERS: f64 = 20.0;
/// Fewest months that tell a swing, and most that are looked at.
const LEAST_MONTHS: usize = 12;
const MOST_MONTHS: usize = 36;

/// How far months of repeat orders swing around what the cohorts of each age usually order, and how much of
/// it is left in the next month.
pub(super) fn market(counted: &Counted, followed: &Followed) -> Option<(Measured, Measured)> {
    let first = counted.months.first()?.0.index();
    let joined = followed.joined();
    let usual: Vec<f64> = (0..joined.len())
        .map(|age| {
            let seen = joined.iter().take(joined.len() - age).enumerate();
            let (orders, joined) =
                seen.fold((0.0, 0.0), |(o, j), (c, n)| (o + followed.orders(c, age), j + n));
            if joined > 0.0 { orders / joined } else { 0.0 }
        })
        .collect();
    let months = counted.months.iter().rev().take(MOST_MONTHS).rev();
    let residuals: Vec<(f64, f64)> = months
        .filter_map(|(month, _)| {
            let at = usize::try_from(month.index() - first).ok()?;
            let by_cohort = (0..at).map(|c| (followed.orders(c, at - c), joined[c] * usual[at - c]));
            let (actual, expected) = by_cohort.fold((0.0, 0.0), |(a, e), (x, y)| (a + x, e + y));
            (expected >= LEAST_ORDERS && actual > 0.0).then(|| ((actual / expected).ln(), 1.0 / expected))
        })
        .collect();
    let n = residuals.len() as f64;
    if residuals.len() < LEAST_MONTHS {
        return None;
    }
    let middle = residuals.iter().map(|r| r.0).sum::<f64>() / n;
    let variance = residuals.iter().map(|r| (r.0 - middle).powi(2)).sum::<f64>() / (n - 1.0);
    // What counting alone makes of it is no swing of the market.
    let counting = residuals.iter().map(|r| r.1).sum::<f64>() / n;
    let own = (variance - counting).max(0.0);
    let swing = own.sqrt();
    let how = format!("repeat orders of {n} months around what cohorts of each age usually order");
    // The standard error of a standard deviation, of the whole and not of what is left of it.
    let error = variance / (2.0 * (n - 1.0)).sqrt() / swing.max(0.25 * variance.sqrt()).max(1e-9);
    let next: f64 =
        residuals.windows(2).map(|w| (w[0].0 - middle) * (w[1].0 - middle)).sum::<f64>() / (n - 1.0);
    let memory = if own > 0.25 * variance { next / own } else { 0.0 };
    let remembers = Measured::counted(memory, 1.0 / n.sqrt(), residuals.len() as u64, how.clone());
    Some((
        Measured::counted(swing, error, residuals.len() as u64, how).estimated().within(0.0, 0.9),
        remembers.estimated().within(0.0, 0.95),
    ))
}
