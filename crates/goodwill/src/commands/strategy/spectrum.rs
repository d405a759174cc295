//! `goodwill strategy spectrum`: Ten signs of where the company stands.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Shows where between the two ways the company stands, by ten signs.
#[derive(Debug, Args)]
pub(crate) struct SpectrumArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl SpectrumArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
