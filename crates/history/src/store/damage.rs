//! Tells which files are not as the manifest says, and removes those it does not name.

use std::{collections::HashSet, time::SystemTime};

use super::{Listed, Store, StoreError};

/// A listed file that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file, from the folder `history`.
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Store {
    /// Reads every listed file whole and compares it with its listing; `each` hears every path.
    pub fn verify(&self, live: &[Listed], each: &mut dyn FnMut(&str)) -> Vec<Damage> {
        live.iter().for_each(|file| each(&file.path));
        unimplemented!("verify")
    }

    /// Removes files and folders that are not live and were last changed before a moment.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read or a file not be removed.
    pub fn sweep(&self, live: &HashSet<String>, older_than: SystemTime) -> Result<Vec<String>, StoreError> {
        unimplemented!("sweep {live:?} {older_than:?}")
    }
}
