//! What customers are worth in a scenario, with the doubt of its numbers.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::strategy::{
    Parameter, Quantity, Scenario, Source, StageQuantity,
    recursion::{Rates, StageRates},
};

const DRAWS: usize = 400;

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
    let whole = |luck: &[f64], q: Quantity| scenario.get(q).at(q.nature(), luck[q as usize]);
    let found = |luck: &[f64]| {
        let of = |q: StageQuantity, p: &Parameter| p.at(q.nature(), luck[Quantity::ALL.len() + q as usize]);
        let stages: Vec<StageRates> = scenario
            .stages()
            .iter()
            .map(|stage| StageRates {
                margin: of(StageQuantity::Margin, &stage.margin),
                retention: of(StageQuantity::Retention, &stage.retention),
                complaints: of(StageQuantity::Complaints, &stage.complaints),
            })
            .collect();
        worth_of(scenario, &Rates::from_numbers(scenario, &stages, |q| whole(luck, q)))
    };
    let many = Quantity::ALL.len() + StageQuantity::ALL.len();
    let middle = found(&vec![0.0; many])?;
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let draws: Vec<[f64; 3]> = (0..DRAWS)
        .filter_map(|_| {
            let luck: Vec<f64> = (0..many).map(|_| StandardNormal.sample(&mut chance)).collect();
            found(&luck)
        })
        .collect();
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
        let kept = one.customers * staying;
        there += one.customers;
        stay += kept;
        // The value ahead is that of staying, paying then, and all later months.
        worth += one.customers * values[one.age_months as usize] / b;
    }
    if stay <= 0.0 {
        let staying = rates.staying[0];
        let kept = if staying > 0.0 { values[0] / b / staying } else { 0.0 };
        return Some([values[0], kept, staying]);
    }
    Some([values[0], worth / stay, stay / there])
}
