//! The proof for chances: the last periods, kept from the fit, against what it said of them.

use facts::{Day, OrderLog};
use models::{
    bg_bb::{BgBb, ChanceHistory},
    estimate::Level,
    fit::{Convergence, Fit},
    holdout::{FREQUENCY_CLASSES, calibration, coverage, score},
};

use super::{
    ahead::{self, Asked},
    bg_bb_fit, fit_amounts,
    histories::{Histories, taken},
};
use crate::value::{
    ValueError,
    base::Base,
    holdout::{listed, marked},
    period::Period,
    settings::Settings,
    valuation::{Baseline, HoldoutReport, TrackingPoint},
};

/// Fewest chances that are fitted on.
const LEAST_CHANCES: i32 = 2;

/// Fits what was known at the end of the calibration and compares the rest with it; `None` where
/// nothing was asked for and there is no room.
///
/// # Errors
///
/// If the day asked for leaves nothing to fit on or nothing to test on.
pub fn prove(
    log: &OrderLog,
    as_of: Day,
    settings: &Settings,
    period: Period,
    minor_per_unit: Option<f64>,
) -> Result<Option<HoldoutReport>, ValueError> {
    let Some((first, _)) = log.span() else { return Ok(None) };
    let (begin, end) = (period.number(first), period.number(as_of));
    let until = match settings.calibrate_until {
        Some(day) => {
            let number = period.number(day);
            let number = if day == period.last_day(number) { number } else { number - 1 };
            if number <= begin || number >= end {
                return Err(ValueError::CalibrationOutside {
                    day,
                    first: period.last_day(begin),
                    last: as_of,
                });
            }
            number
        }
        None => end - ((end - begin) / 3).max(1),
    };
    if settings.calibrate_until.is_none() && until - begin < LEAST_CHANCES {
        return Ok(None);
    }
    let base = Base::new(log, period.last_day(until), settings.unit.days());
    let histories = Histories::new(log, &base, period, minor_per_unit);
    let fit = BgBb::fit(&histories.cells, None);
    if matches!(fit.convergence, Convergence::Impossible(_)) {
        return Ok(None);
    }
    let spending = minor_per_unit.map(|_| fit_amounts(&histories));
    let chances = (end - until) as u32;
    let class: Vec<u32> = histories.of.iter().map(|h| h.taken().min(FREQUENCY_CLASSES as u32 - 1)).collect();
    let worth = vec![1.0; chances as usize];
    let foreseen = ahead::forecast(&Asked {
        fit: &fit,
        spending: spending.as_ref().map(|s| &s.0),
        histories: &histories,
        group_of: &class,
        groups: FREQUENCY_CLASSES,
        chances,
        worth: &worth,
        margin: 1.0,
        level: Level::new(settings.level).unwrap_or_default(),
    });
    let predicted: Vec<f64> = foreseen.customers.iter().map(|c| c.orders.expected).collect();
    let came: Vec<Vec<(i32, i64)>> =
        base.customers.iter().map(|&c| taken(log, c, until + 1, end, period)).collect();
    let actual: Vec<f64> = came.iter().map(|t| t.len() as f64).collect();
    let money_actual = minor_per_unit
        .map(|minor| came.iter().flatten().map(|t| i128::from(t.1)).sum::<i128>() as f64 / minor);
    let marks = score(&predicted, &actual);
    let sums: Vec<_> = foreseen.groups.iter().map(|g| g.orders).collect();
    let classes = calibration(&class, FREQUENCY_CLASSES, &predicted, &actual, Some(&sums));
    let money = foreseen.total.money;
    Ok(Some(HoldoutReport {
        from: base.as_of.plus(1),
        to: as_of,
        calibrated_until: base.as_of,
        customers: base.len() as u64,
        orders_actual: marks.actual,
        orders_predicted: marks.predicted,
        orders_low: foreseen.total.orders.low,
        orders_high: foreseen.total.orders.high,
        money_actual: money.and(money_actual),
        money_predicted: money.map(|m| m.expected),
        money_low: money.map(|m| m.low),
        money_high: money.map(|m| m.high),
        mae: marks.mae,
        rmse: marks.rmse,
        correlation: marks.correlation,
        top_decile_hit_rate: marks.top_decile_hit_rate,
        coverage: coverage(foreseen.customers.iter().map(|c| c.orders).zip(actual.iter().copied())).within,
        level: settings.level,
        buying: bg_bb_fit(&fit),
        calibration: listed(&classes, |i| {
            if i + 1 == FREQUENCY_CLASSES { format!("{i}+") } else { i.to_string() }
        }),
        tracking: tracking(log, &base, &fit, (begin, end), period),
        baselines: baselines(log, &base, &histories.of, (begin, until), chances, &actual, period),
    }))
}

/// The naive rules.
fn baselines(
    log: &OrderLog,
    base: &Base,
    histories: &[ChanceHistory],
    (begin, until): (i32, i32),
    chances: u32,
    actual: &[f64],
    period: Period,
) -> Vec<Baseline> {
    let window = (chances as i32).min(until - begin).max(1);
    let factor = f64::from(chances) / f64::from(window);
    let recent: Vec<f64> = base
        .customers
        .iter()
        .zip(histories)
        .map(|(&customer, history)| {
            // The first order is no chance taken.
            let from = (until - window + 1).max(until - history.chances() as i32 + 1);
            taken(log, customer, from, until, period).len() as f64 * factor
        })
        .collect();
    let mean = recent.iter().sum::<f64>() / recent.len().max(1) as f64;
    let own = histories
        .iter()
        .map(|h| f64::from(h.taken()) / f64::from(h.chances().max(1)) * f64::from(chances))
        .collect();
    let rules = [
        (
            "last-period",
            "each customer orders as often as in the last period of the same length",
            recent.clone(),
        ),
        ("overall-mean", "every customer orders as often as all did on average", vec![mean; recent.len()]),
        ("own-rate", "each customer goes on taking the same share of chances as so far", own),
    ];
    rules.into_iter().map(|(name, words, predicted)| marked(name, words, &predicted, actual)).collect()
}

/// Chances taken after the first period by the calibration's customers, expected of new ones and
/// actual, period after period.
fn tracking(
    log: &OrderLog,
    base: &Base,
    fit: &Fit<BgBb>,
    (begin, end): (i32, i32),
    period: Period,
) -> Vec<TrackingPoint> {
    let length = (end - begin + 1).max(1) as usize;
    let (mut began, mut came) = (vec![0.0; length], vec![0.0; length]);
    for (&customer, summary) in base.customers.iter().zip(&base.summaries) {
        let first = Day::from_epoch(summary.first_day).map_or(begin, |day| period.number(day));
        began[(first - begin) as usize] += 1.0;
        for (number, _) in taken(log, customer, first + 1, end, period) {
            came[(number - begin) as usize] += 1.0;
        }
    }
    let expected: Vec<f64> = (0..length as u32).map(|n| fit.model.new_customer_orders(n)).collect();
    let mut actual = 0.0;
    (0..length)
        .map(|at| {
            actual += came[at];
            TrackingPoint {
                day: period.last_day(begin + at as i32),
                actual,
                expected: (0..=at).map(|start| began[start] * expected[at - start]).sum(),
            }
        })
        .collect()
}
