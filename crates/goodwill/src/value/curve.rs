//! The life-cycle value curve: margin to date month by month, then what is expected.

use facts::{Month, OrderLog};
use models::estimate::Estimate;

use super::{base::Base, margin::Margin, valuation::CurvePoint};

/// Cumulative margin at the end of each month until `as_of`, then expected at the end of each
/// month ahead (`ahead`: cumulative expected value, first month first).
pub fn curve(
    log: &OrderLog,
    base: &Base,
    margin: &Margin,
    minor_per_unit: f64,
    ahead: &[Estimate],
) -> Vec<CurvePoint> {
    let last = base.as_of.month().index();
    let Some(first) = log.span().map(|(first, _)| first.month().index()) else { return Vec::new() };
    let mut months = vec![0.0; (last - first + 1).max(1) as usize];
    for &customer in &base.customers {
        for day in log.of(customer as usize).iter().take_while(|d| d.day <= base.as_of) {
            months[(day.day.month().index() - first) as usize] += margin.kept_minor(day);
        }
    }
    let mut sum = 0.0;
    let mut points: Vec<CurvePoint> = months
        .iter()
        .enumerate()
        .map(|(i, kept)| {
            sum += kept;
            let month = Month::from_index(first + i as i32);
            CurvePoint { month, to_date: Some(sum / minor_per_unit), expected: None, low: None, high: None }
        })
        .collect();
    let now = sum / minor_per_unit;
    if let Some(here) = points.last_mut().filter(|_| !ahead.is_empty()) {
        (here.expected, here.low, here.high) = (Some(now), Some(now), Some(now));
    }
    points.extend(ahead.iter().enumerate().map(|(i, e)| CurvePoint {
        month: Month::from_index(last + 1 + i as i32),
        to_date: None,
        expected: Some(now + e.expected),
        low: Some(now + e.low),
        high: Some(now + e.high),
    }));
    points
}
