//! Which scenarios a command looks at: those of files, else the company's own, else the proposed ones.

use std::path::{Path, PathBuf};

use clap::Args;
use plan::strategy::{Scenario, file};

use super::super::Failure;
use crate::folder::{
    Access, Folder, FolderArgs, FolderError, is_there,
    strategy::in_use::{InUse, equally_far, in_use},
};

/// The scenarios to look at.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ScenarioArgs {
    /// A scenario file; may be given several times. Without one: the scenarios that the company keeps in
    /// its data folder, else two that are proposed from its history
    #[arg(long = "scenario", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Months ahead, in all scenarios; what the scenarios say if not given
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    horizon_months: Option<u32>,
}

impl ScenarioArgs {
    /// The scenarios of the files, or of the folder, with what is known of the company's money.
    pub(super) fn read(&self, folder: &FolderArgs) -> Result<InUse, Failure> {
        let mut found = if self.files.is_empty() {
            let folder = Folder::open(folder, Access::Existing)?;
            in_use(&folder).map_err(super::super::folder_failure)?
        } else {
            let scenarios = self.files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
            InUse { scenarios, ..InUse::default() }
        };
        // Files that look differently far are told so; kept and proposed ones are made to.
        if self.files.is_empty() || self.horizon_months.is_some() {
            found.scenarios = equally_far(&found.scenarios, self.horizon_months);
        }
        Ok(found)
    }

    /// The same, with the cash and credit that the company keeps in its data folder, scenarios of files
    /// too. Files need no folder: where there is none, nobody said what there is.
    pub(super) fn read_with_means(&self, args: &FolderArgs) -> Result<InUse, Failure> {
        let found = self.read(args)?;
        if self.files.is_empty() || !is_there(&args.dir())? {
            return Ok(found);
        }
        match Folder::open(args, Access::Existing) {
            Ok(folder) => found.with_means(&folder).map_err(super::super::folder_failure),
            Err(FolderError::Absent(_)) => Ok(found),
            Err(other) => Err(other.into()),
        }
    }
}

pub(super) fn read(path: &Path) -> Result<Scenario, Failure> {
    super::small_file::read("scenario", path, file::read)
}
