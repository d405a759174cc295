//! Tells which files are not as the manifest says, and removes those it does not name.

use std::{
    collections::HashSet,
    fs::{self, File},
    path::Path,
    time::SystemTime,
};

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Listed, Role, Store, StoreError, durable};

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
        let damage = |file: &Listed| {
            each(&file.path);
            let problem = problem(&self.root.join(&file.path), file).err()?;
            Some(Damage { path: file.path.clone(), problem })
        };
        live.iter().filter_map(damage).collect()
    }

    /// Removes files and unfinished folders that are not live and were last changed before a
    /// moment; gives their paths.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read or a file not be removed.
    pub fn sweep(&self, live: &HashSet<String>, older_than: SystemTime) -> Result<Vec<String>, StoreError> {
        let mut removed = Vec::new();
        sweep_folder(&self.root, "", live, older_than, &mut removed)?;
        removed.sort();
        Ok(removed)
    }
}

fn problem(path: &Path, file: &Listed) -> Result<(), String> {
    let (bytes, checksum) = durable::digest(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => "is missing".to_owned(),
        _ => format!("cannot be read: {e}"),
    })?;
    if bytes != file.bytes {
        return Err(format!("has {bytes} bytes where {} are listed", file.bytes));
    }
    if checksum != file.checksum {
        return Err("has another content than listed (its checksum differs)".to_owned());
    }
    let rows = match file.role {
        Role::Ids => bytes / 16,
        Role::Rows | Role::Repeated => readable_rows(path).map_err(|e| format!("cannot be read: {e}"))?,
        Role::Values => return Ok(()),
    };
    if rows != file.rows {
        return Err(format!("has {rows} rows where {} are listed", file.rows));
    }
    Ok(())
}

fn readable_rows(path: &Path) -> Result<i64, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|e| e.to_string())?;
    let mut rows = 0;
    for batch in reader {
        rows += batch.map_err(|e| e.to_string())?.num_rows() as i64;
    }
    Ok(rows)
}

fn sweep_folder(
    folder: &Path,
    below: &str,
    live: &HashSet<String>,
    older_than: SystemTime,
    removed: &mut Vec<String>,
) -> Result<(), StoreError> {
    let failed = |e| StoreError::io(folder, e);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let (path, named) = (entry.path(), format!("{below}{name}"));
        // Another sweep, or the writer itself, may have been faster.
        let Ok(about) = entry.metadata() else { continue };
        let old = about.modified().is_ok_and(|changed| changed < older_than);
        if about.is_dir() && name.starts_with(durable::UNFINISHED) {
            if old && newest_in(&path).is_none_or(|changed| changed < older_than) {
                gone(fs::remove_dir_all(&path)).map_err(|e| StoreError::io(&path, e))?;
                removed.push(named);
            }
        } else if about.is_dir() {
            sweep_folder(&path, &format!("{named}/"), live, older_than, removed)?;
        } else if old && !is_live(&named, live) {
            gone(fs::remove_file(&path)).map_err(|e| StoreError::io(&path, e))?;
            removed.push(named);
        }
    }
    Ok(())
}

/// A filter lives as long as its segment.
fn is_live(named: &str, live: &HashSet<String>) -> bool {
    live.contains(named) || named.strip_suffix(".bloom").is_some_and(|segment| live.contains(segment))
}

/// A long import writes into its folder's files without changing the folder.
fn newest_in(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?;
    entries.flatten().filter_map(|entry| entry.metadata().ok()?.modified().ok()).max()
}

fn gone(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
