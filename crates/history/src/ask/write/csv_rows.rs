//! Rows as CSV: a header line, numbers in full precision, nested values as JSON.

use std::{io, io::Write, sync::Arc};

use arrow::{
    array::Array,
    datatypes::{DataType, FieldRef, SchemaRef},
    record_batch::RecordBatch,
    util::display::{ArrayFormatter, FormatOptions},
};
use datafusion::arrow::json::writer::{EncoderOptions, NullableEncoder, make_encoder};

use super::{super::AskError, unwritable};
use crate::table::guarded;

pub(in super::super) struct CsvRows {
    fields: Vec<FieldRef>,
    json: EncoderOptions,
}

impl CsvRows {
    pub(super) fn begin(schema: &SchemaRef, out: &mut dyn Write) -> Result<Self, AskError> {
        let fields: Vec<FieldRef> = schema.fields().iter().map(Arc::clone).collect();
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(fields.iter().map(|f| guarded(f.name()).into_owned())).map_err(io_error)?;
        csv.flush()?;
        Ok(Self { fields, json: EncoderOptions::default() })
    }

    pub(super) fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> Result<(), AskError> {
        let mut columns = self
            .fields
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| Cells::new(field, array.as_ref(), &self.json))
            .collect::<Result<Vec<_>, _>>()?;
        let mut csv = csv::Writer::from_writer(out);
        let mut cell = Vec::new();
        for row in 0..batch.num_rows() {
            for column in &mut columns {
                cell.clear();
                column.put(row, &mut cell)?;
                csv.write_field(&cell).map_err(io_error)?;
            }
            csv.write_record(None::<&[u8]>).map_err(io_error)?;
        }
        Ok(csv.flush()?)
    }
}

/// One column of a batch, by the way its cells are written.
enum Cells<'a> {
    Text(&'a dyn Array, ArrayFormatter<'a>),
    Plain(ArrayFormatter<'a>),
    Nested(NullableEncoder<'a>),
}

impl<'a> Cells<'a> {
    fn new(field: &'a FieldRef, array: &'a dyn Array, json: &'a EncoderOptions) -> Result<Self, AskError> {
        let options = FormatOptions::default();
        let plain = || ArrayFormatter::try_new(array, &options).map_err(unwritable);
        let value_type = match field.data_type() {
            DataType::Dictionary(_, value) => value.as_ref(),
            other => other,
        };
        Ok(match value_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text(array, plain()?),
            nested if nested.is_nested() => {
                Self::Nested(make_encoder(field, array, json).map_err(unwritable)?)
            }
            _ => Self::Plain(plain()?),
        })
    }

    fn put(&mut self, row: usize, cell: &mut Vec<u8>) -> Result<(), AskError> {
        match self {
            Self::Text(array, text) => {
                if array.is_valid(row) {
                    let text = text.value(row).try_to_string().map_err(unwritable)?;
                    cell.extend_from_slice(guarded(&text).as_bytes());
                }
            }
            Self::Plain(value) => write!(cell, "{}", value.value(row))?,
            Self::Nested(json) => {
                if !json.is_null(row) {
                    json.encode(row, cell);
                }
            }
        }
        Ok(())
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
