//! How the files were read, to be shown before anything else.

use std::fmt;

use facts::{Currency, Day};
use serde::Serialize;

use super::{
    DateFormat, DecimalSign, Delimiter, Encoding, Field, RefundRule, ZoneName,
    shown::{counted, escaped},
};

/// How all files were read.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// Each file.
    pub files: Vec<FileReading>,
    /// The currency of the amounts; `None` where there are none.
    pub currency: Option<Currency>,
    /// Where the currency is known from.
    pub currency_why: String,
    /// The zone whose days count, where one was named.
    pub time_zone: Option<ZoneName>,
    /// What became of refunds.
    pub refunds: RefundRule,
    /// First day of any order.
    pub first: Option<Day>,
    /// Last day of any order.
    pub last: Option<Day>,
    /// Whether nearly every customer has one order only although ids are no e-mail addresses, so
    /// that they are probably ids of orders.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub every_id_is_new: bool,
    /// What a person should know of all files together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// How one file was read.
#[derive(Debug, Clone, Serialize)]
pub struct FileReading {
    /// Its name.
    pub name: String,
    /// `text`, `JSON lines` or `Parquet`.
    pub format: &'static str,
    /// How its characters are written, for text.
    pub encoding: Option<Encoding>,
    /// What separates its fields, for text.
    pub delimiter: Option<Delimiter>,
    /// Whether it has a row of names.
    pub header: bool,
    /// Rows with any content.
    pub rows: u64,
    /// Rows without.
    pub blank_rows: u64,
    /// Which column was taken as what.
    pub columns: Vec<TakenColumn>,
    /// Columns that were not used.
    pub unused: Vec<String>,
    /// How times are written.
    pub date_format: DateFormat,
    /// The decimal sign.
    pub decimal: DecimalSign,
    /// First day.
    pub first: Option<Day>,
    /// Last day.
    pub last: Option<Day>,
    /// What else a person should know.
    pub notes: Vec<String>,
}

/// A column and what it was taken as.
#[derive(Debug, Clone, Serialize)]
pub struct TakenColumn {
    /// What it was taken as.
    pub field: Field,
    /// Its name.
    pub column: String,
    /// Its place, from 1.
    pub number: usize,
    /// Why.
    pub why: String,
    /// A value of it.
    pub sample: String,
}

impl fmt::Display for FileReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", escaped(&self.name), counted(self.rows, "row", "rows"))?;
        match (self.format, self.delimiter) {
            ("text", Some(delimiter)) => write!(f, ", separated by {delimiter}")?,
            (format, _) => write!(f, ", {format}")?,
        }
        if let Some(encoding) = self.encoding {
            write!(f, ", {encoding}")?;
            if encoding == Encoding::Windows1252 {
                write!(f, " (a guess)")?;
            }
        }
        if !self.header {
            write!(f, ", no header")?;
        }
        let width = self.columns.iter().map(|c| escaped(&c.column).chars().count()).max().unwrap_or(0);
        for c in &self.columns {
            let (column, sample) = (escaped(&c.column), escaped(&c.sample));
            write!(f, "\n  {:<9} {column:<width$}  {}", c.field.name(), escaped(&c.why))?;
            match c.field {
                Field::Time => write!(f, "; {sample} read as {}", in_words(&self.date_format))?,
                Field::Amount | Field::Price => {
                    write!(
                        f,
                        "; {sample} with a decimal {}",
                        match self.decimal {
                            DecimalSign::Point => "point",
                            DecimalSign::Comma => "comma",
                        }
                    )?;
                }
                _ => write!(f, "; for example {sample}")?,
            }
        }
        if let (Some(first), Some(last)) = (self.first, self.last) {
            write!(f, "\n  days      {first} to {last}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note      {}", escaped(note))?;
        }
        Ok(())
    }
}

pub(super) fn in_words(format: &DateFormat) -> String {
    match format {
        DateFormat::Ymd => "year, month, day".to_owned(),
        DateFormat::Dmy => "day, month, year".to_owned(),
        DateFormat::Mdy => "month, day, year".to_owned(),
        DateFormat::UnixSeconds => "seconds since 1970".to_owned(),
        DateFormat::UnixMillis => "milliseconds since 1970".to_owned(),
        DateFormat::Spreadsheet => "days of a spreadsheet".to_owned(),
        DateFormat::Pattern(pattern) => pattern.clone(),
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(f, "{file}")?;
        }
        match self.currency {
            // ISO 4217 calls no currency XXX.
            Some(currency) if currency.code() == "XXX" => {
                write!(f, "Amounts without a currency: {}", escaped(&self.currency_why))?;
            }
            Some(currency) => {
                write!(f, "Amounts in {currency}, {}", escaped(&self.currency_why))?;
            }
            None => write!(f, "No amounts: orders only")?,
        }
        if let Some(zone) = &self.time_zone {
            write!(f, "; days of {zone}")?;
        }
        if self.files.len() > 1
            && let (Some(first), Some(last)) = (self.first, self.last)
        {
            write!(f, "; {first} to {last}")?;
        }
        for note in &self.notes {
            write!(f, "\nNote: {}", escaped(note))?;
        }
        Ok(())
    }
}
