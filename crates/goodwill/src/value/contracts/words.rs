//! Sentences about contracts: what is assumed, how far to trust it, what it all comes to.

use facts::Day;

use super::book::Book;
use crate::{
    value::{
        settings::Settings,
        valuation::{HoldoutReport, Valuation},
    },
    words,
};

/// Off by more than this share, a total is called biased.
const BIAS: f64 = 0.10;

/// The sentence that opens everything.
pub fn headline(v: &Valuation, running: u64, named: bool) -> String {
    let currency = v.value.currency;
    let since =
        if named { format!(" signed since {}", words::month(v.first_day.month())) } else { String::new() };
    let still = format!(
        "{} of {}{since} still {}",
        words::count(running),
        words::counted(v.customers, "contract"),
        if v.customers == 1 { "runs" } else { "run" }
    );
    let level = words::percent(v.value.level);
    let months = words::counted(u64::from(v.value.horizon_months), "month");
    let kept = if v.value.margin_source == "assumed" { "revenue" } else { "margin" };
    match (v.value.expected, v.value.expected_low, v.value.expected_high, v.value.orders) {
        (Some(expected), Some(low), Some(high), _) => {
            let risk = v.value.at_risk.filter(|r| *r > 0.0).map_or_else(String::new, |risk| {
                format!("; {} is at risk at their next renewal", words::about(risk, currency))
            });
            format!(
                "{still}. Together they have brought {} of {kept}; those that run are expected to bring another {} \
                 ({level} interval {}) in the next {months}{risk}.",
                words::about(v.value.to_date, currency),
                words::about(expected, currency),
                words::range(low, high, currency),
            )
        }
        (None, _, _, Some([expected, low, high])) => format!(
            "{still}, and are expected to be renewed another {} ({level} interval {} to {}) in the next {months}.",
            words::counted(expected.round() as u64, "time"),
            words::count(low.round() as u64),
            words::count(high.round() as u64),
        ),
        _ => format!("{still}; how long they will go on cannot be told yet."),
    }
}

/// What every forecast of contracts assumes.
pub fn assumptions(book: &Book, settings: &Settings, price: Option<f64>) -> Vec<String> {
    let period = book.period.name();
    let mut said = vec![
        format!("A contract is renewed or left once a {period}, counted from its own start (--period)."),
        format!(
            "A contract that ended within a {period} ended at that {period}'s renewal and was paid until there."
        ),
    ];
    if price.is_some() {
        said.push(format!(
            "Every contract brings the same price each {period}, paid at its start, now and later (--price)."
        ));
        if settings.margin.is_none() {
            said.push(
                "Nobody said what is kept of revenue, so value here is revenue itself; give --margin."
                    .to_owned(),
            );
        }
        said.push(format!(
            "Money a year from now is worth {} less than today (--discount).",
            words::percent(1.0 - 1.0 / (1.0 + settings.discount))
        ));
    } else {
        said.push("No price was given (--price): renewals are counted, money is not.".to_owned());
    }
    said.push("Each customer has an own chance to leave, the same at every renewal. A cohort's retention rises with age all the same: those likely to leave have left.".to_owned());
    said.push(
        "Customers who will be won in the future, and those who come back after leaving, are not counted."
            .to_owned(),
    );
    said.push(
        "Customers go on as they did: no new competitor, no change of prices, terms or service.".to_owned(),
    );
    if book.ids.is_empty() {
        said.push(format!(
            "The table names no days: all its cohorts are taken to be at a renewal on {}, each as old as its row is long.",
            words::day(book.as_of)
        ));
    }
    said
}

/// How far to trust the figures. A table of survivors (not `named`) tells no contract from another.
pub fn verdict(holdout: Option<&HoldoutReport>, named: bool) -> String {
    let Some(h) = holdout else {
        return "Not proved: the history is too short to hold a part of it back, so nobody knows yet how far these \
                figures may be trusted. Treat them as an assumption."
            .to_owned();
    };
    let off = h.orders_predicted / h.orders_actual.max(1.0) - 1.0;
    let direction = if off.abs() < 0.005 {
        "as many as came".to_owned()
    } else {
        format!("{} {} than came", words::percent(off.abs()), if off < 0.0 { "fewer" } else { "more" })
    };
    let inside = h.orders_actual >= h.orders_low && h.orders_actual <= h.orders_high;
    let count = |x: f64| words::count(x.round().max(0.0) as u64);
    let naive = h.baselines.iter().find(|b| b.name == "average-rate");
    let against = naive.map_or_else(String::new, |b| {
        format!(
            " Taking the average renewal rate for everybody would have said {}.",
            count(b.orders_predicted)
        )
    });
    let missed = |predicted: f64| (predicted - h.orders_actual).abs();
    let ours = missed(h.orders_predicted);
    // Of rules that are as near, the first named; the average rate is told in any case.
    let nearer = h
        .baselines
        .iter()
        .filter(|b| missed(b.orders_predicted) < ours)
        .min_by(|a, b| missed(a.orders_predicted).total_cmp(&missed(b.orders_predicted)));
    let nearest = nearer.filter(|b| b.name != "average-rate").map_or_else(String::new, |b| {
        format!(" The simple rule that {} would have said {}.", b.words, count(b.orders_predicted))
    });
    let ranks = named && naive.is_none_or(|b| h.rmse < b.rmse);
    let beats = ranks || naive.is_none_or(|b| ours < missed(b.orders_predicted));
    let judgement = match (off.abs() <= BIAS, beats) {
        _ if !inside && nearer.is_some() => {
            "Do not lean on its totals: what came lies outside of its interval, and a simple rule was nearer."
        }
        (true, _) if ranks => "Trust it for totals and for which contracts are safer than others.",
        (true, true) => "Trust it for totals.",
        (true, false) => "Trust it for totals; a single average rate does as well here.",
        (false, _) if off < 0.0 => "Read its totals as cautious: they came out too low.",
        (false, _) => "Read its totals as hopeful: they came out too high.",
    };
    format!(
        "Fitted until {} and tested on what followed until {}: of {} it expected {} ({} to {}) and {} came{}, \
         so it expected {direction}.{against}{nearest} {judgement}",
        words::day(h.calibrated_until),
        words::day(h.to),
        words::counted(h.customers, "running contract"),
        words::counted(h.orders_predicted.round().max(0.0) as u64, "renewal"),
        count(h.orders_low),
        count(h.orders_high),
        count(h.orders_actual),
        if inside { "" } else { ", outside of its interval" },
    )
}

/// Nothing could be fitted, for this reason.
pub fn not_fitted(reason: &str) -> String {
    format!("How long contracts last cannot be learnt from this file: {reason}.")
}

/// The reading, said before anything else.
pub fn reading(file: &str, book: &Book, rows: u64, first: Day, running: usize) -> String {
    let what = if book.ids.is_empty() {
        format!(
            "{} in {}",
            words::counted(book.len() as u64, "customer"),
            words::counted(book.cohort_names.len() as u64, "table of survivors")
                .replace("table of survivorss", "tables of survivors")
        )
    } else {
        format!("{}, the first from {}", words::counted(book.len() as u64, "contract"), words::day(first))
    };
    format!(
        "Read {file}: {}, {what}; {} still {} on {}. One renewal a {}.",
        words::counted(rows, "row"),
        words::count(running as u64),
        if running == 1 { "runs" } else { "run" },
        words::day(book.as_of),
        book.period.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made_up;

    /// A proof in which `predicted` (`low` to `high`) renewals were expected and 100 came; the
    /// average rate said `rate`.
    fn proof(predicted: f64, (low, high): (f64, f64), rate: f64) -> HoldoutReport {
        let mut h = made_up::rich().holdout.unwrap();
        (h.orders_predicted, h.orders_low, h.orders_high, h.orders_actual) = (predicted, low, high, 100.0);
        h.rmse = 1.0;
        h.baselines.truncate(1);
        let rule = &mut h.baselines[0];
        (rule.name, rule.orders_predicted, rule.rmse) = ("average-rate".into(), rate, 2.0);
        h
    }

    #[test]
    fn totals_outside_of_their_interval_are_not_trusted_where_a_simple_rule_was_nearer() {
        for named in [true, false] {
            let said = verdict(Some(&proof(93.0, (90.0, 96.0), 99.0)), named);
            assert!(!said.contains("Trust it") && said.contains("Do not lean on its totals"), "{said}");
            let said = verdict(Some(&proof(93.0, (90.0, 101.0), 99.0)), named);
            assert!(said.contains("Trust it for totals"), "{said}");
            let said = verdict(Some(&proof(93.0, (90.0, 96.0), 80.0)), named);
            assert!(said.contains("Trust it for totals"), "{said}");
        }
    }

    #[test]
    fn a_table_of_survivors_tells_no_contract_from_another() {
        let h = proof(98.0, (90.0, 105.0), 80.0);
        assert!(verdict(Some(&h), true).contains("which contracts are safer"));
        assert!(!verdict(Some(&h), false).contains("which contracts are safer"));
    }

    #[test]
    fn days_and_single_things_read_like_words() {
        let mut h = proof(1.0, (0.0, 1.0), 80.0);
        h.customers = 1;
        let said = verdict(Some(&h), true);
        assert!(said.contains("of 1 running contract it expected 1 renewal (0 to 1)"), "{said}");
        assert!(said.contains(&words::day(h.to)) && !said.contains(&h.to.to_string()), "{said}");
        let mut v = made_up::one_customer();
        assert!(headline(&v, 1, false).starts_with("1 of 1 contract still runs"));
        v.customers = 2;
        assert!(headline(&v, 1, false).starts_with("1 of 2 contracts still run"));
    }
}
