//! Files that were dropped in the browser: kept beside the records until they are imported, and for a
//! while after.
//!
//! Each upload is a folder of its own under a random name. Its files are `0.bin`, `1.bin`, …: the
//! names they came with are text and never a path. What is known of it stands in `upload.json`,
//! which appears whole or not at all, so that a crash leaves the old state or the new.

mod answers;
mod kept;
mod rejects;
mod run;

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{Folder, FolderError};
pub(crate) use answers::{Answers, Touch, mapped};
pub(crate) use kept::{Asked, Look, Report, State, Upload, UploadedFile};
#[cfg(test)]
pub(crate) use kept::{FilePreview, TakenColumn};
pub(crate) use rejects::{CORRECTIONS, REJECTS};
pub(crate) use run::{Step, check, look, take};

/// What is known of an upload.
const STATE: &str = "upload.json";

/// Files of one upload at most.
pub(crate) const FILES: usize = 20;

/// A file's name is kept up to so many characters.
const NAME: usize = 120;

/// The uploads of a folder.
#[derive(Debug, Clone)]
pub(crate) struct Uploads {
    dir: PathBuf,
}

impl Uploads {
    /// Those of this folder.
    pub(crate) fn of(folder: &Folder) -> Self {
        Self { dir: folder.path().join("uploads") }
    }

    /// Begins an upload: makes its folder.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or there are no random numbers.
    pub(crate) fn begin(&self, by: &str, at: i64) -> Result<Upload, FolderError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|e| FolderError::Refused(format!("there are no random numbers: {e}")))?;
        let id = super::import::hex(&random);
        let dir = self.dir.join(&id);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&dir);
        made.map_err(|e| FolderError::io(&dir, e))?;
        Ok(Upload::new(id, by.to_owned(), at))
    }

    /// A new file of an upload, to be written; none may be there yet.
    pub(crate) fn create_file(&self, upload: &Upload) -> io::Result<File> {
        let path = self.file(upload, upload.files.len());
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }

    /// Where a file of an upload is.
    pub(crate) fn file(&self, upload: &Upload, number: usize) -> PathBuf {
        self.dir.join(&upload.id).join(format!("{number}.bin"))
    }

    /// Where something beside the files is: rejects.
    pub(crate) fn beside(&self, upload: &Upload, name: &str) -> PathBuf {
        self.dir.join(&upload.id).join(name)
    }

    /// The upload of this name; none where there is no such.
    ///
    /// # Errors
    ///
    /// If what is known of it cannot be read.
    pub(crate) fn find(&self, id: &str) -> Result<Option<Upload>, FolderError> {
        if !is_id(id) {
            return Ok(None);
        }
        let path = self.dir.join(id).join(STATE);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|e| {
                FolderError::Damaged(format!("what is known of the upload {id} cannot be read: {e}"))
            }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(FolderError::io(&path, e)),
        }
    }

    /// Keeps what is known of an upload.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn keep(&self, upload: &Upload) -> Result<(), FolderError> {
        let text = serde_json::to_vec(upload)
            .map_err(|e| FolderError::Damaged(format!("the upload cannot be written down: {e}")))?;
        let path = self.dir.join(&upload.id).join(STATE);
        whole(&path, &text).map_err(|e| FolderError::io(&path, e))
    }

    /// Every upload, the newest first; one that cannot be read is left out.
    pub(crate) fn all(&self) -> Vec<Upload> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut all: Vec<Upload> = names.filter_map(|id| self.find(&id).ok().flatten()).collect();
        all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        all
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        fs::read_dir(&self.dir).map_or(0, Iterator::count)
    }

    /// Removes an upload with its files.
    ///
    /// # Errors
    ///
    /// If they cannot be removed.
    pub(crate) fn remove(&self, id: &str) -> Result<(), FolderError> {
        if !is_id(id) {
            return Ok(());
        }
        let dir = self.dir.join(id);
        match fs::remove_dir_all(&dir) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(FolderError::io(&dir, e)),
            _ => Ok(()),
        }
    }
}

/// Removes uploads that came before a moment; gives how many there were. One whose state was never
/// written is removed by the age of its folder.
///
/// # Errors
///
/// If one of them cannot be removed.
pub(crate) fn expire(folder: &Folder, before: i64) -> Result<u64, FolderError> {
    let uploads = Uploads::of(folder);
    let entries = fs::read_dir(&uploads.dir).into_iter().flatten().flatten();
    let mut gone = 0;
    for entry in entries {
        let Ok(id) = entry.file_name().into_string() else { continue };
        let old = match uploads.find(&id) {
            // Work on an old upload may have begun just now; work of a server that ended is as old as
            // what was written of it.
            Ok(Some(upload)) if upload.state.is_running() => {
                let state = fs::metadata(entry.path().join(STATE)).ok();
                upload.at < before && state.and_then(|of| made_at(&of)).is_some_and(|at| at < before)
            }
            Ok(Some(upload)) => upload.at < before,
            _ => entry.metadata().ok().and_then(|of| made_at(&of)).is_some_and(|at| at < before),
        };
        if old && is_id(&id) {
            uploads.remove(&id)?;
            gone += 1;
        }
    }
    Ok(gone)
}

fn made_at(of: &fs::Metadata) -> Option<i64> {
    let modified = of.modified().ok()?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok()
}

/// The name of a file as it may be shown: its last part, without control characters, not too long.
pub(crate) fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(NAME).collect();
    let plain = plain.trim();
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

/// 32 hexadecimal digits: what we give and nothing else, so that no path can be meant.
fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Writes a file that appears whole or not at all.
fn whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_and_no_path() {
        for (name, shown) in [
            ("orders.csv", "orders.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\orders.csv", "orders.csv"),
            ("a\u{0}\nb.csv", "ab.csv"),
            ("..", ".."),
            ("", "file"),
            ("x/", "file"),
        ] {
            assert_eq!(shown_name(name), shown);
        }
        assert_eq!(shown_name(&"é".repeat(500)).chars().count(), 120);
    }

    #[test]
    fn only_what_was_given_is_the_name_of_an_upload() {
        assert!(is_id("0123456789abcdef0123456789abcdef"));
        for id in [
            "",
            "..",
            "../../goodwill.db",
            "0123456789ABCDEF0123456789ABCDEF",
            "0123456789abcdef0123456789abcde/",
        ] {
            assert!(!is_id(id), "{id}");
        }
    }
}
