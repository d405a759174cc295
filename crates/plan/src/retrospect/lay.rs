//! Expected and actual, month by month.

use facts::Month;

use super::{
    Against, CannotLay, Laid, LaidMonth, Within, explain, scatter,
    unrecorded::{LeftOut, leave_out},
};
use crate::{
    propose::{Counted, Evidence, Followed, Lack, MonthCounted},
    strategy::{self, Asked, Key, Parameter, Quantity, Scatter, Scenario, Spread},
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
    let asked = Asked { draws: DRAWS, ..Asked::default() };
    let since: Vec<&MonthCounted> =
        counted.months.iter().filter(|(m, _)| *m >= start).take(over as usize).map(|(_, m)| m).collect();
    let LeftOut { comparable, series, also, costs: unrecorded } = leave_out(scenario, &since, &asked)?;
    let followed = Followed::new(counted, &staying.by_stage(counted.horizon_months));
    let counts = strategy::counted(scenario, asked.seed, DRAWS, scatter(scenario, counted, &followed, start));

    let (mut cumulative, mut left_out) = (0.0, 0.0);
    let mut laid = Vec::with_capacity(over as usize);
    for (t, (series, count)) in series.iter().zip(&counts).take(over as usize).enumerate() {
        let month = Month::from_index(start.index() + t as i32);
        let at = usize::try_from(month.index() - first.index()).unwrap_or(usize::MAX);
        let Some((_, happened)) = counted.months.get(at) else { break };
        let cash = cash(happened);
        cumulative += cash;
        let also = also.get(t).copied().unwrap_or(0.0);
        left_out += also;
        let above = |band: &Spread, by: f64, actual: f64| {
            Against::new(band.mean + by, band.p10 + by, band.p90 + by, actual)
        };
        let beside = |band: &Spread, actual: f64| above(band, 0.0, actual);
        laid.push(LaidMonth {
            month,
            cash: above(&series.cash, also, cash),
            cumulative: above(&series.cumulative, left_out, cumulative),
            joined: beside(&count.joined, happened.joined),
            customers: beside(&series.customers, followed.there(Month::from_index(month.index() + 1))),
            complaints: beside(&count.complaints, happened.complaints),
        });
    }
    let within = |of: fn(&LaidMonth) -> &Against| Within {
        inside: laid.iter().filter(|m| of(m).inside).count(),
        months: laid.len(),
    };
    let difference = laid.last().map_or(0.0, |m| m.cumulative.actual - m.cumulative.expected);
    let evidence = Evidence::of(counted);
    let beside_service = evidence.service_cost.is_some();
    let causes = explain::causes(&comparable, counted, &followed, (start, laid.len()), beside_service);
    let rest = difference - causes.iter().map(|c| c.effect).sum::<f64>();
    let of_costs = |lack: &Lack| {
        matches!(
            lack,
            Lack::AcquisitionCosts
                | Lack::AcquisitionCostsIn(_)
                | Lack::OperatingCosts
                | Lack::OperatingCostsIn(_)
                | Lack::ServiceCosts
                | Lack::ServiceCostsIn(_)
                | Lack::Complaints
                | Lack::UntimedComplaints(_)
        )
    };
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
        unrecorded,
        missing: evidence.missing.into_iter().filter(of_costs).collect(),
    })
}

/// Margin less everything that was spent.
pub(super) fn cash(month: &MonthCounted) -> f64 {
    let spent = [month.acquisition, month.operating, month.service, month.retention];
    month.margin - month.referral - month.gestures - spent.into_iter().flatten().sum::<f64>()
}

/// How far months scattered before the scenario began, beside what its market swings.
fn scatter(scenario: &Scenario, counted: &Counted, followed: &Followed, start: Month) -> Scatter {
    let before: Vec<&(Month, MonthCounted)> = counted.months.iter().take_while(|(m, _)| *m < start).collect();
    let before = &before[before.len().saturating_sub(scatter::MONTHS)..];
    let joined: Vec<(f64, f64)> = before.iter().map(|(_, m)| (m.joined, 1.0)).collect();
    // Before the first complaint nobody wrote them down.
    let told = before.iter().skip_while(|(_, m)| m.complaints <= 0.0);
    let complaints: Vec<(f64, f64)> = told.map(|(month, m)| (m.complaints, followed.there(*month))).collect();
    let swing = scenario.get(Quantity::MarketSwing).value;
    let beside_market = |sd: f64| (sd * sd - swing * swing).max(0.0).sqrt();
    Scatter {
        joined: beside_market(scatter::beyond_counting(&joined)),
        complaints: scatter::beyond_counting(&complaints),
    }
}

/// A scenario with one number replaced, where that is possible.
pub(super) fn with(scenario: &Scenario, quantity: Quantity, x: f64) -> Option<Scenario> {
    scenario.with(Key::Whole(quantity), Parameter::stated(x)).ok()
}
