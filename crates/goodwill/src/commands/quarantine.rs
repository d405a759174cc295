//! `goodwill quarantine`: what was sent and could not be understood.

use std::{fs, io::Read, path::PathBuf};

use clap::{Args, Subcommand};
use records::{QuarantinedRow, Removal};
use serde_json::{Value, json};

use super::{Failure, key::moment};
use crate::{
    folder::{Access, Folder, FolderArgs, now},
    serve::repair,
};

/// Shows, repairs and discards what was sent and could not be understood.
///
/// A bad event never harms the others of its batch: it is put aside with the reason. Repaired, it is
/// kept as if it had come well the first time.
#[derive(Debug, Args)]
pub(crate) struct QuarantineArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists what is there, oldest first
    List {
        /// Rows shown at most
        #[arg(long, value_name = "ROWS", default_value_t = 50)]
        rows: u64,
        /// Only those after this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: i64,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Shows one as it was sent
    Show {
        /// Its number
        #[arg(value_name = "NUMBER")]
        id: i64,
        /// Only the event itself, to correct it in a file
        #[arg(long)]
        body: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Reads them again, as they are or corrected, and keeps them where they can be understood now
    Repair {
        /// Their numbers
        #[arg(value_name = "NUMBER", required_unless_present = "all")]
        ids: Vec<i64>,
        /// All of them, as they are: after a currency was named or a new version came
        #[arg(long, conflicts_with_all = ["ids", "file"])]
        all: bool,
        /// The corrected event; - is standard input
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Removes them for good
    Discard {
        /// Their numbers
        #[arg(value_name = "NUMBER", required_unless_present = "all")]
        ids: Vec<i64>,
        /// All of them
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
}

impl QuarantineArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::List { rows, after, json, folder } => {
                list(&Folder::open(&folder, Access::Existing)?, after, rows, json)
            }
            Command::Show { id, body, folder } => show(&Folder::open(&folder, Access::Existing)?, id, body),
            Command::Repair { ids, all, file, folder } => {
                if file.is_some() && ids.len() != 1 {
                    return Err(Failure::wrong_use("--file corrects one event: name one number"));
                }
                let folder = Folder::open(&folder, Access::Existing)?;
                let ids = if all { every(&folder)? } else { ids };
                let corrected = file.map(|path| read(&path)).transpose()?;
                repair_all(&folder, &ids, corrected.as_deref())
            }
            Command::Discard { ids, all, folder } => {
                let folder = Folder::open(&folder, Access::Existing)?;
                let ids = if all { every(&folder)? } else { ids };
                let removed =
                    folder.wait(folder.records().quarantine_remove(&ids, Removal::Discarded, now()))?;
                say!("{removed} discarded.");
                if removed < ids.len() as u64 && !all {
                    return Err(Failure::new(format!("{} were not there", ids.len() as u64 - removed)));
                }
                Ok(())
            }
        }
    }
}

fn list(folder: &Folder, after: i64, rows: u64, as_json: bool) -> Result<(), Failure> {
    let records = folder.records();
    let found = folder.wait(records.quarantine(after, rows))?;
    let keys = folder.wait(records.keys())?;
    let source = |id: i64| keys.iter().find(|key| key.id == id).map_or("-", |key| key.name.as_str());
    if as_json {
        let rows: Vec<Value> = found.iter().map(|row| in_json(row, source(row.event.source))).collect();
        say!("{}", serde_json::to_string_pretty(&rows)?);
        return Ok(());
    }
    let all = folder.wait(records.quarantine_count())?;
    if all == 0 {
        say!("Nothing is in quarantine.");
        return Ok(());
    }
    for row in &found {
        let event = &row.event;
        say!("{:>8}  {}  {:<12}  {}", row.id, moment(event.received_at), source(event.source), event.reason);
    }
    if let Some(last) = found.last().filter(|_| (found.len() as u64) < all) {
        say!("{} of {all} shown; the next ones: --after {}", found.len(), last.id);
    }
    Ok(())
}

fn in_json(row: &QuarantinedRow, source: &str) -> Value {
    json!({
        "number": row.id,
        "received_at": moment(row.event.received_at),
        "source": source,
        "reason": row.event.reason,
        "event": serde_json::from_slice::<Value>(&row.event.body)
            .unwrap_or_else(|_| String::from_utf8_lossy(&row.event.body).into()),
    })
}

fn one(folder: &Folder, id: i64) -> Result<QuarantinedRow, Failure> {
    folder.wait(folder.records().quarantine_get(id))?.ok_or_else(|| {
        Failure::new(format!(
            "nothing in quarantine has the number {id}; 'goodwill quarantine list' shows them"
        ))
    })
}

fn show(folder: &Folder, id: i64, only_body: bool) -> Result<(), Failure> {
    let row = one(folder, id)?;
    let body = serde_json::from_slice::<Value>(&row.event.body)
        .and_then(|event| serde_json::to_string_pretty(&event))
        .unwrap_or_else(|_| String::from_utf8_lossy(&row.event.body).into_owned());
    if !only_body {
        say!("Number {id}, received {}", moment(row.event.received_at));
        say!("Reason: {}", row.event.reason);
    }
    say!("{body}");
    Ok(())
}

fn every(folder: &Folder) -> Result<Vec<i64>, Failure> {
    let (mut ids, mut after) = (Vec::new(), 0);
    loop {
        let rows = folder.wait(folder.records().quarantine(after, 1000))?;
        let Some(last) = rows.last() else { return Ok(ids) };
        after = last.id;
        ids.extend(rows.iter().map(|row| row.id));
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let reading = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    reading.map_err(|e| Failure::caused(format!("{} could not be read", path.display()), &e))?;
    Ok(bytes)
}

fn repair_all(folder: &Folder, ids: &[i64], corrected: Option<&[u8]>) -> Result<(), Failure> {
    let (mut repaired, mut left) = (0, 0);
    let mut repairs = repair::Repairs::new(folder);
    for id in ids {
        let row = one(folder, *id)?;
        match repairs.repair(&row, corrected)? {
            Ok(()) => repaired += 1,
            Err(reason) => {
                left += 1;
                remark!("{id}: {reason}");
            }
        }
    }
    say!("{repaired} repaired, {left} left.");
    if left > 0 && repaired == 0 {
        return Err(Failure::new(
            "nothing could be repaired; 'goodwill quarantine show NUMBER --body' gives an event to correct",
        ));
    }
    Ok(())
}
