//! What a customer-centric way would change: judgement, that names what it rests on.

use super::{Evidence, Measured};
use crate::strategy::{Parameter, Quantity, Source};

/// So many times the customers of today are won.
const MORE: f64 = 1.5;
/// Months of spending on winning customers that the change costs once.
const SETUP_MONTHS: [f64; 3] = [1.0, 3.0, 6.0];
/// Share of complaints that proactive work prevents.
const PREVENTED: [f64; 3] = [0.1, 0.3, 0.5];
/// Share of customers with one product line who come to own several.
const CROSS_OVER: f64 = 0.25;

/// New customers a month: half as many again, or half of the way to what the market gives.
pub(super) fn adds(today: &Parameter, ceiling: f64) -> Parameter {
    let room = 0.5 * (today.value + ceiling);
    let (value, reason) = if today.high <= 0.0 {
        (0.0, "nobody was won in the last 12 months: what this way would win is not known".to_owned())
    } else if MORE * today.value <= room {
        (
            MORE * today.value,
            format!("{MORE} times as many as today, at the rising cost of the market's response"),
        )
    } else {
        (
            room,
            "half of the way from today to the most the market gives: half as many again is beyond it"
                .to_owned(),
        )
    };
    // A judgement about how many is in doubt by half of the change itself, and by as much as today is.
    let share = if today.value > 0.0 { value / today.value } else { 1.0 };
    let doubt =
        |end: f64| ((share * (end - today.value)).powi(2) + (0.5 * (value - today.value)).powi(2)).sqrt();
    Parameter {
        value,
        low: (value - doubt(today.low)).max(0.0),
        high: if today.high > 0.0 { (value + doubt(today.high)).min(0.5 * (value + ceiling)) } else { 0.0 },
        source: Source::Assumed,
        reason,
        guess: today.guess || today.high <= 0.0,
    }
}

/// Spent once.
pub(super) fn setup(evidence: &Evidence, monthly: f64) -> Parameter {
    let [low, value, high] = SETUP_MONTHS.map(|months| months * monthly);
    match &evidence.acquisition_spending {
        Some(spent) => Parameter::known(
            value,
            low,
            high,
            Source::Assumed,
            format!(
                "three months of what winning customers costs today, {:.0} a month (one to six): no change of this size has been \
                 seen here",
                spent.value
            ),
        ),
        None => {
            Parameter::guessed(value, low, high, "three months of what winning customers is guessed to cost")
        }
    }
}

/// Share of complaints that are prevented.
pub(super) fn prevented() -> Parameter {
    let [low, value, high] = PREVENTED;
    Parameter::known(
        value,
        low,
        high,
        Source::Assumed,
        "a judgement: three in ten complaints can be seen coming and answered before; only a trial with a holdout measures it",
    )
}

/// What preventing costs per customer and month: for each complaint prevented as much as solving one.
pub(super) fn prevention_cost(complaints: f64, solution: &Parameter) -> Parameter {
    let each = PREVENTED[1] * complaints;
    Parameter {
        value: each * solution.value,
        low: 0.5 * each * solution.low,
        high: 2.0 * each * solution.high,
        source: Source::Assumed,
        reason: "as much for each complaint prevented as solving one costs (half to twice)".into(),
        guess: solution.guess,
    }
}

/// Extra margin from more product lines a customer, as a share.
pub(super) fn margin_gain(evidence: &Evidence) -> Option<Parameter> {
    let cross = evidence.cross_sell.as_ref()?;
    let (owns, extra) = (cross.several.value, cross.extra.value.max(0.0));
    let whole = |extra: f64| {
        let gain = CROSS_OVER * (1.0 - owns) * extra / (1.0 + owns * extra);
        if gain.is_finite() { gain.clamp(0.0, 1.0) } else { 0.0 }
    };
    // What owners of several lines bring beyond others is partly their own doing: half of it.
    let value = 0.5 * whole(extra);
    Some(Parameter::known(
        value,
        0.0,
        whole(cross.extra.high.max(extra)).max(value),
        Source::Assumed,
        format!(
            "a quarter of the customers with one product line come to own several, and half of what those bring beyond them \
             ({:.0} % more, at equal age) is due to it: who buys more owns more anyway, so it may be nothing",
            100.0 * extra
        ),
    ))
}

/// Extra staying beyond fewer complaints: nothing has been seen of it.
pub(super) fn retention_gain() -> Parameter {
    Parameter::known(
        0.0,
        0.0,
        0.0,
        Source::Assumed,
        "nothing beyond fewer complaints has been seen to keep customers; a measured effect may stand here",
    )
}

/// A quantity of the whole company as it was counted, or a guess.
pub(super) fn or_guess(measured: Option<&Measured>, guess: [f64; 3], reason: &str) -> Parameter {
    measured.map_or_else(|| Parameter::guessed(guess[1], guess[0], guess[2], reason), Measured::parameter)
}

/// Quantities that are the company's own in both ways stand under these names.
pub(super) const OWN: [Quantity; 8] = [
    Quantity::WordOfMouth,
    Quantity::ReferralCost,
    Quantity::FixedCost,
    Quantity::LeavingAfterComplaint,
    Quantity::Solved,
    Quantity::SolutionCost,
    Quantity::MarketSwing,
    Quantity::MarketMemory,
];
