//! The proof for contracts: renewals expected of a part of the history that the fit did not see.

use std::collections::BTreeMap;

use facts::Day;
use models::{
    estimate::Level,
    fit::{Convergence, Fit},
    holdout::{FREQUENCY_CLASSES, calibration, coverage, score},
    sbg::{Contract, Sbg, contract_cells},
};

use super::{
    ahead::{Ahead, Counting, Outlook},
    book::Book,
    sbg_fit,
};
use crate::value::{
    ValueError,
    holdout::{listed, marked},
    period::{months_between, plus_months},
    settings::Settings,
    valuation::{Baseline, HoldoutReport, TrackingPoint},
};

/// Longest holdout that is chosen by itself.
const LONGEST_DAYS: i32 = 366;
/// Most steps of the tracking curve.
const MOST_STEPS: i32 = 160;

/// Fits what was known at the end of the calibration and compares the rest with it; `None` where
/// nothing was asked for and there is no room.
///
/// # Errors
///
/// If the day asked for leaves nothing to fit on or nothing to test on.
pub fn prove(
    book: &Book,
    settings: &Settings,
    price: Option<f64>,
) -> Result<Option<HoldoutReport>, ValueError> {
    let first = book.starts.iter().copied().min().unwrap_or(book.as_of);
    let to = book.as_of;
    let until = match settings.calibrate_until {
        Some(day) if day <= first || day >= to => {
            return Err(ValueError::CalibrationOutside { day, first, last: to });
        }
        Some(day) => day,
        None => {
            // A third, in whole periods so that a year's renewals are all in or all out.
            let step = book.period.months();
            let third = (months_between(first, to) / 3).min((LONGEST_DAYS / 30).max(step)).max(step);
            plus_months(to, -(third / step * step))
        }
    };
    if until <= first {
        return Ok(None);
    }
    let states: Vec<Option<Contract>> = (0..book.len()).map(|i| book.state(i, until)).collect();
    let known: Vec<Contract> = states.iter().flatten().copied().collect();
    let Ok(cells) = contract_cells(&known) else { return Ok(None) };
    let fit = Sbg::fit(&cells);
    let running: Vec<usize> =
        (0..book.len()).filter(|&i| matches!(states[i], Some(Contract::Held(_)))).collect();
    if matches!(fit.convergence, Convergence::Impossible(_)) || running.is_empty() {
        return Ok(None);
    }
    let renewals: Vec<u32> = running.iter().map(|&i| book.renewal_dates(i, until)).collect();
    let chances: Vec<u32> =
        running.iter().map(|&i| book.renewal_dates(i, to)).zip(&renewals).map(|(all, k)| all - k).collect();
    if chances.iter().all(|&c| c == 0) {
        return Ok(None);
    }
    let actual: Vec<f64> =
        running.iter().map(|&i| f64::from(book.paid(i, to).saturating_sub(book.paid(i, until)))).collect();
    let outlooks: Vec<Option<Outlook>> = renewals
        .iter()
        .zip(&chances)
        .map(|(&renewals, &chances)| Some(Outlook { renewals, chances, first_month: 1, first_days: 0 }))
        .collect();
    let level = Level::new(settings.level).unwrap_or_default();
    let ahead =
        Ahead::new(&fit, &outlooks, &Counting { step_months: 0, months: 1, rate_per_day: 0.0, level });
    let predicted: Vec<f64> =
        (0..running.len()).filter_map(|i| ahead.of(i)).map(|e| e.payments.expected).collect();
    let marks = score(&predicted, &actual);
    let intervals = (0..running.len()).filter_map(|i| ahead.of(i)).map(|e| e.payments);
    // Classes of so many renewals each that the oldest contract is in the last one.
    let oldest = renewals.iter().copied().max().unwrap_or(0);
    let width = (oldest + 1).div_ceil(FREQUENCY_CLASSES as u32);
    let class: Vec<u32> = renewals.iter().map(|&k| k / width).collect();
    let sums: Vec<_> = ahead.groups(&class, FREQUENCY_CLASSES).iter().map(|g| g.payments).collect();
    let classes = calibration(&class, FREQUENCY_CLASSES, &predicted, &actual, Some(&sums));
    let total = ahead.total.payments;
    Ok(Some(HoldoutReport {
        from: until.plus(1),
        to,
        calibrated_until: until,
        customers: running.len() as u64,
        orders_actual: marks.actual,
        orders_predicted: marks.predicted,
        orders_low: total.low,
        orders_high: total.high,
        money_actual: price.map(|p| p * marks.actual),
        money_predicted: price.map(|p| p * marks.predicted),
        money_low: price.map(|p| p * total.low),
        money_high: price.map(|p| p * total.high),
        mae: marks.mae,
        rmse: marks.rmse,
        correlation: marks.correlation,
        top_decile_hit_rate: marks.top_decile_hit_rate,
        coverage: coverage(intervals.zip(actual.iter().copied())).within,
        level: settings.level,
        buying: sbg_fit(&fit),
        calibration: listed(&classes, |i| {
            let from = i as u32 * width;
            if width == 1 { from.to_string() } else { format!("{from}–{}", from + width - 1) }
        }),
        tracking: tracking(book, &fit, until, to, first),
        baselines: baselines(&known, &chances, &actual),
    }))
}

/// The naive rules.
fn baselines(known: &[Contract], chances: &[u32], actual: &[f64]) -> Vec<Baseline> {
    let (mut renewed, mut left) = (0.0, 0.0);
    for contract in known {
        match *contract {
            Contract::Held(renewals) => renewed += f64::from(renewals),
            Contract::Ended(periods) => {
                renewed += f64::from(periods - 1);
                left += 1.0;
            }
        }
    }
    let rate: f64 = if renewed + left > 0.0 { renewed / (renewed + left) } else { 1.0 };
    let rules: [(&str, &str, f64); 2] = [
        ("average-rate", "every contract is renewed at the average rate of all renewals so far", rate),
        ("nobody-leaves", "everybody who is there stays", 1.0),
    ];
    let of_rate = |(name, words, rate): (&str, &str, f64)| {
        let predicted: Vec<f64> =
            chances.iter().map(|&n| (1..=n).map(|j| rate.powi(j as i32)).sum::<f64>()).collect();
        marked(name, words, &predicted, actual)
    };
    rules.map(of_rate).to_vec()
}

/// Renewals of the calibration's contracts from the first on, expected of new ones and actual.
fn tracking(book: &Book, fit: &Fit<Sbg>, until: Day, to: Day, first: Day) -> Vec<TrackingPoint> {
    let step = 7 * (to.since(first) / 7 / MOST_STEPS + 1);
    let steps = (to.since(first) / step).max(0) as usize;
    let days: Vec<Day> = (1..=steps).map(|k| first.plus(k as i32 * step)).chain([to]).collect();
    let mut began: BTreeMap<Day, f64> = BTreeMap::new();
    let mut renewed = vec![0.0; days.len()];
    for i in (0..book.len()).filter(|&i| book.starts[i] <= until) {
        *began.entry(book.starts[i]).or_default() += 1.0;
        for renewal in 0..book.paid(i, to).saturating_sub(1) {
            let day = book.renewal_day(i, renewal);
            renewed[days.partition_point(|d| *d < day).min(steps)] += 1.0;
        }
    }
    let period = book.period.months();
    let longest = months_between(first, to).max(0) / period;
    let mut expected = vec![0.0];
    for renewals in 1..=longest as u32 {
        expected.push(expected[expected.len() - 1] + fit.model.survival(renewals));
    }
    let mut actual = 0.0;
    days.iter()
        .zip(renewed)
        .map(|(&day, more)| {
            actual += more;
            let of_start = |(&start, &contracts): (&Day, &f64)| {
                contracts * expected[(months_between(start, day) / period) as usize]
            };
            TrackingPoint { day, actual, expected: began.range(..=day).map(of_start).sum() }
        })
        .collect()
}
