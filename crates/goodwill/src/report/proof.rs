//! The proof: what the model said about a period that it had not seen, and what came.

use maud::{Markup, html};

use super::parts::{Column, figure, kept, model_name, of_ten, opened, table};
use crate::chart::{
    Dot, End, Line, LineChart, Name, Rule, Size, Written, both, dots, line_band, month_ticks,
};
use crate::value::valuation::{
    BuyingFit, BuyingReport, HoldoutReport, SpendingReport, TrackingPoint, Valuation,
};
use crate::words;

/// Points of the tracking curve that are drawn at most.
const MOST_POINTS: usize = 160;

/// Holdout, tracking, calibration, baselines, models; `None` where nothing was fitted.
pub(super) fn section(valuation: &Valuation) -> Option<Markup> {
    let buying = valuation.buying.as_ref();
    if buying.is_none() && valuation.holdout.is_none() {
        return None;
    }
    Some(html! {
        @match &valuation.holdout {
            Some(holdout) => (tested(valuation, holdout)),
            None => { p.lead { "The history left no room for a test on a period that the model had not seen. Read the expected figures as untested." } }
        }
        @if let Some(buying) = buying { (models(valuation, buying)) }
        @if let Some(spending) = &valuation.spending { (spend(spending)) }
    })
}

fn tested(valuation: &Valuation, holdout: &HoldoutReport) -> Markup {
    html! {
        p.lead { (orders_in_words(holdout)) }
        @if let Some(words) = money_in_words(valuation, holdout) { p { (kept(&words, valuation.value.currency)) } }
        p { (customers_in_words(holdout)) }
        (tracking(holdout))
        (calibration(holdout))
        h3 { "Against simple rules" }
        p.note { "A model that is no better than these is not worth its effort. Lower errors are better, higher correlation and hits are better." }
        (baselines(holdout))
    }
}

fn off(predicted: f64, actual: f64) -> String {
    let ratio = predicted / actual - 1.0;
    if !ratio.is_finite() {
        "there is nothing to compare with".to_owned()
    } else if ratio.abs() < 0.005 {
        "a hit to within half a percent".to_owned()
    } else {
        format!("{} too {}", words::percent(ratio.abs()), if ratio > 0.0 { "many" } else { "few" })
    }
}

fn orders_in_words(h: &HoldoutReport) -> String {
    format!(
        "The model was given everything until {} and asked for {} to {}. It expected {} of {} ({} to {}, in {} cases); {} came: {}.",
        words::day(h.calibrated_until),
        words::day(h.from),
        words::day(h.to),
        words::counted(h.orders_predicted.max(0.0).round() as u64, h.noun()),
        words::counted(h.customers, if h.of_contracts() { "running contract" } else { "customer" }),
        words::decimal(h.orders_low, 0),
        words::decimal(h.orders_high, 0),
        of_ten(h.level),
        words::decimal(h.orders_actual, 0),
        off(h.orders_predicted, h.orders_actual),
    )
}

fn money_in_words(valuation: &Valuation, h: &HoldoutReport) -> Option<String> {
    let currency = valuation.value.currency;
    let (predicted, actual) = (h.money_predicted?, h.money_actual?);
    let range = h
        .money_low
        .zip(h.money_high)
        .map_or_else(String::new, |(low, high)| format!(" ({})", words::range(low, high, currency)));
    Some(format!(
        "Of revenue it expected {}{range}; {} came: {}.",
        words::about(predicted, currency),
        words::about(actual, currency),
        off(predicted, actual).replace("many", "much").replace("few", "little"),
    ))
}

/// A hit rate, where there is one.
fn hits(rate: Option<f64>) -> String {
    rate.map_or_else(|| "none".to_owned(), words::percent)
}

fn customers_in_words(h: &HoldoutReport) -> String {
    let hits = if let Some(hits) = h.top_decile_hit_rate {
        format!(
            " Of the tenth of customers it thought best, {} were in the actual best tenth; chance alone would give 10%.",
            words::percent(hits)
        )
    } else {
        String::new()
    };
    format!(
        "Customer by customer it was off by {} {}s on average (root mean square {}){}.{} {} of the customers lay in their stated range, where at least {} were promised (whole orders cannot be cut finer).",
        words::number(h.mae),
        h.noun(),
        words::number(h.rmse),
        h.correlation
            .map_or_else(String::new, |r| format!(", with a correlation of {}", words::decimal(r, 2))),
        hits,
        words::percent(h.coverage),
        words::percent(h.level),
    )
}

/// A point's month with the part of it that has passed.
fn at(point: &TrackingPoint) -> f64 {
    let month = point.day.month();
    let days = f64::from(month.last_day().since(month.first_day()) + 1);
    f64::from(month.index()) + f64::from(point.day.since(month.first_day()) + 1) / days
}

fn tracking(h: &HoldoutReport) -> Markup {
    let every = h.tracking.len().div_ceil(MOST_POINTS).max(1);
    // Counted from the end, so that the last point is always there.
    let mut points: Vec<&TrackingPoint> = h.tracking.iter().rev().step_by(every).collect();
    points.reverse();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return html! {};
    };
    let title = if h.of_contracts() { "Renewals, added up" } else { "Orders after the first, added up" };
    let counted = if h.of_contracts() { "renewals" } else { "repeat orders" };
    let sentence = format!(
        "By {} the model expected {} {counted} in all; {} came.",
        words::day(last.day),
        words::decimal(last.expected, 0),
        words::decimal(last.actual, 0)
    );
    let rows: Vec<Vec<String>> = points
        .iter()
        .map(|p| vec![words::day(p.day), words::decimal(p.actual, 0), words::decimal(p.expected, 0)])
        .collect();
    let numbers = table(
        "tracking-table",
        &format!("Cumulative {counted}"),
        &[Column::Text("Until"), Column::Number("Actual"), Column::Number("Expected")],
        &rows,
    );
    let chart = |size: Size| {
        line_band(
            &LineChart {
                name: Name { id: "tracking-chart", title, sentence: &sentence },
                empty: "no repeat orders",
                bands: Vec::new(),
                lines: vec![
                    Line { class: "second", points: points.iter().map(|p| (at(p), p.actual)).collect() },
                    Line { class: "expected", points: points.iter().map(|p| (at(p), p.expected)).collect() },
                ],
                ticks: month_ticks(
                    first.day.month(),
                    last.day.month(),
                    if size == Size::Wide { 9 } else { 5 },
                ),
                below: "",
                marks: Vec::new(),
                ends: vec![
                    End {
                        at: (at(last), last.actual),
                        label: words::decimal(last.actual, 0),
                        note: "came".to_owned(),
                    },
                    End {
                        at: (at(last), last.expected),
                        label: words::decimal(last.expected, 0),
                        note: "expected".to_owned(),
                    },
                ],
                rules: vec![Rule {
                    at: at(&TrackingPoint { day: h.calibrated_until, actual: 0.0, expected: 0.0 }),
                    label: "the model saw until here".to_owned(),
                }],
                hints: Vec::new(),
                value: Written(&words::tick),
            },
            size,
        )
    };
    figure(
        title,
        &format!("{sentence} The dashed line is what the model expected, the solid one what came."),
        &both(chart),
        &numbers,
    )
}

fn calibration(h: &HoldoutReport) -> Markup {
    if h.calibration.is_empty() {
        return html! {};
    }
    let contracts = h.of_contracts();
    let title = if contracts {
        "Renewals per contract, by how often it had been renewed before"
    } else {
        "Orders per customer, by how often they had ordered before"
    };
    let inside = h.calibration.iter().filter(|c| c.actual >= c.low && c.actual <= c.high).count();
    let sentence =
        format!("In {inside} of {} classes what came lies inside the predicted range.", h.calibration.len());
    let drawn: Vec<Dot> = h
        .calibration
        .iter()
        .map(|c| Dot {
            label: c.repeat_orders.clone(),
            note: words::count(c.customers),
            predicted: c.predicted,
            interval: (c.low, c.high),
            actual: c.actual,
        })
        .collect();
    let rows: Vec<Vec<String>> = h
        .calibration
        .iter()
        .map(|c| {
            vec![
                c.repeat_orders.clone(),
                words::count(c.customers),
                words::number(c.predicted),
                format!("{} to {}", words::number(c.low), words::number(c.high)),
                words::number(c.actual),
            ]
        })
        .collect();
    let numbers = table(
        "calibration-table",
        if contracts {
            "Mean renewals in the test period by renewals before it"
        } else {
            "Mean orders in the test period by repeat orders before it"
        },
        &[
            Column::Text(if contracts { "Renewals before" } else { "Repeat orders before" }),
            Column::Number("Customers"),
            Column::Number("Predicted"),
            Column::Number("Range"),
            Column::Number("Actual"),
        ],
        &rows,
    );
    let chart = |size| {
        dots(
            &Name { id: "calibration-chart", title, sentence: &sentence },
            &drawn,
            if contracts {
                "renewals before the test period"
            } else {
                "repeat orders before the test period"
            },
            size,
        )
    };
    figure(
        title,
        &format!(
            "{sentence} The dot is what was predicted, its bar the range of {} outcomes, the diamond what came. Small numbers count customers.",
            of_ten(h.level)
        ),
        &both(chart),
        &numbers,
    )
}

fn baselines(h: &HoldoutReport) -> Markup {
    let correlation = |r: Option<f64>| r.map_or_else(|| "none".to_owned(), |r| words::decimal(r, 2));
    let mut rows = vec![vec![
        format!("{} (the model)", model_name(&h.buying.model)),
        words::decimal(h.orders_predicted, 0),
        words::number(h.mae),
        words::number(h.rmse),
        correlation(h.correlation),
        hits(h.top_decile_hit_rate),
    ]];
    rows.extend(h.baselines.iter().map(|b| {
        vec![
            if b.words.is_empty() { words::title(&b.name) } else { b.words.clone() },
            words::decimal(b.orders_predicted, 0),
            words::number(b.mae),
            words::number(b.rmse),
            correlation(b.correlation),
            hits(b.top_decile_hit_rate),
        ]
    }));
    table(
        "baseline-table",
        &format!(
            "The model and simple rules on the same test; {} {}s came",
            words::decimal(h.orders_actual, 0),
            h.noun()
        ),
        &[
            Column::Text("Predictor"),
            Column::Number(if h.of_contracts() { "Renewals" } else { "Orders" }),
            Column::Number("Mean error"),
            Column::Number("Root mean square"),
            Column::Number("Correlation"),
            Column::Number("Best-tenth hits"),
        ],
        &rows,
    )
}

fn models(valuation: &Valuation, buying: &BuyingReport) -> Markup {
    let rows: Vec<Vec<String>> = buying
        .candidates
        .iter()
        .map(|c| {
            vec![
                format!("{}{}", model_name(&c.fit.model), if c.chosen { " (chosen)" } else { "" }),
                if c.fit.converged { "yes".to_owned() } else { format!("no: {}", c.fit.convergence) },
                words::decimal(c.fit.log_likelihood, 1),
                words::decimal(c.aic, 1),
                c.holdout_mae.map_or_else(|| "not tested".to_owned(), words::number),
                c.holdout_ratio.map_or_else(|| "not tested".to_owned(), |r| words::decimal(r, 2)),
                c.holdout_log_score.map_or_else(|| "not tested".to_owned(), |s| words::decimal(s, 4)),
            ]
        })
        .collect();
    html! {
        h3 { "How the model was chosen" }
        p { (buying.choice) }
        (table("candidate-table", "Models that were tried", &[
            Column::Text("Model"), Column::Text("Converged"), Column::Number("Log-likelihood"), Column::Number("AIC"),
            Column::Number("Mean error in the test"), Column::Number("Predicted over actual"), Column::Number("Log score"),
        ], &rows))
        (opened("Parameters", &parameters(valuation, &buying.fit)))
    }
}

fn parameters(valuation: &Valuation, fit: &BuyingFit) -> Markup {
    let unit = match valuation.unit {
        crate::value::valuation::Unit::Week => "weeks",
        crate::value::valuation::Unit::Day => "days",
    };
    html! {
        p.note { (fit.convergence) ". Log-likelihood " (words::decimal(fit.log_likelihood, 3)) "." }
        (table("parameter-table", &format!("{}, times in {unit}", model_name(&fit.model)), &PARAMETER_COLUMNS, &parameter_rows(&fit.parameters, &fit.standard_errors)))
    }
}

const PARAMETER_COLUMNS: [Column; 3] =
    [Column::Text("Parameter"), Column::Number("Value"), Column::Number("Standard error")];

fn parameter_rows(
    parameters: &serde_json::Map<String, serde_json::Value>,
    errors: &serde_json::Map<String, serde_json::Value>,
) -> Vec<Vec<String>> {
    let write = |x: Option<&serde_json::Value>| {
        x.and_then(serde_json::Value::as_f64).map_or_else(|| "not known".to_owned(), words::precise)
    };
    parameters.iter().map(|(name, x)| vec![name.clone(), write(Some(x)), write(errors.get(name))]).collect()
}

fn spend(spending: &SpendingReport) -> Markup {
    html! {
        h3 { "Spending per order" }
        p { (spending.independence) }
        p.note {
            (model_name(spending.model)) " on " (words::counted(spending.customers, "customer")) " with repeat orders; correlation of orders and mean spend "
            (words::decimal(spending.spend_frequency_correlation, 3)) "; " (spending.convergence) "."
        }
        (opened("Parameters of spending", &table("spending-table", model_name(spending.model), &PARAMETER_COLUMNS, &parameter_rows(&spending.parameters, &spending.standard_errors))))
    }
}
