//! A price path: low early in a relation, higher later; does it pay, and from which price on?
//!
//! A customer begins at a low price, which may be below cost, and is moved to a higher one after
//! some periods. Each unit by which the price exceeds the low one makes leaving likelier by the
//! same number of points: the elasticity. The value is the margin of each period, times the chance
//! to be still there, discounted.
//!
//! | reference | here | unit | range |
//! |---|---|---|---|
//! | p_low | [`Terms::low`] | money a period | 0 and above |
//! | p_high | `high`, the price from period k on | money a period | from `low` |
//! | c | [`Terms::cost`] | money a period | 0 and above |
//! | r0 | [`Terms::retention`] at the low price | – | 0 to 1 |
//! | e | [`Terms::elasticity`], retention lost a unit of price | 1/money | 0 and above |
//! | k | [`Terms::switch`], the first period at the higher price | periods | 0, 1, 2 … |
//! | T | [`Terms::periods`] | periods | 1 to 1200 |
//! | d | [`Terms::discount`] per period | – | 0 and above |
//! | S_t | chance to be there in period t | – | 0 to 1 |
//!
//! V = Σ_{t<T} S_t (p_t - c)/(1+d)^t, S_0 = 1, S_{t+1} = S_t max(0, r0 - e(p_t - p_low)), p_t = p_low
//! for t < k, then p_high. The value need not rise with the price all the way: looked for are the
//! *smallest* price at which it reaches 0, and the one at which it is greatest, among prices at
//! which somebody stays. (Beyond, one last dear period before all are gone would pay for anything.)
//!
//! Where it is wrong: with a straight-line elasticity and a low price below cost the value rises
//! with the price up to where the last customer leaves: the model never says "dear enough". What
//! may be asked (a cap, a competitor, the range an experiment covered) must be told. The elasticity
//! is the unknown: tenure hides it in history, only a price experiment shows it, so decide on the
//! lower bound over its interval. Anger over a rise, word of mouth and the law are not in it:
//! prices are published by product and tenure, never set per person.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;

/// More periods than this are not summed.
pub const MOST_PERIODS: u32 = 1200;

/// The largest amount of money.
const MOST_MONEY: f64 = 1e12;

/// How finely prices are searched before halving.
const STEPS: u32 = 2000;

/// How finely an interval of elasticities is searched, ends included.
const ELASTICITIES: u32 = 33;

/// Numbers that no price path can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossiblePrice {
    /// Money that is none.
    #[error("the {0} must be a finite amount from 0 to 1e12, not {1}")]
    Money(&'static str, f64),
    /// A chance outside 0 to 1.
    #[error("retention at the low price must lie between 0 and 1, not {0}")]
    Retention(f64),
    /// A dearer price that keeps more customers, or no number.
    #[error("the elasticity must be finite and not negative, not {0}")]
    Elasticity(f64),
    /// An interval whose ends are the wrong way round, or that leaves the estimate out.
    #[error(
        "the interval of the elasticity must hold its estimate: {low} to {high} does not hold {estimate}"
    )]
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// What should lie between.
        estimate: f64,
    },
    /// None, or too many.
    #[error("there must be 1 to 1200 periods, not {0}")]
    Periods(usize),
    /// A negative rate, or none.
    #[error("the discount must be finite and not negative, not {0}")]
    Discount(f64),
    /// A cap that is none.
    #[error("the cap on rises per year must be finite and not negative (.1 means 10 per cent), not {0}")]
    Cap(f64),
}

/// What a price path is about; see the table above.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Price of the first periods, a period.
    pub low: f64,
    /// Cost to serve a customer, a period.
    pub cost: f64,
    /// Chance to stay one period at the low price.
    pub retention: f64,
    /// By how much that chance falls for each unit of price above the low one.
    pub elasticity: f64,
    /// How many periods the low price lasts.
    pub switch: u32,
    /// How many periods are counted.
    pub periods: u32,
    /// Per period.
    pub discount: f64,
}

/// Checked terms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PricePath {
    terms: Terms,
}

/// The later price that is worth most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BestPrice {
    /// Money a period.
    pub price: f64,
    /// What a new customer is then worth.
    pub value: f64,
    /// Whether it lies between the low price and the dearest looked at. If not, the value still
    /// rises (or falls from the start) where the search ends, and the end decides, not customers.
    pub inside: bool,
}

impl PricePath {
    /// Checks and keeps the terms.
    ///
    /// # Errors
    ///
    /// If one is outside its range.
    pub fn new(terms: Terms) -> Result<Self, ImpossiblePrice> {
        money("low price", terms.low)?;
        money("cost", terms.cost)?;
        if !(0.0..=1.0).contains(&terms.retention) {
            return Err(ImpossiblePrice::Retention(terms.retention));
        }
        elasticity(terms.elasticity)?;
        if terms.periods == 0 || terms.periods > MOST_PERIODS {
            return Err(ImpossiblePrice::Periods(terms.periods as usize));
        }
        if !(terms.discount.is_finite() && terms.discount >= 0.0) {
            return Err(ImpossiblePrice::Discount(terms.discount));
        }
        Ok(Self { terms })
    }

    /// The terms.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// What a new customer is worth with this later price; `None` below the low price, or where it
    /// is no amount.
    #[must_use]
    pub fn value(&self, high: f64) -> Option<f64> {
        (high >= self.terms.low && high <= MOST_MONEY).then(|| self.worth(high, self.terms.elasticity))
    }

    /// What a new customer is worth with these prices, one for each period; those after the last
    /// are not counted. A price below the low one keeps no more customers than the low one.
    ///
    /// # Errors
    ///
    /// If there is no price, too many, or one is no amount.
    pub fn value_of(&self, prices: &[f64]) -> Result<f64, ImpossiblePrice> {
        if prices.is_empty() || prices.len() > MOST_PERIODS as usize {
            return Err(ImpossiblePrice::Periods(prices.len()));
        }
        for price in prices {
            money("price", *price)?;
        }
        Ok(self.sum(prices.iter().copied(), self.terms.elasticity))
    }

    /// Chance to be still there at the begin of each period, and after the last.
    #[must_use]
    pub fn staying(&self, high: f64) -> Vec<f64> {
        let mut stays = 1.0;
        let later = self.prices(high).map(|price| {
            stays *= self.keeps(price, self.terms.elasticity);
            stays
        });
        std::iter::once(1.0).chain(later).collect()
    }

    /// The smallest later price, up to `most`, at which a new customer is worth nothing or more.
    #[must_use]
    pub fn break_even(&self, most: f64) -> Option<f64> {
        let worth = |high| self.worth(high, self.terms.elasticity);
        break_even(worth, self.terms.low, self.dearest(most, self.terms.elasticity))
    }

    /// The later price, up to `most`, with which a new customer is worth most.
    #[must_use]
    pub fn best(&self, most: f64) -> BestPrice {
        let worth = |high| self.worth(high, self.terms.elasticity);
        best(worth, self.terms.low, self.dearest(most, self.terms.elasticity))
    }

    /// The dearest price looked at: where the last customer leaves, if that is below `most`.
    fn dearest(&self, most: f64, elasticity: f64) -> f64 {
        let all_gone = self.terms.low + self.terms.retention / elasticity;
        // Without elasticity nobody ever leaves over the price; 0/0 is no bound either.
        let bound = if all_gone.is_nan() { MOST_MONEY } else { all_gone };
        bound.min(if most.is_nan() { 0.0 } else { most }).clamp(self.terms.low, MOST_MONEY)
    }

    fn prices(&self, high: f64) -> impl Iterator<Item = f64> + use<> {
        let Terms { low, switch, periods, .. } = self.terms;
        (0..periods).map(move |t| if t < switch { low } else { high })
    }

    fn worth(&self, high: f64, elasticity: f64) -> f64 {
        self.sum(self.prices(high), elasticity)
    }

    fn keeps(&self, price: f64, elasticity: f64) -> f64 {
        (self.terms.retention - elasticity * (price - self.terms.low).max(0.0)).max(0.0)
    }

    fn sum(&self, prices: impl Iterator<Item = f64>, elasticity: f64) -> f64 {
        let (mut there, mut sum) = (1.0, 0.0);
        for price in prices {
            sum += there * (price - self.terms.cost);
            there *= self.keeps(price, elasticity) / (1.0 + self.terms.discount);
        }
        sum
    }
}

/// Checked terms whose elasticity is known only to an interval. Bounds are those of the value over
/// the whole interval, not only at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ElasticityRange {
    path: PricePath,
    low: f64,
    high: f64,
}

impl ElasticityRange {
    /// Checks and keeps the terms, whose elasticity is the estimate, and its interval.
    ///
    /// # Errors
    ///
    /// If a term is outside its range or the interval does not hold the estimate.
    pub fn new(terms: Terms, low: f64, high: f64) -> Result<Self, ImpossiblePrice> {
        let path = PricePath::new(terms)?;
        elasticity(low)?;
        elasticity(high)?;
        if !(low <= terms.elasticity && terms.elasticity <= high) {
            return Err(ImpossiblePrice::Interval { low, high, estimate: terms.elasticity });
        }
        Ok(Self { path, low, high })
    }

    /// What a new customer is worth with this later price, and its bounds; `None` as for one
    /// elasticity.
    #[must_use]
    pub fn value(&self, high: f64) -> Option<Estimate> {
        let expected = self.path.value(high)?;
        let worths = self.worths(high);
        let (low, high) = worths.fold((expected, expected), |(low, high), v| (v.min(low), v.max(high)));
        Some(Estimate { expected, low, high })
    }

    /// The smallest later price, up to `most`, whose lower bound is nothing or more.
    #[must_use]
    pub fn break_even(&self, most: f64) -> Option<f64> {
        break_even(|high| self.at_worst(high), self.path.terms.low, self.path.dearest(most, self.high))
    }

    /// The later price, up to `most`, whose lower bound is greatest, and that bound.
    #[must_use]
    pub fn best(&self, most: f64) -> BestPrice {
        best(|high| self.at_worst(high), self.path.terms.low, self.path.dearest(most, self.high))
    }

    /// Break-even prices at the ends of the interval: at the lower and at the upper elasticity.
    #[must_use]
    pub fn break_even_at_ends(&self, most: f64) -> [Option<f64>; 2] {
        [self.low, self.high].map(|elasticity| {
            let worth = |high| self.path.worth(high, elasticity);
            break_even(worth, self.path.terms.low, self.path.dearest(most, elasticity))
        })
    }

    fn at_worst(&self, high: f64) -> f64 {
        self.worths(high).fold(f64::MAX, f64::min)
    }

    fn worths(&self, high: f64) -> impl Iterator<Item = f64> {
        let last = ELASTICITIES - 1;
        (0..ELASTICITIES).map(move |step| {
            let part = f64::from(step) / f64::from(last);
            // Exact at both ends.
            self.path.worth(high, self.low * (1.0 - part) + self.high * part)
        })
    }
}

/// The monthly prices of a move from `low` to `wanted_high` in month `switch_month` (from 0), when
/// no price may exceed the one of a year before by more than `cap_per_year`. Before the first month
/// the low price is taken to have held. A move down is not capped.
///
/// # Errors
///
/// If a price, the cap or the number of months is outside its range.
pub fn capped_path(
    low: f64,
    wanted_high: f64,
    switch_month: u32,
    cap_per_year: f64,
    months: u32,
) -> Result<Vec<f64>, ImpossiblePrice> {
    money("low price", low)?;
    money("later price", wanted_high)?;
    if !(cap_per_year.is_finite() && cap_per_year >= 0.0) {
        return Err(ImpossiblePrice::Cap(cap_per_year));
    }
    if months == 0 || months > MOST_PERIODS {
        return Err(ImpossiblePrice::Periods(months as usize));
    }
    let mut prices: Vec<f64> = Vec::with_capacity(months as usize);
    for month in 0..months as usize {
        let year_before = if month < 12 { low } else { prices[month - 12] };
        let price = if month < switch_month as usize {
            low
        } else {
            wanted_high.min(year_before * (1.0 + cap_per_year))
        };
        prices.push(price);
    }
    Ok(prices)
}

/// The smallest price from `low` to `dearest` with a worth of 0 or more.
fn break_even(worth: impl Fn(f64) -> f64, low: f64, dearest: f64) -> Option<f64> {
    if worth(low) >= 0.0 {
        return Some(low);
    }
    let mut below = low;
    let found = grid(low, dearest).find(|price| {
        let reached = worth(*price) >= 0.0;
        if !reached {
            below = *price;
        }
        reached
    });
    let mut above = match found {
        Some(price) => price,
        // A top between two steps of the search may still reach 0.
        None => {
            let top = best(&worth, low, dearest);
            if top.value < 0.0 {
                return None;
            }
            below = grid(low, dearest).take_while(|price| *price < top.price).last().unwrap_or(low);
            top.price
        }
    };
    for _ in 0..200 {
        let middle = below + 0.5 * (above - below);
        if middle <= below || middle >= above {
            break;
        }
        if worth(middle) >= 0.0 { above = middle } else { below = middle }
    }
    Some(above)
}

/// The price from `low` to `dearest` with the greatest worth; the lower of equals.
fn best(worth: impl Fn(f64) -> f64, low: f64, dearest: f64) -> BestPrice {
    let start = BestPrice { price: low, value: worth(low), inside: false };
    let better = |best: BestPrice, price: f64| {
        let value = worth(price);
        if value > best.value { BestPrice { price, value, inside: price < dearest } } else { best }
    };
    let coarse = grid(low, dearest).fold(start, better);
    // Golden section between the neighbours of the best step.
    let step = (dearest - low) / f64::from(STEPS);
    let (mut a, mut b) = ((coarse.price - step).max(low), (coarse.price + step).min(dearest));
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    for _ in 0..80 {
        let (left, right) = (b - golden * (b - a), a + golden * (b - a));
        if worth(left) >= worth(right) { b = right } else { a = left }
    }
    let fine = better(coarse, a + 0.5 * (b - a));
    // Within the last digits of an end is at the end.
    let near = 1e-9 * (1.0 + dearest);
    BestPrice { inside: fine.inside && fine.price - low > near && dearest - fine.price > near, ..fine }
}

/// Steps above `low` up to `dearest`.
fn grid(low: f64, dearest: f64) -> impl Iterator<Item = f64> {
    (1..=STEPS).map(move |step| {
        if step == STEPS { dearest } else { low + (dearest - low) * (f64::from(step) / f64::from(STEPS)) }
    })
}

fn money(name: &'static str, value: f64) -> Result<(), ImpossiblePrice> {
    if (0.0..=MOST_MONEY).contains(&value) { Ok(()) } else { Err(ImpossiblePrice::Money(name, value)) }
}

fn elasticity(value: f64) -> Result<(), ImpossiblePrice> {
    if value.is_finite() && value >= 0.0 { Ok(()) } else { Err(ImpossiblePrice::Elasticity(value)) }
}
