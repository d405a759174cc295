//! A file that appears whole or not at all.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

use super::{Overwrite, TableError, io_error};

/// Lets `write` fill a sibling of `path`, syncs it and renames it into place.
pub(crate) fn write_whole(
    path: &Path,
    overwrite: Overwrite,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let failed = io_error(path);
    if overwrite == Overwrite::Refuse && path.exists() {
        return Err(TableError::Exists(path.to_owned()));
    }
    let mut sibling = sibling_of(path).map_err(&failed)?;
    let mut buffered = BufWriter::with_capacity(1 << 20, sibling.as_file_mut());
    write(&mut buffered)?;
    buffered.flush().map_err(&failed)?;
    drop(buffered);
    sibling.as_file().sync_all().map_err(&failed)?;
    match overwrite {
        Overwrite::Replace => sibling.persist(path).map_err(|e| failed(e.error))?,
        // Another process may have put a file there while this one was written.
        Overwrite::Refuse => sibling.persist_noclobber(path).map_err(|e| match e.error.kind() {
            std::io::ErrorKind::AlreadyExists => TableError::Exists(path.to_owned()),
            _ => failed(e.error),
        })?,
    };
    sync_folder(path).map_err(failed)
}

fn sibling_of(path: &Path) -> std::io::Result<NamedTempFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let prefix = format!(".{name}.tmp-");
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        // As any other file the user makes: the umask decides, not the rule for secret files.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
        builder.tempfile_in(folder_of(path))
    }
    #[cfg(not(unix))]
    builder.tempfile_in(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Makes the new name itself survive a power cut, where folders can be synced.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}
