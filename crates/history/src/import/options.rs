//! How to read: what a person may settle beforehand.

use std::{fmt, str::FromStr};

use facts::{Currency, Day};
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use super::{ImportError, Mapping, Source};

/// Everything that may be told about the files; what is left out is recognised.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What separates the fields of a text file.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row holds names.
    pub header: Option<bool>,
    /// How times are written.
    pub date_format: Option<DateFormat>,
    /// The decimal sign.
    pub decimal: Option<DecimalSign>,
    /// The currency of the amounts, or the one to keep out of several.
    pub currency: Option<Currency>,
    /// The zone whose days count.
    pub time_zone: Option<ZoneName>,
    /// Which column is what.
    pub mapping: Mapping,
    /// What becomes of refunds.
    pub refunds: RefundRule,
    /// What becomes of exact duplicates.
    pub duplicates: Duplicates,
    /// What becomes of lines that are no products.
    pub non_products: NonProducts,
    /// Other files with columns to add by the name both share.
    pub joins: Vec<Source>,
    /// Today, to flag later days; no clock is read here.
    pub today: Option<Day>,
}

impl ReadOptions {
    /// These options, with what they leave open taken from their mapping.
    pub(super) fn settled(&self) -> Self {
        let mapping = &self.mapping;
        Self {
            delimiter: self.delimiter.or(mapping.delimiter),
            header: self.header.or(mapping.header),
            date_format: self.date_format.clone().or_else(|| mapping.date_format.clone()),
            decimal: self.decimal.or(mapping.decimal),
            currency: self.currency.or(mapping.currency),
            time_zone: self.time_zone.clone().or_else(|| mapping.time_zone.clone()),
            ..self.clone()
        }
    }
}

fn wrong(what: &str, text: &str, wanted: &str) -> ImportError {
    ImportError::Mapping(format!("'{text}' is no {what}: {wanted}"))
}

/// What separates fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// One character of a single byte.
    Byte(u8),
    /// Any run of spaces and tabs; those at the ends of a line do not count.
    Spaces,
}

impl FromStr for Delimiter {
    type Err = ImportError;

    /// Reads `,`, `tab`, `\t`, `space`, `pipe`, `semicolon`, `comma` or any one ASCII character.
    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text.to_ascii_lowercase().as_str() {
            "tab" | "\\t" => Ok(Self::Byte(b'\t')),
            "space" | "spaces" | "whitespace" | " " => Ok(Self::Spaces),
            "pipe" => Ok(Self::Byte(b'|')),
            "comma" => Ok(Self::Byte(b',')),
            "semicolon" => Ok(Self::Byte(b';')),
            _ => match text.as_bytes() {
                [b'"' | b'\n' | b'\r'] => Err(wrong("delimiter", text, "it has another meaning")),
                [byte] if byte.is_ascii() => Ok(Self::Byte(*byte)),
                _ => Err(wrong("delimiter", text, "use one character, tab or space")),
            },
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(b'\t') => f.write_str("tab"),
            Self::Byte(b',') => f.write_str("comma"),
            Self::Byte(b';') => f.write_str("semicolon"),
            Self::Byte(b'|') => f.write_str("pipe"),
            Self::Byte(byte) => write!(f, "{}", char::from(*byte).escape_default()),
            Self::Spaces => f.write_str("space"),
        }
    }
}

/// How the times of a file are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFormat {
    /// Year, month, day: `2024-03-31`, `2024/3/31`, `20240331`.
    Ymd,
    /// Day, month, year: `31.03.2024`, `31/3/24`.
    Dmy,
    /// Month, day, year: `03/31/2024`.
    Mdy,
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// Days of a spreadsheet, where 45382 is 2024-03-31.
    Spreadsheet,
    /// A pattern in the manner of `strptime`, such as `%d/%m/%Y %H:%M`.
    Pattern(String),
}

impl FromStr for DateFormat {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text.to_ascii_lowercase().as_str() {
            "ymd" | "iso" => Ok(Self::Ymd),
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            "unix" => Ok(Self::UnixSeconds),
            "unix-ms" => Ok(Self::UnixMillis),
            "spreadsheet" | "excel" => Ok(Self::Spreadsheet),
            _ if text.contains('%') => Ok(Self::Pattern(text.to_owned())),
            _ => Err(wrong(
                "date format",
                text,
                "use dmy, mdy, ymd, unix, unix-ms, spreadsheet or a pattern such as %d/%m/%Y",
            )),
        }
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ymd => "ymd",
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::UnixSeconds => "unix",
            Self::UnixMillis => "unix-ms",
            Self::Spreadsheet => "spreadsheet",
            Self::Pattern(pattern) => pattern,
        })
    }
}

/// The sign between whole and part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalSign {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

impl FromStr for DecimalSign {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text.to_ascii_lowercase().as_str() {
            "." | "point" => Ok(Self::Point),
            "," | "comma" => Ok(Self::Comma),
            _ => Err(wrong("decimal sign", text, "use '.' or ','")),
        }
    }
}

impl fmt::Display for DecimalSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Point => ".",
            Self::Comma => ",",
        })
    }
}

/// A time zone by its IANA name or offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneName {
    name: String,
    pub(super) zone: TimeZone,
}

impl FromStr for ZoneName {
    type Err = ImportError;

    /// Reads `Europe/Rome`, `UTC` or `+02:00`.
    fn from_str(text: &str) -> Result<Self, ImportError> {
        let text = text.trim();
        super::time::zone_named(text)
            .map(|zone| Self { name: text.to_owned(), zone })
            .ok_or_else(|| wrong("time zone", text, "use a name such as Europe/Rome, UTC or +02:00"))
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What becomes of refunds and cancellations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RefundRule {
    /// Subtracted from the order they belong to; an order refunded in full is no order.
    #[default]
    Net,
    /// Counted and shown, not subtracted; cancelled and failed orders are still left out.
    Separate,
    /// As though the files did not speak of refunds and cancellations; failed payments stay out.
    Ignore,
}

impl FromStr for RefundRule {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text {
            "net" => Ok(Self::Net),
            "separate" => Ok(Self::Separate),
            "ignore" => Ok(Self::Ignore),
            _ => Err(wrong("refund rule", text, "use net, separate or ignore")),
        }
    }
}

/// What becomes of rows that equal another row of their file in every field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Kept and counted, unless so many are doubled that the file looks exported twice.
    #[default]
    Ask,
    /// Kept and counted.
    Keep,
    /// One of each is kept.
    Drop,
}

impl FromStr for Duplicates {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text {
            "ask" => Ok(Self::Ask),
            "keep" => Ok(Self::Keep),
            "drop" => Ok(Self::Drop),
            _ => Err(wrong("rule for duplicates", text, "use ask, keep or drop")),
        }
    }
}

/// What becomes of lines such as postage, bank charges and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NonProducts {
    /// Kept in the amounts, counted and shown.
    #[default]
    Keep,
    /// Left out of the orders, counted and shown.
    Drop,
}

impl FromStr for NonProducts {
    type Err = ImportError;

    fn from_str(text: &str) -> Result<Self, ImportError> {
        match text {
            "keep" => Ok(Self::Keep),
            "drop" => Ok(Self::Drop),
            _ => Err(wrong("rule for non-products", text, "use keep or drop")),
        }
    }
}

macro_rules! serialize_as_text {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}
serialize_as_text!(Delimiter, DateFormat, DecimalSign, ZoneName);
