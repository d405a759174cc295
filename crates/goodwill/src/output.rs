//! What is said at the terminal, and files that appear whole or not at all, in a folder that is asked for.

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::commands::Failure;

/// A line on standard output. Whoever reads it may leave early: that is no failure.
macro_rules! say {
    ($($words:tt)*) => { $crate::output::on_output(format_args!($($words)*)) };
}

/// A line on standard error; a server goes on where nobody reads it any more.
macro_rules! remark {
    ($($words:tt)*) => { $crate::output::on_error(format_args!($($words)*)) };
}

pub(crate) fn on_output(words: fmt::Arguments<'_>) {
    match writeln!(io::stdout(), "{words}") {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {}
        Err(e) => on_error(format_args!("goodwill: standard output cannot be written: {e}")),
    }
}

pub(crate) fn on_error(words: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// A folder for the answers, checked before the work begins.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    overwrite: bool,
}

impl Folder {
    /// Makes the folder and refuses it if one of `names` is there already, unless told.
    pub(crate) fn prepare(path: &Path, names: &[&str], overwrite: bool) -> Result<Self, Failure> {
        fs::create_dir_all(path)
            .map_err(|e| Failure::caused(format!("the folder {} could not be made", path.display()), &e))?;
        let there: Vec<&str> = names.iter().copied().filter(|name| path.join(name).exists()).collect();
        if !overwrite && !there.is_empty() {
            return Err(Failure::wrong_use(format!(
                "{} already holds {}; choose another --out or add --overwrite",
                path.display(),
                there.join(", ")
            )));
        }
        Ok(Self { path: path.to_owned(), overwrite })
    }

    /// The path of a file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether files that are there may be replaced.
    pub(crate) const fn overwrite(&self) -> bool {
        self.overwrite
    }

    /// Writes a whole file.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let mut draft = Draft::new(self.file(name))?;
        draft.write_all(text.as_bytes()).map_err(|e| draft.failed(&e))?;
        draft.publish()
    }
}

/// A file that is written beside its place and moved there when it is complete.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Draft {
    /// Opens the draft of `path`.
    pub(crate) fn new(path: PathBuf) -> Result<Self, Failure> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary)
            .map_err(|e| Failure::caused(format!("{} could not be written", path.display()), &e))?;
        Ok(Self { path, temporary, file: Some(BufWriter::new(file)) })
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::caused(format!("{} could not be written", self.path.display()), error)
    }

    /// Syncs the draft and moves it to its place.
    pub(crate) fn publish(mut self) -> Result<PathBuf, Failure> {
        let Some(writer) = self.file.take() else { return Ok(self.path.clone()) };
        let done = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.temporary, &self.path));
        done.map_err(|e| self.failed(&e))?;
        Ok(self.path.clone())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |f| f.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What was not published leaves nothing behind.
        let _ = fs::remove_file(&self.temporary);
    }
}
