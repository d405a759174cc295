//! Writes a kind of fact out as a file that an import of the same kind reads back.

mod cells;

use std::{fs::File, io::BufWriter, ops::ControlFlow, path::Path, str::FromStr, sync::Arc};

use arrow::{datatypes::SchemaRef, record_batch::RecordBatch};
use facts::{Currency, Private, RowKey, Value, schema::Kind};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};

use self::cells::Cells;
use super::{Store, StoreError, Tables, columns::KEY, prepared::Prepared};
use crate::{
    ask::{self, AskError, Limits, Take},
    table::{Overwrite, TableError, atomic::write_whole, guarded},
};

/// The form of an exported table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A header line and rows; texts guarded against formulas.
    Csv,
    /// Parquet.
    Parquet,
}

impl FromStr for ExportFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            other => Err(format!("'{other}' is not a format; choose csv or parquet")),
        }
    }
}

/// What the records know of exported rows.
pub trait Outside {
    /// The company's own id of a customer, by raw key; `None` leaves the key.
    fn id(&self, key: i64) -> Option<String>;
    /// The private fields of a fact.
    fn private(&self, row: RowKey) -> Option<Private>;
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Rows.
    pub rows: u64,
}

impl Store {
    /// Writes the current facts of a kind to a file: every field under its own name, amounts in
    /// whole units of their currency, times in UTC, customers by the company's own ids. Facts are
    /// written as they were stated: nothing is filled in, and ids of one person stay apart.
    ///
    /// # Errors
    ///
    /// If a live file is damaged, the file is there and was to be kept, or the disk refuses.
    pub fn export(
        &self,
        tables: &Tables,
        kind: Kind,
        to: &Path,
        format: ExportFormat,
        overwrite: Overwrite,
        outside: &dyn Outside,
    ) -> Result<Exported, StoreError> {
        let cells = Cells { kind, outside, decimals: self.decimals(tables, kind)? };
        let time = kind.schema().time.unwrap_or(KEY);
        let sql = format!("SELECT * FROM {} ORDER BY \"{time}\", {KEY}", kind.name());
        let mut failed = None;
        let mut rows = 0;
        let written = write_whole(to, overwrite, |file| {
            let answer = match format {
                ExportFormat::Csv => self.stated(tables, kind, &sql, &mut Csv::new(&cells, file)),
                ExportFormat::Parquet => {
                    Parquet::new(&cells, file).and_then(|mut out| self.stated(tables, kind, &sql, &mut out))
                }
            };
            match answer {
                Ok(count) => {
                    rows = count;
                    Ok(())
                }
                Err(error) => {
                    let reason = error.to_string();
                    failed = Some(error);
                    Err(TableError::Parquet { path: to.to_owned(), reason })
                }
            }
        });
        match (written, failed) {
            (Err(_), Some(AskError::Io(cause))) => Err(StoreError::io(to, cause)),
            (Err(_), Some(error)) => Err(error.into()),
            (Err(error), None) => Err(error.into()),
            (Ok(()), _) => Ok(Exported { rows }),
        }
    }

    /// The current facts of a kind as they were stated.
    fn stated(&self, tables: &Tables, kind: Kind, sql: &str, take: &mut dyn Take) -> Result<u64, AskError> {
        let prepared = Prepared::as_stated(self.root(), tables, kind)?;
        let limits = Limits { time: std::time::Duration::from_hours(24), ..Limits::default() };
        ask::take_rows(sql, Arc::new(prepared), &limits, take).map(|answered| answered.rows)
    }

    /// How many decimals the amounts of a kind need, whatever their currency.
    fn decimals(&self, tables: &Tables, kind: Kind) -> Result<u32, StoreError> {
        if kind.schema().field("currency").is_none() {
            return Ok(2);
        }
        let mut most = None;
        let sql = format!("SELECT DISTINCT currency FROM {}", kind.name());
        let mut each = |row: &[Value]| {
            let currency = row.first().and_then(Value::text).and_then(|code| Currency::from_code(code).ok());
            most = most.max(Some(currency.map_or(2, Currency::exponent)));
            ControlFlow::Continue(())
        };
        let prepared = Prepared::as_stated(self.root(), tables, kind)?;
        let mut rows = super::ask::Rows { each: &mut each };
        ask::take_rows(&sql, Arc::new(prepared), &Limits::default(), &mut rows)?;
        Ok(most.unwrap_or(2))
    }
}

struct Csv<'a, 'f> {
    cells: &'a Cells<'a>,
    csv: csv::Writer<&'a mut BufWriter<&'f mut File>>,
}

impl<'a, 'f> Csv<'a, 'f> {
    fn new(cells: &'a Cells<'a>, file: &'a mut BufWriter<&'f mut File>) -> Self {
        Self { cells, csv: csv::Writer::from_writer(file) }
    }
}

fn csv_error(error: csv::Error) -> AskError {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => AskError::Io(cause),
        other => AskError::Io(std::io::Error::other(format!("{other:?}"))),
    }
}

impl Take for Csv<'_, '_> {
    fn begin(&mut self, _: &SchemaRef) -> Result<(), AskError> {
        self.csv.write_record(self.cells.fields().map(|field| field.name)).map_err(csv_error)
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<ControlFlow<()>, AskError> {
        for row in 0..batch.num_rows() {
            let private = self.cells.private(batch, row);
            for field in self.cells.fields() {
                let cell = self.cells.text(batch, row, field, &private);
                let cell = if Cells::is_text(field) { guarded(&cell) } else { cell.as_str().into() };
                self.csv.write_field(cell.as_bytes()).map_err(csv_error)?;
            }
            self.csv.write_record(None::<&[u8]>).map_err(csv_error)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self) -> Result<(), AskError> {
        Ok(self.csv.flush()?)
    }
}

struct Parquet<'a, 'f> {
    cells: &'a Cells<'a>,
    schema: SchemaRef,
    writer: Option<ArrowWriter<&'a mut BufWriter<&'f mut File>>>,
}

impl<'a, 'f> Parquet<'a, 'f>
where
    'f: 'a,
{
    fn new(cells: &'a Cells<'a>, file: &'a mut BufWriter<&'f mut File>) -> Result<Self, AskError> {
        let schema = cells.schema();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("goodwill".to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).map_err(io_error)?;
        Ok(Self { cells, schema, writer: Some(writer) })
    }
}

fn io_error(error: impl std::error::Error + Send + Sync + 'static) -> AskError {
    AskError::Io(std::io::Error::other(error))
}

impl Take for Parquet<'_, '_> {
    fn begin(&mut self, _: &SchemaRef) -> Result<(), AskError> {
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch) -> Result<ControlFlow<()>, AskError> {
        let columns = self.cells.columns(batch).map_err(io_error)?;
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io_error)?;
        if let Some(writer) = &mut self.writer {
            writer.write(&rows).map_err(io_error)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self) -> Result<(), AskError> {
        self.writer.take().map_or(Ok(()), |writer| writer.close().map(drop).map_err(io_error))
    }
}
