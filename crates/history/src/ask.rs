//! Questions in SQL over named files: read-only, bounded, with the models as functions.
//!
//! One door for all SQL from outside. Only queries pass; they see the files they were given and
//! nothing else; memory, scratch space, time and rows have limits. The files may be CSV (any
//! common delimiter, with a header line), JSON lines or Parquet; the first two also gzipped.

mod allowed;
mod column_types;
mod files;
mod run;
mod scratch;
mod session;
mod write;

use std::{fmt, io, io::Write, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

pub(crate) use self::{files::file_url, session::sql_error, write::Take};
use crate::store::Prepared;

/// A file and the name by which SQL knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// Table name: letters, digits and `_`, small letters.
    pub name: String,
    /// Where the file is.
    pub path: PathBuf,
}

impl NamedFile {
    /// Names a file.
    ///
    /// # Errors
    ///
    /// If the name is not letters, digits and `_`, beginning with a letter or `_`.
    pub fn new(name: &str, path: impl Into<PathBuf>) -> Result<Self, AskError> {
        let mut letters = name.chars();
        let good = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !good {
            return Err(AskError::TableName(name.to_owned()));
        }
        // SQL folds names without quotes to small letters.
        Ok(Self { name: name.to_ascii_lowercase(), path: path.into() })
    }
}

impl FromStr for NamedFile {
    type Err = AskError;

    /// Reads `orders=exports/orders.csv`.
    fn from_str(text: &str) -> Result<Self, AskError> {
        match text.split_once('=') {
            Some((name, path)) if !path.is_empty() => Self::new(name.trim(), path),
            _ => Err(AskError::TableName(text.to_owned())),
        }
    }
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: the first thousand rows in a frame, then how many there are.
    #[default]
    Table,
    /// A header line, then rows; numbers in full precision, texts guarded against formulas.
    Csv,
    /// An array of objects.
    Json,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "table" => Ok(Self::Table),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            other => Err(format!("'{other}' is not a format; choose table, csv or json")),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
        })
    }
}

/// What one question may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memory of sorts, joins and groups, in bytes; beyond it they go to scratch files.
    pub memory_bytes: usize,
    /// Scratch files (a private folder, removed afterwards), in bytes.
    pub scratch_bytes: u64,
    /// From asking to the last row.
    pub time: Duration,
    /// Rows written at most; the rest is left off and said so.
    pub rows: Option<u64>,
    /// Threads, and parts into which work is split.
    pub threads: usize,
}

impl Default for Limits {
    /// 1 GiB of memory, 10 GiB of scratch, 10 minutes, all rows, all processors.
    fn default() -> Self {
        Self {
            memory_bytes: 1 << 30,
            scratch_bytes: 10 << 30,
            time: Duration::from_mins(10),
            rows: None,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Rows written (with [`Format::Table`]: rows of the answer).
    pub rows: u64,
    /// Whether these are all rows; `false` where [`Limits::rows`] cut them off.
    pub complete: bool,
}

/// A question that was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// A table name that SQL could not use.
    #[error("'{0}' does not name a table; write NAME=FILE, the name of letters, digits and '_'")]
    TableName(String),
    /// Two files with the same name.
    #[error("two files are named '{0}'; give each its own name")]
    TwiceNamed(String),
    /// A named file that cannot be read as a table.
    #[error("table '{name}' ({}): {reason}", path.display())]
    File {
        /// The table's name.
        name: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// A statement that is not a question.
    #[error("{0}")]
    Refused(String),
    /// SQL that is wrong, or that met a value it cannot work with.
    #[error("{0}")]
    Sql(String),
    /// The question needs more than it was given.
    #[error("the question needs more memory or scratch space than its limit: {0}")]
    TooLarge(String),
    /// The question took too long.
    #[error("no complete answer within {0} seconds; ask for less or allow more time")]
    TooSlow(u64),
    /// The answer could not be written, or no thread or scratch folder was to be had.
    #[error("writing the answer: {0}")]
    Io(#[from] io::Error),
}

/// Answers one question over the named files and writes the answer to `out`.
///
/// Blocks until the answer is whole. The same question over the same files has the same answer
/// whatever `limits.threads` is, as far as SQL promises an order at all (`ORDER BY`).
///
/// # Errors
///
/// If a file cannot be read as a table, the SQL is not one query, is wrong or meets an impossible
/// value, a limit is reached, or `out` refuses. What was already written to `out` then is not whole.
pub fn ask(
    sql: &str,
    files: &[NamedFile],
    format: Format,
    limits: &Limits,
    out: &mut dyn Write,
) -> Result<Answered, AskError> {
    ask_with(sql, files, None, format, limits, out)
}

/// The same over tables of the history, too.
pub(crate) fn ask_with(
    sql: &str,
    files: &[NamedFile],
    history: Option<Arc<Prepared>>,
    format: Format,
    limits: &Limits,
    out: &mut dyn Write,
) -> Result<Answered, AskError> {
    for (i, file) in files.iter().enumerate() {
        if files[..i].iter().any(|f| f.name == file.name) {
            return Err(AskError::TwiceNamed(file.name.clone()));
        }
    }
    run::run(sql, files, history, limits, &mut write::Writing::new(format, out))
}

/// Hands the rows of an answer to whoever takes them.
pub(crate) fn take_rows(
    sql: &str,
    history: Arc<Prepared>,
    limits: &Limits,
    take: &mut dyn Take,
) -> Result<Answered, AskError> {
    run::run(sql, &[], Some(history), limits, take)
}
