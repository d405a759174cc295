//! What is known of an upload, as it is kept and as programs see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Answers;

/// Files that were dropped, and how far they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Upload {
    /// Its name: 32 hexadecimal digits.
    pub(crate) id: String,
    /// Who dropped it: `person:7`, `key:3`.
    pub(crate) by: String,
    /// When, microseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
    /// Its files.
    pub(crate) files: Vec<UploadedFile>,
    /// How they are to be read, as far as somebody said.
    pub(crate) answers: Answers,
    /// What a first look found.
    pub(crate) look: Option<Look>,
    /// How far it is.
    pub(crate) state: State,
}

/// A file that was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct UploadedFile {
    /// The name it came with.
    pub(crate) name: String,
    /// Its size.
    pub(crate) bytes: u64,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub(crate) enum State {
    /// Its columns are being recognised.
    Looking,
    /// The files leave something open.
    Asked {
        /// What is open.
        question: Asked,
    },
    /// It is understood, and can be checked or imported.
    Ready,
    /// It is being read, and nothing is written.
    Checking,
    /// It was read, and nothing was written.
    Checked {
        /// What would become of it.
        report: Box<Report>,
    },
    /// It is being imported.
    Importing,
    /// It is imported.
    Imported {
        /// What became of it.
        report: Box<Report>,
    },
    /// The same files were imported before, in the same way.
    Known {
        /// As this import.
        import: i64,
        /// When, microseconds since 1970-01-01 UTC.
        at: i64,
    },
    /// It could not be read or imported.
    Failed {
        /// Why, and what to do.
        why: String,
    },
    /// Somebody stopped it; nothing was kept.
    Stopped,
    /// The server ended while it worked on it; what was there before is unharmed.
    BrokenOff,
}

impl State {
    /// Whether work is under way, or was when the server ended.
    pub(crate) const fn is_running(&self) -> bool {
        matches!(self, Self::Looking | Self::Checking | Self::Importing)
    }
}

/// Something a file leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Asked {
    /// The file.
    pub(crate) file: String,
    /// What is open.
    pub(crate) about: String,
    /// The answers there are.
    pub(crate) choices: Vec<AskedChoice>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct AskedChoice {
    /// The option of the command that says it, such as `--date-format dmy`.
    pub(crate) option: String,
    /// What it means, with values from the file.
    pub(crate) meaning: String,
}

/// What a first look found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Look {
    /// The kind of fact it was looked at as.
    pub(crate) kind: String,
    /// The kinds it may be, the likeliest first.
    pub(crate) kinds: Vec<String>,
    /// Columns and first rows of each file.
    pub(crate) previews: Vec<FilePreview>,
    /// Which column was recognised as which field, in the first file.
    pub(crate) columns: Vec<TakenColumn>,
    /// In which currency amounts are, in words.
    pub(crate) money: String,
    /// What a person should know.
    pub(crate) notes: Vec<String>,
}

/// Columns and first rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct FilePreview {
    /// `text`, `JSON lines` or `Parquet`.
    pub(crate) format: String,
    /// What separates its fields, for text.
    pub(crate) delimiter: Option<String>,
    /// How its characters are written, for text.
    pub(crate) encoding: Option<String>,
    /// Whether its first row names its columns.
    pub(crate) header: bool,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// Its first rows.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A column that was recognised as a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct TakenColumn {
    /// The field.
    pub(crate) field: String,
    /// The column.
    pub(crate) column: String,
    /// Its place, from 1.
    pub(crate) number: usize,
    /// Why.
    pub(crate) why: String,
    /// How it is read.
    pub(crate) how: String,
}

/// What became of the facts of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Became {
    /// Not known before.
    pub(crate) created: u64,
    /// Known, and something is new.
    pub(crate) updated: u64,
    /// Known, and nothing is new.
    pub(crate) unchanged: u64,
    /// Not touched, as was asked.
    pub(crate) left_alone: u64,
}

/// What became of the rows of an upload, or would.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Report {
    /// The import; none where nothing was to be kept.
    pub(crate) import: Option<i64>,
    /// The kind of fact.
    pub(crate) kind: String,
    /// Rows with any content.
    pub(crate) rows: u64,
    /// Rows that were taken.
    pub(crate) accepted: u64,
    /// Rows that were refused.
    pub(crate) rejected: u64,
    /// What became of the facts, by their kind.
    pub(crate) facts: BTreeMap<String, Became>,
    /// Customers named for the first time.
    pub(crate) customers_new: u64,
    /// First and last day of any fact, as `2025-01-31`.
    pub(crate) days: Option<(String, String)>,
    /// In which currency amounts are, in words.
    pub(crate) money: String,
    /// What a person should know of the rows.
    pub(crate) notes: Vec<String>,
    /// Why rows were refused, most frequent first.
    pub(crate) reasons: Vec<Reason>,
    /// The first rows that were refused.
    pub(crate) rejects: Vec<Rejected>,
    /// The first facts as they are kept, in words.
    pub(crate) first: Vec<String>,
    /// How long it took.
    pub(crate) milliseconds: u64,
    /// What became of customers' values: `fitting` while they are being made, `fitted`, `none`.
    pub(crate) values: String,
}

/// Why rows were refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Reason {
    /// A word that stays the same, as in `rejects.csv`.
    pub(crate) code: String,
    /// In words.
    pub(crate) text: String,
    /// How many.
    pub(crate) rows: u64,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Rejected {
    /// The file.
    pub(crate) file: String,
    /// Its line, from 1.
    pub(crate) line: u64,
    /// The column, where one value is to blame.
    pub(crate) column: Option<String>,
    /// Why, in words.
    pub(crate) reason: String,
    /// The value; shown to who may see who customers are.
    pub(crate) detail: String,
    /// The row; likewise.
    pub(crate) text: String,
}

impl Upload {
    pub(super) fn new(id: String, by: String, at: i64) -> Self {
        Self { id, by, at, files: Vec::new(), answers: Answers::default(), look: None, state: State::Looking }
    }

    /// Without what tells who customers are: names of files, cells, values, rows.
    #[must_use]
    pub(crate) fn masked(mut self) -> Self {
        let plain: BTreeMap<String, String> = self
            .files
            .iter()
            .enumerate()
            .map(|(n, file)| (file.name.clone(), format!("file {}", n + 1)))
            .collect();
        let hide = |name: &mut String| *name = plain.get(name).cloned().unwrap_or_default();
        self.files.iter_mut().for_each(|file| hide(&mut file.name));
        if let Some(look) = &mut self.look {
            look.previews.iter_mut().for_each(|preview| preview.rows.clear());
        }
        match &mut self.state {
            State::Checked { report } | State::Imported { report } => {
                report.first.clear();
                for reject in &mut report.rejects {
                    hide(&mut reject.file);
                    reject.detail.clear();
                    reject.text.clear();
                }
            }
            State::Asked { question } => {
                hide(&mut question.file);
                for choice in &mut question.choices {
                    if choice.option.starts_with("--map") {
                        choice.meaning.clear();
                    }
                }
            }
            State::Failed { why } => {
                for (name, plain) in &plain {
                    *why = why.replace(name, plain);
                }
            }
            _ => {}
        }
        self
    }
}
