//! What each what-if is worth: the months lived with and without it, on the same draws.
//!
//! Every number in doubt is drawn once for both: those of the scenario, and those of the what-if. The
//! difference so holds what the what-if changes and its own doubt, and nothing else; a change that
//! changes nothing is worth exactly nothing.

use facts::Currency;
use models::estimate::Estimate;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::{Input, Kind, WhatIf, WhatIfError, file::MOST};
use crate::strategy::{Doubts, Nature, Numbers, Quantity, Scenario, Source, recursion::expected};

/// Draws over all doubts.
const DRAWS: usize = 400;

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Its whole interval is above zero.
    Worth,
    /// Its whole interval is below zero.
    NotWorth,
    /// The interval spans zero: only as an experiment.
    Experiment,
    /// It would be worth it, but rests on guesses of ours: only as an experiment.
    Guess,
    /// It is what the other answers to a competitor are laid against.
    Baseline,
}

/// What a what-if is laid against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The company as it is run.
    AsItIs,
    /// Doing nothing about the competitor.
    DoingNothing,
}

/// A number of a what-if as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Which.
    pub name: &'static str,
    /// What kind of number it is.
    pub nature: Nature,
    /// The number.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Where it is known from.
    pub source: Source,
    /// Whether it is a guess of ours.
    pub guess: bool,
}

/// What one what-if is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub kind: Kind,
    /// What it is laid against.
    pub against: Against,
    /// NPV with it less NPV without.
    pub difference: Estimate,
    /// Share of the draws in which it brings more.
    pub better: f64,
    /// Peak funding with it less without.
    pub peak_funding_change: Estimate,
    /// What can be decided.
    pub verdict: Verdict,
    /// Its numbers.
    pub numbers: Vec<Listed>,
}

/// What-ifs side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// In what money.
    pub currency: Option<Currency>,
    /// The scenario they change.
    pub scenario: String,
    /// Months ahead.
    pub horizon_months: u32,
    /// NPV of the scenario as it stands.
    pub npv: f64,
    /// Draws over the doubts.
    pub draws: usize,
    /// What chance began with.
    pub seed: u64,
    /// The greatest difference first.
    pub ranked: Vec<Found>,
}

/// Works out what-ifs on a scenario.
///
/// # Errors
///
/// If there are too many, or what comes of one cannot be counted any more.
pub fn run(scenario: &Scenario, what_ifs: &[WhatIf], seed: u64) -> Result<Answer, WhatIfError> {
    if what_ifs.is_empty() || what_ifs.len() > MOST {
        return Err(WhatIfError::HowMany(what_ifs.len()));
    }
    let doubts = Doubts::of(scenario);
    let middle = Lived(doubts.as_they_stand());
    let drawn: Vec<Lived> = (0..DRAWS as u32).map(|draw| Lived(doubts.drawn(seed, draw))).collect();
    let npv = middle.npv(scenario).0;
    let mut ranked = what_ifs
        .iter()
        .map(|what_if| one(scenario, what_if, &middle, &drawn, seed))
        .collect::<Result<Vec<_>, _>>()?;
    ranked.sort_by(|a, b| b.difference.expected.total_cmp(&a.difference.expected));
    if !npv.is_finite() {
        return Err(WhatIfError::Unbounded);
    }
    Ok(Answer {
        currency: scenario.currency(),
        scenario: scenario.name().to_owned(),
        horizon_months: scenario.horizon_months(),
        npv,
        draws: DRAWS,
        seed,
        ranked,
    })
}

fn one(
    scenario: &Scenario,
    what_if: &WhatIf,
    middle: &Lived,
    drawn: &[Lived],
    seed: u64,
) -> Result<Found, WhatIfError> {
    let kind = what_if.kind();
    let compared = |lived: &Lived, number: &dyn Fn(Input) -> f64| {
        let mut with = lived.clone();
        with.change(kind, number);
        let mut without = lived.clone();
        if kind.answers_a_competitor() {
            without.change(Kind::DoNothing, number);
        }
        let ((a, peak_with), (b, peak_without)) = (with.npv(scenario), without.npv(scenario));
        (a - b, peak_with - peak_without)
    };
    let stands = |input: Input| what_if.number(input).map_or(0.0, |p| p.value);
    let expected = compared(middle, &stands);
    let doubts = Input::ALL.map(|input| what_if.number(input).map(|p| p.placed(input.nature())));
    // Each what-if draws its numbers from the same beginning: equal doubts meet equal luck.
    let mut chance = ChaCha8Rng::seed_from_u64(seed ^ 0x57_68_61_74);
    let mut differences = Vec::with_capacity(drawn.len());
    let mut peaks = Vec::with_capacity(drawn.len());
    for lived in drawn {
        let luck = Input::ALL.map(|_| -> f64 { StandardNormal.sample(&mut chance) });
        let number = |input: Input| {
            doubts[input as usize].as_ref().map_or(0.0, |marginal| marginal.at(luck[input as usize]))
        };
        let (difference, peak) = compared(lived, &number);
        differences.push(difference);
        peaks.push(peak);
    }
    if !expected.0.is_finite() || differences.iter().any(|x| !x.is_finite()) {
        return Err(WhatIfError::Unbounded);
    }
    let better = differences.iter().filter(|x| **x > 0.0).count() as f64 / differences.len() as f64;
    let difference = spread(expected.0, differences);
    let guessed = what_if.numbers().iter().any(|(_, p)| p.guess && !p.is_certain())
        || scenario.stages().iter().any(|stage| stage.margin.guess || stage.retention.guess);
    Ok(Found {
        name: what_if.name().to_owned(),
        kind,
        against: if kind.answers_a_competitor() { Against::DoingNothing } else { Against::AsItIs },
        verdict: verdict(kind, &difference, guessed),
        difference,
        better,
        peak_funding_change: spread(expected.1, peaks),
        numbers: what_if
            .numbers()
            .iter()
            .map(|(input, p)| Listed {
                name: input.name(),
                nature: input.nature(),
                value: p.value,
                low: p.low,
                high: p.high,
                source: p.source,
                guess: p.guess,
            })
            .collect(),
    })
}

fn verdict(kind: Kind, difference: &Estimate, guessed: bool) -> Verdict {
    if kind == Kind::DoNothing {
        Verdict::Baseline
    } else if difference.low > 0.0 && guessed {
        Verdict::Guess
    } else if difference.low > 0.0 {
        Verdict::Worth
    } else if difference.high < 0.0 {
        Verdict::NotWorth
    } else {
        Verdict::Experiment
    }
}

fn spread(expected: f64, mut draws: Vec<f64>) -> Estimate {
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws[((draws.len() - 1) as f64 * share).round() as usize];
    Estimate { expected, low: at(0.1).min(expected), high: at(0.9).max(expected) }
}

/// The numbers of a scenario, as they stand or drawn.
#[derive(Clone)]
struct Lived(Numbers);

impl Lived {
    fn change(&mut self, kind: Kind, number: &dyn Fn(Input) -> f64) {
        let taken = number(Input::TakeRate);
        match kind {
            Kind::WiderBasket | Kind::AdjacentService => {
                for stage in &mut self.0.stages {
                    stage.margin += taken * number(Input::MarginPerTaker);
                    stage.complaints += taken * number(Input::ExtraCases);
                    stage.retention += taken * number(Input::RetentionGain);
                }
                self.0.whole[Quantity::FixedCost as usize] += number(Input::FixedCost);
                self.0.whole[Quantity::Setup as usize] += number(Input::Setup);
            }
            Kind::Bundle => {
                let added = number(Input::MarginPerTaker);
                for stage in &mut self.0.stages {
                    let new = (1.0 - number(Input::Cannibalised)) * added;
                    // What they would have bought anyway is in the margin of today already.
                    let given = number(Input::Discount) * (stage.margin.max(0.0) + new.max(0.0));
                    stage.margin += taken * (new - given);
                    stage.retention += taken * number(Input::RetentionGain);
                }
            }
            Kind::DoNothing => self.leave(number(Input::ExtraLeaving)),
            Kind::PriceMatch => {
                self.leave(number(Input::ExtraLeaving) * (1.0 - number(Input::LeavingAvoided)));
                let cut = number(Input::PriceGap) / number(Input::MarginOfPrice).max(0.01);
                for stage in &mut self.0.stages {
                    stage.margin -= cut * stage.margin.abs();
                }
            }
            Kind::BetterService => {
                self.leave(number(Input::ExtraLeaving) - number(Input::RetentionGain));
                self.0.whole[Quantity::PreventionCost as usize] += number(Input::CostPerCustomer);
                let still = 1.0 - number(Input::ComplaintsPrevented);
                let prevented = &mut self.0.whole[Quantity::Prevented as usize];
                *prevented = 1.0 - (1.0 - *prevented) * still;
            }
        }
    }

    fn leave(&mut self, share: f64) {
        for stage in &mut self.0.stages {
            stage.retention -= share;
        }
    }

    /// Discounted cash, and how deep it goes below zero.
    fn npv(&self, scenario: &Scenario) -> (f64, f64) {
        let months = expected(scenario, &self.0.rates(scenario));
        let deepest = months.iter().map(|m| m.cumulative).fold(0.0, f64::min);
        (months.iter().map(|m| m.discounted).sum(), -deepest)
    }
}
