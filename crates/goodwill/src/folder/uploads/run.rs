//! The work on an upload: a first look, a check, an import.

use std::{
    error::Error,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use facts::schema::Kind;
use history::import::{
    Delimiter, ImportError, Preview, Progress, Question, ReadOptions, Source, Stage, Watch,
    facts::{FactImport, FactReading},
    kinds_by_columns,
};

use super::{
    Uploads,
    answers::Wrong,
    kept::{Asked, AskedChoice, Became, FilePreview, Look, Report, State, TakenColumn, Upload},
    rejects::{Rejects, Shape},
};
use crate::folder::{
    Folder, FolderError,
    import::{Imported, Outcome, Request, digest, import_until},
    shown,
};

/// So many rows are shown of each file.
const ROWS: usize = 20;

/// A page offers so many columns at most.
const COLUMNS: usize = 1_000;

/// A packed file may expand to so many bytes.
const EXPANDED: u64 = 20 << 30;

/// How far the work is, seen from outside; and the way to stop it.
#[derive(Debug)]
pub(crate) struct Step {
    watch: Arc<Watch>,
    file: AtomicUsize,
    rows: AtomicU64,
    /// Whether rows are taken; before that, columns are recognised.
    taking: AtomicUsize,
    sizes: Vec<u64>,
}

impl Step {
    /// Work on this upload that is about to begin.
    pub(crate) fn new(upload: &Upload) -> Arc<Self> {
        Arc::new(Self {
            watch: Watch::new(EXPANDED),
            file: AtomicUsize::new(0),
            rows: AtomicU64::new(0),
            taking: AtomicUsize::new(0),
            sizes: upload.files.iter().map(|file| file.bytes).collect(),
        })
    }

    /// Ends the work; what was there stays as it was.
    pub(crate) fn stop(&self) {
        self.watch.stop();
    }

    /// Whether it is to end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.watch.is_stopped()
    }

    /// Whether rows are being taken.
    pub(crate) fn takes_rows(&self) -> bool {
        self.taking.load(Ordering::Relaxed) > 0
    }

    /// Rows of the present file so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// The share of the present pass through all files that is done, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        let file = self.file.load(Ordering::Relaxed);
        let all: u64 = self.sizes.iter().sum();
        let before: u64 = self.sizes.iter().take(file).sum();
        let here = self.sizes.get(file).copied().unwrap_or(0).min(self.watch.place_bytes());
        if all == 0 { 0.0 } else { (before + here) as f64 / all as f64 }
    }

    fn at(&self, progress: Progress) {
        self.file.store(progress.file, Ordering::Relaxed);
        self.rows.store(progress.rows, Ordering::Relaxed);
        self.taking.store(usize::from(progress.stage == Stage::Reading), Ordering::Relaxed);
    }
}

fn sources(uploads: &Uploads, upload: &Upload, step: &Step) -> Vec<Source> {
    let files = upload.files.iter().enumerate();
    files
        .map(|(n, file)| Source::watched(uploads.file(upload, n), &file.name, Arc::clone(&step.watch)))
        .collect()
}

/// Looks at the files for the first time, or anew after an answer: what they are, their first rows,
/// and which column is which field.
pub(crate) fn look(folder: &Folder, upload: &mut Upload, step: &Step) -> State {
    let uploads = Uploads::of(folder);
    let sources = sources(&uploads, upload, step);
    let options = match upload.answers.options(*folder.records().secret()) {
        Ok(options) => options,
        Err(e) => return wrong(&e),
    };
    let read = ReadOptions {
        delimiter: options.read.delimiter,
        header: options.read.header,
        ..ReadOptions::default()
    };
    let mut found = Look::default();
    for source in &sources {
        match Preview::of(source, &read, ROWS) {
            Ok(preview) if preview.columns.len() > COLUMNS => {
                let (name, columns) = (source.name(), preview.columns.len());
                let why = format!(
                    "{name} has {columns} columns, and no more than {COLUMNS} are read here: keep those that matter"
                );
                return State::Failed { why };
            }
            Ok(preview) => found.previews.push(preview_of(preview)),
            // An event log is no table, and is understood all the same.
            Err(ImportError::NotOrders { problem, .. })
                if problem.starts_with("is XML") && may_be_a_log(&uploads, upload) =>
            {
                found.kinds = vec![Kind::Events.name().to_owned()];
                found.previews.push(FilePreview {
                    format: "event log".to_owned(),
                    delimiter: None,
                    encoding: None,
                    header: true,
                    columns: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Err(e) => return failed(step, &FolderError::Import(e)),
        }
    }
    if found.kinds.is_empty()
        && let Some(first) = found.previews.first()
    {
        found.kinds = kinds_by_columns(&first.columns).iter().map(|kind| kind.name().to_owned()).collect();
    }
    let kind = match upload.answers.kind() {
        Ok(told) => told.or_else(|| found.kinds.first().and_then(|kind| kind.parse().ok())),
        Err(e) => return wrong(&e),
    };
    let Some(kind) = kind else { return State::Failed { why: "it holds no columns".to_owned() } };
    kind.name().clone_into(&mut found.kind);
    let looked = FactImport::look(kind, &sources, &options, &mut |at| step.at(at));
    if let Ok(reading) = &looked {
        found.columns = taken(reading);
        found.money = in_the_browser(&reading.money);
        found.notes = notes(reading);
    }
    upload.look = Some(found);
    match looked {
        Ok(_) => State::Ready,
        Err(e) => failed(step, &FolderError::Import(e)),
    }
}

fn may_be_a_log(uploads: &Uploads, upload: &Upload) -> bool {
    let mut head = Vec::new();
    let read = File::open(uploads.file(upload, 0)).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.is_ok() && head.windows(4).any(|four| four == b"<log")
}

/// Reads the files and writes nothing: what would become of them.
pub(crate) fn check(folder: &Folder, upload: &Upload, now: i64, step: &Step) -> State {
    work(folder, upload, now, step, true)
}

/// Imports the files.
pub(crate) fn take(folder: &Folder, upload: &Upload, now: i64, step: &Step) -> State {
    work(folder, upload, now, step, false)
}

fn work(folder: &Folder, upload: &Upload, now: i64, step: &Step, dry_run: bool) -> State {
    match worked(folder, upload, now, step, dry_run) {
        Ok(state) => state,
        Err(e) => failed(step, &e),
    }
}

fn worked(
    folder: &Folder,
    upload: &Upload,
    now: i64,
    step: &Step,
    dry_run: bool,
) -> Result<State, FolderError> {
    let uploads = Uploads::of(folder);
    let kind = upload.answers.kind().map_err(|e| FolderError::Refused(e.why))?;
    let looked_at = upload.look.as_ref().and_then(|look| look.kind.parse().ok());
    let Some(kind) = kind.or(looked_at) else {
        return Err(FolderError::Refused("say first what the files hold".to_owned()));
    };
    let options = upload
        .answers
        .options(*folder.records().secret())
        .map_err(|e| FolderError::Refused(format!("{}: {}", e.field, e.why)))?;
    let told = format!("{:?} {:?} {:?}", options.read, options.mapping, upload.answers.mode());
    let parts = [kind.name(), &options.source, upload.answers.id_space.trim(), &told];
    let files = (0..upload.files.len()).map(|n| content(&uploads.file(upload, n)));
    let digest = digest(parts, &mut files.into_iter())
        .map_err(|e| FolderError::Refused(format!("the files cannot be read: {e}")))?;
    let request = Request {
        kind,
        files: sources(&uploads, upload, step),
        options,
        mode: upload.answers.mode(),
        id_space: upload.answers.id_space.trim().to_owned(),
        digest,
        dry_run,
        again: upload.answers.again,
    };
    let dir = uploads.beside(upload, "");
    let mut rejects = Rejects::begin(&dir, shapes(upload)).map_err(|e| FolderError::io(&dir, e))?;
    let done = import_until(
        folder,
        &request,
        now,
        &|| step.is_stopped(),
        &mut |reject| rejects.take(reject),
        &mut |at| step.at(at),
    )?;
    match done {
        Imported::Known(batch) => Ok(State::Known { import: batch.id, at: batch.published_at }),
        Imported::Read(outcome) => {
            let mut report = report(&outcome);
            let refused = rejects.publish().map_err(|e| FolderError::io(&dir, e))?;
            (report.reasons, report.rejects) = (refused.reasons, refused.first);
            if let Some(listed) = refused.listed {
                report.notes.push(format!("the files of refused rows hold the first {listed} of them"));
            }
            let report = Box::new(report);
            Ok(if dry_run { State::Checked { report } } else { State::Imported { report } })
        }
    }
}

fn content(path: &Path) -> io::Result<Box<dyn Read>> {
    Ok(Box::new(File::open(path)?))
}

fn shapes(upload: &Upload) -> Vec<Shape> {
    let Some(look) = &upload.look else { return Vec::new() };
    let files = upload.files.iter().zip(&look.previews);
    files
        .map(|(file, preview)| {
            let delimiter = preview.delimiter.as_deref().and_then(|d| d.parse::<Delimiter>().ok());
            Shape {
                name: file.name.clone(),
                columns: preview.columns.clone(),
                delimiter: match delimiter {
                    Some(Delimiter::Byte(byte)) => Some(byte),
                    _ => None,
                },
            }
        })
        .collect()
}

fn report(outcome: &Outcome) -> Report {
    let reading = &outcome.reading;
    let mut notes: Vec<String> = outcome.counts.sentences().iter().map(|s| in_the_browser(s)).collect();
    notes.extend(self::notes(reading).into_iter().filter(|note| !note.starts_with("kept as ")));
    notes.dedup();
    Report {
        import: outcome.batch,
        kind: reading.kind.to_owned(),
        rows: outcome.counts.rows,
        accepted: outcome.counts.accepted,
        rejected: outcome.counts.rejected,
        facts: outcome
            .tally
            .kinds
            .iter()
            .map(|(kind, changes)| {
                let became = Became {
                    created: changes.created,
                    updated: changes.updated,
                    unchanged: changes.unchanged,
                    left_alone: changes.left_alone,
                };
                ((*kind).to_owned(), became)
            })
            .collect(),
        customers_new: outcome.tally.customers_new,
        days: reading.first.zip(reading.last).map(|(first, last)| (first.to_string(), last.to_string())),
        money: in_the_browser(&reading.money),
        notes,
        first: outcome.shown.iter().map(|(row, names)| shown::row(row, names)).collect(),
        values: "none".to_owned(),
        ..Report::default()
    }
}

fn preview_of(preview: Preview) -> FilePreview {
    FilePreview {
        format: preview.format.to_owned(),
        delimiter: preview.delimiter.map(|d| d.to_string()),
        encoding: preview.encoding.map(|e| e.to_string()),
        header: preview.header,
        columns: preview.columns,
        rows: preview.rows,
    }
}

fn taken(reading: &FactReading) -> Vec<TakenColumn> {
    let columns = reading.files.first().map(|file| file.columns.as_slice()).unwrap_or_default();
    columns
        .iter()
        .map(|c| TakenColumn {
            field: c.field.to_owned(),
            column: c.column.clone(),
            number: c.number,
            why: c.why.clone(),
            how: c.how.clone(),
        })
        .collect()
}

fn notes(reading: &FactReading) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let all = reading.files.iter().flat_map(|file| &file.notes).chain(&reading.notes);
    for note in all.map(|note| in_the_browser(note)) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn wrong(wrong: &Wrong) -> State {
    State::Failed { why: format!("{}: {}", wrong.field, wrong.why) }
}

/// What is said of a failure: a question is asked, a stop is no failure.
fn failed(step: &Step, error: &FolderError) -> State {
    if step.is_stopped() {
        return State::Stopped;
    }
    if let FolderError::Import(ImportError::Question(question)) = error {
        return State::Asked { question: asked(question) };
    }
    if is_full(error) {
        return State::Failed {
            why: "the disk is full: free some space and begin again; nothing changed".to_owned(),
        };
    }
    State::Failed { why: in_the_browser(&with_causes(error)) }
}

fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::StorageFull);
        let records = error.downcast_ref::<records::RecordsError>();
        if io || matches!(records, Some(records::RecordsError::Full(_))) {
            return true;
        }
        cause = error.source();
    }
    false
}

fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}

fn asked(question: &Question) -> Asked {
    Asked {
        file: question.file.clone(),
        about: in_the_browser(&question.about),
        choices: question
            .choices
            .iter()
            .map(|choice| AskedChoice { option: choice.flag.clone(), meaning: choice.meaning.clone() })
            .collect(),
    }
}

/// A sentence of the command without the options it names: the page has fields for them.
fn in_the_browser(text: &str) -> String {
    let mut text = text.to_owned();
    for (from, to) in [("; name it with --map", " (columns:"), (" (--", ")")] {
        if let Some(at) = text.find(from)
            && let Some(end) = text[at + 1..].find(to)
        {
            let keep = if to == ")" { at + 1 + end + 1 } else { at + 1 + end };
            text.replace_range(at..keep, "");
        }
    }
    if let Some(at) = text.find("; --") {
        text.truncate(at);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_says_names_no_option_of_the_command() {
        for (said, shown) in [
            (
                "times without a zone are taken as UTC (--time-zone names theirs)",
                "times without a zone are taken as UTC",
            ),
            (
                "o.csv has no column that can be told to be customer (Who ordered); name it with --map customer=COLUMN (columns: a, b)",
                "o.csv has no column that can be told to be customer (Who ordered) (columns: a, b)",
            ),
            ("was read as day; --date-format says how times are written", "was read as day"),
            ("nothing to cut", "nothing to cut"),
        ] {
            assert_eq!(in_the_browser(said), shown);
        }
    }
}
