//! Questions over the history.

use std::{io::Write, ops::ControlFlow, sync::Arc};

use arrow::{datatypes::SchemaRef, record_batch::RecordBatch};
use facts::Value;

use super::{Store, Tables, columns, prepared::Prepared};
use crate::ask::{self, Answered, AskError, Format, Limits, NamedFile, Take};

impl Store {
    /// Answers one question over the tables of the history and the named files, like
    /// [`crate::ask::ask`]. A named file hides the table of the same name.
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn ask(
        &self,
        tables: &Tables,
        named: &[NamedFile],
        sql: &str,
        format: Format,
        limits: &Limits,
        out: &mut dyn Write,
    ) -> Result<Answered, AskError> {
        let prepared = Prepared::of_question(self.root(), tables, sql)?;
        ask::ask_with(sql, named, Some(Arc::new(prepared)), format, limits, out)
            .map_err(|failed| self.with_its_file(tables, failed))
    }

    /// Hands the rows of an answer over one by one, until `each` breaks off; gives how many.
    ///
    /// Customers, money and whole numbers come as [`Value::Whole`].
    ///
    /// # Errors
    ///
    /// Like [`crate::ask::ask`].
    pub fn rows(
        &self,
        tables: &Tables,
        sql: &str,
        limits: &Limits,
        each: &mut dyn FnMut(&[Value]) -> ControlFlow<()>,
    ) -> Result<u64, AskError> {
        let prepared = Prepared::of_question(self.root(), tables, sql)?;
        ask::take_rows(sql, Arc::new(prepared), limits, &mut Rows { each })
            .map(|answered| answered.rows)
            .map_err(|failed| self.with_its_file(tables, failed))
    }

    /// What reading a damaged file ended with does not say which file it was: all are looked at.
    fn with_its_file(&self, tables: &Tables, failed: AskError) -> AskError {
        let of_a_file = |said: &str| OF_A_FILE.iter().any(|word| said.contains(word));
        if !matches!(&failed, AskError::Sql(said) if of_a_file(said)) {
            return failed;
        }
        let Some(damage) = self.verify(&tables.live, &mut |_| {}).into_iter().next() else { return failed };
        let kind = tables.live.iter().find(|file| file.path == damage.path).map(|file| file.kind.name());
        AskError::File {
            name: kind.unwrap_or_default().to_owned(),
            path: self.root().join(&damage.path),
            reason: format!("{}; 'goodwill check' names every damaged file", damage.problem),
        }
    }
}

/// What failures of reading say that SQL itself does not.
const OF_A_FILE: [&str; 7] =
    ["Parquet", "Arrow error", "IO error", "Io error", "Object Store error", "External", "Disk error"];

/// Hands over rows as values.
pub(super) struct Rows<'a> {
    pub(super) each: &'a mut dyn FnMut(&[Value]) -> ControlFlow<()>,
}

impl Take for Rows<'_> {
    fn begin(&mut self, _: &SchemaRef) -> Result<(), AskError> {
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<ControlFlow<()>, AskError> {
        let mut row = Vec::with_capacity(batch.num_columns());
        for at in 0..batch.num_rows() {
            row.clear();
            row.extend(batch.columns().iter().map(|array| columns::value_at(array, at)));
            if (self.each)(&row).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self) -> Result<(), AskError> {
        Ok(())
    }
}
