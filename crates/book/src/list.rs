//! Lists: sorted, filtered, paged by key.

use std::{fmt, str::FromStr};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Book, Cursor, Entry, Filter, cursor::After, test::Tests};

/// What a list is sorted by. Customers without the figure come last, by key, and after them the
/// prospects where they are asked for; ties are by key, in the direction of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Expected value.
    #[default]
    Value,
    /// Value at risk.
    #[serde(rename = "value-at-risk")]
    AtRisk,
    /// Latest order day.
    Recency,
    /// Revenue so far.
    Spend,
    /// Orders so far.
    Orders,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The greatest first.
    #[default]
    Descending,
    /// The least first.
    Ascending,
}

/// There is no such order of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no order of this list: it is sorted by value, value-at-risk, recency, spend or orders, ascending or \
     descending"
)]
pub struct UnknownSort(pub String);

impl Sort {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Value, Self::AtRisk, Self::Recency, Self::Spend, Self::Orders];

    /// Its word: `value-at-risk`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::AtRisk => "value-at-risk",
            Self::Recency => "recency",
            Self::Spend => "spend",
            Self::Orders => "orders",
        }
    }
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Descending, Self::Ascending];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Descending => "descending",
            Self::Ascending => "ascending",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Descending => Self::Ascending,
            Self::Ascending => Self::Descending,
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Sort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        Self::ALL.into_iter().find(|sort| sort.name() == text).ok_or_else(|| UnknownSort(text.to_owned()))
    }
}

impl FromStr for Direction {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| UnknownSort(text.to_owned()))
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The customers.
    pub entries: Vec<Entry>,
    /// Where the list goes on; none at its end.
    pub next: Option<Cursor>,
}

/// So many rows are looked at one by one; where that finds too few, all are looked at in parallel.
const ONE_BY_ONE: usize = 16_384;
/// Rows of a block of the parallel look.
const BLOCK: usize = 1 << 16;

impl Book {
    /// A part of the list, of at most `most` customers. A cursor of a list in another order begins
    /// at the beginning.
    #[must_use]
    pub fn list(
        &self,
        filter: &Filter,
        sort: Sort,
        direction: Direction,
        after: Option<Cursor>,
        most: usize,
    ) -> Found {
        let after = after.filter(|cursor| cursor.fits(sort, direction));
        let sorted = &self.sorted[sort as usize];
        let from = self.begin(sort, direction, after);
        let row_at = |at: usize| match direction {
            Direction::Descending if at < sorted.with => sorted.rows[sorted.with - 1 - at] as usize,
            _ => sorted.rows[at] as usize,
        };
        let tests = Tests::new(self, filter);
        // One more says whether there is a next part.
        let wanted = most.saturating_add(1);
        let mut rows = Vec::new();
        let mut marked: Option<Vec<bool>> = tests.is_empty().then(Vec::new);
        for (looked, at) in (from..sorted.rows.len()).enumerate() {
            if rows.len() == wanted {
                break;
            }
            if looked == ONE_BY_ONE && marked.is_none() {
                marked = Some(self.marked(&tests));
            }
            let row = row_at(at);
            let holds = match &marked {
                Some(marked) if marked.is_empty() => true,
                Some(marked) => marked[row],
                None => tests.hold(row),
            };
            if holds {
                rows.push(row);
            }
        }
        let mut entries: Vec<Entry> = rows.into_iter().map(|row| self.columns.entry(row)).collect();
        if entries.len() < wanted && filter.finds_prospects(self) {
            let begin = match after {
                Some(Cursor { after: After::Prospects, key, .. }) => {
                    self.prospects.partition_point(|known| *known <= key)
                }
                _ => 0,
            };
            let more = self.prospects[begin..].iter().take(wanted - entries.len());
            entries.extend(more.map(|key| Entry::prospect(*key, self.as_of)));
        }
        let more = entries.len() > most;
        entries.truncate(most);
        let next = entries.last().filter(|_| more).map(|last| self.cursor(sort, direction, last.key));
        Found { entries, next }
    }

    fn cursor(&self, sort: Sort, direction: Direction, key: i64) -> Cursor {
        let after = match self.row(key) {
            Some(row) => self.columns.place(sort, row).map_or(After::Without, After::Figure),
            None => After::Prospects,
        };
        Cursor { sort, direction, after, key }
    }

    /// The place in the list after a cursor.
    fn begin(&self, sort: Sort, direction: Direction, after: Option<Cursor>) -> usize {
        let Some(cursor) = after else { return 0 };
        let sorted = &self.sorted[sort as usize];
        let (with, without) = sorted.rows.split_at(sorted.with);
        let key = |row: &u32| self.columns.key[*row as usize];
        match cursor.after {
            After::Figure(figure) => {
                let of = |row: &u32| (self.columns.place(sort, *row as usize).unwrap_or(0), key(row));
                let last = (figure, cursor.key);
                match direction {
                    Direction::Ascending => with.partition_point(|row| of(row) <= last),
                    Direction::Descending => with.len() - with.partition_point(|row| of(row) < last),
                }
            }
            After::Without => with.len() + without.partition_point(|row| key(row) <= cursor.key),
            After::Prospects => sorted.rows.len(),
        }
    }

    /// For each row whether it is found.
    pub(crate) fn marked(&self, tests: &Tests<'_>) -> Vec<bool> {
        let mut marked = vec![false; self.len()];
        marked.par_chunks_mut(BLOCK).enumerate().for_each(|(block, part)| {
            for (at, mark) in part.iter_mut().enumerate() {
                *mark = tests.hold(block * BLOCK + at);
            }
        });
        marked
    }
}
