//! Writes an answer, rows as they come.

mod csv_rows;
mod frame;
mod json_rows;

use std::io::Write;

use arrow::{datatypes::SchemaRef, error::ArrowError, record_batch::RecordBatch};

use self::{csv_rows::CsvRows, frame::Frame, json_rows::JsonRows};
use super::{AskError, Format};

/// An answer being written.
pub(super) enum Answer {
    Table(Frame),
    Csv(CsvRows),
    Json(JsonRows),
}

impl Answer {
    pub(super) fn begin(format: Format, schema: &SchemaRef, out: &mut dyn Write) -> Result<Self, AskError> {
        Ok(match format {
            Format::Table => Self::Table(Frame::new(schema)),
            Format::Csv => Self::Csv(CsvRows::begin(schema, out)?),
            Format::Json => Self::Json(JsonRows::begin()),
        })
    }

    pub(super) fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), AskError> {
        match self {
            Self::Table(frame) => {
                frame.rows(batch);
                Ok(())
            }
            Self::Csv(csv) => csv.rows(batch, out),
            Self::Json(json) => json.rows(batch, out),
        }
    }

    pub(super) fn end(self, out: &mut dyn Write) -> Result<(), AskError> {
        match self {
            Self::Table(frame) => frame.end(out)?,
            Self::Csv(_) => {}
            Self::Json(json) => json.end(out)?,
        }
        Ok(out.flush()?)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "this is what map_err hands over")]
fn unwritable(error: ArrowError) -> AskError {
    AskError::Sql(error.to_string())
}
