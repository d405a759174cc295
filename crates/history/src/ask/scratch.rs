//! A private folder for the scratch files of one question.
//!
//! It goes with its question. A program that was killed cannot clear up; the next question does it:
//! beside every folder lies a file that is locked as long as the folder is in use, and the system
//! lets go of locks when their program ends, however it ends.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

const PREFIX: &str = "goodwill-sql-";
const LOCK: &str = "lock";

/// The folder; removed when dropped.
pub(super) struct Scratch {
    folder: PathBuf,
    /// Locked before the folder is made, removed after it: a folder without its lock is left over.
    _lock: NamedTempFile,
}

impl Scratch {
    /// Makes a folder in `parent`, and removes those that killed programs left behind there.
    pub(super) fn new(parent: &Path) -> io::Result<Self> {
        remove_left_over(parent);
        let lock = tempfile::Builder::new().prefix(PREFIX).suffix(&format!(".{LOCK}")).tempfile_in(parent)?;
        lock.as_file().lock()?;
        let folder = lock.path().with_extension("");
        private_folder(&folder)?;
        Ok(Self { folder, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now, the next question removes.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that only its owner can enter; fails if it is there already.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Whatever goes wrong here is no reason not to answer: others' folders, for one, cannot be removed.
fn remove_left_over(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let lock = entry.path().with_extension(LOCK);
            let in_use = match File::open(&lock) {
                Ok(file) => file.try_lock().is_err(),
                Err(e) => e.kind() != io::ErrorKind::NotFound,
            };
            if !in_use {
                let _ = fs::remove_dir_all(entry.path());
                let _ = fs::remove_file(&lock);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parent: &Path) -> Vec<String> {
        let entries = fs::read_dir(parent).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_goes_with_its_question() {
        let parent = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(parent.path()).unwrap();
        fs::write(scratch.path().join("spilled"), "rows").unwrap();
        drop(scratch);
        assert!(names(parent.path()).is_empty(), "{:?}", names(parent.path()));
    }

    #[test]
    fn what_a_killed_program_left_is_removed_and_what_is_in_use_stays() {
        let parent = tempfile::tempdir().unwrap();
        let running = Scratch::new(parent.path()).unwrap();
        fs::write(running.path().join("spilled"), "rows").unwrap();
        // A killed program leaves its folder and its lock file, which nobody holds any more.
        let left = |name: &str| fs::create_dir(parent.path().join(name)).unwrap();
        left("goodwill-sql-killed");
        fs::write(parent.path().join("goodwill-sql-killed").join("spilled"), "rows").unwrap();
        fs::write(parent.path().join("goodwill-sql-killed.lock"), "").unwrap();
        left("goodwill-sql-without");
        left("somebody-else");

        let next = Scratch::new(parent.path()).unwrap();
        assert!(running.path().join("spilled").exists() && next.path().exists());
        drop((running, next));
        assert_eq!(names(parent.path()), ["somebody-else"]);
    }
}
