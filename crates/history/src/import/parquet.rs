//! Parquet files, column by column.

use std::{borrow::Cow, fs::File};

use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    compute::cast,
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit, TimestampSecondType,
    },
};
use bytes::Bytes;
use jiff::tz::TimeZone;
use parquet::{
    arrow::{ProjectionMask, arrow_reader::ParquetRecordBatchReaderBuilder},
    errors::Result as ParquetResult,
    file::reader::{ChunkReader, Length},
};

use super::{
    ImportError,
    source::{Input, Whole},
    table::{Cell, Event, Record, Visit},
    time,
};

/// Rows of a batch.
const BATCH: usize = 16_384;

/// A Parquet file whose schema is known.
pub(super) struct ParquetTable {
    input: Input,
    /// Name and position in the file of each column that holds plain values.
    columns: Vec<(String, usize)>,
}

impl ParquetTable {
    pub(super) fn open(input: &Input) -> Result<Self, ImportError> {
        let builder = builder(input)?;
        let columns = builder
            .schema()
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.data_type().is_nested())
            .map(|(at, field)| (field.name().clone(), at))
            .collect();
        Ok(Self { input: input.clone(), columns })
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn visit(&self, wanted: &[usize], visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let mut wanted: Vec<usize> = wanted.iter().copied().filter(|&c| c < self.columns.len()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let builder = builder(&self.input)?;
        let places = wanted.iter().map(|&c| self.columns[c].1);
        let mask = ProjectionMask::roots(builder.parquet_schema(), places);
        let reader = builder
            .with_projection(mask)
            .with_batch_size(BATCH)
            .build()
            .map_err(|e| damaged(&self.input, &e))?;
        let mut line = 0;
        for batch in reader {
            let batch = batch.map_err(|e| damaged(&self.input, &e))?;
            let columns = self.typed(&batch, &wanted)?;
            for row in 0..batch.num_rows() {
                line += 1;
                if !visit(Event::Row(&Row { columns: &columns, names: &self.columns, at: row, line }))? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The columns of a batch at their places, the others as nothing.
    fn typed(&self, batch: &RecordBatch, wanted: &[usize]) -> Result<Vec<Typed>, ImportError> {
        let mut columns: Vec<Typed> = (0..self.columns.len()).map(|_| Typed::Nothing).collect();
        for (array, &column) in batch.columns().iter().zip(wanted) {
            columns[column] = Typed::new(array).map_err(|e| damaged(&self.input, &e))?;
        }
        Ok(columns)
    }
}

fn damaged(input: &Input, error: &dyn std::fmt::Display) -> ImportError {
    ImportError::not_orders(&input.name, format!("is a Parquet file that is damaged or cut off ({error})"))
}

/// Either kind of place as the Parquet reader wants it.
enum Chunks {
    File(File),
    Bytes(Bytes),
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        match self {
            Self::File(file) => Length::len(file),
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Chunks {
    type T = Box<dyn std::io::Read>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(match self {
            Self::File(file) => Box::new(file.get_read(start)?),
            Self::Bytes(bytes) => Box::new(bytes.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        match self {
            Self::File(file) => file.get_bytes(start, length),
            Self::Bytes(bytes) => bytes.get_bytes(start, length),
        }
    }
}

fn builder(input: &Input) -> Result<ParquetRecordBatchReaderBuilder<Chunks>, ImportError> {
    let chunks = match input.whole()? {
        Whole::File(file) => Chunks::File(file),
        Whole::Bytes(bytes) => Chunks::Bytes(bytes.into()),
    };
    ParquetRecordBatchReaderBuilder::try_new(chunks).map_err(|e| damaged(input, &e))
}

/// A column of a batch in one of few types.
enum Typed {
    Nothing,
    Int(ArrayRef),
    Float(ArrayRef),
    Decimal(ArrayRef, i8),
    Day(ArrayRef),
    Seconds(ArrayRef, Option<TimeZone>),
    Text(ArrayRef),
}

impl Typed {
    fn new(array: &ArrayRef) -> Result<Self, arrow::error::ArrowError> {
        let to = |kind: &DataType| cast(array, kind);
        let value_type = match array.data_type() {
            DataType::Dictionary(_, values) => values.as_ref(),
            other => other,
        };
        Ok(match value_type {
            DataType::Null => Self::Nothing,
            DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32 => Self::Int(to(&DataType::Int64)?),
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Self::Float(to(&DataType::Float64)?),
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale) => Self::Decimal(to(&DataType::Decimal128(38, *scale))?, *scale),
            DataType::Date32 | DataType::Date64 => Self::Day(to(&DataType::Date32)?),
            DataType::Timestamp(_, zone) => {
                let seconds = to(&DataType::Timestamp(TimeUnit::Second, zone.clone()))?;
                // A zone that is not known counts as UTC, in which the values are kept.
                let zone = zone.as_deref().map(|name| time::zone_named(name).unwrap_or(TimeZone::UTC));
                Self::Seconds(seconds, zone)
            }
            _ => Self::Text(to(&DataType::Utf8)?),
        })
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Nothing => Cell::Empty,
            Self::Int(array)
            | Self::Float(array)
            | Self::Decimal(array, _)
            | Self::Day(array)
            | Self::Seconds(array, _)
            | Self::Text(array)
                if array.is_null(row) =>
            {
                Cell::Empty
            }
            Self::Int(array) => Cell::Int(array.as_primitive::<Int64Type>().value(row)),
            Self::Float(array) => Cell::Float(array.as_primitive::<Float64Type>().value(row)),
            Self::Decimal(array, scale) => {
                Cell::Decimal(array.as_primitive::<Decimal128Type>().value(row), *scale)
            }
            Self::Day(array) => Cell::Day(array.as_primitive::<Date32Type>().value(row)),
            Self::Seconds(array, zone) => {
                let seconds = array.as_primitive::<TimestampSecondType>().value(row);
                Cell::Seconds(seconds, zone.as_ref().map(|zone| time::offset_at(seconds, zone)))
            }
            Self::Text(array) => match array.as_string::<i32>().value(row).trim_ascii() {
                "" => Cell::Empty,
                text => Cell::Text(text.as_bytes()),
            },
        }
    }
}

struct Row<'a> {
    columns: &'a [Typed],
    names: &'a [(String, usize)],
    /// Place in the batch.
    at: usize,
    line: u64,
}

impl Record for Row<'_> {
    fn cell(&self, column: usize) -> Cell<'_> {
        self.columns.get(column).map_or(Cell::Empty, |c| c.cell(self.at))
    }

    fn line(&self) -> u64 {
        self.line
    }

    fn original(&self) -> Cow<'_, str> {
        let cells = self.columns.iter().zip(self.names).filter(|(c, _)| !matches!(c, Typed::Nothing));
        let cells: Vec<_> =
            cells.map(|(c, (name, _))| format!("{name}={}", c.cell(self.at).to_text())).collect();
        Cow::Owned(cells.join(", "))
    }
}
