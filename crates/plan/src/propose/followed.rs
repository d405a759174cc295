//! Cohorts followed by age, beside how many of them were there.
//!
//! Where contracts begin and end, who was there is counted. Where nobody says goodbye it is worked out: of
//! the n who joined in a month, n S(a) are there at age a, with S the product of the stages' retention. What
//! the orders of each of them say on the last day corrects that: where they say k times as many as the model
//! would have of such a cohort, the cohort counts n S(a) (1 + (k - 1) a / A) at every age a up to its age A in
//! the last month. So all who joined are there when they join, those of today are those the orders speak of,
//! and both lie on the measure by which the stages' numbers are divided.

use std::ops::RangeInclusive;

use facts::Month;

use super::{Cell, Counted, Measured, STAGES};
use crate::strategy::{BaseAge, MOST_AGE_MONTHS};

/// Months of complaints that say how the company runs today.
const RECENT: i32 = 12;
/// Complaints expected of months without any that make it a matter of records: chance would leave them out
/// in one of a hundred cases.
const SILENT: f64 = 4.605;

/// Kinds of sums in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Margin,
    Orders,
    Complaints,
}

/// Cohorts followed by age.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    /// First month, as an index.
    first: i32,
    /// Joined, from the first month on.
    joined: Vec<f64>,
    /// By cohort and age: how many are there.
    present: Vec<Vec<f64>>,
    /// Share of each stage that stays to the next month.
    staying: Vec<f64>,
    /// By cohort and age: margin, orders, complaints.
    cells: Vec<Vec<[f64; 3]>>,
}

impl Followed {
    pub(crate) fn new(counted: &Counted, retention: &[Measured]) -> Self {
        let first = counted.months.first().map_or(counted.last_month, |m| m.0).index();
        let months = (counted.last_month.index() - first + 1).max(0) as usize;
        let mut joined = vec![0.0; months];
        for (month, m) in &counted.months {
            if let Some(n) = usize::try_from(month.index() - first).ok().and_then(|i| joined.get_mut(i)) {
                *n = m.joined;
            }
        }
        let mut cells: Vec<Vec<[f64; 3]>> = (0..months).map(|c| vec![[0.0; 3]; months - c]).collect();
        let mut seen: Vec<Vec<f64>> = (0..months).map(|c| vec![0.0; months - c]).collect();
        let mut is_counted = false;
        for Cell { joined, age_months, margin, orders, complaints, present } in &counted.cells {
            let place = usize::try_from(joined - first).ok().map(|c| (c, *age_months as usize));
            let Some((c, age)) = place.filter(|(c, age)| *c < months && *age < months - c) else { continue };
            for (sum, more) in cells[c][age].iter_mut().zip([margin, orders, complaints]) {
                *sum += more;
            }
            if let Some(present) = present {
                is_counted = true;
                seen[c][age] += present;
            }
        }
        let staying: Vec<f64> = retention.iter().map(|r| r.value).collect();
        let present = if is_counted { seen } else { worked_out(counted, &joined, &staying) };
        Self { first, joined, present, staying, cells }
    }

    /// Months that are followed.
    pub(super) const fn months(&self) -> usize {
        self.joined.len()
    }

    /// Customers who are there at the end, by age, as the stages' numbers count them.
    pub(super) fn base(&self) -> Vec<BaseAge> {
        let mut base: Vec<BaseAge> = Vec::new();
        for ages in self.present.iter().rev() {
            let age_months = (ages.len().max(1) as u32 - 1).min(MOST_AGE_MONTHS);
            let customers = ages.last().copied().unwrap_or(0.0);
            match base.last_mut() {
                Some(last) if last.age_months == age_months => last.customers += customers,
                _ => base.push(BaseAge { age_months, customers }),
            }
        }
        base.retain(|b| b.customers > 0.0 && b.customers.is_finite());
        base
    }

    /// Margin of a stage, cohort by cohort, with the customer-months that paid it. Money of the month of
    /// joining is paid at age 1.
    pub(super) fn paid(&self, stage: usize) -> Vec<(f64, f64)> {
        let ages = ages_of(stage);
        let from = if stage == JOINING + 1 { 0 } else { ages.start };
        let pairs = self.cells.iter().zip(&self.present).map(|(cells, present)| {
            // Whoever is younger has not shown all of the first money.
            let until = ages.end.min(cells.len());
            let there: f64 = present.get(ages.start..until).unwrap_or_default().iter().sum();
            let sum = cells.get(from..until).unwrap_or_default().iter().map(|c| c[Kind::Margin as usize]);
            (if until > ages.start { sum.sum() } else { 0.0 }, there)
        });
        pairs.filter(|(sum, there)| *there > 0.0 || *sum != 0.0).collect()
    }

    /// Complaints of a stage in some months, and months of customers present in it from the month after
    /// joining on: so many that their ratio is the rate by which the months of a scenario go. There, what
    /// happens in the month of joining counts in the next, for those who are still there.
    pub(super) fn complained(&self, stage: usize, months: &RangeInclusive<i32>) -> (f64, f64) {
        let sum = |age: usize| {
            let seen =
                self.cells.iter().zip(&self.present).enumerate().filter_map(|(c, (cells, present))| {
                    let at = self.first + c as i32 + age as i32;
                    months
                        .contains(&at)
                        .then_some((cells.get(age)?[Kind::Complaints as usize], present.get(age)?))
                });
            seen.fold((0.0, 0.0), |(complaints, there), (x, n)| (complaints + x, there + n))
        };
        let ages = ages_of(stage);
        let (complaints, there) = (ages.start..ages.end.min(self.months()))
            .map(&sum)
            .fold((0.0, 0.0), |(complaints, there), (x, n)| (complaints + x, there + n));
        if stage != JOINING + 1 {
            return (complaints, there);
        }
        let (early, joined) = sum(0);
        let stays = self.staying.first().copied().unwrap_or(1.0);
        let rate = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let each = rate(early, joined * stays) + rate(complaints, there);
        let all = early + complaints;
        (all, if each > 0.0 { all / each } else { there })
    }

    /// Customers expected to be there before a month begins.
    pub(crate) fn there(&self, month: Month) -> f64 {
        let mut sum = 0.0;
        self.each_age(Month::from_index(month.index() - 1), |_, n| sum += n);
        sum
    }

    /// Share that stays from this age to the next.
    pub(crate) fn staying(&self, age: u32) -> f64 {
        self.staying.get(stage_of(age as usize)).copied().unwrap_or(1.0)
    }

    /// Every age of customers expected to be there in a month, with how many they are.
    pub(crate) fn each_age(&self, month: Month, mut each: impl FnMut(u32, f64)) {
        let at = month.index() - self.first;
        for (c, ages) in self.present.iter().enumerate() {
            let age = usize::try_from(at - c as i32).ok();
            if let Some((age, there)) = age.and_then(|a| ages.get(a).map(|p| (a, p))) {
                each(age as u32, *there);
            }
        }
    }

    /// Orders of a cohort at an age.
    pub(super) fn orders(&self, cohort: usize, age: usize) -> f64 {
        self.cells.get(cohort).and_then(|cells| cells.get(age)).map_or(0.0, |c| c[Kind::Orders as usize])
    }

    /// Customers who joined in each month, oldest first.
    pub(super) fn joined(&self) -> &[f64] {
        &self.joined
    }

    /// Margin of the month of joining and customers who joined, by cohort.
    pub(super) fn first_paid(&self) -> Vec<(f64, f64)> {
        let cohorts = self.cells.iter().zip(&self.joined);
        cohorts
            .filter_map(|(cells, joined)| Some((cells.first()?[Kind::Margin as usize], *joined)))
            .filter(|p| p.1 > 0.0)
            .collect()
    }

    /// The months in which complaints were on record: all that there are, but for those before the first
    /// and after the last complaint where so long a silence is no chance. None without any complaint.
    pub(super) fn recorded(&self, counted: &Counted) -> Option<RangeInclusive<i32>> {
        let months: Vec<(i32, f64, f64)> = counted
            .months
            .iter()
            .map(|(month, m)| {
                let mut there = 0.0;
                self.each_age(*month, |_, n| there += n);
                (month.index(), m.complaints, there)
            })
            .collect();
        let first = months.iter().position(|m| m.1 > 0.0)?;
        let last = months.iter().rposition(|m| m.1 > 0.0)?;
        let sums = |some: &[(i32, f64, f64)]| some.iter().fold((0.0, 0.0), |(c, t), m| (c + m.1, t + m.2));
        let (complaints, there) = sums(&months[first..=last]);
        // The one that opens the records says nothing of how often they come.
        let rate = if there > 0.0 { (complaints - 1.0).max(0.0) / there } else { 0.0 };
        let silence = |some: &[(i32, f64, f64)]| rate * sums(some).1 > SILENT;
        let from = if silence(&months[..first]) { first } else { 0 };
        let until = if silence(&months[last + 1..]) { last } else { months.len() - 1 };
        Some(months[from].0..=months[until].0)
    }

    /// The last year of these months.
    pub(super) fn last_year(months: &RangeInclusive<i32>) -> RangeInclusive<i32> {
        *months.start().max(&(months.end() - RECENT + 1))..=*months.end()
    }
}

/// The stage in which customers join.
const JOINING: usize = 0;

/// How many of each cohort are there at each age, where nobody says goodbye.
fn worked_out(counted: &Counted, joined: &[f64], staying: &[f64]) -> Vec<Vec<f64>> {
    let months = joined.len();
    let mut share = Vec::with_capacity(months);
    let mut there = 1.0;
    for age in 0..months {
        share.push(there);
        there *= staying.get(stage_of(age)).copied().unwrap_or(1.0);
    }
    // Those of today: what the orders of each say, against what the model expects of such a cohort.
    let mut today = vec![0.0; months];
    for one in &counted.base {
        let Some(said) = today.get_mut(one.age_months as usize) else { continue };
        let (age, on_measure) = (f64::from(one.age_months), share[one.age_months as usize]);
        let by_model = counted.staying.as_ref().and_then(|s| s.there(age + one.later_months));
        *said += one.customers * by_model.filter(|by| *by > 0.0).map_or(1.0, |by| on_measure / by);
    }
    let cohorts = joined.iter().enumerate();
    cohorts
        .map(|(c, joined)| {
            let oldest = months - c - 1;
            let more = if oldest > 0 && share[oldest] > 0.0 && !counted.base.is_empty() {
                (today[oldest] / share[oldest] - joined) / oldest as f64
            } else {
                0.0
            };
            (0..=oldest).map(|age| (share[age] * (joined + more * age as f64)).max(0.0)).collect()
        })
        .collect()
}

/// The stage of an age.
fn stage_of(age: usize) -> usize {
    STAGES.iter().position(|(_, until)| until.is_none_or(|limit| age < limit as usize)).unwrap_or(0)
}

fn ages_of(stage: usize) -> std::ops::Range<usize> {
    let start = if stage == 0 { 0 } else { STAGES[stage - 1].1.unwrap_or(0) as usize };
    start..STAGES[stage].1.map_or(usize::MAX, |limit| limit as usize)
}
