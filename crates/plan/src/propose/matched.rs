//! Orders with a complaint laid against orders like them.
//!
//! A complaint belongs to the last order before it. So whoever orders again soon has had less time to
//! complain of the first order, and orders with a complaint would look as if fewer came after them even where
//! complaints do nothing. Therefore an order with a complaint after d days is laid against orders after which
//! d days had passed, too, without another order and without a complaint. Some of those complain later: left
//! out, they would bring the same slant back.

use std::collections::BTreeMap;

/// Orders that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waited {
    /// Band of age and number of orders before.
    pub band: u32,
    /// Days until the first complaint, and whether all were solved fast; none without one.
    pub complaint: Option<(u32, bool)>,
    /// Days until the next order; none where it did not come in time.
    pub next_days: Option<u32>,
    /// How many of them.
    pub orders: f64,
}

/// Orders with a complaint so many days later, and orders alike in age and number of orders before that had
/// no complaint so far: none of them had been followed by another yet. Of how many, and after how many
/// nothing more was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Matched {
    /// Band of age and number of orders before.
    pub band: u32,
    /// Days from the order to the complaint.
    pub waited_days: u32,
    /// Orders without a complaint by then.
    pub without: f64,
    /// After which nothing came.
    pub without_left: f64,
    /// Orders with a complaint that was solved fast.
    pub fast: f64,
    /// After which nothing came.
    pub fast_left: f64,
    /// Orders with a complaint that was solved late or never.
    pub late: f64,
    /// After which nothing came.
    pub late_left: f64,
}

impl Matched {
    /// Each order with a complaint beside those it is laid against; by band and days, in order.
    pub fn of(orders: &[Waited]) -> Vec<Self> {
        let mut bands: BTreeMap<u32, Vec<&Waited>> = BTreeMap::new();
        for one in orders {
            bands.entry(one.band).or_default().push(one);
        }
        let mut all = Vec::new();
        for (band, orders) in bands {
            let mut days: BTreeMap<u32, Self> = BTreeMap::new();
            for one in &orders {
                let Some((waited_days, fast)) = one.complaint else { continue };
                let at = days.entry(waited_days).or_insert(Self { band, waited_days, ..Self::default() });
                let left = if one.next_days.is_none() { one.orders } else { 0.0 };
                let (many, gone) =
                    if fast { (&mut at.fast, &mut at.fast_left) } else { (&mut at.late, &mut at.late_left) };
                *many += one.orders;
                *gone += left;
            }
            for (waited, at) in &mut days {
                let so_far = |one: &&&Waited| {
                    one.next_days.is_none_or(|next| next > *waited)
                        && one.complaint.is_none_or(|(days, _)| days > *waited)
                };
                for one in orders.iter().filter(so_far) {
                    at.without += one.orders;
                    at.without_left += if one.next_days.is_none() { one.orders } else { 0.0 };
                }
            }
            all.extend(days.into_values());
        }
        all
    }
}
