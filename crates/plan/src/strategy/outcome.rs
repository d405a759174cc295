//! What becomes of a scenario: one structure behind the screen, the JSON, the page and the report.
//!
//! Money is expected money, in whole units of the answer's currency. Months count from 1.

use facts::{Currency, Month};
use serde::Serialize;

use super::{Beginning, Observed, Source, Way};

/// Shares of fewer futures than these are not told, and decide nothing: one future in twenty would be less
/// than a handful.
pub const FEWEST_FUTURES: u32 = 100;

/// Mean and quantiles over the futures.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// One future in ten is lower.
    pub p10: f64,
    /// Half of the futures are lower.
    pub p50: f64,
    /// One future in ten is higher.
    pub p90: f64,
}

impl Spread {
    /// A number without doubt.
    pub const fn certain(x: f64) -> Self {
        Self { mean: x, p10: x, p50: x, p90: x }
    }
}

/// What one new customer brings and costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct UnitEconomics {
    /// Expected payments of a new customer, discounted to the day of joining; none without end.
    pub value: Option<f64>,
    /// What one costs on average, at the scenario's volume; none where nobody is won.
    pub acquisition_cost: Option<f64>,
    /// What one more costs.
    pub marginal_cost: f64,
    /// Share of new customers who are still there after 12 months.
    pub retention_12: f64,
    /// Month of age in which a customer has paid back what one costs on average, undiscounted; none
    /// where that is not within the horizon.
    pub payback_age_months: Option<u32>,
}

/// One month over the futures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SeriesMonth {
    /// From 1.
    pub month: u32,
    /// The month of the calendar, where the scenario says when it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Month>,
    /// Cash of the month.
    pub cash: Spread,
    /// Cash so far.
    pub cumulative: Spread,
    /// Customers at its end.
    pub customers: Spread,
    /// The recursion without chance: cash of the month.
    pub expected_cash: f64,
    /// The recursion without chance: cash so far.
    pub expected_cumulative: f64,
    /// The recursion without chance: customers.
    pub expected_customers: f64,
}

/// One bar of a distribution: futures from `low` to below `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
    /// Share of all futures in it.
    pub share: f64,
}

/// The probability of running out at one reserve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RuinAt {
    /// Cash and credit at the start.
    pub reserve: f64,
    /// Share of futures in which it does not last.
    pub probability: f64,
}

/// A number of the scenario as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// `adds`, `retention.core`.
    pub name: String,
    /// The number.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Where it is known from.
    pub source: Source,
    /// How, or why; empty where nobody said.
    pub reason: String,
    /// Whether the program guessed it.
    pub guess: bool,
}

/// Whether a way can be afforded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// It runs out in at most 5 % of the futures, and pays.
    Affordable,
    /// It pays, but needs more than there is: no more than as much again.
    AffordableWithMore,
    /// It does not pay, or needs more than twice what there is.
    NotAffordable,
    /// These data cannot say.
    NotDecidable,
}

/// What is missing for a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "name")]
pub enum Missing {
    /// Nobody said how much cash there is.
    Cash,
    /// No futures were drawn, or fewer than [`FEWEST_FUTURES`]: nothing is known of the risk.
    Futures,
    /// This number is a guess of the program, and nobody has looked.
    Guess(String),
}

/// The verdict on one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The word.
    pub word: Word,
    /// How much more is needed for 95 % of the futures, and for the expected months where none were drawn;
    /// none where none is, nobody said what there is, or too few futures were drawn to say.
    pub more: Option<f64>,
    /// What is missing.
    pub missing: Vec<Missing>,
}

/// What becomes of one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The scenario's name.
    pub name: String,
    /// Which way it is.
    pub way: Way,
    /// Cash of all months, discounted to the start; without what the customers of the end are worth.
    pub npv: Spread,
    /// The deepest point of cumulative cash, below zero; 0 where it is never below.
    pub peak_funding: Spread,
    /// The deepest point below zero of cumulative cash as it is on average over the futures; 0 where that
    /// is never below. Never more than the mean of `peak_funding`, as every future has a month of its own
    /// for it.
    pub trough: f64,
    /// The month of that point; none where cash is never below 0 on average.
    pub trough_month: Option<u32>,
    /// First month after the trough at which cumulative cash is not below 0 on average; none where that
    /// is not within the horizon. 0 where cash is never below 0 on average.
    pub payback_month: Option<u32>,
    /// Share of futures that have paid back within the horizon; none where fewer than
    /// [`FEWEST_FUTURES`] were drawn.
    pub pays_back: Option<f64>,
    /// Payback month over the futures that pay back: p10, p50, p90.
    pub payback_months: Option<[u32; 3]>,
    /// Share of futures in which cash and credit do not last; none where nobody said what there is, or
    /// fewer than [`FEWEST_FUTURES`] were drawn.
    pub ruin_probability: Option<f64>,
    /// What must be there so that it lasts in 95 % of the futures; none where fewer than
    /// [`FEWEST_FUTURES`] were drawn.
    pub reserve_95: Option<f64>,
    /// NPV of the recursion without chance.
    pub expected_npv: f64,
    /// Peak funding of the recursion without chance.
    pub expected_peak_funding: f64,
    /// Customers at the end, without chance.
    pub expected_customers: f64,
    /// What the customers of the end are worth from then on, discounted to the start; none without end.
    pub customer_equity: Option<f64>,
    /// One new customer.
    pub unit: UnitEconomics,
    /// The distribution of the NPV, in bars of equal width; empty where all futures are the same.
    pub npv_distribution: Vec<Bin>,
    /// The probability of running out by reserve, from 0 to what lasts in 99 % of the futures; 0 alone
    /// where cash is never below 0, and nothing where fewer than [`FEWEST_FUTURES`] were drawn.
    pub ruin_by_reserve: Vec<RuinAt>,
    /// What of its numbers was read off one history, and holds in every future; none where each is in
    /// doubt by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
    /// Every number of the scenario.
    pub parameters: Vec<Listed>,
    /// Month by month.
    pub series: Vec<SeriesMonth>,
    /// Whether it can be afforded.
    pub verdict: Verdict,
}

/// What one parameter does to the comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lever {
    /// `adds`, `retention` for all stages at once; of the scenarios in which it is in doubt.
    pub name: String,
    /// Its values at the ends of its interval, in the centric scenario: low, high. For all stages at
    /// once: what new customers keep over 12 months (retention), or the average over the stages, by the
    /// customers each has over the months as they are expected. In the focused scenario where it is in
    /// doubt there alone.
    pub at: [f64; 2],
    /// NPV of centric less NPV of focused with it at the low end, on average over the futures.
    pub low: f64,
    /// The same at its high end.
    pub high: f64,
    /// Whether another way pays better at one of the ends.
    pub flips: bool,
    /// Whether cash and credit last in 95 % of the futures at one end and not as things stand, or the
    /// other way round; where no futures are drawn, whether they last if all goes as expected. None where
    /// nobody said what there is, or too few futures were drawn to say.
    pub flips_affordable: Option<bool>,
    /// Where it is known from.
    pub source: Source,
}

/// Where both ways pay the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreakEven {
    /// `retention_12` is what new customers of the centric scenario keep over 12 months, `margin_factor`
    /// the margin of all stages times this (1 as it stands); else a name of a number of the centric
    /// scenario.
    pub name: String,
    /// The number as it stands.
    pub value: f64,
    /// Where both pay the same on average over the futures; none where that is nowhere within what is
    /// possible.
    pub at: Option<f64>,
    /// Whether centric pays better above it rather than below.
    pub above: bool,
    /// The next place at which both pay the same, and the answer turns back: centric pays better between
    /// the two where it does above the lower one, else below the lower and above the higher. None where
    /// there is no second one.
    pub other: Option<f64>,
    /// Whether the number is moved in both scenarios; else in the centric one alone.
    pub both: bool,
}

impl BreakEven {
    /// Both places, the lower one first, and whether centric pays better between them; none where there
    /// is at most one.
    pub fn two(&self) -> Option<([f64; 2], bool)> {
        let (at, other) = (self.at?, self.other?);
        Some(([at.min(other), at.max(other)], self.above == (other > at)))
    }
}

/// Two scenarios laid side by side, on the same futures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The name of the centric one; where none says so, of the second.
    pub centric: String,
    /// The name of the focused one; where none says so, of the first.
    pub focused: String,
    /// Share of the futures in which the NPV of the centric one is the greater; equal ones count half.
    /// None where fewer than [`FEWEST_FUTURES`] were drawn.
    pub centric_beats_focused: Option<f64>,
    /// NPV of the centric less that of the focused one.
    pub difference: Spread,
    /// The same without chance.
    pub expected_difference: f64,
    /// The month from which cash so far of the centric one stays above that of the focused one, on average
    /// over the futures; none where that is not within the horizon, or the two are not of these ways.
    pub ahead_from_month: Option<u32>,
    /// The most by which cash so far of the centric one is below that of the focused one at the end of a
    /// month, on average over the futures; 0 where it never is, none where the two are not of these ways.
    pub behind_at_most: Option<f64>,
    /// The month of that; none where it is never below.
    pub behind_month: Option<u32>,
    /// Every number in doubt, the greatest swing first.
    pub tornado: Vec<Lever>,
    /// Names of those that turn the comparison, or whether it can be afforded.
    pub flips: Vec<String>,
    /// Where both pay the same.
    pub break_evens: Vec<BreakEven>,
}

/// A further scenario beside the focused one, on the same futures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The name of the further one.
    pub name: String,
    /// The name of the focused one.
    pub focused: String,
    /// Share of the futures in which the NPV of the further one is the greater; equal ones count half.
    /// None where fewer than [`FEWEST_FUTURES`] were drawn.
    pub beats_focused: Option<f64>,
    /// NPV of the further one less that of the focused one.
    pub difference: Spread,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The money everything is counted in; none where no scenario names one.
    pub currency: Option<Currency>,
    /// Futures drawn; 0: the recursion without chance.
    pub draws: u32,
    /// What chance began with.
    pub seed: u64,
    /// Months ahead.
    pub horizon_months: u32,
    /// Cash at hand; none where nobody said.
    pub cash: Option<f64>,
    /// Credit that can be drawn.
    pub credit: f64,
    /// One for each scenario, in the order given.
    pub scenarios: Vec<Outcome>,
    /// How each scenario begins, where they do not begin alike; empty where they do.
    pub begin_unlike: Vec<Beginning>,
    /// Where there are two ways to compare.
    pub comparison: Option<Comparison>,
    /// Every scenario beyond those two beside the focused one.
    pub others: Vec<Beside>,
}

impl Answer {
    /// Whether enough futures were drawn to tell shares of them, and ranges.
    pub fn tells_shares(&self) -> bool {
        self.draws >= FEWEST_FUTURES
    }

    /// Whether futures were drawn, but too few to tell shares of them.
    pub fn has_few_futures(&self) -> bool {
        (1..FEWEST_FUTURES).contains(&self.draws)
    }
}
