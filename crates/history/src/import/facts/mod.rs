//! Files of any kind of fact, read into the rows that history keeps.
//!
//! Columns are recognised by the names their schema knows, then by nearness, then by what they
//! hold; what stays open is asked. Orders are read by the rules of [`OrderImport`], so that the
//! values of a data folder are those of its files.
//!
//! [`OrderImport`]: super::OrderImport

mod assemble;
mod codes;
mod file;
pub(super) mod keep;
mod mapping;
mod moment;
mod orders;
mod reading;
mod rebuild;
mod recognise;
mod rows;
mod words;
mod xes;

use std::io;

use ::facts::{Day, Private, Value, schema::Kind};

use super::{ImportError, Progress, ReadOptions, Reject, Source, Stage};
use rows::Reader;

pub use mapping::FactMapping;
pub use reading::{FactColumn, FactCounts, FactFile, FactReading};
pub use rebuild::{KeptOrder, KeptReturn};
pub(super) use recognise::named;

/// The kind of cost that a word stands for, as everywhere files of costs are read.
pub(crate) fn kind_of_cost(word: &str) -> Option<&'static str> {
    words::choice(Kind::Costs, Kind::Costs.schema().field("kind")?, word)
}

/// How to read facts.
#[derive(Debug, Clone)]
pub struct FactOptions {
    /// Conventions of the files; its mapping is not used.
    pub read: ReadOptions,
    /// Which column is which field, and the conventions that were saved with it.
    pub mapping: FactMapping,
    /// The name of the source, for rows that name none.
    pub source: String,
    /// The folder's secret: codes that may identify a person, and numbers of facts that come
    /// without one, are digests made with it.
    pub secret: [u8; 32],
    /// Names of properties that some events have: columns of these names that are no field are
    /// handed on with events.
    pub properties: Vec<String>,
}

/// One fact as read, before its customers have keys.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    /// The file, from 0.
    pub file: usize,
    /// The line of the file, from 1; of an order its first.
    pub line: u64,
    /// The kind: a file of orders gives orders, their lines and returns.
    pub kind: Kind,
    /// One value for each public field of the schema; those of customers are `Null`.
    pub values: Vec<Value>,
    /// The company's own ids of the customers, by the place of their field among the public ones.
    pub customers: Vec<(usize, String)>,
    /// What is kept in the records only.
    pub private: Private,
    /// Of an event, what its row says of the properties asked for.
    pub properties: Vec<(String, String)>,
    /// For a line of an order: whether all lines of its order come with it.
    pub complete_set: bool,
}

/// What was read from files of facts; the rows were handed on as they came.
#[derive(Debug)]
pub struct FactImport {
    /// How the files were read.
    pub reading: FactReading,
    /// What became of the rows.
    pub counts: FactCounts,
    /// The mapping that reads these files again without a question.
    pub mapping: FactMapping,
}

impl FactImport {
    /// Recognises columns and conventions of files of one kind of fact, and takes no row.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), as far as it shows before rows are taken.
    pub fn look(
        kind: Kind,
        files: &[Source],
        options: &FactOptions,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<FactReading, ImportError> {
        if kind == Kind::Orders {
            return orders::look(files, options, on_progress);
        }
        if kind == Kind::CustomerValues {
            return Err(ImportError::Mapping("customer_values are computed, not imported".to_owned()));
        }
        recognise::check(&options.mapping, kind.schema(), &[])?;
        let settled = options.mapping.settle(&options.read);
        let mut sources = files.to_vec();
        if kind == Kind::Events {
            for source in &mut sources {
                if let Some(lines) = xes::lines(source)? {
                    *source = lines;
                }
            }
        }
        let mut understood = Vec::with_capacity(files.len());
        for (file, source) in sources.iter().enumerate() {
            let mut rows =
                |rows| on_progress(Progress { file, files: files.len(), stage: Stage::Looking, rows });
            understood.push(file::understand(kind, source, &settled, &options.mapping, &mut rows)?);
        }
        Ok(FactReading {
            kind: kind.name(),
            money: file::money_in_words(&understood, settled.currency),
            time_zone: settled.time_zone.clone(),
            first: None,
            last: None,
            notes: Vec::new(),
            files: understood.iter().map(|u| u.shown((0, 0))).collect(),
        })
    }

    /// Reads files of one kind of fact and hands on each row.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not what it claims to be, if it leaves open what only a
    /// person can say, or if `on_row` or `on_reject` fails.
    pub fn read(
        kind: Kind,
        files: &[Source],
        options: &FactOptions,
        on_row: &mut dyn FnMut(ReadRow) -> Result<(), ImportError>,
        on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ImportError> {
        if files.is_empty() {
            return Err(ImportError::Mapping("no file to read is named".to_owned()));
        }
        if kind == Kind::CustomerValues {
            return Err(ImportError::Mapping("customer_values are computed, not imported".to_owned()));
        }
        if kind == Kind::Orders {
            return orders::read(files, options, on_row, on_reject, on_progress);
        }
        recognise::check(&options.mapping, kind.schema(), &[])?;
        let settled = options.mapping.settle(&options.read);
        let mut logs = Vec::new();
        let mut sources = files.to_vec();
        if kind == Kind::Events {
            for (file, source) in sources.iter_mut().enumerate() {
                if let Some(lines) = xes::lines(source)? {
                    *source = lines;
                    logs.push(file);
                }
            }
        }
        let mut understood = Vec::with_capacity(files.len());
        for (file, source) in sources.iter().enumerate() {
            let mut rows =
                |rows| on_progress(Progress { file, files: files.len(), stage: Stage::Looking, rows });
            let mut understood_one = file::understand(kind, source, &settled, &options.mapping, &mut rows)?;
            if kind == Kind::Events {
                understood_one.look_for_properties(&options.properties);
            }
            understood.push(understood_one);
        }
        let mut reader = Reader::new(kind, &options.source, options.secret);
        let mut shown = Vec::with_capacity(files.len());
        for (file, u) in understood.iter().enumerate() {
            let mut rows =
                |rows| on_progress(Progress { file, files: files.len(), stage: Stage::Reading, rows });
            let totals = reader.file(file, &u.table, &u.plan, on_row, on_reject, &mut rows)?;
            shown.push(u.shown(totals));
        }
        for file in logs {
            let shown = &mut shown[file];
            shown.format = "event log";
            shown.notes.push("rows are the log's events, numbered as they stand in it".to_owned());
        }
        let day = |micros: i64| Day::from_epoch(micros.div_euclid(rows::DAY) as i32).ok();
        let reading = FactReading {
            kind: kind.name(),
            money: file::money_in_words(&understood, settled.currency),
            time_zone: settled.time_zone.clone(),
            first: reader.first.and_then(day),
            last: reader.last.and_then(day),
            notes: Vec::new(),
            files: shown,
        };
        let mapping = understood[0].mapping(&settled);
        Ok(Self { reading, counts: reader.counts, mapping })
    }
}
