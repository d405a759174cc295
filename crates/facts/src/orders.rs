//! The order log: each customer's order days with what they brought, in one currency.

use crate::{Currency, Day};

/// One customer's orders of one day, refunds already netted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderDay {
    /// The day.
    pub day: Day,
    /// Net amount in minor units; may be zero (free goods) or, rarely, negative.
    pub amount_minor: i64,
    /// Cost of goods in minor units; 0 where the log has no costs.
    pub cost_minor: i64,
    /// Orders of this day that merged into one, at least 1.
    pub orders: u32,
}

/// Order days of many customers in one currency, sorted by customer id and day.
///
/// One entry per customer and day. Customers are numbered from 0 in the order of their ids, so
/// that the same facts give the same log whatever the order of the rows they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLog {
    currency: Currency,
    has_costs: bool,
    customers: Vec<Box<str>>,
    starts: Vec<usize>,
    days: Vec<OrderDay>,
}

impl OrderLog {
    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether `cost_minor` was given.
    #[must_use]
    pub const fn has_costs(&self) -> bool {
        self.has_costs
    }

    /// How many customers.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.customers.len()
    }

    /// Whether there is no customer.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// The company's own id of customer number `customer`.
    #[must_use]
    pub fn id(&self, customer: usize) -> &str {
        &self.customers[customer]
    }

    /// The order days of customer number `customer`, oldest first, never empty.
    #[must_use]
    pub fn of(&self, customer: usize) -> &[OrderDay] {
        &self.days[self.starts[customer]..self.starts[customer + 1]]
    }

    /// All order days, customer after customer.
    #[must_use]
    pub fn days(&self) -> &[OrderDay] {
        &self.days
    }

    /// Where each customer's days start in [`days`](Self::days); one more entry than customers.
    #[must_use]
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// First and last day of the log.
    #[must_use]
    pub fn span(&self) -> Option<(Day, Day)> {
        let first = self.days.iter().map(|d| d.day).min()?;
        let last = self.days.iter().map(|d| d.day).max()?;
        Some((first, last))
    }

    /// The log as it was known at the end of `day`: later order days are left out, and customers
    /// whose first order is later.
    #[must_use]
    pub fn until(&self, day: Day) -> Self {
        let mut builder = OrderLogBuilder::new(self.currency, self.has_costs);
        for customer in 0..self.len() {
            let known = self.of(customer).iter().filter(|d| d.day <= day);
            let mut number = None;
            for order_day in known {
                let number = *number.get_or_insert_with(|| builder.customer(self.id(customer)));
                builder.push(number, *order_day);
            }
        }
        builder.finish()
    }
}

/// Gathers order days in any order and sorts them into an [`OrderLog`].
#[derive(Debug)]
pub struct OrderLogBuilder {
    currency: Currency,
    has_costs: bool,
    customers: Vec<Box<str>>,
    rows: Vec<(u32, OrderDay)>,
}

impl OrderLogBuilder {
    /// An empty log in this currency.
    #[must_use]
    pub const fn new(currency: Currency, has_costs: bool) -> Self {
        Self { currency, has_costs, customers: Vec::new(), rows: Vec::new() }
    }

    /// Adds a customer and returns the number to push days with. The caller passes each id once.
    pub fn customer(&mut self, id: &str) -> u32 {
        self.customers.push(id.into());
        (self.customers.len() - 1) as u32
    }

    /// Adds orders of a customer on a day; several of one day merge in [`finish`](Self::finish).
    pub fn push(&mut self, customer: u32, day: OrderDay) {
        self.rows.push((customer, day));
    }

    /// Sorts and merges: days of one customer become one entry, customers without a day vanish.
    #[must_use]
    pub fn finish(mut self) -> OrderLog {
        let mut order: Vec<u32> = (0..self.customers.len() as u32).collect();
        order.sort_by(|&a, &b| self.customers[a as usize].cmp(&self.customers[b as usize]));
        let mut rank = vec![0u32; order.len()];
        for (position, &customer) in order.iter().enumerate() {
            rank[customer as usize] = position as u32;
        }
        for (customer, _) in &mut self.rows {
            *customer = rank[*customer as usize];
        }
        self.rows.sort_unstable_by_key(|(c, d)| (*c, d.day, d.amount_minor, d.cost_minor, d.orders));

        let mut log = OrderLog {
            currency: self.currency,
            has_costs: self.has_costs,
            customers: Vec::with_capacity(order.len()),
            starts: vec![0],
            days: Vec::with_capacity(self.rows.len()),
        };
        let mut current = None;
        for (customer, day) in self.rows {
            if current != Some(customer) {
                if current.is_some() {
                    log.starts.push(log.days.len());
                }
                current = Some(customer);
                let id = &mut self.customers[order[customer as usize] as usize];
                log.customers.push(std::mem::take(id));
            }
            let start = *log.starts.last().unwrap_or(&0);
            match log.days[start..].last_mut() {
                Some(last) if last.day == day.day => {
                    last.amount_minor = last.amount_minor.saturating_add(day.amount_minor);
                    last.cost_minor = last.cost_minor.saturating_add(day.cost_minor);
                    last.orders = last.orders.saturating_add(day.orders);
                }
                _ => log.days.push(day),
            }
        }
        if current.is_some() {
            log.starts.push(log.days.len());
        }
        log
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i32, amount_minor: i64) -> OrderDay {
        OrderDay { day: Day::from_epoch(day).unwrap(), amount_minor, cost_minor: 0, orders: 1 }
    }

    #[test]
    fn days_merge_and_customers_are_sorted_whatever_the_order_of_rows() {
        let eur = Currency::from_code("EUR").unwrap();
        let mut a = OrderLogBuilder::new(eur, false);
        let (zoe, adam, nobody) = (a.customer("zoe"), a.customer("adam"), a.customer("nobody"));
        let _ = nobody;
        for (c, d) in [(zoe, day(9, 100)), (adam, day(3, 50)), (zoe, day(2, 70)), (zoe, day(9, 5))] {
            a.push(c, d);
        }
        let log = a.finish();
        assert_eq!(log.len(), 2);
        assert_eq!((log.id(0), log.id(1)), ("adam", "zoe"));
        assert_eq!(log.of(1), [day(2, 70), OrderDay { orders: 2, ..day(9, 105) }]);

        let early = log.until(Day::from_epoch(2).unwrap());
        assert_eq!(early.len(), 1);
        assert_eq!(early.of(0), [day(2, 70)]);
    }

    #[test]
    fn an_empty_log_has_no_span() {
        let log = OrderLogBuilder::new(Currency::from_code("EUR").unwrap(), false).finish();
        assert!(log.is_empty() && log.span().is_none() && log.starts() == [0]);
    }
}
