//! `goodwill strategy prices`: A price path: cheap at first, dearer later, by published tiers.

use clap::Args;

use super::super::Failure;
use crate::folder::FolderArgs;

/// Works out a price path over the stages of a relation.
#[derive(Debug, Args)]
pub(crate) struct PricesArgs {
    /// Print as JSON on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl PricesArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        Err(Failure::new("not yet"))
    }
}
