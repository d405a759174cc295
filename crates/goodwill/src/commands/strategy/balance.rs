//! `goodwill strategy balance`: What to spend on winning, keeping and winning back customers.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Shows what to spend on winning, keeping and winning back.
#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl BalanceArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
