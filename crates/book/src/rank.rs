//! Where one customer stands among all.

use crate::{Book, Filter, Sort};

/// A place among all customers that have the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// 1 is the greatest; customers with the same figure share the best place among them.
    pub place: usize,
    /// So many have the figure.
    pub of: usize,
}

impl Rank {
    /// The part of all that stand here or better, 0 to 1: 0.01 is the top hundredth.
    #[must_use]
    pub fn top(&self) -> f64 {
        self.place as f64 / self.of.max(1) as f64
    }
}

impl Book {
    /// Where a customer stands by a figure; none where it is not known.
    #[must_use]
    pub fn rank(&self, key: i64, by: Sort) -> Option<Rank> {
        let row = self.row(key)?;
        let figure = self.columns.place(by, row)?;
        let sorted = &self.sorted[by as usize];
        let with = &sorted.rows[..sorted.with];
        let not_above =
            with.partition_point(|row| self.columns.place(by, *row as usize).is_some_and(|x| x <= figure));
        Some(Rank { place: with.len() - not_above + 1, of: with.len() })
    }

    /// Which part of the sum over all customers is this one's, 0 to 1: of value, value at risk or
    /// revenue; none where that is not known, or the sum is not above 0.
    #[must_use]
    pub fn share(&self, key: i64, of: Sort) -> Option<f64> {
        let entry = self.get(key)?;
        let totals = self.totals(&Filter::default());
        let (own, all) = match of {
            Sort::Value => (entry.value?[0], totals.value),
            Sort::AtRisk => (entry.at_risk?, totals.at_risk),
            Sort::Spend => (entry.spend?, totals.spend),
            Sort::Recency | Sort::Orders => return None,
        };
        (all > 0.0 && own >= 0.0).then(|| (own / all).min(1.0))
    }
}
