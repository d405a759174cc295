//! `goodwill strategy what-if`: What-ifs.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Works out what a change of a scenario is worth.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl WhatIfArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
