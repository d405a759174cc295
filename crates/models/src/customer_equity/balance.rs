//! One budget for winning, keeping and winning back: each pot gets money until one more unit of it
//! brings the same in every pot.
//!
//! Pot j has n people, a response c(1-e^{-k x}) to the spend x on each, and each one reached is worth
//! v. Its gain n(rate v - x) is greatest where c k v e^{-k x} = 1; under a budget where it is 1 + λ
//! for all pots that get anything, so x = ln(c k v/(1+λ))/k. The total spend falls with λ: halving
//! finds it. λ is what one more unit of budget is worth on top of itself.
//!
//! Where it is wrong: the values are held fixed while the budget is spread, as if the periods after
//! this one were not short of money; three curves that were never varied on purpose are judgement.

use serde::Serialize;

use super::{ImpossibleEquity, Response, not_negative, number};

/// Winning back customers who lapsed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reactivation {
    response: Response,
    value_of_won_back: f64,
}

/// The best spend on each lapsed customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReactivationOptimum {
    /// Money a lapsed customer; 0: not worth it.
    pub spend: f64,
    /// Share that comes back.
    pub rate: f64,
    /// Money a lapsed customer, the spend taken off.
    pub gain: f64,
    /// What one more costs there; `None` where no spend brings one back.
    pub marginal_cost: Option<f64>,
}

impl Reactivation {
    /// The curve, and what one who came back is worth.
    ///
    /// # Errors
    ///
    /// If the value is no usable number.
    pub fn new(response: Response, value_of_won_back: f64) -> Result<Self, ImpossibleEquity> {
        number("value of a customer who came back", value_of_won_back)?;
        Ok(Self { response, value_of_won_back })
    }

    /// What a spend on a lapsed customer gains.
    #[must_use]
    pub fn gain(&self, spend: f64) -> f64 {
        let spend = super::usable(spend);
        self.response.rate(spend) * self.value_of_won_back - spend
    }

    /// The spend that gains most: ln(c k value)/k, or nothing.
    #[must_use]
    pub fn optimum(&self) -> ReactivationOptimum {
        let spend = self.response.best_spend(self.value_of_won_back);
        ReactivationOptimum {
            spend,
            rate: self.response.rate(spend),
            gain: self.gain(spend),
            marginal_cost: self.response.marginal_cost(spend),
        }
    }
}

/// One way to spend: on prospects, on customers, or on lapsed customers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pot {
    /// How many it can be spent on.
    pub people: f64,
    /// What a spend on one of them reaches.
    pub response: Response,
    /// What one who is won, kept or won back is worth.
    pub value: f64,
}

/// What one pot gets and gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PotShare {
    /// Money a person.
    pub spend_each: f64,
    /// Money in all.
    pub spend: f64,
    /// Share reached.
    pub rate: f64,
    /// Number reached.
    pub won: f64,
    /// Value reached, the spend taken off.
    pub gain: f64,
    /// What one more costs there; `None` where no spend reaches one.
    pub marginal_cost: Option<f64>,
}

/// A budget spread over the pots.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// In the order the pots were given in.
    pub shares: Vec<PotShare>,
    /// Money spent in all, never above the budget.
    pub spend: f64,
    /// Value reached, the spend taken off.
    pub gain: f64,
    /// What one more unit of budget is worth on top of itself; 0 where the budget is not used up.
    pub shadow_price: f64,
    /// What is better not spent at all.
    pub unused: f64,
}

/// The spread of a budget with the greatest gain.
///
/// # Errors
///
/// If a number is outside its range.
pub fn balance(pots: &[Pot], budget: f64) -> Result<Balance, ImpossibleEquity> {
    not_negative("budget", budget)?;
    for pot in pots {
        not_negative("number of people", pot.people)?;
        number("value of one reached", pot.value)?;
    }
    // At ln(1+λ) = `price`, a pot spends what is left of its first return.
    let each = |pot: &Pot, price: f64| pot.response.best_spend(pot.value * (-price).exp());
    let total = |price: f64| pots.iter().map(|pot| pot.people * each(pot, price)).sum::<f64>();
    let mut price = 0.0;
    if total(0.0) > budget {
        let mut low = 0.0;
        // Where the best pot gets nothing any more.
        price = pots
            .iter()
            .filter(|pot| pot.people > 0.0 && pot.value > 0.0 && pot.response.ceiling() > 0.0)
            .map(|pot| pot.response.ln_first_return(pot.value))
            .fold(0.0, f64::max);
        for _ in 0..200 {
            let middle = low + 0.5 * (price - low);
            if middle <= low || middle >= price {
                break;
            }
            if total(middle) > budget { low = middle } else { price = middle }
        }
    }
    let mut shares: Vec<PotShare> = pots.iter().map(|pot| share(pot, each(pot, price))).collect();
    let spend: f64 = shares.iter().map(|share| share.spend).sum();
    // Rounding at the highest price may leave a crumb above the budget.
    if spend > budget {
        let part = budget / spend;
        shares = pots.iter().zip(&shares).map(|(pot, share_)| share(pot, share_.spend_each * part)).collect();
    }
    let spend = shares.iter().map(|share| share.spend).sum::<f64>().min(budget);
    Ok(Balance {
        gain: shares.iter().map(|share| share.gain).sum(),
        shares,
        spend,
        shadow_price: price.exp_m1(),
        unused: budget - spend,
    })
}

fn share(pot: &Pot, spend_each: f64) -> PotShare {
    let rate = pot.response.rate(spend_each);
    let (spend, won) = (pot.people * spend_each, pot.people * rate);
    PotShare {
        spend_each,
        spend,
        rate,
        won,
        gain: won * pot.value - spend,
        marginal_cost: pot.response.marginal_cost(spend_each),
    }
}
