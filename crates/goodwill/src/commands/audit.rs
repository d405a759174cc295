//! `goodwill audit`: who did what, and whether the log of it is whole.

use clap::{Args, Subcommand};
use records::{AuditEntry, AuditFilter};
use serde_json::json;

use super::{Failure, key::moment};
use crate::folder::{Access, Folder, FolderArgs};

/// Shows who did what, and proves that nothing was taken out of that log.
///
/// Each entry is chained to the one before with the folder's secret. Note the head now and then in
/// another place: who can write the folder can write a new chain, but not one that holds your head.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the newest entries, the newest first
    List {
        /// Only by this one: person:7, key:3, command, server; person and key stand for all of them
        #[arg(long, value_name = "WHO")]
        actor: Option<String>,
        /// Only this action: import.published; import stands for all that begin with it
        #[arg(long, value_name = "ACTION")]
        action: Option<String>,
        /// So many at most
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..))]
        limit: u64,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Goes through the whole chain; exit status 1 where it does not hold
    Verify {
        /// A head that was noted earlier and must be in the chain
        #[arg(long, value_name = "HASH", value_parser = head)]
        head: Option<[u8; 32]>,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
}

impl AuditArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::List { actor, action, limit, json, folder } => {
                let filter = AuditFilter { actor, action };
                list(&Folder::open(&folder, Access::Existing)?, &filter, limit, json)
            }
            Command::Verify { head, json, folder } => {
                verify(&Folder::open(&folder, Access::Existing)?, head, json)
            }
        }
    }
}

fn list(folder: &Folder, filter: &AuditFilter, limit: u64, as_json: bool) -> Result<(), Failure> {
    let entries = folder.wait(folder.records().audit_page(None, limit, filter))?;
    if as_json {
        let entries: Vec<_> = entries.iter().map(in_json).collect();
        say!("{}", serde_json::to_string_pretty(&entries)?);
        return Ok(());
    }
    if entries.is_empty() {
        say!("Nothing was noted yet.");
        return Ok(());
    }
    say!("{:>6}  {:<20}  {:<12}  {:<22}  {:<16}  more", "number", "when", "who", "what", "to what");
    for entry in entries {
        say!(
            "{:>6}  {:<20}  {:<12}  {:<22}  {:<16}  {}",
            entry.id,
            moment(entry.at),
            entry.actor,
            entry.action,
            if entry.subject.is_empty() { "-" } else { &entry.subject },
            if entry.detail == "{}" { "" } else { &entry.detail }
        );
    }
    Ok(())
}

fn in_json(entry: &AuditEntry) -> serde_json::Value {
    let detail: serde_json::Value =
        serde_json::from_str(&entry.detail).unwrap_or_else(|_| entry.detail.clone().into());
    json!({
        "number": entry.id,
        "at": moment(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": detail,
        "digest": hex(&entry.digest),
    })
}

fn verify(folder: &Folder, noted: Option<[u8; 32]>, as_json: bool) -> Result<(), Failure> {
    let verdict = folder.wait(folder.records().verify_audit(noted))?;
    if as_json {
        let shown = json!({
            "holds": verdict.holds(),
            "entries": verdict.entries,
            "head": hex(&verdict.head),
            "first_broken": verdict.first_broken,
            "why": verdict.why,
            "knows_head": verdict.knows_head,
        });
        say!("{}", serde_json::to_string_pretty(&shown)?);
    } else {
        say!("{} entries", verdict.entries);
        say!("head {}", hex(&verdict.head));
    }
    if let (Some(at), Some(why)) = (verdict.first_broken, verdict.why) {
        return Err(Failure::new(format!("the audit log does not hold from entry {at} on: {why}")));
    }
    if verdict.knows_head == Some(false) {
        return Err(Failure::new("the head that was noted is not in the audit log: it is not the same log"));
    }
    if !as_json {
        say!("everything holds");
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn head(text: &str) -> Result<[u8; 32], String> {
    let needed = || "a head has 64 hexadecimal signs, as 'goodwill audit verify' prints it".to_owned();
    let text = text.trim();
    if text.len() != 64 || !text.is_ascii() {
        return Err(needed());
    }
    let bytes: Option<Vec<u8>> =
        (0..32).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()).collect();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(needed)
}
