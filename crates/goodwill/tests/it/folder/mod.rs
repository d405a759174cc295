//! The data folder as its user sees it.

mod backup;
mod check;
mod export;
mod import;
mod older;
mod postgres;
mod properties;
mod running;
mod undo;
mod value;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::run::{error, goodwill};

/// A folder for one test, with a data folder in it.
pub(crate) struct Place {
    dir: tempfile::TempDir,
    /// The address of the records, where they are not a file in the folder.
    records: Option<String>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), records: None }
    }

    /// The same with its records in a database.
    pub(crate) fn with_records(url: &str) -> Self {
        Self { records: Some(url.to_owned()), ..Self::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn data(&self) -> String {
        self.path("data").display().to_string()
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// These words, about the data folder.
    fn about(&self, words: &[&str]) -> Vec<String> {
        let data = ["--data".to_owned(), self.data()];
        let records = self.records.iter().flat_map(|url| ["--records".to_owned(), url.clone()]);
        words.iter().map(|word| (*word).to_owned()).chain(data).chain(records).collect()
    }

    /// A command on the data folder that must succeed.
    pub(crate) fn does(&self, words: &[&str]) -> String {
        let words = self.about(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = goodwill(&words);
        assert!(output.status.success(), "goodwill {}: {}", words.join(" "), error(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A command on the data folder that must fail: exit status and what it says.
    pub(crate) fn fails(&self, words: &[&str]) -> (i32, String) {
        let words = self.about(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        crate::run::fails(&words)
    }

    pub(crate) fn imports(&self, kind: &str, file: &str) -> String {
        self.does(&["import", kind, file])
    }

    /// The answer of a question, as JSON.
    pub(crate) fn asks(&self, sql: &str) -> Value {
        serde_json::from_str(&self.does(&["sql", "--ids", "--format", "json", sql])).unwrap()
    }

    /// Every table as text: what holds, whatever files it lies in.
    pub(crate) fn everything(&self) -> String {
        let out = self.path("everything");
        let _ = fs::remove_dir_all(&out);
        self.does(&["export", "--all", "--out", &out.display().to_string()]);
        let mut files: Vec<PathBuf> =
            fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| format!("{}\n{}", name(file), fs::read_to_string(file).unwrap())).collect()
    }
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Every file of history, sorted.
pub(crate) fn history(data: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(data).join("history")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

pub(crate) const CUSTOMERS: &str = "customer_id,name,email,country,channel,customer_since
C1,Ada Albers,ada@example.com,DE,search,2023-01-05
C2,Bruno Bianchi,bruno@example.com,IT,friends,2023-02-01
C3,Clara Conti,clara@example.com,IT,search,2023-03-10
";

pub(crate) const ORDERS: &str = "order_id,order_time,customer_id,product_id,quantity,unit_price,currency
1001,2024-01-05 10:00:00,C1,P1,2,10.00,EUR
1001,2024-01-05 10:00:00,C1,P2,1,5.50,EUR
1002,2024-01-07 11:30:00,C2,P1,1,10.00,EUR
1003,2024-02-11 09:15:00,C1,P3,1,99.90,EUR
1004,2024-03-01 18:45:00,C3,P2,3,5.50,EUR
";

pub(crate) const FEEDBACK: &str = "feedback_id,customer_id,order_id,date,score,text
F1,C1,1001,2024-01-20,5,\"Very good, thank you\"
F2,C2,1002,2024-01-25,2,Arrived late
";
