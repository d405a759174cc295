//! Locks between processes that use one data folder.
//!
//! A lock is an advisory lock on a file of the folder: it ends with its holder, however that ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use super::FolderError;

/// What a lock guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guarded {
    /// One server a folder.
    Serve,
    /// Checking message ids and putting them into the inbox or into history.
    Ids,
    /// Deciding from what is in history what goes into it: imports and undoing.
    Import,
    /// Moving events from the inbox into history.
    Compact,
}

impl Guarded {
    const fn file(self) -> &'static str {
        match self {
            Self::Serve => "serve.lock",
            Self::Ids => "ids.lock",
            Self::Import => "import.lock",
            Self::Compact => "compact.lock",
        }
    }
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Waits for the lock.
    ///
    /// # Errors
    ///
    /// If the lock's file cannot be opened or the system refuses the lock.
    pub(crate) fn wait(folder: &Path, what: Guarded) -> Result<Self, FolderError> {
        let (path, file) = open(folder, what)?;
        file.lock().map_err(|e| FolderError::io(&path, e))?;
        Ok(Self { file })
    }

    /// Takes the lock where nobody holds it.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    pub(crate) fn attempt(folder: &Path, what: Guarded) -> Result<Option<Self>, FolderError> {
        let (path, file) = open(folder, what)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(FolderError::io(&path, e)),
        }
    }

    /// Notes in the lock's file who holds it, for whoever asks.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub(crate) fn note(&mut self, holder: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(holder.as_bytes())
    }
}

/// What the holder of a lock noted, `None` where nobody holds it.
///
/// # Errors
///
/// If the lock's file cannot be opened.
pub(crate) fn holder(folder: &Path, what: Guarded) -> Result<Option<String>, FolderError> {
    if !folder.join(what.file()).exists() || Lock::attempt(folder, what)?.is_some() {
        return Ok(None);
    }
    let (path, mut file) = open(folder, what)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|e| FolderError::io(&path, e))?;
    Ok(Some(text.trim().to_owned()))
}

fn open(folder: &Path, what: Guarded) -> Result<(PathBuf, File), FolderError> {
    let path = folder.join(what.file());
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
    match file {
        Ok(file) => Ok((path, file)),
        Err(e) => Err(FolderError::io(&path, e)),
    }
}
