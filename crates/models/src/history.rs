//! One customer's order history, as the buying models see it.
//!
//! | here | paper | meaning |
//! |---|---|---|
//! | `repeat_orders` | x | orders after the first, one a day |
//! | `last_order` | t_x | first order to last order; 0 if and only if x = 0 |
//! | `age` | T | the customer's own first order to the day looked from |
//!
//! Source: Fader, Hardie & Lee 2005, "Counting your customers the easy way", section 2.

use serde::Serialize;

/// A history that can have happened. Time is in one unit, weeks by convention.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OrderHistory {
    repeat_orders: u32,
    last_order: f64,
    age: f64,
}

/// A history that cannot have happened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleHistory {
    /// A time is negative, infinite or not a number.
    #[error("times must be finite and not negative (last order {last_order}, age {age})")]
    NotATime {
        /// First order to last order.
        last_order: f64,
        /// First order to the day looked from.
        age: f64,
    },
    /// The last order lies after the day looked from.
    #[error("the last order ({last_order}) lies after the day looked from ({age})")]
    AfterTheEnd {
        /// First order to last order.
        last_order: f64,
        /// First order to the day looked from.
        age: f64,
    },
    /// Count and time disagree: no repeat order but time between, or the reverse.
    #[error("{repeat_orders} repeat orders cannot have their last one {last_order} after the first")]
    CountAndTimeDisagree {
        /// Orders after the first.
        repeat_orders: u32,
        /// First order to last order.
        last_order: f64,
    },
}

impl OrderHistory {
    /// Checks and keeps one customer's history.
    ///
    /// # Errors
    ///
    /// If the last order lies outside the customer's life, or count and time disagree.
    pub fn new(repeat_orders: u32, last_order: f64, age: f64) -> Result<Self, ImpossibleHistory> {
        if !(last_order.is_finite() && age.is_finite() && last_order >= 0.0 && age >= 0.0) {
            return Err(ImpossibleHistory::NotATime { last_order, age });
        }
        if last_order > age {
            return Err(ImpossibleHistory::AfterTheEnd { last_order, age });
        }
        if (repeat_orders == 0) != (last_order == 0.0) {
            return Err(ImpossibleHistory::CountAndTimeDisagree { repeat_orders, last_order });
        }
        Ok(Self { repeat_orders, last_order, age })
    }

    /// Orders after the first, one a day.
    #[must_use]
    pub const fn repeat_orders(&self) -> u32 {
        self.repeat_orders
    }

    /// First order to last order; 0 if and only if there is no repeat order.
    #[must_use]
    pub const fn last_order(&self) -> f64 {
        self.last_order
    }

    /// First order to the day looked from.
    #[must_use]
    pub const fn age(&self) -> f64 {
        self.age
    }

    /// The same history with time in another unit: `factor` new units per old one.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { last_order: self.last_order * factor, age: self.age * factor, ..*self }
    }
}

/// How many customers share one history: what the models are fitted on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cell {
    /// The shared history.
    pub history: OrderHistory,
    /// How many customers have it; positive.
    pub weight: f64,
}

/// Groups histories into cells, sorted, so that sums do not depend on the order of customers.
/// Also returns the cell number of each history, in the order given.
#[must_use]
pub fn cells(histories: &[OrderHistory]) -> (Vec<Cell>, Vec<u32>) {
    let mut order: Vec<u32> = (0..histories.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| {
        let (p, q) = (&histories[a as usize], &histories[b as usize]);
        p.repeat_orders
            .cmp(&q.repeat_orders)
            .then(p.last_order.total_cmp(&q.last_order))
            .then(p.age.total_cmp(&q.age))
            .then(a.cmp(&b))
    });
    let mut cells: Vec<Cell> = Vec::new();
    let mut of = vec![0; histories.len()];
    for i in order {
        let history = histories[i as usize];
        match cells.last_mut() {
            Some(cell) if cell.history == history => cell.weight += 1.0,
            _ => cells.push(Cell { history, weight: 1.0 }),
        }
        of[i as usize] = (cells.len() - 1) as u32;
    }
    (cells, of)
}

/// What one customer's order days come to, by the stated conventions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// Orders after the first, one a day.
    pub repeat_orders: u32,
    /// First order day, in days since any fixed day.
    pub first_day: i32,
    /// Last order day.
    pub last_day: i32,
    /// Repeat order days whose amount is positive: only these speak of spend.
    pub paid_repeat_orders: u32,
    /// Sum of the positive amounts of repeat order days, minor units.
    pub repeat_amount_minor: i64,
    /// Sum of all amounts, first order included, minor units.
    pub total_amount_minor: i64,
}

/// Summarises order days `(day, net amount in minor units)`, sorted by day, one entry a day.
/// `None` for no day. The first order is not a repeat order and its amount not repeat spend.
#[must_use]
pub fn summary(days: impl IntoIterator<Item = (i32, i64)>) -> Option<Summary> {
    let mut days = days.into_iter();
    let (first_day, first_amount) = days.next()?;
    let start = Summary {
        repeat_orders: 0,
        first_day,
        last_day: first_day,
        paid_repeat_orders: 0,
        repeat_amount_minor: 0,
        total_amount_minor: first_amount,
    };
    Some(days.fold(start, |mut s, (day, amount)| {
        s.repeat_orders += 1;
        s.last_day = day;
        s.paid_repeat_orders += u32::from(amount > 0);
        s.repeat_amount_minor = s.repeat_amount_minor.saturating_add(amount.max(0));
        s.total_amount_minor = s.total_amount_minor.saturating_add(amount);
        s
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_histories_are_refused() {
        assert!(OrderHistory::new(0, 0.0, 0.0).is_ok());
        assert!(OrderHistory::new(2, 30.43, 38.86).is_ok());
        for (x, t_x, t) in [(1, 0.0, 5.0), (0, 1.0, 5.0), (1, 6.0, 5.0), (0, 0.0, -1.0), (0, 0.0, f64::NAN)] {
            assert!(OrderHistory::new(x, t_x, t).is_err(), "{x} {t_x} {t}");
        }
    }

    #[test]
    fn the_first_order_is_neither_repeat_order_nor_repeat_spend() {
        let s = summary([(10, 500), (12, 300), (40, 0)]).unwrap();
        assert_eq!((s.repeat_orders, s.first_day, s.last_day), (2, 10, 40));
        assert_eq!((s.paid_repeat_orders, s.repeat_amount_minor, s.total_amount_minor), (1, 300, 800));
        assert_eq!(summary([]), None);
    }

    #[test]
    fn cells_count_equal_histories() {
        let h = |x, t_x, t| OrderHistory::new(x, t_x, t).unwrap();
        let (cells, of) = cells(&[h(1, 2.0, 9.0), h(0, 0.0, 9.0), h(1, 2.0, 9.0)]);
        assert_eq!(of, [1, 0, 1]);
        assert_eq!(cells[1].weight, 2.0);
    }
}
