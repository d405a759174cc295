//! Customers like one: nearest in what a model sees of them.
//!
//! The number of orders and the mean order by their logarithms, silence and age in days; each divided
//! by its standard deviation over the book, so that none outweighs the others by its unit.

use rayon::prelude::*;

use crate::{Book, Entry, columns::Columns};

const DIMENSIONS: usize = 4;
/// Rows of a chunk; fixed, so that sums have the same digits on any number of threads.
const CHUNK: usize = 1 << 15;
/// Nobody looks at more.
const MOST: usize = 1_000;

/// One over the standard deviation of each dimension; 0 where all are alike.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scales([f64; DIMENSIONS]);

impl Scales {
    pub(crate) fn of(columns: &Columns, as_of: i32) -> Self {
        let n = columns.key.len();
        let parts: Vec<[[f64; 3]; DIMENSIONS]> = (0..n.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let mut sums = [[0.0; 3]; DIMENSIONS];
                for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(n) {
                    for (sum, x) in sums.iter_mut().zip(point(columns, row, as_of)) {
                        if !x.is_nan() {
                            sum[0] += 1.0;
                            sum[1] += x;
                            sum[2] += x * x;
                        }
                    }
                }
                sums
            })
            .collect();
        let mut all = [[0.0; 3]; DIMENSIONS];
        for part in parts {
            for (sum, more) in all.iter_mut().zip(part) {
                sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
        Self(all.map(|[n, sum, squares]| {
            let variance = if n > 0.0 { squares / n - (sum / n) * (sum / n) } else { 0.0 };
            if variance > 1e-12 { 1.0 / variance.sqrt() } else { 0.0 }
        }))
    }
}

fn point(columns: &Columns, row: usize, as_of: i32) -> [f64; DIMENSIONS] {
    let orders = f64::from(columns.orders[row]);
    let days = |day: i32| (i64::from(as_of) - i64::from(day)) as f64;
    // Who paid nothing, or was paid back, has no logarithm: a cent an order is as little as nothing.
    let spend = columns.spend[row];
    let spend = if spend.is_nan() { f64::NAN } else { (spend / orders).max(0.01).ln() };
    [orders.ln(), days(columns.last_day[row]), days(columns.first_day[row]), spend]
}

impl Book {
    /// The `most` customers whose buying so far is most like this one's, nearest first, without it.
    #[must_use]
    pub fn neighbours(&self, key: i64, most: usize) -> Vec<Entry> {
        let most = most.min(MOST);
        let Some(own) = self.row(key).filter(|_| most > 0) else { return Vec::new() };
        let here = point(&self.columns, own, self.as_of);
        let mut near: Vec<(u64, usize)> = (0..self.len().div_ceil(CHUNK))
            .into_par_iter()
            .flat_map_iter(|chunk| {
                let mut nearest: Vec<(u64, usize)> = Vec::with_capacity(2 * most);
                let mut bar = (u64::MAX, usize::MAX);
                for row in (chunk * CHUNK..((chunk + 1) * CHUNK).min(self.len())).filter(|row| *row != own) {
                    let mut distance = 0.0;
                    for ((a, b), scale) in
                        here.iter().zip(point(&self.columns, row, self.as_of)).zip(self.scales.0)
                    {
                        // What is known of one of them only tells nothing.
                        let apart = if a.is_nan() || b.is_nan() { 0.0 } else { (a - b) * scale };
                        distance += apart * apart;
                    }
                    // Distances are not negative: their bits are in order.
                    let one = (distance.to_bits(), row);
                    if one < bar {
                        nearest.push(one);
                        if nearest.len() == 2 * most {
                            keep(&mut nearest, most);
                            bar = nearest[most - 1];
                        }
                    }
                }
                keep(&mut nearest, most);
                nearest
            })
            .collect();
        keep(&mut near, most);
        near.into_iter().map(|(_, row)| self.columns.entry(row)).collect()
    }
}

/// The least, in order.
fn keep(nearest: &mut Vec<(u64, usize)>, most: usize) {
    nearest.sort_unstable();
    nearest.truncate(most);
}
