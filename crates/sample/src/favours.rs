//! Companies built so that one way of running them truly pays better.
//!
//! Both win a month's customers by N = C (1 - exp(-k spend)) and spend very different amounts from
//! month to month, so that C and k can be found again. In the *centric* company customers stay,
//! spend more with the years and leave mostly for complaints; in the *focused* one they leave soon
//! whatever is done, and the next customer costs more than a customer brings.

use facts::Day;

use crate::company::months_after;
use crate::goods::{PRODUCTS, Product};
use crate::life::{DAY_SECONDS, midnight};
use crate::planted::Service;
use crate::{Company, TrueModel};

/// Which way of running a company pays better in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favours {
    /// Customers leave soon whatever is done and the next customer is dear: care for the case at
    /// hand and keep the money together.
    Focused,
    /// Customers stay, buy more with the years, and leave mostly for complaints that could have been
    /// prevented: win them early and care ahead.
    Centric,
}

/// What a month's acquisition spending is as a multiple of the usual month's; then it begins anew.
/// Thirteen months, so that it does not follow the year.
pub(crate) const SPENDING: [f64; 13] = [1.0, 0.4, 1.6, 0.7, 2.5, 0.3, 1.2, 0.55, 2.0, 0.85, 3.0, 0.35, 1.4];

/// What the company spends beside winning customers, in cents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Upkeep {
    /// On keeping customers, by order.
    pub(crate) retention_by_order: f64,
    /// On serving them, by order.
    pub(crate) service_by_order: f64,
    /// On serving them, by complaint.
    pub(crate) service_by_complaint: f64,
    /// On everything else, by month, for each customer of the plan.
    pub(crate) operating_by_month: f64,
}

/// A customer's spending at an age, and the lines she buys from.
pub(crate) const GROWTH_MONTHS: f64 = 36.0;
/// In a centric company she begins with coffee and takes up the next line of the catalogue at these
/// months of age; the numbers beside them are the products she then chooses from.
pub(crate) const LINES_BY_AGE: [(i32, usize); 5] = [(0, 6), (6, 13), (12, 21), (18, 28), (24, 30)];
const MONTH_DAYS: f64 = 365.2425 / 12.0;

impl Favours {
    /// Its name in commands and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Focused => "focused",
            Self::Centric => "centric",
        }
    }

    /// How customers order and leave of their own course.
    #[must_use]
    pub const fn model(self) -> TrueModel {
        match self {
            Self::Focused => TrueModel::ParetoNbd { r: 2.0, alpha: 30.0, s: 40.0, beta: 1_500.0 },
            Self::Centric => TrueModel::ParetoNbd { r: 3.0, alpha: 36.0, s: 3.0, beta: 950.0 },
        }
    }

    pub(crate) const fn service(self) -> Service {
        match self {
            Self::Focused => Service {
                late: 0.03,
                complaint_if_late: 0.20,
                complaint_if_in_time: 0.006,
                leave_if_late: 0.01,
                leave_if_solved_fast: 0.01,
                leave_if_solved_slowly: 0.02,
                slowest_days: 3,
            },
            Self::Centric => Service {
                late: 0.10,
                complaint_if_late: 0.50,
                complaint_if_in_time: 0.08,
                leave_if_late: 0.05,
                leave_if_solved_fast: 0.03,
                leave_if_solved_slowly: 0.35,
                slowest_days: 9,
            },
        }
    }

    /// k times the usual month's spending. Twice that spending wins 1 + exp(-this) times the
    /// customers: 1.15 and 1.8.
    pub(crate) const fn steepness(self) -> f64 {
        match self {
            Self::Focused => 1.897_119_984_885_881,
            Self::Centric => 0.223_143_551_314_209_76,
        }
    }

    /// Spending on acquisition for each customer, in euros, over all months.
    pub(crate) const fn cost_of_a_customer(self) -> f64 {
        match self {
            Self::Focused => 36.0,
            Self::Centric => 42.0,
        }
    }

    pub(crate) const fn upkeep(self) -> Upkeep {
        match self {
            Self::Focused => Upkeep {
                retention_by_order: 25.0,
                service_by_order: 150.0,
                service_by_complaint: 800.0,
                operating_by_month: 20.0,
            },
            Self::Centric => Upkeep {
                retention_by_order: 180.0,
                service_by_order: 120.0,
                service_by_complaint: 1_400.0,
                operating_by_month: 60.0,
            },
        }
    }

    /// What a customer of three years spends on an order, as a multiple of her first order's law.
    pub(crate) const fn grown(self) -> f64 {
        match self {
            Self::Focused => 1.0,
            Self::Centric => 2.0,
        }
    }

    /// What an order is multiplied by, `seconds` after the first one.
    pub(crate) fn growth(self, seconds: i64) -> f64 {
        let months = seconds as f64 / DAY_SECONDS as f64 / MONTH_DAYS;
        1.0 + (self.grown() - 1.0) * (months / GROWTH_MONTHS).clamp(0.0, 1.0)
    }

    /// The goods that a customer chooses from, so many days after her first order.
    pub(crate) fn goods(self, age_days: i32) -> &'static [Product] {
        match self {
            Self::Focused => &PRODUCTS,
            Self::Centric => {
                let months = f64::from(age_days) / MONTH_DAYS;
                let known = LINES_BY_AGE.iter().rfind(|(age, _)| f64::from(*age) <= months);
                &PRODUCTS[..known.map_or(LINES_BY_AGE[0].1, |(_, products)| *products)]
            }
        }
    }
}

/// How many customers a month's spending wins: N = C (1 - exp(-k spend)).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Winning {
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
    pub(crate) fn new(company: &Company, favours: Favours) -> Self {
        let months = company.acquisition_months;
        let factors: Vec<f64> = SPENDING.iter().copied().cycle().take(months as usize).collect();
        let customers = company.customers as f64;
        let usual = favours.cost_of_a_customer() * customers / factors.iter().sum::<f64>();
        let spending: Vec<f64> = factors.iter().map(|f| (100.0 * usual * f).round() / 100.0).collect();
        let steepness_per_euro = favours.steepness() / usual;
        // By the factors, not by the rounded euros: a larger company begins with the same customers.
        let won = |factor: f64| -(-favours.steepness() * factor).exp_m1();
        let sum: f64 = factors.iter().copied().map(won).sum();
        let mut before = vec![0.0];
        for &factor in &factors {
            before.push(before[before.len() - 1] + won(factor) / sum);
        }
        let starts = (0..=months).map(|m| midnight(months_after(company.first_day, m))).collect();
        Self { most: customers / sum, steepness_per_euro, usual, spending, starts, before }
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

    #[test]
    fn twice_the_usual_spending_wins_what_is_stated() {
        for (favours, wanted) in [(Favours::Focused, 1.15), (Favours::Centric, 1.8)] {
            let company = Company { customers: 5_000, favours: Some(favours), ..Company::default() };
            let winning = Winning::new(&company, favours);
            let (once, twice) = (winning.expected(winning.usual), winning.expected(2.0 * winning.usual));
            assert!((twice / once - wanted).abs() < 1e-9, "{}", twice / once);
            let all: f64 = winning.spending.iter().map(|&spend| winning.expected(spend)).sum();
            assert!((all - 5_000.0).abs() < 1e-2, "{all}");
        }
    }

    #[test]
    fn first_orders_lie_within_the_months_of_acquisition() {
        let company = Company { acquisition_months: 5, ..Company::default() };
        let winning = Winning::new(&company, Favours::Focused);
        let end = midnight(months_after(company.first_day, 5));
        assert_eq!(winning.second(0.0), midnight(company.first_day));
        assert!((winning.second(1.0 - f64::EPSILON / 2.0)) < end);
        assert!(winning.second(0.2) < winning.second(0.8));
    }

    #[test]
    fn spending_doubles_over_three_years_where_customers_stay() {
        let year = 31_556_952;
        assert!((Favours::Centric.growth(0) - 1.0).abs() < 1e-12);
        assert!((Favours::Centric.growth(3 * year) - 2.0).abs() < 1e-9);
        assert!((Favours::Centric.growth(9 * year) - 2.0).abs() < 1e-12);
        assert!((Favours::Focused.growth(9 * year) - 1.0).abs() < 1e-12);
        assert_eq!(Favours::Centric.goods(0).len(), 6);
        assert_eq!(Favours::Centric.goods(5_000).len(), PRODUCTS.len());
    }

    #[test]
    fn each_age_adds_one_whole_line() {
        for (_, products) in LINES_BY_AGE {
            assert!(PRODUCTS.get(products).is_none_or(|next| next.line != PRODUCTS[products - 1].line));
        }
    }
}
