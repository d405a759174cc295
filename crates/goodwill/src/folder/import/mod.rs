//! Files of facts into the data folder: read, compared with what is known, written, published.

mod keeper;
mod meanwhile;
mod messages;
mod properties;
mod sets;
mod undo;

use std::{collections::BTreeMap, io};

use facts::schema::Kind;
use history::{
    ids::Ids,
    import::{
        ImportError, Progress, Reject, Source,
        facts::{FactCounts, FactImport, FactMapping, FactOptions, FactReading},
    },
};
use records::{Batch, NewBatch, Origin, Publication};
use sha2::{Digest, Sha256};

use super::{Folder, FolderError, Guarded, listed};
use keeper::Keeper;
pub(crate) use keeper::Shown;
use messages::Messages;
use properties::Properties;
pub(crate) use undo::{Undone, undo};

/// Which facts an import may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Mode {
    /// New facts only.
    Create,
    /// Facts that are known only.
    Update,
    /// Both.
    #[default]
    Both,
}

/// What became of the facts of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Changes {
    /// Not known before.
    pub(crate) created: u64,
    /// Known, and something is new.
    pub(crate) updated: u64,
    /// Known, and nothing is new.
    pub(crate) unchanged: u64,
    /// Not touched because of the mode.
    pub(crate) left_alone: u64,
}

/// What became of the facts of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Tally {
    /// By name of the kind.
    pub(crate) kinds: BTreeMap<&'static str, Changes>,
    /// Customers nobody had named before.
    pub(crate) customers_new: u64,
}

impl Tally {
    fn of(&mut self, kind: Kind) -> &mut Changes {
        self.kinds.entry(kind.name()).or_default()
    }

    fn sum(&self, pick: impl Fn(&Changes) -> u64) -> u64 {
        self.kinds.values().map(pick).sum()
    }
}

/// An import that is asked for.
pub(crate) struct Request {
    /// What the files hold.
    pub(crate) kind: Kind,
    /// The files; read more than once, so none is a stream.
    pub(crate) files: Vec<Source>,
    /// How they are read.
    pub(crate) options: FactOptions,
    /// Which facts may be touched.
    pub(crate) mode: Mode,
    /// Whose ids the customers' ids are.
    pub(crate) id_space: String,
    /// Digest of everything that was asked for.
    pub(crate) digest: String,
    /// Whether nothing is written.
    pub(crate) dry_run: bool,
    /// Whether the same files are applied anew.
    pub(crate) again: bool,
}

/// What an import did, or would do.
pub(crate) enum Imported {
    /// The same files were imported before.
    Known(Box<Batch>),
    /// They were read.
    Read(Box<Outcome>),
}

/// What was read and kept.
pub(crate) struct Outcome {
    /// The batch; none where nothing was to be kept.
    pub(crate) batch: Option<i64>,
    /// How the files were read.
    pub(crate) reading: FactReading,
    /// What became of their rows.
    pub(crate) counts: FactCounts,
    /// The mapping that reads them again.
    pub(crate) mapping: FactMapping,
    /// What became of the facts.
    pub(crate) tally: Tally,
    /// The first facts as they are kept.
    pub(crate) shown: Vec<Shown>,
}

/// What is said of an import that was stopped.
const STOPPED: &str = "the import was stopped; nothing changed";

/// A digest of files and of how they are read: the same for the same import.
pub(crate) fn digest<'a>(
    parts: impl IntoIterator<Item = &'a str>,
    files: &mut dyn Iterator<Item = io::Result<Box<dyn io::Read>>>,
) -> io::Result<String> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    for file in files {
        let mut content = Sha256::new();
        io::copy(&mut file?, &mut content)?;
        hash.update(content.finalize());
    }
    Ok(hex(&hash.finalize()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Imports files.
///
/// # Errors
///
/// If a file cannot be read or leaves something open, or the folder cannot be read or written;
/// then nothing has changed.
pub(crate) fn import(
    folder: &Folder,
    request: &Request,
    now: i64,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Imported, FolderError> {
    import_until(folder, request, now, &|| false, on_reject, on_progress)
}

/// The same, until it is to stop: then nothing has changed.
///
/// # Errors
///
/// As [`import`], and where it was stopped.
pub(crate) fn import_until(
    folder: &Folder,
    request: &Request,
    now: i64,
    stopped: &dyn Fn() -> bool,
    on_reject: &mut dyn FnMut(&Reject) -> io::Result<()>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Imported, FolderError> {
    let go_on = || if stopped() { Err(FolderError::Refused(STOPPED.to_owned())) } else { Ok(()) };
    let records = folder.records();
    // What is new is decided from what is there: one import at a time.
    let _lock = folder.lock(Guarded::Import)?;
    if !request.again
        && !request.dry_run
        && let Some(batch) = folder.wait(records.same_import(request.kind.name(), &request.digest))?
    {
        return Ok(Imported::Known(Box::new(batch)));
    }
    // What is said later holds, also where the clock was set back since.
    let now = folder.wait(records.latest_publication())?.map_or(now, |latest| now.max(latest + 1));
    let live = listed::all_known(&folder.wait(records.live())?)?;
    let batch = if request.dry_run { None } else { Some(folder.wait(records.next_batch())?) };
    let messages = if request.kind == Kind::Events { Some(Messages::new(folder)?) } else { None };
    let mut keeper = Keeper::new(folder, request.mode, &request.id_space, now, batch, live, messages);
    let mut options = request.options.clone();
    let properties = if request.kind == Kind::Events { Some(Properties::new(folder)?) } else { None };
    options.properties = properties.as_ref().map(Properties::names).unwrap_or_default();
    let mut failed = None;
    let read = FactImport::read(
        request.kind,
        &request.files,
        &options,
        &mut |row| {
            let row = match &properties {
                Some(properties) => properties.settle(row),
                None => row,
            };
            go_on().and_then(|()| keeper.take(row)).map_err(|e| {
                failed = Some(e);
                ImportError::Mapping("a row could not be kept".to_owned())
            })
        },
        on_reject,
        on_progress,
    );
    if let Some(failure) = failed {
        return Err(failure);
    }
    let FactImport { reading, counts, mapping } = read?;
    let (kept, tally) = keeper.finish()?;
    // Where every fact is known and a customer of theirs is not, the records lost that customer: the
    // import brings them back, and counts although it says nothing new.
    let healed = request.mode == Mode::Both && tally.customers_new > 0;
    let mut outcome = Outcome { batch: None, reading, counts, mapping, tally, shown: Vec::new() };
    let nothing = kept.files.is_empty() && kept.traits.is_empty() && !healed;
    let Some(batch) = batch.filter(|_| !nothing) else {
        outcome.shown = kept.shown;
        return Ok(Imported::Read(Box::new(outcome)));
    };
    go_on()?;
    let mut publication = Publication {
        batch: Some(new_batch(request, &outcome, now)),
        batch_id: batch,
        add: listed::all_kept(&kept.files),
        private: kept.private,
        traits: kept.traits,
        links: kept.links,
        ..Publication::default()
    };
    let _ids = folder.lock(Guarded::Ids)?;
    publication.add.extend(listed::all_kept(&kept.before.meanwhile(folder, batch)?));
    if let Some(messages) = kept.messages {
        let ours = messages.confirm()?;
        publication.add.push(listed::kept(&Ids::write(&folder.history(), batch, ours)?));
    }
    folder.wait(records.publish(publication))?;
    outcome.batch = Some(batch);
    outcome.shown = kept.shown;
    Ok(Imported::Read(Box::new(outcome)))
}

fn new_batch(request: &Request, outcome: &Outcome, now: i64) -> NewBatch {
    NewBatch {
        kind: request.kind.name().to_owned(),
        origin: Origin::File,
        source: request.options.source.clone(),
        names: request.files.iter().map(Source::name).collect(),
        digest: request.digest.clone(),
        mapping: outcome.mapping.to_toml(),
        rows: outcome.counts.rows,
        created: outcome.tally.sum(|changes| changes.created),
        updated: outcome.tally.sum(|changes| changes.updated),
        unchanged: outcome.tally.sum(|changes| changes.unchanged),
        rejected: outcome.counts.rejected,
        published_at: now,
    }
}
