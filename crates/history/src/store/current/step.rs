//! What is done with statements in order, batch by batch.

use std::sync::Arc;

use arrow::{
    array::{Array, ArrayRef, AsArray, BooleanArray, UInt32Array},
    compute::{SortOptions, concat_batches, filter_record_batch, partition, take},
    error::ArrowError,
    record_batch::RecordBatch,
};
use facts::{RowKey, Version};

use super::super::columns::{self, COMPLETE_SET, CONTENT, GROUP, TIE, VERSION};

const UP: SortOptions = SortOptions { descending: false, nulls_first: true };
const DOWN: SortOptions = SortOptions { descending: true, nulls_first: false };

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Step {
    /// Lines that are older than the newest complete set of their order are left out.
    NewestSet,
    /// Statements with the same value of this column become one row.
    Latest(&'static str),
}

impl Step {
    /// The column by which statements belong together.
    pub(super) const fn by(self) -> &'static str {
        match self {
            Self::NewestSet => GROUP,
            Self::Latest(by) => by,
        }
    }

    /// The order in which the statements have to come.
    pub(super) fn order(self) -> impl Iterator<Item = (&'static str, SortOptions)> {
        let order: &[_] = match self {
            Self::NewestSet => &[(VERSION, DOWN), (TIE, DOWN)],
            // Two that say something else at the very same moment: any order will do that is one.
            Self::Latest(_) => &[(VERSION, UP), (TIE, UP), (CONTENT, UP)],
        };
        std::iter::once((self.by(), UP)).chain(order.iter().copied())
    }

    /// Columns it looks at besides those of the order of statements.
    pub(super) fn needs(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.by()).chain((self == Self::NewestSet).then_some(COMPLETE_SET))
    }
}

/// A step at work.
pub(super) struct Run {
    step: Step,
    /// The facts at the end of a batch may go on in the next.
    open: Option<RecordBatch>,
    /// The order at hand, and its newest complete set once that was seen.
    set: Option<(RowKey, Option<Version>)>,
}

impl Run {
    pub(super) fn new(step: Step) -> Self {
        Self { step, open: None, set: None }
    }

    /// What is settled after one more batch.
    pub(super) fn take(&mut self, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        match self.step {
            Step::NewestSet => self.of_newest_sets(rows),
            Step::Latest(by) => self.latest(by, rows),
        }
    }

    /// What was still open.
    pub(super) fn end(self) -> Option<RecordBatch> {
        self.open
    }

    fn of_newest_sets(&mut self, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let (Some(groups), Some(complete)) =
            (rows.column_by_name(GROUP), rows.column_by_name(COMPLETE_SET).map(AsArray::as_boolean))
        else {
            return Err(ArrowError::SchemaError("lines without their order".to_owned()));
        };
        let mut kept = Vec::with_capacity(rows.num_rows());
        for row in 0..rows.num_rows() {
            let (group, version) = (columns::key_at(groups, row), columns::version_at(rows, row));
            let newest = match self.set {
                Some((same, newest)) if same == group => newest,
                _ => None,
            };
            let newest = newest.or_else(|| complete.value(row).then_some(version));
            self.set = Some((group, newest));
            kept.push(newest.is_none_or(|newest| version >= newest));
        }
        filter_record_batch(rows, &BooleanArray::from(kept))
    }

    fn latest(&mut self, by: &str, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let joined = match self.open.take() {
            Some(open) => concat_batches(&rows.schema(), [&open, rows])?,
            None => rows.clone(),
        };
        let Some(keys) = joined.column_by_name(by).filter(|keys| !keys.is_empty()) else {
            return Ok(joined);
        };
        let ranges = partition(std::slice::from_ref(keys))?.ranges();
        let columns: Vec<ArrayRef> = joined
            .columns()
            .iter()
            .map(|array| {
                let last = ranges.iter().map(|range| {
                    let known = range.clone().rev().find(|row| array.is_valid(*row));
                    known.unwrap_or(range.end - 1) as u32
                });
                take(array, &last.collect::<UInt32Array>(), None)
            })
            .collect::<Result<_, _>>()?;
        let merged = RecordBatch::try_new(Arc::clone(&joined.schema()), columns)?;
        let settled = merged.num_rows() - 1;
        self.open = Some(merged.slice(settled, 1));
        Ok(merged.slice(0, settled))
    }
}
