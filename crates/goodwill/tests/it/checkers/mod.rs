//! The checkers of others that the tests use, installed beside the senders by `.ci/sdks`.

use std::path::{Path, PathBuf};

use crate::sdk::installed;

/// The script of axe, which finds what keeps people out of a page; or why it is not here.
pub(crate) fn axe() -> Result<PathBuf, String> {
    part("checkers-node").map(|folder| folder.join("node_modules/axe-core/axe.min.js"))
}

/// The program that tries an API by its OpenAPI document; or why it is not here.
pub(crate) fn schemathesis() -> Result<PathBuf, String> {
    part("checkers-py").map(|folder| folder.join("bin/schemathesis"))
}

fn part(name: &str) -> Result<PathBuf, String> {
    let folder: &Path = installed().ok_or("the checkers cannot be installed here")?;
    let part = folder.join(name);
    if part.join("complete").exists() { Ok(part) } else { Err(format!("{name} is not installed")) }
}
