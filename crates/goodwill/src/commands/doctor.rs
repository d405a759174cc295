//! `goodwill doctor`: what is installed here, where, and what to do next.

use std::path::Path;

use clap::Args;
use records::{Place, Records, State};

use super::Failure;
use crate::{
    folder::{
        Access, Folder, FolderArgs, Guarded, disk,
        doctor::{Kept, KindKept, Next, nearly_full},
        has_history, holder, is_there, now, place, runtime, shown,
    },
    value::run::say,
    words::{count, counted},
};

/// Explains the installation: version, paths, sizes, the disk, what is kept, and what to do next.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    folder: FolderArgs,
}

impl DoctorArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let dir = self.folder.dir();
        let mut told = Told::default();
        told.line("program", format!("goodwill {}", env!("CARGO_PKG_VERSION")));
        if let Ok(program) = std::env::current_exe() {
            told.line("at", program.display().to_string());
        }
        let absolute = std::path::absolute(&dir).unwrap_or_else(|_| dir.clone());
        told.line("data folder", absolute.display().to_string());
        let place = place(&self.folder, &dir);
        told.line("records", place.to_string());
        if !is_there(&dir)? {
            told.line("state", "there is no data folder yet");
            told.next("goodwill import orders FILE makes it; goodwill demo shows a made-up company");
            return say(false, &told.text());
        }
        disk_of(&dir, &mut told);
        if let Some(server) = holder(&dir, Guarded::Serve)? {
            told.line("server", if server.is_empty() { "running".to_owned() } else { server });
        } else {
            told.line("server", "none is running");
        }
        match self.state(&place, &mut told) {
            Ok(()) => say(false, &told.text()),
            Err(failure) => {
                told.line("state", "the records cannot be used; what the program says of them stands below");
                told.next(
                    "with enough rights and a disk that is whole and not full, run goodwill doctor again",
                );
                told.next("goodwill restore BACKUP --data NEW makes a new folder of a backup");
                say(false, &told.text())?;
                Err(failure)
            }
        }
    }

    /// The records, and what is in them.
    fn state(&self, place: &Place, told: &mut Told) -> Result<(), Failure> {
        let state = {
            let runtime = runtime().map_err(|e| Failure::caused("no runtime could be started", &e))?;
            runtime.block_on(Records::state(place))?
        };
        match state {
            State::Absent if has_history(&self.folder.dir()) => {
                told.line(
                    "state",
                    "history is here, its records are not: they are missing at the place above",
                );
                told.next("put goodwill.db back, or name records in PostgreSQL with --records");
                told.next("goodwill restore BACKUP --data NEW makes a new folder of a backup");
            }
            State::Absent => {
                told.line("state", "the folder holds no records yet");
                told.next("goodwill import orders FILE begins");
            }
            State::Older { found } => {
                told.line("schema", format!("{found}, older than this program's {}", records::SCHEMA));
                told.next("the next command that opens the folder copies the records and migrates them");
            }
            State::Newer { found } => {
                told.line("schema", format!("{found}, newer than this program's {}", records::SCHEMA));
                told.next("use the newer program that wrote the folder");
            }
            State::Current => {
                told.line("schema", format!("{}, this program's own", records::SCHEMA));
                self.kept(told)?;
            }
        }
        Ok(())
    }

    /// What the folder keeps.
    fn kept(&self, told: &mut Told) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let records = folder.records();
        if place(&self.folder, folder.path()).to_string().starts_with("postgres") {
            told.line("durability", "PostgreSQL's own; leave synchronous_commit on");
        } else {
            told.line("durability", "SQLite, journal_mode=WAL, synchronous=FULL");
        }
        let kept = folder.wait(Kept::of(records))?;
        for (kind, KindKept { statements, files, .. }) in &kept.kinds {
            told.line(kind, format!("{} in {}", counted(*statements, "statement"), counted(*files, "file")));
        }
        told.line("customers known", count(kept.customers));
        told.line("inbox", format!("{} not yet in history", counted(kept.inbox.rows, "event")));
        told.line("quarantine", counted(kept.quarantined, "event"));
        let valid: Vec<String> = kept.keys.iter().map(|k| format!("{} (…{})", k.name, k.hint)).collect();
        told.line("write keys", if valid.is_empty() { "none".to_owned() } else { valid.join(", ") });
        let fitted = kept
            .fit
            .as_ref()
            .map_or("never".to_owned(), |f| format!("{} on {}", f.model, shown::moment(f.fitted_at)));
        told.line("fitted", fitted);
        let next = kept.next(now());
        if !next.iter().any(|next| matches!(next, Next::Import | Next::Fit)) {
            told.next("goodwill check verifies every file; goodwill backup FILE keeps a copy");
        }
        for next in next {
            told.next(match next {
                Next::Import => "goodwill import orders FILE brings facts in",
                Next::Fit => "goodwill fit values every customer and keeps the values",
                Next::Key => {
                    "goodwill key add intake --name NAME makes a key with which a system can send events"
                }
                Next::Quarantine(_) => "goodwill quarantine list shows events that could not be understood",
                Next::Compact => {
                    "events wait in the inbox for more than a day: goodwill compact moves them into history"
                }
            });
        }
        Ok(())
    }
}

fn disk_of(dir: &Path, told: &mut Told) {
    let records: u64 =
        ["goodwill.db", "goodwill.db-wal"].iter().map(|name| disk::size(&dir.join(name))).sum();
    let history = disk::size(&dir.join("history"));
    told.line("sizes", format!("records {} bytes, history {} bytes", count(records), count(history)));
    let free = disk::free_bytes(dir);
    if nearly_full(free) {
        told.next("the disk is nearly full: free some space, nothing can be kept without it");
    }
    let free = free.map_or("unknown".to_owned(), |free| format!("{} bytes", count(free)));
    told.line("free on the disk", free);
    let syncs = match disk::syncs_a_second(dir) {
        Ok(rate) => format!("4 KiB written and synced {rate:.0} times a second"),
        Err(e) => format!("the folder cannot be written: {e}"),
    };
    told.line("disk", syncs);
}

/// What is said, and what to do next.
#[derive(Default)]
struct Told {
    lines: Vec<String>,
    next: Vec<String>,
}

impl Told {
    fn line(&mut self, what: &str, is: impl AsRef<str>) {
        self.lines.push(format!("{what:<17} {}", is.as_ref()));
    }

    fn next(&mut self, what: &str) {
        self.next.push(format!("  {what}"));
    }

    fn text(&self) -> String {
        format!("{}\nNext\n{}", self.lines.join("\n"), self.next.join("\n"))
    }
}
