//! How spending wins customers: N = C (1 - exp(-k spend)) in a month.

use facts::Day;

use crate::Company;
use crate::company::months_after;
use crate::life::midnight;

/// What a month's spending is as a multiple of the usual month's; then it begins anew. Thirteen
/// months, so that it does not follow the year, and far enough apart for the curve to show.
pub(crate) const UP_AND_DOWN: [f64; 13] =
    [1.0, 0.4, 1.6, 0.7, 2.5, 0.3, 1.2, 0.55, 2.0, 0.85, 3.0, 0.35, 1.4];

/// What a company spends on winning customers, and how steeply that falls off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Budget {
    /// k times the usual month's spending. Twice that spending wins 1 + exp(-this) times the
    /// customers.
    pub(crate) steepness: f64,
    /// Spending for each customer, in euros, over all months.
    pub(crate) cost_of_a_customer: f64,
    /// What a month's spending is as a multiple of the usual month's; then it begins anew.
    pub(crate) factors: &'static [f64],
}

/// How many customers a month's spending wins: N = C (1 - exp(-k spend)).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Winning {
    /// What it follows from.
    pub(crate) budget: Budget,
    /// The most customers that a month can win.
    pub(crate) most: f64,
    /// k, for each euro.
    pub(crate) steepness_per_euro: f64,
    /// Spending of the usual month, in euros.
    pub(crate) usual: f64,
    /// Spending of each month in euros, to the cent.
    pub(crate) spending: Vec<f64>,
    /// First second of each month, and the end of the last.
    starts: Vec<i64>,
    /// Share of the customers that is won before each month, and 1.
    before: Vec<f64>,
}

impl Winning {
    pub(crate) fn new(company: &Company, budget: Budget) -> Self {
        let months = company.acquisition_months;
        let factors: Vec<f64> = budget.factors.iter().copied().cycle().take(months as usize).collect();
        let customers = company.customers as f64;
        let usual = budget.cost_of_a_customer * customers / factors.iter().sum::<f64>();
        let spending: Vec<f64> = factors.iter().map(|f| (100.0 * usual * f).round() / 100.0).collect();
        let steepness_per_euro = budget.steepness / usual;
        // By the factors, not by the rounded euros: a larger company begins with the same customers.
        let won = |factor: f64| -(-budget.steepness * factor).exp_m1();
        let sum: f64 = factors.iter().copied().map(won).sum();
        let mut before = vec![0.0];
        for &factor in &factors {
            before.push(before[before.len() - 1] + won(factor) / sum);
        }
        let starts = (0..=months).map(|m| midnight(months_after(company.first_day, m))).collect();
        Self { budget, most: customers / sum, steepness_per_euro, usual, spending, starts, before }
    }

    /// Customers that a month with this spending is expected to win.
    pub(crate) fn expected(&self, spend: f64) -> f64 {
        -self.most * (-self.steepness_per_euro * spend).exp_m1()
    }

    /// What one more customer costs at this spending, in euros.
    pub(crate) fn marginal_cost(&self, spend: f64) -> f64 {
        (self.steepness_per_euro * spend).exp() / (self.most * self.steepness_per_euro)
    }

    /// The second of a first order, from one even chance: months by what they win, then evenly.
    pub(crate) fn second(&self, chance: f64) -> i64 {
        let last = self.spending.len() - 1;
        let month = self.before[1..].iter().position(|&share| chance < share).unwrap_or(last);
        let (low, high) = (self.before[month], self.before[month + 1]);
        let (start, end) = (self.starts[month], self.starts[month + 1]);
        let within = ((chance - low) / (high - low)).clamp(0.0, 1.0);
        (start + (within * (end - start) as f64) as i64).min(end - 1)
    }

    /// The month so many months after the first, as its first day.
    pub(crate) fn month(company: &Company, month: usize) -> Day {
        months_after(company.first_day, u32::try_from(month).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Favours, books};

    #[test]
    fn twice_the_usual_spending_wins_what_is_stated() {
        let of = |favours: Favours| favours.budget();
        for (budget, wanted) in
            [(of(Favours::Focused), 1.15), (of(Favours::Centric), 1.8), (books::BUDGET, 1.7)]
        {
            let winning = Winning::new(&Company::default(), budget);
            let (once, twice) = (winning.expected(winning.usual), winning.expected(2.0 * winning.usual));
            assert!((twice / once - wanted).abs() < 1e-9, "{}", twice / once);
            let all: f64 = winning.spending.iter().map(|&spend| winning.expected(spend)).sum();
            assert!((all - 5_000.0).abs() < 1e-2, "{all}");
        }
    }

    #[test]
    fn first_orders_lie_within_the_months_of_acquisition() {
        let company = Company { acquisition_months: 5, ..Company::default() };
        let winning = Winning::new(&company, Favours::Focused.budget());
        let end = midnight(months_after(company.first_day, 5));
        assert_eq!(winning.second(0.0), midnight(company.first_day));
        assert!((winning.second(1.0 - f64::EPSILON / 2.0)) < end);
        assert!(winning.second(0.2) < winning.second(0.8));
    }
}
