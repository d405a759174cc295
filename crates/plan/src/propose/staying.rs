//! How long customers stay, by the months since they joined.

use models::{
    buying::{Buying, BuyingModel},
    fit::{Convergence, Fit},
    history::OrderHistory,
};

use super::{
    STAGES,
    measured::{Measured, Z80, chance},
};
use crate::strategy::Source;

/// Where it is known from how long customers stay.
#[derive(Debug, Clone, PartialEq)]
pub enum Staying {
    /// From a buying model fitted to the orders.
    Model {
        /// The fit.
        fit: Box<Fit<Buying>>,
        /// How many of the model's units of time make a month.
        units_a_month: f64,
    },
    /// From contracts: at each age in months, how many could leave and how many did.
    Contracts(Vec<(f64, f64)>),
}

/// Fewer months of contracts than that say nothing of a stage of its own.
const LEAST: f64 = 30.0;
/// Change of a logarithm for slopes by differences.
const STEP: f64 = 1e-4;
/// Monthly retention is kept this far from certainty, so that its logit is finite.
const EDGE: f64 = 1e-9;

impl Staying {
    /// Share of customers that stays from one month to the next, for each of [`STAGES`]; what has no end
    /// is followed for `ahead` months.
    pub fn by_stage(&self, ahead: u32) -> Vec<Measured> {
        let mut from = 0;
        let mut stages: Vec<Measured> = Vec::with_capacity(STAGES.len());
        for (_, until) in STAGES {
            let to = until.unwrap_or(from + ahead.clamp(12, 60));
            let found = match self {
                Self::Model { fit, units_a_month } => modelled(fit, *units_a_month, from, to),
                // Where too few could leave as yet to tell the youngest apart, all ages speak for it.
                Self::Contracts(ages) => followed(ages, from, to, LEAST)
                    .or_else(|| if from == 0 { followed(ages, 0, u32::MAX, 1.0) } else { None }),
            };
            let or_before = || {
                stages.last().map(|before| Measured {
                    how: "as in the stage before: nobody has been followed for so long".into(),
                    source: Source::Estimated,
                    ..before.clone()
                })
            };
            stages.extend(found.or_else(or_before));
            from = to;
        }
        stages
    }
}

impl Staying {
    /// How the fit ended, where it did not settle; none for contracts, where it is counted.
    pub(super) fn ended(&self) -> Option<String> {
        let Self::Model { fit, .. } = self else { return None };
        match &fit.convergence {
            Convergence::Converged => None,
            Convergence::Border(meaning) => Some(format!("it is at its border ({meaning})")),
            Convergence::Flat(direction) => Some(format!("it does not settle along {direction}")),
            Convergence::Impossible(reason) => Some(reason.clone()),
        }
    }

    /// Of customers who just joined, the share that the buying model has there after so many months; none
    /// for contracts, where it is counted.
    pub(super) fn there(&self, months: f64) -> Option<f64> {
        match self {
            Self::Model { fit, units_a_month } => at_age(&fit.model, *units_a_month, months),
            Self::Contracts(_) => None,
        }
    }
}

/// Of customers who just joined, the share that is there after so many months.
fn at_age(model: &Buying, unit: f64, months: f64) -> Option<f64> {
    // Whoever joins is there in that month, even one who never comes again.
    if months <= 0.0 { Some(1.0) } else { present(model.model(), months * unit) }
}

/// Of customers who just joined, the share that is there after so many units of time.
fn present(model: &dyn BuyingModel, after: f64) -> Option<f64> {
    let new = OrderHistory::new(0, 0.0, 0.0).ok()?;
    let there = model.alive_after(&new, after);
    there.is_finite().then_some(there)
}

fn monthly(model: &Buying, unit: f64, from: u32, to: u32) -> Option<f64> {
    let at = |age: u32| at_age(model, unit, f64::from(age));
    let (start, end) = (at(from)?, at(to)?);
    (start > 0.0).then(|| (end / start).clamp(0.0, 1.0).powf(1.0 / f64::from(to - from)))
}

fn logit(x: f64) -> f64 {
    let x = x.clamp(EDGE, 1.0 - EDGE);
    (x / (1.0 - x)).ln()
}

fn modelled(fit: &Fit<Buying>, unit: f64, from: u32, to: u32) -> Option<Measured> {
    let value = monthly(&fit.model, unit, from, to)?;
    let parameters = fit.model.parameters();
    let slope = |i: usize| {
        let at = |change: f64| {
            let mut moved = parameters;
            moved[i] *= change.exp();
            let model = Buying::new(fit.model.kind(), moved).ok()?;
            monthly(&model, unit, from, to).map(logit)
        };
        Some((at(STEP)? - at(-STEP)?) / (2.0 * STEP))
    };
    let slopes: Option<Vec<f64>> = (0..4).map(slope).collect();
    let variance = slopes.filter(|_| fit.log_covariance.len() == 4).map(|g| {
        (0..4)
            .flat_map(|i| (0..4).map(move |j| (i, j)))
            .map(|(i, j)| g[i] * g[j] * fit.log_covariance[i][j])
            .sum()
    });
    // Where the fit does not say how sure it is, a quarter more or less leave.
    let half = match variance {
        Some(variance) if f64::is_finite(variance) && variance >= 0.0 => Z80 * variance.sqrt(),
        _ => 0.25,
    };
    let back = |y: f64| 1.0 / (1.0 + (-y).exp());
    let name = match fit.model {
        Buying::ParetoNbd(_) => "Pareto/NBD",
        Buying::BgNbd(_) => "BG/NBD",
        Buying::MbgNbd(_) => "MBG/NBD",
    };
    let measured = Measured {
        value,
        low: back(logit(value) - half),
        high: back(logit(value) + half),
        n: fit.customers.max(0.0).round() as u64,
        how: format!(
            "share of new customers still there by age, {name} model fitted to {} customers",
            fit.customers.round()
        ),
        source: Source::Estimated,
    };
    Some(measured.within(0.0, 1.0))
}

fn followed(ages: &[(f64, f64)], from: u32, to: u32, least: f64) -> Option<Measured> {
    let seen = ages.iter().skip(from as usize).take((to - from) as usize);
    let (could, left) = seen.fold((0.0, 0.0), |(c, l), (could, left)| (c + could, l + left));
    if could < least {
        return None;
    }
    chance(could - left, could, format!("contracts renewed of {} that could have ended", could.round()))
}

#[cfg(test)]
mod tests {
    use models::buying::BuyingKind;

    use super::*;

    fn fit(kind: BuyingKind, parameters: [f64; 4], spread: f64) -> Staying {
        let row = |i: usize| (0..4).map(|j| if i == j { spread * spread } else { 0.0 }).collect();
        Staying::Model {
            fit: Box::new(Fit {
                model: Buying::new(kind, parameters).unwrap(),
                log_likelihood: -1.0,
                standard_errors: Vec::new(),
                log_covariance: (0..4).map(row).collect(),
                convergence: Convergence::Converged,
                iterations: 1,
                gradient: 0.0,
                customers: 1000.0,
            }),
            units_a_month: 365.25 / 84.0,
        }
    }

    #[test]
    fn pareto_nbd_stays_as_its_closed_form_says() {
        let (s, beta) = (0.606, 11.669);
        let stages = fit(BuyingKind::ParetoNbd, [0.553, 10.578, s, beta], 0.05).by_stage(36);
        let week = 365.25 / 84.0;
        let there = |months: f64| (beta / (beta + months * week)).powf(s);
        let wanted = [there(1.0), there(2.0) / there(1.0), (there(6.0) / there(2.0)).powf(0.25)];
        for (stage, wanted) in stages.iter().zip(wanted) {
            assert!((stage.value - wanted).abs() < 1e-9, "{} is not {wanted}", stage.value);
            assert!(stage.low < stage.value && stage.value < stage.high);
        }
        assert!(stages.windows(2).all(|pair| pair[0].value < pair[1].value), "who stays, stays longer");
    }

    #[test]
    fn every_model_gives_shares() {
        for kind in BuyingKind::ALL {
            for stage in fit(kind, [0.4, 7.0, 0.9, 2.6], 0.1).by_stage(60) {
                assert!((0.0..=1.0).contains(&stage.low) && stage.high <= 1.0 && stage.value.is_finite());
            }
        }
    }

    #[test]
    fn contracts_are_counted_and_the_last_stages_follow_the_one_before() {
        let stages = Staying::Contracts(vec![(1000.0, 200.0), (800.0, 80.0), (720.0, 36.0)]).by_stage(36);
        assert_eq!(stages.len(), STAGES.len());
        assert!((stages[0].value - 0.8).abs() < 1e-12);
        assert!((stages[1].value - 0.9).abs() < 1e-12);
        assert!((stages[2].value - 0.95).abs() < 1e-12);
        assert_eq!(stages[5].value, stages[2].value);
    }

    #[test]
    fn forty_contracts_that_all_stayed_are_no_certainty() {
        let all = &Staying::Contracts(vec![(40.0, 0.0)]).by_stage(36)[0];
        assert!((all.value - 40.5 / 41.0).abs() < 1e-12 && all.high <= 1.0, "{all:?}");
        assert!(all.low < all.value && all.value < all.high, "{all:?}");
        let none = &Staying::Contracts(vec![(40.0, 40.0)]).by_stage(36)[0];
        assert!((none.value - 0.5 / 41.0).abs() < 1e-12 && none.low < none.value, "{none:?}");
    }

    #[test]
    fn few_contracts_are_of_every_age() {
        let stages = Staying::Contracts(vec![(12.0, 3.0), (9.0, 0.0), (9.0, 1.0), (8.0, 0.0)]).by_stage(36);
        assert_eq!(stages.len(), STAGES.len());
        assert!((stages[0].value - 34.0 / 38.0).abs() < 1e-12, "{:?}", stages[0]);
    }
}
