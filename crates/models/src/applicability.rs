//! Whether lifetime models apply to a company at all.
//!
//! Where nobody returns, where there are too few customers or too short a history, or where orders
//! come by contract, a lifetime model still gives numbers, and they are noise. The limits are
//! conventions of this program, stated here and shown to the reader.

/// Fewest customers.
pub const LEAST_CUSTOMERS: usize = 100;
/// Fewest customers with a repeat order: below, the likelihood is too flat to say anything.
pub const LEAST_REPEATERS: usize = 50;
/// Shortest history, days from the first order to the day looked from.
pub const SHORTEST_DAYS: i32 = 91;
/// Age in days from which a customer had time to return.
pub const HAD_TIME_DAYS: i32 = 180;
/// Lowest share of returning customers among those who had time to.
pub const LEAST_RETURNING: f64 = 0.05;
/// Share of equal gaps from which orders look like instalments of a contract.
pub const CONTRACT_GAPS: f64 = 0.8;

/// What the check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Base {
    /// Customers.
    pub customers: usize,
    /// Customers with a repeat order.
    pub repeaters: usize,
    /// Days from the first order of all to the day looked from.
    pub span_days: i32,
    /// Customers at least [`HAD_TIME_DAYS`] old.
    pub had_time: usize,
    /// Those of them with a repeat order.
    pub had_time_repeaters: usize,
    /// Gaps between order days of one customer.
    pub gaps: usize,
    /// Gaps of a month, quarter or year, or of one or two weeks, to the day or two.
    pub contract_gaps: usize,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Applicability {
    /// Lifetime models apply.
    Applies,
    /// Fewer customers, or fewer that returned, than a fit needs.
    TooFewCustomers,
    /// The history is shorter than a fit needs.
    TooShort,
    /// Hardly anybody returns; the share of those who had time to and did.
    NobodyReturns(f64),
    /// Orders come at the intervals of a contract; the share of such gaps.
    Contracts(f64),
}

impl Base {
    /// Adds one customer's order days (sorted, distinct, days since any fixed day).
    pub fn add(&mut self, days: impl Iterator<Item = i32> + Clone, as_of: i32) {
        let mut seen = days.clone();
        let Some(first) = seen.next() else { return };
        let returned = seen.next().is_some();
        self.customers += 1;
        self.repeaters += usize::from(returned);
        self.span_days = self.span_days.max(as_of - first);
        if as_of - first >= HAD_TIME_DAYS {
            self.had_time += 1;
            self.had_time_repeaters += usize::from(returned);
        }
        for (earlier, later) in days.clone().zip(days.skip(1)) {
            self.gaps += 1;
            let gap = later - earlier;
            self.contract_gaps +=
                usize::from(matches!(gap, 7 | 14 | 28..=31 | 59..=62 | 89..=92 | 181..=184 | 364..=367));
        }
    }

    /// Applies the limits of this file, the plainest reason first.
    #[must_use]
    pub fn applicability(&self) -> Applicability {
        let contract_share = self.contract_gaps as f64 / self.gaps.max(1) as f64;
        // Too few of the old ones say little: then all customers are asked.
        let (returned, of) = if self.had_time >= LEAST_CUSTOMERS {
            (self.had_time_repeaters, self.had_time)
        } else {
            (self.repeaters, self.customers)
        };
        let returning = returned as f64 / of.max(1) as f64;
        if self.customers < LEAST_CUSTOMERS {
            Applicability::TooFewCustomers
        } else if self.span_days < SHORTEST_DAYS {
            Applicability::TooShort
        } else if returning < LEAST_RETURNING {
            Applicability::NobodyReturns(returning)
        } else if self.repeaters < LEAST_REPEATERS {
            Applicability::TooFewCustomers
        } else if self.gaps >= 100 && contract_share >= CONTRACT_GAPS {
            Applicability::Contracts(contract_share)
        } else {
            Applicability::Applies
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(customers: usize, days: impl Fn(usize) -> Vec<i32>) -> Applicability {
        let mut base = Base::default();
        for i in 0..customers {
            base.add(days(i).into_iter(), 400);
        }
        base.applicability()
    }

    #[test]
    fn each_reason_is_named() {
        let sometimes = |i: usize| if i.is_multiple_of(3) { vec![0, 17 + i as i32 % 50] } else { vec![0] };
        assert_eq!(company(300, sometimes), Applicability::Applies);
        assert_eq!(company(99, sometimes), Applicability::TooFewCustomers);
        assert_eq!(company(120, sometimes), Applicability::TooFewCustomers);
        assert_eq!(company(300, |i| vec![350 + i as i32 % 5, 360]), Applicability::TooShort);
        assert!(matches!(
            company(5_000, |i| if i.is_multiple_of(50) { vec![0, 9] } else { vec![0] }),
            Applicability::NobodyReturns(share) if (share - 0.02).abs() < 1e-9
        ));
        assert!(matches!(
            company(300, |i| (0..12).map(|m| m * 30 + i as i32 % 3).collect()),
            Applicability::Contracts(share) if share == 1.0
        ));
    }
}
