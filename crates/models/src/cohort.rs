//! Cohorts: what customers won together brought since, and whether they have paid back.
//!
//! Age is counted in months from each customer's own first month (age 0), so a cohort may be a
//! month, a quarter, a channel or all of these crossed. An age is shown only when *all* of the
//! cohort's customers have lived through it in full: otherwise the youngest would pull every
//! average down at its end. Margins are as they came, not discounted.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    estimate::{Estimate, Level},
    special::normal_quantile,
};

/// What one customer did in one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activity {
    /// Index of the customer.
    pub customer: u32,
    /// Month, counted from any fixed one.
    pub month: i32,
    /// Orders in it.
    pub orders: u32,
    /// Their margin, money.
    pub margin: f64,
}

/// What cohorts are made of; one entry a customer where not said otherwise.
#[derive(Debug, Clone, Copy)]
pub struct CohortInput<'a> {
    /// Month of the first order.
    pub first_month: &'a [i32],
    /// The cohort; `cohorts` or above for none.
    pub cohort_of: &'a [u32],
    /// How many cohorts there are.
    pub cohorts: usize,
    /// Customers' months with orders, best sorted by customer and month.
    pub activity: &'a [Activity],
    /// The last month that is over.
    pub last_full_month: i32,
    /// What each cohort cost to win, in all; empty or `None` where unknown.
    pub cost: &'a [Option<f64>],
    /// Probability with which the intervals are meant to hold the mean.
    pub level: Level,
}

/// One cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cohort {
    /// Customers.
    pub customers: usize,
    /// Margin so far, all months, also those not over yet and ages not all have reached.
    pub margin_to_date: f64,
    /// Ages lived through in full by all, from 0 on; empty for a cohort too young.
    pub ages: Vec<CohortAge>,
    /// Acquisition cost per customer.
    pub cost_per_customer: Option<f64>,
    /// Lowest point of cumulative margin less cost, per customer.
    pub trough: Option<Trough>,
    /// Whether and when the cost was earned back.
    pub payback: Payback,
}

/// A cohort at one age.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CohortAge {
    /// Months since the month of the first order.
    pub age: u32,
    /// Share of customers who ordered in that month; 1 at age 0.
    pub ordering: f64,
    /// Share of customers who had returned (placed a second order) by the end of it.
    pub returned: f64,
    /// Margin of the month per customer.
    pub margin: f64,
    /// Margin up to the end of the month per customer.
    pub cumulative: f64,
    /// Interval of the mean of customers like these, by its standard error; `None` for a single one.
    pub interval: Option<(f64, f64)>,
}

/// The deepest point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trough {
    /// Age at whose end it was reached; `None` at the very beginning, when only the cost was there.
    pub age: Option<u32>,
    /// Cumulative margin less cost, per customer.
    pub per_customer: f64,
}

/// Whether a cohort has earned its cost back, as far as it was observed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum Payback {
    /// The cost is not known, or no age is complete.
    Unknown,
    /// From this age on cumulative margin covers the cost.
    Reached {
        /// Age in months.
        age: u32,
        /// Age from which the upper end of the interval covers it.
        earliest: Option<u32>,
        /// Age from which the lower end covers it; `None` if not yet.
        latest: Option<u32>,
    },
    /// Not yet at the last complete age.
    NotYet {
        /// The last complete age.
        age: u32,
        /// What is missing per customer.
        missing: f64,
    },
}

/// What is added up for a cohort at one age; sums are turned into running ones at the end.
#[derive(Clone, Copy, Default)]
struct Sums {
    ordering: f64,
    returned: f64,
    margin: f64,
    /// Change of Σ (cumulative margin)².
    square: f64,
}

/// Follows every cohort over its age.
#[must_use]
pub fn cohorts(input: &CohortInput<'_>) -> Vec<Cohort> {
    let mut sizes = vec![0usize; input.cohorts];
    let mut youngest = vec![i32::MIN; input.cohorts];
    for (&cohort, &first) in input.cohort_of.iter().zip(input.first_month) {
        if let Some(size) = sizes.get_mut(cohort as usize) {
            *size += 1;
            youngest[cohort as usize] = youngest[cohort as usize].max(first);
        }
    }
    let mut sums: Vec<Vec<Sums>> = (0..input.cohorts)
        .map(|c| {
            let ages =
                if sizes[c] == 0 { 0 } else { i64::from(input.last_full_month) - i64::from(youngest[c]) + 1 };
            // A century bounds what a wrong month can ask for.
            vec![Sums::default(); ages.clamp(0, 1200) as usize]
        })
        .collect();
    let mut to_date = vec![0.0; input.cohorts];
    for of_one in sorted(input.activity).chunk_by(|a, b| a.customer == b.customer) {
        let customer = of_one[0].customer as usize;
        let (Some(&cohort), Some(&first)) = (input.cohort_of.get(customer), input.first_month.get(customer))
        else {
            continue;
        };
        if let Some(sums) = sums.get_mut(cohort as usize) {
            to_date[cohort as usize] += follow(of_one, first, sums);
        }
    }
    (0..input.cohorts)
        .map(|c| {
            let cost = input.cost.get(c).copied().flatten().filter(|cost| cost.is_finite());
            finish(sizes[c], to_date[c], &sums[c], cost, input.level)
        })
        .collect()
}

fn sorted(activity: &[Activity]) -> Cow<'_, [Activity]> {
    let key = |a: &Activity| (a.customer, a.month);
    if activity.is_sorted_by_key(key) {
        return Cow::Borrowed(activity);
    }
    let mut sorted = activity.to_vec();
    sorted.sort_by_key(key);
    Cow::Owned(sorted)
}

/// One customer's months into the cohort's sums; returns the margin of all of them.
fn follow(months: &[Activity], first: i32, sums: &mut [Sums]) -> f64 {
    let (mut cumulative, mut orders) = (0.0, 0);
    for month in months.chunk_by(|a, b| a.month == b.month) {
        let margin: f64 = month.iter().map(|m| m.margin).sum();
        let placed = month.iter().fold(0u32, |sum, m| sum.saturating_add(m.orders));
        let before = cumulative;
        cumulative += margin;
        let age = i64::from(month[0].month) - i64::from(first);
        if let Some(sum) = usize::try_from(age).ok().and_then(|age| sums.get_mut(age)) {
            sum.ordering += f64::from(u8::from(placed > 0));
            sum.returned += f64::from(u8::from(orders < 2 && placed.saturating_add(orders) >= 2));
            sum.margin += margin;
            sum.square += cumulative * cumulative - before * before;
        }
        orders = placed.saturating_add(orders);
    }
    cumulative
}

fn finish(customers: usize, to_date: f64, sums: &[Sums], cost: Option<f64>, level: Level) -> Cohort {
    let n = customers.max(1) as f64;
    let z = normal_quantile(1.0 - level.tail());
    let mut running = Sums::default();
    let ages: Vec<CohortAge> = sums
        .iter()
        .zip(0..)
        .map(|(sum, age)| {
            running.returned += sum.returned;
            running.margin += sum.margin;
            running.square += sum.square;
            let cumulative = running.margin / n;
            let variance = (running.square - n * cumulative * cumulative).max(0.0) / (n - 1.0);
            let error = z * (variance / n).sqrt();
            CohortAge {
                age,
                ordering: sum.ordering / n,
                returned: running.returned / n,
                margin: sum.margin / n,
                cumulative,
                interval: (customers > 1).then_some((cumulative - error, cumulative + error)),
            }
        })
        .collect();
    let cost_per_customer = cost.filter(|_| customers > 0).map(|c| c / n);
    let trough = cost_per_customer.map(|cost| trough(&ages, cost));
    let payback = cost_per_customer.map_or(Payback::Unknown, |cost| payback(&ages, cost));
    Cohort { customers, margin_to_date: to_date, ages, cost_per_customer, trough, payback }
}

fn trough(ages: &[CohortAge], cost: f64) -> Trough {
    ages.iter().fold(Trough { age: None, per_customer: -cost }, |lowest, age| {
        let net = age.cumulative - cost;
        if net < lowest.per_customer { Trough { age: Some(age.age), per_customer: net } } else { lowest }
    })
}

fn payback(ages: &[CohortAge], cost: f64) -> Payback {
    let Some(last) = ages.last() else { return Payback::Unknown };
    let from = |of: &dyn Fn(&CohortAge) -> f64| stays_above(ages.iter().map(of), cost).map(|i| ages[i].age);
    match from(&|a| a.cumulative) {
        Some(age) => Payback::Reached {
            age,
            earliest: from(&|a| a.interval.map_or(f64::NAN, |i| i.1)),
            latest: from(&|a| a.interval.map_or(f64::NAN, |i| i.0)),
        },
        None => Payback::NotYet { age: last.age, missing: cost - last.cumulative },
    }
}

/// Index from which the values stay at or above the mark up to the end.
fn stays_above(values: impl DoubleEndedIterator<Item = f64> + ExactSizeIterator, mark: f64) -> Option<usize> {
    let all = values.len();
    let above = values.rev().take_while(|v| *v >= mark).count();
    (above > 0).then_some(all - above)
}

/// When a forecast earns what is missing: index into its ends, for the mean and both ends of the
/// interval. `None` where not within the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaybackAhead {
    /// By the mean.
    pub expected: Option<usize>,
    /// By the upper end of the interval.
    pub earliest: Option<usize>,
    /// By the lower end.
    pub latest: Option<usize>,
}

/// First end at which the cumulative forecast covers what is `missing` now (cost less margin to
/// date, both of the whole cohort).
#[must_use]
pub fn payback_ahead(missing: f64, cumulative: &[Estimate]) -> PaybackAhead {
    let first = |of: fn(&Estimate) -> f64| cumulative.iter().position(|e| of(e) >= missing);
    PaybackAhead { expected: first(|e| e.expected), earliest: first(|e| e.high), latest: first(|e| e.low) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(customer: u32, month: i32, orders: u32, margin: f64) -> Activity {
        Activity { customer, month, orders, margin }
    }

    fn input<'a>(activity: &'a [Activity], cost: &'a [Option<f64>]) -> CohortInput<'a> {
        CohortInput {
            first_month: &[10, 10, 11, 14],
            cohort_of: &[0, 0, 0, 1],
            cohorts: 3,
            activity,
            last_full_month: 13,
            cost,
            level: Level::default(),
        }
    }

    #[test]
    fn a_cohort_by_hand() {
        let rows = [
            activity(0, 10, 1, 10.0),
            activity(0, 12, 2, 30.0),
            activity(1, 10, 2, 20.0),
            activity(1, 13, 1, 99.0),
            activity(2, 11, 1, 0.0),
            activity(3, 14, 1, 5.0),
        ];
        let found = cohorts(&input(&rows, &[Some(60.0)]));
        let first = &found[0];
        // The youngest customer came in month 11: ages 0, 1 and 2 are over for all.
        assert_eq!((first.customers, first.ages.len(), first.margin_to_date), (3, 3, 159.0));
        let ordering: Vec<f64> = first.ages.iter().map(|a| 3.0 * a.ordering).collect();
        assert_eq!(ordering, [3.0, 0.0, 1.0]);
        let returned: Vec<f64> = first.ages.iter().map(|a| 3.0 * a.returned).collect();
        assert_eq!(returned, [1.0, 1.0, 2.0]);
        assert_eq!(first.ages[2].cumulative, 20.0);
        // Cumulative 40, 20, 0 per customer: standard deviation 20, error 20/√3.
        let (low, high) = first.ages[2].interval.unwrap();
        assert!((high - low - 2.0 * 1.281_551_565_5 * 20.0 / 3f64.sqrt()).abs() < 1e-6);
        assert_eq!(first.trough, Some(Trough { age: None, per_customer: -20.0 }));
        assert_eq!(first.payback, Payback::Reached { age: 2, earliest: Some(2), latest: None });
    }

    #[test]
    fn the_young_and_the_empty_show_no_age() {
        let rows = [activity(3, 14, 1, 5.0), activity(9, 14, 1, 5.0)];
        let found = cohorts(&input(&rows, &[None, Some(7.0)]));
        assert!(found[1].ages.is_empty());
        assert_eq!((found[1].margin_to_date, found[1].payback), (5.0, Payback::Unknown));
        assert_eq!(found[1].trough.unwrap().per_customer, -7.0);
        assert_eq!((found[2].customers, found[2].cost_per_customer), (0, None));
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let rows = [activity(0, 10, 1, 10.0), activity(0, 12, 2, 30.0), activity(1, 10, 2, 20.0)];
        let mut mixed = rows;
        mixed.reverse();
        assert_eq!(cohorts(&input(&rows, &[])), cohorts(&input(&mixed, &[])));
    }

    #[test]
    fn a_cost_not_yet_earned_is_told_and_looked_for_ahead() {
        let rows = [activity(0, 10, 1, 10.0), activity(1, 10, 1, -40.0), activity(2, 11, 1, 6.0)];
        let found = cohorts(&input(&rows, &[Some(30.0)]));
        assert_eq!(found[0].payback, Payback::NotYet { age: 2, missing: 18.0 });
        assert_eq!(found[0].trough, Some(Trough { age: Some(0), per_customer: -18.0 }));
        let by_end: Vec<Estimate> = (1..=4u32)
            .map(f64::from)
            .map(|m| Estimate { expected: 10.0 * m, low: 5.0 * m, high: 30.0 * m })
            .collect();
        let ahead = payback_ahead(25.0, &by_end);
        assert_eq!(ahead, PaybackAhead { expected: Some(2), earliest: Some(0), latest: None });
    }
}
