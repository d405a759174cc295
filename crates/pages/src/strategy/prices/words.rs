//! What a price path comes to, in sentences; for the page and the terminal.

use plan::prices::{Evaluation, Verdict};

use super::{price, range};
use crate::{Reader, strategy::words::money, text::Fill};

/// The answer, the most important sentence first.
#[must_use]
pub fn sentences(reader: &Reader, e: &Evaluation) -> Vec<String> {
    let about = |x: f64| money(reader, x, e.currency);
    let months = Fill::Count(u64::from(e.months));
    let path = about(e.path.expected);
    if e.verdict == Verdict::Flat {
        return vec![reader.tf("prices-say-worth-flat", &[("path", Fill::Text(&path)), ("months", months)])];
    }
    let mut said = vec![format!(
        "{} {}",
        reader.tf(
            "prices-say-worth",
            &[
                ("path", Fill::Text(&path)),
                ("months", months),
                ("range", Fill::Text(&range(reader, e, e.path.low, e.path.high))),
                ("flat", Fill::Text(&about(e.flat))),
            ],
        ),
        verdict(reader, e),
    )];
    let mut later = break_even(reader, e);
    later.extend(best(reader, e));
    said.push(later.join(" "));
    said.push([cap(reader, e), Some(loyal(reader, e))].into_iter().flatten().collect::<Vec<_>>().join(" "));
    said.retain(|sentence| !sentence.is_empty());
    said
}

fn verdict(reader: &Reader, e: &Evaluation) -> String {
    let d = &e.difference;
    let (key, difference, low, high) = match e.verdict {
        Verdict::Pays => ("prices-say-pays", d.expected, d.low, d.high),
        Verdict::BelowZero if e.path.expected < 0.0 => ("prices-say-loses-less", d.expected, d.low, d.high),
        Verdict::BelowZero => ("prices-say-may-lose", d.expected, d.low, d.high),
        Verdict::Loses => ("prices-say-loses", -d.expected, -d.high, -d.low),
        Verdict::Experiment | Verdict::Flat => ("prices-say-experiment", d.expected, d.low, d.high),
    };
    let fill = [
        ("difference", money(reader, difference, e.currency)),
        ("range", range(reader, e, low, high)),
        ("worth", money(reader, e.path.low, e.currency)),
    ];
    reader.tf(key, &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words))))
}

fn break_even(reader: &Reader, e: &Evaluation) -> Vec<String> {
    if e.later_price.is_none() {
        return Vec::new();
    }
    let Some(at) = e.break_even else { return vec![reader.t("prices-say-no-break-even")] };
    if e.tiers.first().is_some_and(|tier| at <= tier.price) {
        return vec![reader.t("prices-say-break-even-first")];
    }
    let said = |key: &str, x: f64| reader.tf(key, &[("price", Fill::Text(&price(reader, e, x)))]);
    let safe = match e.break_even_safe {
        Some(safe) if (safe - at).abs() < 0.005 => return vec![said("prices-say-break-even", at)],
        Some(safe) => said("prices-say-break-even-safe", safe),
        None => reader.t("prices-say-break-even-never-safe"),
    };
    vec![said("prices-say-break-even", at), safe]
}

fn best(reader: &Reader, e: &Evaluation) -> Option<String> {
    let (best, safe) = (e.best?, e.best_safe?);
    let first = e.tiers.first().map_or(0.0, |tier| tier.price);
    if !best.inside && best.price > first {
        return Some(reader.t("prices-say-best-end"));
    }
    let fill = [
        ("price", price(reader, e, best.price)),
        ("value", money(reader, best.value, e.currency)),
        ("safe", price(reader, e, safe.price)),
        ("bound", money(reader, safe.value, e.currency)),
    ];
    Some(reader.tf("prices-say-best", &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))))
}

fn cap(reader: &Reader, e: &Evaluation) -> Option<String> {
    let (costs, cap) = (e.cap_costs?, e.rise_cap_per_year?);
    if e.charged == e.tiers {
        return None;
    }
    let gains = costs.expected < 0.0;
    let (cost, low, high) = if gains {
        (-costs.expected, -costs.high, -costs.low)
    } else {
        (costs.expected, costs.low, costs.high)
    };
    let fill = [
        ("cap", reader.percent(cap)),
        ("cost", money(reader, cost, e.currency)),
        ("range", range(reader, e, low, high)),
    ];
    let key = if gains { "prices-say-cap-gains" } else { "prices-say-cap" };
    Some(reader.tf(key, &fill.each_ref().map(|(name, words)| (*name, Fill::Text(words)))))
}

fn loyal(reader: &Reader, e: &Evaluation) -> String {
    let (Some(reason), true) = (&e.loyal_reason, e.loyal_pays_more) else {
        return reader.t("prices-say-loyal-never");
    };
    let first = e.tiers.first().map_or(0.0, |tier| tier.price);
    let month = e.tiers.iter().find(|tier| tier.price > first).map_or(1, |tier| tier.from_months);
    reader.tf("prices-say-loyal", &[("month", Fill::Count(u64::from(month))), ("reason", Fill::Text(reason))])
}
