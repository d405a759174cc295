//! The columns of a CSV file, settled on the whole file and not on its first rows.
//!
//! A column is a number, a day or a time only where every cell of it is one; anything else is text.
//! Numbers with leading zeros are identifiers, hence text, and so are whole numbers beyond 64 bits.

use std::{fs::File, path::Path};

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use csv::{ByteRecord, ReaderBuilder};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How to read one CSV file.
pub(super) struct CsvTable {
    pub(super) schema: Schema,
    pub(super) delimiter: u8,
    pub(super) newlines_in_values: bool,
}

impl CsvTable {
    /// Reads the whole file once.
    pub(super) fn look_at(path: &Path) -> Result<Self, String> {
        let delimiter = delimiter_of(path)?;
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .buffer_capacity(1 << 18)
            .from_path(path)
            .map_err(|e| e.to_string())?;
        let header = reader.headers().map_err(|e| sentence(&e))?.clone();
        for (i, name) in header.iter().enumerate() {
            if let Some(j) = header.iter().take(i).position(|n| n == name) {
                return Err(format!("columns {} and {} are both named '{name}'", j + 1, i + 1));
            }
        }
        let mut kinds = vec![Kind::Empty; header.len()];
        let mut newlines_in_values = false;
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|e| sentence(&e))? {
            for (kind, cell) in kinds.iter_mut().zip(&record) {
                *kind = kind.with(cell);
                newlines_in_values = newlines_in_values || cell.contains(&b'\n');
            }
            // Cells may be split between records in a way that is text only together.
            if std::str::from_utf8(record.as_slice()).is_err() {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(format!("line {line} is not UTF-8 text; save the file as UTF-8"));
            }
        }
        let fields = header.iter().zip(&kinds).map(|(name, kind)| Field::new(name, kind.data_type(), true));
        Ok(Self { schema: Schema::new(fields.collect::<Vec<_>>()), delimiter, newlines_in_values })
    }
}

fn sentence(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} fields where the header has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "the header is not UTF-8 text; save the file as UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// The delimiter that the header line holds most of; a comma if none.
fn delimiter_of(path: &Path) -> Result<u8, String> {
    use std::io::{BufRead, BufReader, Read};
    let mut line = Vec::new();
    let file = File::open(path).map_err(|e| e.to_string())?;
    let mut start = BufReader::new(file.take(1 << 16));
    start.read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
    let mut quoted = false;
    let mut counts = [0; DELIMITERS.len()];
    for byte in line {
        quoted ^= byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|d| *d == byte && !quoted) {
            counts[at] += 1;
        }
    }
    let most = (0..counts.len()).rev().max_by_key(|&at| counts[at]).unwrap_or(0);
    Ok(DELIMITERS[most])
}

/// What all cells of a column seen so far are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Whole,
    Float,
    Truth,
    Day,
    Time,
    Text,
}

impl Kind {
    fn with(self, cell: &[u8]) -> Self {
        if cell.is_empty() || self == Self::Text {
            return self;
        }
        match (self, Self::of(cell)) {
            (Self::Empty, other) => other,
            (Self::Whole | Self::Float, Self::Whole | Self::Float) if self != Self::Whole => Self::Float,
            (Self::Whole, Self::Float) => Self::Float,
            (Self::Day | Self::Time, Self::Day | Self::Time) if self != Self::Day => Self::Time,
            (Self::Day, Self::Time) => Self::Time,
            (same, other) if same == other => same,
            _ => Self::Text,
        }
    }

    fn of(cell: &[u8]) -> Self {
        match std::str::from_utf8(cell) {
            Ok(text) if is_whole(text) => Self::Whole,
            Ok(text) if is_float(text) => Self::Float,
            Ok(text) if is_day(text) => Self::Day,
            Ok(text) if is_time(text) => Self::Time,
            Ok("true" | "false" | "True" | "False" | "TRUE" | "FALSE") => Self::Truth,
            _ => Self::Text,
        }
    }

    const fn data_type(self) -> DataType {
        match self {
            Self::Whole => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Truth => DataType::Boolean,
            Self::Day => DataType::Date32,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Empty | Self::Text => DataType::Utf8,
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `0`, `12`, but not `007`.
fn is_magnitude(text: &str) -> bool {
    digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_whole(text: &str) -> bool {
    is_magnitude(text.strip_prefix('-').unwrap_or(text)) && text.parse::<i64>().is_ok()
}

/// `12.50`, `-0.5`, `1e-7`.
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    is_magnitude(whole)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['-', '+']).unwrap_or(e)))
        && (fraction.is_some() || exponent.is_some())
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.parse::<jiff::civil::Date>().is_ok()
}

/// `2024-03-31 10:00:00` or with `T`, with up to six digits of a second, without a zone.
fn is_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once([' ', 'T']) else { return false };
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(c, f)| (c, Some(f)));
    is_day(day)
        && clock.len() == 8
        && clock.as_bytes()[2] == b':'
        && clock.parse::<jiff::civil::Time>().is_ok()
        && fraction.is_none_or(|f| digits(f) && f.len() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cells: &[&str]) -> Kind {
        cells.iter().fold(Kind::Empty, |kind, cell| kind.with(cell.as_bytes()))
    }

    #[test]
    fn a_column_is_what_all_its_cells_are() {
        assert_eq!(kind(&["1", "", "-20"]), Kind::Whole);
        assert_eq!(kind(&["1", "2.50", "1e-7"]), Kind::Float);
        assert_eq!(kind(&["2.5", "1"]), Kind::Float);
        assert_eq!(kind(&["1", "A2"]), Kind::Text);
        assert_eq!(kind(&["2024-02-29", "2024-03-01"]), Kind::Day);
        assert_eq!(kind(&["2024-02-29", "2024-03-01 10:00:00"]), Kind::Time);
        assert_eq!(kind(&["2024-03-01T10:00:00.5", "2024-03-01"]), Kind::Time);
        assert_eq!(kind(&["true", "FALSE"]), Kind::Truth);
        assert_eq!(kind(&["true", "1"]), Kind::Text);
        assert_eq!(kind(&["", ""]), Kind::Empty);
    }

    #[test]
    fn identifiers_and_impossible_days_stay_text() {
        for cell in
            ["007", "+5", "9223372036854775808", "2024-02-30", "31/03/2024", "1.", ".5", "NaN", " 1", "1e999"]
        {
            assert_eq!(kind(&[cell]), Kind::Text, "{cell}");
        }
    }
}
