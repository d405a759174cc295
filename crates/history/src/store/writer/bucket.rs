//! The rows of one kind and month until their files are made.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use arrow::{
    array::{Array, AsArray},
    compute::{concat_batches, max, min},
    datatypes::{DataType, Date32Type, TimestampMicrosecondType},
    record_batch::RecordBatch,
};
use facts::schema::Kind;
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
    schema::types::ColumnPath,
};

use super::{
    super::{
        Listed, Role, StoreError,
        columns::{self, CONTENT, GROUP, KEY},
        durable::Digested,
    },
    FILE_ROWS,
};

/// A file that is whole and synced, but not in its place.
pub(in super::super) struct Made {
    pub(in super::super) at: PathBuf,
    pub(in super::super) folder: String,
    pub(in super::super) listed: Listed,
}

#[derive(Debug, Default)]
pub(super) struct Bucket {
    held: Vec<RecordBatch>,
    spilled: Vec<(PathBuf, usize)>,
}

impl Bucket {
    pub(super) fn hold(&mut self, rows: RecordBatch) {
        self.held.push(rows);
    }

    /// Moves what is held to an unfinished file.
    pub(super) fn spill(&mut self, folder: &Path) -> Result<(), StoreError> {
        let held = std::mem::take(&mut self.held);
        let Some(first) = held.first() else { return Ok(()) };
        let path = fresh_path(folder)?;
        let file = File::create_new(&path).map_err(|e| StoreError::io(&path, e))?;
        let mut writer = ArrowWriter::try_new(file, first.schema(), Some(properties()))
            .map_err(|e| StoreError::writing(&path, e))?;
        for rows in &held {
            writer.write(rows).map_err(|e| StoreError::writing(&path, e))?;
        }
        writer.close().map_err(|e| StoreError::writing(&path, e))?;
        self.spilled.push((path, held.iter().map(RecordBatch::num_rows).sum()));
        Ok(())
    }

    /// Makes the files, each of at most about [`FILE_ROWS`] rows and sorted in itself.
    pub(super) fn finish(
        mut self,
        folder: &Path,
        kind: Kind,
        month: &str,
        made: &mut Vec<Made>,
    ) -> Result<(), StoreError> {
        let mut taken = std::mem::take(&mut self.held);
        for (path, rows) in self.spilled {
            if row_count(&taken) > 0 && row_count(&taken) + rows > FILE_ROWS {
                write_sorted(folder, kind, month, std::mem::take(&mut taken), made)?;
            }
            taken.extend(read_all(&path)?);
        }
        write_sorted(folder, kind, month, taken, made)
    }
}

fn row_count(held: &[RecordBatch]) -> usize {
    held.iter().map(RecordBatch::num_rows).sum()
}

fn write_sorted(
    folder: &Path,
    kind: Kind,
    month: &str,
    held: Vec<RecordBatch>,
    made: &mut Vec<Made>,
) -> Result<(), StoreError> {
    let Some(first) = held.first() else { return Ok(()) };
    let one = concat_batches(&first.schema(), &held).map_err(|e| StoreError::damaged(folder, e))?;
    // The pieces take as much memory as the whole.
    drop(held);
    let rows = columns::sorted(kind, &one).map_err(|e| StoreError::damaged(folder, e))?;
    drop(one);
    made.push(made_file(folder, kind, Role::Rows, month, &rows)?);
    Ok(())
}

/// All rows of a file.
pub(in super::super) fn read_all(path: &Path) -> Result<Vec<RecordBatch>, StoreError> {
    let file = File::open(path).map_err(|e| StoreError::io(path, e))?;
    ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(65_536).build())
        .map_err(|e| StoreError::damaged(path, e))?
        .collect::<Result<_, _>>()
        .map_err(|e| StoreError::damaged(path, e))
}

/// Digests do not repeat: a dictionary of them is wasted.
fn properties() -> WriterProperties {
    let level = ZstdLevel::try_new(3).unwrap_or_default();
    [KEY, GROUP, CONTENT]
        .into_iter()
        .fold(WriterProperties::builder(), |builder, digest| {
            builder.set_column_dictionary_enabled(ColumnPath::from(digest), false)
        })
        .set_compression(Compression::ZSTD(level))
        .set_created_by("goodwill".to_owned())
        .build()
}

fn fresh_path(folder: &Path) -> Result<PathBuf, StoreError> {
    let path = tempfile::Builder::new()
        .prefix("part-")
        .tempfile_in(folder)
        .map_err(|e| StoreError::io(folder, e))?
        .into_temp_path();
    // The name is free again when the temporary file goes; the folder is ours alone.
    Ok(path.to_path_buf())
}

/// Writes a file whole and synced.
pub(in super::super) fn made_file(
    folder: &Path,
    kind: Kind,
    role: Role,
    part: &str,
    rows: &RecordBatch,
) -> Result<Made, StoreError> {
    let at = fresh_path(folder)?;
    let file = Digested::create(&at).map_err(|e| StoreError::io(&at, e))?;
    let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties()))
        .map_err(|e| StoreError::writing(&at, e))?;
    writer.write(rows).map_err(|e| StoreError::writing(&at, e))?;
    let file = writer.into_inner().map_err(|e| StoreError::writing(&at, e))?;
    let (bytes, checksum) = file.sync().map_err(|e| StoreError::io(&at, e))?;
    let (first, last) = times(kind, rows);
    let public = kind.schema().public();
    let gaps = public
        .filter(|field| rows.column_by_name(field.name).is_some_and(|array| array.null_count() > 0))
        .map(|field| field.name.to_owned())
        .collect();
    let listed = Listed {
        path: String::new(),
        kind,
        role,
        batch: 0,
        rows: rows.num_rows() as i64,
        bytes,
        checksum,
        first,
        last,
        gaps,
    };
    Ok(Made { at, folder: format!("{}/{part}", kind.name()), listed })
}

fn times(kind: Kind, rows: &RecordBatch) -> (Option<i64>, Option<i64>) {
    const DAY_MICROS: i64 = 86_400_000_000;
    let Some(array) = kind.schema().time.and_then(|name| rows.column_by_name(name)) else {
        return (None, None);
    };
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            let micros = |day: Option<i32>| day.map(|day| i64::from(day) * DAY_MICROS);
            (micros(min(days)), micros(max(days)))
        }
        DataType::Timestamp(..) => {
            let times = array.as_primitive::<TimestampMicrosecondType>();
            (min(times), max(times))
        }
        _ => (None, None),
    }
}
