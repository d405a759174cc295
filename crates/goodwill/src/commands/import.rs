//! `goodwill import`: facts from files into the data folder, listed and undone.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use facts::schema::Kind;
use history::import::{
    ReadOptions, Source,
    facts::{FactMapping, FactOptions},
};
use indicatif::ProgressBar;
use records::{Batch, BatchState, Origin};

use super::{Failure, value::ConventionArgs};
use crate::{
    folder::{
        Access, Folder, FolderArgs,
        import::{Changes, Imported, Mode, Outcome, Request, digest, import, undo},
        now, shown,
        values::refit_if_any,
    },
    value::run::{Rejects, say},
    words::{count, counted},
};

/// Takes facts from files into the data folder; `list` and `undo` past imports.
///
/// Columns are recognised by name and content, and the reading is printed first; what a file leaves
/// open is asked, with the flag that answers. A row that says nothing new is not written, and the
/// same file again changes nothing. Every import is a batch that can be undone. An import that is
/// interrupted leaves what was there before.
///
/// Kinds: customers, products, orders, order_lines, returns, events, feedback, costs,
/// competitor_offers, gestures, contacts, contracts, aliases.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    past: Option<Past>,

    /// What the files hold
    #[arg(value_name = "KIND", required = true)]
    kind: Option<Kind>,
    /// Files: CSV (any separator, gzip too), JSON lines or Parquet; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<OsString>,
    /// Show what would be kept and what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Which facts may be touched: new ones, known ones, or both
    #[arg(long, value_enum, default_value_t = Mode::Both)]
    mode: Mode,
    /// Name of the system the files come from; orders of the same number are told apart by it
    #[arg(long, value_name = "NAME", default_value = "files")]
    source: String,
    /// Whose ids the customers' ids are; `id` are the company's own
    #[arg(long, value_name = "SPACE", default_value = "id")]
    id_space: String,
    /// Apply files that were imported before
    #[arg(long)]
    again: bool,
    /// Write the rows that were refused, with line and reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Which column is which field: customer=Email,time='Created at', or by number
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<FactMapping>,
    /// A saved mapping
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Save the mapping that was settled, for `--mapping`
    #[arg(long, value_name = "FILE")]
    save_mapping: Option<PathBuf>,

    #[command(flatten)]
    conventions: ConventionArgs,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What was imported.
#[derive(Debug, Subcommand)]
enum Past {
    /// Lists the imports of the data folder.
    List(ListArgs),
    /// Undoes an import as a whole, its updates included.
    Undo(UndoArgs),
}

/// Lists the imports of the data folder.
#[derive(Debug, Args)]
struct ListArgs {
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Events from running systems and merged files too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Undoes an import as a whole, its updates included.
#[derive(Debug, Args)]
struct UndoArgs {
    /// The import's number, as `import list` shows it
    #[arg(value_name = "BATCH")]
    batch: i64,
    #[command(flatten)]
    folder: FolderArgs,
}

impl ImportArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.past {
            Some(Past::List(args)) => args.run(),
            Some(Past::Undo(args)) => args.run(),
            None => self.take(),
        }
    }

    fn take(self) -> Result<(), Failure> {
        let kind = self.kind.ok_or_else(|| Failure::wrong_use("the kind of facts is missing"))?;
        if let Some(path) = self.save_mapping.iter().find(|path| path.exists()) {
            return Err(Failure::wrong_use(format!("{} is already there; name another", path.display())));
        }
        let mapping = saved(self.mapping.as_ref())?.merged(self.map.unwrap_or_default());
        let read = self.conventions.options();
        let told =
            format!("{:?} {mapping:?} {:?}", ReadOptions { joins: Vec::new(), ..read.clone() }, self.mode);
        let (files, mut contents) = whole(&self.files)?;
        let joins = self.conventions.joins().map(|path| content(Path::new(path)));
        let parts = [kind.name(), &self.source, &self.id_space, &told];
        let digest = digest(parts, &mut contents.drain(..).chain(joins))
            .map_err(|e| Failure::caused("a file could not be read", &e))?;

        // A look at files needs no folder of its own to be made.
        let scratch = Scratch::for_a_look(self.dry_run && !self.folder.dir().is_dir())?;
        let args = scratch.as_ref().map_or(self.folder, |scratch| FolderArgs::at(scratch.path.clone()));
        let folder = Folder::open(&args, Access::Create)?;
        let request = Request {
            kind,
            files,
            options: FactOptions {
                read,
                mapping,
                source: self.source,
                secret: *folder.records().secret(),
                properties: Vec::new(),
            },
            mode: self.mode,
            id_space: self.id_space,
            digest,
            dry_run: self.dry_run,
            again: self.again,
        };
        let mut rejects = Rejects::at(self.rejects.as_deref())?;
        let progress = progress();
        let imported = import(&folder, &request, now(), &mut |reject| rejects.write(reject), &mut |at| {
            progress.set_message(format!("reading, {}", counted(at.rows, "row")));
        });
        progress.finish_and_clear();
        match imported.map_err(super::folder_failure)? {
            Imported::Known(batch) => say(false, &known(&batch)),
            Imported::Read(outcome) => {
                say(false, &format!("{}\n{}", outcome.reading, outcome.counts))?;
                say(false, &told_of(&outcome, self.dry_run))?;
                if let Some(path) = &self.save_mapping {
                    std::fs::write(path, outcome.mapping.to_toml()).map_err(|e| {
                        Failure::caused(format!("{} could not be written", path.display()), &e)
                    })?;
                }
                if let Some(path) = rejects.publish()? {
                    say(false, &format!("Written:\n  {}", path.display()))?;
                }
                Ok(())
            }
        }
    }
}

/// A folder for a look that writes nothing, gone afterwards.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn for_a_look(wanted: bool) -> Result<Option<Self>, Failure> {
        if !wanted {
            return Ok(None);
        }
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|e| Failure::new(format!("no random numbers: {e}")))?;
        let name = format!("goodwill-look-{:016x}", u64::from_le_bytes(random));
        Ok(Some(Self { path: std::env::temp_dir().join(name) }))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

fn saved(path: Option<&PathBuf>) -> Result<FactMapping, Failure> {
    let Some(path) = path else { return Ok(FactMapping::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::caused(format!("the mapping {} could not be read", path.display()), &e))?;
    Ok(FactMapping::from_toml(&text)?)
}

type Contents = Vec<io::Result<Box<dyn Read>>>;

/// The files as they can be read several times, and their contents once.
fn whole(files: &[OsString]) -> Result<(Vec<Source>, Contents), Failure> {
    let mut sources = Vec::new();
    let mut contents: Contents = Vec::new();
    for file in files {
        if file == "-" {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|e| Failure::caused("standard input could not be read", &e))?;
            contents.push(Ok(Box::new(io::Cursor::new(bytes.clone()))));
            sources.push(Source::bytes("standard input", bytes));
        } else {
            contents.push(content(Path::new(file)));
            sources.push(Source::from_arg(file));
        }
    }
    Ok((sources, contents))
}

fn content(path: &Path) -> io::Result<Box<dyn Read>> {
    match File::open(path) {
        // Opening a folder succeeds; reading it would say nothing of which one.
        Ok(_) if path.is_dir() => {
            Err(io::Error::other(format!("{} is a folder; name the files in it", path.display())))
        }
        Ok(file) => Ok(Box::new(file)),
        Err(e) => Err(io::Error::new(e.kind(), format!("{}: {e}", path.display()))),
    }
}

fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(std::time::Duration::from_millis(120));
    progress
}

fn known(batch: &Batch) -> String {
    format!(
        "These files were imported before, as import {} on {}; nothing changed (--again applies them anew)",
        batch.id,
        shown::moment(batch.published_at)
    )
}

fn told_of(outcome: &Outcome, dry_run: bool) -> String {
    let mut lines = Vec::new();
    match (outcome.batch, dry_run) {
        (_, true) => lines.push("A look only: nothing was written. The import would change".to_owned()),
        (Some(batch), _) => lines.push(format!("Kept as import {batch}")),
        (None, _) => lines.push("Nothing new: nothing was kept".to_owned()),
    }
    for (kind, changes) in &outcome.tally.kinds {
        lines.push(format!("  {kind}: {}", changes_of(*changes)));
    }
    if outcome.tally.customers_new > 0 {
        lines.push(format!("  customers named for the first time: {}", count(outcome.tally.customers_new)));
    }
    if dry_run && !outcome.shown.is_empty() {
        lines.push("The first rows as they would be kept".to_owned());
        lines.extend(outcome.shown.iter().map(|(row, names)| format!("  {}", shown::row(row, names))));
    }
    if let Some(batch) = outcome.batch {
        lines.push(format!("goodwill import undo {batch} takes it back"));
    }
    lines.join("\n")
}

fn changes_of(changes: Changes) -> String {
    let mut parts = vec![
        format!("{} new", count(changes.created)),
        format!("{} updated", count(changes.updated)),
        format!("{} unchanged", count(changes.unchanged)),
    ];
    if changes.left_alone > 0 {
        parts.push(format!("{} left alone", count(changes.left_alone)));
    }
    parts.join(", ")
}

impl ListArgs {
    fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let batches = folder.wait(folder.records().batches(None, i64::MAX.unsigned_abs()))?;
        let batches: Vec<Batch> =
            batches.into_iter().filter(|batch| self.all || batch.origin == Origin::File).collect();
        if self.json {
            let json: Vec<serde_json::Value> = batches.iter().map(json_of).collect();
            let text = serde_json::to_string_pretty(&json)
                .map_err(|e| Failure::caused("the list could not be written as JSON", &e))?;
            return say(false, &text);
        }
        if batches.is_empty() {
            return say(false, "Nothing was imported yet");
        }
        let lines: Vec<String> = batches.iter().map(line_of).collect();
        say(false, &lines.join("\n"))
    }
}

const fn origin(batch: &Batch) -> &'static str {
    match batch.origin {
        Origin::File => "file",
        Origin::Intake => "intake",
        Origin::Merge => "merge",
        Origin::Values => "values",
    }
}

fn json_of(batch: &Batch) -> serde_json::Value {
    serde_json::json!({
        "batch": batch.id,
        "kind": batch.kind,
        "origin": origin(batch),
        "source": batch.source,
        "files": batch.names,
        "rows": batch.rows,
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "rejected": batch.rejected,
        "state": match batch.state { BatchState::Live => "live", BatchState::Undone => "undone" },
        "published_at": shown::moment(batch.published_at),
        "undone_at": batch.undone_at.map(shown::moment),
    })
}

fn line_of(batch: &Batch) -> String {
    let state = batch.undone_at.map_or(String::new(), |at| format!(", undone on {}", shown::moment(at)));
    let files = if batch.names.is_empty() { origin(batch).to_owned() } else { batch.names.join(", ") };
    format!(
        "{:>5}  {}  {:<17} {}: {} new, {} updated, {} unchanged, {} refused; {files}{state}",
        batch.id,
        shown::moment(batch.published_at),
        batch.kind,
        counted(batch.rows, "row"),
        count(batch.created),
        count(batch.updated),
        count(batch.unchanged),
        count(batch.rejected),
    )
}

/// `1 row is`, `2 rows are`.
fn are(n: u64, what: &str) -> String {
    format!("{} {}", counted(n, what), if n == 1 { "is" } else { "are" })
}

impl UndoArgs {
    fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let undone = undo(&folder, self.batch, now()).map_err(super::folder_failure)?;
        let mut text = format!(
            "Import {} of {} ({}) is undone: {} no longer counted",
            undone.batch.id,
            undone.batch.kind,
            undone.batch.names.join(", "),
            are(undone.rows, "row")
        );
        if undone.forgotten > 0 {
            let forgotten = undone.forgotten;
            text += &format!(
                "; {} known by it alone {} forgotten",
                counted(forgotten, "customer"),
                if forgotten == 1 { "is" } else { "are" }
            );
        }
        for later in &undone.said_again {
            text += &format!(
                "\nImport {} ({}) named {} facts that were known then; those this import alone had kept come back \
                 with it: import it once more with --again",
                later.id,
                later.names.join(", "),
                count(later.unchanged)
            );
        }
        say(false, &text)?;
        if undone.values {
            let valued = refit_if_any(&folder, now()).map_err(super::folder_failure)?;
            let text = match valued.customers {
                0 => "The values of customers were made with it: there are none any more".to_owned(),
                n => format!("The values of {} are made anew without it", counted(n, "customer")),
            };
            return say(false, &text);
        }
        Ok(())
    }
}
