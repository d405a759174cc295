//! A data folder from a backup: made beside its place, verified, and moved there whole.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Component, Path, PathBuf},
};

use records::{Place, Records};

use super::{
    FolderArgs, FolderError,
    backup::{Hashed, LAYOUT, Manifest, private_dir, private_file, sync_folder_of},
    open::{place, runtime},
};

/// What was restored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Restored {
    /// Rows of the records.
    pub(crate) rows: u64,
    /// Files of history.
    pub(crate) files: u64,
}

/// A manifest longer than this is none.
const LONGEST: u64 = 1 << 30;

/// Makes the folder these arguments name from a backup.
///
/// # Errors
///
/// If the folder holds something, the backup is damaged, or something cannot be written; then there
/// is no folder.
pub(crate) fn restore(from: &Path, args: &FolderArgs) -> Result<Restored, FolderError> {
    let dir = args.dir();
    if dir.exists() && fs::read_dir(&dir).map_err(|e| FolderError::io(&dir, e))?.next().is_some() {
        return Err(FolderError::Refused(format!(
            "{} holds something already: a backup is restored into an empty or absent folder",
            dir.display()
        )));
    }
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = dir.with_file_name(name);
    if !is_left_of_ours(&part).map_err(|e| FolderError::io(&part, e))? {
        return Err(FolderError::Refused(format!(
            "{} is in the way and holds something else: move it away first",
            part.display()
        )));
    }
    let _ = fs::remove_dir_all(&part);
    private_dir(&part).map_err(|e| FolderError::io(&part, e))?;
    let made = fill(from, &part, args).and_then(|done| {
        if dir.exists() {
            fs::remove_dir(&dir).map_err(|e| FolderError::io(&dir, e))?;
        }
        fs::rename(&part, &dir).and_then(|()| sync_folder_of(&dir)).map_err(|e| FolderError::io(&dir, e))?;
        Ok(done)
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    made
}

/// Whether a folder is absent or what an interrupted restore left behind.
fn is_left_of_ours(part: &Path) -> io::Result<bool> {
    if !part.exists() {
        return Ok(true);
    }
    for entry in fs::read_dir(part)? {
        let name = entry?.file_name();
        if name != "history" && name != "restoring" && !name.to_string_lossy().starts_with("goodwill.db") {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fill(from: &Path, part: &Path, args: &FolderArgs) -> Result<Restored, FolderError> {
    let unreadable = |e| FolderError::io(from, e);
    let damaged = |what: &str| FolderError::Damaged(format!("{}: {what}", from.display()));
    let file = File::open(from).map_err(unreadable)?;
    let mut archive = tar::Archive::new(BufReader::new(file));
    let mut entries = archive.entries().map_err(unreadable)?;
    let manifest = manifest(&mut entries, from)?;
    let lines = part.join("restoring");
    private_dir(&lines).map_err(|e| FolderError::io(&lines, e))?;
    let mut wanted: HashMap<String, &str> = HashMap::new();
    for table in &manifest.tables {
        wanted.insert(format!("records/{}.jsonl", table.name), &table.checksum);
    }
    for file in &manifest.files {
        wanted.insert(format!("history/{}", file.path), &file.checksum);
    }
    for entry in entries {
        let mut entry = entry.map_err(unreadable)?;
        let path = entry.path().map_err(unreadable)?.to_string_lossy().into_owned();
        let checksum =
            wanted.remove(&path).ok_or_else(|| damaged(&format!("{path} is not of its manifest")))?;
        if !Path::new(&path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(damaged(&format!("{path} leads outside")));
        }
        let to = match path.strip_prefix("records/") {
            Some(table) => lines.join(table),
            None => part.join(&path),
        };
        if take(&mut entry, &to).map_err(|e| FolderError::io(&to, e))? != *checksum {
            return Err(damaged(&format!("{path} is not as it was backed up")));
        }
    }
    if let Some(path) = wanted.keys().min() {
        return Err(damaged(&format!("{path} is missing: the backup is not whole")));
    }
    load(&manifest, part, &lines, args)?;
    fs::remove_dir_all(&lines).map_err(|e| FolderError::io(&lines, e))?;
    sync_folders(part).map_err(|e| FolderError::io(part, e))?;
    Ok(Restored {
        rows: manifest.tables.iter().map(|table| table.rows).sum(),
        files: manifest.files.len() as u64,
    })
}

fn manifest<R: Read>(entries: &mut tar::Entries<'_, R>, from: &Path) -> Result<Manifest, FolderError> {
    let foreign = || FolderError::Damaged(format!("{} is no backup of a data folder", from.display()));
    let first = entries.next().ok_or_else(foreign)?.map_err(|_| foreign())?;
    if first.path().map_err(|_| foreign())? != Path::new("manifest.json") {
        return Err(foreign());
    }
    let manifest: Manifest = serde_json::from_reader(first.take(LONGEST)).map_err(|_| foreign())?;
    if manifest.layout > LAYOUT || manifest.schema > records::SCHEMA {
        return Err(FolderError::Refused(format!(
            "{} was written by the newer program {}: restore it with that one",
            from.display(),
            manifest.program
        )));
    }
    Ok(manifest)
}

/// Takes an entry out, synced; its checksum.
fn take(entry: &mut impl Read, to: &Path) -> io::Result<String> {
    if let Some(folder) = to.parent() {
        private_dir(folder)?;
    }
    let mut file = private_file(to)?;
    let mut content = Hashed::new(entry);
    io::copy(&mut content, &mut file)?;
    file.sync_all()?;
    Ok(content.finish())
}

fn load(manifest: &Manifest, part: &Path, lines: &Path, args: &FolderArgs) -> Result<(), FolderError> {
    let place: Place = place(args, part);
    let mut rows = manifest.tables.iter().flat_map(|table| {
        let path = lines.join(format!("{}.jsonl", table.name));
        let (lines, failed) = match File::open(path) {
            Ok(file) => (Some(BufReader::new(file).split(b'\n')), None),
            Err(e) => (None, Some(Err(e))),
        };
        let name = table.name.clone();
        lines.into_iter().flatten().map(move |line| line.map(|line| (name.clone(), line))).chain(failed)
    });
    let runtime = runtime().map_err(|e| FolderError::io(part, e))?;
    let records = runtime.block_on(Records::load(&place, &mut rows))?;
    let problems = runtime.block_on(records.check())?;
    runtime.block_on(records.close());
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(FolderError::Damaged(format!("the records do not hold together: {problem}"))),
    }
}

/// Makes the names in a folder and below durable.
fn sync_folders(folder: &Path) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        File::open(&folder)?.sync_all()?;
    }
    Ok(())
}
