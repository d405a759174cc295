//! `goodwill check`: everything that must hold in a data folder, verified.

use clap::Args;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, check::check},
    value::run::say,
    words::count,
};

/// Verifies everything that must hold in the data folder, and names what does not.
///
/// Every file of history is read whole and compared with the manifest: there, as long as listed,
/// with its checksum and its rows. Message ids occur once, customers named in history are known, and
/// the records are whole. Exit status 1 where something does not hold.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Print as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl CheckArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let checked = check(&folder, &mut |_| {}).map_err(super::folder_failure)?;
        if self.json {
            let text = serde_json::to_string_pretty(&checked)
                .map_err(|e| Failure::caused("the answer could not be written as JSON", &e))?;
            say(false, &text)?;
        } else {
            let mut lines = checked.problems.clone();
            lines.extend(checked.notes.iter().map(|note| format!("note: {note}")));
            lines.push(format!(
                "{} with {}, {} in the inbox, {}: {}",
                counted(checked.files, "file", "files"),
                counted(checked.rows, "row", "rows"),
                counted(checked.inbox, "event", "events"),
                counted(checked.customers, "customer", "customers"),
                if checked.problems.is_empty() { "everything holds" } else { "not everything holds" }
            ));
            say(false, &lines.join("\n"))?;
        }
        match checked.problems.len() {
            0 => Ok(()),
            n => Err(Failure::new(format!(
                "{} in {}",
                counted(n as u64, "thing does not hold", "things do not hold"),
                folder.path().display()
            ))),
        }
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}
