//! What a price path is worth, against the flat first price, over the interval of the elasticity.

use facts::{Currency, Day};
use models::estimate::Estimate;
use serde::Serialize;

use super::{PriceError, PublishedPath, Tier, path::Numbers};
use crate::strategy::Source;

/// Elasticities that are tried over their interval, ends included.
const ELASTICITIES: u32 = 17;
/// Prices that are tried before halving.
const STEPS: u32 = 240;
/// Points of the curve.
const POINTS: u32 = 41;

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The path is worth more than the flat price and than nothing, also at the worst elasticity.
    Pays,
    /// It is worth more than the flat price, also at the worst elasticity, but there a new customer is worth
    /// less than nothing.
    BelowZero,
    /// It is worth less, also at the best.
    Loses,
    /// The interval spans zero: only as an experiment.
    Experiment,
    /// The path is the flat price.
    Flat,
}

/// The later price that is worth most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BestPrice {
    /// The price of the last tier.
    pub price: f64,
    /// What a new customer is then worth; where bounds are compared, at least.
    pub value: f64,
    /// Whether it lies between the first price and the dearest looked at; false: at one of these ends.
    pub inside: bool,
}

/// What a customer is worth at one later price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The price of the last tier.
    pub later_price: f64,
    /// Worth of a new customer.
    pub value: f64,
    /// Least over the interval of the elasticity.
    pub low: f64,
    /// Greatest.
    pub high: f64,
}

/// One month of a customer's life under the path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MonthPoint {
    /// Months since the relation began.
    pub month: u32,
    /// What is charged.
    pub price: f64,
    /// Chance that the customer is still there.
    pub staying: f64,
    /// Discounted margin so far.
    pub so_far: f64,
}

/// What one number does to the difference between the path and the flat price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lever {
    /// Its name in the file.
    pub name: &'static str,
    /// The ends of its interval.
    pub at: [f64; 2],
    /// The difference at the low end.
    pub low: f64,
    /// The difference at the high end.
    pub high: f64,
    /// Whether the sign turns.
    pub flips: bool,
    /// Where the number is known from.
    pub source: Source,
}

/// Everything that is found about a path. Money is per new customer, discounted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// What the path is called.
    pub title: String,
    /// The product it is for.
    pub product: Option<String>,
    /// In what money.
    pub currency: Option<Currency>,
    /// The day on which the tiers are published.
    pub published: Day,
    /// Months that are counted.
    pub months: u32,
    /// The tiers as they are published.
    pub tiers: Vec<Tier>,
    /// What is charged with the cap on rises: each change of the price.
    pub charged: Vec<Tier>,
    /// Whether a loyal customer comes to pay more than an equal new one.
    pub loyal_pays_more: bool,
    /// Why that is allowed.
    pub loyal_reason: Option<String>,
    /// Most by which a price may exceed that of a year before.
    pub rise_cap_per_year: Option<f64>,
    /// Worth of a new customer under the path, over the interval of the elasticity.
    pub path: Estimate,
    /// The same at the first tier's price for good.
    pub flat: f64,
    /// The path less the flat price.
    pub difference: Estimate,
    /// What can be decided; on the lower bound.
    pub verdict: Verdict,
    /// What the cap costs: worth without it less worth with it; none without a cap.
    pub cap_costs: Option<Estimate>,
    /// The price of the last tier; none where there is one tier.
    pub later_price: Option<f64>,
    /// The smallest last price with which a new customer is worth nothing or more.
    pub break_even: Option<f64>,
    /// The same at the lower bound over the elasticity.
    pub break_even_safe: Option<f64>,
    /// The last price that is worth most.
    pub best: Option<BestPrice>,
    /// The last price whose lower bound is greatest: the one to decide by.
    pub best_safe: Option<BestPrice>,
    /// Worth against the last price.
    pub curve: Vec<CurvePoint>,
    /// What each number in doubt does to the difference, the greatest swing first.
    pub tornado: Vec<Lever>,
    /// The life of a customer under the path.
    pub life: Vec<MonthPoint>,
}

/// Works a path out.
///
/// # Errors
///
/// If a number is beyond what the formula takes.
pub fn evaluate(path: &PublishedPath) -> Result<Evaluation, PriceError> {
    let draft = path.draft();
    let now = path.numbers();
    let prices = path.charged(draft.months);
    let flat_prices = vec![draft.tiers[0].price; draft.months as usize];
    let at = |prices: &[f64], elasticity: f64| path.worth(prices, Numbers { elasticity, ..now });
    let over = |prices: &[f64]| over(path, |e| at(prices, e));
    let flat = at(&flat_prices, now.elasticity)?;
    let value = over(&prices)?;
    let difference =
        Estimate { expected: value.expected - flat, low: value.low - flat, high: value.high - flat };
    let cap_costs = match draft.rise_cap_per_year {
        None => None,
        Some(_) => {
            let wanted = path.wanted(draft.months);
            Some(self::over(path, |e| Ok(at(&wanted, e)? - at(&prices, e)?))?)
        }
    };
    let later = Later::of(path)?;
    Ok(Evaluation {
        title: draft.title.clone(),
        product: draft.product.clone(),
        currency: draft.currency,
        published: draft.published,
        months: draft.months,
        tiers: draft.tiers.clone(),
        charged: changes(&prices),
        loyal_pays_more: path.loyal_pays_more(),
        loyal_reason: draft.loyal_may_pay_more.clone(),
        rise_cap_per_year: draft.rise_cap_per_year,
        path: value,
        flat,
        difference,
        verdict: verdict(&prices, &flat_prices, &difference, &value),
        cap_costs,
        later_price: later.as_ref().map(|later| later.price),
        break_even: later.as_ref().and_then(|later| later.break_even),
        break_even_safe: later.as_ref().and_then(|later| later.break_even_safe),
        best: later.as_ref().map(|later| later.best),
        best_safe: later.as_ref().map(|later| later.best_safe),
        curve: later.map(|later| later.curve).unwrap_or_default(),
        tornado: tornado(path, &prices, &flat_prices)?,
        life: life(path, &prices)?,
    })
}

fn verdict(prices: &[f64], flat: &[f64], difference: &Estimate, worth: &Estimate) -> Verdict {
    if prices == flat {
        Verdict::Flat
    } else if difference.low > 0.0 && worth.low < 0.0 {
        Verdict::BelowZero
    } else if difference.low > 0.0 {
        Verdict::Pays
    } else if difference.high < 0.0 {
        Verdict::Loses
    } else {
        Verdict::Experiment
    }
}

/// A number over the interval of the elasticity, both ends and what lies between.
fn over(
    path: &PublishedPath,
    worth: impl Fn(f64) -> Result<f64, PriceError>,
) -> Result<Estimate, PriceError> {
    let e = &path.draft().elasticity;
    let expected = worth(e.value)?;
    let mut found = Estimate::certain(expected);
    for step in 0..ELASTICITIES {
        let part = f64::from(step) / f64::from(ELASTICITIES - 1);
        let x = worth(e.low * (1.0 - part) + e.high * part)?;
        found = Estimate { expected, low: found.low.min(x), high: found.high.max(x) };
    }
    Ok(found)
}

/// Each change of a price month by month.
pub(super) fn changes(prices: &[f64]) -> Vec<Tier> {
    let mut tiers: Vec<Tier> = Vec::new();
    for (from_months, price) in (0..).zip(prices) {
        if tiers.last().is_none_or(|last| last.price != *price) {
            tiers.push(Tier { from_months, price: *price });
        }
    }
    tiers
}

/// What is found by changing the price of the last tier.
struct Later {
    price: f64,
    break_even: Option<f64>,
    break_even_safe: Option<f64>,
    best: BestPrice,
    best_safe: BestPrice,
    curve: Vec<CurvePoint>,
}

impl Later {
    fn of(path: &PublishedPath) -> Result<Option<Self>, PriceError> {
        let draft = path.draft();
        let [first, .., last] = draft.tiers.as_slice() else { return Ok(None) };
        let e = &draft.elasticity;
        // Where the last customer leaves; without elasticity nobody ever does, and prices are looked at
        // up to some times those that are known.
        let known = last.price.max(first.price).max(draft.unit_cost.value).max(1e-9);
        let gone = first.price + draft.retention.value / e.low.max(1e-12);
        let dearest = gone.min(6.0 * known).max(first.price);
        let at = |price: f64| over(path, |e| worth_at(path, price, e));
        let expected = |price: f64| worth_at(path, price, e.value);
        let worst = |price: f64| Ok(at(price)?.low);
        // Beyond the price at which all leave, one last dear month would pay for anything.
        let bound =
            |elasticity: f64| (first.price + draft.retention.value / elasticity.max(1e-12)).min(dearest);
        let (best, best_safe) =
            (best(first.price, bound(e.value), expected)?, best(first.price, bound(e.high), worst)?);
        let top = if best.inside { 1.3 * best.price } else { 0.0 };
        let drawn_to = (2.2 * known).max(top).min(bound(e.value)).max(last.price);
        let step = (drawn_to - first.price) / f64::from(POINTS - 1);
        let mut drawn: Vec<f64> = (0..POINTS).map(|n| first.price + step * f64::from(n)).collect();
        // The path's own price is one of them.
        if let Err(between) = drawn.binary_search_by(|price| price.total_cmp(&last.price)) {
            drawn.insert(between, last.price);
        }
        let mut curve = Vec::with_capacity(drawn.len());
        for later_price in drawn {
            let Estimate { expected: value, low, high } = at(later_price)?;
            curve.push(CurvePoint { later_price, value, low, high });
        }
        Ok(Some(Self {
            price: last.price,
            break_even: break_even(first.price, bound(e.value), expected)?,
            break_even_safe: break_even(first.price, bound(e.high), worst)?,
            best,
            best_safe,
            curve,
        }))
    }
}

/// Worth with this price in the last tier and no cap: the cap is a rule of ours, and what it costs is
/// said apart.
fn worth_at(path: &PublishedPath, price: f64, elasticity: f64) -> Result<f64, PriceError> {
    path.worth(&path.with_later(price, false), Numbers { elasticity, ..path.numbers() })
}

/// The smallest price with a worth of 0 or more.
fn break_even(
    low: f64,
    dearest: f64,
    worth: impl Fn(f64) -> Result<f64, PriceError>,
) -> Result<Option<f64>, PriceError> {
    if worth(low)? >= 0.0 {
        return Ok(Some(low));
    }
    let mut below = low;
    for step in 1..=STEPS {
        let price = low + (dearest - low) * f64::from(step) / f64::from(STEPS);
        if worth(price)? >= 0.0 {
            let mut above = price;
            for _ in 0..60 {
                let middle = f64::midpoint(below, above);
                if worth(middle)? >= 0.0 { above = middle } else { below = middle }
            }
            return Ok(Some(above));
        }
        below = price;
    }
    Ok(None)
}

/// The price with the greatest worth: a grid, then thirds around its best point.
fn best(
    low: f64,
    dearest: f64,
    worth: impl Fn(f64) -> Result<f64, PriceError>,
) -> Result<BestPrice, PriceError> {
    let step = (dearest - low) / f64::from(STEPS);
    let mut found = BestPrice { price: low, value: worth(low)?, inside: false };
    for n in 1..=STEPS {
        let price = low + step * f64::from(n);
        let value = worth(price)?;
        if value > found.value {
            found = BestPrice { price, value, inside: n < STEPS };
        }
    }
    let (mut from, mut to) = ((found.price - step).max(low), (found.price + step).min(dearest));
    for _ in 0..60 {
        let third = (to - from) / 3.0;
        if worth(from + third)? < worth(to - third)? { from += third } else { to -= third }
    }
    let price = f64::midpoint(from, to);
    let value = worth(price)?;
    Ok(if value >= found.value { BestPrice { price, value, ..found } } else { found })
}

fn tornado(path: &PublishedPath, prices: &[f64], flat: &[f64]) -> Result<Vec<Lever>, PriceError> {
    let (draft, now) = (path.draft(), path.numbers());
    let all = [
        ("unit_cost", &draft.unit_cost),
        ("retention", &draft.retention),
        ("elasticity", &draft.elasticity),
        ("discount", &draft.discount),
    ];
    let mut levers = Vec::new();
    for (name, p) in all.into_iter().filter(|(_, p)| !p.is_certain()) {
        let with = |x: f64| match name {
            "unit_cost" => Numbers { unit_cost: x, ..now },
            "retention" => Numbers { retention: x, ..now },
            "elasticity" => Numbers { elasticity: x, ..now },
            _ => Numbers { discount: x, ..now },
        };
        let gain = |x: f64| -> Result<f64, PriceError> {
            Ok(path.worth(prices, with(x))? - path.worth(flat, with(x))?)
        };
        let (low, high) = (gain(p.low)?, gain(p.high)?);
        levers.push(Lever {
            name,
            at: [p.low, p.high],
            low,
            high,
            flips: (low > 0.0) != (high > 0.0),
            source: p.source,
        });
    }
    levers.sort_by(|a, b| (b.high - b.low).abs().total_cmp(&(a.high - a.low).abs()));
    Ok(levers)
}

fn life(path: &PublishedPath, prices: &[f64]) -> Result<Vec<MonthPoint>, PriceError> {
    let (draft, now) = (path.draft(), path.numbers());
    let discounting = (1.0 + now.discount).powf(-1.0 / 12.0);
    let (mut staying, mut so_far, mut worth) = (1.0, 0.0, 1.0);
    let mut months = Vec::with_capacity(prices.len());
    for (month, price) in (0..).zip(prices) {
        so_far += staying * worth * (price - now.unit_cost);
        months.push(MonthPoint { month, price: *price, staying, so_far });
        let above = (price - draft.tiers[0].price).max(0.0);
        staying *= (now.retention - now.elasticity * above).max(0.0);
        worth *= discounting;
    }
    debug_assert!((so_far - path.worth(prices, now)?).abs() <= 1e-6 * (1.0 + so_far.abs()));
    Ok(months)
}
