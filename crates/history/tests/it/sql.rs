//! What the SQL tests share: files made on the spot, questions and their answers.

use std::{fs, path::PathBuf};

use history::ask::{AskError, Format, Limits, NamedFile, ask};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with made-up files, each known to SQL by its name.
pub(crate) struct Files {
    folder: TempDir,
    named: Vec<NamedFile>,
}

impl Files {
    pub(crate) fn none() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), named: Vec::new() }
    }

    pub(crate) fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        Self::none().and(name, content)
    }

    /// Another file: written as `NAME.txt`, since the name of a file says nothing.
    pub(crate) fn and(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(&format!("{name}.txt"));
        fs::write(&path, content).unwrap();
        self.named.push(NamedFile::new(name, path).unwrap());
        self
    }

    pub(crate) fn known(mut self, name: &str, path: PathBuf) -> Self {
        self.named.push(NamedFile::new(name, path).unwrap());
        self
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub(crate) fn ask_with(&self, sql: &str, format: Format, limits: &Limits) -> Result<String, AskError> {
        let mut out = Vec::new();
        ask(sql, &self.named, format, limits, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    pub(crate) fn csv(&self, sql: &str) -> String {
        self.ask_with(sql, Format::Csv, &two_threads()).unwrap()
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<Value> {
        let text = self.ask_with(sql, Format::Json, &two_threads()).unwrap();
        match serde_json::from_str(&text).unwrap() {
            Value::Array(rows) => rows,
            other => panic!("{other} is not an array"),
        }
    }

    /// The only value of the only row, under the name `v`.
    pub(crate) fn value(&self, expression: &str) -> Value {
        let rows = self.rows(&format!("SELECT {expression} AS v"));
        assert_eq!(rows.len(), 1);
        rows[0]["v"].clone()
    }

    pub(crate) fn refusal(&self, sql: &str) -> String {
        self.ask_with(sql, Format::Csv, &two_threads()).unwrap_err().to_string()
    }
}

pub(crate) fn two_threads() -> Limits {
    Limits { threads: 2, ..Limits::default() }
}
