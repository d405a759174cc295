//! `goodwill restore`: a data folder from a backup.

use std::path::PathBuf;

use clap::Args;
use records::Actor;
use serde_json::json;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, now, restore::restore},
    value::run::say,
    words::counted,
};

/// Makes a data folder from a backup; the folder must be absent or empty.
///
/// Every file is compared with its checksum. The folder appears when it is whole. With --records the
/// records go into that PostgreSQL database, which must hold none: so a folder moves from SQLite to
/// PostgreSQL and back.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    folder: FolderArgs,
}

impl RestoreArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let done = restore(&self.file, &self.folder).map_err(super::folder_failure)?;
        let folder = Folder::open(&self.folder, Access::Existing)?;
        let detail = json!({ "rows": done.rows, "files": done.files });
        folder.wait(folder.records().audit(&Actor::command(), "backup.restored", "", detail, now()))?;
        say(
            false,
            &format!(
                "{} is restored: {} of records and {} of history",
                self.folder.dir().display(),
                counted(done.rows, "row"),
                counted(done.files, "file")
            ),
        )
    }
}
