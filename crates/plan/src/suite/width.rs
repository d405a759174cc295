//! NPV against the number of product lines, with the doubt about its maximum and the rule when to stop.
//!
//! Each draw takes one set of numbers of the mechanism and one of the company's scenario, as the strategy
//! draws them, and lives them with 1, 2, … N lines: the margin of all lines is added to that of every stage, complaints and solutions change as
//! waiting does, for all customers, and lines that are not there yet cost their setup. Lines that stand
//! already count without it: what was paid for them does not come back.
//!
//! Where it is wrong: lines are bought by customers as they are, and keep nobody who would have left;
//! the people at the desk stay as many as they are. NPV ends with the scenario's horizon.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::Serialize;

use super::mechanism::{Ingredient, Mechanism, Numbers, Strain};
use crate::strategy::{
    Doubts, Marginal, Numbers as CompanyNumbers, Parameter, Quantity, Scenario, Spread,
    recursion::{Rates, expected},
};

/// Most lines that are looked at.
pub const MOST_LINES: u32 = 30;
/// Most draws.
pub const MOST_DRAWS: u32 = 10_000;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Lines to look at, the core counted; at least one more than today is looked at, and no more than
    /// [`MOST_LINES`]. 0: some more than today.
    pub lines: u32,
    /// Draws over the doubts.
    pub draws: u32,
    /// What chance begins with.
    pub seed: u64,
}

impl Default for Asked {
    fn default() -> Self {
        Self { lines: 0, draws: 400, seed: 1 }
    }
}

/// Why nothing can be said of the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CannotSay {
    /// There is no scenario of the company to add lines to.
    NoScenario,
    /// With these numbers the NPV is beyond what can be counted, or there are more lines already than
    /// can be looked at.
    NoNumber,
}

/// A number of the mechanism as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Which.
    pub name: Ingredient,
    /// The number with its interval and where it is known from.
    #[serde(flatten)]
    pub parameter: Parameter,
}

/// The company with so many lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WidthPoint {
    /// Lines, the core counted.
    pub lines: u32,
    /// NPV of the company.
    pub npv: Spread,
    /// NPV against today's lines.
    pub gain: Spread,
    /// What the last of these lines adds, with what it does to all other customers; none for the core.
    pub marginal: Option<Spread>,
    /// Of it, what it costs through complaints alone.
    pub spillover: Option<Spread>,
    /// What they do to the core, without chance.
    pub strain: Strain,
    /// Share of draws in which more cases come than can be answered.
    pub overloaded: f64,
}

/// NPV against the number of lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Width {
    /// Lines today, the core counted.
    pub now: u32,
    /// From 1 line on.
    pub points: Vec<WidthPoint>,
    /// The number of lines with the greatest NPV in the mean.
    pub best: u32,
    /// It is so many or more in 90 of 100 draws.
    pub best_low: u32,
    /// It is so many or fewer in 90 of 100 draws.
    pub best_high: u32,
    /// What the next line adds, with what it does to all other customers.
    pub next: Option<Spread>,
    /// Whether to stop: the lower end of what the next line adds is below 0.
    pub stop: bool,
    /// Draws.
    pub draws: u32,
    /// Months that are looked ahead.
    pub horizon_months: u32,
    /// The numbers of the mechanism.
    pub ingredients: Vec<Listed>,
}

/// The company in one draw.
struct Company<'a> {
    scenario: &'a Scenario,
    /// Its numbers as they are drawn for the strategy.
    numbers: CompanyNumbers,
    /// Lines today.
    now: u32,
}

/// What one draw comes to for each number of lines: NPV, NPV without spillover to the one before, and
/// whether the desk is overloaded.
struct Drawn {
    npv: Vec<f64>,
    spilled: Vec<f64>,
    overloaded: Vec<bool>,
}

impl Asked {
    /// Lines that are looked at where there are so many now.
    fn most(self, now: u32) -> u32 {
        let wanted = if self.lines == 0 { now.saturating_add(4).max(8) } else { self.lines };
        wanted.max(now.saturating_add(1)).min(MOST_LINES)
    }

    fn draws(self) -> u32 {
        self.draws.clamp(1, MOST_DRAWS)
    }
}

/// How much work a width is: months of a customer's age, over all months, lines and draws.
pub fn steps(scenario: &Scenario, mechanism: &Mechanism, asked: Asked) -> u64 {
    let months = u64::from(scenario.horizon_months());
    let oldest = scenario.base().iter().map(|base| u64::from(base.age_months)).max().unwrap_or(0);
    let once = months * (months + oldest + 1);
    // Each number of lines is lived twice: under its own strain, and under that of one line fewer.
    once * 2 * u64::from(asked.most(mechanism.now)) * u64::from(asked.draws())
}

/// Works out the width.
///
/// # Errors
///
/// If the company's numbers give no NPV, or it has [`MOST_LINES`] lines or more.
pub fn width(scenario: &Scenario, mechanism: &Mechanism, asked: Asked) -> Result<Width, CannotSay> {
    let now = mechanism.now;
    if !(1..MOST_LINES).contains(&now) {
        return Err(CannotSay::NoNumber);
    }
    let (most, draws) = (asked.most(now), asked.draws());
    let (doubts, placed) = (Doubts::of(scenario), mechanism.placed());
    let drawn: Vec<Drawn> = (0..draws)
        .into_par_iter()
        .map(|draw| {
            let company = Company { scenario, numbers: doubts.drawn(asked.seed, draw), now };
            one(&company, mechanism, &numbers(&placed, asked.seed, draw), most)
        })
        .collect();
    if drawn.iter().flat_map(|d| &d.npv).any(|x| !x.is_finite()) {
        return Err(CannotSay::NoNumber);
    }
    let at = |lines: u32| (lines - 1) as usize;
    let over = |f: &dyn Fn(&Drawn) -> f64| spread(drawn.iter().map(f).collect());
    let centre = mechanism.numbers();
    let mut points: Vec<WidthPoint> = (1..=most)
        .map(|lines| {
            let n = at(lines);
            WidthPoint {
                lines,
                npv: over(&|d| d.npv[n]),
                gain: over(&|d| d.npv[n] - d.npv[at(now)]),
                marginal: (n > 0).then(|| over(&|d| d.npv[n] - d.npv[n - 1])),
                spillover: (n > 0).then(|| over(&|d| d.spilled[n])),
                strain: mechanism.strain(&centre, lines),
                overloaded: drawn.iter().filter(|d| d.overloaded[n]).count() as f64 / f64::from(draws),
            }
        })
        .collect();
    let mut bests: Vec<u32> = drawn.iter().map(|d| greatest(&d.npv, &d.overloaded)).collect();
    bests.sort_unstable();
    let quantile = |q: f64| bests[((bests.len() - 1) as f64 * q).round() as usize];
    let means: Vec<f64> = points.iter().map(|p| p.npv.mean).collect();
    let mostly: Vec<bool> = points.iter().map(|p| p.overloaded > 0.5).collect();
    let best = greatest(&means, &mostly);
    // Once the desk is overloaded waiting has no end, and what more lines bring cannot be told.
    let beyond = (now as usize..points.len()).find(|n| mostly[*n]);
    points.truncate(beyond.map_or(points.len(), |n| n + 1));
    let next = points.get(now as usize).and_then(|p| p.marginal);
    Ok(Width {
        now,
        best,
        best_low: quantile(0.1).min(best),
        best_high: quantile(0.9).max(best),
        next,
        stop: next.is_none_or(|next| next.p10 < 0.0),
        points,
        draws,
        horizon_months: scenario.horizon_months(),
        ingredients: Ingredient::ALL
            .into_iter()
            .map(|name| Listed { name, parameter: mechanism.get(name).clone() })
            .collect(),
    })
}

/// The number of lines with the greatest NPV, the fewest of equals, among those that do not overload the
/// desk; one line where all do.
fn greatest(npv: &[f64], overloaded: &[bool]) -> u32 {
    let better =
        |best: Option<usize>, n: usize| if best.is_none_or(|b| npv[n] > npv[b]) { Some(n) } else { best };
    let place = (0..npv.len()).filter(|n| !overloaded[*n]).fold(None, better);
    place.unwrap_or(0) as u32 + 1
}

fn spread(mut of: Vec<f64>) -> Spread {
    of.sort_unstable_by(f64::total_cmp);
    let quantile =
        |q: f64| of.get(((of.len().max(1) - 1) as f64 * q).round() as usize).copied().unwrap_or(0.0);
    let mean = of.iter().sum::<f64>() / of.len().max(1) as f64;
    Spread { mean, p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) }
}

/// The numbers of one draw; each draw has chance of its own, whatever the others take.
fn numbers(placed: &[Marginal; Ingredient::ALL.len()], seed: u64, draw: u32) -> Numbers {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(u64::from(draw));
    Numbers(std::array::from_fn(|n| placed[n].at(StandardNormal.sample(&mut rng))))
}

/// The company with 1 to `most` lines.
fn one(company: &Company<'_>, mechanism: &Mechanism, numbers: &Numbers, most: u32) -> Drawn {
    let strains: Vec<Strain> = (1..=most).map(|lines| mechanism.strain(numbers, lines)).collect();
    let at = |lines: u32| &strains[(lines - 1) as usize];
    let npv: Vec<f64> = (1..=most).map(|lines| npv(company, numbers, lines, at(lines))).collect();
    // The same line under the strain of one line fewer: the difference is what complaints cost.
    let spilled = (1..=most).map(|lines| {
        if lines == 1 {
            return 0.0;
        }
        npv[(lines - 1) as usize] - self::npv(company, numbers, lines, at(lines - 1))
    });
    let spilled = spilled.collect();
    Drawn { npv, spilled, overloaded: strains.iter().map(|s| s.overloaded).collect() }
}

fn npv(company: &Company<'_>, numbers: &Numbers, lines: u32, strain: &Strain) -> f64 {
    let rates = rates(company, numbers, lines, strain);
    expected(company.scenario, &rates).iter().map(|month| month.discounted).sum()
}

/// The company's rates with so many lines under this strain.
fn rates(company: &Company<'_>, numbers: &Numbers, lines: u32, strain: &Strain) -> Rates {
    let mut there = company.numbers.clone();
    let more = numbers.owned(lines) - numbers.owned(company.now);
    let margin = more * numbers.get(Ingredient::MarginPerOwner);
    there.stages.iter_mut().for_each(|stage| stage.margin += margin);
    let added = f64::from(lines) - f64::from(company.now);
    let mut change = |quantity: Quantity, to: &dyn Fn(f64) -> f64| {
        let number = &mut there.whole[quantity as usize];
        *number = to(*number);
    };
    change(Quantity::ComplaintsFactor, &|x| x * strain.complaints_factor);
    change(Quantity::Solved, &|x| (x + strain.solved_change).clamp(0.0, 1.0));
    change(Quantity::FixedCost, &|x| x + added * numbers.get(Ingredient::MonthlyCost));
    change(Quantity::Setup, &|x| x + added.max(0.0) * numbers.get(Ingredient::SetupCost));
    there.rates(company.scenario)
}
