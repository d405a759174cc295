//! `goodwill backup`: the whole data folder as one file, also while a server runs.

use std::path::PathBuf;

use clap::Args;
use records::Actor;
use serde_json::json;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, backup::backup, now},
    value::run::say,
    words::{count, counted},
};

/// Writes records and history of one moment into one file; a running server goes on.
///
/// The file is a tar archive: manifest.json, the records as JSON lines, the files of history. It
/// appears when it is whole. It holds what identifies people: keep it as you keep the folder.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace the file where it is there already
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl BackupArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.file.exists() && !self.overwrite {
            return Err(Failure::wrong_use(format!(
                "{} is already there; choose another file or add --overwrite",
                self.file.display()
            )));
        }
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let done = backup(&folder, &self.file, now()).map_err(super::folder_failure)?;
        let detail = json!({ "rows": done.rows, "files": done.files, "bytes": done.bytes });
        folder.wait(folder.records().audit(&Actor::command(), "backup.written", "", detail, now()))?;
        say(
            false,
            &format!(
                "Written: {} ({} bytes): {} of records and {} of history",
                self.file.display(),
                count(done.bytes),
                counted(done.rows, "row"),
                counted(done.files, "file")
            ),
        )
    }
}
