//! Companies built so that one way of running them truly pays better.
//!
//! Both win a month's customers by N = C (1 - exp(-k spend)) and spend very different amounts from
//! month to month, so that C and k can be found again. In the *centric* company customers stay,
//! spend more with the years and leave mostly for complaints; in the *focused* one they leave soon
//! whatever is done, and the next customer costs more than a customer brings.

use crate::books::Upkeep;
use crate::goods::{PRODUCTS, Product};
use crate::life::DAY_SECONDS;
use crate::planted::Service;
use crate::winning::{Budget, UP_AND_DOWN};
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

    /// What is spent on winning customers: twice the usual spending wins 1.15 and 1.8 times as many.
    pub(crate) const fn budget(self) -> Budget {
        match self {
            Self::Focused => {
                Budget { steepness: 1.897_119_984_885_881, cost_of_a_customer: 36.0, factors: &UP_AND_DOWN }
            }
            Self::Centric => Budget {
                steepness: 0.223_143_551_314_209_76,
                cost_of_a_customer: 42.0,
                factors: &UP_AND_DOWN,
            },
        }
    }

    /// What the company spends beside winning customers in a month.
    pub(crate) fn upkeep(self, company: &Company) -> Upkeep {
        let operating = |by_customer: f64| by_customer * company.customers as f64;
        match self {
            Self::Focused => Upkeep {
                retention_by_order: 25.0,
                service_by_order: 150.0,
                service_by_complaint: 800.0,
                operating: operating(20.0),
            },
            Self::Centric => Upkeep {
                retention_by_order: 180.0,
                service_by_order: 120.0,
                service_by_complaint: 1_400.0,
                operating: operating(60.0),
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

#[cfg(test)]
mod tests {
    use super::*;

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
