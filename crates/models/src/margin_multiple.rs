//! The margin multiple: what a customer is worth, as a multiple of a period's margin.
//!
//! A customer stays each period with the same chance; while they stay they bring a margin that
//! grows steadily; later margins count less. The sum is one fraction. Berger and Nasr's first case
//! sums the same for a few periods, and takes the cost of promotion off halfway between margins.
//!
//! | paper | here | unit | range |
//! |---|---|---|---|
//! | r | `retention`, chance to stay one period | – | 0 to 1 |
//! | i, d | `discount` per period | – | 0 and above |
//! | g | `margin_growth` per period | – | above -1 |
//! | m | `margin` of one period | money | any |
//! | GC, M | `gross_contribution`, `promotion` a period | money | any |
//! | n | `periods` after the first | – | 0, 1, 2 … |
//!
//! Sources: Gupta & Lehmann 2003, "Customers as assets", Journal of Interactive Marketing 17(1);
//! Berger & Nasr 1998, "Customer lifetime value: marketing models and applications", Journal of
//! Interactive Marketing 12(1).
//!
//! Where it is wrong: nobody stays with the same chance for ever. Customers differ, the loyal ones
//! remain, and retention measured over all of them understates what the remaining ones bring. It
//! is a yardstick for firms without data, not a forecast.

use serde::{Deserialize, Serialize};

/// When the first margin comes in: the commonest difference between two systems' figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstMargin {
    /// At once, for sure: m (1+i)/(1+i-r(1+g)).
    Now,
    /// A period later, and only from those who stayed: m r/(1+i-r(1+g)).
    PeriodLater,
}

/// Numbers that no margin multiple can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleMultiple {
    /// A chance outside 0 to 1.
    #[error("retention must lie between 0 and 1, not {0}")]
    Retention(f64),
    /// A negative rate, or none.
    #[error("the discount must be finite and not negative, not {0}")]
    Discount(f64),
    /// All is lost within a period, or no number.
    #[error("the growth of the margin must be finite and above -1, not {0}")]
    Growth(f64),
    /// Margins grow faster than customers leave and money loses worth.
    #[error(
        "retention x (1 + growth) = {0} must stay below 1 + discount = {1}, else the value has no end; \
         use a horizon"
    )]
    NoEnd(f64, f64),
    /// Money that is no number.
    #[error("the {0} must be a finite amount, not {1}")]
    Amount(&'static str, f64),
}

/// Retention, discount and growth that give a finite value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MarginMultiple {
    retention: f64,
    discount: f64,
    margin_growth: f64,
    first_margin: FirstMargin,
}

impl MarginMultiple {
    /// Checks and keeps them.
    ///
    /// # Errors
    ///
    /// If one is outside its range, or the value would be without end.
    pub fn new(
        retention: f64,
        discount: f64,
        margin_growth: f64,
        first_margin: FirstMargin,
    ) -> Result<Self, ImpossibleMultiple> {
        check(retention, discount)?;
        if !(margin_growth.is_finite() && margin_growth > -1.0) {
            return Err(ImpossibleMultiple::Growth(margin_growth));
        }
        let (kept, bar) = (retention * (1.0 + margin_growth), 1.0 + discount);
        if kept >= bar {
            return Err(ImpossibleMultiple::NoEnd(kept, bar));
        }
        Ok(Self { retention, discount, margin_growth, first_margin })
    }

    /// How many margins of the first period a customer is worth.
    #[must_use]
    pub fn multiple(&self) -> f64 {
        let top = match self.first_margin {
            FirstMargin::Now => 1.0 + self.discount,
            FirstMargin::PeriodLater => self.retention,
        };
        top / self.gap()
    }

    /// What a customer with this first margin is worth; `None` where that is no finite amount.
    #[must_use]
    pub fn value(&self, margin: f64) -> Option<f64> {
        let value = margin * self.multiple();
        value.is_finite().then_some(value)
    }

    /// By how many per cent the value rises where retention rises by one per cent of itself.
    #[must_use]
    pub fn elasticity_to_retention(&self) -> f64 {
        let later = (1.0 + self.discount) / self.gap();
        match self.first_margin {
            // The margin of today does not depend on staying.
            FirstMargin::Now => later - 1.0,
            FirstMargin::PeriodLater => later,
        }
    }

    /// The retention at which a customer is worth `multiple` margins: what must hold for a spend
    /// to pay back. `None` where no retention from 0 to 1 does it.
    #[must_use]
    pub fn retention_for(
        multiple: f64,
        discount: f64,
        margin_growth: f64,
        first_margin: FirstMargin,
    ) -> Option<f64> {
        Self::new(0.0, discount, margin_growth, first_margin).ok()?;
        let (bar, growth) = (1.0 + discount, 1.0 + margin_growth);
        let retention = match first_margin {
            FirstMargin::Now => bar * (1.0 - 1.0 / multiple) / growth,
            FirstMargin::PeriodLater => multiple * bar / (1.0 + multiple * growth),
        };
        (multiple > 0.0 && Self::new(retention, discount, margin_growth, first_margin).is_ok())
            .then_some(retention)
    }

    fn gap(&self) -> f64 {
        1.0 + self.discount - self.retention * (1.0 + self.margin_growth)
    }
}

/// Berger and Nasr's case 1: a contribution in each of the periods 0 to `periods`, promotion paid
/// in the middle of each period between them.
///
/// # Errors
///
/// If a number is outside its range.
pub fn berger_nasr(
    gross_contribution: f64,
    promotion: f64,
    retention: f64,
    discount: f64,
    periods: u32,
) -> Result<f64, ImpossibleMultiple> {
    check(retention, discount)?;
    for (name, amount) in [("gross contribution", gross_contribution), ("promotion", promotion)] {
        if !amount.is_finite() {
            return Err(ImpossibleMultiple::Amount(name, amount));
        }
    }
    let step = retention / (1.0 + discount);
    // Of the margins after the first, the promotion of the period before.
    let later = sum_of_powers(step, periods);
    let contributions = gross_contribution * (1.0 + step * later);
    let value = contributions - promotion * later / (1.0 + discount).sqrt();
    if value.is_finite() { Ok(value) } else { Err(ImpossibleMultiple::Amount("value", value)) }
}

/// 1 + q + q² + … of `terms` terms, for 0 <= q <= 1.
fn sum_of_powers(q: f64, terms: u32) -> f64 {
    let n = f64::from(terms);
    if q == 0.0 {
        return n.min(1.0);
    }
    let gap = 1.0 - q;
    if gap == 0.0 { n } else { -(n * q.ln()).exp_m1() / gap }
}

fn check(retention: f64, discount: f64) -> Result<(), ImpossibleMultiple> {
    if !(0.0..=1.0).contains(&retention) {
        return Err(ImpossibleMultiple::Retention(retention));
    }
    if !(discount.is_finite() && discount >= 0.0) {
        return Err(ImpossibleMultiple::Discount(discount));
    }
    Ok(())
}
