//! The two scenarios.

use facts::Month;
use serde::Serialize;

use super::{
    Evidence, Lack, StageEvidence, guessed_ceiling,
    levers::{self, or_guess},
};
use crate::strategy::{Draft, ImpossibleScenario, Parameter, Quantity, Scenario, Source, Stage, Way};

/// Both ways, on the company's own numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The company as it runs.
    pub focused: Scenario,
    /// The same company, run customer-centric.
    pub centric: Scenario,
}

/// The company's history does not carry a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("no scenario can be proposed: {}", .missing.iter().map(Lack::to_string).collect::<Vec<_>>().join("; "))]
pub struct CannotPropose {
    /// What is missing, the most needed first.
    pub missing: Vec<Lack>,
}

/// Guesses about complaints where none are on record: a customer and month, chance to leave, share solved.
const COMPLAINTS: [f64; 3] = [0.0, 0.01, 0.03];
const LEAVING: [f64; 3] = [0.0, 0.1, 0.3];
const SOLVED: [f64; 3] = [0.2, 0.5, 0.8];

/// The company as it runs, and the same company run customer-centric.
///
/// # Errors
///
/// If the history says too little of customers and money for any scenario.
pub fn propose(evidence: &Evidence) -> Result<Proposal, CannotPropose> {
    let cannot = |lack: Lack| {
        let mut missing = evidence.missing.clone();
        if missing.is_empty() {
            missing.push(lack);
        }
        CannotPropose { missing }
    };
    if evidence.stages.is_empty() {
        return Err(cannot(Lack::Valuation));
    }
    let Some(adds) = &evidence.adds else { return Err(cannot(Lack::TooShort)) };
    let adds = adds.parameter();
    let impossible = |_: ImpossibleScenario| cannot(Lack::TooFewCustomers);

    let ceiling = market(evidence, &adds);
    let cost = acquisition_cost(evidence);
    let monthly = evidence.acquisition_spending.as_ref().map_or(adds.value * cost.value, |spent| spent.value);
    let whole = company(evidence);
    let (complaints, own) = (evidence.complaints.as_ref().map_or(COMPLAINTS[1], |c| c.value), &whole);
    let of = |quantity: Quantity| own.iter().find(|(q, _)| *q == quantity).map(|(_, p)| p.clone());

    let unsolved = {
        let value = |q| of(q).map_or(0.0, |p| p.value);
        value(Quantity::LeavingAfterComplaint) * (1.0 - value(Quantity::Solved))
    };
    let stages: Vec<Stage> =
        evidence.stages.iter().enumerate().map(|(n, s)| stage(n, s, unsolved, evidence)).collect();
    let draft = |name: &str, way: Way| {
        let mut draft = Draft::new(name, way);
        draft.currency = evidence.currency;
        draft.start = evidence.last_month.map(|m| Month::from_index(m.index() + 1));
        draft.horizon_months = evidence.horizon_months.clamp(1, 600);
        draft.observed = evidence.observed;
        draft.base.clone_from(&evidence.base);
        draft.stages.clone_from(&stages);
        let discount = Parameter {
            guess: !evidence.discount_said,
            ..Parameter::known(
                evidence.discount,
                evidence.discount,
                evidence.discount,
                Source::Assumed,
                if evidence.discount_said {
                    "the company's own setting"
                } else {
                    "the usual rate of this program"
                },
            )
        };
        let volume = evidence.cost_volume.unwrap_or(adds.value);
        let today = Parameter::known(
            volume,
            volume,
            volume,
            adds.source,
            "new customers a month in the months the cost was taken from",
        );
        let own =
            whole.iter().cloned().fold(draft, |draft, (quantity, parameter)| draft.with(quantity, parameter));
        own.with(Quantity::Discount, discount)
            .with(Quantity::AcquisitionCost, cost.clone())
            .with(Quantity::AddsToday, today)
            .with(Quantity::AcquisitionCeiling, ceiling.clone())
    };
    let focused = draft("focused", Way::Focused).with(Quantity::Adds, adds.clone());
    let mut centric = draft("centric", Way::Centric)
        .with(Quantity::Adds, levers::adds(&adds, ceiling.value))
        .with(Quantity::Setup, levers::setup(evidence, monthly))
        .with(Quantity::Prevented, levers::prevented())
        .with(Quantity::RetentionGain, levers::retention_gain());
    let prevention = levers::prevention_cost(complaints, &solution_cost(evidence));
    centric = centric.with(Quantity::PreventionCost, prevention);
    if let Some(gain) = levers::margin_gain(evidence) {
        centric = centric.with(Quantity::MarginGain, gain);
    }
    Ok(Proposal {
        focused: focused.checked().map_err(impossible)?,
        centric: centric.checked().map_err(impossible)?,
    })
}

/// The market's ceiling; always above the customers of today.
fn market(evidence: &Evidence, adds: &Parameter) -> Parameter {
    let mut ceiling = match &evidence.ceiling {
        Some(seen) => seen.parameter(),
        None => {
            let [low, value, high] = guessed_ceiling(adds.value.max(1.0));
            Parameter::guessed(
                value,
                low,
                high,
                "three times the new customers of today (two to six): the months do not tell how the market answers to more, as \
                 spending has not varied enough or many may come unaided",
            )
        }
    };
    let seen = adds.value.max(evidence.cost_volume.unwrap_or(0.0));
    let least = adds.high.max(seen * 1.05) * 1.02 + 1e-6;
    ceiling.low = ceiling.low.max(least);
    ceiling.value = ceiling.value.max(ceiling.low);
    ceiling.high = ceiling.high.max(ceiling.value);
    ceiling
}

fn acquisition_cost(evidence: &Evidence) -> Parameter {
    let first = evidence.first_margin.as_ref().map_or(0.0, |m| m.value.max(0.0));
    or_guess(
        evidence.acquisition_cost.as_ref(),
        [0.0, first, 3.0 * first],
        "as much as the margin of a first order (nothing to three times as much): costs of winning customers are not known",
    )
}

/// What is the company's own in both ways.
fn company(evidence: &Evidence) -> Vec<(Quantity, Parameter)> {
    let none = "nothing of it has been seen";
    levers::OWN
        .into_iter()
        .map(|quantity| {
            let parameter = match quantity {
                Quantity::WordOfMouth => or_none(evidence.word_of_mouth.as_ref(), none),
                Quantity::ReferralCost => or_none(evidence.referral_cost.as_ref(), none),
                Quantity::FixedCost => fixed_cost(evidence),
                Quantity::LeavingAfterComplaint => or_guess(
                    evidence.leaving_after_complaint.as_ref(),
                    LEAVING,
                    "one in ten: too few complaints and later orders are on record to count it",
                ),
                Quantity::Solved => or_guess(
                    evidence.solved.as_ref(),
                    SOLVED,
                    "half of them: when complaints were solved is not on record",
                ),
                // It would be paid twice.
                Quantity::SolutionCost if evidence.service_cost.is_some() => Parameter::known(
                    0.0,
                    0.0,
                    0.0,
                    Source::Assumed,
                    "what service costs stands among the fixed costs: no complaint on record can be laid against it",
                ),
                Quantity::SolutionCost => solution_cost(evidence),
                Quantity::MarketSwing => or_none(evidence.market_swing.as_ref(), none),
                _ => or_none(evidence.market_memory.as_ref(), none),
            };
            (quantity, parameter)
        })
        .collect()
}

fn fixed_cost(evidence: &Evidence) -> Parameter {
    match (&evidence.fixed_cost, &evidence.service_cost) {
        (Some(known), _) => known.parameter(),
        (None, Some(service)) => Parameter::guessed(
            service.value,
            service.low,
            service.high,
            format!("running costs are not known: only {}", service.how),
        ),
        (None, None) => {
            Parameter::guessed(0.0, 0.0, 0.0, "running costs are not known: both ways are shown before them")
        }
    }
}

fn solution_cost(evidence: &Evidence) -> Parameter {
    let order = evidence.first_margin.as_ref().map_or(10.0, |m| m.value.abs());
    or_guess(
        evidence.solution_cost.as_ref(),
        [0.1 * order, 0.5 * order, order],
        "half of the margin of a first order: what handling a complaint costs is not on record",
    )
}

fn or_none(measured: Option<&super::Measured>, reason: &str) -> Parameter {
    or_guess(measured, [0.0; 3], reason)
}

/// Worked out from numbers that are not what they are taken for: nobody has looked.
fn as_guess(parameter: &mut Parameter) {
    (parameter.source, parameter.guess) = (Source::Assumed, true);
}

/// A stage before complaints: those who leave over them come back into its retention, because the
/// recursion takes them off again.
fn stage(n: usize, seen: &StageEvidence, unsolved: f64, evidence: &Evidence) -> Stage {
    let complaints = or_guess(
        seen.complaints.as_ref(),
        COMPLAINTS,
        "one customer in a hundred a month: no complaints are on record",
    );
    let back = complaints.value * unsolved;
    let mut retention = seen.staying.parameter();
    for x in [&mut retention.value, &mut retention.low, &mut retention.high] {
        *x = (*x + back).clamp(0.0, 1.0);
    }
    if back > 0.0 {
        retention.reason = format!("{}; before those who leave over complaints", retention.reason);
    }
    if let Some(ended) = &evidence.fit_ended {
        as_guess(&mut retention);
        retention.reason = format!("{}: a guess, as the model did not fit: {ended}", retention.reason);
    }
    let mut margin = seen.margin.parameter();
    // That nobody pays in the month of joining is no guess.
    if !evidence.margin_known && n > 0 {
        as_guess(&mut margin);
    }
    Stage {
        name: seen.name.to_owned(),
        until_age_months: seen.until_age_months,
        margin,
        retention,
        complaints,
    }
}
