//! How files of facts were read, and what became of their rows.

use std::{collections::BTreeMap, fmt};

use ::facts::{Day, schema::Kind};
use serde::Serialize;

use crate::import::{
    Counts, Delimiter, Encoding, Reason, ZoneName,
    shown::{counted, escaped, thousands},
};

/// How all files were read, to be shown before anything is kept.
#[derive(Debug, Clone, Serialize)]
pub struct FactReading {
    /// Name of the kind of fact.
    pub kind: &'static str,
    /// Each file.
    pub files: Vec<FactFile>,
    /// In which currency amounts are, in words; empty where there are none.
    pub money: String,
    /// The zone in which times without an offset are, where one was named.
    pub time_zone: Option<ZoneName>,
    /// First day of any fact.
    pub first: Option<Day>,
    /// Last day of any fact.
    pub last: Option<Day>,
    /// What a person should know of all files together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// How one file was read.
#[derive(Debug, Clone, Serialize)]
pub struct FactFile {
    /// Its name.
    pub name: String,
    /// `text`, `JSON lines`, `Parquet` or `event log`.
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
    /// Which column was taken as which field.
    pub columns: Vec<FactColumn>,
    /// Columns that were left out.
    pub unused: Vec<String>,
    /// What else a person should know.
    pub notes: Vec<String>,
}

/// A column and the field it was taken for.
#[derive(Debug, Clone, Serialize)]
pub struct FactColumn {
    /// The field.
    pub field: &'static str,
    /// The column's name.
    pub column: String,
    /// Its place, from 1.
    pub number: usize,
    /// Why.
    pub why: String,
    /// How it is read, or where it is kept, in words; may be empty.
    pub how: String,
    /// A value of it.
    pub sample: String,
}

/// What became of the rows of files of facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FactCounts {
    /// Rows with any content, without headers.
    pub rows: u64,
    /// Rows without any content.
    pub blank_rows: u64,
    /// Headers in the middle of a file.
    pub repeated_headers: u64,
    /// Rows that were taken.
    pub accepted: u64,
    /// Rows that were refused.
    pub rejected: u64,
    /// Refused rows by reason.
    #[serde(serialize_with = "crate::import::counts::by_code")]
    pub rejects: BTreeMap<Reason, u64>,
    /// Facts handed on, by the name of their kind.
    pub facts: BTreeMap<&'static str, u64>,
    /// Codes that look like an address or a telephone number and became digests.
    pub digested: u64,
    /// Names longer than 200 characters, which are cut.
    pub cut: u64,
    /// Ids and codes written as `10482.0` and read as `10482`.
    pub float_ids: u64,
    /// Rows without a number of their own, which got one made of what they say.
    pub numbered: u64,
    /// Rows that equal another row of their file in what is kept.
    pub repeated: u64,
    /// Times that the clock showed twice; the earlier one is taken.
    pub dst_ambiguous: u64,
    /// Rows later than the day after today.
    pub future_rows: u64,
    /// Rows without a customer, of a kind that has customers.
    pub anonymous_rows: u64,
    /// Rows without a time, of a kind that is counted by its time.
    pub untimed_rows: u64,
    /// For orders, what their own rules counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<Counts>,
}

impl FactCounts {
    /// What a person must know of the rows, in sentences, one each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut say = |count: u64, one: &str, many: &str, rest: &str| {
            if count > 0 {
                out.push(format!("{}{rest}", counted(count, one, many)));
            }
        };
        if self.orders.is_none() {
            for (reason, count) in &self.rejects {
                say(*count, "row", "rows", &format!(" rejected: {reason}"));
            }
            say(self.anonymous_rows, "row", "rows", " without a customer");
            match self.untimed_rows {
                1 => say(1, "row", "rows", " has no time: it is kept, and is in no count over time"),
                n => say(n, "row", "rows", " have no time: they are kept, and are in no count over time"),
            }
            say(self.float_ids, "id", "ids", " written like 10482.0 and read as 10482");
            say(self.dst_ambiguous, "time", "times", " of an hour that occurred twice: the earlier one");
            say(self.future_rows, "row", "rows", " later than today");
            say(self.repeated_headers, "header", "headers", " in the middle of a file, skipped");
            say(self.blank_rows, "blank row", "blank rows", ", skipped");
        }
        say(self.repeated, "row", "rows", " that say what another row of their file says: kept");
        let digested = " like an address or a telephone number: kept as digests";
        say(self.digested, "code looks", "codes look", digested);
        say(self.cut, "name", "names", " longer than 200 characters: cut");
        let numbered = " without a number of their own: numbered by what they say";
        say(self.numbered, "row", "rows", numbered);
        if let Some(orders) = &self.orders {
            // Of a valuation they are left out; here they are kept.
            let called_off = " cancelled or not paid: kept with that state";
            say(orders.cancelled_orders, "order", "orders", called_off);
            let mut all = Counts { cancelled_orders: 0, ..orders.clone() }.sentences();
            all.append(&mut out);
            return all;
        }
        out
    }
}

impl fmt::Display for FactCounts {
    /// How many rows were taken and refused, what they gave, and what must be known of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} taken", counted(self.rows, "row", "rows"), thousands(self.accepted))?;
        if self.rejected > 0 {
            write!(f, ", {} rejected", thousands(self.rejected))?;
        }
        for sentence in self.sentences() {
            write!(f, "\n  {sentence}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FactFile {
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
        let fields = self.columns.iter().map(|c| c.field.len()).max().unwrap_or(0).max(9);
        let width = self.columns.iter().map(|c| escaped(&c.column).chars().count()).max().unwrap_or(0);
        for c in &self.columns {
            let (column, sample) = (escaped(&c.column), escaped(&c.sample));
            write!(
                f,
                "\n  {:<fields$} {column:<width$}  {}; for example {sample}",
                c.field,
                escaped(&c.why)
            )?;
            if !c.how.is_empty() {
                write!(f, ", {}", escaped(&c.how))?;
            }
        }
        if !self.unused.is_empty() {
            write!(
                f,
                "\n  {:<fields$} {}",
                "left out",
                escaped(&crate::import::shown::listed(&self.unused))
            )?;
        }
        for note in &self.notes {
            write!(f, "\n  {:<fields$} {}", "note", escaped(note))?;
        }
        Ok(())
    }
}

impl fmt::Display for FactReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(f, "{file}")?;
        }
        write!(f, "Read as {}", self.kind)?;
        if !self.money.is_empty() {
            write!(f, "; {}", escaped(&self.money))?;
        }
        if let Some(zone) = &self.time_zone {
            write!(f, "; times of {zone}")?;
        }
        if let (Some(first), Some(last)) = (self.first, self.last) {
            write!(f, "; {first} to {last}")?;
        }
        for note in &self.notes {
            write!(f, "\nNote: {}", escaped(note))?;
        }
        Ok(())
    }
}

/// The counts of a kind, for a report.
impl FactReading {
    /// The kind of fact.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.kind.parse().ok()
    }
}
