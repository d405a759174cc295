//! `goodwill export`: every kind of fact as a file that can be imported again.

use std::path::PathBuf;

use clap::Args;
use facts::schema::Kind;
use history::{store::ExportFormat, table::Overwrite};
use records::Actor;
use serde_json::json;

use super::Failure;
use crate::{
    folder::{Access, Folder, FolderArgs, export::export, now},
    value::run::say,
    words::counted,
};

/// Writes facts of the data folder as files, one a kind, that an import of the same kind reads back.
///
/// Customers are named by the company's own ids, and what is kept in the records only (names,
/// addresses, free text) is joined back; with --pseudonymous neither: customers are numbers.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Kinds of facts, such as orders
    #[arg(value_name = "KIND", required_unless_present = "all")]
    kinds: Vec<Kind>,
    /// Every kind of which there are facts
    #[arg(long, conflicts_with = "kinds")]
    all: bool,
    /// Folder to write into; made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// csv or parquet
    #[arg(long, default_value = "csv")]
    format: ExportFormat,
    /// No ids, names, addresses or free text
    #[arg(long)]
    pseudonymous: bool,
    /// Replace files that are already there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl ExportArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let folder = Folder::open(&self.folder, Access::Existing)?;
        std::fs::create_dir_all(&self.out).map_err(|e| {
            Failure::caused(format!("the folder {} could not be made", self.out.display()), &e)
        })?;
        let kinds = if self.all { Kind::ALL.to_vec() } else { self.kinds };
        let overwrite = if self.overwrite { Overwrite::Replace } else { Overwrite::Refuse };
        let done = export(&folder, &kinds, self.all, &self.out, self.format, overwrite, self.pseudonymous)
            .map_err(super::folder_failure)?;
        let rows: u64 = done.iter().map(|(_, exported)| exported.rows).sum();
        let detail = json!({ "files": done.len(), "rows": rows, "pseudonymous": self.pseudonymous });
        folder.wait(folder.records().audit(&Actor::command(), "export.written", "", detail, now()))?;
        let lines: Vec<String> = done
            .iter()
            .map(|(path, exported)| format!("  {}: {}", path.display(), counted(exported.rows, "row")))
            .collect();
        if lines.is_empty() {
            return say(false, "There are no facts to write");
        }
        say(false, &format!("Written:\n{}", lines.join("\n")))
    }
}
