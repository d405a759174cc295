//! A fit as the pages' views want it.

use facts::Currency;
use pages::{
    cohorts::{Curve, Point, Row},
    today::{Test, Trust},
};

use super::{Cohort, CohortPoint, HoldoutReport, Valued};

/// One age of a curve.
pub(crate) fn point(point: &CohortPoint) -> Point {
    Point {
        age: point.age_months,
        ordered: point.retention,
        money: point.margin,
        low: point.low,
        high: point.high,
        expected: point.expected,
        customers: point.customers,
    }
}

/// What an average customer brings, with single cohorts behind it; none without money.
pub(crate) fn curve(valued: &Valued) -> Option<Curve> {
    let currency = valued.money()?;
    let cohorts = &valued.cohorts;
    let main: Vec<Point> = cohorts.average.iter().map(point).collect();
    let behind = cohorts.cohorts.iter().map(seen).filter(|points| points.len() > 1).collect();
    Some(Curve {
        main,
        behind,
        trough: cohorts.trough_month.zip(cohorts.trough),
        payback_month: cohorts.payback_month,
        ..empty(valued, Some(currency))
    })
}

/// The curve of one cohort, with the average of all behind it.
pub(crate) fn curve_of(valued: &Valued, cohort: &Cohort) -> Curve {
    let main: Vec<Point> = cohort.ages.iter().map(point).collect();
    let average =
        valued.cohorts.average.iter().filter(|p| !p.expected).map(|p| (p.age_months, p.margin)).collect();
    let trough = cohort.trough_month.and_then(|month| {
        Some((month, main.iter().find(|p| p.age == month).map(|p| p.money).filter(|money| *money < 0.0)?))
    });
    Curve {
        main,
        of: Some(cohort.name.clone()),
        behind: vec![average],
        trough,
        payback_month: cohort.payback_month,
        has_costs: valued.cohorts.has_costs && cohort.acquisition_cost.is_some(),
        ..empty(valued, valued.money())
    }
}

/// The same, with nothing to draw where there is no money.
pub(crate) fn curve_or_empty(valued: &Valued) -> Curve {
    curve(valued).unwrap_or_else(|| empty(valued, None))
}

fn empty(valued: &Valued, currency: Option<Currency>) -> Curve {
    Curve {
        currency,
        margin: valued.is_margin(),
        has_costs: valued.cohorts.has_costs,
        contracts: valued.of_contracts(),
        level: valued.value.level,
        main: Vec::new(),
        of: None,
        behind: Vec::new(),
        trough: None,
        payback_month: None,
    }
}

fn seen(cohort: &Cohort) -> Vec<(u32, f64)> {
    cohort.ages.iter().filter(|p| !p.expected).map(|p| (p.age_months, p.margin)).collect()
}

/// A cohort in lists.
pub(crate) fn row_of(cohort: &Cohort) -> Row {
    Row {
        name: cohort.name.clone(),
        customers: cohort.customers,
        cost: cohort.acquisition_cost,
        to_date: cohort.to_date,
        expected: cohort.expected,
        ages: cohort.ages.iter().map(point).collect(),
        payback_month: cohort.payback_month,
        trough_month: cohort.trough_month,
    }
}

/// How the test came out, by the same rule as the valuation's own verdict.
pub(crate) fn test_of(holdout: &HoldoutReport) -> Test {
    let beats = holdout.baselines.iter().all(|b| holdout.mae < b.mae)
        || holdout.baselines.iter().all(|b| holdout.rmse < b.rmse);
    let ranks = holdout.correlation.is_some_and(|c| c >= 0.3);
    Test {
        until: holdout.calibrated_until,
        expected: holdout.orders_predicted,
        came: holdout.orders_actual,
        trust: Trust::of(holdout.orders_predicted, holdout.orders_actual, beats && ranks),
    }
}
