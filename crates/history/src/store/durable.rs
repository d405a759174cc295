//! Files that survive a power cut once they are in place.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::StoreError;

/// How the folders begin in which files are made.
pub(crate) const UNFINISHED: &str = ".tmp-";

/// A folder for files in the making, removed when dropped; what a killed program leaves of it is
/// swept later.
pub(crate) fn unfinished(root: &Path, batch: i64) -> Result<TempDir, StoreError> {
    tempfile::Builder::new()
        .prefix(&format!("{UNFINISHED}{batch}-"))
        .tempdir_in(root)
        .map_err(|e| StoreError::io(root, e))
}

/// A file that counts and digests what is written to it.
#[derive(Debug)]
pub(crate) struct Digested {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Digested {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::create_new(path)?, hash: Sha256::new(), bytes: 0 })
    }

    /// Syncs the file; gives its size and digest.
    pub(crate) fn sync(self) -> io::Result<(i64, String)> {
        self.file.sync_all()?;
        Ok((self.bytes as i64, hex(self.hash)))
    }
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Size and digest of a file.
pub(crate) fn digest(path: &Path) -> io::Result<(i64, String)> {
    let mut file = File::open(path)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((bytes, hex(hash))),
            n => {
                hash.update(&buffer[..n]);
                bytes += n as i64;
            }
        }
    }
}

/// Moves a synced file to `root/folder/<batch>-<n>.<ending>`, the first `n` that is free; the
/// folder is still to be synced. Gives the path below `root`.
pub(crate) fn place(
    root: &Path,
    made: &Path,
    folder: &str,
    batch: i64,
    ending: &str,
) -> Result<String, StoreError> {
    make_folder(root, folder)?;
    for n in 1.. {
        let below = format!("{folder}/{batch}-{n}.{ending}");
        let path = root.join(&below);
        if !path.exists() {
            fs::rename(made, &path).map_err(|e| StoreError::io(&path, e))?;
            return Ok(below);
        }
    }
    unreachable!("there are more numbers than files")
}

/// Makes a folder and those above it; their names are synced.
fn make_folder(root: &Path, folder: &str) -> Result<(), StoreError> {
    let mut path = root.to_owned();
    for name in folder.split('/') {
        let above = path.clone();
        path.push(name);
        match fs::create_dir(&path) {
            Ok(()) => sync_folder(&above)?,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(StoreError::io(&path, e)),
        }
    }
    Ok(())
}

/// Makes the names in a folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|e| StoreError::io(path, e))
}

/// Syncs the folders of files just placed, each once.
pub(crate) fn sync_folders_of<'a>(
    root: &Path,
    placed: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let mut folders: Vec<PathBuf> =
        placed.filter_map(|path| root.join(path).parent().map(Path::to_owned)).collect();
    folders.sort();
    folders.dedup();
    folders.iter().try_for_each(|folder| sync_folder(folder))
}
