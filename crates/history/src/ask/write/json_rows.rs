//! Rows as a JSON array of objects, one a line.

use std::io::Write;

use arrow::record_batch::RecordBatch;
use datafusion::arrow::json::writer::{JsonArray, Writer, WriterBuilder};

use super::{super::AskError, unwritable};

pub(in super::super) struct JsonRows {
    writer: Writer<Vec<u8>, JsonArray>,
}

impl JsonRows {
    pub(super) fn begin() -> Self {
        Self { writer: WriterBuilder::new().with_explicit_nulls(true).build(Vec::new()) }
    }

    pub(super) fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), AskError> {
        self.writer.write(batch).map_err(unwritable)?;
        let buffer = self.writer.get_mut();
        out.write_all(buffer)?;
        buffer.clear();
        Ok(())
    }

    pub(super) fn end(mut self, out: &mut dyn Write) -> Result<(), AskError> {
        self.writer.finish().map_err(unwritable)?;
        out.write_all(self.writer.get_ref())?;
        writeln!(out)?;
        Ok(())
    }
}
