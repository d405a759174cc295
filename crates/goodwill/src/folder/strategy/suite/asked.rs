//! Questions to the folder about the suite, in SQL.

use std::ops::ControlFlow;

use facts::{Currency, Day, Value};
use history::{ask::Limits, store::Tables};

use crate::folder::{Folder, FolderError, tables::Want};

/// The folder as it is asked: all questions see the same moment.
pub(super) struct Asked<'a> {
    folder: &'a Folder,
    tables: Tables,
}

impl<'a> Asked<'a> {
    pub(super) fn new(folder: &'a Folder) -> Result<Self, FolderError> {
        Ok(Self { folder, tables: folder.tables(Want::default())? })
    }

    /// Every row of an answer.
    pub(super) fn rows(&self, sql: &str, each: &mut dyn FnMut(&[Value])) -> Result<(), FolderError> {
        self.folder.store().rows(&self.tables, sql, &Limits::default(), &mut |row| {
            each(row);
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    /// The only row of an answer; empty where there is none.
    pub(super) fn row(&self, sql: &str) -> Result<Vec<Value>, FolderError> {
        let mut found = Vec::new();
        self.rows(sql, &mut |row| {
            if found.is_empty() {
                found = row.to_vec();
            }
        })?;
        Ok(found)
    }

    /// The money that most orders are in.
    pub(super) fn currency(&self) -> Result<Option<Currency>, FolderError> {
        let sql = "SELECT currency, count(*) AS n FROM orders WHERE currency IS NOT NULL \
                   GROUP BY currency ORDER BY n DESC, currency LIMIT 1";
        Ok(self.row(sql)?.first().and_then(Value::text).and_then(|code| Currency::from_code(code).ok()))
    }
}

/// A number of any kind; none where it is not known.
pub(super) fn number(value: Option<&Value>) -> Option<f64> {
    match value {
        Some(Value::Number(x)) => Some(*x).filter(|x| x.is_finite()),
        Some(Value::Whole(n) | Value::Money(n)) => Some(*n as f64),
        _ => None,
    }
}

/// A count; 0 where it is not known.
pub(super) fn count(value: Option<&Value>) -> u64 {
    match value {
        Some(Value::Whole(n)) => u64::try_from(*n).unwrap_or(0),
        _ => 0,
    }
}

/// A day.
pub(super) fn day(value: Option<&Value>) -> Option<Day> {
    match value {
        Some(Value::Day(days)) => Day::from_epoch(*days).ok(),
        _ => None,
    }
}

/// Minutes between two columns of moments.
pub(super) const SOLVED_MINUTES: &str =
    "least((date_part('epoch', solved) - date_part('epoch', \"time\")) / 60.0, 43200.0)";
