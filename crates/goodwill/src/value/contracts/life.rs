//! Contracts by cohort and age, and the curve of what they paid and are expected to pay.

use facts::Month;
use models::{
    estimate::{Estimate, Level},
    fit::Fit,
    sbg::{Contract, Sbg},
    special::normal_quantile,
};

use super::{ahead::Group, book::Book};
use crate::value::{
    period::months_between,
    valuation::{Cohort, CohortPoint, Cohorts, CurvePoint},
};

/// Months of age drawn ahead of what was seen.
const AHEAD_MONTHS: u32 = 24;
/// The average leaves out ages that fewer than this share of contracts have lived.
const LEAST_SHARE: f64 = 0.05;

/// The cohorts by age; `kept` is the margin of one payment, 0 where no price was given.
pub fn cohorts(
    book: &Book,
    fit: Option<&Fit<Sbg>>,
    expected: &[Group],
    total: &Estimate,
    kept: f64,
    level: f64,
) -> Cohorts {
    let step = book.period.months() as u32;
    let z = normal_quantile(1.0 - Level::new(level).unwrap_or_default().tail());
    let followed = follow(book);
    let list: Vec<Cohort> = followed
        .iter()
        .enumerate()
        .map(|(number, f)| {
            let value = expected.get(number).map(|g| g.discounted.scaled(kept));
            Cohort {
                name: book.cohort_names[number].clone(),
                customers: f.contracts as u64,
                acquisition_cost: None,
                to_date: f.payments * kept,
                expected: value.filter(|_| kept != 0.0).map(|v| [v.expected, v.low, v.high]),
                ages: (0..f.ages).map(|age| f.point(age, step, kept, z)).collect(),
                payback_month: None,
                trough_month: None,
            }
        })
        .collect();
    Cohorts {
        period: book.cohorts_by,
        has_costs: false,
        cohorts: list,
        average: average(&followed, fit, total, step, kept, z),
        channels: Vec::new(),
        payback_month: None,
        trough_month: None,
        trough: None,
        balance: Vec::new(),
    }
}

/// One cohort, followed.
struct Followed {
    contracts: f64,
    payments: f64,
    /// Months of age that all of them have lived.
    ages: u32,
    /// Still there after 0, 1, 2 … renewals.
    survivors: Vec<f64>,
}

impl Followed {
    /// Share still there after this month of age's renewal.
    fn share(&self, age: u32, step: u32) -> f64 {
        self.survivors.get((age / step) as usize).map_or(0.0, |s| s / self.contracts)
    }

    /// Mean and variance of one contract's payments until this month of age: the number is above
    /// j with the share still there after j renewals.
    fn paid(&self, age: u32, step: u32) -> (f64, f64) {
        let (mut mean, mut square) = (0.0, 0.0);
        for j in 0..=age / step {
            let share = self.share(j * step, step);
            mean += share;
            square += (2.0 * f64::from(j) + 1.0) * share;
        }
        (mean, (square - mean * mean).max(0.0))
    }

    fn point(&self, age: u32, step: u32, kept: f64, z: f64) -> CohortPoint {
        let (mean, variance) = self.paid(age, step);
        let half = (z * kept * (variance / self.contracts.max(1.0)).sqrt()).abs();
        CohortPoint {
            age_months: age,
            retention: Some(self.share(age, step)),
            margin: kept * mean,
            low: kept * mean - half,
            high: kept * mean + half,
            expected: false,
            customers: self.contracts as u64,
        }
    }
}

fn follow(book: &Book) -> Vec<Followed> {
    let none = || Followed { contracts: 0.0, payments: 0.0, ages: u32::MAX, survivors: Vec::new() };
    let mut followed: Vec<Followed> = book.cohort_names.iter().map(|_| none()).collect();
    for i in 0..book.len() {
        let cohort = &mut followed[book.cohort_of[i] as usize];
        cohort.contracts += 1.0;
        cohort.payments += f64::from(book.paid(i, book.as_of));
        let lived = months_between(book.starts[i], book.as_of).clamp(0, 1200) as u32;
        cohort.ages = cohort.ages.min(lived + 1);
        // There after 0 … n renewals.
        let last = match book.state(i, book.as_of) {
            None => continue,
            Some(Contract::Held(renewals)) => renewals as usize,
            Some(Contract::Ended(periods)) => periods as usize - 1,
        };
        if cohort.survivors.len() <= last {
            cohort.survivors.resize(last + 1, 0.0);
        }
        cohort.survivors[last] += 1.0;
    }
    for cohort in &mut followed {
        // From those whose last renewal it was to those who were there.
        let mut there = 0.0;
        for s in cohort.survivors.iter_mut().rev() {
            there += *s;
            *s = there;
        }
        if cohort.contracts == 0.0 {
            cohort.ages = 0;
        }
    }
    followed
}

/// All cohorts together: each month of age adds what those paid that have lived through it; then
/// the model goes on.
fn average(
    followed: &[Followed],
    fit: Option<&Fit<Sbg>>,
    total: &Estimate,
    step: u32,
    kept: f64,
    z: f64,
) -> Vec<CohortPoint> {
    let oldest = followed.iter().map(|f| f.ages).max().unwrap_or(0);
    let mut points: Vec<CohortPoint> = Vec::new();
    let mut cumulative = 0.0;
    for age in 0..oldest {
        let lived: Vec<&Followed> = followed.iter().filter(|f| f.ages > age).collect();
        let contracts: f64 = lived.iter().map(|f| f.contracts).sum();
        if points.first().is_some_and(|p| contracts < LEAST_SHARE * p.customers as f64) {
            break;
        }
        let there = lived.iter().map(|f| f.contracts * f.share(age, step)).sum::<f64>() / contracts;
        if age.is_multiple_of(step) {
            cumulative += there;
        }
        let variance: f64 =
            lived.iter().map(|f| f.contracts * f.paid(age, step).1).sum::<f64>() / (contracts * contracts);
        let half = (z * kept * variance.sqrt()).abs();
        points.push(CohortPoint {
            age_months: age,
            retention: Some(there),
            margin: kept * cumulative,
            low: kept * cumulative - half,
            high: kept * cumulative + half,
            expected: false,
            customers: contracts as u64,
        });
    }
    if kept == 0.0 {
        return points;
    }
    let (Some(last), Some(fit)) = (points.last().cloned(), fit) else { return points };
    let (below, above) = if total.expected > 0.0 {
        (1.0 - total.low / total.expected, total.high / total.expected - 1.0)
    } else {
        (0.0, 0.0)
    };
    // Those still there at the last age seen go on as the model says.
    let seen = last.age_months / step;
    let there = last.retention.unwrap_or(1.0);
    let mut more = 0.0;
    points.extend((1..=AHEAD_MONTHS.max(2 * step)).map(|month| {
        let age = last.age_months + month;
        if age.is_multiple_of(step) {
            more += there * fit.model.survival_given(seen, age / step - seen);
        }
        let ends = [last.low + kept * more * (1.0 - below), last.high + kept * more * (1.0 + above)];
        CohortPoint {
            age_months: age,
            retention: None,
            margin: last.margin + kept * more,
            low: ends[0].min(ends[1]),
            high: ends[0].max(ends[1]),
            expected: true,
            customers: 0,
        }
    }));
    points
}

/// Margin of all payments at the end of each month until `as_of`, then with what is expected.
pub fn curve(book: &Book, ahead: &[Estimate], kept: f64) -> Vec<CurvePoint> {
    let last = book.as_of.month().index();
    let first = book.starts.iter().map(|s| s.month().index()).min().unwrap_or(last);
    let mut months = vec![0.0; (last - first + 1).max(1) as usize];
    for i in 0..book.len() {
        let start = book.starts[i].month().index() - first;
        for payment in 0..book.paid(i, book.as_of) {
            let month = start + payment as i32 * book.period.months();
            if let Some(sum) = months.get_mut(month as usize) {
                *sum += kept;
            }
        }
    }
    let mut sum = 0.0;
    let mut points: Vec<CurvePoint> = (first..)
        .zip(&months)
        .map(|(month, paid)| {
            sum += paid;
            CurvePoint {
                month: Month::from_index(month),
                to_date: Some(sum),
                expected: None,
                low: None,
                high: None,
            }
        })
        .collect();
    if let Some(here) = points.last_mut().filter(|_| !ahead.is_empty()) {
        (here.expected, here.low, here.high) = (Some(sum), Some(sum), Some(sum));
    }
    points.extend((last + 1..).zip(ahead).map(|(month, paid)| {
        let paid = paid.scaled(kept);
        CurvePoint {
            month: Month::from_index(month),
            to_date: None,
            expected: Some(sum + paid.expected),
            low: Some(sum + paid.low),
            high: Some(sum + paid.high),
        }
    }));
    points
}
