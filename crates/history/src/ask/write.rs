//! Writes an answer, rows as they come.

mod csv_rows;
mod frame;
mod json_rows;

use std::{io::Write, ops::ControlFlow};

use arrow::{datatypes::SchemaRef, error::ArrowError, record_batch::RecordBatch};

use self::{csv_rows::CsvRows, frame::Frame, json_rows::JsonRows};
use super::{AskError, Format};

/// Whoever takes an answer, as it comes.
pub(crate) trait Take {
    /// The columns of the answer; comes first.
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), AskError>;
    /// Some rows of it.
    fn rows(&mut self, batch: &RecordBatch) -> Result<ControlFlow<()>, AskError>;
    /// It is whole, or no more of it was wanted.
    fn end(&mut self) -> Result<(), AskError>;
}

/// Writes an answer.
pub(super) struct Writing<'a> {
    format: Format,
    out: &'a mut dyn Write,
    answer: Option<Answer>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(format: Format, out: &'a mut dyn Write) -> Self {
        Self { format, out, answer: None }
    }
}

impl Take for Writing<'_> {
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), AskError> {
        self.answer = Some(Answer::begin(self.format, schema, self.out)?);
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<ControlFlow<()>, AskError> {
        if let Some(answer) = &mut self.answer {
            answer.rows(batch, self.out)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self) -> Result<(), AskError> {
        self.answer.take().map_or(Ok(()), |answer| answer.end(self.out))
    }
}

/// An answer being written.
enum Answer {
    Table(Frame),
    Csv(CsvRows),
    Json(JsonRows),
}

impl Answer {
    fn begin(format: Format, schema: &SchemaRef, out: &mut dyn Write) -> Result<Self, AskError> {
        Ok(match format {
            Format::Table => Self::Table(Frame::new(schema)),
            Format::Csv => Self::Csv(CsvRows::begin(schema, out)?),
            Format::Json => Self::Json(JsonRows::begin()),
        })
    }

    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), AskError> {
        match self {
            Self::Table(frame) => {
                frame.rows(batch);
                Ok(())
            }
            Self::Csv(csv) => csv.rows(batch, out),
            Self::Json(json) => json.rows(batch, out),
        }
    }

    fn end(self, out: &mut dyn Write) -> Result<(), AskError> {
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
