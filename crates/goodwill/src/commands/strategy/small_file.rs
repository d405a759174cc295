//! Small files that people write: scenarios, price paths, what-ifs, judgement.

use std::{error::Error, fs::File, io::Read, path::Path};

use plan::written::{self, Refused};

use super::super::Failure;

/// Bytes that are read of one: more than any reader of them takes.
const MOST_BYTES: u64 = 512 * 1024;

/// Reads a file with a reader of such files; whatever is refused names the file, as what it was read.
pub(super) fn read<T, E: Error + From<Refused>>(
    what: &str,
    path: &Path,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
        .map_err(|e| Failure::caused(format!("the {what} {} could not be read", path.display()), &e))?;
    written::file(&path.display().to_string(), &bytes, read)
        .map_err(|refused| Failure::wrong_use(format!("the {what} {refused}")))
}
