//! Writes companies and reads their files back.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use sample::{Company, Shape, WriteOptions, write_company};

pub(crate) fn files(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { one(&path) }).collect()
}

fn one(path: &Path) -> BTreeMap<String, String> {
    BTreeMap::from([(path.display().to_string(), fs::read_to_string(path).unwrap())])
}

pub(crate) fn written(company: &Company, shape: Shape, threads: usize) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    write_company(company, dir.path(), &WriteOptions { shape, overwrite: false, threads }).unwrap();
    let start = dir.path().display().to_string();
    files(dir.path()).into_iter().map(|(name, text)| (name.replace(&start, ""), text)).collect()
}

/// Rows of a file as maps from column to text.
pub(crate) fn rows(text: &str) -> Vec<HashMap<&str, &str>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), head.len(), "{line}");
            head.iter().copied().zip(fields).collect()
        })
        .collect()
}

pub(crate) fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

/// Asserts that the mean lies within 4.5 of its own standard errors of the closed form.
pub(crate) fn mean_is(values: &[f64], wanted: f64, what: &str) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!((mean - wanted).abs() <= 4.5 * error, "{what}: {mean} ± {error}, wanted {wanted}");
    // A test that any number would pass is none.
    assert!(error < 0.05 * wanted.abs(), "{what}: ± {error} is too wide");
}

/// The file's parameters of the truth.
pub(crate) fn parameters(files: &BTreeMap<String, String>) -> serde_json::Value {
    serde_json::from_str(&files["/truth/parameters.json"]).unwrap()
}

/// Asserts that this share of `of` lies within 4.5 standard errors of what is wanted.
pub(crate) fn share_is(count: u64, of: u64, wanted: f64, what: &str) {
    let n = of as f64;
    let share = count as f64 / n;
    let error = (wanted * (1.0 - wanted) / n).sqrt();
    assert!((share - wanted).abs() <= 4.5 * error, "{what}: {share} of {of}, wanted {wanted} ± {error}");
    assert!(error < 0.1 * wanted, "{what}: ± {error} is too wide");
}
