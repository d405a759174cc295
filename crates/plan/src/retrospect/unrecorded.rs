//! Costs that a scenario expects and that nobody put on record since.
//!
//! Nothing on record is not nothing spent. What is expected of such a cost is left out of the months in
//! which none of it is on record, so that both sides hold the same costs: otherwise every missing bill
//! would look like money made.

use super::{Unrecorded, lay::with};
use crate::{
    propose::MonthCounted,
    strategy::{Asked, Quantity, Scenario, SeriesMonth, StrategyError, run},
};

/// Costs that are looked for, the greatest first as a rule; each is left out after those before it.
const COSTS: [Quantity; 6] = [
    Quantity::FixedCost,
    Quantity::AcquisitionCost,
    Quantity::SolutionCost,
    Quantity::PreventionCost,
    Quantity::ReferralCost,
    Quantity::Setup,
];

/// What is left out of what was expected.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LeftOut {
    /// The scenario without the costs of which nothing at all is on record.
    pub(super) comparable: Scenario,
    /// Its months over the futures.
    pub(super) series: Vec<SeriesMonth>,
    /// What is left out of single months beyond that.
    pub(super) also: Vec<f64>,
    /// Each of the costs.
    pub(super) costs: Vec<Unrecorded>,
}

/// In which of the months a cost is on record.
pub(super) fn on_record(cost: Quantity, since: &[&MonthCounted]) -> Vec<bool> {
    let any = |of: &dyn Fn(&MonthCounted) -> bool| since.iter().any(|m| of(m));
    let each = |of: &dyn Fn(&MonthCounted) -> bool| since.iter().map(|m| of(m)).collect::<Vec<_>>();
    let in_all = |yes: bool| vec![yes; since.len()];
    match cost {
        Quantity::FixedCost => each(&|m| m.operating.is_some()),
        Quantity::AcquisitionCost => each(&|m| m.acquisition.is_some()),
        Quantity::SolutionCost if any(&|m| m.service.is_some()) => each(&|m| m.service.is_some()),
        // A month without a gesture is a month in which nothing was given.
        Quantity::SolutionCost => in_all(any(&|m| m.gestures > 0.0)),
        // What is done early may stand among the running costs.
        Quantity::PreventionCost => in_all(any(&|m| m.retention.is_some() || m.operating.is_some())),
        Quantity::ReferralCost => in_all(any(&|m| m.referral > 0.0 || m.acquisition.is_some())),
        // What was spent once may stand anywhere.
        Quantity::Setup => in_all(any(&|m| m.operating.is_some() || m.acquisition.is_some())),
        _ => in_all(true),
    }
}

/// Leaves them out.
pub(super) fn leave_out(
    scenario: &Scenario,
    since: &[&MonthCounted],
    asked: &Asked,
) -> Result<LeftOut, StrategyError> {
    let series = |scenario: &Scenario| -> Result<Vec<SeriesMonth>, StrategyError> {
        let answer = run(std::slice::from_ref(scenario), asked)?;
        answer.scenarios.into_iter().next().map(|outcome| outcome.series).ok_or(StrategyError::NoScenario)
    };
    let mut gaps: Vec<(Quantity, Vec<bool>)> = COSTS
        .into_iter()
        .filter(|cost| scenario.get(*cost).high > 0.0)
        .map(|cost| (cost, on_record(cost, since)))
        .filter(|(_, there)| there.contains(&false))
        .collect();
    // Those of which nothing is there go first: without them the futures themselves are lived.
    gaps.sort_by_key(|(_, there)| there.contains(&true));
    let mut left = LeftOut {
        comparable: scenario.clone(),
        series: series(scenario)?,
        also: vec![0.0; since.len()],
        costs: Vec::new(),
    };
    let (mut without, mut before) = (scenario.clone(), left.series.clone());
    for (cost, there) in gaps {
        let Some(next) = with(&without, cost, 0.0) else { continue };
        let months = series(&next)?;
        let spared = before.iter().zip(&months).map(|(with, without)| without.cash.mean - with.cash.mean);
        let missing: Vec<f64> =
            there.iter().zip(spared).map(|(there, spared)| if *there { 0.0 } else { spared }).collect();
        let expected: f64 = missing.iter().sum();
        if there.contains(&true) {
            for (also, spared) in left.also.iter_mut().zip(&missing) {
                *also += spared;
            }
        } else {
            (left.comparable, left.series) = (next.clone(), months.clone());
        }
        (without, before) = (next, months);
        if expected > 0.0 {
            let months = there.iter().filter(|there| !**there).count();
            left.costs.push(Unrecorded { name: cost.name(), months, expected });
        }
    }
    left.costs.sort_by(|a, b| b.expected.total_cmp(&a.expected).then(a.name.cmp(b.name)));
    Ok(left)
}
