//! What a filter finds, together.

use facts::{Day, Month};
use models::health::Health;
use rayon::prelude::*;

use crate::{Book, Filter, Stage, columns::NO_HEALTH, test::Tests};

/// What a filter finds, together. Where a figure is not known it counts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Customers.
    pub customers: u64,
    /// Sum of revenue so far.
    pub spend: f64,
    /// Sum of expected value.
    pub value: f64,
    /// Sum of value at risk.
    pub at_risk: f64,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            customers: self.customers + other.customers,
            spend: self.spend + other.spend,
            value: self.value + other.value,
            at_risk: self.at_risk + other.at_risk,
        }
    }
}

/// Rows of a chunk. The chunks are fixed and their sums are added in order, so that the same book
/// gives the same digits on any number of threads.
const CHUNK: usize = 1 << 15;

impl Book {
    /// What a filter finds, together.
    #[must_use]
    pub fn totals(&self, filter: &Filter) -> Totals {
        let mut totals = self.grouped(filter, 1, |_| 0)[0];
        if filter.finds_prospects(self) {
            totals.customers += self.prospects.len() as u64;
        }
        totals
    }

    /// The same by stage, in the order of [`Stage::ALL`]; prospects are counted where the filter is
    /// empty or asks for them.
    #[must_use]
    pub fn totals_by_stage(&self, filter: &Filter) -> [Totals; Stage::ALL.len()] {
        let groups = self.grouped(filter, Stage::ALL.len(), |row| self.columns.stage[row] as usize);
        let mut totals: [Totals; Stage::ALL.len()] = std::array::from_fn(|at| groups[at]);
        if filter.all.is_empty() || filter.finds_prospects(self) {
            totals[Stage::Prospect.index()].customers += self.prospects.len() as u64;
        }
        totals
    }

    /// The same by class of health, in the order of [`Health::ALL`]; without those of whom it is not
    /// known.
    #[must_use]
    pub fn totals_by_health(&self, filter: &Filter) -> [Totals; Health::ALL.len()] {
        let groups = self.grouped(filter, Health::ALL.len() + 1, |row| match self.columns.health[row] {
            NO_HEALTH => Health::ALL.len(),
            class => class as usize,
        });
        std::array::from_fn(|at| groups[at])
    }

    /// The same by month of the first order, earliest first; months of nobody are left out.
    #[must_use]
    pub fn totals_by_cohort(&self, filter: &Filter) -> Vec<(Month, Totals)> {
        let month = |day: i32| Day::from_epoch(day).map_or(0, |day| day.month().index());
        let days = &self.columns.first_day;
        let (Some(first), Some(last)) = (days.par_iter().min(), days.par_iter().max()) else {
            return Vec::new();
        };
        let first = month(*first);
        let months = usize::try_from(month(*last) - first).unwrap_or(0) + 1;
        self.grouped(filter, months, |row| usize::try_from(month(days[row]) - first).unwrap_or(0))
            .into_iter()
            .zip(first..)
            .filter(|(totals, _)| totals.customers > 0)
            .map(|(totals, index)| (Month::from_index(index), totals))
            .collect()
    }

    fn grouped(&self, filter: &Filter, groups: usize, group: impl Fn(usize) -> usize + Sync) -> Vec<Totals> {
        let tests = Tests::new(self, filter);
        let known = |x: f64| if x.is_nan() { 0.0 } else { x };
        let columns = &self.columns;
        let parts: Vec<Vec<Totals>> = (0..self.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut sums = vec![Totals::default(); groups];
                for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(self.len()) {
                    if tests.hold(row)
                        && let Some(sum) = sums.get_mut(group(row))
                    {
                        sum.customers += 1;
                        sum.spend += known(columns.spend[row]);
                        sum.value += known(columns.value[0][row]);
                        sum.at_risk += known(columns.at_risk[row]);
                    }
                }
                sums
            })
            .collect();
        parts.into_iter().fold(vec![Totals::default(); groups], |all, part| {
            all.into_iter().zip(part).map(|(a, b)| a.plus(b)).collect()
        })
    }
}
