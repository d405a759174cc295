//! The numbers of a scenario as they are drawn.
//!
//! Where they were read off one history they are drawn so that what was seen holds: see `observed`.

use super::{
    Key, MOST_STAGES, Observed, Parameter, Presence, Quantity, Scenario, Source, Stage, StageQuantity,
    chance::Future,
    life::Market,
    observed::{There, times},
    quantiles::Marginal,
    recursion::{Rates, StageRates},
};

/// Every number of a scenario with its quantile function.
#[derive(Debug, Clone)]
pub(crate) struct Doubts {
    whole: Vec<(f64, Marginal)>,
    stages: Vec<[(f64, Marginal); StageQuantity::ALL.len()]>,
    seen: Option<Seen>,
}

/// What history says of a scenario's numbers together.
#[derive(Debug, Clone)]
struct Seen {
    /// By stage: of those who are there, the share that leaves over a complaint as the scenario says;
    /// none where somebody states the retention, so that nothing was seen of it.
    leaving: Vec<Option<f64>>,
    /// By stage: the share that stays, complaints included.
    staying: Vec<f64>,
    /// Who was there; none where they were counted.
    there: Option<SeenThere>,
}

#[derive(Debug, Clone)]
struct SeenThere {
    months: u32,
    oldest: u32,
    limits: Vec<u32>,
    /// As the scenario says.
    thought: There,
    /// By stage: whether margin and complaints were seen.
    margin: Vec<bool>,
    complaints: Vec<bool>,
    word_of_mouth: bool,
}

/// All numbers of a scenario in one future, to be changed by whoever asks what if.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub stages: Vec<StageRates>,
    /// In the order of [`Quantity::ALL`].
    pub whole: [f64; Quantity::ALL.len()],
    /// How many customers a month the money for winning them is decided for. What it wins is in doubt.
    pub paid_for: f64,
    /// What the customers of the start are times, by age; none where they are as they stand.
    pub base: Vec<f64>,
}

impl Numbers {
    /// A number of the whole company.
    pub const fn get(&self, quantity: Quantity) -> f64 {
        self.whole[quantity as usize]
    }

    /// The rates of a scenario with these numbers.
    pub fn rates(&self, scenario: &Scenario) -> Rates {
        let mut rates = Rates::from_numbers(scenario, &self.stages, |q| self.get(q));
        rates.acquisition = Rates::money_for(scenario, self.paid_for, |q| self.get(q));
        rates.base.clone_from(&self.base);
        rates
    }

    /// The swings of the market.
    pub(super) fn market(&self) -> Market {
        Market { swing: self.get(Quantity::MarketSwing), memory: self.get(Quantity::MarketMemory).min(0.999) }
    }

    /// Of those who are there, the share that leaves over a complaint that is not solved, without
    /// anything that prevents it.
    fn leaving(&self, stage: usize) -> f64 {
        leaving(self.stages[stage].complaints, |q| self.get(q))
    }
}

fn leaving(complaints: f64, whole: impl Fn(Quantity) -> f64) -> f64 {
    complaints * whole(Quantity::LeavingAfterComplaint) * (1.0 - whole(Quantity::Solved))
}

impl Doubts {
    pub fn of(scenario: &Scenario) -> Self {
        let seen = scenario.observed().map(|observed| Seen::of(scenario, observed));
        let whole = Quantity::ALL.map(|q| {
            let p = scenario.get(q);
            (p.value, Marginal::of(q.nature(), p))
        });
        let stages = scenario.stages().iter().enumerate().map(|(n, stage)| {
            StageQuantity::ALL.map(|q| {
                let mut p = stage.get(q).clone();
                let value = p.value;
                if let Some(back) = seen.as_ref().and_then(|seen| seen.leaving[n])
                    && q == StageQuantity::Retention
                {
                    // What was seen is how many stay altogether: that is what is in doubt.
                    for x in [&mut p.value, &mut p.low, &mut p.high] {
                        *x = (*x - back).clamp(0.0, 1.0);
                    }
                }
                (value, Marginal::of(q.nature(), &p))
            })
        });
        Self { whole: whole.into(), stages: stages.collect(), seen }
    }

    /// Whether a number is drawn at all; of all stages, whether one of them is.
    pub fn doubts(&self, key: Key) -> bool {
        match key {
            Key::Whole(q) => !self.whole[q as usize].1.is_certain(),
            Key::Stage(q, n) => self.stages.get(n).is_some_and(|s| !s[q as usize].1.is_certain()),
            Key::Stages(q) => self.stages.iter().any(|s| !s[q as usize].1.is_certain()),
        }
    }

    /// All numbers as they stand.
    pub fn as_they_stand(&self) -> Numbers {
        self.numbers(|_| None, |_| None)
    }

    /// All numbers in future number `draw`: the same as those the strategy is lived with.
    pub fn drawn(&self, seed: u64, draw: u32) -> Numbers {
        let mut future = Future::empty();
        future.draw(seed, draw, self.stages.len(), 0);
        self.numbers(|key| future.normal(key), |_| None)
    }

    /// All numbers where they have these standard normals, and where some are held at what they are said
    /// to be; those with neither stand as they do in the scenario. What was seen holds in all of them.
    pub fn numbers(&self, normal: impl Fn(Key) -> Option<f64>, held: impl Fn(Key) -> Option<f64>) -> Numbers {
        let of = |key: Key, (value, marginal): &(f64, Marginal)| {
            held(key).or_else(|| normal(key).map(|z| marginal.at(z))).unwrap_or(*value)
        };
        let whole = Quantity::ALL.map(|q| of(Key::Whole(q), &self.whole[q as usize]));
        let paid_for = self.whole[Quantity::Adds as usize].0;
        let stages = Vec::with_capacity(self.stages.len());
        let mut numbers = Numbers { stages, whole, paid_for, base: Vec::new() };
        for (n, stage) in self.stages.iter().enumerate() {
            let number = |q: StageQuantity| of(Key::Stage(q, n), &stage[q as usize]);
            let retention = match self.seen.as_ref().and_then(|seen| seen.leaving[n]) {
                // Its marginal is that of all who stay; a held one is as the file has it.
                Some(back) if held(Key::Stage(StageQuantity::Retention, n)).is_none() => {
                    let (value, marginal) = &stage[StageQuantity::Retention as usize];
                    normal(Key::Stage(StageQuantity::Retention, n)).map_or(*value, |z| marginal.at(z) + back)
                }
                _ => number(StageQuantity::Retention),
            };
            numbers.stages.push(StageRates {
                margin: number(StageQuantity::Margin),
                retention,
                complaints: number(StageQuantity::Complaints),
            });
        }
        if let Some(seen) = &self.seen {
            seen.hold(&mut numbers);
        }
        numbers
    }
}

impl Seen {
    fn of(scenario: &Scenario, Observed { months, presence }: Observed) -> Self {
        let was = |p: &Parameter| p.source != Source::Assumed;
        let stages = scenario.stages();
        // What a way of running the company changes of it was not there yet.
        let left = |s: &Stage| leaving(s.complaints.value, |q| scenario.get(q).value);
        let leaving: Vec<Option<f64>> = stages.iter().map(|s| was(&s.retention).then(|| left(s))).collect();
        let staying: Vec<f64> =
            stages.iter().map(|s| (s.retention.value - left(s)).clamp(0.0, 1.0)).collect();
        let there = (presence == Presence::WorkedOut).then(|| {
            let limits: Vec<u32> = stages.iter().filter_map(|s| s.until_age_months).collect();
            let oldest = scenario.base().iter().map(|b| b.age_months).max().unwrap_or(0);
            SeenThere {
                thought: There::of(&staying, &limits, months, oldest),
                months,
                oldest,
                limits,
                margin: stages.iter().map(|s| was(&s.margin)).collect(),
                complaints: stages.iter().map(|s| was(&s.complaints)).collect(),
                word_of_mouth: was(scenario.get(Quantity::WordOfMouth)),
            }
        });
        Self { leaving, staying, there }
    }

    fn hold(&self, numbers: &mut Numbers) {
        // Retention stands before complaints, as those of the scenario are: what stays altogether is
        // what was seen.
        let mut staying = [0.0; MOST_STAGES];
        for (n, back) in self.leaving.iter().enumerate() {
            staying[n] = match back {
                Some(back) => (numbers.stages[n].retention - back).clamp(0.0, 1.0),
                None => self.staying[n],
            };
        }
        if let Some(there) = &self.there {
            there.hold(&staying[..self.leaving.len()], numbers);
        }
        for (n, back) in self.leaving.iter().enumerate() {
            if let Some(back) = back {
                numbers.stages[n].retention += numbers.leaving(n) - back;
            }
        }
    }
}

impl SeenThere {
    fn hold(&self, staying: &[f64], numbers: &mut Numbers) {
        let found = There::of(staying, &self.limits, self.months, self.oldest);
        let mut set_off = 1.0;
        for (n, stage) in numbers.stages.iter_mut().enumerate() {
            set_off = times(self.thought.by_stage[n], found.by_stage[n]).unwrap_or(set_off);
            if self.margin[n] {
                stage.margin *= set_off;
            }
            if self.complaints[n] {
                stage.complaints = (stage.complaints * set_off).min(1.0);
            }
        }
        if self.word_of_mouth {
            let all = times(self.thought.all, found.all).unwrap_or(1.0);
            let word_of_mouth = &mut numbers.whole[Quantity::WordOfMouth as usize];
            *word_of_mouth = (*word_of_mouth * all).min(1.0);
        }
        numbers.base = found
            .by_age
            .iter()
            .zip(&self.thought.by_age)
            .map(|(found, thought)| times(*found, *thought).unwrap_or(0.0))
            .collect();
    }
}

#[cfg(test)]
mod tests;
