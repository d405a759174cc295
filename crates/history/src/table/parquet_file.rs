//! The Parquet twin: the same columns, typed, compressed with zstd.

use std::{path::Path, sync::Arc};

use arrow::{
    array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray},
    datatypes::{DataType, Field, Schema, SchemaRef},
    record_batch::RecordBatch,
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use super::{Column, ColumnValues, Overwrite, TableError, atomic, rows};

/// Rows turned into Arrow at a time, so that a large table is not held twice.
const BATCH_ROWS: usize = 65_536;

/// Writes the columns as one Parquet file to `path`: text, double, 64-bit integer, date.
///
/// # Errors
///
/// If columns differ in length, the file is there and was to be kept, or the disk refuses. Nothing
/// is left at `path` then but what was there.
pub fn write_parquet(path: &Path, columns: &[Column<'_>], overwrite: Overwrite) -> Result<(), TableError> {
    let rows = rows(columns)?;
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let starts = (0..rows).step_by(BATCH_ROWS);
    let batches = starts.map(|from| {
        let to = (from + BATCH_ROWS).min(rows);
        Ok(columns.iter().map(|c| array(c, from, to)).collect())
    });
    write_batches(path, overwrite, &schema, batches)
}

/// Writes batches of this schema, each a list of arrays, as one file.
pub(super) fn write_batches(
    path: &Path,
    overwrite: Overwrite,
    schema: &SchemaRef,
    batches: impl Iterator<Item = Result<Vec<ArrayRef>, TableError>>,
) -> Result<(), TableError> {
    let failed = |reason: &dyn std::fmt::Display| TableError::Parquet {
        path: path.to_owned(),
        reason: reason.to_string(),
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("goodwill".to_owned())
        .build();
    atomic::write_whole(path, overwrite, |file| {
        let mut writer =
            ArrowWriter::try_new(file, Arc::clone(schema), Some(properties)).map_err(|e| failed(&e))?;
        for arrays in batches {
            let batch = RecordBatch::try_new(Arc::clone(schema), arrays?).map_err(|e| failed(&e))?;
            writer.write(&batch).map_err(|e| failed(&e))?;
        }
        writer.close().map_err(|e| failed(&e))?;
        Ok(())
    })
}

fn field(column: &Column<'_>) -> Field {
    let (kind, nullable) = match &column.values {
        ColumnValues::Text(_) => (DataType::Utf8, true),
        ColumnValues::Float(_) => (DataType::Float64, true),
        ColumnValues::Int(_) => (DataType::Int64, false),
        ColumnValues::Day(_) => (DataType::Date32, false),
    };
    Field::new(column.name.as_ref(), kind, nullable)
}

fn array(column: &Column<'_>, from: usize, to: usize) -> ArrayRef {
    match &column.values {
        ColumnValues::Text(v) => Arc::new(v[from..to].iter().collect::<StringArray>()),
        ColumnValues::Float(v) => {
            Arc::new(v[from..to].iter().map(|x| x.is_finite().then_some(*x)).collect::<Float64Array>())
        }
        ColumnValues::Int(v) => Arc::new(Int64Array::from(v[from..to].to_vec())),
        ColumnValues::Day(v) => Arc::new(Date32Array::from(v[from..to].to_vec())),
    }
}
