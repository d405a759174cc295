//! What happened, month by month, to lay a scenario against.

use plan::{
    retrospect::{CannotLay, Laid, lay},
    strategy::Scenario,
};

use super::evidence::read;
use crate::folder::{Folder, FolderError};

/// A scenario beside what the folder says happened since it began. Blocking.
///
/// # Errors
///
/// If the folder cannot be read.
pub(crate) fn actual(folder: &Folder, scenario: &Scenario) -> Result<Result<Laid, CannotLay>, FolderError> {
    Ok(match read(folder)? {
        Ok(read) => lay(scenario, &read.counted),
        Err(missing) => Err(CannotLay::Nothing(missing)),
    })
}
