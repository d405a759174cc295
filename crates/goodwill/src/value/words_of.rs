//! Sentences of the valuation: what is assumed, what applies, what it all comes to.

use facts::Currency;
use history::import::OrderImport;
use models::{
    applicability as limits,
    health::{self, Health},
};

use super::{
    base::Base,
    cohorts::NewCustomer,
    valuation::{Cohorts, Valuation},
    verdict,
};
use crate::words;

/// What every forecast here assumes.
pub const ASSUMED: [&str; 4] = [
    "Customers who will be won in the future are not counted: value is that of the customers there are.",
    "Customers go on as they did: no new competitor, no change of prices, assortment or service.",
    "Each customer orders at an own steady rate until leaving; seasons average out over a year.",
    "Costs of serving customers beyond the stated margin are not taken off.",
];

/// Where the doubt about the parameters could not be measured.
pub const DOUBT_LEFT_OUT: &str = "The intervals leave out the doubt about the parameters: the likelihood is too flat to \
                                  measure it, so they are too narrow.";

/// The sentence that opens everything; a second one where the proof forbids to lean on it.
pub fn headline(v: &Valuation) -> String {
    let sentence = sentence(v);
    match verdict::far_off(v.holdout.as_ref()) {
        Some(warning) => format!("{sentence} {warning}"),
        None => sentence,
    }
}

fn sentence(v: &Valuation) -> String {
    let currency = v.value.currency;
    let who = words::counted(v.customers, "customer");
    let (have, are) = if v.customers == 1 { ("has", "is") } else { ("have", "are") };
    let since = words::month(v.first_day.month());
    let kept = if v.value.margin_source == "assumed" { "revenue" } else { "margin" };
    let money = v.value.revenue_to_date != 0.0;
    let brought = if money {
        format!("{who} {have} brought {} of {kept} since {since}", words::about(v.value.to_date, currency))
    } else {
        format!("{who} {have} placed {} orders since {since}", words::count(v.orders))
    };
    let level = words::percent(v.value.level);
    match (v.value.expected, v.value.expected_low, v.value.expected_high, v.value.orders) {
        (Some(expected), Some(low), Some(high), _) => {
            let risk = match v.value.at_risk.filter(|r| *r > 0.0) {
                Some(risk) => format!("; {} is at risk", words::about(risk, currency)),
                None => String::new(),
            };
            format!(
                "{brought} and {are} expected to bring another {} ({level} interval {}) in the next {} months{risk}.",
                words::about(expected, currency),
                words::range(low, high, currency),
                v.value.horizon_months
            )
        }
        (None, _, _, Some([expected, low, high])) => format!(
            "{brought} and {are} expected to place another {} ({level} interval {} to {}) in the next {} months.",
            words::number(expected),
            words::number(low),
            words::number(high),
            v.value.horizon_months
        ),
        _ => format!("{brought}; what they will bring cannot be told from these orders."),
    }
}

/// The rule of a health class.
pub fn health_rule(class: Health) -> String {
    let active = words::percent(health::ACTIVE_FROM);
    let risk = words::percent(health::AT_RISK_FROM);
    match class {
        Health::Active => format!("still active with probability {active} or more"),
        Health::AtRisk => format!("between {risk} and {active}"),
        Health::Lost => format!("below {risk}"),
    }
}

/// Lifetime models apply.
pub fn applies() -> String {
    "Enough customers return, over a long enough time, for lifetime models to apply.".to_owned()
}

/// What the reading found that may spoil every figure.
pub fn of_reading(import: &OrderImport) -> Vec<String> {
    let mut warnings = Vec::new();
    if import.reading.every_id_is_new {
        warnings.push(
            "Each customer id occurs once: it is probably an order's id. If another file names the person, join it \
             (--join) and say which column the customer is (--map customer=…)."
                .to_owned(),
        );
    }
    let counts = &import.counts;
    if counts.far_off_days > 0 {
        let usual = counts.usual_days.map_or_else(String::new, |(first, last)| {
            format!(" ({} to {})", words::day(first), words::day(last))
        });
        warnings.push(format!(
            "{} with a day years away from all others{usual}: a mistyped date spoils the forecast. Mend it, or look from the \
             last true day (--as-of).",
            words::counted(counts.far_off_days, "row")
        ));
    }
    if counts.near_duplicate_ids > 0 {
        warnings.push(format!(
            "{} nearly the same as another (case or spaces): they are counted as different customers.",
            match counts.near_duplicate_ids {
                1 => "1 customer id is".to_owned(),
                n => format!("{} customer ids are", words::count(n)),
            }
        ));
    }
    warnings
}

/// The files end long before the day looked from.
pub fn silent_end(base: &Base) -> Option<String> {
    let last = base.summaries.iter().map(|s| s.last_day).max()?;
    let first = base.summaries.iter().map(|s| s.first_day).min()?;
    let silent = base.as_of.days_since_epoch() - last;
    (silent > 60 && silent > (last - first) / 10).then(|| {
        format!(
            "The last order is {} older than the day looked from. If the files just end there, nobody has left: look \
             from that day (--as-of).",
            words::span(f64::from(silent))
        )
    })
}

/// No fit could be used.
pub fn not_fitted() -> String {
    "Lifetime models were tried and none could be fitted to these orders; no expected value is given."
        .to_owned()
}

/// Too few customers.
pub fn too_few(base: &Base) -> String {
    let repeaters = base.summaries.iter().filter(|s| s.repeat_orders > 0).count();
    format!(
        "Not enough data yet for lifetime models: {} of {} customers and {} of {} with a repeat order.",
        words::count(base.len() as u64),
        limits::LEAST_CUSTOMERS,
        words::count(repeaters as u64),
        limits::LEAST_REPEATERS
    )
}

/// Too short a history.
pub fn too_short(base: &Base) -> String {
    let first = base.summaries.iter().map(|s| s.first_day).min().unwrap_or_default();
    format!(
        "Not enough data yet for lifetime models: {} of {} days of history.",
        base.as_of.days_since_epoch() - first,
        limits::SHORTEST_DAYS
    )
}

/// Hardly anybody returns.
pub fn nobody_returns(share: f64) -> String {
    format!(
        "Lifetime models do not apply here: only {} of the customers who had time to return did (at least {} are \
         needed). What a customer is worth is what the first order brings; the levers are referral, wider baskets \
         and a better first experience.",
        words::percent(share),
        words::percent(limits::LEAST_RETURNING)
    )
}

/// Orders come by contract.
pub fn contracts(share: f64) -> String {
    format!(
        "These look like instalments of contracts: {} of the gaps between orders are a week, month, quarter or year. \
         Models of free buying do not apply; give start and end of each contract with --contracts, or, where customers \
         have one chance to order in each period, say --model bg-bb --period month, quarter or year.",
        words::percent(share)
    )
}

/// What can be told all the same.
pub fn can_tell(has_amounts: bool) -> Vec<String> {
    let mut can = vec!["which share of each cohort came back, month by month".to_owned()];
    if has_amounts {
        can.insert(0, "what every customer and cohort has brought so far".to_owned());
        can.push("how concentrated revenue is among customers".to_owned());
        can.push("with --costs, what a new customer costs and whether the cohorts have paid back".to_owned());
    }
    can
}

/// Acquisition and keeping priced in one unit (practice 26).
pub fn balance(cohorts: &Cohorts, new: Option<&NewCustomer<'_>>, currency: Currency) -> Vec<String> {
    let with_cost: Vec<_> =
        cohorts.cohorts.iter().filter_map(|c| c.acquisition_cost.map(|a| (a, c.customers))).collect();
    let customers: u64 = with_cost.iter().map(|c| c.1).sum();
    if customers == 0 {
        return Vec::new();
    }
    let cost = with_cost.iter().map(|(a, n)| a * *n as f64).sum::<f64>() / customers as f64;
    let mut lines = vec![format!("A new customer cost {} on average.", words::about(cost, currency))];
    if let Some(recent) = with_cost.iter().rev().find(|c| c.1 >= 20)
        && with_cost.len() > 1
    {
        lines.push(format!("In the newest cohort it was {}.", words::about(recent.0, currency)));
    }
    if let Some(new) = new {
        let brings = new.first_margin + new.repeat_margin(f64::from(new.horizon_months));
        let net = brings - cost;
        lines.push(format!(
            "A new customer is expected to bring {} in the first {} months, first order included: {} after the cost.",
            words::about(brings, currency),
            new.horizon_months,
            words::about(net, currency)
        ));
        if let Some(back) = new.won_back_value.filter(|v| *v > 0.0) {
            lines.push(format!(
                "Bringing back a customer who is at risk is worth {}, if it works.",
                words::about(back, currency)
            ));
        }
        if let Some(kept) = new.kept_value {
            lines.push(if net > 0.0 {
                format!(
                    "An active customer of today is expected to bring {}: keeping one is worth as much as winning {} new ones.",
                    words::about(kept, currency),
                    words::decimal(kept / net, 1)
                )
            } else {
                format!(
                    "An active customer of today is expected to bring {}; new ones do not earn back their cost in that time.",
                    words::about(kept, currency)
                )
            });
        }
    }
    lines
}
