//! A data folder as one file: records and history of one moment.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use records::RecordsError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Folder, FolderError, Guarded, import::hex};

/// What a backup holds; the first entry of the archive.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Version of this layout.
    pub(crate) layout: u32,
    /// Version of the program that wrote it.
    pub(crate) program: String,
    /// Schema of the records.
    pub(crate) schema: i32,
    /// Name of the data folder.
    pub(crate) folder: String,
    /// When it was begun, microseconds since 1970-01-01 UTC.
    pub(crate) made_at: i64,
    /// The tables of the records, in the order in which they are loaded.
    pub(crate) tables: Vec<Table>,
    /// The files of history.
    pub(crate) files: Vec<Member>,
}

/// A table of the records.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// Its rows.
    pub(crate) rows: u64,
    /// SHA-256 of its lines.
    pub(crate) checksum: String,
}

/// A file of history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    /// Its path in `history`.
    pub(crate) path: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// SHA-256 of its content.
    pub(crate) checksum: String,
}

/// The layout this program writes.
pub(crate) const LAYOUT: u32 = 1;

/// What was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BackedUp {
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// Rows of the records.
    pub(crate) rows: u64,
    /// Files of history.
    pub(crate) files: u64,
}

/// How often the records are read anew when somebody published meanwhile.
const TRIES: usize = 5;

/// Writes a backup; a server goes on meanwhile.
///
/// # Errors
///
/// If something cannot be read or written, or a file of history is not as listed.
pub(crate) fn backup(folder: &Folder, to: &Path, now: i64) -> Result<BackedUp, FolderError> {
    let part = beside(to, ".part");
    let scratch = Scratch(vec![part.clone(), beside(to, ".part.records")]);
    let done = write(folder, &part, &scratch.0[1], now)?;
    File::open(&part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&part, to))
        .and_then(|()| sync_folder_of(to))
        .map_err(|e| FolderError::io(to, e))?;
    Ok(done)
}

fn write(folder: &Folder, part: &Path, lines: &Path, now: i64) -> Result<BackedUp, FolderError> {
    let (tables, live) = dump(folder, lines)?;
    // The archive holds the files the dumped manifest names. Those are not swept for hours.
    let manifest = Manifest {
        layout: LAYOUT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: records::SCHEMA,
        folder: folder.records().folder_id().to_owned(),
        made_at: now,
        files: live
            .iter()
            .map(|file| Member {
                path: file.path.clone(),
                bytes: file.bytes.unsigned_abs(),
                checksum: file.checksum.clone(),
            })
            .collect(),
        tables,
    };
    let failed = |e| FolderError::io(part, e);
    let mut archive = tar::Builder::new(BufWriter::new(private_file(part).map_err(failed)?));
    let head = serde_json::to_vec_pretty(&manifest).map_err(|e| failed(e.into()))?;
    append(&mut archive, "manifest.json", head.len() as u64, &head[..]).map_err(failed)?;
    for table in &manifest.tables {
        let path = lines.join(&table.name);
        let file = File::open(&path).map_err(|e| FolderError::io(&path, e))?;
        let size = file.metadata().map_err(|e| FolderError::io(&path, e))?.len();
        append(&mut archive, &format!("records/{}.jsonl", table.name), size, file).map_err(failed)?;
    }
    for member in &manifest.files {
        let path = folder.history().join(&member.path);
        let file = File::open(&path).map_err(|e| FolderError::io(&path, e))?;
        let mut file = Hashed::new(file.take(member.bytes));
        append(&mut archive, &format!("history/{}", member.path), member.bytes, &mut file)
            .map_err(|e| FolderError::io(&path, e))?;
        if file.finish() != member.checksum {
            return Err(FolderError::Damaged(format!(
                "{} is not as it was written: no backup was made; 'goodwill check' says more",
                path.display()
            )));
        }
    }
    let out = archive.into_inner().map_err(failed)?;
    let out = out.into_inner().map_err(|e| failed(e.into_error()))?;
    let bytes = out.metadata().map_err(failed)?.len();
    Ok(BackedUp {
        bytes,
        rows: manifest.tables.iter().map(|table| table.rows).sum(),
        files: manifest.files.len() as u64,
    })
}

/// Every table of the records as a file of lines, and the files of history they list.
fn dump(folder: &Folder, to: &Path) -> Result<(Vec<Table>, Vec<records::Listed>), FolderError> {
    // Nobody but a fit publishes meanwhile: what is dumped and what is listed then are of one moment.
    let _import = folder.lock(Guarded::Import)?;
    let _compact = folder.lock(Guarded::Compact)?;
    for _ in 0..TRIES {
        let before = folder.wait(folder.records().generation())?;
        let live = folder.wait(folder.records().live())?;
        let _ = fs::remove_dir_all(to);
        private_dir(to).map_err(|e| FolderError::io(to, e))?;
        let mut tables = Tables { dir: to.to_owned(), done: Vec::new(), open: None, names: HashSet::new() };
        folder.wait(folder.records().dump(&mut |table, line| tables.line(table, line))).map_err(
            |e| match e {
                RecordsError::Unwritten(cause) => FolderError::io(to, cause),
                other => other.into(),
            },
        )?;
        let tables = tables.finish().map_err(|e| FolderError::io(to, e))?;
        if folder.wait(folder.records().generation())? == before {
            return Ok((tables, live));
        }
    }
    Err(FolderError::Refused("the history kept changing: no backup was made; try again".to_owned()))
}

/// Lines on their way into a file a table.
struct Tables {
    dir: PathBuf,
    done: Vec<Table>,
    open: Option<(Table, BufWriter<File>, Sha256)>,
    names: HashSet<String>,
}

impl Tables {
    fn line(&mut self, table: &str, line: &[u8]) -> io::Result<()> {
        if self.open.as_ref().is_none_or(|(open, ..)| open.name != table) {
            self.close()?;
            if !self.names.insert(table.to_owned()) {
                return Err(io::Error::other(format!("the table {table} was dumped in two parts")));
            }
            let file = BufWriter::new(private_file(&self.dir.join(table))?);
            let empty = Table { name: table.to_owned(), rows: 0, checksum: String::new() };
            self.open = Some((empty, file, Sha256::new()));
        }
        if let Some((table, file, hash)) = &mut self.open {
            table.rows += 1;
            for bytes in [line, b"\n"] {
                hash.update(bytes);
                file.write_all(bytes)?;
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        if let Some((mut table, mut file, hash)) = self.open.take() {
            file.flush()?;
            table.checksum = hex(&hash.finalize());
            self.done.push(table);
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<Vec<Table>> {
        self.close()?;
        Ok(self.done)
    }
}

fn append(
    archive: &mut tar::Builder<BufWriter<File>>,
    path: &str,
    size: u64,
    content: impl Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    archive.append_data(&mut header, path, content)
}

/// A reader that knows the SHA-256 of what went through it.
pub(crate) struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Hashed<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    pub(crate) fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(&buffer[..n]);
        Ok(n)
    }
}

/// Files and folders that go when the work is done, however it ends.
struct Scratch(Vec<PathBuf>);

impl Drop for Scratch {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// A new file for its owner alone.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).read(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A new folder for its owner alone.
pub(crate) fn private_dir(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes the name of a file durable.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
