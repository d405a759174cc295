//! The CSV twin: a header line, numbers in full precision, days as `2024-03-31`.

use std::{
    fmt::Write as _,
    io::{self, Write},
    path::Path,
};

use facts::Day;

use super::{Column, ColumnValues, Overwrite, TableError, atomic, guarded, io_error, rows};

/// Writes the columns as CSV (RFC 4180, line feeds) to `path`.
///
/// Texts are guarded against being run as formulas ([`guarded`]); numbers and days are not touched.
/// Floats are the shortest text that reads back as the same number.
///
/// # Errors
///
/// If columns differ in length, the file is there and was to be kept, a day lies outside the years
/// 1 to 9999, or the disk refuses. Nothing is left at `path` then but what was there.
pub fn write_csv(path: &Path, columns: &[Column<'_>], overwrite: Overwrite) -> Result<(), TableError> {
    rows(columns)?;
    atomic::write_whole(path, overwrite, |file| write_rows(path, columns, file))
}

/// The same to any writer; `path` only names it in errors.
///
/// # Errors
///
/// Like [`write_csv`].
pub fn write_csv_to(path: &Path, columns: &[Column<'_>], writer: impl Write) -> Result<(), TableError> {
    rows(columns)?;
    write_rows(path, columns, writer)
}

fn write_rows(path: &Path, columns: &[Column<'_>], writer: impl Write) -> Result<(), TableError> {
    let failed = io_error(path);
    let mut csv = csv::Writer::from_writer(writer);
    let header = columns.iter().map(|c| guarded(&c.name).into_owned());
    csv.write_record(header).map_err(csv_error).map_err(&failed)?;
    let mut cell = String::new();
    for row in 0..rows(columns)? {
        for column in columns {
            cell.clear();
            put_cell(&mut cell, column, row)?;
            csv.write_field(&cell).map_err(csv_error).map_err(&failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(csv_error).map_err(&failed)?;
    }
    csv.flush().map_err(failed)
}

fn put_cell(cell: &mut String, column: &Column<'_>, row: usize) -> Result<(), TableError> {
    // Writing to a String cannot fail.
    match &column.values {
        ColumnValues::Text(v) => cell.push_str(&guarded(v[row].as_deref().unwrap_or_default())),
        ColumnValues::Float(v) if v[row].is_finite() => write!(cell, "{}", v[row]).unwrap_or(()),
        ColumnValues::Float(_) => {}
        ColumnValues::Int(v) => write!(cell, "{}", v[row]).unwrap_or(()),
        ColumnValues::Day(v) => {
            let day = Day::from_epoch(v[row]).map_err(|_| TableError::Unwritable {
                column: column.name.to_string(),
                row: row + 1,
                value: format!("day {} after 1970-01-01", v[row]),
            })?;
            write!(cell, "{day}").unwrap_or(());
        }
    }
    Ok(())
}

fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
