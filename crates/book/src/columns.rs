//! The book in columns: about 150 bytes a customer, the orders of its lists among them.

use facts::Currency;
use models::health::Health;
use rayon::prelude::*;

use crate::{Codes, Entry, Field, Sort, Stage, Words, neighbours::Scales};

/// Every customer with orders, by key; and the keys of those who are known and have none.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(crate) columns: Columns,
    /// Keys of prospects, sorted.
    pub(crate) prospects: Vec<i64>,
    pub(crate) words: Words,
    pub(crate) as_of: i32,
    currency: Option<Currency>,
    /// For each way to sort: the rows that have the figure, least first; then the others.
    pub(crate) sorted: [Sorted; Sort::ALL.len()],
    pub(crate) scales: Scales,
}

/// Rows in the order of a figure.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sorted {
    /// All rows: those with the figure, least first, ties by key; then the others by key.
    pub(crate) rows: Vec<u32>,
    /// How many have it.
    pub(crate) with: usize,
}

/// Figures by row; NaN is not known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) key: Vec<i64>,
    pub(crate) orders: Vec<u32>,
    pub(crate) first_day: Vec<i32>,
    pub(crate) last_day: Vec<i32>,
    pub(crate) spend: Vec<f64>,
    pub(crate) to_date: Vec<f64>,
    pub(crate) alive: Vec<f64>,
    pub(crate) expected_orders: [Vec<f64>; 3],
    pub(crate) value: [Vec<f64>; 3],
    pub(crate) at_risk: Vec<f64>,
    /// Place among [`Health::ALL`]; [`NO_HEALTH`] where none is known.
    pub(crate) health: Vec<u8>,
    pub(crate) stage: Vec<u8>,
    pub(crate) codes: [Vec<u16>; crate::words::FIELDS.len()],
}

/// No class by the probability to be active.
pub(crate) const NO_HEALTH: u8 = u8::MAX;

impl Book {
    /// A book of these customers, in any order, as of a day (days since 1970-01-01). Of two entries
    /// of one key the first counts; entries without orders are prospects.
    #[must_use]
    pub fn new(entries: Vec<Entry>, as_of: i32, currency: Option<Currency>) -> Self {
        let (mut entries, prospects): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.orders > 0);
        entries.par_sort_by_key(|entry| entry.key);
        entries.dedup_by_key(|entry| entry.key);
        let columns = Columns::of(&entries);
        drop(entries);
        let book = Self {
            sorted: Sort::ALL.map(|sort| columns.sorted(sort)),
            scales: Scales::of(&columns, as_of),
            columns,
            as_of,
            currency,
            ..Self::default()
        };
        book.with_prospects(prospects.into_iter().map(|entry| entry.key).collect())
    }

    /// The same book, which knows these customers who have not ordered besides its own; who has
    /// ordered is none of them.
    #[must_use]
    pub fn with_prospects(mut self, keys: Vec<i64>) -> Self {
        self.prospects.extend(keys);
        self.prospects.par_sort_unstable();
        self.prospects.dedup();
        let known = &self.columns.key;
        self.prospects.retain(|key| known.binary_search(key).is_err());
        self
    }

    /// The same book with the words that its entries' codes stand for.
    #[must_use]
    pub fn with_words(mut self, words: Words) -> Self {
        self.words = words;
        self
    }

    /// A newer book, in which these customers have other figures; their words stay what they are
    /// where the entry knows none. Everything else is as in this one.
    #[must_use]
    pub fn with(&self, changed: &[Entry], as_of: i32) -> Self {
        let mut newer: Vec<Entry> = changed
            .iter()
            .map(|entry| {
                let codes = if entry.codes == Codes::NONE { self.codes_of(entry.key) } else { entry.codes };
                Entry { codes, ..*entry }
            })
            .collect();
        // Entries that come first count.
        newer.reserve(self.columns.key.len());
        newer.extend((0..self.columns.key.len()).map(|row| self.columns.entry(row)));
        Self::new(newer, as_of, self.currency)
            .with_prospects(self.prospects.clone())
            .with_words(self.words.clone())
    }

    fn codes_of(&self, key: i64) -> Codes {
        self.row(key).map_or(Codes::NONE, |row| self.columns.entry(row).codes)
    }

    /// How many customers it has; prospects are not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.key.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many are known and have not ordered.
    #[must_use]
    pub fn prospects(&self) -> usize {
        self.prospects.len()
    }

    /// The day looked from, days since 1970-01-01.
    #[must_use]
    pub const fn as_of(&self) -> i32 {
        self.as_of
    }

    /// The currency of its amounts.
    #[must_use]
    pub const fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The words its customers share.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// A word of a customer: country, channel and their like.
    #[must_use]
    pub fn word(&self, entry: &Entry, field: Field) -> Option<&str> {
        self.words.get(entry.codes, field)
    }

    /// The customer of a key, prospects among them.
    #[must_use]
    pub fn get(&self, key: i64) -> Option<Entry> {
        self.row(key)
            .map(|row| self.columns.entry(row))
            .or_else(|| self.prospects.binary_search(&key).is_ok().then(|| Entry::prospect(key, self.as_of)))
    }

    pub(crate) fn row(&self, key: i64) -> Option<usize> {
        self.columns.key.binary_search(&key).ok()
    }

    /// Bytes its columns take, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let row = 8 + 3 * 4 + 3 * 8 + 6 * 8 + 8 + 2 + 2 * crate::words::FIELDS.len() + 4 * Sort::ALL.len();
        self.len() * row + self.prospects.len() * 8
    }
}

impl Columns {
    fn of(entries: &[Entry]) -> Self {
        fn column<T: Send>(entries: &[Entry], of: impl Fn(&Entry) -> T + Sync + Send) -> Vec<T> {
            entries.par_iter().map(of).collect()
        }
        let number = |x: Option<f64>| x.filter(|x| x.is_finite()).unwrap_or(f64::NAN);
        let part = |of: fn(&Entry) -> Option<[f64; 3]>| {
            [0, 1, 2].map(|at| {
                // An estimate without all its ends is none.
                let whole = |x: Option<[f64; 3]>| x.filter(|x| x.iter().all(|x| x.is_finite()));
                column(entries, move |e| whole(of(e)).map_or(f64::NAN, |x| x[at]))
            })
        };
        Self {
            key: column(entries, |e| e.key),
            orders: column(entries, |e| e.orders),
            first_day: column(entries, |e| e.first_day),
            last_day: column(entries, |e| e.last_day),
            spend: column(entries, |e| number(e.spend)),
            to_date: column(entries, |e| number(e.to_date)),
            alive: column(entries, |e| number(e.alive)),
            expected_orders: part(|e| e.expected_orders),
            value: part(|e| e.value),
            at_risk: column(entries, |e| number(e.at_risk)),
            health: column(entries, |e| e.health.map_or(NO_HEALTH, |health| health.index() as u8)),
            stage: column(entries, |e| e.stage.index() as u8),
            codes: std::array::from_fn(|at| column(entries, |e| e.codes.0[at])),
        }
    }

    pub(crate) fn entry(&self, row: usize) -> Entry {
        let number = |column: &[f64]| Some(column[row]).filter(|x| !x.is_nan());
        let estimate = |of: &[Vec<f64>; 3]| {
            let [expected, low, high] = of;
            number(expected).map(|expected| [expected, low[row], high[row]])
        };
        Entry {
            key: self.key[row],
            orders: self.orders[row],
            first_day: self.first_day[row],
            last_day: self.last_day[row],
            spend: number(&self.spend),
            to_date: number(&self.to_date),
            alive: number(&self.alive),
            expected_orders: estimate(&self.expected_orders),
            value: estimate(&self.value),
            at_risk: number(&self.at_risk),
            health: Health::ALL.get(usize::from(self.health[row])).copied(),
            stage: Stage::ALL.get(usize::from(self.stage[row])).copied().unwrap_or(Stage::Prospect),
            codes: Codes(std::array::from_fn(|at| self.codes[at][row])),
        }
    }

    /// A figure in an order that whole numbers have: less is less; `None` where it is not known.
    pub(crate) fn place(&self, sort: Sort, row: usize) -> Option<u64> {
        let number = |x: f64| (!x.is_nan()).then(|| ordered(x));
        match sort {
            Sort::Value => number(self.value[0][row]),
            Sort::AtRisk => number(self.at_risk[row]),
            Sort::Spend => number(self.spend[row]),
            Sort::Recency => Some((i64::from(self.last_day[row]) - i64::from(i32::MIN)).unsigned_abs()),
            Sort::Orders => Some(u64::from(self.orders[row])),
        }
    }

    fn sorted(&self, sort: Sort) -> Sorted {
        let mut with: Vec<(u64, u32)> = (0..self.key.len())
            .into_par_iter()
            .filter_map(|row| self.place(sort, row).map(|place| (place, row as u32)))
            .collect();
        with.par_sort_unstable();
        let n = with.len();
        let mut rows: Vec<u32> = with.into_par_iter().map(|(_, row)| row).collect();
        if n < self.key.len() {
            rows.extend((0..self.key.len() as u32).filter(|row| self.place(sort, *row as usize).is_none()));
        }
        Sorted { rows, with: n }
    }
}

/// Bits that are in order where the numbers are.
fn ordered(x: f64) -> u64 {
    // -0 is 0.
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::ordered;

    #[test]
    fn bits_are_in_order_where_numbers_are() {
        let numbers = [f64::MIN, -2.5, -f64::MIN_POSITIVE, 0.0, 1e-300, 1.0, 1.5, f64::MAX];
        assert!(numbers.is_sorted_by(|a, b| ordered(*a) < ordered(*b)));
        assert_eq!(ordered(-0.0), ordered(0.0));
    }
}
