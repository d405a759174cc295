//! Where the data folder is: what every command that uses one takes.

use std::path::PathBuf;

use clap::Args;

/// The data folder.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Data folder")]
pub(crate) struct FolderArgs {
    /// The data folder; GOODWILL_DATA or goodwill-data where not given
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Records in PostgreSQL instead of DIR/goodwill.db; GOODWILL_RECORDS where not given
    #[arg(long, value_name = "URL")]
    records: Option<String>,
}

impl FolderArgs {
    /// A folder named by the program itself.
    pub(crate) const fn at(data: PathBuf) -> Self {
        Self { data: Some(data), records: None }
    }

    /// Whether a folder was named on the command line.
    pub(crate) const fn named(&self) -> bool {
        self.data.is_some() || self.records.is_some()
    }

    /// The folder.
    pub(crate) fn dir(&self) -> PathBuf {
        self.data
            .clone()
            .or_else(|| std::env::var_os("GOODWILL_DATA").filter(|dir| !dir.is_empty()).map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("goodwill-data"))
    }

    /// The address of the records, where they are not a file in the folder.
    pub(crate) fn url(&self) -> Option<String> {
        self.records.clone().or_else(|| std::env::var("GOODWILL_RECORDS").ok()).filter(|url| !url.is_empty())
    }
}
