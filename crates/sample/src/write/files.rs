//! Files that appear whole or not at all.

use std::fmt::Arguments;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::SampleError;

/// The files of one run. Each is written as `NAME.part`; [`publish`](Self::publish) renames them
/// all. Dropped before that, the parts are removed and what was there is untouched.
#[derive(Debug)]
pub(crate) struct Files {
    dir: PathBuf,
    overwrite: bool,
    names: Vec<PathBuf>,
}

/// A file being written.
#[derive(Debug)]
pub(crate) struct Part {
    path: PathBuf,
    writer: BufWriter<File>,
}

impl Part {
    /// Writes one line and its end.
    pub(crate) fn line(&mut self, text: Arguments<'_>) -> Result<(), SampleError> {
        self.writer
            .write_fmt(text)
            .and_then(|()| self.writer.write_all(b"\n"))
            .map_err(|source| refused(&self.path, source))
    }

    /// Ends the file; it is on the disk when this returns.
    pub(crate) fn close(self) -> Result<(), SampleError> {
        let Self { path, writer } = self;
        let file = writer.into_inner().map_err(|e| refused(&path, e.into_error()))?;
        file.sync_all().map_err(|source| refused(&path, source))
    }
}

fn refused(path: &Path, source: io::Error) -> SampleError {
    SampleError::Write { path: path.to_owned(), source }
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

impl Files {
    pub(crate) fn new(dir: &Path, overwrite: bool) -> Self {
        Self { dir: dir.to_owned(), overwrite, names: Vec::new() }
    }

    /// Begins a file; `name` may hold a directory.
    pub(crate) fn create(&mut self, name: &str) -> Result<Part, SampleError> {
        let path = self.dir.join(name);
        self.may_write(&path)?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|source| refused(parent, source))?;
        }
        let part = part_of(&path);
        let file = File::create(&part).map_err(|source| refused(&part, source))?;
        self.names.push(path);
        Ok(Part { path: part, writer: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Gives all files their names and returns these, in the order they were begun.
    pub(crate) fn publish(mut self) -> Result<Vec<PathBuf>, SampleError> {
        // All are asked before the first is renamed, so that a company is not left half new.
        for path in &self.names {
            self.may_write(path)?;
        }
        for path in &self.names {
            fs::rename(part_of(path), path).map_err(|source| refused(path, source))?;
        }
        Ok(std::mem::take(&mut self.names))
    }

    fn may_write(&self, path: &Path) -> Result<(), SampleError> {
        if self.overwrite || path.symlink_metadata().is_err() {
            Ok(())
        } else {
            Err(SampleError::AlreadyThere(path.to_owned()))
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.names {
            // What was renamed is gone already; what remains is only a part.
            let _ = fs::remove_file(part_of(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_unless_told_and_no_part_stays_behind() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("b.csv"), "mine").unwrap();
        let write = |overwrite| {
            let mut files = Files::new(dir.path(), overwrite);
            for name in ["a.csv", "b.csv"] {
                let mut part = files.create(name)?;
                part.line(format_args!("new"))?;
                part.close()?;
            }
            files.publish()
        };
        assert!(matches!(write(false), Err(SampleError::AlreadyThere(p)) if p.ends_with("b.csv")));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(dir.path().join("b.csv")).unwrap(), "mine");

        assert_eq!(write(true).unwrap().len(), 2);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
        assert_eq!(fs::read_to_string(dir.path().join("b.csv")).unwrap(), "new\n");
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = Files::new(&dir.path().join("file"), false).create("a.csv").unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }
}
