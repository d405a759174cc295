//! What contracts are expected to pay: one contract, and sums with their intervals.
//!
//! Everything here is counted in payments; whoever knows the price multiplies. The number of
//! further renewals of one contract has an exact distribution, and its discounted payments rise
//! with that number, so both have the same interval. Sums add means and variances; the doubt about
//! the parameters, which all contracts share, is added from a few points of their normal law.

use std::collections::BTreeMap;

use models::{
    estimate::{Estimate, Level},
    fit::Fit,
    forecast::{DOUBT_PER_CUSTOMER_BELOW, count_interval, parameter_steps, sum_interval},
    sbg::Sbg,
};

/// Days in a month of the horizon: a twelfth of 365.25.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// What decides what a running contract may pay; contracts alike share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outlook {
    /// Renewals so far.
    pub renewals: u32,
    /// Renewal dates ahead.
    pub chances: u32,
    /// Month ahead, from 1, in which the first of them lies.
    pub first_month: u32,
    /// Days until the first of them.
    pub first_days: i32,
}

/// How payments ahead are counted.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// Months between renewals.
    pub step_months: u32,
    /// Months ahead; sums are told for the end of each.
    pub months: u32,
    /// Continuous discount rate per day.
    pub rate_per_day: f64,
    /// Level of the intervals.
    pub level: Level,
}

/// What a contract with one outlook is expected to pay.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// Chance to be renewed at the next date.
    pub renewal: f64,
    /// Payments.
    pub payments: Estimate,
    /// Payments, discounted.
    pub discounted: Estimate,
}

/// What a group of contracts is expected to pay.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Payments.
    pub payments: Estimate,
    /// Payments, discounted.
    pub discounted: Estimate,
}

/// The forecast of all running contracts.
pub struct Ahead {
    /// One a distinct outlook.
    pub expected: Vec<Expected>,
    /// The outlook of each contract; `None` of those that do not run.
    pub outlook_of: Vec<Option<u32>>,
    /// All together.
    pub total: Group,
    /// Discounted payments from now to the end of each month.
    pub by_month: Vec<Estimate>,
    /// Whether the doubt about the parameters is in the intervals.
    pub doubt: bool,
    numbers: Vec<Numbers>,
    points: usize,
    level: Level,
}

/// Means and variances of one outlook, by the points of the parameters too.
struct Numbers {
    payments: Moments,
    discounted: Moments,
}

#[derive(Debug, Clone, Default)]
struct Moments {
    mean: f64,
    variance: f64,
    most: f64,
    /// The mean at each point of the parameters.
    at: Vec<f64>,
}

impl Moments {
    fn add(&mut self, other: &Self, times: f64) {
        self.mean += times * other.mean;
        self.variance += times * other.variance;
        self.most += times * other.most;
        self.at.resize(other.at.len(), 0.0);
        for (to, from) in self.at.iter_mut().zip(&other.at) {
            *to += times * from;
        }
    }

    fn estimate(&self, level: Level) -> Estimate {
        let doubt =
            self.at.iter().map(|at| (at - self.mean).powi(2)).sum::<f64>() / self.at.len().max(1) as f64;
        let found = sum_interval(self.mean, self.variance + doubt, level);
        // Nobody pays more often than there are dates.
        Estimate { low: found.low.min(self.most), high: found.high.min(self.most), ..found }
    }
}

impl Ahead {
    /// Forecasts contracts with these outlooks; `None` for those that do not run.
    pub fn new(fit: &Fit<Sbg>, outlooks: &[Option<Outlook>], counting: &Counting) -> Self {
        let points = points(fit);
        let running = outlooks.iter().flatten().count();
        let mut weights: BTreeMap<Outlook, u32> = outlooks.iter().flatten().map(|&o| (o, 0)).collect();
        for (number, place) in weights.values_mut().enumerate() {
            *place = number as u32;
        }
        let outlook_of: Vec<Option<u32>> = outlooks.iter().map(|o| o.map(|o| weights[&o])).collect();
        let mut times = vec![0.0; weights.len()];
        for &place in outlook_of.iter().flatten() {
            times[place as usize] += 1.0;
        }
        // As elsewhere: of many customers, one's own chance outweighs the doubt by far.
        let views: &[Sbg] = if running < DOUBT_PER_CUSTOMER_BELOW { &points } else { &[] };
        let months = counting.months as usize;
        let mut by_month = vec![Moments::default(); months];
        let (mut expected, mut numbers) = (Vec::new(), Vec::new());
        for (outlook, &times) in weights.keys().zip(&times) {
            let (one, sums, monthly) = one(&fit.model, &points, views, outlook, counting);
            for (to, from) in by_month.iter_mut().zip(&monthly) {
                to.add(from, times);
            }
            expected.push(one);
            numbers.push(sums);
        }
        let mut ahead = Self {
            expected,
            outlook_of,
            total: Group::default(),
            by_month: by_month.iter().map(|m| m.estimate(counting.level)).collect(),
            doubt: !points.is_empty(),
            numbers,
            points: points.len(),
            level: counting.level,
        };
        let all = vec![0; outlooks.len()];
        ahead.total = ahead.groups(&all, 1).remove(0);
        ahead
    }

    /// Sums by group; `of` holds the group of each contract.
    pub fn groups(&self, of: &[u32], groups: usize) -> Vec<Group> {
        // Contracts are counted first, so that the sums do not depend on their order.
        let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for (&group, outlook) in of.iter().zip(&self.outlook_of) {
            if let Some(outlook) = outlook {
                *counts.entry((group, *outlook)).or_default() += 1.0;
            }
        }
        let empty = Moments { at: vec![0.0; self.points], ..Moments::default() };
        let mut sums = vec![(empty.clone(), empty); groups];
        for ((group, outlook), times) in counts {
            if let Some((payments, discounted)) = sums.get_mut(group as usize) {
                let numbers = &self.numbers[outlook as usize];
                payments.add(&numbers.payments, times);
                discounted.add(&numbers.discounted, times);
            }
        }
        sums.iter()
            .map(|(p, d)| Group { payments: p.estimate(self.level), discounted: d.estimate(self.level) })
            .collect()
    }

    /// What contract `i` is expected to pay; nothing where it does not run.
    pub fn of(&self, i: usize) -> Option<&Expected> {
        self.outlook_of.get(i).copied().flatten().map(|o| &self.expected[o as usize])
    }
}

/// Points of the parameters; empty where the fit has no covariance.
fn points(fit: &Fit<Sbg>) -> Vec<Sbg> {
    let [alpha, beta] = fit.model.parameters();
    let steps = parameter_steps(&fit.log_covariance, 2);
    steps.iter().filter_map(|s| Sbg::new(alpha * s[0].exp(), beta * s[1].exp()).ok()).collect()
}

fn one(
    model: &Sbg,
    points: &[Sbg],
    views: &[Sbg],
    outlook: &Outlook,
    counting: &Counting,
) -> (Expected, Numbers, Vec<Moments>) {
    let step_days = f64::from(counting.step_months) * MONTH_DAYS;
    let worth: Vec<f64> = (0..outlook.chances)
        .map(|j| (-counting.rate_per_day * (f64::from(outlook.first_days) + f64::from(j) * step_days)).exp())
        .collect();
    let paid: Vec<f64> = std::iter::once(0.0)
        .chain(worth.iter().scan(0.0, |sum, w| {
            *sum += w;
            Some(*sum)
        }))
        .collect();
    let units = vec![1.0; worth.len()];
    let mut payments = running(model, outlook.renewals, &units);
    let mut discounted = running(model, outlook.renewals, &worth);
    for point in points {
        for (moments, worth) in [(&mut payments, &units), (&mut discounted, &worth)] {
            for (m, p) in moments.iter_mut().zip(running(point, outlook.renewals, worth)) {
                m.at.push(p.mean);
            }
        }
    }
    let last = |moments: &[Moments]| {
        let none = Moments { at: vec![0.0; points.len()], ..Moments::default() };
        moments.last().cloned().unwrap_or(none)
    };
    let numbers = Numbers { payments: last(&payments), discounted: last(&discounted) };
    let (low, high) = interval(model, views, outlook, counting.level);
    let expected = Expected {
        renewal: model.retention(outlook.renewals + 1),
        payments: Estimate { expected: numbers.payments.mean, low: f64::from(low), high: f64::from(high) },
        discounted: Estimate {
            expected: numbers.discounted.mean,
            low: paid[low as usize],
            high: paid[high as usize],
        },
    };
    let none = Moments { at: vec![0.0; points.len()], ..Moments::default() };
    let monthly = (1..=counting.months)
        .map(|month| {
            let due = match month.checked_sub(outlook.first_month) {
                None => 0,
                Some(_) if counting.step_months == 0 => outlook.chances,
                Some(later) => (later / counting.step_months + 1).min(outlook.chances),
            };
            if due == 0 { none.clone() } else { discounted[due as usize - 1].clone() }
        })
        .collect();
    (expected, numbers, monthly)
}

/// Mean and variance of what is paid up to each date ahead: with S(j) the chance to be renewed at
/// the first j dates and D(j) the worth of the first j payments, `E[V²] = Σ S(j) (D(j)² - D(j-1)²)`.
fn running(model: &Sbg, renewals: u32, worth: &[f64]) -> Vec<Moments> {
    let (mut survival, mut mean, mut square, mut paid) = (1.0, 0.0, 0.0, 0.0);
    (1..)
        .zip(worth)
        .map(|(j, &w)| {
            survival *= model.retention(renewals + j);
            mean += survival * w;
            square += survival * w * (w + 2.0 * paid);
            paid += w;
            Moments { mean, variance: (square - mean * mean).max(0.0), most: paid, at: Vec::new() }
        })
        .collect()
}

/// Interval of the number of renewals, over the views of the parameters where there are some.
fn interval(model: &Sbg, views: &[Sbg], outlook: &Outlook, level: Level) -> (u32, u32) {
    let mut mean = Vec::new();
    model.renewal_probabilities(outlook.renewals, outlook.chances, &mut mean);
    if !views.is_empty() {
        let mut one = Vec::new();
        mean.fill(0.0);
        for view in views {
            view.renewal_probabilities(outlook.renewals, outlook.chances, &mut one);
            for (to, from) in mean.iter_mut().zip(&one) {
                *to += from / views.len() as f64;
            }
        }
    }
    count_interval(&mean, level)
}

#[cfg(test)]
mod tests {
    use models::sbg::{Sbg, survivors};

    use super::*;

    fn regular() -> Fit<Sbg> {
        Sbg::fit(&survivors(&[1000.0, 869.0, 743.0, 653.0, 593.0, 551.0, 517.0, 491.0]).unwrap())
    }

    fn counting(rate_per_day: f64) -> Counting {
        Counting { step_months: 12, months: 60, rate_per_day, level: Level::default() }
    }

    fn outlook(renewals: u32) -> Outlook {
        Outlook { renewals, chances: 5, first_month: 12, first_days: 365 }
    }

    #[test]
    fn one_contract_is_as_the_model_says() {
        let fit = regular();
        let ahead = Ahead::new(&fit, &[Some(outlook(3)), None], &counting(0.0));
        let one = ahead.of(0).unwrap();
        assert!((one.payments.expected - fit.model.expected_renewals(3, 5)).abs() < 1e-12);
        assert!((one.discounted.expected - one.payments.expected).abs() < 1e-12);
        assert!(ahead.of(1).is_none());
        let variance = ahead.numbers[0].payments.variance;
        assert!((variance - fit.model.renewals_variance(3, 5)).abs() < 1e-12);
    }

    #[test]
    fn discounted_payments_are_the_residual_lifetime() {
        let fit = regular();
        let year = 0.1_f64;
        let rate = year.ln_1p() / 365.25;
        let ahead = Ahead::new(&fit, &[Some(outlook(2))], &counting(rate));
        let at_decision = fit.model.residual_payments_within(2, 5, year);
        let wanted = at_decision * (-rate * 365.0).exp();
        assert!((ahead.total.discounted.expected / wanted - 1.0).abs() < 1e-9);
    }

    #[test]
    fn months_add_up_to_the_total_and_groups_to_all() {
        let fit = regular();
        let outlooks: Vec<Option<Outlook>> = (0..400).map(|i| (i % 5 > 0).then(|| outlook(i % 4))).collect();
        let ahead = Ahead::new(&fit, &outlooks, &counting(1e-4));
        let last = ahead.by_month.last().unwrap();
        assert!((last.expected - ahead.total.discounted.expected).abs() < 1e-9);
        assert_eq!(ahead.by_month[10].expected, 0.0);
        assert!(ahead.by_month[11].expected > 0.0);
        let of: Vec<u32> = (0..400).map(|i| i % 3).collect();
        let groups = ahead.groups(&of, 3);
        let sum: f64 = groups.iter().map(|g| g.payments.expected).sum();
        assert!((sum - ahead.total.payments.expected).abs() < 1e-9);
        assert!(ahead.total.payments.low < sum && sum < ahead.total.payments.high);
    }
}
