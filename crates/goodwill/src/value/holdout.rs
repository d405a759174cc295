//! The proof: what the calibration fit expected of the holdout against what came.

use facts::{Day, OrderLog};
use models::{
    buying::Buying,
    choice::Mark,
    estimate::Level,
    forecast::{Grouping, Request, forecast},
    history::{OrderHistory, summary},
    holdout::{
        self, Baseline as Rule, BaselineInput, ClassCalibration, FREQUENCY_CLASSES, baselines, calibration,
        coverage, frequency_class, score,
    },
};

use super::{
    ValueError,
    base::{Base, history_on},
    buying::{Held, Spending, fit_spending, no_spending},
    fits::buying_fit,
    settings::Settings,
    valuation::{Baseline, CalibrationClass, HoldoutReport, TrackingPoint},
};

/// Most steps of the tracking curve; longer histories take longer steps.
const MOST_STEPS: i32 = 160;

/// Puts the proof together for the winning candidate.
///
/// # Errors
///
/// Only if the forecast is asked something impossible.
pub fn prove(
    log: &OrderLog,
    held: &Held,
    mark: &Mark,
    settings: &Settings,
    minor_per_unit: Option<f64>,
) -> Result<HoldoutReport, ValueError> {
    let base = &held.base;
    let spending: Option<Spending> = minor_per_unit.map(|minor| fit_spending(base, minor));
    let nobody = if spending.is_none() { no_spending(base) } else { Vec::new() };
    let class: Vec<u32> = (0..base.len()).map(|i| frequency_class(base.history(i))).collect();
    let groupings = [Grouping { of: &class, groups: FREQUENCY_CLASSES }];
    let level = Level::new(settings.level).unwrap_or_default();
    let foreseen = forecast(&Request {
        buying: &mark.fit,
        spending: spending.as_ref().map(|s| &s.fit),
        cells: &base.cells,
        cell_of: &base.cell_of,
        spend: spending.as_ref().map_or(&nobody, |s| &s.spend),
        ends: &[held.calibration.length],
        discount_rate: 0.0,
        margin: 1.0,
        level,
        groupings: &groupings,
    })?;

    let predicted: Vec<f64> = base.cell_of.iter().map(|&cell| mark.expected[cell as usize]).collect();
    let actual: Vec<f64> = held.afterwards.orders.iter().map(|&n| f64::from(n)).collect();
    let marks = score(&predicted, &actual);
    let covered = coverage(foreseen.iter().map(|c| c.orders).zip(actual.iter().copied()));

    let sums: Vec<_> = foreseen.groups[0].iter().map(|g| g.orders).collect();
    let classes = calibration(&class, FREQUENCY_CLASSES, &predicted, &actual, Some(&sums));
    let money = foreseen.total.money;
    let money_actual = minor_per_unit
        .map(|minor| held.afterwards.money_minor.iter().map(|&m| i128::from(m)).sum::<i128>() as f64 / minor);
    Ok(HoldoutReport {
        from: base.as_of.plus(1),
        to: held.to,
        calibrated_until: base.as_of,
        customers: base.len() as u64,
        orders_actual: marks.actual,
        orders_predicted: marks.predicted,
        orders_low: foreseen.total.orders.low,
        orders_high: foreseen.total.orders.high,
        money_actual,
        money_predicted: money.map(|m| m.expected),
        money_low: money.map(|m| m.low),
        money_high: money.map(|m| m.high),
        mae: marks.mae,
        rmse: marks.rmse,
        correlation: marks.correlation,
        top_decile_hit_rate: marks.top_decile_hit_rate,
        coverage: covered.within,
        level: settings.level,
        buying: buying_fit(&mark.fit),
        calibration: listed(&classes, |i| {
            if i + 1 == FREQUENCY_CLASSES { format!("{i}+") } else { i.to_string() }
        }),
        tracking: tracking(log, base, held.to, &mark.fit.model, settings.unit.days()),
        baselines: naive(log, base, held, &actual, settings.unit.days()),
    })
}

/// Classes with anybody in them, each by its name.
pub fn listed(classes: &[ClassCalibration], name: impl Fn(usize) -> String) -> Vec<CalibrationClass> {
    let present = classes.iter().enumerate().filter(|(_, c)| c.customers > 0);
    present
        .map(|(i, c)| CalibrationClass {
            repeat_orders: name(i),
            customers: c.customers as u64,
            predicted: c.predicted.expected,
            actual: c.actual,
            low: c.predicted.low,
            high: c.predicted.high,
        })
        .collect()
}

/// A naive rule's predictions, marked like the model's.
pub fn marked(name: &str, words: &str, predicted: &[f64], actual: &[f64]) -> Baseline {
    let marks = score(predicted, actual);
    Baseline {
        name: name.to_owned(),
        words: words.to_owned(),
        orders_predicted: marks.predicted,
        mae: marks.mae,
        rmse: marks.rmse,
        correlation: marks.correlation,
        top_decile_hit_rate: marks.top_decile_hit_rate,
    }
}

/// The naive rules.
fn naive(log: &OrderLog, base: &Base, held: &Held, actual: &[f64], unit_days: f64) -> Vec<Baseline> {
    let holdout_days = held.to.since(base.as_of);
    let first = base.summaries.iter().map(|s| s.first_day).min().unwrap_or_default();
    let window_days = holdout_days.min(base.as_of.days_since_epoch() - first);
    let window_start = base.as_of.plus(-window_days);
    let histories: Vec<OrderHistory> = (0..base.len()).map(|i| *base.history(i)).collect();
    let recent: Vec<u32> = base
        .customers
        .iter()
        .map(|&customer| {
            let repeats = log.of(customer as usize).iter().skip(1);
            repeats.filter(|d| d.day > window_start && d.day <= base.as_of).count() as u32
        })
        .collect();
    let before: Vec<Option<OrderHistory>> =
        base.customers.iter().map(|&customer| known_at(log, customer, window_start, unit_days)).collect();
    let input = BaselineInput {
        histories: &histories,
        recent_orders: &recent,
        window: f64::from(window_days) / unit_days,
        horizon: f64::from(holdout_days) / unit_days,
        before: Some(&before),
    };
    baselines(&input)
        .into_iter()
        .map(|(rule, predicted)| marked(rule.name(), words(rule), &predicted, actual))
        .collect()
}

/// A customer's history as known on `day`; `None` before the first order.
fn known_at(log: &OrderLog, customer: u32, day: Day, unit_days: f64) -> Option<OrderHistory> {
    let days = log.of(customer as usize).iter().take_while(|d| d.day <= day);
    let known = summary(days.map(|d| (d.day.days_since_epoch(), d.amount_minor)))?;
    Some(history_on(&known, day, unit_days))
}

const fn words(rule: Rule) -> &'static str {
    match rule {
        Rule::LastPeriod => "each customer orders as often as in the last period of the same length",
        Rule::OverallMean => "every customer orders as often as all did on average",
        Rule::FrequencyRecency => "each customer orders as others of the same frequency and recency did",
        Rule::RecencyCutOff => {
            "customers silent for twice the usual gap are lost, the others go on as before"
        }
    }
}

/// Repeat orders of the calibration's customers, week after week, expected and actual.
fn tracking(log: &OrderLog, base: &Base, to: Day, buying: &Buying, unit_days: f64) -> Vec<TrackingPoint> {
    let Some(first) = base.summaries.iter().map(|s| s.first_day).min() else { return Vec::new() };
    let span = to.days_since_epoch() - first;
    let step = 7 * (span / 7 / MOST_STEPS + 1);
    let mut began = vec![0.0; span.max(0) as usize + 1];
    let mut repeats = began.clone();
    for (summary, &customer) in base.summaries.iter().zip(&base.customers) {
        began[(summary.first_day - first) as usize] += 1.0;
        for day in log.of(customer as usize).iter().skip(1).take_while(|d| d.day <= to) {
            repeats[(day.day.days_since_epoch() - first) as usize] += 1.0;
        }
    }
    let on_clock = |counts: Vec<f64>| -> Vec<(f64, f64)> {
        let timed = counts.into_iter().enumerate().filter(|(_, n)| *n > 0.0);
        timed.map(|(day, n)| (day as f64 / unit_days, n)).collect()
    };
    let days: Vec<i32> = (1..=span / step).map(|k| k * step).collect();
    let ends: Vec<f64> = days.iter().map(|&d| f64::from(d) / unit_days).collect();
    holdout::tracking(buying.model(), &on_clock(began), &on_clock(repeats), &ends)
        .into_iter()
        .zip(days)
        .map(|(point, day)| TrackingPoint {
            day: Day::from_epoch(first + day).unwrap_or(to),
            actual: point.actual,
            expected: point.expected,
        })
        .collect()
}
