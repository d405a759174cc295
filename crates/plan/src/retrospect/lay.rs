//! Expected and actual, month by month.

use facts::Month;

use super::{Against, CannotLay, Laid, LaidMonth, Within, explain};
use crate::{
    propose::{Counted, Evidence, Followed, Lack, MonthCounted, measured::Z80},
    strategy::{
        Asked, Draft, Key, Parameter, Quantity, Scenario,
        recursion::{self, Rates},
        run,
    },
};

/// Futures behind the bands.
const DRAWS: u32 = 2_000;

/// Lays a scenario against what was counted since it began.
///
/// # Errors
///
/// If it does not say when it begins, has not begun, or counts in other money.
pub fn lay(scenario: &Scenario, counted: &Counted) -> Result<Laid, CannotLay> {
    let start = scenario.start().ok_or(CannotLay::NoStart)?;
    let last_month = counted.last_month;
    if start > last_month {
        return Err(CannotLay::NotYet { start, last_month });
    }
    let Some((first, _)) = counted.months.first() else { return Err(CannotLay::Nothing(vec![Lack::Orders])) };
    if start < *first {
        return Err(CannotLay::BeforeHistory { start, first: *first });
    }
    if let (Some(mine), Some(theirs)) = (scenario.currency(), counted.currency)
        && mine != theirs
    {
        return Err(CannotLay::Currency(mine, theirs));
    }
    let Some(staying) = &counted.staying else { return Err(CannotLay::Nothing(vec![Lack::Valuation])) };
    let over = (last_month.index() - start.index() + 1).unsigned_abs().min(scenario.horizon_months());
    let answer = run(std::slice::from_ref(scenario), &Asked { draws: DRAWS, ..Asked::default() })?;
    let Some(outcome) = answer.scenarios.first() else { return Err(CannotLay::Nothing(Vec::new())) };
    let months = recursion::expected(scenario, &Rates::of(scenario));
    let complaints = [End::Low, End::Value, End::High].map(|end| complaints(scenario, end));
    let followed = Followed::new(counted, &staying.by_stage(counted.horizon_months));

    let mut cumulative = 0.0;
    let mut laid = Vec::with_capacity(over as usize);
    for (t, (series, expected)) in outcome.series.iter().zip(&months).take(over as usize).enumerate() {
        let month = Month::from_index(start.index() + t as i32);
        let at = usize::try_from(month.index() - first.index()).unwrap_or(usize::MAX);
        let Some((_, happened)) = counted.months.get(at) else { break };
        let cash = cash(happened);
        cumulative += cash;
        let adds = scenario.get(Quantity::Adds);
        let joined = expected.adds + expected.referred;
        let counting = |low: f64, x: f64, high: f64, actual: f64| {
            let half = Z80 * x.max(0.0).sqrt();
            let low = x - ((x - low).powi(2) + half * half).sqrt();
            Against::new(x, low.max(0.0), x + ((high - x).powi(2) + half * half).sqrt(), actual)
        };
        laid.push(LaidMonth {
            month,
            cash: Against::new(series.expected_cash, series.cash.p10, series.cash.p90, cash),
            cumulative: Against::new(
                series.expected_cumulative,
                series.cumulative.p10,
                series.cumulative.p90,
                cumulative,
            ),
            joined: counting(
                adds.low + expected.referred,
                joined,
                adds.high + expected.referred,
                happened.joined,
            ),
            customers: Against::new(
                series.expected_customers,
                series.customers.p10,
                series.customers.p90,
                followed.there(Month::from_index(month.index() + 1)),
            ),
            complaints: counting(complaints[0][t], complaints[1][t], complaints[2][t], happened.complaints),
        });
    }
    let within = |of: fn(&LaidMonth) -> &Against| Within {
        inside: laid.iter().filter(|m| of(m).inside).count(),
        months: laid.len(),
    };
    let difference = laid.last().map_or(0.0, |m| m.cumulative.actual - m.cumulative.expected);
    let causes = explain::causes(scenario, counted, &followed, start, laid.len());
    let rest = difference - causes.iter().map(|c| c.effect).sum::<f64>();
    let evidence = Evidence::of(counted);
    let costs = [Lack::AcquisitionCosts, Lack::OperatingCosts, Lack::ServiceCosts, Lack::Complaints];
    Ok(Laid {
        scenario: scenario.name().to_owned(),
        currency: counted.currency,
        cash: within(|m| &m.cash),
        joined: within(|m| &m.joined),
        customers: within(|m| &m.customers),
        complaints: within(|m| &m.complaints),
        months: laid,
        difference,
        causes,
        rest,
        missing: evidence.missing.into_iter().filter(|lack| costs.contains(lack)).collect(),
    })
}

/// Margin less everything that was spent.
pub(super) fn cash(month: &MonthCounted) -> f64 {
    let spent = [month.acquisition, month.operating, month.service, month.retention];
    month.margin - month.referral - month.gestures - spent.into_iter().flatten().sum::<f64>()
}

/// Which end of the intervals.
#[derive(Clone, Copy)]
enum End {
    Low,
    Value,
    High,
}

/// Expected complaints of each month: what one unit more for each of them would cost.
fn complaints(scenario: &Scenario, end: End) -> Vec<f64> {
    let mut draft = scenario.draft();
    for stage in &mut draft.stages {
        let p = &stage.complaints;
        let x = match end {
            End::Low => p.low,
            End::Value => p.value,
            End::High => p.high,
        };
        stage.complaints = Parameter::stated(x);
    }
    let paid = |draft: Draft| -> Vec<f64> {
        let months = draft.checked().map(|s| recursion::expected(&s, &Rates::of(&s))).unwrap_or_default();
        months.iter().map(|m| m.paid).collect()
    };
    let cost = scenario.get(Quantity::SolutionCost).value;
    let dearer = draft.clone().with(Quantity::SolutionCost, Parameter::stated(cost + 1.0));
    let mut each: Vec<f64> = paid(draft).iter().zip(paid(dearer)).map(|(a, b)| (a - b).max(0.0)).collect();
    each.resize(scenario.horizon_months() as usize, 0.0);
    each
}

/// A scenario with one number replaced, where that is possible.
pub(super) fn with(scenario: &Scenario, quantity: Quantity, x: f64) -> Option<Scenario> {
    scenario.with(Key::Whole(quantity), Parameter::stated(x)).ok()
}
