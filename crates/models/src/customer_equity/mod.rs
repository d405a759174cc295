//! Customer equity: how much to spend on winning customers and how much on keeping them.
//!
//! Whoever is asked joins with a chance that rises with the spend on them towards a ceiling; who
//! joined stays from period to period with a chance that does the same. Both curves flatten, so
//! that there is a best spend on each, and it may be nothing.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | A | `acquisition_spend` | money a prospect | 0 and above |
//! | R | `retention_spend` | money a customer and period | 0 and above |
//! | ca, cr | [`Response::ceiling`] | share (or number) | 0 and above; retention at most 1 |
//! | ka, kr | [`Response::slope`] | 1/money | above 0 |
//! | a, r | [`Response::rate`] | share (or number) | 0 to the ceiling |
//! | m | `margin` of one period | money | any |
//! | d | `discount` per period | – | 0 and above |
//! | CE | [`CustomerEquity::equity`] | money a prospect | |
//!
//! a = ca(1-e^{-ka A}), r = cr(1-e^{-kr R}), r' = r/(1+d), CE = a m - A + a(m - R/r) r'/(1-r'). A
//! new customer is worth V = m + (m r - R)/(1+d-r), and CE = a V - A. The slope of V in R has the
//! sign of r'(R)(m(1+d) - R) - (1+d-r), which only falls: the best R is its one root, or 0; the best
//! A is where one more customer costs V. There one more customer kept costs V as well.
//!
//! Sources: Blattberg & Deighton 1996, "Manage marketing by the customer equity test", Harvard
//! Business Review 74(4); Pfeifer 2005, "The optimal ratio of acquisition and retention costs",
//! Journal of Targeting, Measurement and Analysis for Marketing 13(2).
//!
//! Where it is wrong: the two ceilings are judgement until spending was varied on purpose; all
//! prospects are alike, and the easily won may leave easily; word of mouth and competitors are not
//! in it.

mod balance;

use serde::Serialize;

pub use self::balance::{Balance, Pot, PotShare, Reactivation, ReactivationOptimum, balance};

/// Amounts, numbers of people and ceilings beyond this are refused, so that sums stay numbers.
pub const MOST: f64 = 1e15;

/// Numbers that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleEquity {
    /// No number, or one beyond all companies.
    #[error("the {0} must be a finite number of at most 1e15, not {1}")]
    NoNumber(&'static str, f64),
    /// Below 0.
    #[error("the {0} must not be negative, not {1}")]
    Negative(&'static str, f64),
    /// A curve that does not rise.
    #[error("the slope of a response must lie between 1e-15 and 1e15, not {0}")]
    Slope(f64),
    /// A curve cannot be drawn through nothing or through its ceiling.
    #[error(
        "a response is calibrated at a rate between 0 and its ceiling {ceiling}, both excluded, not {rate}"
    )]
    Rate {
        /// What was reached.
        rate: f64,
        /// What can be reached.
        ceiling: f64,
    },
    /// Without spending there is nothing to calibrate on.
    #[error("a response is calibrated at a spend above 0, not {0}")]
    Spend(f64),
    /// More than all are kept.
    #[error("the ceiling of retention must be at most 1, not {0}")]
    Ceiling(f64),
    /// Nobody leaves and money keeps its worth.
    #[error("1 + discount must exceed the ceiling of retention, else the value has no end")]
    NoEnd,
}

/// What spending reaches: a share (or number) that rises towards a ceiling ever more slowly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Response {
    ceiling: f64,
    slope: f64,
}

impl Response {
    /// The curve with this ceiling and slope.
    ///
    /// # Errors
    ///
    /// If the ceiling is negative, the slope not positive, or one no usable number.
    pub fn new(ceiling: f64, slope: f64) -> Result<Self, ImpossibleEquity> {
        not_negative("ceiling", ceiling)?;
        if !(1e-15..=1e15).contains(&slope) {
            return Err(ImpossibleEquity::Slope(slope));
        }
        Ok(Self { ceiling, slope })
    }

    /// The curve through what a known spend reaches, k = ln(c/(c-rate))/spend.
    ///
    /// # Errors
    ///
    /// If the spend is not positive, or the rate not between 0 and the ceiling.
    pub fn calibrated(spend: f64, rate: f64, ceiling: f64) -> Result<Self, ImpossibleEquity> {
        not_negative("ceiling", ceiling)?;
        if !(rate > 0.0 && rate < ceiling) {
            return Err(ImpossibleEquity::Rate { rate, ceiling });
        }
        if !(spend > 0.0 && spend <= MOST) {
            return Err(ImpossibleEquity::Spend(spend));
        }
        Self::new(ceiling, -(-rate / ceiling).ln_1p() / spend)
    }

    /// What no spend exceeds.
    #[must_use]
    pub const fn ceiling(&self) -> f64 {
        self.ceiling
    }

    /// How fast the ceiling is neared, per unit of money.
    #[must_use]
    pub const fn slope(&self) -> f64 {
        self.slope
    }

    /// What a spend reaches. What is no spend is none.
    #[must_use]
    pub fn rate(&self, spend: f64) -> f64 {
        -self.ceiling * (-self.slope * usable(spend)).exp_m1()
    }

    /// How much one more would cost, at a spend: 1/(c k e^{-k spend}). `None` where no spend
    /// whatever reaches one more.
    #[must_use]
    pub fn marginal_cost(&self, spend: f64) -> Option<f64> {
        let cost = (self.slope * usable(spend)).exp() / (self.ceiling * self.slope);
        cost.is_finite().then_some(cost)
    }

    /// The spend at which one more costs what it is worth; 0 where already the first costs more.
    #[must_use]
    pub fn best_spend(&self, value_of_one: f64) -> f64 {
        if self.ceiling > 0.0 && value_of_one > 0.0 {
            (self.ln_first_return(value_of_one) / self.slope).clamp(0.0, MOST)
        } else {
            0.0
        }
    }

    /// ln of what the first unit of money brings back.
    fn ln_first_return(&self, value_of_one: f64) -> f64 {
        self.ceiling.ln() + self.slope.ln() + value_of_one.min(MOST).ln()
    }

    fn rise(&self, spend: f64) -> f64 {
        self.ceiling * self.slope * (-self.slope * spend).exp()
    }
}

/// The two curves, and what a customer brings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CustomerEquity {
    acquisition: Response,
    retention: Response,
    margin: f64,
    discount: f64,
}

/// The best spend on each, and what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Optimum {
    /// Money a prospect; 0: acquire nobody.
    pub acquisition_spend: f64,
    /// Money a customer and period; 0: retain with nothing.
    pub retention_spend: f64,
    /// Share of the prospects that joins.
    pub acquisition_rate: f64,
    /// Share of the customers that stays.
    pub retention_rate: f64,
    /// Money a prospect.
    pub equity: f64,
    /// What one more customer costs there; `None` where no spend wins one.
    pub marginal_cost_of_acquisition: Option<f64>,
    /// What a new customer is worth, their acquisition not taken off.
    pub value_of_new_customer: f64,
}

impl CustomerEquity {
    /// Checks and keeps them.
    ///
    /// # Errors
    ///
    /// If retention could exceed 1, or the value would be without end.
    pub fn new(
        acquisition: Response,
        retention: Response,
        margin: f64,
        discount: f64,
    ) -> Result<Self, ImpossibleEquity> {
        number("margin", margin)?;
        not_negative("discount", discount)?;
        if retention.ceiling > 1.0 {
            return Err(ImpossibleEquity::Ceiling(retention.ceiling));
        }
        if 1.0 + discount - retention.ceiling < 1e-9 {
            return Err(ImpossibleEquity::NoEnd);
        }
        Ok(Self { acquisition, retention, margin, discount })
    }

    /// What a new customer is worth when this is spent on keeping each customer each period.
    #[must_use]
    pub fn value_of_new_customer(&self, retention_spend: f64) -> f64 {
        let spend = usable(retention_spend);
        let r = self.retention.rate(spend);
        self.margin + (self.margin * r - spend) / (1.0 + self.discount - r)
    }

    /// What a prospect is worth under the two spends.
    #[must_use]
    pub fn equity(&self, acquisition_spend: f64, retention_spend: f64) -> f64 {
        let spend = usable(acquisition_spend);
        self.acquisition.rate(spend) * self.value_of_new_customer(retention_spend) - spend
    }

    /// The two spends that make a prospect worth most.
    #[must_use]
    pub fn optimum(&self) -> Optimum {
        let retention_spend = self.best_retention_spend();
        let value = self.value_of_new_customer(retention_spend);
        let acquisition_spend = self.acquisition.best_spend(value);
        Optimum {
            acquisition_spend,
            retention_spend,
            acquisition_rate: self.acquisition.rate(acquisition_spend),
            retention_rate: self.retention.rate(retention_spend),
            equity: self.equity(acquisition_spend, retention_spend),
            marginal_cost_of_acquisition: self.acquisition.marginal_cost(acquisition_spend),
            value_of_new_customer: value,
        }
    }

    /// The root of a falling function on 0 to m(1+d), by halving.
    fn best_retention_spend(&self) -> f64 {
        let (m, d) = (self.margin, 1.0 + self.discount);
        let rises =
            |spend: f64| self.retention.rise(spend) * (m * d - spend) > d - self.retention.rate(spend);
        if !rises(0.0) {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, m * d);
        for _ in 0..2_000 {
            let middle = low + 0.5 * (high - low);
            if middle <= low || middle >= high {
                break;
            }
            if rises(middle) { low = middle } else { high = middle }
        }
        low
    }
}

/// A spend that can be counted with: not negative, not beyond all companies, a number.
fn usable(spend: f64) -> f64 {
    if spend > 0.0 { spend.min(MOST) } else { 0.0 }
}

fn number(name: &'static str, value: f64) -> Result<(), ImpossibleEquity> {
    if value.abs() <= MOST { Ok(()) } else { Err(ImpossibleEquity::NoNumber(name, value)) }
}

fn not_negative(name: &'static str, value: f64) -> Result<(), ImpossibleEquity> {
    number(name, value)?;
    if value < 0.0 { Err(ImpossibleEquity::Negative(name, value)) } else { Ok(()) }
}
