//! `goodwill strategy suite`: The width of the suite: what one more product brings, and whether the core still holds.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Shows the width of the suite, and the guard on its core.
#[derive(Debug, Args)]
pub(crate) struct SuiteArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl SuiteArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
