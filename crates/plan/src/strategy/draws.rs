//! The numbers of a scenario as they are drawn.

use super::{
    Key, Quantity, Scenario, StageQuantity,
    life::Market,
    quantiles::Marginal,
    recursion::{Rates, StageRates},
};

/// Every number of a scenario with its quantile function.
#[derive(Debug, Clone)]
pub(super) struct Doubts {
    whole: Vec<(f64, Marginal)>,
    stages: Vec<[(f64, Marginal); StageQuantity::ALL.len()]>,
}

impl Doubts {
    pub fn of(scenario: &Scenario) -> Self {
        let whole = Quantity::ALL.map(|q| {
            let p = scenario.get(q);
            (p.value, Marginal::of(q.nature(), p))
        });
        let stages = scenario.stages().iter().map(|stage| {
            StageQuantity::ALL.map(|q| {
                let p = stage.get(q);
                (p.value, Marginal::of(q.nature(), p))
            })
        });
        Self { whole: whole.into(), stages: stages.collect() }
    }

    /// Whether a number is drawn at all; of all stages, whether one of them is.
    pub fn doubts(&self, key: Key) -> bool {
        match key {
            Key::Whole(q) => !self.whole[q as usize].1.is_certain(),
            Key::Stage(q, n) => self.stages.get(n).is_some_and(|s| !s[q as usize].1.is_certain()),
            Key::Stages(q) => self.stages.iter().any(|s| !s[q as usize].1.is_certain()),
        }
    }

    /// The rates where these numbers stand at an end of their interval: the low one or the high one.
    pub fn at_end(&self, scenario: &Scenario, moved: impl Fn(Key) -> bool, high: bool) -> Rates {
        let of = |key: Key, stands: f64| match scenario.parameter(key).filter(|_| moved(key)) {
            Some(p) if high => p.high,
            Some(p) => p.low,
            None => stands,
        };
        let stages: Vec<StageRates> = (0..)
            .zip(&self.stages)
            .map(|(n, stage)| {
                let number = |q: StageQuantity| of(Key::Stage(q, n), stage[q as usize].0);
                StageRates {
                    margin: number(StageQuantity::Margin),
                    retention: number(StageQuantity::Retention),
                    complaints: number(StageQuantity::Complaints),
                }
            })
            .collect();
        Rates::from_numbers(scenario, &stages, |q| of(Key::Whole(q), self.whole[q as usize].0))
    }

    /// The rates where numbers have these standard normals; where there is none, the number as it
    /// stands.
    pub fn rates(&self, scenario: &Scenario, normal: impl Fn(Key) -> Option<f64>) -> Rates {
        let of =
            |key: Key, (value, marginal): &(f64, Marginal)| normal(key).map_or(*value, |z| marginal.at(z));
        let stages: Vec<StageRates> = (0..)
            .zip(&self.stages)
            .map(|(n, stage)| {
                let number = |q: StageQuantity| of(Key::Stage(q, n), &stage[q as usize]);
                StageRates {
                    margin: number(StageQuantity::Margin),
                    retention: number(StageQuantity::Retention),
                    complaints: number(StageQuantity::Complaints),
                }
            })
            .collect();
        Rates::from_numbers(scenario, &stages, |q| of(Key::Whole(q), &self.whole[q as usize]))
    }

    /// The swings of the market where their normals are these.
    pub fn market(&self, normals: &[f64; Quantity::ALL.len()]) -> Market {
        let of = |q: Quantity| self.whole[q as usize].1.at(normals[q as usize]);
        Market { swing: of(Quantity::MarketSwing), memory: of(Quantity::MarketMemory).min(0.999) }
    }
}
