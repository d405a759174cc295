//! What the disk below a folder can do.

use std::{
    fs, io,
    io::{Seek, Write},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// How long the disk is tried.
const TRIED: Duration = Duration::from_millis(500);

/// How often a second 4 KiB can be written and synced.
pub(crate) fn syncs_a_second(folder: &Path) -> io::Result<f64> {
    let path = folder.join(format!(".fsync-{}", std::process::id()));
    let mut file = super::backup::private_file(&path)?;
    let begin = Instant::now();
    let mut rounds = 0u32;
    let tried = loop {
        let written = file.rewind().and_then(|()| file.write_all(&[0; 4096])).and_then(|()| file.sync_data());
        if let Err(e) = written {
            break Err(e);
        }
        rounds += 1;
        if begin.elapsed() >= TRIED {
            break Ok(f64::from(rounds) / begin.elapsed().as_secs_f64());
        }
    };
    let _ = fs::remove_file(&path);
    tried
}

/// Bytes that are free where the folder is, as `df` says; `None` where there is no `df`.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let said = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let free: u64 = said.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    free.checked_mul(1024)
}

/// Bytes of a file, or of everything in a folder.
pub(crate) fn size(path: &Path) -> u64 {
    let Ok(about) = fs::symlink_metadata(path) else { return 0 };
    if !about.is_dir() {
        return about.len();
    }
    fs::read_dir(path).map_or(0, |entries| entries.flatten().map(|entry| size(&entry.path())).sum())
}
