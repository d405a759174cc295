//! The verdict in plain words: how far the figures may be trusted, from the holdout alone.

use super::valuation::{HoldoutReport, SpendingReport};
use crate::words;

/// Off by more than this share, a total is called biased.
const BIAS: f64 = 0.10;
/// Fewer orders than this in the holdout prove little.
const LEAST_ORDERS: f64 = 30.0;
/// Off by more than this share, a total is no more than a guess.
const FAR_OFF: f64 = 0.30;
/// Correlation of spend and frequency from which independence is called broken (the reference
/// literature's rule of thumb).
const CORRELATED: f64 = 0.2;

/// How far to trust the figures.
pub fn verdict(holdout: Option<&HoldoutReport>) -> String {
    let Some(holdout) = holdout else {
        return "Not proved: the history is too short to hold a part of it back, so nobody knows yet how far \
                these figures may be trusted. Treat them as an assumption."
            .to_owned();
    };
    let mut text = what_happened(holdout);
    text.push(' ');
    text.push_str(&against_naive(holdout));
    text.push(' ');
    text.push_str(judgement(holdout));
    text
}

fn what_happened(h: &HoldoutReport) -> String {
    let off = off(h);
    let direction = if h.orders_actual < 1.0 {
        "something and nothing came".to_owned()
    } else if off.abs() < 0.005 {
        "as many as came".to_owned()
    } else {
        format!("{} {} than came", words::percent(off.abs()), if off < 0.0 { "fewer" } else { "more" })
    };
    let inside = h.orders_actual >= h.orders_low && h.orders_actual <= h.orders_high;
    format!(
        "Fitted until {} and tested on what followed until {}: it expected {} orders ({} to {}) from {} customers \
         and {} came, {}{}.",
        words::day(h.calibrated_until),
        words::day(h.to),
        words::count(h.orders_predicted.round().max(0.0) as u64),
        words::count(h.orders_low.round().max(0.0) as u64),
        words::count(h.orders_high.round().max(0.0) as u64),
        words::count(h.customers),
        words::count(h.orders_actual.round() as u64),
        format_args!("so it expected {direction}"),
        if inside { "" } else { ", outside of its interval" },
    )
}

fn best_baseline(h: &HoldoutReport) -> Option<&super::valuation::Baseline> {
    h.baselines.iter().min_by(|a, b| a.mae.total_cmp(&b.mae))
}

fn against_naive(h: &HoldoutReport) -> String {
    match best_baseline(h) {
        Some(b) if h.mae < b.mae => format!(
            "Per customer it is off by {} orders on average; the best naive rule ({}) by {}.",
            words::decimal(h.mae, 2),
            b.words,
            words::decimal(b.mae, 2)
        ),
        Some(b) => format!(
            "Per customer it is off by {} orders on average, no better than a naive rule ({}: {}).",
            words::decimal(h.mae, 2),
            b.words,
            words::decimal(b.mae, 2)
        ),
        None => format!("Per customer it is off by {} orders on average.", words::decimal(h.mae, 2)),
    }
}

fn judgement(h: &HoldoutReport) -> &'static str {
    if h.orders_actual < LEAST_ORDERS {
        return "Hardly any order fell into the test period, so it proves little: treat the figures as an assumption.";
    }
    let off = off(h);
    let beats = h.baselines.iter().all(|b| h.mae < b.mae) || h.baselines.iter().all(|b| h.rmse < b.rmse);
    let ranks = h.correlation.is_some_and(|c| c >= 0.3);
    match (off.abs(), beats && ranks) {
        (o, true) if o <= BIAS => "Trust it for totals and for who is worth more than whom.",
        (o, true) if o <= FAR_OFF && off < 0.0 => {
            "Trust it for who is worth more than whom; read its totals as cautious, they came out too low."
        }
        (o, true) if o <= FAR_OFF => {
            "Trust it for who is worth more than whom; read its totals as hopeful, they came out too high."
        }
        (_, true) => "Trust it for who is worth more than whom, and not for totals: they were far off.",
        (o, false) if o <= BIAS => {
            "Trust it for totals; it tells single customers apart hardly better than a simple rule does."
        }
        _ => "Do not lean on it: a simple rule does as well, and its totals were off.",
    }
}

/// Predicted less actual orders, as a share of the actual ones.
fn off(h: &HoldoutReport) -> f64 {
    h.orders_predicted / h.orders_actual.max(1.0) - 1.0
}

/// The sentence that must stand beside every total where the holdout's was far off.
pub fn far_off(holdout: Option<&HoldoutReport>) -> Option<String> {
    let off = off(holdout.filter(|h| h.orders_actual >= LEAST_ORDERS)?);
    (off.abs() > FAR_OFF).then(|| {
        format!(
            "In the test its total was {} {} what came: read what is expected as a guess.",
            words::percent(off.abs()),
            if off < 0.0 { "below" } else { "above" }
        )
    })
}

/// What the correlation of spend and frequency means.
pub fn independence(correlation: f64) -> String {
    if !correlation.is_finite() {
        return "Spend and frequency could not be compared: all repeat customers are alike in one of them."
            .to_owned();
    }
    let value = words::decimal(correlation, 2);
    if correlation.abs() <= CORRELATED {
        format!(
            "Spend per order hardly depends on how often a customer orders (correlation {value}), as the spending model assumes."
        )
    } else if correlation > 0.0 {
        format!(
            "Frequent customers also spend more per order (correlation {value}). The spending model assumes they do not, so \
             the value of the best customers is understated and that of the rest overstated."
        )
    } else {
        format!(
            "Frequent customers spend less per order (correlation {value}). The spending model assumes they do not, so the \
             value of the most frequent customers is overstated."
        )
    }
}

/// The warning that the broken assumption deserves, if it is broken.
pub fn correlation_warning(spending: &SpendingReport) -> Option<String> {
    (spending.spend_frequency_correlation.abs() > CORRELATED).then(|| spending.independence.clone())
}
