//! Fits the candidates, proves them on the holdout and fits the spending model.

use facts::{Day, OrderLog};
use models::{
    choice::{self, Calibration, Candidate, Decision},
    fit::Fit,
    forecast::Spend,
    gamma_gamma::{GammaGamma, spend_cells, spend_frequency_correlation},
    history::Summary,
};

use super::{
    ValueError,
    base::{Afterwards, Base},
    run::Stages,
    settings::Settings,
};

/// Shortest holdout that says anything.
const SHORTEST_HOLDOUT_DAYS: i32 = 28;
/// Longest holdout that is chosen by itself.
const LONGEST_HOLDOUT_DAYS: i32 = 365;
/// Fewest calibration customers worth testing on.
const LEAST_CALIBRATION_CUSTOMERS: usize = 50;

/// The holdout: what was known at its start and what came afterwards.
pub struct Held {
    /// Customers as known at the end of the calibration.
    pub base: Base,
    /// What they did afterwards.
    pub afterwards: Afterwards,
    /// The same as cells and outcomes.
    pub calibration: Calibration,
    /// Last day of the holdout.
    pub to: Day,
}

/// Splits the history, or says why it cannot be split: `Ok(None)` where none was asked for and
/// there is no room.
///
/// # Errors
///
/// If the day asked for leaves nothing to fit on or nothing to test on.
pub fn hold_out(log: &OrderLog, settings: &Settings, as_of: Day) -> Result<Option<Held>, ValueError> {
    let Some((first, last)) = log.span() else { return Ok(None) };
    let to = as_of.min(last);
    let until = match settings.calibrate_until {
        Some(day) if day <= first || day >= to => {
            return Err(ValueError::CalibrationOutside { day, first, last: to });
        }
        Some(day) => day,
        None => {
            let length = (to.since(first) / 3).min(LONGEST_HOLDOUT_DAYS);
            if length < SHORTEST_HOLDOUT_DAYS {
                return Ok(None);
            }
            to.plus(-length)
        }
    };
    let unit_days = settings.unit.days();
    let base = Base::new(log, until, unit_days);
    if settings.calibrate_until.is_none() && base.len() < LEAST_CALIBRATION_CUSTOMERS {
        return Ok(None);
    }
    // The holdout ends on the day looked from, even where the last order is older.
    let to = as_of;
    let afterwards = Afterwards::new(&base, log, to);
    let length = f64::from(to.since(until)) / unit_days;
    let calibration = Calibration::new(base.cells.clone(), &base.cell_of, &afterwards.orders, length);
    Ok(Some(Held { base, afterwards, calibration, to }))
}

/// All candidates, marked, with the winner.
pub struct Fitted {
    /// The candidates in the order tried.
    pub candidates: Vec<Candidate>,
    /// How the winner was found.
    pub decision: Decision,
    /// Which candidate won.
    pub winner: usize,
}

/// Fits and marks `kinds`; `None` where not one can be used.
pub fn fit(settings: &Settings, base: &Base, held: Option<&Held>, stages: &mut Stages) -> Option<Fitted> {
    let calibration = held.map(|h| &h.calibration);
    let mut candidates = Vec::new();
    for kind in settings.models.kinds() {
        let start = settings.start.filter(|(known, _)| *known == kind).map(|(_, parameters)| parameters);
        let mark = calibration.map(|c| choice::mark(kind, c, start));
        stages.done(&format!("prove {}", kind.name()));
        candidates.push(Candidate::new(kind, &base.cells, mark));
        stages.done(&format!("fit {}", kind.name()));
    }
    let decision = choice::decide(&candidates, calibration);
    decision.winner().map(|winner| Fitted { candidates, decision, winner })
}

/// A candidate's mean absolute error per customer and its predicted over actual orders.
pub fn marks(candidate: &Candidate, held: Option<&Held>) -> Option<(f64, f64)> {
    let (mark, held) = (candidate.mark.as_ref()?, held?);
    let outcomes = &held.calibration.outcomes;
    let (mut customers, mut off, mut predicted, mut actual) = (0.0, 0.0, 0.0, 0.0);
    for &(cell, orders, weight) in outcomes {
        let expected = mark.expected[cell as usize];
        customers += weight;
        off += weight * (expected - f64::from(orders)).abs();
        predicted += weight * expected;
        actual += weight * f64::from(orders);
    }
    (customers > 0.0 && actual > 0.0).then(|| (off / customers, predicted / actual))
}

/// The spending model and what it was fitted on.
pub struct Spending {
    /// The fit.
    pub fit: Fit<GammaGamma>,
    /// Correlation of repeat orders and mean spend.
    pub correlation: Option<f64>,
    /// Each customer's paid repeat orders and their mean, in whole units of money.
    pub spend: Vec<Spend>,
}

/// Fits the spending model to a base; amounts in whole units of money.
pub fn fit_spending(base: &Base, minor_per_unit: f64) -> Spending {
    let spend: Vec<Spend> = base.summaries.iter().map(|s| spend_of(s, minor_per_unit)).collect();
    let paid: Vec<(u32, f64)> = spend.iter().filter(|s| s.orders > 0).map(|s| (s.orders, s.mean)).collect();
    let cells = spend_cells(&paid);
    Spending { fit: GammaGamma::fit(&cells), correlation: spend_frequency_correlation(&cells), spend }
}

/// Without amounts: nobody has spent anything that is known.
pub fn no_spending(base: &Base) -> Vec<Spend> {
    base.summaries.iter().map(|_| Spend { orders: 0, mean: 0.0 }).collect()
}

/// What a customer has spent on paid repeat orders, in whole units of money.
pub fn spend_of(summary: &Summary, minor_per_unit: f64) -> Spend {
    let orders = summary.paid_repeat_orders;
    let mean = summary.repeat_amount_minor as f64 / f64::from(orders.max(1)) / minor_per_unit;
    Spend { orders, mean }
}
