//! The three ways to spend laid side by side.

use facts::Currency;
use models::{
    customer_equity::{ImpossibleEquity, Pot, Response, balance},
    estimate::Estimate,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::{
    CannotFit, Curve, Evidence, Fit, Point, Purpose, Stated, StatedCurve, fit,
    seen::{Absent, reached_now, why_absent},
};
use crate::{
    propose::guessed_ceiling,
    strategy::{Parameter, Source},
};

/// Draws over all doubts.
const DRAWS: u32 = 400;
/// Half the width of an 80 % interval in standard deviations.
const WIDTH: f64 = 1.281_551_565_544_6;
/// Points of a drawn curve.
const POINTS: u32 = 31;
/// Months that say what is spent today.
pub(super) const LATEST: usize = 12;

/// The greatest budget a month.
const MOST_BUDGET: f64 = 1e12;

/// Why nothing can be weighed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeighError {
    /// No month of spending or orders.
    #[error("there is no whole month of orders to look at")]
    NoMonths,
    /// Nothing says what a customer is worth.
    #[error("nothing says what a new customer is worth: fit the models, or give a scenario")]
    NoValue,
    /// The budget cannot be.
    #[error("the budget is {0}: say what may be spent a month, more than 0 and up to 1,000,000,000,000")]
    Budget(f64),
    /// A number is beyond what the formula takes.
    #[error(transparent)]
    Formula(#[from] ImpossibleEquity),
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Spent in all a month.
    pub spend: f64,
    /// Lifetime value that brings beyond what comes without it, the spending taken off.
    pub gain: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One way to spend.
#[expect(clippy::struct_excessive_bools, reason = "each of them says something of its own")]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayToSpend {
    /// Which.
    pub purpose: Purpose,
    /// Where its curve is known from.
    pub source: Source,
    /// Whether the curve is a guess of ours, which decides nothing.
    pub guess: bool,
    /// Why the months cannot tell; none where they do.
    pub cannot_fit: Option<CannotFit>,
    /// Whether the months show that the curve flattens; false: they cannot tell a ceiling from a straight
    /// line with customers who come unaided.
    pub bends: bool,
    /// Months that were fitted.
    pub months: usize,
    /// How many it can be spent on: the market (1), customers, lapsed customers.
    pub people: f64,
    /// What no spending exceeds: customers a month, or a share; none where the months do not tell it.
    pub ceiling: Option<Estimate>,
    /// How fast the ceiling is neared, per unit of money spent on each.
    pub slope: Estimate,
    /// What is reached without spending.
    pub unaided: Estimate,
    /// Spent in all a month today.
    pub spend_now: f64,
    /// What that reaches a month: customers won, kept or won back.
    pub reached_now: f64,
    /// The same as the months show it, where they do.
    pub reached_in_months: Option<Estimate>,
    /// Whether what was stated cannot be what the months show: their ranges lie apart.
    pub contradicts_months: bool,
    /// What one who is reached is worth.
    pub value_of_one: Estimate,
    /// What one more costs at today's spending; none where no spending reaches one more.
    pub marginal_cost: Option<Estimate>,
    /// Lifetime value that the next unit of money brings.
    pub brings: Estimate,
    /// Share of the draws in which the next unit brings more than itself.
    pub pays: f64,
    /// What to spend in all a month.
    pub optimum: Estimate,
    /// Whether that is beyond anything the months have seen.
    pub optimum_beyond_seen: bool,
    /// What a month gains at the optimum as it is told here over today: where another curve is the true
    /// one, that spending may lose.
    pub gain_at_optimum: Estimate,
    /// Gain against spending.
    pub curve: Vec<CurvePoint>,
}

/// Whether keeping customers is cheaper than winning them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepingWord {
    /// The next unit spent on keeping brings more.
    Cheaper,
    /// The next unit spent on winning brings more.
    Dearer,
    /// The intervals do not tell.
    NotTold,
    /// One of the two is a guess.
    Guess,
}

/// Whether keeping customers is cheaper than winning them, on these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Keeping {
    /// In words.
    pub word: KeepingWord,
    /// Share of the draws in which the next unit spent on keeping brings more.
    pub probability: f64,
}

/// What one way gets of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Which.
    pub purpose: Purpose,
    /// Money a month.
    pub spend: Estimate,
    /// Spent today.
    pub now: f64,
}

/// A budget spread so that the last unit brings the same everywhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// Money a month.
    pub amount: f64,
    /// In the order of the ways.
    pub shares: Vec<Share>,
    /// What is better not spent.
    pub unused: f64,
    /// What one more unit of budget is worth on top of itself.
    pub shadow_price: Estimate,
    /// What a month gains over today's spending.
    pub gain_over_now: Estimate,
}

/// The three laid side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// In what money.
    pub currency: Option<Currency>,
    /// In the order winning, keeping, winning back; those of which something is known.
    pub ways: Vec<WayToSpend>,
    /// Those of which nothing can be said, and why.
    pub absent: Vec<Absent>,
    /// Whether keeping is cheaper than winning; none where one of them is not there.
    pub keeping: Option<Keeping>,
    /// Where a budget is asked for.
    pub budget: Option<Budget>,
    /// A customer who has not ordered for so long is lapsed, days.
    pub lapsed_after_days: f64,
    /// Whether that is twice the usual gap between orders.
    pub gap_is_usual: bool,
}

/// A way to spend before it is weighed: its curve in every draw.
struct Drawn {
    purpose: Purpose,
    source: Source,
    guess: bool,
    cannot_fit: Option<CannotFit>,
    bends: bool,
    months: usize,
    seen: f64,
    people: f64,
    each_now: f64,
    middle: Drawing,
    draws: Vec<Drawing>,
}

/// A way to spend in one draw.
struct Drawing {
    unaided: f64,
    pot: Pot,
}

impl Drawn {
    fn pots(&self) -> impl ExactSizeIterator<Item = &Pot> {
        self.draws.iter().map(|draw| &draw.pot)
    }
}

/// Weighs the three ways to spend.
///
/// # Errors
///
/// If there is nothing to weigh.
pub fn weigh(
    evidence: &Evidence,
    stated: &Stated,
    budget: Option<f64>,
    seed: u64,
) -> Result<Balance, WeighError> {
    if evidence.months.is_empty() {
        return Err(WeighError::NoMonths);
    }
    if let Some(budget) = budget.filter(|b| !(*b > 0.0 && *b <= MOST_BUDGET)) {
        return Err(WeighError::Budget(budget));
    }
    if evidence.value_of_new.is_none() {
        return Err(WeighError::NoValue);
    }
    let mut drawn = Vec::new();
    for purpose in Purpose::ALL {
        drawn.extend(draw(evidence, stated.of(purpose), purpose, seed)?);
    }
    let ways = drawn.iter().map(|one| way(one, reached_now(evidence, one.purpose))).collect();
    let there = |purpose| drawn.iter().any(|one: &Drawn| one.purpose == purpose);
    let absent = Purpose::ALL
        .into_iter()
        .filter(|purpose| !there(*purpose))
        .map(|purpose| Absent { purpose, why: why_absent(evidence, purpose) })
        .collect();
    let keeping = keeping(&drawn);
    let budget = budget.filter(|_| !drawn.is_empty()).map(|amount| spread(&drawn, amount)).transpose()?;
    Ok(Balance {
        currency: evidence.currency,
        ways,
        absent,
        keeping,
        budget,
        lapsed_after_days: evidence.lapsed_after_days,
        gap_is_usual: evidence.gap_is_usual,
    })
}

pub(super) fn latest(evidence: &Evidence, of: impl Fn(&super::SpendingMonth) -> f64) -> f64 {
    let from = evidence.months.len().saturating_sub(LATEST);
    let months = &evidence.months[from..];
    months.iter().map(of).sum::<f64>() / months.len().max(1) as f64
}

fn draw(
    evidence: &Evidence,
    stated: Option<&StatedCurve>,
    purpose: Purpose,
    seed: u64,
) -> Result<Option<Drawn>, WeighError> {
    let (value, people, spend) = match purpose {
        Purpose::Acquisition => (&evidence.value_of_new, 1.0, latest(evidence, |m| m.acquisition)),
        Purpose::Retention => {
            let active = evidence.months.last().map_or(0.0, |m| m.active);
            (&evidence.value_of_kept, active, latest(evidence, |m| m.retention))
        }
        Purpose::Reactivation => {
            (&evidence.value_of_won_back, evidence.months.last().map_or(0.0, |m| m.lapsed), 0.0)
        }
    };
    let Some(value) = value else { return Ok(None) };
    if people < 1.0 {
        return Ok(None);
    }
    let each_now = spend / people;
    let mut chance = ChaCha8Rng::seed_from_u64(seed ^ (purpose as u64 + 1));
    let fitted = match purpose {
        Purpose::Acquisition => {
            let months: Vec<Point> =
                evidence.months.iter().map(|m| Point { spend: m.acquisition, reached: m.won }).collect();
            fit(&months, DRAWS, seed)
        }
        _ => Err(CannotFit::NotCounted),
    };
    // Whoever states a curve wants to see theirs, also where the months have one.
    let (curves, cannot_fit, source, guess) = match (fitted, stated) {
        (Ok(fit), None) => (Curves::of(fit), None, Source::Estimated, false),
        (Ok(_), Some(stated)) => (Curves::stated(stated, &mut chance), None, Source::Assumed, false),
        (Err(why), Some(stated)) => (Curves::stated(stated, &mut chance), Some(why), Source::Assumed, false),
        (Err(why), None) => match guessed(evidence, purpose, each_now, value.value) {
            Some(guess) => (Curves::stated(&guess, &mut chance), Some(why), Source::Assumed, true),
            None => return Ok(None),
        },
    };
    let drawing = |value: f64, curve: &Curve| -> Result<Drawing, WeighError> {
        let response = Response::new(curve.ceiling, curve.slope)?;
        Ok(Drawing { unaided: curve.unaided, pot: Pot { people, response, value } })
    };
    let draws = curves.draws.iter().map(|curve| drawing(two_sided(value, &mut chance), curve));
    Ok(Some(Drawn {
        purpose,
        source,
        guess,
        cannot_fit,
        bends: curves.bends,
        months: evidence
            .months
            .iter()
            .filter(|m| purpose == Purpose::Acquisition && m.acquisition > 0.0)
            .count(),
        seen: curves.seen,
        people,
        each_now,
        middle: drawing(value.value, &curves.middle)?,
        draws: draws.collect::<Result<_, _>>()?,
    }))
}

/// A curve, and the same in every draw; its ceiling lies above what is reached without spending.
struct Curves {
    middle: Curve,
    draws: Vec<Curve>,
    bends: bool,
    seen: f64,
}

impl Curves {
    fn of(fit: Fit) -> Self {
        Self { middle: fit.curve, draws: fit.draws, bends: fit.bends, seen: fit.greatest_spend }
    }

    fn stated(stated: &StatedCurve, chance: &mut ChaCha8Rng) -> Self {
        let at = |rate: f64, ceiling: f64, unaided: f64| {
            // Drawn numbers may cross each other: they are held a hair apart.
            let ceiling = ceiling.max(unaided * (1.0 + 1e-6) + 1e-9);
            let room = ceiling - unaided;
            let reached = (rate - unaided).clamp(1e-3 * room, 0.999 * room);
            Curve { unaided, ceiling: room, slope: -(-reached / room).ln_1p() / stated.spend }
        };
        let draws = (0..DRAWS)
            .map(|_| {
                let [rate, ceiling, unaided] =
                    [&stated.rate, &stated.ceiling, &stated.unaided].map(|p| two_sided(p, chance).max(0.0));
                at(rate, ceiling, unaided)
            })
            .collect();
        Self {
            middle: at(stated.rate.value, stated.ceiling.value, stated.unaided.value),
            draws,
            bends: true,
            seen: f64::INFINITY,
        }
    }
}

/// A number drawn from its interval, which may be lopsided.
fn two_sided(p: &Parameter, chance: &mut ChaCha8Rng) -> f64 {
    let z: f64 = StandardNormal.sample(chance);
    let side = if z < 0.0 { p.value - p.low } else { p.high - p.value };
    p.value + z * side / WIDTH
}

/// What is taken to be so where nobody said anything: wide, and it decides nothing.
fn guessed(evidence: &Evidence, purpose: Purpose, each_now: f64, value: f64) -> Option<StatedCurve> {
    let guess = |value: f64, low: f64, high: f64| Parameter::guessed(value, low, high, "");
    match purpose {
        Purpose::Acquisition => {
            let won = latest(evidence, |m| m.won);
            let [least, most, farthest] = guessed_ceiling(won);
            (each_now > 0.0 && won > 0.0).then(|| StatedCurve {
                spend: each_now,
                rate: Parameter::stated(won),
                ceiling: guess(most, least, farthest),
                unaided: guess(0.0, 0.0, 0.5 * won),
            })
        }
        Purpose::Retention => {
            let staying = evidence.staying.as_ref()?.value.clamp(0.01, 0.995);
            let leaving = 1.0 - staying;
            if each_now > 0.0 {
                return Some(StatedCurve {
                    spend: each_now,
                    rate: Parameter::stated(staying),
                    ceiling: guess(staying + 0.3 * leaving, staying + 0.1 * leaving, staying + 0.6 * leaving),
                    unaided: guess(
                        staying - 0.3 * leaving.min(staying),
                        staying - 0.6 * leaving.min(staying),
                        staying - 0.1 * leaving.min(staying),
                    ),
                });
            }
            let reached = |part: f64| staying + part * leaving;
            (value > 0.0).then(|| StatedCurve {
                spend: 0.01 * value,
                rate: guess(reached(0.1), reached(0.03), reached(0.2)),
                ceiling: guess(reached(0.3), reached(0.25), reached(0.6)),
                unaided: Parameter::stated(staying),
            })
        }
        Purpose::Reactivation => {
            let (lapsed, back) = (latest(evidence, |m| m.lapsed), latest(evidence, |m| m.won_back));
            let unaided = if lapsed > 0.0 { (back / lapsed).clamp(0.0, 0.9) } else { 0.0 };
            let reached = |part: f64| unaided + part * (1.0 - unaided);
            (value > 0.0).then(|| StatedCurve {
                spend: 0.01 * value,
                rate: guess(reached(0.01), reached(0.003), reached(0.03)),
                ceiling: guess(reached(0.1), reached(0.05), reached(0.2)),
                unaided: Parameter::stated(unaided),
            })
        }
    }
}

/// Mean-free quantiles: the number as it stands, between one draw in ten and nine in ten.
fn spread_of(expected: f64, draws: impl Iterator<Item = f64>) -> Estimate {
    let mut draws: Vec<f64> = draws.filter(|x| x.is_finite()).collect();
    if draws.is_empty() {
        return Estimate::certain(expected);
    }
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws[((draws.len() - 1) as f64 * share).round() as usize];
    Estimate { expected, low: at(0.1).min(expected), high: at(0.9).max(expected) }
}

/// What the next unit of money brings at a spend on each.
fn brings(pot: &Pot, each: f64) -> f64 {
    pot.response.marginal_cost(each).map_or(0.0, |cost| pot.value / cost)
}

/// What a spend on each gains, itself taken off.
fn gain(pot: &Pot, each: f64) -> f64 {
    pot.people * (pot.response.rate(each) * pot.value - each)
}

fn way(d: &Drawn, in_months: Option<Estimate>) -> WayToSpend {
    let (pot, now) = (&d.middle.pot, d.each_now);
    let over = |expected: f64, of: &dyn Fn(&Pot) -> f64| spread_of(expected, d.pots().map(of));
    let with_unaided = |of: &dyn Fn(&Drawing) -> f64| spread_of(of(&d.middle), d.draws.iter().map(of));
    let best = |pot: &Pot| pot.response.best_spend(pot.value);
    let optimum = over(best(pot) * d.people, &|pot| best(pot) * d.people);
    let returns: Vec<f64> = d.pots().map(|pot| brings(pot, now)).collect();
    let most =
        (1.6 * optimum.expected).max(1.6 * now * d.people).max(if d.seen.is_finite() { d.seen } else { 0.0 });
    let curve = (0..POINTS).map(|n| {
        let spend = most * f64::from(n) / f64::from(POINTS - 1);
        let found = over(gain(pot, spend / d.people), &|pot| gain(pot, spend / d.people));
        CurvePoint { spend, gain: found.expected, low: found.low, high: found.high }
    });
    let reached = |one: &Drawing| d.people * (one.unaided + one.pot.response.rate(now));
    let stated = d.source == Source::Assumed && !d.guess;
    let contradicts = |shows: Estimate| {
        let says = with_unaided(&reached);
        says.high < shows.low || says.low > shows.high
    };
    // Who spends what is told here spends that and not the best of whichever curve is the true one.
    let told = best(pot);
    WayToSpend {
        purpose: d.purpose,
        source: d.source,
        guess: d.guess,
        cannot_fit: d.cannot_fit.clone(),
        bends: d.bends,
        months: d.months,
        people: d.people,
        ceiling: d.bends.then(|| with_unaided(&|one| one.unaided + one.pot.response.ceiling())),
        slope: over(pot.response.slope(), &|pot| pot.response.slope()),
        unaided: with_unaided(&|one| one.unaided),
        spend_now: now * d.people,
        reached_now: reached(&d.middle),
        reached_in_months: in_months,
        contradicts_months: stated && in_months.is_some_and(contradicts),
        value_of_one: over(pot.value, &|pot| pot.value),
        marginal_cost: pot
            .response
            .marginal_cost(now)
            .map(|cost| spread_of(cost, d.pots().filter_map(|pot| pot.response.marginal_cost(now)))),
        brings: spread_of(brings(pot, now), returns.iter().copied()),
        pays: returns.iter().filter(|x| **x > 1.0).count() as f64 / returns.len().max(1) as f64,
        optimum,
        optimum_beyond_seen: optimum.expected > d.seen,
        gain_at_optimum: over(gain(pot, told) - gain(pot, now), &|pot| gain(pot, told) - gain(pot, now)),
        curve: curve.collect(),
    }
}

fn keeping(drawn: &[Drawn]) -> Option<Keeping> {
    let of = |purpose| drawn.iter().find(|d| d.purpose == purpose);
    let (winning, keeping) = (of(Purpose::Acquisition)?, of(Purpose::Retention)?);
    let pairs = winning.pots().zip(keeping.pots());
    let more = pairs.filter(|(w, k)| brings(k, keeping.each_now) > brings(w, winning.each_now)).count();
    let probability = more as f64 / winning.draws.len().min(keeping.draws.len()).max(1) as f64;
    let word = if winning.guess || keeping.guess {
        KeepingWord::Guess
    } else if probability >= 0.9 {
        KeepingWord::Cheaper
    } else if probability <= 0.1 {
        KeepingWord::Dearer
    } else {
        KeepingWord::NotTold
    };
    Some(Keeping { word, probability })
}

fn spread(drawn: &[Drawn], amount: f64) -> Result<Budget, WeighError> {
    let middle: Vec<Pot> = drawn.iter().map(|d| d.middle.pot).collect();
    let found = balance(&middle, amount)?;
    let draws = drawn.iter().map(|d| d.draws.len()).min().unwrap_or(0);
    let mut each = Vec::with_capacity(draws);
    for n in 0..draws {
        let pots: Vec<Pot> = drawn.iter().map(|d| d.draws[n].pot).collect();
        // What the spread would gain where this draw is the truth.
        let gained: f64 = drawn
            .iter()
            .zip(&found.shares)
            .map(|(d, share)| gain(&d.draws[n].pot, share.spend_each) - gain(&d.draws[n].pot, d.each_now))
            .sum();
        each.push((balance(&pots, amount)?, gained));
    }
    let gained: f64 = drawn
        .iter()
        .zip(&found.shares)
        .map(|(d, share)| gain(&d.middle.pot, share.spend_each) - gain(&d.middle.pot, d.each_now))
        .sum();
    let shares = drawn.iter().enumerate().map(|(i, d)| Share {
        purpose: d.purpose,
        spend: spread_of(found.shares[i].spend, each.iter().map(|(b, _)| b.shares[i].spend)),
        now: d.each_now * d.people,
    });
    Ok(Budget {
        amount,
        shares: shares.collect(),
        unused: found.unused,
        shadow_price: spread_of(found.shadow_price, each.iter().map(|(b, _)| b.shadow_price)),
        gain_over_now: spread_of(gained, each.iter().map(|(_, gained)| *gained)),
    })
}
