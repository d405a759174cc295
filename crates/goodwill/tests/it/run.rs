//! Running the program as its user does.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// The program with these words.
pub(crate) fn goodwill(words: &[&str]) -> Output {
    command(words).output().unwrap()
}

pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodwill"));
    command.args(words).env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// What it says where it must succeed: standard output.
pub(crate) fn says(words: &[&str]) -> String {
    let output = goodwill(words);
    assert!(output.status.success(), "goodwill {}: {}", words.join(" "), error(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn json(words: &[&str]) -> Value {
    serde_json::from_str(&says(words)).unwrap()
}

pub(crate) fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Exit status and what was said on standard error.
pub(crate) fn fails(words: &[&str]) -> (i32, String) {
    let output = goodwill(words);
    (output.status.code().unwrap(), error(&output))
}

/// Real data beside the project, where it is there; said aloud where it is not.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        Some(path)
    } else {
        println!("skipped: {} is not there", path.display());
        None
    }
}

pub(crate) fn near(actual: &Value, wanted: f64, tolerance: f64) {
    let actual = actual.as_f64().unwrap_or_else(|| panic!("{actual} is no number"));
    assert!((actual - wanted).abs() <= tolerance, "{actual} is not within {tolerance} of {wanted}");
}
