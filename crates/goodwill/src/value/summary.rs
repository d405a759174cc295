//! What the terminal shows: the sentence, value, base, whom to call, cohorts, proof, warnings.
//!
//! Plain text in at most `width` columns; colour is extra and carries nothing alone.

use facts::Currency;

use super::valuation::{BuyingFit, Cohort, Unit, Valuation};
use crate::{
    screen::{Left, Right, Screen, plain},
    words,
};

/// Customers at risk on the screen; the files have more.
const CUSTOMERS: usize = 10;
/// Cohorts on the screen, the latest ones.
const COHORTS: usize = 12;
/// Characters of a curve at most.
const CURVE: usize = 24;

/// The valuation as text for a terminal of this width; `colour` switches escape codes on.
#[must_use]
pub(crate) fn summary(valuation: &Valuation, width: usize, colour: bool) -> String {
    let mut screen = Screen::new(width, colour);
    screen.text.push('\n');
    screen.paragraph(&valuation.headline, "1");
    if valuation.applicability.applies {
        screen.paragraph(&valuation.verdict, "");
    } else {
        does_not_apply(&mut screen, valuation);
    }
    value(&mut screen, valuation);
    base(&mut screen, valuation);
    at_risk(&mut screen, valuation);
    cohorts(&mut screen, valuation);
    proof(&mut screen, valuation);
    model(&mut screen, valuation);
    if !valuation.warnings.is_empty() {
        screen.heading("Mind this", "");
        for warning in &valuation.warnings {
            screen.item(warning, "33");
        }
        screen.text.push('\n');
    }
    screen.text
}

fn does_not_apply(screen: &mut Screen, valuation: &Valuation) {
    screen.paragraph(words::does_not_apply(valuation.applicability.reason), "1;31");
    screen.paragraph(&valuation.applicability.words, "");
    if !valuation.applicability.can_tell.is_empty() {
        screen.line("What can still be told:", "");
        for item in &valuation.applicability.can_tell {
            screen.item(item, "");
        }
        screen.text.push('\n');
    }
}

fn value(screen: &mut Screen, valuation: &Valuation) {
    let (value, currency) = (&valuation.value, valuation.value.currency);
    let mut rows = Vec::new();
    let months = words::counted(u64::from(value.horizon_months), "month");
    if has_money(valuation) {
        let note = if value.margin_source == "assumed" {
            "revenue: no margin was stated".to_owned()
        } else {
            format!(
                "{} of {} revenue",
                words::percent(value.margin),
                words::about(value.revenue_to_date, currency)
            )
        };
        rows.push(vec!["to date".to_owned(), words::paid(value.to_date, currency), note]);
    }
    if let Some(expected) = value.expected {
        let range = value.expected_low.zip(value.expected_high);
        let note = range.map_or_else(String::new, |(low, high)| interval(low, high, currency));
        rows.push(vec![format!("expected in {months}"), words::expected(expected, currency), note]);
    }
    if let Some(at_risk) = value.at_risk {
        let note =
            if valuation.of_contracts() { "at the next renewal" } else { "with those who may have left" };
        let note = note.to_owned();
        rows.push(vec!["at risk".to_owned(), words::expected(at_risk, currency), note]);
    }
    if let Some([orders, low, high]) = value.orders {
        let note = format!("{} to {}", words::number(low), words::number(high));
        let counted = if valuation.of_contracts() { "renewals" } else { "orders" };
        rows.push(vec![format!("{counted} in {months}"), words::number(orders), note]);
    }
    if rows.is_empty() {
        return;
    }
    let ranges = if value.expected.is_some() || value.orders.is_some() {
        format!("ranges hold {} of outcomes", words::percent(value.level))
    } else {
        String::new()
    };
    let unit = if has_money(valuation) { words::in_unit(currency) } else { String::new() };
    let notes: Vec<String> = [unit, ranges].into_iter().filter(|note| !note.is_empty()).collect();
    screen.heading("Value", &notes.join("; "));
    // The range belongs to the figure: where there is no room beside it, it stands in the line.
    if screen.width >= 70 {
        screen.table(&rows, &[Left, Right, Left], false);
    } else {
        for row in rows {
            screen.item(&format!("{}: {} ({})", row[0], row[1], row[2]), "");
        }
        screen.text.push('\n');
    }
}

fn interval(low: f64, high: f64, currency: Currency) -> String {
    format!("{} to {}", words::expected(low, currency), words::expected(high, currency))
}

/// Whether the files have amounts at all.
fn has_money(valuation: &Valuation) -> bool {
    let value = &valuation.value;
    value.to_date != 0.0 || value.revenue_to_date != 0.0
}

fn base(screen: &mut Screen, valuation: &Valuation) {
    if valuation.health.is_empty() {
        return;
    }
    let all = valuation.customers.max(1) as f64;
    let room = screen.width.saturating_sub(52).clamp(8, 30);
    let who = if valuation.of_contracts() { "contract" } else { "customer" };
    screen.heading("Base", &words::counted(valuation.customers, who));
    let currency = valuation.value.currency;
    let rows: Vec<Vec<String>> = valuation
        .health
        .iter()
        .map(|class| {
            let share = class.customers as f64 / all;
            let mut row = vec![
                class.name.clone(),
                bar(share, room),
                words::count(class.customers),
                words::percent(share),
            ];
            if valuation.value.expected.is_some() {
                row.push(format!("{} expected", words::expected(class.expected, currency)));
            }
            row
        })
        .collect();
    screen.table(&rows, &[Left, Left, Right, Right, Right], false);
}

fn at_risk(screen: &mut Screen, valuation: &Valuation) {
    if valuation.at_risk.is_empty() || valuation.value.expected.is_none() {
        return;
    }
    let currency = valuation.value.currency;
    screen.heading("Value at risk, by customer", &words::in_unit(currency));
    let mut rows = vec![
        if valuation.of_contracts() {
            vec!["customer", "at risk", "renews", "running for", "expected", "payments"]
        } else {
            vec!["customer", "at risk", "active", "silent for", "usual gap", "expected", "orders"]
        }
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>(),
    ];
    rows.extend(valuation.at_risk.iter().take(CUSTOMERS).map(|c| {
        let mut row = vec![
            words::shortened(&plain(&c.customer), 24),
            words::expected(c.at_risk, currency),
            words::percent(c.alive),
            words::span(f64::from(valuation.as_of.since(c.last_order))),
        ];
        if !valuation.of_contracts() {
            row.push(c.usual_gap_days.map_or_else(String::new, words::span));
        }
        row.extend([words::expected(c.expected, currency), words::count(c.orders)]);
        row
    }));
    screen.table(&rows, &[Left, Right, Right, Right, Right, Right, Right], true);
}

fn cohorts(screen: &mut Screen, valuation: &Valuation) {
    let cohorts = &valuation.cohorts;
    let old_enough: Vec<&Cohort> = cohorts.cohorts.iter().filter(|c| c.ages.len() > 1).collect();
    let shown = &old_enough[old_enough.len().saturating_sub(COHORTS)..];
    if shown.is_empty() || !has_money(valuation) {
        return;
    }
    let margins = || shown.iter().flat_map(|c| c.ages.iter().map(|p| p.margin)).filter(|m| m.is_finite());
    let bounds = (margins().fold(0.0, f64::min), margins().fold(0.0, f64::max));
    let after = if cohorts.has_costs { " less acquisition" } else { "" };
    let what = if valuation.value.margin_source == "assumed" { "revenue" } else { "margin" };
    screen.heading(
        "Cohorts",
        &format!("{what} per customer{after}, {}", words::in_unit(valuation.value.currency)),
    );
    let mut rows = vec![
        [
            if valuation.of_contracts() { "start" } else { "first order" },
            "customers",
            "so far",
            "month 0 to today",
            "",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let older = old_enough.len() - shown.len();
    if older > 0 {
        rows.push(vec![format!("… {} older", words::count(older as u64))]);
    }
    rows.extend(shown.iter().map(|c| {
        let margins: Vec<f64> = c.ages.iter().map(|p| p.margin).collect();
        let paid_back = match c.payback_month {
            _ if !cohorts.has_costs || c.acquisition_cost.is_none() => String::new(),
            Some(month) => format!("paid back in month {month}"),
            None => "not paid back yet".to_owned(),
        };
        vec![
            c.name.clone(),
            words::count(c.customers),
            words::expected(margins.last().copied().unwrap_or(f64::NAN), valuation.value.currency),
            curve(&margins, bounds),
            paid_back,
        ]
    }));
    screen.table(&rows, &[Left, Right, Right, Left, Left], true);
}

fn proof(screen: &mut Screen, valuation: &Valuation) {
    let Some(h) = &valuation.holdout else {
        if valuation.applicability.applies {
            screen.heading("Proof", "");
            screen.paragraph("The history left no room for a test. Read what is expected as untested.", "");
        }
        return;
    };
    screen
        .heading("Proof", &format!("{} to {}, not shown to the model", words::day(h.from), words::day(h.to)));
    let mut rows = vec![
        ["", "expected", "range", "came"].map(str::to_owned).to_vec(),
        vec![
            format!("{}s", h.noun()),
            words::decimal(h.orders_predicted, 0),
            format!("{} to {}", words::decimal(h.orders_low, 0), words::decimal(h.orders_high, 0)),
            words::decimal(h.orders_actual, 0),
        ],
    ];
    let currency = valuation.value.currency;
    if let (Some(predicted), Some(actual)) = (h.money_predicted, h.money_actual) {
        let range = h.money_low.zip(h.money_high).map_or_else(String::new, |(low, high)| {
            format!("{} to {}", words::expected(low, currency), words::expected(high, currency))
        });
        rows.push(vec![
            "money".to_owned(),
            words::expected(predicted, currency),
            range,
            words::expected(actual, currency),
        ]);
    }
    screen.table(&rows, &[Left, Right, Right, Right], true);
    let best = h.baselines.iter().min_by(|a, b| a.mae.total_cmp(&b.mae));
    let against = best
        .map_or_else(String::new, |b| format!(" The best simple rule is off by {}.", words::number(b.mae)));
    screen.paragraph(
        &format!(
            "One customer is missed by {} {}s on average; {} lie in their {} range.{against}",
            words::number(h.mae),
            h.noun(),
            words::percent(h.coverage),
            words::percent(h.level),
        ),
        "",
    );
}

/// The parameters: of the fit up to the calibration's end, where there was one, and of the final one.
fn model(screen: &mut Screen, valuation: &Valuation) {
    let Some(buying) = &valuation.buying else { return };
    let unit = match valuation.unit {
        Unit::Week => "weeks",
        Unit::Day => "days",
    };
    screen.heading("Model", &format!("{}, times in {unit}", buying.fit.model));
    let calibrated =
        valuation.holdout.iter().map(|h| (format!("until {}", words::day(h.calibrated_until)), &h.buying));
    let last = std::iter::once((format!("until {}", words::day(valuation.as_of)), &buying.fit));
    let fits: Vec<(String, &BuyingFit)> = calibrated.chain(last).collect();
    let row = |name: &str, of: &dyn Fn(&BuyingFit) -> String| -> Vec<String> {
        std::iter::once(name.to_owned()).chain(fits.iter().map(|(_, fit)| of(fit))).collect()
    };
    let mut rows = vec![std::iter::once(String::new()).chain(fits.iter().map(|f| f.0.clone())).collect()];
    rows.extend(buying.fit.parameters.keys().map(|name| row(name, &|fit| parameter(fit, name))));
    rows.push(row("log-likelihood", &|fit| words::decimal(fit.log_likelihood, 3)));
    screen.table(&rows, &[Left, Right, Right], true);
    for (until, fit) in fits.iter().filter(|(_, fit)| !fit.converged) {
        screen.paragraph(&format!("The fit {until} ended {}.", fit.convergence), "33");
    }
}

/// `0.2426 ± 0.0126`.
fn parameter(fit: &BuyingFit, name: &str) -> String {
    let of =
        |map: &serde_json::Map<String, serde_json::Value>| map.get(name).and_then(serde_json::Value::as_f64);
    match (of(&fit.parameters), of(&fit.standard_errors)) {
        (Some(value), Some(error)) => format!("{} ± {}", words::precise(value), words::number(error)),
        (Some(value), None) => words::precise(value),
        (None, _) => String::new(),
    }
}

/// A bar of full and partial blocks over a ground of dots.
fn bar(share: f64, room: usize) -> String {
    const PARTS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * room as f64 * 8.0).round() as usize;
    let mut text = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        text.push(PARTS[eighths % 8]);
    }
    let empty = room.saturating_sub(text.chars().count());
    text + &"·".repeat(empty)
}

/// A curve as one line of blocks, lowest at `bounds.0`.
fn curve(values: &[f64], bounds: (f64, f64)) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let every = values.len().div_ceil(CURVE).max(1);
    let length = bounds.1 - bounds.0;
    let step = |value: f64| {
        let share = if length > 0.0 && length.is_finite() { (value - bounds.0) / length } else { 0.0 };
        STEPS[((share * 8.0) as usize).min(7)]
    };
    values.iter().step_by(every).map(|v| if v.is_finite() { step(*v) } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up;

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for (name, valuation) in made_up::all() {
            for width in [0, 32, 50, 80, 100, 400] {
                let text = summary(&valuation, width, false);
                for line in text.lines() {
                    assert!(line.chars().count() <= width.clamp(32, 100), "{name} at {width}: {line}");
                }
                assert!(!text.contains("NaN") && !text.contains("inf "), "{name}: {text}");
                assert!(!text.contains('\u{1b}'), "{name} has colour");
            }
        }
    }

    #[test]
    fn colour_adds_codes_and_changes_no_word() {
        let valuation = made_up::rich();
        let coloured = summary(&valuation, 80, true);
        assert!(coloured.contains("\u{1b}[1m"));
        let mut stripped = coloured;
        while let Some(start) = stripped.find('\u{1b}') {
            let end = start + stripped[start..].find('m').unwrap();
            stripped.replace_range(start..=end, "");
        }
        assert_eq!(stripped, summary(&valuation, 80, false));
    }

    #[test]
    fn a_customer_id_cannot_command_the_terminal() {
        let mut valuation = made_up::rich();
        valuation.at_risk[0].customer = "\u{1b}]0;owned\u{7}x".to_owned();
        let text = summary(&valuation, 80, false);
        assert!(text.contains("?]0;owned?x") && !text.contains('\u{1b}') && !text.contains('\u{7}'));
    }

    #[test]
    fn where_models_do_not_apply_nothing_is_expected() {
        let text = summary(&made_up::nobody_returns(), 80, false);
        assert!(text.contains("Hardly anybody returns"));
        assert!(text.contains("What a first order brings, by cohort."));
        assert!(!text.contains("expected"), "{text}");
    }

    #[test]
    fn bars_and_curves_fill_their_room() {
        assert_eq!(bar(0.0, 4), "····");
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.5, 4), "██··");
        assert_eq!(bar(0.2, 4), "▊···");
        assert_eq!(bar(f64::NAN, 4), "····");
        assert_eq!(curve(&[-1.0, 0.0, 1.0], (-1.0, 1.0)), "▁▅█");
        assert_eq!(curve(&[0.0; 3], (0.0, 0.0)), "▁▁▁");
        assert_eq!(curve(&vec![1.0; 100], (0.0, 1.0)).chars().count(), 20);
    }

    #[test]
    fn the_screen_of_a_healthy_shop() {
        insta::assert_snapshot!(summary(&made_up::rich(), 80, false));
    }

    #[test]
    fn the_screen_where_nobody_returns() {
        insta::assert_snapshot!(summary(&made_up::nobody_returns(), 80, false));
    }
}
