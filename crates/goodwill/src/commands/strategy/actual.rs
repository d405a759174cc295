//! `goodwill strategy actual`: A scenario laid against what happened.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Lays a scenario against what happened since it began.
#[derive(Debug, Args)]
pub(crate) struct ActualArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl ActualArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
