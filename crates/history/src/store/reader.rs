//! Reads parts of the files: chosen columns of chosen rows, as they come.

use std::{collections::HashSet, fs::File, sync::Arc};

use arrow::{
    array::{Array, BooleanArray},
    datatypes::Schema,
    record_batch::RecordBatch,
};
use facts::RowKey;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowPredicateFn, ParquetRecordBatchReaderBuilder, RowFilter},
};

use super::{Listed, Role, Store, StoreError, columns};

/// Rows read at a time.
const BATCH_ROWS: usize = 32_768;

impl Store {
    /// Hands over all rows of a file, with these columns or with all.
    pub(super) fn scan(
        &self,
        file: &Listed,
        only: Option<&[&str]>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), StoreError> {
        self.read(file, only, None, each)
    }

    /// Hands over the rows of a file whose `column` holds one of the keys. The other columns are
    /// unpacked for those rows only.
    pub(super) fn scan_keys(
        &self,
        file: &Listed,
        only: Option<&[&str]>,
        column: &'static str,
        keys: &Arc<HashSet<RowKey>>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), StoreError> {
        self.read(file, only, Some((column, keys)), each)
    }

    fn read(
        &self,
        file: &Listed,
        only: Option<&[&str]>,
        filter: Option<(&'static str, &Arc<HashSet<RowKey>>)>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), StoreError> {
        let path = self.root.join(&file.path);
        let damaged = |e: &dyn std::fmt::Display| StoreError::damaged(&path, e);
        let open = File::open(&path).map_err(|e| StoreError::io(&path, e))?;
        let mut builder = ParquetRecordBatchReaderBuilder::try_new(open)
            .map_err(|e| damaged(&e))?
            .with_batch_size(BATCH_ROWS);
        whole(builder.schema(), file).map_err(|e| damaged(&e))?;
        if let Some((column, keys)) = filter {
            let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
            let keys = Arc::clone(keys);
            let chosen = ArrowPredicateFn::new(mask, move |rows: RecordBatch| {
                let array = rows.column(0);
                let one_of = |row| keys.contains(&columns::key_at(array, row));
                Ok((0..array.len()).map(|row| Some(one_of(row))).collect::<BooleanArray>())
            });
            builder = builder.with_row_filter(RowFilter::new(vec![Box::new(chosen)]));
        }
        if let Some(only) = only {
            let mask = ProjectionMask::columns(builder.parquet_schema(), only.iter().copied());
            builder = builder.with_projection(mask);
        }
        for rows in builder.build().map_err(|e| damaged(&e))? {
            let rows = rows.map_err(|e| damaged(&e))?;
            each(&rows);
        }
        Ok(())
    }
}

/// Checks that a file has the columns of its kind, as far as they are as old as history itself.
pub(super) fn whole(found: &Schema, file: &Listed) -> Result<(), String> {
    let expected = match file.role {
        Role::Rows => columns::file_schema(file.kind),
        _ => columns::keys_schema(),
    };
    for field in expected.fields() {
        match found.field_with_name(field.name()) {
            Ok(column) if column.data_type() == field.data_type() => {}
            Ok(column) => return Err(format!("column {} is {}", field.name(), column.data_type())),
            Err(_) if field.name().starts_with('_') => {
                return Err(format!("column {} is missing", field.name()));
            }
            // A field that is younger than the file.
            Err(_) => {}
        }
    }
    Ok(())
}
