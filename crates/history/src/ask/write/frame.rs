//! Rows in a frame, for people.

use std::io::Write;

use arrow::{
    datatypes::SchemaRef, record_batch::RecordBatch, util::pretty::pretty_format_batches_with_schema,
};

use super::{super::AskError, unwritable};

/// More rows than this nobody reads in a terminal.
const SHOWN: usize = 1_000;

pub(in super::super) struct Frame {
    schema: SchemaRef,
    shown: Vec<RecordBatch>,
    shown_rows: usize,
    rows: usize,
}

impl Frame {
    pub(super) fn new(schema: &SchemaRef) -> Self {
        Self { schema: SchemaRef::clone(schema), shown: Vec::new(), shown_rows: 0, rows: 0 }
    }

    pub(super) fn rows(&mut self, batch: &RecordBatch) {
        let kept = batch.num_rows().min(SHOWN - self.shown_rows);
        if kept > 0 {
            self.shown.push(batch.slice(0, kept));
        }
        self.shown_rows += kept;
        self.rows += batch.num_rows();
    }

    pub(super) fn end(self, out: &mut dyn Write) -> Result<(), AskError> {
        let frame = pretty_format_batches_with_schema(self.schema, &self.shown).map_err(unwritable)?;
        // What a cell holds must not steer the terminal.
        let text: String = frame
            .to_string()
            .chars()
            .map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
        writeln!(out, "{text}")?;
        match self.rows {
            1 => writeln!(out, "1 row")?,
            rows if rows == self.shown_rows => writeln!(out, "{rows} rows")?,
            rows => writeln!(
                out,
                "{rows} rows, of which the first {} are shown; all with csv or json",
                self.shown_rows
            )?,
        }
        Ok(())
    }
}
