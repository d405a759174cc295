//! What customers are worth in a scenario, with the doubt of its numbers.

use crate::strategy::{Doubts, Numbers, Parameter, Scenario, Source, recursion::Rates};

const DRAWS: u32 = 400;

/// What customers are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// A new customer, from the next month on.
    pub new: Parameter,
    /// A customer of the start who stays the month.
    pub kept: Parameter,
    /// Share of the customers of the start that stays a month.
    pub staying: Parameter,
}

/// What customers are worth in a scenario; none where their value has no end or nobody is there.
pub fn worth(scenario: &Scenario, seed: u64) -> Option<Worth> {
    let doubts = Doubts::of(scenario);
    let found = |numbers: &Numbers| worth_of(scenario, &numbers.rates(scenario));
    let middle = found(&doubts.as_they_stand())?;
    let draws: Vec<[f64; 3]> = (0..DRAWS).filter_map(|draw| found(&doubts.drawn(seed, draw))).collect();
    let parameter = |n: usize| {
        let mut all: Vec<f64> = draws.iter().map(|one| one[n]).filter(|x| x.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| all.get(((all.len().max(1) - 1) as f64 * share).round() as usize).copied();
        let value = middle[n];
        let (low, high) = (at(0.1).unwrap_or(value).min(value), at(0.9).unwrap_or(value).max(value));
        let guess = scenario.stages().iter().any(|stage| stage.margin.guess || stage.retention.guess);
        Parameter { guess, ..Parameter::known(value, low, high, Source::Estimated, "") }
    };
    middle.iter().all(|x| x.is_finite()).then(|| Worth {
        new: parameter(0),
        kept: parameter(1),
        staying: parameter(2),
    })
}

/// A new customer's value; that of an average customer of the start who stays the month; the share
/// that does.
fn worth_of(scenario: &Scenario, rates: &Rates) -> Option<[f64; 3]> {
    let oldest = scenario.base().iter().map(|b| b.age_months).max().unwrap_or(0);
    let values = rates.values_ahead(oldest)?;
    let b = rates.monthly_discounting();
    let (mut there, mut stay, mut worth) = (0.0, 0.0, 0.0);
    for one in scenario.base() {
        let staying = rates.staying[rates.stage_at(one.age_months)];
        let customers = rates.at_start(one);
        there += customers;
        stay += customers * staying;
        // The value ahead is that of staying, paying then, and all later months.
        worth += customers * values[one.age_months as usize] / b;
    }
    if stay <= 0.0 {
        let staying = rates.staying[0];
        let kept = if staying > 0.0 { values[0] / b / staying } else { 0.0 };
        return Some([values[0], kept, staying]);
    }
    Some([values[0], worth / stay, stay / there])
}
